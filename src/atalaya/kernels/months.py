"""The month by area by category table: intervals by looking them up, change against a year before, one pass each.

Counts are small whole numbers: the interval of each is computed once and read from a table, and so is the p value of
each pair of counts that occurs.
"""

from __future__ import annotations

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

NO_BEFORE = -1
TOO_FEW, TESTED = 1, 2
"""States of a cell that has a year before; 0 is that it has none."""


def _kept(kind: types.Type, dimensions: int) -> types.Array:
    return types.Array(kind, dimensions, "C", readonly=True)


def _made(kind: types.Type, dimensions: int) -> types.Array:
    return types.Array(kind, dimensions, "C")


@njit(
    types.void(_kept(types.int64, 2), _kept(types.int64, 1), _kept(types.int64, 1), _made(types.boolean, 3)), cache=True
)
def mark_pairs(
    events: NDArray[np.int64], before: NDArray[np.int64], kind: NDArray[np.int64], seen: NDArray[np.bool_]
) -> None:
    """Mark which pairs of counts occur, as far as the table reaches.

    Parameters
    ----------
    events
        Shape (months, cells).
    before
        Row of the month a year before each month, or `NO_BEFORE`, shape (months,).
    kind
        Which of the few ratios of exposures each month has, shape (months,).
    seen
        Filled, shape (kinds, size, size).
    """
    size = seen.shape[1]
    for m in range(events.shape[0]):
        if before[m] == NO_BEFORE:
            continue
        for c in range(events.shape[1]):
            now, past = events[m, c], events[before[m], c]
            if now < size and past < size:
                seen[kind[m], now, past] = True


@njit(
    types.UniTuple(types.int64, 3)(
        _kept(types.int64, 2),
        _kept(types.int64, 1),
        _kept(types.int64, 1),
        _kept(types.float64, 1),
        _kept(types.float64, 1),
        _kept(types.float64, 1),
        _kept(types.float64, 3),
        types.int64,
        types.float64,
        *[_made(types.float64, 2)] * 4,
        _made(types.int64, 2),
        _made(types.uint8, 2),
        _made(types.int64, 1),
        _made(types.int64, 1),
    ),
    cache=True,
)
def fill_cells(
    events: NDArray[np.int64],
    before: NDArray[np.int64],
    kind: NDArray[np.int64],
    scale: NDArray[np.float64],
    lows: NDArray[np.float64],
    highs: NDArray[np.float64],
    p_table: NDArray[np.float64],
    too_few: int,
    rate: float,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    ratio: NDArray[np.float64],
    p_value: NDArray[np.float64],
    past: NDArray[np.int64],
    state: NDArray[np.uint8],
    missing: NDArray[np.int64],
    notable: NDArray[np.int64],
) -> tuple[int, int, int]:
    """Fill in everything that is told of each cell; returns how many are missing, notable and tested.

    Parameters
    ----------
    events, before, kind
        As for `mark_pairs`; the months told are the last ones of `events`, as many as `past` has.
    scale
        Exposure of the year before over that of the month, shape (months,).
    lows, highs
        Limits by count, shape (counts,).
    p_table
        P value by kind, count now and count before, shape (kinds, size, size).
    too_few
        Pairs with fewer events together are not tested.
    rate
        Tested cells with a p value below this are notable.
    low, high, ratio, p_value, past, state
        Filled, shape (months told, cells); `past` is the count a year before or `NO_BEFORE`.
    missing, notable
        Filled from the start with places (month * cells + cell): those with a figure that no table holds, left NaN;
        those that are notable as far as the tables tell.
    """
    size, known = p_table.shape[1], lows.shape[0]
    first = events.shape[0] - past.shape[0]
    absent = found = tested = 0
    for told in range(past.shape[0]):
        m = told + first
        for c in range(events.shape[1]):
            now = events[m, c]
            low[told, c] = lows[now] if now < known else np.nan
            high[told, c] = highs[now] if now < known else np.nan
            lacking = now >= known
            ratio[told, c] = p_value[told, c] = np.nan
            past[told, c] = NO_BEFORE
            state[told, c] = 0
            if before[m] == NO_BEFORE:
                if lacking:
                    missing[absent] = told * events.shape[1] + c
                    absent += 1
                continue
            then = events[before[m], c]
            past[told, c] = then
            state[told, c] = TESTED if now + then >= too_few else TOO_FEW
            if then > 0:
                ratio[told, c] = now / then * scale[m]
            if now < size and then < size:
                p_value[told, c] = p_table[kind[m], now, then]
            else:
                lacking = True
            if lacking:
                missing[absent] = told * events.shape[1] + c
                absent += 1
            if state[told, c] == TESTED:
                tested += 1
                if p_value[told, c] < rate:
                    notable[found] = told * events.shape[1] + c
                    found += 1
    return absent, found, tested
