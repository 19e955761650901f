"""The answer of the calendar: a week hour by hour, and the days of the period one by one."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from atalaya.indicators.calendar import WeekdayHour, weekday_hour
from atalaya.indicators.counting import counts_table
from atalaya.reports import numbers, prose
from atalaya.reports.charts.calendar import calendar_table
from atalaya.reports.datatable import DataTable
from atalaya.reports.palette import quantile_breaks
from atalaya.tables.selection import Selection
from atalaya.web.observatory.answers.figures import Figures
from atalaya.web.observatory.answers.filters import Filters
from atalaya.web.observatory.answers.indicators import period_words, place_words
from atalaya.web.observatory.answers.scale import spread

CLASSES = 6
MOST_DAYS = 366 * 3
"""Longer periods than this are told by week and hour alone."""


@dataclass(frozen=True)
class Cell:
    """A count and its colour, 0 for none."""

    events: int
    step: int


@dataclass(frozen=True)
class Week:
    """Rows of 24 hours for each day of the week, sums, and the upper ends of the classes."""

    days: tuple[tuple[str, tuple[Cell, ...], int], ...]
    hours: tuple[int, ...]
    total: int
    unknown: int
    steps: tuple[tuple[int, str], ...]

    @property
    def unknown_share(self) -> float:
        return self.unknown / (self.total + self.unknown) if self.total + self.unknown else 0.0


@dataclass(frozen=True)
class Month:
    """A month as weeks of seven places; a place outside the month, or the period, is empty."""

    name: str
    weeks: tuple[tuple[tuple[int, Cell] | None, ...], ...]
    total: int


@functools.lru_cache(maxsize=256)
def week_of(figures: Figures, selection: Selection) -> WeekdayHour:
    """Events by day of the week and hour, computed once for all who ask."""
    return weekday_hour(figures.columns, selection)


def week(figures: Figures, filters: Filters, locale: str) -> Week:
    """The week as it is shown."""
    found = week_of(figures, filters.selection)
    grid = [found.table["events"].to_list()[day * 24 : day * 24 + 24] for day in range(7)]
    breaks = quantile_breaks([value for row in grid for value in row if value], CLASSES)
    days = tuple(
        (numbers.weekday(day, locale), tuple(_cell(value, breaks) for value in row), sum(row))
        for day, row in enumerate(grid)
    )
    hours = tuple(sum(row[hour] for row in grid) for hour in range(24))
    return Week(days, hours, sum(hours), found.unknown_hour, _steps(breaks, locale))


def months(figures: Figures, filters: Filters, locale: str) -> tuple[Month, ...]:
    """The days of the period, month by month, newest first; nothing for a period of many years."""
    asked = filters.selection
    start, end = asked.start or figures.first_day, asked.end or figures.last_day
    start, end = max(start, figures.first_day), min(end, figures.last_day)
    if (end - start).days >= MOST_DAYS or start > end:
        return ()
    table = counts_table(figures.columns, asked, by=("day",))
    events = dict(zip(table["day"].to_list(), table["events"].to_list(), strict=True))
    breaks = quantile_breaks(list(events.values()), CLASSES)
    found = []
    first = start.replace(day=1)
    while first <= end:
        after = (first + dt.timedelta(days=32)).replace(day=1)
        days = [first + dt.timedelta(days=day) for day in range((after - first).days)]
        places: list[tuple[int, Cell] | None] = [None] * first.weekday()
        places += [(day.day, _cell(events.get(day, 0), breaks)) if start <= day <= end else None for day in days]
        places += [None] * (-len(places) % 7)
        weeks = tuple(tuple(places[at : at + 7]) for at in range(0, len(places), 7))
        found.append(Month(numbers.month(first, locale), weeks, sum(events.get(day, 0) for day in days)))
        first = after
    return tuple(reversed(found))


def told(figures: Figures, filters: Filters, city: str, locale: str) -> tuple[str, str]:
    """The finding in a sentence, and the rest of what is said of the week."""
    about = f"{place_words(filters, city, locale)}, {period_words(filters, locale)}"
    found = week_of(figures, filters.selection)
    hours = [int(found.table.filter(found.table["hour"] == hour)["events"].sum()) for hour in range(24)]
    if not sum(hours):
        return _("%(about)s: when incidents happen") % {"about": about}, prose.describe_calendar(found, locale)
    first, length = busiest_span(hours)
    span = {"about": about, "from": f"{first:02d}:00", "to": f"{(first + length - 1) % 24 + 1:02d}:00"}
    headline = _("%(about)s: half of the incidents happen from %(from)s to %(to)s") % span
    return headline, prose.describe_calendar(found, locale)


def busiest_span(hours: Sequence[int]) -> tuple[int, int]:
    """First hour and length of the shortest span of the day that holds half of the events; it may pass midnight.

    >>> busiest_span([5, 0, 0, 0, *[1] * 19, 6])
    (22, 4)
    """
    total, count = sum(hours), len(hours)
    for length in range(1, count + 1):
        held = {first: sum(hours[(first + step) % count] for step in range(length)) for first in range(count)}
        best = max(held, key=lambda first: held[first])
        if 2 * held[best] >= total:
            return best, length
    return 0, count


def table(figures: Figures, filters: Filters, locale: str) -> DataTable:
    """The week for a spreadsheet."""
    return calendar_table(week_of(figures, filters.selection), locale)


def _cell(value: int, breaks: Sequence[float]) -> Cell:
    number = sum(value > end for end in breaks) + 1
    return Cell(value, spread(number, len(breaks), CLASSES) if value else 0)


def _steps(breaks: Sequence[float], locale: str) -> tuple[tuple[int, str], ...]:
    told_ends = (
        (spread(place, len(breaks), CLASSES), numbers.count(end, locale)) for place, end in enumerate(breaks, 1)
    )
    return tuple((step, _("up to %(end)s") % {"end": end}) for step, end in told_ends)
