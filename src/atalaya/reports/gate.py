"""A city's summary made fit to be published: small counts hidden in each table, and the same ones in every table.

The sums of categories, areas and hours equal the total, which is published; the months of the period add up to it too.
An area stands in two tables: hidden in one, it is hidden in the other. What earlier issues gave away, and what can be
found across crossed tables, is for the disclosure gate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import polars as pl

from atalaya.indicators.protecting import RATIO, hide, protect, protect_changes, protect_total, protect_with_rest
from atalaya.indicators.suppression import HIDDEN, hidden_cells, is_small
from atalaya.reports.hours import in_blocks
from atalaya.reports.results import AreaRates, Changes, CitySummary, Comparison, Series, WeekdayHour

RATE = ("rate_per_100k", "rate_low", "rate_high")


@dataclass(frozen=True)
class Publishable:
    """The parts of a summary with nothing in them that must be hidden; same shapes as they came."""

    total: Comparison
    categories: Changes
    areas: AreaRates
    area_changes: Changes
    series: Series
    calendar: WeekdayHour
    unlocated: int | None
    events: int | None


def publishable(summary: CitySummary, threshold: int) -> Publishable:
    """Hide what is small in every part of `summary`.

    Parameters
    ----------
    summary : as the indicators made it; its parts are dataclasses.
    threshold : smallest count that may be shown, in events.
    """
    areas, area_changes = _areas(summary, threshold)
    categories = protect_changes(summary.categories.table, threshold)
    return Publishable(
        total=protect_total(summary.total, threshold),
        categories=_with(summary.categories, categories),
        areas=areas,
        area_changes=area_changes,
        series=_series(summary, threshold),
        calendar=_calendar(in_blocks(summary.calendar, threshold), threshold),
        unlocated=_single(summary.unlocated, threshold),
        events=_single(summary.events, threshold),
    )


def _single(value: int | None, threshold: int) -> int | None:
    return None if is_small(value, threshold) else value


def _with(result: Any, table: pl.DataFrame) -> Any:
    return replace(result, table=table)


def _areas(summary: CitySummary, threshold: int) -> tuple[AreaRates, Changes]:
    rates, changes = summary.areas.table, summary.area_changes.table
    # records in no area are one more cell of the sum: areas and unplaced together make the total
    counts = [*rates["events"].to_list(), summary.areas.unplaced]
    away = hidden_cells(counts, threshold)
    codes = {code for code, small in zip(rates["area"].to_list(), away, strict=False) if small}
    changes = protect_changes(changes, threshold)
    codes |= set(changes.filter(pl.col("status") == HIDDEN)["key"].to_list())
    hidden = list(codes)
    rates = hide(rates, pl.col("area").is_in(hidden), ("events", *RATE))
    changes = hide(changes, pl.col("key").is_in(hidden), ("now", "before", *RATIO))
    unplaced = None if away[-1] else summary.areas.unplaced
    return (
        cast(AreaRates, replace(cast(Any, summary.areas), table=rates, unplaced=unplaced)),
        _with(summary.area_changes, changes),
    )


def _series(summary: CitySummary, threshold: int) -> Series:
    """Months of the period and of the one before add up to published totals; the other months to none."""
    table = summary.series.table
    periods = summary.categories
    whole = pl.lit(0)
    for group, (start, end) in enumerate(
        ((periods.start, periods.end), (periods.before_start, periods.before_end)), start=1
    ):
        whole = pl.when(pl.col("month").is_between(start.replace(day=1), end)).then(pl.lit(group)).otherwise(whole)
    marked = table.with_columns(whole.alias("group"), pl.int_range(pl.len()).alias("place"))
    parts = []
    for group in (0, 1, 2):
        part = marked.filter(pl.col("group") == group)
        known = group > 0 and part.height > 1
        parts.append(protect(part, threshold, columns=("events",), dependent=("low", "high"), sum_known=known))
    joined = pl.concat(parts).sort("place").drop("group", "place")
    return cast(Series, _with(summary.series, joined))


def _calendar(calendar: WeekdayHour, threshold: int) -> WeekdayHour:
    table, unknown = protect_with_rest(calendar.table, calendar.unknown_hour, threshold)
    return cast(WeekdayHour, replace(cast(Any, calendar), table=table, unknown_hour=unknown))
