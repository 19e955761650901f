"""Addresses about people: ours, and of the borrowed ones those that lead somewhere here.

Nobody makes an account alone and no mail is sent, so there is no sign-up and no reset by mail to offer.
"""

from __future__ import annotations

from allauth.account import views as borrowed
from django.urls import include, path

from atalaya.web.accounts import views

urlpatterns = [
    path("mia/", views.account_home, name="account_home"),
    path("personas/", views.accounts, name="accounts"),
    path("personas/<int:pk>/", views.account_change, name="account_change"),
    path("primera/", views.first_account, name="first_account"),
    path("login/", borrowed.login, name="account_login"),
    path("logout/", borrowed.logout, name="account_logout"),
    path("inactive/", borrowed.account_inactive, name="account_inactive"),
    path("reauthenticate/", borrowed.reauthenticate, name="account_reauthenticate"),
    path("password/change/", borrowed.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
