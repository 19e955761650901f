"""The app of the audit log."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Hash-chained, append-only."""

    name = "atalaya.web.audit"
    label = "audit"
