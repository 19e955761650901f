"""Events by month, area and category, each with its exact interval and its change against a year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.indicators.counting import period_of
from atalaya.indicators.coverage import Period, covered, covered_part, month_after
from atalaya.indicators.month_cells import VERDICTS, Counts, Floats, Span, fill
from atalaya.indicators.selecting import area_codes, category_codes
from atalaya.indicators.series import month_numbers, months_of
from atalaya.indicators.tallying import days_of, tally
from atalaya.tables.columnset import EPOCH, ColumnSet, Cube
from atalaya.tables.selection import Selection


@dataclass(frozen=True)
class MonthlyTable:
    """Every month, area and category, also where nothing happened; arrays of shape (months, areas, categories).

    Attributes
    ----------
    months : first day of each
    areas : codes; the empty one, last, for events without a known area
    categories : local categories
    complete : bool, shape (months,): whether data and selection cover the whole month
    events : int64
    low, high : float64, exact limits of the mean count, in events
    before : int64, events of the same month a year before; -1 where one of the two is not complete
    ratio : float64, by days; NaN without events before
    p_value : float64, of "no change"
    verdict : uint8, place in `VERDICTS`; rises and falls hold for the table as a whole
    """

    months: tuple[dt.date, ...]
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    complete: NDArray[np.bool_]
    events: Counts
    low: Floats
    high: Floats
    before: Counts
    ratio: Floats
    p_value: Floats
    verdict: NDArray[np.uint8]

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row a cell, sorted; the columns are ``month``, ``area``, ``category`` and the arrays by their names."""
        months, areas, categories = self.events.shape
        days = month_starts(self.months)
        names = ("events", "low", "high", "before", "ratio", "p_value")
        frame = pl.DataFrame(
            {
                "month": pl.Series(np.repeat(days, areas * categories)).cast(pl.Date),
                "area": _words(self.areas, np.arange(areas), categories, months),
                "category": _words(self.categories, np.arange(categories), 1, months * areas),
                "complete": np.repeat(self.complete, areas * categories),
                **{name: pl.Series(getattr(self, name).ravel(), nan_to_null=True) for name in names},
                "verdict": _words(VERDICTS, self.verdict.ravel()),
            }
        )
        unknown = pl.when(pl.col("before") >= 0).then(pl.col("before"))
        return frame.with_columns(unknown.alias("before"))


def month_starts(months: Sequence[dt.date]) -> NDArray[np.int32]:
    """Days since 1970-01-01 of dates."""
    return np.array([(month - EPOCH).days for month in months], np.int32)


def _words(words: tuple[str, ...], codes: NDArray[Any], each: int = 1, times: int = 1) -> pl.Series:
    kind = np.uint8 if len(words) < 255 else np.uint16 if len(words) < 65_535 else np.uint32
    narrow = np.tile(np.repeat(codes.astype(kind), each), times)
    return pl.Series(narrow).cat.to(pl.Enum(words))


def monthly_table(
    columns: ColumnSet, selection: Selection, *, cube: Cube | None = None, level: float = 0.95
) -> MonthlyTable:
    """The month by area by category table of a selection.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Which rows are meant; the table has the areas and categories selected, and the months that the data reach.
    cube
        Of the same snapshot: asked in place of the rows where the selection leaves months, hours and weekdays whole.
    level
        Coverage of the intervals; one minus it is the false discovery rate of the whole table.

    Notes
    -----
    Intervals: Garwood (1936), as `intervals.poisson_exact`. Change: the conditional test of `change.compare_counts`, by
    days of the month; pairs with fewer than `TOO_FEW` events together are not tested. Benjamini and Hochberg (1995)
    over all that are.
    """
    span = _span(columns, selection)
    area, category = _places(columns, selection)
    events = _events(columns, selection, span, cube)
    if selection.areas or selection.categories:
        events = np.ascontiguousarray(events[:, area][:, :, category])
    shape = (len(span.months) - span.past, len(area), len(category))
    cells = fill(events.reshape(len(span.months), shape[1] * shape[2]), span, level)
    return MonthlyTable(
        months=tuple(span.months[span.past :]),
        areas=tuple([*columns.areas, ""][place] for place in area),
        categories=tuple(columns.categories[place] for place in category),
        complete=span.complete[span.past :],
        events=events[span.past :],
        **{name: values.reshape(shape) for name, values in cells.items()},
    )


def _span(columns: ColumnSet, selection: Selection) -> Span:
    part, known = covered_part(columns, selection), covered(columns)
    if part is None or known is None:
        return Span([], 0, np.zeros(0, np.bool_))
    months = months_of(*part)
    year_before = dt.date(months[0].year - 1, months[0].month, 1)
    past = months_of(max(year_before, known[0]), months[0])[:-1] if known[0] < months[0] else []
    asked = (max(selection.start or known[0], known[0]), min(selection.end or known[1], known[1]))
    whole = [_within(month, known) for month in past] + [_within(month, asked) for month in months]
    return Span([*past, *months], len(past), np.array(whole, np.bool_))


def _within(month: dt.date, period: Period) -> bool:
    return period[0] <= month and month_after(month) - dt.timedelta(days=1) <= period[1]


def _places(columns: ColumnSet, selection: Selection) -> tuple[list[int], list[int]]:
    """Places of the areas and categories selected; the one after the last area is for rows without."""
    area = list(range(len(columns.areas) + 1))
    category = list(range(len(columns.categories)))
    if selection.areas:
        area = [min(code, len(columns.areas)) for code in area_codes(columns, selection.areas)]
    if selection.categories:
        category = category_codes(columns, selection.categories)
    return area, category


def _events(columns: ColumnSet, selection: Selection, span: Span, cube: Cube | None) -> Counts:
    """Events by month, area and category; of the months before those told, whatever the period selected."""
    if not span.months:
        return np.zeros((0, len(columns.areas) + 1, len(columns.categories)), np.int64)
    first, told = span.months[0], span.months[span.past]
    if cube is not None and _uncut(columns, selection, span):
        start = (first.year - cube.first_month.year) * 12 + first.month - cube.first_month.month
        return np.asarray(cube.counts[start : start + len(span.months)], np.int64)
    if not span.past or selection.start == told:
        return _by_month(columns, replace(selection, start=first if span.past else selection.start), span)
    past = selection.with_period(first, told - dt.timedelta(days=1))
    return _by_month(columns, selection, span) + _by_month(columns, past, span)


def _uncut(columns: ColumnSet, selection: Selection, span: Span) -> bool:
    """Whether a selection leaves months, hours and weekdays whole, as far as there are rows."""
    held = period_of(columns)
    assert held is not None  # noqa: S101  (there is a month)
    if selection.hours or selection.weekdays:
        return False
    first = max(span.months[span.past], held[0])
    last = min(month_after(span.months[-1]) - dt.timedelta(days=1), held[1])
    return (selection.start or first) <= first and (selection.end or last) >= last


def _by_month(columns: ColumnSet, selection: Selection, span: Span) -> Counts:
    days = days_of(columns, selection)
    period = month_numbers(days.numbers, span.months[0])
    counted = tally(columns, selection, ("period", "area", "category"), days=days, period=period)
    if len(counted) == len(span.months):
        return counted
    whole = np.zeros((len(span.months), *counted.shape[1:]), np.int64)
    whole[: len(counted)] = counted
    return whole
