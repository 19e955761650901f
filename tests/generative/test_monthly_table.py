"""The month by area by category table against a plain reading, the exact intervals and the exact test."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from atalaya.indicators.change import TOO_FEW, adjust, compare_counts
from atalaya.indicators.coverage import covered, month_after
from atalaya.indicators.intervals import poisson_exact
from atalaya.indicators.month_cells import PAIRS, TABULATED, VERDICTS, interval_table
from atalaya.indicators.monthly import monthly_table
from atalaya.store.narrow import make_cube
from atalaya.tables.columnset import EPOCH
from atalaya.tables.selection import Selection
from narrow import ROWS, SELECTIONS, Row, columns_of, every_day, meant


def counted(rows: list[Row], selection: Selection) -> Counter[tuple[dt.date, str, str]]:
    found: Counter[tuple[dt.date, str, str]] = Counter()
    for row in rows:
        if meant(row, selection):
            found[dt.date.fromisoformat(row[0]).replace(day=1), row[2] or "", row[3]] += row[5]
    return found


@settings(max_examples=60, deadline=None)
@given(ROWS, SELECTIONS)
def test_every_cell_is_that_of_a_plain_reading(rows: list[Row], selection: Selection) -> None:
    columns = columns_of(rows)
    found = monthly_table(columns, selection)
    now = counted(rows, selection)
    always = counted(rows, replace(selection, start=None, end=None))
    assert found.events.sum() == sum(now.values())
    complete = dict(zip(found.months, found.complete.tolist(), strict=True))
    known = covered(columns)
    for row in found.table.to_dicts():
        month, key = row["month"], (row["area"], row["category"])
        assert row["events"] == now[month, *key]
        assert (row["low"], row["high"]) == tuple(float(limit) for limit in poisson_exact(row["events"]))
        earlier = dt.date(month.year - 1, month.month, 1)
        assert known is not None
        whole = complete[month] and complete.get(
            earlier, known[0] <= earlier and month_after(earlier) <= known[1] + dt.timedelta(days=1)
        )
        assert row["before"] == (always[earlier, *key] if whole else None)
        if whole:
            days = {
                "exposure_now": (month_after(month) - month).days,
                "exposure_before": (month_after(earlier) - earlier).days,
            }
            exact = compare_counts(row["events"], row["before"], **days)
            assert row["p_value"] == exact.p_value
            assert (row["ratio"] is None) == (row["before"] == 0)
            if row["before"]:
                assert row["ratio"] == pytest.approx(exact.ratio, rel=1e-12)
        else:
            assert (row["ratio"], row["p_value"], row["verdict"]) == (None, None, "no-year-before")


@settings(max_examples=60, deadline=None)
@given(ROWS, SELECTIONS)
def test_the_cube_gives_the_same(rows: list[Row], selection: Selection) -> None:
    columns = columns_of(rows)
    first = dt.date.fromisoformat(min(row[0] for row in rows)) if rows else EPOCH
    cube = make_cube(columns, first.replace(day=1))
    plain, kept = monthly_table(columns, selection), monthly_table(columns, selection, cube=cube)
    assert plain.table.equals(kept.table)


def large() -> list[Row]:
    rng = np.random.default_rng(5)
    rows = every_day("2018-12-01", "2020-12-31", 1, "sur")
    for month in range(25):
        date = f"{2018 + (month + 11) // 12}-{(month + 11) % 12 + 1:02d}-03"
        for kind, mean in enumerate((8, 60, 400, 3_000, 25_000)):
            changed = 2.0 if kind == 1 and month >= 13 else 1.0
            rows.append((date, None, "norte", f"c{kind}", None, int(rng.poisson(mean * changed))))
    return rows


def test_large_counts_are_computed_and_verdicts_hold_for_the_whole_table() -> None:
    found = monthly_table(columns_of(large()), Selection())
    table = found.table
    assert table["events"].max() > TABULATED
    assert (table["events"].is_between(PAIRS, TABULATED)).any()
    low, high = poisson_exact(table["events"].to_numpy())
    assert table["low"].equals(pl.Series("low", low))
    assert table["high"].equals(pl.Series("high", high))
    compared = table.filter(pl.col("before").is_not_null())
    assert compared["month"].min() == dt.date(2019, 12, 1)
    exact = [
        compare_counts(
            row["events"],
            row["before"],
            exposure_now=(month_after(row["month"]) - row["month"]).days,
            exposure_before=28 if row["month"].month == 2 else (month_after(row["month"]) - row["month"]).days,
        )
        for row in compared.to_dicts()
    ]
    assert compared["p_value"].to_list() == [one.p_value for one in exact]
    tested = compared.filter(pl.col("events") + pl.col("before") >= TOO_FEW)
    p = adjust(tested["p_value"].to_numpy())
    change = np.where(tested["ratio"].fill_null(9).to_numpy() > 1, "rise", "fall")
    assert tested["verdict"].to_list() == np.where(p < 0.05, change, "no-distinguishable-change").tolist()
    few = compared.filter(pl.col("events") + pl.col("before") < TOO_FEW)
    assert few["verdict"].unique().to_list() == ["too-few"]
    risen = table.filter(pl.col("verdict") == "rise")
    assert set(risen["category"]) == {"c1"}
    assert risen.height >= 8


def test_leap_days_are_allowed_for() -> None:
    columns = columns_of(every_day("2019-01-01", "2021-03-31", 40))
    table = monthly_table(columns, Selection(areas=("norte",))).table
    february = table.filter(pl.col("month").dt.month() == 2)
    assert february["events"].to_list() == [40 * 28, 40 * 29, 40 * 28]
    assert february["ratio"].to_list() == [None, pytest.approx(1.0), pytest.approx(1.0)]
    assert (february["p_value"].drop_nulls() > 0.9).all()


def test_months_that_are_cut_are_not_compared() -> None:
    columns = columns_of(every_day("2019-01-01", "2021-03-31", 2))
    table = monthly_table(columns, Selection(start=dt.date(2020, 1, 10), end=dt.date(2020, 3, 20))).table
    whole = table.filter(pl.col("complete"))
    assert whole["month"].unique().to_list() == [dt.date(2020, 2, 1)]
    assert table.filter(pl.col("before").is_not_null())["month"].unique().to_list() == [dt.date(2020, 2, 1)]
    assert table.filter(pl.col("area") == "norte")["events"].to_list() == [44, 58, 40]
    assert table["area"].unique().sort().to_list() == ["norte", "sur", ""]


def test_nothing_is_told_of_no_data_and_many_areas_have_their_names() -> None:
    nothing = monthly_table(columns_of([]), Selection())
    assert nothing.table.is_empty()
    assert nothing.events.shape == (0, 3, 0)
    areas = tuple(f"{n:03d}" for n in range(300))
    many = monthly_table(columns_of([("2019-01-05", None, "299", "Robo", None, 3)], areas), Selection()).table
    assert many.filter(pl.col("events") > 0)["area"].to_list() == ["299"]


def test_intervals_are_looked_up_to_the_last_digit() -> None:
    low, high = interval_table(0.95)
    exact = poisson_exact(np.arange(TABULATED + 1))
    assert (low == exact[0]).all()
    assert (high == exact[1]).all()
    assert VERDICTS[0] == "no-year-before"
