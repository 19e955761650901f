"""Pages that belong to no app: the board that says what needs attention, the choice of language, errors."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from atalaya.web.common.attention import Item
from atalaya.web.common.language import COOKIE, DJANGO_LANGUAGE, current_locale


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The board: what needs this person now, gravest and oldest first; quiet when nothing does."""
    locale = current_locale()
    told = {"items": attention_items(request.user, locale), "places": asked("places", request.user, locale)}
    return render(request, "common/home.html", told)


def attention_items(user: object, locale: str) -> list[Item]:
    """What the apps say needs this person, gravest and oldest first."""
    return sorted(asked("items", user, locale), key=lambda item: (item.rank, item.since))


def asked(question: str, user: object, locale: str) -> list[Any]:
    """What the `attention` module of each app of ours answers to one of `items` and `places`."""
    found: list[Any] = []
    for config in apps.get_app_configs():
        if config.name.startswith("atalaya.web.") and find_spec(f"{config.name}.attention"):
            answer = getattr(import_module(f"{config.name}.attention"), question, None)
            found += answer(user, locale) if answer else []
    return found


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For the starter and for monitors: the server answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.POST.get("language") in DJANGO_LANGUAGE.values():
        response.set_cookie(COOKIE, request.POST["language"], max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the account may not do this."""
    return render(request, "common/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the address leads nowhere."""
    return render(request, "common/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return render(request, "common/500.html", status=500)
