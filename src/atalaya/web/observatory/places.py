"""The sections of a city that the shell of every page offers, for those who may enter them."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from atalaya.web.observatory.models import City

SECTIONS = (
    ("imports", gettext_noop("Data"), "upload", "observatory.view_city"),
    ("indicators", gettext_noop("Indicators"), "chart", "observatory.view_city"),
    ("map", gettext_noop("Map"), "map", "observatory.view_city"),
    ("calendar", gettext_noop("Calendar"), "calendar", "observatory.view_city"),
    ("bulletins", gettext_noop("Bulletins"), "document", "observatory.view_city"),
    ("city_settings", gettext_noop("Settings"), "settings", "observatory.manage_city"),
)
"""Name of the address, title, icon, permission."""


def sections(account: Any, city: City, path: str) -> list[dict[str, Any]]:
    """Name, title, icon and address of each section that the account may enter, and whether `path` is in it."""
    found = []
    for name, title, icon, permission in SECTIONS:
        if not account.has_perm(permission):
            continue
        try:
            address = reverse(name, args=[city.code])
        except NoReverseMatch:
            continue
        here = path.startswith(address)
        found.append({"name": name, "title": _(title), "icon": icon, "address": address, "current": here})
    return found
