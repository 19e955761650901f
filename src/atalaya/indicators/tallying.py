"""Events of a selection counted into a dense table in one pass over the narrow columns: where every count starts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from atalaya.indicators.selecting import area_codes, category_codes, weekday
from atalaya.tables.columnset import EPOCH, NO_AREA, ColumnSet
from atalaya.tables.selection import Selection

Axis = Literal["period", "weekday", "area", "category", "hour", "cell"]
ORDER: tuple[Axis, ...] = ("period", "weekday", "area", "category", "hour", "cell")
NO_HOUR_PLACE = 24


@dataclass(frozen=True)
class Days:
    """The days selected that the columns hold: first one, and the first row of each and the end of the last."""

    first: int
    starts: NDArray[np.int64]

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Days since 1970-01-01."""
        return np.arange(self.first, self.first + len(self.starts) - 1)


def days_of(columns: ColumnSet, selection: Selection) -> Days:
    """Days from the first to the last that are both selected and held; none when there is none."""
    if not len(columns):
        return Days(0, np.zeros(1, np.int64))
    first, last = int(columns.day[0]), int(columns.day[-1])
    if selection.start:
        first = max(first, (selection.start - EPOCH).days)
    if selection.end:
        last = min(last, (selection.end - EPOCH).days)
    if first > last:
        return Days(first, np.zeros(1, np.int64))
    wanted = np.arange(first, last + 1).astype(columns.day.dtype)
    end = np.searchsorted(columns.day, wanted[-1:], "right")
    return Days(first, np.concatenate([np.searchsorted(columns.day, wanted), end]).astype(np.int64))


def size_of(columns: ColumnSet, axis: Axis, periods: int = 1) -> int:
    """How many places an axis has: areas and hours one more than there are, for what has none; cells as well."""
    sizes: dict[Axis, int] = {
        "period": periods,
        "weekday": 7,
        "area": len(columns.areas) + 1,
        "category": len(columns.categories),
        "hour": NO_HOUR_PLACE + 1,
        "cell": len(columns.cells) + 1,
    }
    return sizes[axis]


def tally(
    columns: ColumnSet,
    selection: Selection,
    axes: Sequence[Axis] = (),
    *,
    days: Days | None = None,
    period: NDArray[np.int64] | None = None,
    weight: NDArray[np.uint16] | None = None,
) -> NDArray[np.int64]:
    """Events of a selection by any axes at once.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Which rows are meant.
    axes
        In the order of `ORDER`; the answer has them in that order.
    days, period
        For the axis ``"period"``: the days, as `days_of` gives them, and the number of the period of each.
    weight
        What a row stands for, in place of its events.

    Returns
    -------
    int64 array, one dimension an axis. The last place of areas and of hours is for rows without; of cells the first.
    """
    from atalaya.kernels import columns as kernel

    known = days or days_of(columns, selection)
    periods = int(period.max()) + 1 if period is not None and len(period) else 0
    shape = [size_of(columns, axis, periods) for axis in axes]
    size = math.prod(shape)
    if size > kernel.LARGEST:
        raise ValueError(size)
    steps = {axis: math.prod(shape[place + 1 :]) for place, axis in enumerate(axes)}
    moves = _Moves(kernel.LEFT_OUT, steps)
    area, category, hour = (
        moves.areas(columns, selection),
        moves.categories(columns, selection),
        moves.hours(selection),
    )
    uses = (
        bool(selection.areas) or "area" in axes,
        bool(selection.categories) or "category" in axes,
        bool(selection.hours) or "hour" in axes,
        "cell" in axes,
    )
    out = np.zeros(size + 1, np.int64)
    kernel.tally(
        known.starts,
        moves.days(known, period, selection),
        columns.area,
        area,
        columns.category,
        category,
        columns.hour,
        hour,
        columns.cell,
        uses,
        columns.count if weight is None else weight,
        out,
    )
    return out[1:].reshape(shape)


@dataclass(frozen=True)
class _Moves:
    """The small tables of the kernel: how far each code of a column moves the place, or that it is left out."""

    left_out: int
    steps: dict[Axis, int]

    def days(self, days: Days, period: NDArray[np.int64] | None, selection: Selection) -> NDArray[np.int32]:
        numbers = days.numbers
        of_week = weekday(numbers)
        moves = 1 + of_week.astype(np.int64) * self.steps.get("weekday", 0)
        if period is not None:
            moves += period * self.steps.get("period", 0)
        if selection.weekdays:
            moves[~np.isin(of_week, selection.weekdays)] = self.left_out
        return moves.astype(np.int32)

    def areas(self, columns: ColumnSet, selection: Selection) -> NDArray[np.int32]:
        moves = self._table(NO_AREA + 1, np.arange(len(columns.areas)), "area")
        moves[NO_AREA] = len(columns.areas) * self.steps.get("area", 0)
        return self._only(moves, area_codes(columns, selection.areas)) if selection.areas else moves

    def categories(self, columns: ColumnSet, selection: Selection) -> NDArray[np.int32]:
        moves = self._table(len(columns.categories) + 1, np.arange(len(columns.categories)), "category")
        return self._only(moves, category_codes(columns, selection.categories)) if selection.categories else moves

    def hours(self, selection: Selection) -> NDArray[np.int32]:
        moves = self._table(256, np.arange(NO_HOUR_PLACE), "hour")
        moves[NO_HOUR_PLACE:] = NO_HOUR_PLACE * self.steps.get("hour", 0)
        return self._only(moves, selection.hours) if selection.hours else moves

    def _table(self, length: int, codes: NDArray[np.int64], axis: Axis) -> NDArray[np.int32]:
        moves = np.zeros(length, np.int32)
        moves[: len(codes)] = codes * self.steps.get(axis, 0)
        return moves

    def _only(self, moves: NDArray[np.int32], codes: Sequence[int]) -> NDArray[np.int32]:
        left = np.full_like(moves, self.left_out)
        left[list(codes)] = moves[list(codes)]
        return left
