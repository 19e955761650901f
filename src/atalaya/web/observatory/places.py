"""The sections of a city that the shell of every page offers, for those who may enter them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from atalaya.web.observatory.models import City


@dataclass(frozen=True)
class Section:
    """A part of a city's pages: the name of its address, its title, what is there, its mark, who may enter."""

    name: str
    title: str
    told: str
    icon: str
    permission: str = "observatory.view_city"


SECTIONS = (
    Section("imports", gettext_noop("Data"), gettext_noop("What was imported, and how good it is"), "upload"),
    Section(
        "indicators",
        gettext_noop("Indicators"),
        gettext_noop("Counts, rates and changes, with how sure they are"),
        "chart",
    ),
    Section(
        "map",
        gettext_noop("Map"),
        gettext_noop("Where, at what hours, and where more than chance explains"),
        "map",
    ),
    Section("calendar", gettext_noop("Calendar"), gettext_noop("On which days and at which hours"), "calendar"),
    Section("bulletins", gettext_noop("Bulletins"), gettext_noop("From the draft to the published issue"), "document"),
    Section(
        "city_settings",
        gettext_noop("Settings"),
        gettext_noop("Name, areas, residents, looks"),
        "settings",
        "observatory.manage_city",
    ),
)


def sections(account: Any, city: City, path: str) -> list[dict[str, Any]]:
    """The sections an account may enter, with their addresses, and whether `path` is in each."""
    found = []
    for section in SECTIONS:
        if not account.has_perm(section.permission):
            continue
        address = reverse(section.name, args=[city.code])
        words = {"title": _(section.title), "told": _(section.told), "icon": section.icon}
        found.append({"name": section.name, **words, "address": address, "current": path.startswith(address)})
    return found
