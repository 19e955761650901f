"""What the shell of every page needs to know."""

from __future__ import annotations

from django.http import HttpRequest

from atalaya.web.common.language import DJANGO_LANGUAGE, current_locale


def shell(request: HttpRequest) -> dict[str, object]:
    """The language of the page and those it can be read in."""
    return {
        "locale": current_locale(),
        "languages": [("es", "Español"), (DJANGO_LANGUAGE["pt"], "Português"), ("en", "English")],
    }
