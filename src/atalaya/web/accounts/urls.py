"""Addresses about people."""

from __future__ import annotations

from django.urls import include, path

from atalaya.web.accounts import views

urlpatterns = [
    path("mia/", views.account_home, name="account_home"),
    path("personas/", views.accounts, name="accounts"),
    path("", include("allauth.urls")),
]
