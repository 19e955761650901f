"""The rate of all the places selected together."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from atalaya.indicators.whole_rate import whole_rate
from atalaya.tables.area import POPULATION

YEAR = dt.date(2019, 1, 1), dt.date(2019, 12, 31)


def people(*rows: tuple[str | None, int, int]) -> pl.DataFrame:
    made = [{"area": area, "year": year, "population": count, "source": "census"} for area, year, count in rows]
    return pl.DataFrame(made, schema=POPULATION.schema)


def test_the_citys_own_figure_goes_before_the_sum_of_its_areas() -> None:
    rate = whole_rate(100, people((None, 2019, 50_000), ("A", 2019, 20_000), ("B", 2019, 20_000)), *YEAR)
    assert rate is not None
    assert rate.population == 50_000
    assert rate.per_100k == pytest.approx(200 * 365.25 / 365)
    assert rate.low < rate.per_100k < rate.high


def test_areas_are_added_up_when_some_are_chosen_or_the_city_has_no_figure() -> None:
    known = people(("A", 2018, 20_000), ("B", 2019, 30_000))
    assert whole_rate(1, known, *YEAR).population == 50_000  # type: ignore[union-attr]
    chosen = whole_rate(1, known, *YEAR, ("A",))
    assert chosen is not None
    assert (chosen.population, chosen.population_year) == (20_000, 2018)


def test_without_all_the_residents_there_is_no_rate() -> None:
    assert whole_rate(1, people(("A", 2019, 20_000)), *YEAR, ("A", "B")) is None
    assert whole_rate(1, people(), *YEAR) is None
