"""The language of a request, as Django names it and as the lower floors name it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from atalaya.i18n import normal_locale

COOKIE = "language"
DJANGO_LANGUAGE = {"es": "es", "pt": "pt-br", "en": "en"}


def current_locale() -> str:
    """`es`, `pt` or `en`: what `reports` and `i18n.translate` ask for."""
    return normal_locale(translation.get_language())


def language_of(request: HttpRequest) -> str:
    """What the person chose, else what the account says, else what the browser asks for, else Spanish."""
    chosen = request.COOKIES.get(COOKIE) or request.session.get(COOKIE)
    if chosen in DJANGO_LANGUAGE.values():
        return str(chosen)
    for part in request.META.get("HTTP_ACCEPT_LANGUAGE", "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag[:2] in DJANGO_LANGUAGE:
            return DJANGO_LANGUAGE[tag[:2]]
    return str(settings.LANGUAGE_CODE)
