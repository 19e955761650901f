"""What was planted in the synthetic city can be found again: counts, hours, chains, the lights, the delay, the heat."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from atalaya.simulation import process
from atalaya.simulation.city import LIT_SINCE, make_city
from atalaya.simulation.crimes import CRIMES
from atalaya.simulation.layout import make_layout

DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(366)]
SEEDS = range(12)
UNLIKELY = 1e-5


@pytest.fixture(scope="module")
def cities() -> pl.DataFrame:
    """A year of twelve cities, everything that was prevented included."""
    drawn = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        layout = make_layout(rng, years=range(2024, 2025))
        maximum = process.daily_maximum(rng, DAYS)
        lighting = process.choose_corridors(layout, LIT_SINCE)
        events = process.draw_events(rng, layout, DAYS, maximum, lighting)
        lit = pl.col("segment").is_in(lighting.segments)
        days = pl.Series(maximum)[_day(events)]
        drawn.append(events.with_columns(lit=lit, seed=seed, maximum=days))
    return pl.concat(drawn)


def _day(events: pl.DataFrame) -> pl.Series:
    return (events["occurred"].dt.date().cast(pl.Int32) - (DAYS[0] - dt.date(1970, 1, 1)).days).cast(pl.Int64)


def test_hours_follow_their_shares(cities: pl.DataFrame) -> None:
    for number, crime in enumerate(CRIMES):
        first = cities.filter((pl.col("crime") == number) & (pl.col("generation") == 0))
        counted = np.bincount(first["occurred"].dt.hour().to_numpy(), minlength=24)
        assert stats.chisquare(counted, crime.hours * counted.sum()).pvalue > UNLIKELY, crime.name


def test_chains_have_their_length(cities: pl.DataFrame) -> None:
    for number, crime in enumerate(CRIMES):
        events = cities.filter(pl.col("crime") == number)
        children = int((events["generation"] > 0).sum())
        if not crime.repeats:
            assert children == 0
        else:
            # a few children fall after the last day or outside the city, never the other way
            share = children / events.height
            assert 0.85 * crime.repeats < share < crime.repeats * 1.1, crime.name


def test_the_lights_prevent_their_share(cities: pl.DataFrame) -> None:
    lighting = process.Lighting((), LIT_SINCE)
    crimes = [number for number, crime in enumerate(CRIMES) if crime.lit]
    exposed = cities.filter(
        pl.col("lit")
        & pl.col("crime").is_in(crimes)
        & (pl.col("occurred").dt.date() >= LIT_SINCE)
        & ((pl.col("occurred").dt.hour() >= lighting.from_hour) | (pl.col("occurred").dt.hour() < lighting.to_hour))
    )
    prevented = int(exposed["prevented"].sum())
    assert exposed.height > 500
    assert stats.binomtest(prevented, exposed.height, lighting.effect).pvalue > UNLIKELY


def test_hot_days_have_more_injuries_and_not_more_thefts(cities: pl.DataFrame) -> None:
    def ratio(name: str) -> float:
        number = next(number for number, crime in enumerate(CRIMES) if crime.name == name)
        events = cities.filter((pl.col("crime") == number) & (pl.col("occurred").dt.month().is_in([12, 1, 2])))
        hot = events.filter(pl.col("maximum") >= process.HEAT_FROM + 4)
        return hot.height / events.height

    assert ratio("Lesiones dolosas") > 1.1 * ratio("Hurto")


def test_reports_are_late_as_often_and_as_long_as_planted() -> None:
    rng = np.random.default_rng(9)
    for number, crime in enumerate(CRIMES):
        delay = process.report_delay(rng, np.full(40_000, number))
        late = delay[delay > 1440]
        assert stats.binomtest(len(late), 40_000, crime.late_share).pvalue > UNLIKELY
        assert late.mean() / 1440 - 1 == pytest.approx(crime.late_days, rel=0.08)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), length=st.integers(1, 40))
def test_any_seed_and_period_gives_a_whole_city(seed: int, length: int) -> None:
    first = dt.date(2024, 4, 20)
    city = make_city(seed, first_day=first, last_day=first + dt.timedelta(days=length - 1))
    assert len(city.maximum) == length
    assert city.events["occurred"].dt.date().is_between(city.first_day, city.last_day).all()
    assert city.events.null_count().drop("victims").sum_horizontal().item() == 0
    assert city.truth()["events"] == city.events.height
