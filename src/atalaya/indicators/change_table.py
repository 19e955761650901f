"""Every category or area against the same days a year before, held to one false discovery rate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.indicators.change import (
    TOO_FEW,
    Comparison,
    adjust,
    compare_counts,
    not_compared,
    p_values,
    ratio_interval,
)
from atalaya.indicators.counting import counts_table, events_of
from atalaya.indicators.coverage import covered, covered_part, year_before
from atalaya.tables.columnset import EPOCH, ColumnSet
from atalaya.tables.selection import Selection

SCHEMA = {
    "key": pl.String,
    "now": pl.Int64,
    "before": pl.Int64,
    "ratio": pl.Float64,
    "ratio_low": pl.Float64,
    "ratio_high": pl.Float64,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "verdict": pl.String,
}


@dataclass(frozen=True)
class Changes:
    """Rows of comparisons.

    `table` has ``key``, ``now``, ``before`` (events), ``ratio``, ``ratio_low``, ``ratio_high`` (null where it is not
    finite), ``p_value``, ``p_adjusted`` and ``verdict``, sorted by key. Rows with too few events are not tested and
    have no ``p_adjusted``. Both periods with their last days.
    """

    table: pl.DataFrame
    start: dt.date
    end: dt.date
    before_start: dt.date
    before_end: dt.date


def periods_compared(columns: ColumnSet, selection: Selection) -> tuple[Selection, Selection | None]:
    """The selection with the days of its period that the data cover, and the same days a year before.

    Returns
    -------
    The selection as it came where no day is covered; nothing in place of the year before where the data do not cover
    all of its days.
    """
    part, known = covered_part(columns, selection), covered(columns)
    if part is None or known is None:
        return selection, None
    meant, start = selection.with_period(*part), year_before(part[0])
    return meant, selection.with_period(start, year_before(part[1])) if known[0] <= start else None


def total_change(columns: ColumnSet, selection: Selection, *, level: float = 0.95) -> Comparison:
    """All events selected against the same days a year before; nothing is said where these are not covered."""
    meant, before = periods_compared(columns, selection)
    now = events_of(columns, meant)
    if before is None:
        return not_compared(now)
    days = {"exposure_now": _days(meant), "exposure_before": _days(before)}
    return compare_counts(now, events_of(columns, before), level=level, **days)


def changes(
    columns: ColumnSet, by: Literal["category", "area"], selection: Selection, *, level: float = 0.95
) -> Changes:
    """Each category or area against the same days a year before.

    Parameters
    ----------
    columns : ColumnSet
    by
        What the rows are; events without a known area are in none of them.
    selection
        Days of its period that the data do not cover are left out of both periods.
    level
        Coverage of the intervals; one minus it is the false discovery rate of the table.

    Returns
    -------
    Changes
        A row for whatever occurred in one of the periods. Where the year before is not covered, only ``now`` is told
        and the verdict is ``"no-year-before"``.
    """
    meant, before = periods_compared(columns, selection)
    now = counts_table(columns, meant, by=(by,)).rename({"events": "now"})
    start = meant.start or EPOCH
    end = meant.end or start
    periods = (start, end, year_before(start), year_before(end))
    if before is None:
        alone = now.filter(pl.col(by) != "").rename({by: "key"}).with_columns(verdict=pl.lit("no-year-before"))
        missing = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in alone.columns]
        return Changes(alone.with_columns(missing).select(*SCHEMA), *periods)
    past = counts_table(columns, before, by=(by,)).rename({"events": "before"})
    joined = now.join(past, on=by, how="full", coalesce=True).rename({by: "key"}).filter(pl.col("key") != "")
    pairs = joined.with_columns(pl.col("now", "before").fill_null(0)).sort("key")
    return Changes(_compared(pairs, _days(meant), _days(before), level), *periods)


def _compared(pairs: pl.DataFrame, days_now: int, days_before: int, level: float) -> pl.DataFrame:
    now, before = pairs["now"].to_numpy(), pairs["before"].to_numpy()
    days = {"exposure_now": days_now, "exposure_before": days_before}
    p = p_values(now, before, **days)
    low, high = ratio_interval(now, before, level=level, **days)
    rate = now / days_now
    past = before / days_before
    ratio = np.divide(rate, past, out=np.full(len(now), np.nan), where=before > 0)
    enough = now + before >= TOO_FEW
    adjusted = np.full(len(p), np.nan)
    adjusted[enough] = adjust(p[enough])
    change = np.where(rate > past, "rise", "fall")
    found = np.where(adjusted < 1 - level, change, "no-distinguishable-change")
    verdict = np.where(enough, found, "too-few")
    figures = {"ratio": ratio, "ratio_low": low, "ratio_high": high, "p_value": p, "p_adjusted": adjusted}
    told = [_finite(values).alias(name) for name, values in figures.items()]
    return pairs.with_columns(*told, pl.Series("verdict", verdict, dtype=pl.String)).select(*SCHEMA)


def _finite(values: NDArray[np.float64]) -> pl.Series:
    return pl.Series(np.where(np.isfinite(values), values, np.nan), dtype=pl.Float64).fill_nan(None)


def _days(selection: Selection) -> int:
    assert selection.start is not None and selection.end is not None  # noqa: S101, PT018  (callers have looked)
    return (selection.end - selection.start).days + 1
