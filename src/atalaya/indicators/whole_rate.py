"""The yearly rate of all the places selected together: the city's, or that of a few of its areas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from atalaya.indicators.intervals import rate_interval
from atalaya.indicators.rates import DAYS_OF_A_YEAR, population_of_year


@dataclass(frozen=True)
class WholeRate:
    """Events per 100,000 residents and year with its interval; the residents and the year their figure is of."""

    per_100k: float
    low: float
    high: float
    population: int
    population_year: int


def whole_rate(
    events: int,
    population: pl.DataFrame,
    start: dt.date,
    end: dt.date,
    areas: tuple[str, ...] = (),
    *,
    level: float = 0.95,
) -> WholeRate | None:
    """The rate of so many events in a period, both days included.

    Parameters
    ----------
    events
        Events of the areas named, or of the whole city when none is.
    population
        Of the schema `tables.area.POPULATION`. The city's own figure (empty area) goes before the sum of its areas.
    areas
        Codes of the areas the events are of.

    Returns
    -------
    WholeRate, or None when residents are not known, or not of every area named

    Examples
    --------
    >>> people = pl.DataFrame({"area": ["a", "b"], "year": [2020, 2020], "population": [600, 400]})
    >>> rate = whole_rate(10, people, dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    >>> round(rate.per_100k, 1), rate.population
    (998.0, 1000)
    """
    people = population_of_year(population, (start + (end - start) / 2).year).with_columns(pl.col("area").fill_null(""))
    if areas:
        chosen = people.filter(pl.col("area").is_in(areas))
        if chosen.height < len(set(areas)):
            return None
    else:
        whole = people.filter(pl.col("area") == "")
        chosen = whole if whole.height else people
    residents = int(chosen["population"].sum())
    if residents <= 0:
        return None
    exposure = residents * ((end - start).days + 1) / DAYS_OF_A_YEAR
    low, high = rate_interval([events], [exposure], level=level)
    year = int(chosen["population_year"].max())  # type: ignore[arg-type]
    return WholeRate(events / exposure * 100_000, float(low[0]), float(high[0]), residents, year)
