"""Rates by area: events per 100,000 residents of the right year, with their intervals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from atalaya.indicators.counting import counts_table
from atalaya.indicators.coverage import covered_part
from atalaya.indicators.intervals import rate_interval
from atalaya.tables.columnset import ColumnSet
from atalaya.tables.selection import Selection

DAYS_OF_A_YEAR = 365.25
SCHEMA = pl.Schema(
    {
        "area": pl.String,
        "events": pl.Int64,
        "population": pl.Int64,
        "population_year": pl.Int64,
        "rate_per_100k": pl.Float64,
        "rate_low": pl.Float64,
        "rate_high": pl.Float64,
    }
)


@dataclass(frozen=True)
class AreaRates:
    """Rates by area.

    `table` has ``area``, ``events``, ``population``, ``population_year``, ``rate_per_100k``, ``rate_low``,
    ``rate_high`` (per 100,000 residents and year; null without population), one row for every area that has events or
    residents. `unplaced` counts the events without a known area, which no row holds. `start` and `end` are the days the
    rates are of: those selected that the data cover; nothing, and no row, when they cover none.
    """

    table: pl.DataFrame
    unplaced: int | None
    start: dt.date | None
    end: dt.date | None


def population_of_year(population: pl.DataFrame, year: int) -> pl.DataFrame:
    """For each area the figure of the year asked for, else that of the nearest year (the later of two equally near).

    Parameters
    ----------
    population
        Of the schema `tables.area.POPULATION`.

    Returns
    -------
    pl.DataFrame
        ``area``, ``population``, ``population_year``.
    """
    distance = (pl.col("year") - year).abs()
    return (
        population.sort(distance, -pl.col("year"))
        .group_by("area", maintain_order=True)
        .first()
        .select("area", "population", pl.col("year").alias("population_year"))
    )


def area_rates(
    columns: ColumnSet, population: pl.DataFrame, selection: Selection, *, per: float = 100_000, level: float = 0.95
) -> AreaRates:
    """Yearly rates by area over the part of the period selected that the data cover (all of it when none is).

    Parameters
    ----------
    columns : ColumnSet
    population
        Of the schema `tables.area.POPULATION`; the year in the middle of the period is used.
    per
        Residents the rate is told for.
    level
        Coverage of the intervals.
    """
    part = covered_part(columns, selection)
    if part is None:
        return AreaRates(pl.DataFrame(schema=SCHEMA), 0, None, None)
    start, end = part
    counted = counts_table(columns, selection, by=("area",))
    unplaced = int(counted.filter(pl.col("area") == "")["events"].sum())
    people = population_of_year(population, (start + (end - start) / 2).year).filter(pl.col("area").fill_null("") != "")
    if selection.areas:
        people = people.filter(pl.col("area").is_in(selection.areas))
    table = (
        counted.filter(pl.col("area") != "")
        .join(people, on="area", how="full", coalesce=True)
        .with_columns(pl.col("events").fill_null(0))
        .sort("area")
    )
    years = ((end - start).days + 1) / DAYS_OF_A_YEAR
    residents = table["population"].cast(pl.Float64).fill_null(0).to_numpy() * years
    low, high = rate_interval(table["events"].to_numpy(), residents, per=per, level=level)
    rate = np.divide(
        table["events"].to_numpy() * per, residents, out=np.full(len(residents), np.nan), where=residents > 0
    )
    told = [
        pl.Series(name, values).fill_nan(None)
        for name, values in (("rate_per_100k", rate), ("rate_low", low), ("rate_high", high))
    ]
    return AreaRates(table.with_columns(told).select(*SCHEMA).cast(SCHEMA), unplaced, start, end)
