"""Addresses of the audit log."""

from __future__ import annotations

from django.urls import path

from atalaya.web.audit import views

urlpatterns = [path("", views.audit, name="audit")]
