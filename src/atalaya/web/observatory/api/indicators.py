"""Counts, rates, months, changes and the calendar of a city."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from atalaya.indicators.calendar import weekday_hour
from atalaya.indicators.counting import counts_table
from atalaya.web.observatory.answers.figures import Figures
from atalaya.web.observatory.answers.filters import Filters
from atalaya.web.observatory.answers.indicators import rate_of, summary_of
from atalaya.web.observatory.api.access import figures_for
from atalaya.web.observatory.api.questions import Question, filters_for

router = Router(tags=["indicators"])
SCOPE = "indicators:read"
MOST_ROWS = 100_000
By = Literal["area", "category", "year", "month", "week", "day"]


class Answer(Schema):
    """What every answer of figures carries: its period, its version of the data, its number of incidents."""

    snapshot: str
    start: dt.date
    end: dt.date
    events: int


class Comparison(Schema):
    """Events now and a year before; the verdict is `rise` or `fall` only after a test."""

    now: int
    before: int | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    verdict: str


class Rate(Schema):
    """Per 100,000 residents and year, with its 95 % interval."""

    per_100k: float
    low: float
    high: float
    population: int
    population_year: int


class Totals(Answer):
    """The headline figures."""

    total: Comparison
    rate: Rate | None


class Rows(Answer):
    """A table as a list of rows."""

    rows: list[dict[str, Any]]


class Calendar(Rows):
    """168 rows of `weekday`, `hour`, `events`, and how many incidents have no known hour."""

    unknown_hour: int


@router.get("/cities/{code}/indicators", response=Totals, summary="Total, change against a year before, rate")
def totals(request: HttpRequest, code: str, question: Query[Question]) -> dict[str, Any]:
    """The headline figures. Scope: `indicators:read`."""
    figures, filters = _asked(request, code)
    summary = summary_of(figures, filters.selection)
    return _answer(figures, filters) | {"total": summary.total, "rate": rate_of(figures, filters.selection)}


@router.get("/cities/{code}/indicators/counts", response=Rows, summary="Events by area, category or time")
def counts(request: HttpRequest, code: str, question: Query[Question], by: Query[list[By]]) -> dict[str, Any]:
    """Repeat `by` for a table by several; only what occurred has a row, at most 100,000. Scope: `indicators:read`."""
    figures, filters = _asked(request, code)
    table = counts_table(figures.columns, filters.selection, by=list(dict.fromkeys(by)))
    return _answer(figures, filters) | {"rows": table.head(MOST_ROWS).to_dicts()}


@router.get("/cities/{code}/indicators/rates", response=Rows, summary="Yearly rates by area, with intervals")
def rates(request: HttpRequest, code: str, question: Query[Question]) -> dict[str, Any]:
    """Per 100,000 residents of the right year. Scope: `indicators:read`."""
    figures, filters = _asked(request, code)
    table = summary_of(figures, filters.selection).areas.table
    return _answer(figures, filters) | {"rows": table.to_dicts()}


@router.get("/cities/{code}/indicators/series", response=Rows, summary="Events by month, with intervals")
def series(request: HttpRequest, code: str, question: Query[Question]) -> dict[str, Any]:
    """At least two years back where the data reach; `complete` is false for months not wholly covered."""
    figures, filters = _asked(request, code)
    return _answer(figures, filters) | {"rows": summary_of(figures, filters.selection).series.table.to_dicts()}


@router.get("/cities/{code}/indicators/change", response=Rows, summary="Change by category or area")
def change(
    request: HttpRequest, code: str, question: Query[Question], by: Literal["category", "area"] = "category"
) -> dict[str, Any]:
    """Against the same days a year before, one false discovery rate for the table. Scope: `indicators:read`."""
    figures, filters = _asked(request, code)
    summary = summary_of(figures, filters.selection)
    table = (summary.categories if by == "category" else summary.area_changes).table
    return _answer(figures, filters) | {"rows": table.to_dicts()}


@router.get("/cities/{code}/indicators/calendar", response=Calendar, summary="Events by weekday and hour")
def calendar(request: HttpRequest, code: str, question: Query[Question]) -> dict[str, Any]:
    """When things happen. Scope: `indicators:read`."""
    figures, filters = _asked(request, code)
    found = weekday_hour(figures.columns, filters.selection)
    return _answer(figures, filters) | {"rows": found.table.to_dicts(), "unknown_hour": found.unknown_hour}


def _asked(request: HttpRequest, code: str) -> tuple[Figures, Filters]:
    figures = figures_for(request, code, SCOPE)
    return figures, filters_for(request, figures)


def _answer(figures: Figures, filters: Filters) -> dict[str, Any]:
    asked = filters.selection
    events = summary_of(figures, asked).events
    return {"snapshot": figures.snapshot, "start": asked.start, "end": asked.end, "events": events}
