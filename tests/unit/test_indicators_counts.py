"""Counts, rates, calendar and suppression over a dozen rows one can count by hand, and over random ones."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atalaya.indicators.calendar import weekday_hour
from atalaya.indicators.counting import counts_table, period_of
from atalaya.indicators.rates import area_rates, population_of_year
from atalaya.indicators.selecting import selected, weekday
from atalaya.indicators.suppression import SuppressionError, suppress
from atalaya.tables.area import POPULATION
from atalaya.tables.columnset import EPOCH, NO_AREA, NO_CELL, NO_HOUR, ColumnSet
from atalaya.tables.selection import Selection

ROWS = [  # day, hour, area, category, count
    ("2019-01-01", 23, "norte", "Robo", 1),
    ("2019-01-31", 0, "norte", "Hurto", 2),
    ("2019-02-01", 12, "sur", "Robo", 1),
    ("2019-12-31", None, "sur", "Robo", 3),
    ("2020-02-29", 5, None, "Hurto", 1),
    ("2020-03-02", 5, "norte", "Robo", 4),
]
AREAS, CATEGORIES = ("norte", "sur"), ("Hurto", "Robo")


@pytest.fixture(scope="module")
def columns() -> ColumnSet:
    days = [(dt.date.fromisoformat(row[0]) - EPOCH).days for row in ROWS]
    return ColumnSet(
        day=np.array(days, np.uint16),
        hour=np.array([NO_HOUR if row[1] is None else row[1] for row in ROWS], np.uint8),
        area=np.array([NO_AREA if row[2] is None else AREAS.index(row[2]) for row in ROWS], np.uint16),
        category=np.array([CATEGORIES.index(row[3]) for row in ROWS], np.uint16),
        cell=np.full(len(ROWS), NO_CELL, np.uint32),
        count=np.array([row[4] for row in ROWS], np.uint16),
        areas=AREAS,
        categories=CATEGORIES,
        cells=np.zeros(0, np.int64),
    )


def empty() -> ColumnSet:
    nothing = {name: np.zeros(0, kind) for name, kind in (("day", np.uint16), ("hour", np.uint8), ("area", np.uint16))}
    more = {name: np.zeros(0, np.uint16) for name in ("category", "count")}
    return ColumnSet(
        **nothing, **more, cell=np.zeros(0, np.uint32), areas=(), categories=(), cells=np.zeros(0, np.int64)
    )


POPULATIONS = pl.DataFrame(
    [
        ("norte", 2010, 900, "census"),
        ("norte", 2020, 1000, "census"),
        ("", 2020, 5000, "census"),
        ("este", 2020, 70, "x"),
    ],
    schema=POPULATION.schema,
    orient="row",
)


@pytest.mark.parametrize(
    ("selection", "rows"),
    [
        (Selection(), [0, 1, 2, 3, 4, 5]),
        (Selection(start=dt.date(2019, 1, 31), end=dt.date(2019, 12, 31)), [1, 2, 3]),
        (Selection(areas=("sur",)), [2, 3]),
        (Selection(areas=("",)), [4]),
        (Selection(areas=("oeste",)), []),
        (Selection(categories=("Hurto",)), [1, 4]),
        (Selection(hours=(5, 23)), [0, 4, 5]),
        (Selection(weekdays=(0,)), [5]),
    ],
)
def test_a_selection_means_these_rows(columns: ColumnSet, selection: Selection, rows: list[int]) -> None:
    assert np.flatnonzero(selected(columns, selection)).tolist() == rows


@given(st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1)))
def test_weekdays_are_those_of_the_calendar(day: dt.date) -> None:
    assert weekday(np.array([(day - EPOCH).days], np.uint16))[0] == day.weekday()


def test_counts_by_area_and_year(columns: ColumnSet) -> None:
    table = counts_table(columns, Selection(), by=("area", "year"))
    assert table.rows() == [
        ("", dt.date(2020, 1, 1), 1),
        ("norte", dt.date(2019, 1, 1), 3),
        ("norte", dt.date(2020, 1, 1), 4),
        ("sur", dt.date(2019, 1, 1), 4),
    ]


@pytest.mark.parametrize("by", ["area", "category", "year", "month", "week", "day"])
def test_every_table_adds_up_to_all_events(columns: ColumnSet, by: str) -> None:
    assert counts_table(columns, Selection(), by=(by,))["events"].sum() == 12  # type: ignore[arg-type]


def test_weeks_begin_on_monday_and_months_on_their_first_day(columns: ColumnSet) -> None:
    week = counts_table(columns, Selection(start=dt.date(2020, 2, 1)), by=("week",))
    assert week.rows() == [(dt.date(2020, 2, 24), 1), (dt.date(2020, 3, 2), 4)]
    month = counts_table(columns, Selection(categories=("Hurto",)), by=("category", "month"))
    assert month.rows() == [("Hurto", dt.date(2019, 1, 1), 2), ("Hurto", dt.date(2020, 2, 1), 1)]


def test_a_table_by_nothing_is_refused(columns: ColumnSet) -> None:
    with pytest.raises(ValueError, match="by"):
        counts_table(columns, Selection(), by=())


def test_period_held(columns: ColumnSet) -> None:
    assert period_of(columns) == (dt.date(2019, 1, 1), dt.date(2020, 3, 2))
    assert period_of(empty()) is None
    assert counts_table(empty(), Selection(), by=("area", "month")).height == 0


def test_population_of_the_nearest_year() -> None:
    assert dict(population_of_year(POPULATIONS, 2013).select("area", "population").iter_rows())["norte"] == 900
    assert dict(population_of_year(POPULATIONS, 2015).select("area", "population").iter_rows())["norte"] == 1000


def test_rates_are_per_resident_and_year_of_the_days_covered(columns: ColumnSet) -> None:
    found = area_rates(columns, POPULATIONS, Selection(start=dt.date(2019, 1, 1), end=dt.date(2020, 12, 31)))
    rows = {row["area"]: row for row in found.table.to_dicts()}
    assert set(rows) == {"norte", "sur", "este"}
    assert rows["norte"]["rate_per_100k"] == pytest.approx(7 / 1000 / (442 / 365.25) * 100_000)
    assert rows["norte"]["rate_low"] < rows["norte"]["rate_per_100k"] < rows["norte"]["rate_high"]
    assert (rows["norte"]["population_year"], rows["este"]["events"]) == (2020, 0)
    assert rows["este"]["rate_low"] == 0
    assert rows["sur"]["rate_per_100k"] is None
    assert found.unplaced == 1
    assert found.table["events"].sum() + found.unplaced == 12


def test_rates_of_some_areas_and_of_nothing(columns: ColumnSet) -> None:
    found = area_rates(columns, POPULATIONS, Selection(areas=("norte",)))
    assert found.table["area"].to_list() == ["norte"]
    assert (found.start, found.end) == (dt.date(2019, 1, 1), dt.date(2020, 3, 2))
    nothing = area_rates(empty(), POPULATIONS, Selection())
    assert (nothing.table.height, nothing.unplaced, nothing.start, nothing.end) == (0, 0, None, None)


def test_the_calendar_has_every_hour_of_the_week(columns: ColumnSet) -> None:
    found = weekday_hour(columns, Selection())
    assert found.table.height == 168
    assert found.unknown_hour == 3
    assert found.table["events"].sum() + found.unknown_hour == 12
    busy = found.table.filter(pl.col("events") > 0).rows()
    assert (0, 5, 4) in busy  # Monday 2 March 2020
    assert (1, 23, 1) in busy  # Tuesday 1 January 2019


tables = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40)), min_size=1, max_size=20)


@given(tables, st.integers(0, 10))
def test_no_small_count_is_shown_and_none_can_be_subtracted(rows: list[tuple[str, int]], threshold: int) -> None:
    table = pl.DataFrame(rows, schema={"group": pl.String, "events": pl.Int64}, orient="row")
    told = suppress(table, threshold=threshold, within=("group",))
    assert told["group"].to_list() == table["group"].to_list()
    for name in "ab":
        before = table.filter(pl.col("group") == name)["events"]
        after = told.filter(pl.col("group") == name)
        assert not after["events"].drop_nulls().is_between(1, threshold - 1).any()
        shown = after.filter(pl.col("status") == "shown")["events"]
        assert shown.null_count() == 0
        hidden = len(before) - len(shown)
        away = before.sum() - shown.sum()
        assert away == 0 or away >= threshold or shown.sum() == 0
        others = (before > 0).sum() > 1
        assert hidden != 1 or not others
        if not before.is_between(1, threshold - 1).any():
            assert hidden == 0


def test_suppression_of_one_group_and_of_what_is_no_count() -> None:
    told = suppress(pl.DataFrame({"events": [0, 2, 9, 9]}), threshold=5)
    assert told["status"].to_list() == ["shown", "suppressed", "suppressed", "shown"]
    for wrong in ([-1], [None]):
        with pytest.raises(SuppressionError):
            suppress(pl.DataFrame({"events": wrong}, schema={"events": pl.Int64}), threshold=5)
