"""Two things every request goes through: its language, and errors told as pages that say what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from atalaya.errors import (
    ConflictError,
    LimitError,
    NotFoundError,
    PermissionRefusedError,
    StorageError,
    UserError,
)
from atalaya.web.common.language import current_locale, language_of

Handler = Callable[[HttpRequest], HttpResponse]
STATUS: dict[type[UserError], int] = {
    PermissionRefusedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    LimitError: 413,
    StorageError: 507,
}


class LanguageMiddleware:
    """Activates the person's language for the length of the request and says so in the answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class UserErrorMiddleware:
    """A `UserError` becomes a page (or JSON for the API) with what happened, what was kept and what to do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell errors that were raised on purpose; leave faults of ours to the page for faults."""
        if not isinstance(error, UserError):
            return None
        if request.path.startswith("/api/"):
            return told_as_json(error)
        told = error.told(current_locale())
        return render(request, "common/error.html", {"error": error, "told": told}, status=status_of(error))


def status_of(error: UserError) -> int:
    """The status of HTTP that tells the family of an error."""
    return next((code for family, code in STATUS.items() if isinstance(error, family)), 400)


def told_as_json(error: UserError) -> JsonResponse:
    """The error for a program: its stable id, and its sentence in the language asked for."""
    return JsonResponse({"error": error.id, "message": error.told(current_locale())}, status=status_of(error))
