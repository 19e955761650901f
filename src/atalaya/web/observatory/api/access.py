"""Who asks: a person who is signed in, or a program with a token; and whether it may."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from atalaya.errors import PermissionRefusedError
from atalaya.i18n import N_
from atalaya.web.observatory.answers.figures import Figures, figures_of
from atalaya.web.observatory.models import City, Token
from atalaya.web.observatory.operations.tokens import use_token


def by_session(request: HttpRequest) -> Any:
    """The person who is signed in in the browser; such a person may read only."""
    account = request.user
    return account if account.is_authenticated and account.is_active and request.method in {"GET", "HEAD"} else None


class ByToken(HttpBearer):
    """A program with ``Authorization: Bearer …``."""

    openapi_description = "A token made by an administrator of the city (Settings, Tokens)."

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        return use_token(token)


def city_for(request: HttpRequest, code: str, scope: str) -> City:
    """The city, for one who may read this of it. Another city than the token's does not exist for it.

    Raises
    ------
    PermissionRefusedError
        ``scope-missing`` or ``not-allowed``.
    """
    asker = request.auth  # type: ignore[attr-defined]
    city = City.objects.filter(code=code).first()
    if city is None or (isinstance(asker, Token) and asker.city_id != city.pk):
        raise Http404(code)
    if isinstance(asker, Token):
        if scope not in asker.scopes:
            raise PermissionRefusedError(
                "scope-missing",
                N_("This token may not do that: it lacks {scope}."),
                hint=N_("An administrator can make a token that may."),
                scope=scope,
            )
    elif not asker.has_perm("observatory.view_city"):
        raise PermissionRefusedError("not-allowed", N_("This account may not do that."))
    return city


def cities_for(request: HttpRequest) -> list[City]:
    """The cities that the one who asks may read."""
    asker = request.auth  # type: ignore[attr-defined]
    if isinstance(asker, Token):
        return [asker.city]
    return list(City.objects.all()) if asker.has_perm("observatory.view_city") else []


def figures_for(request: HttpRequest, code: str, scope: str) -> Figures:
    """The newest figures of a city; a city without any answers 404."""
    city = city_for(request, code, scope)
    snapshot = city.store.current()
    if snapshot is None or not snapshot.manifest["rows"]:
        raise Http404(code)
    return figures_of(city, snapshot)
