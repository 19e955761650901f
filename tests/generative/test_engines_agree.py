"""Over random incidents and selections, every engine and the narrow columns give the same figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from atalaya.engines.base import Engine
from atalaya.engines.choosing import open_engine
from atalaya.indicators.calendar import weekday_hour
from atalaya.indicators.counting import counts_table
from atalaya.indicators.rates import area_rates
from atalaya.indicators.relational import KEYS, counts, days_held, population_of_year, rates, rates_by_year
from atalaya.indicators.selecting import selected
from atalaya.tables.area import POPULATION
from atalaya.tables.selection import Selection
from incidents import incidents
from narrow import stored

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.dates(dt.date(2018, 12, 20), dt.date(2020, 3, 5))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "local_date": DAYS,
            "local_hour": st.none() | st.integers(0, 23),
            "area": st.none() | st.sampled_from(["norte", "sur", "ñuñoa"]),
            "category_local": st.sampled_from(["Robo", "Hurto"]),
            "iccs": st.none() | st.sampled_from(["0401", "0502"]),
            "count": st.integers(1, 4),
            "victims": st.none() | st.integers(0, 3),
        }
    ),
    min_size=1,
    max_size=25,
)
SELECTIONS = st.builds(
    Selection,
    start=st.none() | DAYS,
    end=st.none() | DAYS,
    areas=st.lists(st.sampled_from(["", "norte", "ñuñoa", "oeste"]), max_size=2, unique=True).map(tuple),
    categories=st.lists(st.sampled_from(["Robo", "Otros"]), max_size=1).map(tuple),
    hours=st.lists(st.integers(0, 23), max_size=12, unique=True).map(tuple),
    weekdays=st.lists(st.integers(0, 6), max_size=4, unique=True).map(tuple),
)
PEOPLE = st.dictionaries(
    st.tuples(st.sampled_from([None, "", "norte", "sur", "este"]), st.integers(2016, 2022)), st.integers(0, 9000)
)
Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def engines(sail: Engine) -> Iterator[list[Engine]]:
    with open_engine("polars") as polars, open_engine("duckdb") as duckdb:
        yield [polars, duckdb, sail]


def people(known: dict[tuple[str | None, int], int]) -> pl.DataFrame:
    rows = [(area, year, number, "census") for (area, year), number in known.items()]
    return pl.DataFrame(rows, schema=POPULATION.schema, orient="row")


@pytest.mark.spark
@FEW
@given(ROWS, SELECTIONS, st.lists(st.sampled_from(sorted(KEYS)), max_size=3, unique=True))
def test_counts_agree(engines: list[Engine], rows: Rows, selection: Selection, by: list[str]) -> None:
    table = incidents(rows)
    first, *others = [engine.collect(counts(engine.load(table), selection, by=by)) for engine in engines]  # type: ignore[arg-type]
    for other in others:
        assert_frame_equal(first, other)
    columns = stored(table)
    assert first["events"].sum() == int(columns.count[selected(columns, selection)].sum(dtype=np.int64))
    told = [name for name in by if name in {"area", "category", "year", "month", "day"}]
    if told and len(told) == len(by):
        narrow = counts_table(columns, selection, by=told, victims=True)  # type: ignore[arg-type]
        assert_frame_equal(first.drop("records"), narrow)


@FEW
@given(ROWS, SELECTIONS)
def test_records_events_and_victims_are_those_of_the_rows(rows: Rows, selection: Selection) -> None:
    table = incidents(rows)
    columns = stored(table)
    kept = table.sort("local_date", maintain_order=True).filter(pl.Series(selected(columns, selection)))
    with open_engine("polars") as engine:
        found = engine.collect(counts(engine.load(table), selection, by=()))
    victims = kept["victims"].sum() if kept["victims"].count() else None
    events_told = kept.filter(pl.col("victims").is_not_null())["count"].sum()
    assert found.row(0) == (kept.height, kept["count"].sum(), victims, events_told)


@FEW
@given(ROWS, SELECTIONS)
def test_the_calendar_agrees(rows: Rows, selection: Selection) -> None:
    table = incidents(rows)
    narrow = weekday_hour(stored(table), selection)
    with open_engine("duckdb") as engine:
        found = engine.collect(counts(engine.load(table), selection, by=("weekday", "hour")))
    assert found.filter(pl.col("hour").is_null())["events"].sum() == narrow.unknown_hour
    known = found.filter(pl.col("hour").is_not_null()).select("weekday", "hour", "events")
    assert_frame_equal(known, narrow.table.filter(pl.col("events") > 0))


@pytest.mark.spark
@FEW
@given(ROWS, SELECTIONS, PEOPLE)
def test_rates_agree(
    engines: list[Engine], rows: Rows, selection: Selection, known: dict[tuple[str | None, int], int]
) -> None:
    table, residents = incidents(rows), people(known)
    narrow = area_rates(stored(table), residents, selection)
    if narrow.start is None or narrow.end is None:
        return
    for engine in engines:
        asked = rates(
            engine.load(table), engine.load(residents), selection, start=narrow.start, end=narrow.end, per=100_000
        )
        found = engine.collect(asked)
        assert_frame_equal(found, narrow.table.select(found.columns), check_dtypes=False)


@FEW
@given(PEOPLE, st.integers(2015, 2023))
def test_the_residents_of_a_year_are_those_of_the_nearest(known: dict[tuple[str | None, int], int], year: int) -> None:
    with open_engine("polars") as engine:
        found = engine.collect(population_of_year(engine.load(people(known)), year))
    for area, number, of_year in found.iter_rows():
        years = [other for place, other in known if place == area]
        assert of_year == min(years, key=lambda other: (abs(other - year), -other))
        assert number == known[area, of_year]
    assert sorted(found["area"]) == sorted({area for area, _ in known if area})


@pytest.mark.parametrize("years", [(), (2018, 2020)])
def test_rates_of_no_day_are_refused(years: tuple[int, ...]) -> None:
    selection = Selection(dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    with open_engine("polars") as engine, pytest.raises(ValueError, match="years"):
        rates_by_year(engine.load(incidents([])), engine.load(people({})), selection, years=years)


def test_the_days_held() -> None:
    table = incidents([{"local_date": dt.date(2019, 2, 1)}, {"local_date": dt.date(2018, 5, 1)}])
    with open_engine("duckdb") as engine:
        assert engine.collect(days_held(engine.load(table))).row(0) == (dt.date(2018, 5, 1), dt.date(2019, 2, 1))
        assert engine.collect(days_held(engine.load(table.clear()))).row(0) == (None, None)
