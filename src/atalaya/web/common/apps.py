"""The app of what every screen shares."""

from __future__ import annotations

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Base templates, tags, middleware."""

    name = "atalaya.web.common"
    label = "common"
