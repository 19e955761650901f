"""The relational questions, written once as narwhals expressions: the same on Polars, DuckDB and Spark.

A frame in is the incident table (`tables.incident`) as an engine opened it; a frame out is not computed until an
engine collects it. On one machine the screens ask the narrow columns (`counting`, `rates`), which give the same figures
faster.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import narwhals.stable.v2 as nw

from atalaya.engines.base import Frame
from atalaya.indicators.rates import DAYS_OF_A_YEAR
from atalaya.tables.selection import Selection

By = Literal["city", "area", "category", "iccs", "year", "month", "day", "weekday", "hour"]


def _weekday() -> nw.Expr:
    # narwhals says 7 for Sunday, and 0 on Spark; both become 6
    return (nw.col("local_date").dt.weekday().cast(nw.Int64) + 6) % 7


def _period(every: str) -> nw.Expr:
    return nw.col("local_date").dt.truncate(every).cast(nw.Date)  # SQL truncates a date to a moment


KEYS: dict[By, nw.Expr] = {
    "city": nw.col("city"),
    "area": nw.col("area").fill_null(""),
    "category": nw.col("category_local"),
    "iccs": nw.col("iccs").fill_null(""),
    "year": _period("1y"),
    "month": _period("1mo"),
    "day": nw.col("local_date"),
    "weekday": _weekday(),
    "hour": nw.col("local_hour").cast(nw.Int64),
}
"""What a column of an answer is made of."""

FIGURES = ("records", "events", "victims", "events_told")


def meant(incidents: Frame, selection: Selection) -> Frame:
    """The rows that a selection means.

    Parameters
    ----------
    incidents
        The incident table.
    selection
        Both days of the period are included, by the calendar of the city. The empty area code means "without a known
        area". A row without an hour is meant by no choice of hours.
    """
    conditions = []
    if selection.start:
        conditions.append(nw.col("local_date") >= nw.lit(selection.start))
    if selection.end:
        conditions.append(nw.col("local_date") <= nw.lit(selection.end))
    for key, wanted in (("area", selection.areas), ("category", selection.categories)):
        if wanted:
            conditions.append(KEYS[key].is_in(wanted))  # type: ignore[index]
    for key, numbers in (("hour", selection.hours), ("weekday", selection.weekdays)):
        if numbers:
            conditions.append(KEYS[key].is_in(numbers))  # type: ignore[index]
    return incidents.filter(*conditions) if conditions else incidents


def counts(incidents: Frame, selection: Selection, *, by: Sequence[By]) -> Frame:
    """Records, events and victims, apart.

    Parameters
    ----------
    incidents
        The incident table.
    selection
        Which rows are meant.
    by
        Columns of the answer; none for one row of totals.

    Returns
    -------
    Frame
        The columns of `by` (``area`` and ``iccs`` empty where not known; periods by their first day; ``weekday`` 0 for
        Monday; ``hour`` null where not known), then ``records`` (rows), ``events`` (what the rows stand for),
        ``victims`` (null when no record tells them) and ``events_told`` (events of the records that tell them). Sorted
        by `by`, only what occurred.

    Examples
    --------
    >>> import polars as pl
    >>> from atalaya.tables.incident import INCIDENT
    >>> counts(nw.from_native(INCIDENT.empty().lazy()), Selection(), by=("area", "month")).collect_schema().names()
    ['area', 'month', 'records', 'events', 'victims', 'events_told']
    """
    count, victims = nw.col("count").cast(nw.Int64), nw.col("victims").cast(nw.Int64)
    keyed = meant(incidents, selection).select(
        *[KEYS[name].alias(name) for name in by],
        _count=count,
        _victims=victims,
        _told=nw.when(~victims.is_null()).then(count).otherwise(0),
    )
    sums = [
        nw.len().alias("records"),
        nw.col("_count").sum().alias("events"),
        nw.col("_victims").sum().alias("victims"),
        nw.col("_told").sum().alias("events_told"),
    ]
    added = keyed.group_by(*by).agg(*sums) if by else keyed.select(*sums)
    records, events, people, told = (nw.col(name).cast(nw.Int64) for name in FIGURES)
    table = added.select(*by, records, events, nw.when(told > 0).then(people).alias("victims"), told)
    return table.sort(*by, nulls_last=True) if by else table


def days_held(incidents: Frame, *, by: Sequence[By] = ()) -> Frame:
    """First and last day that there are incidents of: the columns of `by`, ``first``, ``last`` (null of no rows)."""
    keyed = incidents.select(*[KEYS[name].alias(name) for name in by], _day=nw.col("local_date"))
    ends = [nw.col("_day").min().alias("first"), nw.col("_day").max().alias("last")]
    return keyed.group_by(*by).agg(*ends).sort(*by, nulls_last=True) if by else keyed.select(*ends)


def population_of_year(population: Frame, year: int) -> Frame:
    """For each area the figure of the year asked for, else that of the nearest year (the later of two equally near).

    Parameters
    ----------
    population
        Of the schema `tables.area.POPULATION`; the whole city's figures (without an area) are left out.

    Returns
    -------
    Frame
        ``area``, ``population``, ``population_year``.
    """
    away = nw.col("year").cast(nw.Int64) - year
    doubled = nw.when(away < 0).then(-2 * away + 1).otherwise(2 * away)  # odd when earlier: the later of two wins
    placed = population.filter(nw.col("area").fill_null("") != "").with_columns(_away=doubled)
    nearest = placed.group_by("area").agg(nw.col("_away").min())
    return placed.join(nearest, on=["area", "_away"]).select(
        "area", "population", nw.col("year").alias("population_year")
    )


def rates(
    incidents: Frame, population: Frame, selection: Selection, *, start: dt.date, end: dt.date, per: float = 100_000
) -> Frame:
    """Yearly rates of events by area over a period.

    Parameters
    ----------
    incidents
        The incident table.
    population
        Of the schema `tables.area.POPULATION`; the year in the middle of the period is used.
    selection
        Which rows are meant; its own period is replaced.
    start, end
        First and last day.
    per
        Residents the rate is told for.

    Returns
    -------
    Frame
        ``area``, ``events``, ``population``, ``population_year``, ``rate_per_100k`` (per `per` residents and year of
        365.25 days; null without residents), one row for every known area that has events or residents, sorted.
    """
    counted = counts(incidents, selection.with_period(start, end), by=("area",)).filter(nw.col("area") != "")
    people = population_of_year(population, (start + (end - start) / 2).year)
    if selection.areas:
        people = people.filter(nw.col("area").is_in(selection.areas))
    joined = counted.select("area", "events").join(people, on="area", how="full", suffix="_there")
    residents = nw.col("population").cast(nw.Float64) * (((end - start).days + 1) / DAYS_OF_A_YEAR)
    # the power, because Sail has no division of two columns of floats by narwhals' `try_divide`
    rate = nw.col("events").cast(nw.Float64) * per * residents**-1.0
    return (
        joined.with_columns(area=nw.coalesce("area", "area_there"), events=nw.col("events").fill_null(0))
        .with_columns(rate_per_100k=nw.when(residents > 0).then(rate))
        .select("area", "events", "population", "population_year", "rate_per_100k")
        .sort("area")
    )


def rates_by_year(
    incidents: Frame, population: Frame, selection: Selection, *, years: Sequence[int], per: float = 100_000
) -> Frame:
    """`rates` of each calendar year with the residents of that year; ``year`` (its number) comes first.

    Of a year that the selected period cuts, the days inside are told, per year; so a caller who selects the days that
    the data cover does not take the rest of a year for quiet days.

    Raises
    ------
    ValueError
        When no day of the years is asked for.
    """
    parts = [(year, *_clipped(selection, dt.date(year, 1, 1), dt.date(year, 12, 31))) for year in years]
    tables = [
        rates(incidents, population, selection, start=start, end=end, per=per).select(
            nw.lit(year, nw.Int64).alias("year"), nw.all()
        )
        for year, start, end in parts
        if start <= end
    ]
    if not tables:
        raise ValueError("years")
    return nw.concat(tables).sort("year", "area")


def _clipped(selection: Selection, start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    return max(start, selection.start or start), min(end, selection.end or end)
