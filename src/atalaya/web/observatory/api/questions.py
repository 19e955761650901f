"""How a question is put in an address of the API, and answers that are not sent twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from atalaya.web.observatory.answers.figures import Figures
from atalaya.web.observatory.answers.filters import Filters, filters_of

Period = Literal["months12", "months3", "month", "year", "last_year", "all", "dates"]


class Question(Schema):
    """Which incidents are meant. Lists are written by repeating the name; what is not named is not narrowed."""

    from_: dt.date | None = Field(None, alias="from", description="First day. Without days: the last 12 whole months.")
    to: dt.date | None = Field(None, description="Last day.")
    period: Period | None = Field(None, description="A named period, in place of days.")
    category: list[str] = Field([], description="Local categories.")
    area: list[str] = Field([], description="Codes of areas.")
    hour: list[int] = Field([], description="Hours of the day, 0 to 23.")
    weekday: list[int] = Field([], description="Days of the week, 0 Monday to 6 Sunday.")


def filters_for(request: HttpRequest, figures: Figures) -> Filters:
    """The question as the screens read it: the same address means the same there and here."""
    return filters_of(request.GET, figures)


def not_twice(request: HttpRequest, name: str, body: Callable[[], bytes], kind: str, *, for_s: int = 0) -> HttpResponse:
    """The body with a tag that names its content; a client that has it already is told so without computing anything.

    `name` tells everything the body depends on. With `for_s` the client need not even ask for so long.
    """
    tag = f'"{hashlib.sha256(name.encode()).hexdigest()[:24]}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    response = HttpResponse(status=304) if tag in known else HttpResponse(body(), content_type=kind)
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={for_s}, immutable" if for_s else "private, no-cache"
    return response
