"""Figures and dates are written as each language writes them."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from atalaya.reports import numbers

MARCH = dt.date(2020, 3, 12)


@pytest.mark.parametrize(
    ("locale", "told"), [("es", "1.234.567,9"), ("pt", "1.234.567,9"), ("pt-BR", "1.234.567,9"), ("en", "1,234,567.9")]
)
def test_decimals_and_thousands(locale: str, told: str) -> None:
    assert numbers.decimal(1_234_567.89, locale) == told


def test_four_figures_are_grouped_too() -> None:
    assert numbers.count(1234, "es") == "1.234"


@pytest.mark.parametrize("absent", [None, math.nan])
def test_what_is_not_known_is_a_dash_and_never_zero(absent: float | None) -> None:
    writers = (numbers.decimal, numbers.count, numbers.rate, numbers.percent, numbers.change_percent)
    assert {write(absent, "es") for write in writers} == {"–"}
    assert numbers.interval(absent, 1.0, "es") == numbers.interval(1.0, absent, "es") == "–"


def test_infinity_has_a_sign_and_no_percentage() -> None:
    assert (numbers.decimal(math.inf, "es"), numbers.decimal(-math.inf, "es")) == ("∞", "−∞")
    assert numbers.change_percent(math.inf, "es") == "–"


def test_minus_is_a_minus_sign() -> None:
    assert numbers.decimal(-0.5, "es") == "−0,5"


@pytest.mark.parametrize(
    ("ratio", "told"),
    [(1.0, "0\u202f%"), (1.002, "0\u202f%"), (1.25, "+25\u202f%"), (0.75, "−25\u202f%"), (0.0, "−100\u202f%")],
)
def test_change_from_a_ratio(ratio: float, told: str) -> None:
    assert numbers.change_percent(ratio, "es") == told


def test_rates_lose_their_decimal_at_a_thousand() -> None:
    assert [numbers.rate(value, "es") for value in (999.94, 1000.4)] == ["999,9", "1.000"]
    assert numbers.interval(980.0, 1100.0, "es") == "de 980 a 1.100"


@pytest.mark.parametrize(
    ("locale", "told"), [("es", "12 de marzo de 2020"), ("pt", "12 de março de 2020"), ("en", "12 March 2020")]
)
def test_days(locale: str, told: str) -> None:
    assert numbers.date(MARCH, locale) == told
    assert numbers.short_date(MARCH, locale) == "12/03/2020"


def test_weekdays_and_moments() -> None:
    assert [numbers.weekday(day, "pt") for day in (0, 6)] == ["segunda-feira", "domingo"]
    assert numbers.moment(dt.datetime(2020, 3, 12, 9, 5, tzinfo=dt.UTC), "pt") == "12 de março de 2020, 09:05"


def test_absent_days() -> None:
    assert {numbers.date(None, "es"), numbers.short_date(None, "es"), numbers.month(None, "es")} == {"–"}
    assert numbers.moment(None, "es") == "–"


@pytest.mark.parametrize(("locale", "told"), [("es", "mar 2020"), ("pt", "mar 2020"), ("en", "Mar 2020")])
def test_short_months(locale: str, told: str) -> None:
    assert numbers.short_month(MARCH, locale) == told


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2020-01-01", "2020-12-31", "2020"),
        ("2019-01-01", "2020-12-31", "2019 a 2020"),
        ("2020-02-01", "2020-02-29", "febrero de 2020"),
        ("2019-02-01", "2019-02-28", "febrero de 2019"),
        ("2020-01-01", "2020-03-31", "enero a marzo de 2020"),
        ("2019-12-01", "2020-02-29", "diciembre de 2019 a febrero de 2020"),
        ("2020-03-12", "2020-03-12", "12 de marzo de 2020"),
        ("2020-03-12", "2020-04-02", "12 de marzo de 2020 a 2 de abril de 2020"),
        ("2020-02-01", "2020-02-28", "1 de febrero de 2020 a 28 de febrero de 2020"),
    ],
)
def test_periods_by_their_shortest_exact_name(start: str, end: str, told: str) -> None:
    assert numbers.period(dt.date.fromisoformat(start), dt.date.fromisoformat(end), "es") == told
