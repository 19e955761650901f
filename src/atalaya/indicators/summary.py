"""Everything a bulletin tells of a city's period: total, categories, areas, months, hours, against a year before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl

from atalaya.indicators.calendar import WeekdayHour, weekday_hour
from atalaya.indicators.change import Comparison
from atalaya.indicators.change_table import Changes, changes, total_change
from atalaya.indicators.coverage import covered_part, month_after, year_before
from atalaya.indicators.hexagons import hexagon_counts
from atalaya.indicators.protecting import protect_changes, protect_total, protect_with_rest
from atalaya.indicators.rates import AreaRates, area_rates
from atalaya.indicators.series import MonthlySeries, monthly_series
from atalaya.indicators.suppression import is_small
from atalaya.tables.columnset import ColumnSet
from atalaya.tables.selection import Selection

MONTHS_SHOWN = 24
"""The series reaches at least this far back from the end of the period, so that a season can be seen twice."""


@dataclass(frozen=True)
class CitySummary:
    """A period of a city; what is null was hidden.

    Attributes
    ----------
    total : events of the period against the same days a year before
    categories, area_changes : the same by local category and by area; verdicts hold for each table as a whole
    areas : yearly rates by area
    series : the months up to the end of the period, at least two years of them where the data reach so far
    calendar : day of the week by hour
    unlocated : events without a known place, neither point nor area
    events : events of the period
    """

    total: Comparison
    categories: Changes
    areas: AreaRates
    area_changes: Changes
    series: MonthlySeries
    calendar: WeekdayHour
    unlocated: int | None
    events: int | None


def city_summary(
    columns: ColumnSet,
    population: pl.DataFrame,
    selection: Selection,
    *,
    threshold: int = 0,
    level: float = 0.95,
) -> CitySummary:
    """The summary of a period; days that the data do not cover are left out of it, and of the year before alike.

    Parameters
    ----------
    columns : ColumnSet
    population
        Of the schema `tables.area.POPULATION`; may be empty.
    selection
        The period (all that the columns hold when none is given) and any other filter.
    threshold
        Smallest count that may be shown: 0 hides nothing, as for the city's own analysts.
    level
        Coverage of the intervals.

    Returns
    -------
    CitySummary
        Where the data do not reach the year before, counts stand alone and the verdicts are ``"no-year-before"``.
        Where they cover no day of the period, `series` has no row, and no bulletin is made of it.
    """
    part = covered_part(columns, selection)
    meant = selection.with_period(*part) if part else selection
    total = total_change(columns, meant, level=level)
    summary = CitySummary(
        total=total,
        categories=changes(columns, "category", meant, level=level),
        areas=area_rates(columns, population, meant, level=level),
        area_changes=changes(columns, "area", meant, level=level),
        series=monthly_series(columns, _with_past(meant) if part else meant, level=level),
        calendar=weekday_hour(columns, meant),
        unlocated=_nowhere(columns, meant),
        events=total.now,
    )
    return protected(summary, threshold)


def _nowhere(columns: ColumnSet, selection: Selection) -> int:
    """Events with neither point nor area."""
    if selection.areas and "" not in selection.areas:
        return 0
    return hexagon_counts(columns, replace(selection, areas=("",))).unlocated


def _with_past(meant: Selection) -> Selection:
    """The selection from a year before its period, or `MONTHS_SHOWN` before its end, whichever is earlier."""
    assert meant.start is not None and meant.end is not None  # noqa: S101, PT018  (set to what is covered)
    past = month_after(meant.end)
    earliest = dt.date(past.year - MONTHS_SHOWN // 12, past.month, 1)
    return replace(meant, start=min(year_before(meant.start).replace(day=1), earliest))


def protected(summary: CitySummary, threshold: int) -> CitySummary:
    """The summary with small counts hidden in each of its tables, and what would give them away.

    That the same area is hidden in both of its tables, and that months add up to the total, is for the gate of the
    reports, which looks at all of them together.
    """
    if threshold <= 1:
        return summary
    rate = ("rate_per_100k", "rate_low", "rate_high")
    areas, unplaced = protect_with_rest(summary.areas.table, summary.areas.unplaced, threshold, dependent=rate)
    months, _none = protect_with_rest(summary.series.table, 0, threshold, dependent=("low", "high"), sum_known=False)
    hours, unknown = protect_with_rest(summary.calendar.table, summary.calendar.unknown_hour, threshold)
    return CitySummary(
        total=protect_total(summary.total, threshold),
        categories=replace(summary.categories, table=protect_changes(summary.categories.table, threshold)),
        areas=replace(summary.areas, table=areas, unplaced=unplaced),
        area_changes=replace(summary.area_changes, table=protect_changes(summary.area_changes.table, threshold)),
        series=replace(summary.series, table=months),
        calendar=replace(summary.calendar, table=hours, unknown_hour=unknown),
        unlocated=None if is_small(summary.unlocated, threshold) else summary.unlocated,
        events=None if is_small(summary.events, threshold) else summary.events,
    )
