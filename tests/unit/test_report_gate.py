"""A summary is made fit to be published: total, months, hours and places."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from atalaya.reports.gate import publishable
from sample_results import Comparison, WeekdayHour, series, summary


def test_a_small_total_is_hidden_with_its_ratio() -> None:
    shown = publishable(replace(summary(), total=Comparison(40, 3, 13.3, 4.0, 60.0, 0.001, "rise")), 5).total
    assert (shown.now, shown.before, shown.ratio, shown.verdict) == (40, None, None, "too-few")


def test_a_total_that_may_be_shown_is_left_alone() -> None:
    assert publishable(summary(), 5).total == summary().total


def test_small_months_are_hidden_and_others_kept() -> None:
    months = [20, 3, 30, *[25] * 21]
    table = publishable(replace(summary(), series=series(months)), 5).series.table
    assert table["events"].to_list() == [20, None, 30, *[25] * 21]
    assert table.filter(pl.col("events").is_null())["low"].to_list() == [None]


def test_months_that_add_up_to_the_total_need_a_second_one_hidden() -> None:
    year = replace(summary().categories, start=dt.date(2025, 10, 1), end=dt.date(2026, 9, 30))
    months = [*[25] * 12, 3, 9, *[30] * 10]
    table = publishable(replace(summary(), series=series(months), categories=year), 5).series.table
    assert table["events"].null_count() == 2
    assert table["events"].to_list()[12:14] == [None, None]
    assert table["month"].is_sorted()


def test_hours_without_known_hour_belong_to_the_sum() -> None:
    rows = pl.DataFrame({"weekday": [0, 1], "hour": [3, 4], "events": [50, 60]}, schema_overrides={"weekday": pl.Int8})
    shown = publishable(replace(summary(), calendar=WeekdayHour(rows, 2)), 5).calendar
    assert shown.unknown_hour is None
    assert shown.table["events"].to_list() == [None, 60]


def test_a_quiet_month_is_told_in_blocks_of_hours() -> None:
    every = [(day, hour, 2) for day in range(7) for hour in range(24)]
    schema = {"weekday": pl.Int8, "hour": pl.Int8, "events": pl.Int64}
    quiet = pl.DataFrame(every, schema=schema, orient="row")
    shown = publishable(replace(summary(), calendar=WeekdayHour(quiet, 0)), 5).calendar
    assert (shown.table.height, shown.step) == (56, 3)
    assert shown.table["events"].to_list() == [6] * 56
    nearly = quiet.with_columns((pl.col("hour") == 3).cast(pl.Int64).alias("events"))
    still = publishable(replace(summary(), calendar=WeekdayHour(nearly, 0)), 5).calendar
    assert still.step == 6
    hidden = quiet.with_columns(pl.lit(None, pl.Int64).alias("events"))
    left = publishable(replace(summary(), calendar=WeekdayHour(hidden, 0)), 5).calendar
    assert left.table.height == 168
    assert still.table["events"].drop_nulls().to_list() == [0] * 21


def test_few_incidents_without_a_place_are_not_counted_out() -> None:
    assert publishable(replace(summary(), unlocated=2), 5).unlocated is None
    assert publishable(replace(summary(), unlocated=0, events=4), 5).events is None


def test_what_the_indicators_hid_stays_hidden() -> None:
    whole = summary()
    first = whole.categories.table.with_columns(
        pl.when(pl.col("key") == "Robo").then(None).otherwise(pl.col("now")).alias("now")
    )
    shown = publishable(replace(whole, categories=replace(whole.categories, table=first)), 5).categories.table
    assert shown.filter(pl.col("key") == "Robo").select("now", "before", "ratio").row(0) == (None, None, None)
