"""Events by month, each with its interval, and whether the month is whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.indicators.coverage import covered, covered_part, month_after
from atalaya.indicators.intervals import count_interval
from atalaya.indicators.tallying import days_of, tally
from atalaya.tables.columnset import ColumnSet
from atalaya.tables.selection import Selection

SCHEMA = {"month": pl.Date, "events": pl.Int64, "low": pl.Float64, "high": pl.Float64, "complete": pl.Boolean}


@dataclass(frozen=True)
class MonthlySeries:
    """Months in order: ``month`` (first day), ``events``, ``low``, ``high`` (in events) and ``complete``.

    A month is not complete where the data, or the period selected, cover a part of it only.
    """

    table: pl.DataFrame


def monthly_series(columns: ColumnSet, selection: Selection, *, level: float = 0.95) -> MonthlySeries:
    """Events by month, months without any among them.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Which rows are meant; months that the data do not reach are not told.
    level
        Coverage of the intervals.

    Returns
    -------
    MonthlySeries
        Without rows when the data cover nothing of the period.
    """
    part, known = covered_part(columns, selection), covered(columns)
    if part is None or known is None:
        return MonthlySeries(pl.DataFrame(schema=SCHEMA))
    months = months_of(*part)
    ends = [*months[1:], month_after(months[-1])]
    days = days_of(columns, selection)
    counted = tally(columns, selection, ("period",), days=days, period=month_numbers(days.numbers, months[0]))
    events = np.zeros(len(months), np.int64)
    events[: len(counted)] = counted
    low, high = count_interval(events, level)
    from_day, to_day = _asked(selection, known)
    complete = [from_day <= month and end <= to_day for month, end in zip(months, ends, strict=True)]
    made = {"month": months, "events": events, "low": low, "high": high, "complete": complete}
    return MonthlySeries(pl.DataFrame(made, schema=SCHEMA))


def _asked(selection: Selection, known: tuple[dt.date, dt.date]) -> tuple[dt.date, dt.date]:
    """First day and the day after the last that are both covered and selected."""
    start = max(selection.start, known[0]) if selection.start else known[0]
    end = min(selection.end, known[1]) if selection.end else known[1]
    return start, end + dt.timedelta(days=1)


def month_numbers(days: NDArray[np.int64], first_month: dt.date) -> NDArray[np.int64]:
    """Months from `first_month` on, 0 for it, of days since 1970-01-01.

    >>> month_numbers(np.array([31, 58, 59]), dt.date(1970, 2, 1)).tolist()
    [0, 0, 1]
    """
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months - ((first_month.year - 1970) * 12 + first_month.month - 1)


def months_of(start: dt.date, end: dt.date) -> list[dt.date]:
    """First day of each month that a period touches.

    >>> [str(month) for month in months_of(dt.date(2019, 11, 30), dt.date(2020, 1, 1))]
    ['2019-11-01', '2019-12-01', '2020-01-01']
    """
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]
