"""What every screen of a city starts with: the city, the permission, its newest snapshot."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from atalaya.store.snapshot import Snapshot
from atalaya.web.observatory.models import City


def city_of(request: HttpRequest, code: str) -> City:
    """The city of an address; the shell of the page shows it."""
    city = get_object_or_404(City.objects.defer("logo"), code=code)
    request.city = city  # type: ignore[attr-defined]
    return city


def city_page(permission: str = "observatory.view_city") -> Any:
    """A view for people with a permission; it is given the request and the city in place of its code."""

    def decorate(view: Any) -> Any:
        @login_required
        @permission_required(permission, raise_exception=True)
        @wraps(view)
        def wrapped(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
            answer: HttpResponse = view(request, city_of(request, code), *args, **kwargs)
            return answer

        return wrapped

    return decorate


def data_page(view: Any) -> Any:
    """A view of a city's figures; it is given the snapshot too, and a city without one gets a page that says so."""

    @city_page()
    @wraps(view)
    def wrapped(request: HttpRequest, city: City, *args: Any, **kwargs: Any) -> HttpResponse:
        snapshot: Snapshot | None = city.store.current()
        if snapshot is None or not snapshot.manifest["rows"]:
            return render(request, "observatory/no_data.html", {"city": city})
        answer: HttpResponse = view(request, city, snapshot, *args, **kwargs)
        return answer

    return wrapped


def asks_for_part(request: HttpRequest) -> bool:
    """Whether a page that is open asks for its changed part alone; going back in its history needs the whole page."""
    restoring = request.headers.get("HX-History-Restore-Request") == "true"
    return request.headers.get("HX-Request") == "true" and not restoring
