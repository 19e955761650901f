"""Events, and victims where they are told, by area, category and period: the table other indicators start from."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.indicators.selecting import selected
from atalaya.indicators.tallying import ORDER, Axis, Days, days_of, size_of, tally
from atalaya.tables.columnset import EPOCH, NO_AREA, NO_VICTIMS, ColumnSet
from atalaya.tables.selection import Selection

By = Literal["area", "category", "year", "month", "week", "day"]
_PERIODS = {"year": "1y", "month": "1mo", "week": "1w", "day": "1d"}

DENSE = 4_000_000
"""Tables of up to so many places are counted in one pass; larger ones (days by area by category) are grouped."""


def counts_table(columns: ColumnSet, selection: Selection, *, by: Sequence[By], victims: bool = False) -> pl.DataFrame:
    """Events that rows stand for, added up.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Which rows are meant.
    by
        Columns of the answer; a period is told by its first day. At least one.
    victims
        Whether victims are told beside events: never added to them, for one event can have several, or none.

    Returns
    -------
    pl.DataFrame
        The columns of `by` (``area`` and ``category`` text, periods dates), and ``events`` (int64), sorted by `by`;
        only what occurred. Rows without a known area have the empty code. With `victims` also ``victims`` (int64, null
        where no row tells them) and ``events_told``, the events of the rows that do.

    Raises
    ------
    ValueError
        When `by` is empty.
    """
    if not by:
        raise ValueError("by")
    days = days_of(columns, selection)
    periods, labels = _periods(days, [name for name in by if name in _PERIODS])
    axes = _axes(by)
    size = math.prod(size_of(columns, axis, len(labels)) for axis in axes)
    if size > DENSE:
        return _grouped(columns, selection, by, victims)
    counted = {
        name: tally(columns, selection, axes, days=days, period=periods, weight=weight).ravel()
        for name, weight in _weights(columns, victims).items()
    }
    some = np.flatnonzero(counted["events"])
    shape = [size_of(columns, axis, len(labels)) for axis in axes]
    places = dict(zip(axes, np.unravel_index(some, shape), strict=True))
    names = {"area": [*columns.areas, ""], "category": list(columns.categories)}
    table = pl.DataFrame({name: values[some] for name, values in counted.items()})
    made = [
        labels[name].gather(places["period"]) if name in _PERIODS else _named(names[name], places[_axis(name)])
        for name in by
    ]
    return _told(table.with_columns(part.alias(name) for part, name in zip(made, by, strict=True)), by)


def _axes(by: Sequence[By]) -> list[Axis]:
    wanted = {_axis(name) for name in by}
    return [axis for axis in ORDER if axis in wanted]


def _axis(name: By) -> Axis:
    return "area" if name == "area" else "category" if name == "category" else "period"


def _named(names: list[str], places: NDArray[np.int64]) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(places)


def _periods(days: Days, wanted: list[By]) -> tuple[NDArray[np.int64] | None, pl.DataFrame]:
    """The number of the period of each day, and the first days of each period."""
    dates = pl.Series(days.numbers.astype(np.int32)).cast(pl.Date)
    told = pl.DataFrame({name: dates.dt.truncate(_PERIODS[name]) for name in wanted})
    if not wanted:
        return None, told
    labels = told.unique(maintain_order=True)
    numbered = told.join(labels.with_row_index("place"), on=wanted, how="left", maintain_order="left")
    return numbered["place"].cast(pl.Int64).to_numpy(), labels


def _weights(columns: ColumnSet, victims: bool) -> dict[str, NDArray[np.uint16]]:
    if not victims:
        return {"events": columns.count}
    told = np.zeros(len(columns), np.bool_) if columns.victims is None else columns.victims != NO_VICTIMS
    people = np.zeros(len(columns), np.uint16) if columns.victims is None else columns.victims
    return {
        "events": columns.count,
        "victims": np.where(told, people, 0).astype(np.uint16),
        "events_told": np.where(told, columns.count, 0).astype(np.uint16),
    }


def _told(table: pl.DataFrame, by: Sequence[By]) -> pl.DataFrame:
    """The table in order; victims that no row tells are unknown, not none."""
    figures = [name for name in ("events", "victims", "events_told") if name in table.columns]
    if "victims" in figures:
        known = pl.when(pl.col("events_told") > 0).then(pl.col("victims"))
        table = table.with_columns(known.alias("victims"))
    return table.select(*by, *figures).sort(by)


def _grouped(columns: ColumnSet, selection: Selection, by: Sequence[By], victims: bool) -> pl.DataFrame:
    """The same by a group-by of the rows selected: for tables that would be mostly empty."""
    mask = selected(columns, selection)
    figures = {name: weight[mask].astype(np.int64) for name, weight in _weights(columns, victims).items()}
    made = [_column(columns, mask, name).alias(name) for name in by]
    grouped = pl.DataFrame(figures).with_columns(made).group_by(by).agg(pl.col(*figures).sum())
    return _told(grouped, by)


def _column(columns: ColumnSet, mask: NDArray[np.bool_], name: By) -> pl.Series:
    if name == "category":
        return _named(list(columns.categories), columns.category[mask].astype(np.int64))
    if name == "area":
        place = np.where(columns.area[mask] == NO_AREA, len(columns.areas), columns.area[mask])
        return _named([*columns.areas, ""], place.astype(np.int64))
    return pl.Series(columns.day[mask].astype(np.int32)).cast(pl.Date).dt.truncate(_PERIODS[name])


def events_of(columns: ColumnSet, selection: Selection) -> int:
    """All events of a selection."""
    return int(tally(columns, selection))


def period_of(columns: ColumnSet) -> tuple[dt.date, dt.date] | None:
    """First and last day that the columns hold; nothing when they are empty."""
    if not len(columns):
        return None
    return EPOCH + dt.timedelta(days=int(columns.day[0])), EPOCH + dt.timedelta(days=int(columns.day[-1]))
