"""What the shell of a page shows of the city: its name, its colour, its sections, and that it is synthetic."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from atalaya.reports.palette import readable_accent
from atalaya.web.observatory.models import City
from atalaya.web.observatory.places import sections


def city(request: HttpRequest) -> dict[str, Any]:
    """The city of the address; on pages of no city, the only one there is."""
    found = getattr(request, "city", None)
    account = getattr(request, "user", None)
    alone = account is not None and account.is_authenticated and not getattr(request, "between_cities", False)
    if found is None and alone:
        only = list(City.objects.defer("logo")[:2])
        found = only[0] if len(only) == 1 else None
    if found is None:
        return {"shell_city": None, "shell_cities": cities_of(account)}
    accent = readable_accent(found.accent or None) if found.accent else ""
    return {"shell_city": found, "shell_accent": accent, "shell_sections": sections(account, found, request.path)}


def cities_of(account: Any) -> list[City]:
    """The cities that the account may look at, for the board that leads to them."""
    if account is None or not account.has_perm("observatory.view_city"):
        return []
    return list(City.objects.defer("logo"))
