"""The app of people and their roles."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, roles, sign-in."""

    name = "atalaya.web.accounts"
    label = "accounts"
