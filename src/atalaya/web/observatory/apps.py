"""The app of the analysts and of those who read what they make."""

from __future__ import annotations

from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    """Cities, imports, indicators, maps, bulletins."""

    name = "atalaya.web.observatory"
    label = "observatory"
