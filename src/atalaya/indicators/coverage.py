"""Which days the data can be taken to cover: outside them an absence of events tells nothing."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from atalaya.indicators.counting import period_of
from atalaya.tables.columnset import EPOCH, ColumnSet
from atalaya.tables.selection import Selection

Period = tuple[dt.date, dt.date]

SILENCE = 0.01
"""A gap without events that is less likely than this is taken for missing data, not for quiet days."""

LONGEST_SILENCE = 15
"""Days; half a month, however few events a city has."""


def covered(columns: ColumnSet) -> Period | None:
    """First and last day covered; nothing when there is no row.

    The days held, and before and after them, within the same month, as many as can pass without an event by chance (at
    the mean daily number of rows, Poisson). Data told by month, where every row stands on the first of one, cover the
    last month whole.

    Examples
    --------
    >>> import numpy as np
    >>> every_day = np.repeat(np.arange(17897, 17897 + 59, dtype=np.uint16), 20)
    >>> columns = ColumnSet(day=every_day, hour=every_day, area=every_day, category=every_day, cell=every_day,
    ...                     count=every_day, areas=(), categories=(), cells=every_day)
    >>> [str(day) for day in covered(columns)]
    ['2019-01-01', '2019-02-28']
    """
    held = period_of(columns)
    if held is None:
        return None
    first, last = held
    daily = len(columns) / ((last - first).days + 1)
    quiet = dt.timedelta(days=min(LONGEST_SILENCE, int(math.log(1 / SILENCE) / daily)))
    month_end = month_after(last) - dt.timedelta(days=1)
    if _told_by_month(columns, first, last):
        return first, month_end
    return max(first - quiet, first.replace(day=1)), min(last + quiet, month_end)


def covered_part(columns: ColumnSet, selection: Selection) -> Period | None:
    """The part of the selected period (all that is covered when none is) that the data cover; None when there is none.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Only its period counts.
    """
    known = covered(columns)
    if known is None:
        return None
    held = period_of(columns)
    assert held is not None  # noqa: S101  (what is covered holds a row)
    # an open end is a day held: nobody asked for the quiet days beyond
    start = max(selection.start, known[0]) if selection.start else held[0]
    end = min(selection.end, known[1]) if selection.end else held[1]
    return (start, end) if start <= end else None


def _told_by_month(columns: ColumnSet, first: dt.date, last: dt.date) -> bool:
    if first.day != 1 or last.day != 1 or first == last:
        return False
    months = [first]
    while months[-1] < last:
        months.append(month_after(months[-1]))
    days = np.array([(month - EPOCH).days for month in months], dtype=columns.day.dtype)
    on_first = np.searchsorted(columns.day, days, "right") - np.searchsorted(columns.day, days, "left")
    return int(on_first.sum()) == len(columns)


def month_after(day: dt.date) -> dt.date:
    """First day of the month after a day's.

    >>> month_after(dt.date(2019, 12, 24))
    datetime.date(2020, 1, 1)
    """
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def year_before(day: dt.date) -> dt.date:
    """The same day a year before; of 29 February the 28th.

    >>> year_before(dt.date(2020, 2, 29)), year_before(dt.date(2021, 2, 28))
    (datetime.date(2019, 2, 28), datetime.date(2020, 2, 28))
    """
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
