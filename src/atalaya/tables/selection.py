"""A selection: which incidents a question is about; one shape for addresses, the API, the command line, reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from atalaya.errors import UsageError
from atalaya.i18n import N_


@dataclass(frozen=True)
class Selection:
    """Period (both days included), areas, categories, hours and weekdays; an empty tuple means all.

    `categories` are local categories; `weekdays` are 0 for Monday to 6 for Sunday; `hours` 0 to 23.

    Examples
    --------
    >>> s = Selection(start=dt.date(2019, 1, 1), end=dt.date(2019, 12, 31), categories=("Robo",))
    >>> s.as_query()
    'from=2019-01-01&to=2019-12-31&category=Robo'
    >>> Selection.from_query({"from": ["2019-01-01"], "to": ["2019-12-31"], "category": ["Robo"]}) == s
    True
    """

    start: dt.date | None = None
    end: dt.date | None = None
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()

    def with_period(self, start: dt.date, end: dt.date) -> Selection:
        return replace(self, start=start, end=end)

    def as_query(self) -> str:
        """The selection as the query part of an address, in a fixed order, so that links can be shared and cached."""
        pairs: list[tuple[str, str]] = []
        if self.start:
            pairs.append(("from", self.start.isoformat()))
        if self.end:
            pairs.append(("to", self.end.isoformat()))
        pairs += [("area", area) for area in self.areas]
        pairs += [("category", category) for category in self.categories]
        pairs += [("hour", str(hour)) for hour in self.hours]
        pairs += [("weekday", str(day)) for day in self.weekdays]
        return urlencode(pairs)

    @classmethod
    def from_query(cls, query: Mapping[str, list[str]]) -> Selection:
        """Read back what `as_query` wrote; values are lists as in a parsed query.

        Raises
        ------
        UsageError
            ``selection-unreadable``: a date, hour or weekday that is none.
        """
        try:
            return cls(
                start=_date(query.get("from")),
                end=_date(query.get("to")),
                areas=tuple(value for value in query.get("area", []) if value),
                categories=tuple(value for value in query.get("category", []) if value),
                hours=_numbers(query.get("hour", []), 23),
                weekdays=_numbers(query.get("weekday", []), 6),
            )
        except ValueError as error:
            raise UsageError(
                "selection-unreadable",
                N_("The filters in the address cannot be read."),
                hint=N_("Choose them again on the page."),
            ) from error


def _date(values: list[str] | None) -> dt.date | None:
    return dt.date.fromisoformat(values[0]) if values and values[0] else None


def _numbers(values: list[str], largest: int) -> tuple[int, ...]:
    numbers = tuple(sorted({int(value) for value in values if value != ""}))
    if numbers and (numbers[0] < 0 or numbers[-1] > largest):
        raise ValueError(numbers)
    return numbers
