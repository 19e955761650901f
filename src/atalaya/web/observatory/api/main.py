"""The API: where its parts are put together, and how it answers when something cannot be."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.throttling import AuthRateThrottle

from atalaya.errors import UserError
from atalaya.web.common.middleware import told_as_json
from atalaya.web.observatory.api import bulletins, cities, indicators, places
from atalaya.web.observatory.api.access import ByToken, by_session

MOST_REQUESTS = "600/m"
"""For each token and each person, so that a program in a loop leaves room for the others."""

api = NinjaAPI(
    title="Atalaya",
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    description="Figures of a city for programs. Counts are whole: they are for internal use, not for publication.",
    auth=[by_session, ByToken()],
    throttle=[AuthRateThrottle(MOST_REQUESTS)],
)
api.add_router("", cities.router)
api.add_router("", indicators.router)
api.add_router("", places.router)
api.add_router("", bulletins.router, auth=None)


@api.exception_handler(UserError)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """What cannot be done, in the words every screen uses."""
    return told_as_json(error)
