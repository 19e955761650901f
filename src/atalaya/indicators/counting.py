"""Events by area, category and period: the table every other indicator starts from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl

from atalaya.indicators.selecting import selected
from atalaya.tables.columnset import EPOCH, NO_AREA, ColumnSet
from atalaya.tables.selection import Selection

By = Literal["area", "category", "year", "month", "week", "day"]
_PERIODS = {"year": "1y", "month": "1mo", "week": "1w"}


def counts_table(columns: ColumnSet, selection: Selection, *, by: Sequence[By]) -> pl.DataFrame:
    """Events that rows stand for, added up.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Which rows are meant.
    by
        Columns of the answer; a period is told by its first day. At least one.

    Returns
    -------
    pl.DataFrame
        The columns of `by` (``area`` and ``category`` text, periods dates), and ``events`` (int64), sorted by `by`;
        only what occurred. Rows without a known area have the empty code.

    Raises
    ------
    ValueError
        When `by` is empty.
    """
    if not by:
        raise ValueError("by")
    mask = selected(columns, selection)
    frame = pl.DataFrame({"events": columns.count[mask].astype(np.int64)})
    made = [_column(columns, mask, name).alias(name) for name in by]
    return frame.with_columns(made).group_by(by).agg(pl.col("events").sum()).select(*by, "events").sort(by)


def _column(columns: ColumnSet, mask: np.ndarray, name: By) -> pl.Series:
    if name == "category":
        return pl.Series(np.array([*columns.categories, ""], dtype=object)[columns.category[mask]], dtype=pl.String)
    if name == "area":
        place = np.where(columns.area[mask] == NO_AREA, len(columns.areas), columns.area[mask])
        return pl.Series(np.array([*columns.areas, ""], dtype=object)[place], dtype=pl.String)
    days = pl.Series(columns.day[mask].astype(np.int32)).cast(pl.Date)
    return days if name == "day" else days.dt.truncate(_PERIODS[name])


def period_of(columns: ColumnSet) -> tuple[dt.date, dt.date] | None:
    """First and last day that the columns hold; nothing when they are empty."""
    if not len(columns):
        return None
    first, last = int(columns.day.min()), int(columns.day.max())
    return EPOCH + dt.timedelta(days=first), EPOCH + dt.timedelta(days=last)
