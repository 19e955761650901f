"""Every picture has its words and its table from the same numbers, and asks nothing of the machine or the network."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import polars as pl
import pytest

from atalaya.i18n import compile_catalogues
from atalaya.reports.charts import Chart, areas_chart, calendar_chart, changes_chart, series_chart
from atalaya.reports.charts.chart import time_locale
from atalaya.reports.datatable import Absent, DataTable, Head
from atalaya.reports.gate import publishable
from atalaya.reports.hours import HourBlocks
from sample_results import AREA_NAMES, WeekdayHour, area_rates, changes, series, summary, week


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


def charts(locale: str) -> list[Chart]:
    shown = publishable(summary(), 5)
    return [
        series_chart(shown.series, locale, "c"),
        changes_chart(shown.categories, locale, caption="c"),
        changes_chart(shown.area_changes, locale, kind="area", names=AREA_NAMES),
        areas_chart(shown.areas, locale, names=AREA_NAMES),
        calendar_chart(shown.calendar, locale, "c"),
    ]


def words(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("locale", ["es", "pt", "en"])
def test_pictures_are_whole_and_obey_the_content_policy(locale: str) -> None:
    for chart in charts(locale):
        svg = chart.svg()
        assert words(svg)
        assert "style=" not in svg
        assert "<script" not in svg
        assert not re.search(r"\b(role|aria-\w+)=", svg)
        assert not re.search(r'(href|src)="', svg)
        assert chart.svg() == svg
        assert chart.alt
        assert len(chart.table.rows) >= len(chart.spec["data"]["values"]) or "24" in str(len(chart.table.rows))


def test_axes_speak_the_language() -> None:
    months = words(series_chart(summary().series, "es").svg())
    assert "sept 2026" in months
    assert "Hechos por mes" in months
    assert "set 2026" in words(series_chart(summary().series, "pt").svg())
    assert "1.200" in words(areas_chart(summary().areas, "es").svg())


def test_weeks_of_the_drawing_library_start_on_sunday() -> None:
    assert time_locale("es")["days"][:2] == ["domingo", "lunes"]


def test_png() -> None:
    assert series_chart(summary().series, "es").png(1).startswith(b"\x89PNG")


def test_hidden_month_is_a_gap_and_a_word() -> None:
    chart = series_chart(series([20, None, 30]), "es")
    assert [value["events"] for value in chart.spec["data"]["values"]] == [20, None, 30]
    assert chart.table.cells()[1][1:4] == ["oculto"] * 3
    assert chart.table.hides


def test_unfinished_months_are_dashed_from_the_last_whole_one() -> None:
    layers = series_chart(series([20, 25, 30], unfinished=1), "es").spec["layer"]
    assert [value["events"] for value in layers[-1]["data"]["values"]] == [25, 30]
    assert layers[-1]["mark"]["strokeDash"]
    assert len(series_chart(series([20, 25]), "es").spec["layer"]) == len(layers) - 1
    assert len(series_chart(series([20], unfinished=1), "es").spec["layer"][-1]["data"]["values"]) == 1


def test_long_series_name_few_months_and_always_the_last() -> None:
    values = series_chart(series([9] * 100), "es").spec["layer"][0]["encoding"]["x"]["axis"]["values"]
    assert 2 <= len(values) <= 7
    assert values[-1]["signal"] == "utc(2033, 0, 1)"


def test_counts_start_at_zero() -> None:
    assert series_chart(summary().series, "es").spec["layer"][0]["encoding"]["y"]["scale"]["zero"]


def test_only_what_changed_bears_a_percentage() -> None:
    labels = {
        value["name"]: value["label"] for value in changes_chart(summary().categories, "es").spec["data"]["values"]
    }
    assert labels == {"Robo": "+30\u202f%", "Hurto": "−25\u202f%", "Lesiones": "", "Amenazas": ""}


def test_ratios_without_end_are_not_drawn_but_listed() -> None:
    table = changes([("a", 20, 10, "rise"), ("b", 20, 10, "rise")]).table.with_columns(
        pl.when(pl.col("key") == "b").then(float("inf")).otherwise(pl.col("ratio_high")).alias("ratio_high")
    )
    chart = changes_chart(replace(summary().categories, table=table), "es")
    assert [value["name"] for value in chart.spec["data"]["values"]] == ["a"]
    assert chart.table.cells()[1][5] == "∞"


def test_too_few_have_counts_and_no_ratio() -> None:
    cells = changes_chart(changes([("Homicidio", 7, 6, "too-few")]), "es").table.cells()
    assert cells == [["Homicidio", "7", "6", "muy pocos", "muy pocos", "muy pocos", "muy pocos"]]


def test_many_areas_are_drawn_in_part_and_listed_in_full() -> None:
    chart = areas_chart(area_rates([(f"A{place}", 100 + place, 10_000) for place in range(50)]), "es")
    assert len(chart.spec["data"]["values"]) == 20
    assert chart.caption == "La figura muestra 20 de 50; la tabla las tiene todas."
    assert len(chart.table.rows) == 50
    assert chart.table.rows[0][0] == "A49"


def test_areas_without_people_have_no_rate() -> None:
    chart = areas_chart(area_rates([("A", 9, None), ("B", 50, 1000)]), "es")
    assert chart.table.cells()[1] == ["A", "9", "–", "–", "–", "–", "–"]


def test_hidden_hours_are_dots_and_absent_hours_zero() -> None:
    rows = pl.DataFrame(
        {"weekday": [0, 1, 2], "hour": [3, 4, 5], "events": [None, 60, 7]},
        schema={"weekday": pl.Int8, "hour": pl.Int8, "events": pl.Int64},
    )
    chart = calendar_chart(WeekdayHour(rows, 0), "es", "Fuente: x.")
    values = {(value["day"], value["hour"]): value for value in chart.spec["data"]["values"]}
    assert len(values) == 168
    assert values["lunes", "3"]["hidden"]
    assert values["martes", "4"]["class"] > values["miércoles", "5"]["class"] > values["jueves", "6"]["class"] == 0
    assert chart.caption.endswith("Punto: oculto para proteger a las personas. Fuente: x.")
    assert chart.table.rows[3][1] is Absent.HIDDEN
    assert chart.table.rows[6][4] == 0


def test_a_week_without_incidents_can_be_drawn() -> None:
    chart = calendar_chart(WeekdayHour(week().table.clear(), 0), "es")
    assert chart.caption == ""
    assert chart.svg()


def test_many_types_are_drawn_in_part_with_names_that_fit() -> None:
    long = "Lesiones en siniestro vial con intervención policial número"
    rows = [(f"{long} {place}", 100 + place, 90, "no-distinguishable-change") for place in range(40)]
    chart = changes_chart(changes(rows), "en")
    names = [value["name"] for value in chart.spec["data"]["values"]]
    assert len(names) == len(set(names)) == 16
    assert max(map(len, names)) <= 34
    assert chart.caption == "The picture shows 16 of 40; the table has them all."
    assert len(chart.table.rows) == 40


def test_blocks_of_hours_are_named_from_their_first_to_their_last() -> None:
    rows = pl.DataFrame(
        {"weekday": [0], "hour": [6], "events": [9]}, schema={"weekday": pl.Int8, "hour": pl.Int8, "events": pl.Int64}
    )
    chart = calendar_chart(HourBlocks(rows, 0, 6), "es")
    assert [value["hour"] for value in chart.spec["data"]["values"]][:4] == ["0–5", "6–11", "12–17", "18–23"]
    assert [row[0] for row in chart.table.rows][1] == "06:00–11:59"
    assert chart.table.rows[1][1] == 9
    assert "lunes de 6:00 a 12:00" in chart.alt


def test_the_squares_of_the_legend_say_what_they_stand_for() -> None:
    legend = calendar_chart(summary().calendar, "es").spec["layer"][0]["encoding"]["color"]["legend"]
    assert legend["labelExpr"].startswith('["0", "1')
    assert words(calendar_chart(summary().calendar, "es").svg())


def test_a_column_of_rates_has_one_number_of_decimals() -> None:
    table = DataTable("t", (Head("r", "rate"),), ((1234.5,), (12.34,), (Absent.HIDDEN,), (None,)), "es")
    assert [cells[0] for cells in table.cells()] == ["1.234", "12", "oculto", "–"]
    assert DataTable("t", (Head("r", "rate"),), ((12.34,), (float("inf"),)), "es").cells() == [["12,3"], ["∞"]]


def test_cells_of_every_kind() -> None:
    heads = tuple(Head(kind, kind) for kind in ("percent", "date", "ratio", "count"))  # type: ignore[arg-type]
    import datetime as dt

    table = DataTable("t", heads, ((0.5, dt.date(2020, 1, 2), 1.234, None),), "pt")
    assert table.cells() == [["50\u202f%", "02/01/2020", "1,23", "–"]]
    assert [head.numeric for head in heads] == [True, False, True, True]
    assert not table.hides
