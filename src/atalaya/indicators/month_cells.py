"""What is told of each cell of the monthly table: its interval, its change, and whether the table allows to say so."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from atalaya.indicators.change import TOO_FEW, p_values
from atalaya.indicators.intervals import poisson_exact

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

VERDICTS: Final = ("no-year-before", "too-few", "no-distinguishable-change", "rise", "fall")
"""What the numbers of `MonthlyTable.verdict` mean."""

TABULATED = 20_000
"""Intervals of counts up to this are looked up, those of larger ones computed."""

PAIRS = 256
"""P values of pairs of counts below this are looked up, those of larger ones computed."""

_DAYS = ((1, 1), (29, 28), (28, 29))
"""Days of a month and of the same a year before, as far as they differ."""


@dataclass(frozen=True)
class Span:
    """The months told, after `past` earlier ones that they are compared with; which are complete."""

    months: list[dt.date]
    past: int
    complete: NDArray[np.bool_]


def fill(events: Counts, span: Span, level: float) -> dict[str, NDArray[Any]]:
    """Interval, year before, ratio, p value and verdict of each cell, shape (months told, cells)."""
    from atalaya.kernels import months as kernel

    length = [calendar.monthrange(month.year, month.month)[1] for month in span.months]
    before = np.full(len(length), kernel.NO_BEFORE, np.int64)
    kind, scale = np.zeros(len(length), np.int64), np.ones(len(length))
    for place in range(12, len(length)):
        now, then = length[place], length[place - 12]
        if span.complete[place] and span.complete[place - 12]:
            before[place] = place - 12
        kind[place], scale[place] = _DAYS.index((now, then)) if now != then else 0, then / now
    before[: span.past] = kernel.NO_BEFORE
    shape = (len(length) - span.past, events.shape[1])
    figures = np.empty((4, *shape))  # at once: memory that is asked for in one piece is handed over sooner
    made: dict[str, NDArray[Any]] = dict(zip(("low", "high", "ratio", "p_value"), figures, strict=True))
    made |= {"before": np.empty(shape, np.int64), "verdict": np.empty(shape, np.uint8)}
    missing, notable = np.empty(shape[0] * shape[1], np.int64), np.empty(shape[0] * shape[1], np.int64)
    table, rate = _pair_table(events, before, kind), 1 - level
    absent, found, tested = kernel.fill_cells(
        events, before, kind, scale, *interval_table(level), table, TOO_FEW, rate, *made.values(), missing, notable
    )
    flat = {name: values.reshape(-1) for name, values in made.items()}
    told = events[span.past :].reshape(-1)
    _compute(told, kind[span.past + missing[:absent] // max(shape[1], 1)], flat, missing[:absent], level)
    computed = missing[:absent][(flat["verdict"][missing[:absent]] == kernel.TESTED)]
    _judge(flat, np.union1d(notable[:found], computed[flat["p_value"][computed] < rate]), tested, rate)
    return made


@lru_cache(maxsize=8)
def interval_table(level: float) -> tuple[Floats, Floats]:
    """Exact limits of every count up to `TABULATED`, at a level.

    >>> [round(float(limits[5]), 3) for limits in interval_table(0.95)]
    [1.623, 11.668]
    """
    return poisson_exact(np.arange(TABULATED + 1), level)


def _pair_table(events: Counts, before: Counts, kind: Counts) -> Floats:
    """P values of the pairs of counts that occur, by kind of exposures, count now and count before."""
    from atalaya.kernels import months as kernel

    size = int(min(PAIRS, events.max(initial=0) + 1))
    seen = np.zeros((len(_DAYS), size, size), np.bool_)
    kernel.mark_pairs(events, before, kind, seen)
    table = np.full(seen.shape, np.nan)
    for place, (days, days_before) in enumerate(_DAYS):
        now, then = np.nonzero(seen[place])
        table[place, now, then] = p_values(now, then, exposure_now=days, exposure_before=days_before)
    return table


def _compute(events: Counts, kind: Counts, made: dict[str, NDArray[Any]], at: Counts, level: float) -> None:
    """Compute what the tables do not reach, at some places; `kind` is that of each of them."""
    made["low"][at], made["high"][at] = poisson_exact(events[at], level)
    compared = made["before"][at] >= 0
    at, kind = at[compared], kind[compared]
    days = np.array(_DAYS)[kind]
    past = made["before"][at]
    made["p_value"][at] = p_values(events[at], past, exposure_now=days[:, 0], exposure_before=days[:, 1])


def _judge(made: dict[str, NDArray[Any]], notable: Counts, tested: int, rate: float) -> None:
    """Turn the state of notable places into a rise or fall where the false discovery rate of all tested allows it."""
    p = made["p_value"][notable]
    ranked = np.sort(p)
    held = np.flatnonzero(ranked * (tested / np.arange(1, len(p) + 1)) < rate)
    if not len(held):
        return
    told = notable[p <= ranked[held[-1]]]
    # a ratio that is not told is that of events where there were none
    made["verdict"][told] = np.where(made["ratio"][told] < 1, VERDICTS.index("fall"), VERDICTS.index("rise"))
