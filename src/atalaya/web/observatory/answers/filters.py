"""The row of filters above an answer: what was asked for in the address, what that means, and what can be chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from atalaya.tables.selection import Selection
from atalaya.web.observatory.answers.figures import Figures

OWN_DATES = "dates"
HOURS = 24


@dataclass(frozen=True)
class Option:
    """One thing to choose: what the address says, what the person reads, whether it is chosen."""

    value: str
    title: str
    chosen: bool
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True)
class Filters:
    """The filters of a page; `selection` always has a period."""

    selection: Selection
    period: str
    periods: tuple[Option, ...]
    categories: tuple[Option, ...]
    areas: tuple[Option, ...]
    first_day: dt.date
    last_day: dt.date

    @property
    def query(self) -> str:
        """The filters as the query part of an address, without the name of the period: such an address stays true."""
        return self.selection.as_query()

    @property
    def chosen_categories(self) -> list[str]:
        return [option.title for option in self.categories if option.chosen]

    @property
    def chosen_areas(self) -> list[str]:
        return [option.title for option in self.areas if option.chosen]

    @property
    def span(self) -> tuple[int, int]:
        """First and last hour that are chosen, where they follow each other; 0 and 23 for the whole day."""
        chosen = set(self.selection.hours)
        first = next((hour for hour in sorted(chosen) if (hour - 1) % HOURS not in chosen), 0)
        return first, (first + max(len(chosen), 1) - 1) % HOURS if chosen else HOURS - 1

    def wider(self) -> list[tuple[str, str]]:
        """What to take away when nothing is found: the words and the query of each step."""
        asked = self.selection
        steps = []
        if asked.areas:
            steps.append((_("All areas"), replace(asked, areas=())))
        if asked.categories:
            steps.append((_("All types of incident"), replace(asked, categories=())))
        if asked.hours or asked.weekdays:
            steps.append((_("All hours and days of the week"), replace(asked, hours=(), weekdays=())))
        if (asked.start, asked.end) != (self.first_day, self.last_day):
            steps.append((_("The whole period of the data"), asked.with_period(self.first_day, self.last_day)))
        return [(words, step.as_query()) for words, step in steps]


def filters_of(query: QueryDict, figures: Figures) -> Filters:
    """Read the address.

    Raises
    ------
    UsageError
        ``selection-unreadable``.
    """
    asked = _with_span_of_hours(Selection.from_query(dict(query.lists())), query)
    named = _named_periods(figures.first_day, figures.last_day)
    name = query.get("period", "")
    if name not in named:
        name = OWN_DATES if asked.start or asked.end else "months12"
    start, end = named.get(name) or (asked.start or figures.first_day, asked.end or figures.last_day)
    selection = asked.with_period(start, end)
    if name == OWN_DATES:
        name = next((known for known, dates in named.items() if dates == (start, end)), OWN_DATES)
    titles = {**_period_titles(figures.last_day), OWN_DATES: _("Other dates")}
    periods = tuple(
        Option(known, titles[known], known == name, *(named.get(known) or (start, end)))
        for known in (*named, OWN_DATES)
    )
    categories = tuple(Option(one, one, one in asked.categories) for one in figures.columns.categories)
    areas = sorted(figures.names.items(), key=lambda pair: pair[1])
    chosen = tuple(Option(code, title, code in asked.areas) for code, title in areas)
    return Filters(selection, name, periods, categories, chosen, figures.first_day, figures.last_day)


def _with_span_of_hours(asked: Selection, query: QueryDict) -> Selection:
    """``h1`` and ``h2``: the first and the last hour of a span, which may pass midnight; the whole day is no filter."""
    first, last = query.get("h1", ""), query.get("h2", "")
    if asked.hours or not first or not last:
        return asked
    read = Selection.from_query({"hour": [first, last]}).hours
    span = (int(last) - int(first)) % 24
    if span == HOURS - 1 or not read:
        return asked
    return replace(asked, hours=tuple(sorted((int(first) + hour) % HOURS for hour in range(span + 1))))


def _named_periods(first: dt.date, last: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """Periods that have a name, counted back from the last day of the data; whole months where that is meant."""
    whole = last if _is_month_end(last) else last.replace(day=1) - dt.timedelta(days=1)
    month = whole.replace(day=1)
    found = {
        "months12": (_months_back(month, 11), whole),
        "months3": (_months_back(month, 2), whole),
        "month": (month, whole),
        "year": (dt.date(last.year, 1, 1), last),
        "last_year": (dt.date(last.year - 1, 1, 1), dt.date(last.year - 1, 12, 31)),
    }
    held = {name: (max(start, first), end) for name, (start, end) in found.items() if end >= first}
    return {**held, "all": (first, last)}


def _period_titles(last: dt.date) -> dict[str, str]:
    return {
        "months12": _("Last 12 months"),
        "months3": _("Last 3 months"),
        "month": _("Last month"),
        "year": str(last.year),
        "last_year": str(last.year - 1),
        "all": _("Everything"),
    }


def _is_month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


def _months_back(month: dt.date, months: int) -> dt.date:
    number = month.year * 12 + month.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)
