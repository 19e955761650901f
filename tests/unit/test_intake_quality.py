"""How complete the rows of a file are, added up block by block."""

from __future__ import annotations

import datetime as dt

import polars as pl

from atalaya.intake.quality import MOST_UNCODED, Quality, Tally

SCHEMA = {
    "lon": pl.Float64,
    "local_hour": pl.Int32,
    "area": pl.String,
    "iccs": pl.String,
    "category_local": pl.String,
    "local_date": pl.Date,
}


def rows(*told: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(told, schema=SCHEMA, orient="row")


def test_nothing_stored_has_no_months() -> None:
    assert Tally().result() == Quality(months={}, uncoded={})
    assert Quality().as_dict()["rows"] == 0


def test_blocks_add_up_and_months_have_no_gap() -> None:
    tally = Tally()
    tally.add(rows((-58.4, 8, "01", "0401", "Robo", dt.date(2023, 12, 31))))
    tally.add(rows((None, None, None, None, "Ruidos", dt.date(2024, 2, 1))))
    told = tally.result()
    assert (told.rows, told.located, told.timed, told.in_areas, told.coded) == (2, 1, 1, 1, 1)
    assert told.months == {"2023-12": 1, "2024-01": 0, "2024-02": 1}
    assert told.uncoded == {"Ruidos": 1}


def test_the_list_of_categories_without_code_is_short() -> None:
    tally = Tally()
    tally.add(rows(*((None, None, None, None, f"c{n}", dt.date(2024, 2, 1)) for n in range(MOST_UNCODED + 5))))
    assert len(tally.result().uncoded or {}) == MOST_UNCODED
