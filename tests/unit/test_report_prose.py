"""Sentences tell the finding first, never noise as change, and leave out what is hidden."""

from __future__ import annotations

import itertools
from dataclasses import replace

import polars as pl
import pytest

from atalaya.i18n import LOCALES, compile_catalogues
from atalaya.reports.gate import publishable
from atalaya.reports.prose import TELLERS, describe, enumeration, headline
from sample_results import (
    AREA_NAMES,
    Changes,
    Comparison,
    WeekdayHour,
    area_rates,
    changes,
    series,
    summary,
    week,
)


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


def test_a_rise_is_told_with_its_range() -> None:
    told = describe(Comparison(260, 200, 1.3, 1.08, 1.57, 0.005, "rise"), "es")
    assert told == (
        "Los hechos registrados subieron de 200 a 260 (+30\u202f%; rango de incertidumbre de la razón: de 1,08 a 1,57)."
    )


def test_noise_is_told_without_a_percentage() -> None:
    told = describe(Comparison(130, 100, 1.3, 0.99, 1.7, 0.06, "no-distinguishable-change"), "pt")
    assert told == (
        "Foram registradas 130 ocorrências, contra 100 um ano antes: não há mudança que se possa distinguir do acaso."
    )
    assert "%" not in told


@pytest.mark.parametrize("locale", LOCALES)
def test_too_few_give_no_figure(locale: str) -> None:
    told = describe(Comparison(7, 2, 3.5, 0.7, 30.0, 0.1, "too-few"), locale)
    assert not any(mark.isdigit() for mark in told)


def test_hidden_totals_give_no_figure() -> None:
    assert describe(Comparison(None, 9, verdict="too-few"), "es").startswith("La cantidad de hechos es tan pequeña")
    assert describe(Comparison(9, None, verdict="too-few"), "es") == "Hay muy pocos hechos para decir si cambiaron."


def test_changes_name_only_what_changed() -> None:
    told = describe(summary().categories, "es")
    assert told.startswith("Subieron: Robo (+30\u202f%). Bajaron: Hurto (−25\u202f%).")
    assert "Lesiones" not in told
    assert "azar: 2." in told
    assert "decirlo: 1." in told


def test_many_names_are_counted_rather_than_listed() -> None:
    told = describe(changes([(f"T{place}", 200 - place, 90, "rise") for place in range(9)]), "es")
    assert told.count("T") == 6
    assert told.endswith("T5 (+117\u202f%) y 3 más.")


def test_no_change_anywhere_is_one_sentence() -> None:
    told = describe(changes([("a", 50, 49, "no-distinguishable-change")]), "es")
    assert told == "En ninguno hay un cambio que se pueda distinguir del azar."


def test_hidden_rows_are_not_named_and_counted_once() -> None:
    told = describe(publishable(summary(), 5).area_changes, "es", AREA_NAMES)
    assert told == (
        "Subieron: Ituzaingó (+33\u202f%). Bajaron: Norte (−29\u202f%). "
        "Sin un cambio que se pueda distinguir del azar: 1. Ocultos o con muy pocos hechos para decirlo: 2."
    )


def test_no_rows_no_words() -> None:
    assert describe(Changes(changes([("a", 1, 1, "rise")]).table.clear()), "es") == ""


def test_rates_that_overlap_are_not_ranked() -> None:
    told = describe(area_rates([("N1", 100, 10_000), ("C1", 105, 10_000)]), "es", AREA_NAMES)
    assert told == (
        "Las tasas de las áreas no se pueden distinguir entre sí: sus rangos de incertidumbre se superponen."
    )


def test_rates_apart_are_told_with_ranges_and_a_warning() -> None:
    told = describe(area_rates([("N1", 100, 10_000), ("C1", 300, 10_000)]), "es", AREA_NAMES)
    assert told.startswith("La tasa más alta es la de Centro: 3.000 por cada 100.000 habitantes")
    assert told.endswith("no deben ordenarse unas contra otras.")


def test_no_population_no_rate() -> None:
    assert "población de referencia" in describe(area_rates([("N1", 100, None)]), "es")


def test_series_tells_its_ends_and_what_is_provisional() -> None:
    told = describe(series([10, 30, 20, 99], unfinished=1), "es")
    assert "noviembre de 2024 (30)" in told
    assert "octubre de 2024 (10)" in told
    assert "99" not in told
    assert told.endswith("todavía llegan registros.")
    assert "todavía" not in describe(series([10, 30]), "es")
    assert describe(series([10], unfinished=1), "es") == "Todavía no hay un mes completo para mostrar."


def test_calendar_tells_the_hour_and_wraps_at_midnight() -> None:
    assert "domingo de 23:00 a 0:00. Registros sin hora conocida, no dibujados: 31." in describe(
        week(peak=(6, 23, 90)), "es"
    )
    empty = WeekdayHour(pl.DataFrame({"weekday": [0], "hour": [1], "events": [0]}), 0)
    assert describe(empty, "es") == "Ninguna hora de la semana tiene hechos suficientes para mostrar."


def test_a_summary_is_told_whole() -> None:
    told = describe(summary(), "pt", AREA_NAMES)
    assert told.startswith("Foram registradas 640 ocorrências")
    assert "Subiram: Roubo" not in told
    assert "A taxa mais alta é a de Centro" in told


def test_only_results_have_sentences() -> None:
    with pytest.raises(TypeError, match="int"):
        describe(3, "es")
    series = {"Series", "MonthlySeries"}
    assert set(TELLERS) == {"Comparison", "Changes", "AreaRates", "WeekdayHour", "CitySummary"} | series


@pytest.mark.parametrize(("verdict", "locale"), list(itertools.product(["rise", "fall", "too-few"], LOCALES)))
def test_headlines_are_sentences_with_the_finding(verdict: str, locale: str) -> None:
    told = headline(replace(summary().total, verdict=verdict), "Puerto Claro", "2026", locale)
    assert told.startswith("Puerto Claro, 2026: ")
    assert "{" not in told


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], ""),
        (["Norte"], "Norte"),
        (["Norte", "Sur"], "Norte y Sur"),
        (["Norte", "Ituzaingó"], "Norte e Ituzaingó"),
        (["Norte", "Hierro"], "Norte y Hierro"),
        (["a", "b", "c"], "a, b y c"),
    ],
)
def test_lists_in_spanish(items: list[str], told: str) -> None:
    assert enumeration(items, "es") == told
