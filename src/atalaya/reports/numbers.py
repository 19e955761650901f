"""Figures and dates as a reader's language writes them; the only place in the reports that knows how.

Nothing here reads the system's locale: the language is an argument, ``"es"``, ``"pt"`` or ``"en"``.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from typing import Final

from babel.dates import format_date, format_datetime, format_skeleton, get_day_names
from babel.numbers import format_decimal, format_percent

from atalaya.i18n import N_, normal_locale, translate

BABEL: Final = {"es": "es_AR", "pt": "pt_BR", "en": "en_GB"}
NOTHING: Final = "–"
"""Stands where there is no figure; never a zero."""

NARROW_SPACE: Final = "\u202f"


def babel_locale(locale: str) -> str:
    """The regional form behind a language of the product.

    >>> babel_locale("pt-BR"), babel_locale("es")
    ('pt_BR', 'es_AR')
    """
    return BABEL[normal_locale(locale)]


def _absent(value: float | None) -> bool:
    return value is None or math.isnan(value)


def decimal(value: float | None, locale: str, digits: int = 1) -> str:
    """A number with a fixed count of decimals.

    >>> decimal(1234.56, "es"), decimal(1234.56, "en", 2), decimal(None, "pt")
    ('1.234,6', '1,234.56', '–')
    """
    if value is None or _absent(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=babel_locale(locale)).replace("-", "−")


def count(value: float | None, locale: str) -> str:
    """A whole number with the language's separators.

    >>> count(1234567, "es"), count(1234567, "en")
    ('1.234.567', '1,234,567')
    """
    return decimal(None if value is None or _absent(value) else round(value), locale, 0)


def rate(value: float | None, locale: str) -> str:
    """A rate: one decimal below 1,000, none above, where a decimal would only pretend to be exact.

    >>> rate(84.26, "es"), rate(10234.4, "es")
    ('84,3', '10.234')
    """
    return decimal(value, locale, 0 if value is not None and not _absent(value) and abs(value) >= 1000 else 1)


def percent(share: float | None, locale: str, digits: int = 0) -> str:
    """A share (0.12 is 12 %) as a percentage, with a narrow space before the sign in Spanish and Portuguese.

    >>> percent(0.1234, "es", 1) == "12,3\u202f%", percent(0.5, "en")
    (True, '50%')
    """
    if share is None or _absent(share):
        return NOTHING
    space = "" if normal_locale(locale) == "en" else NARROW_SPACE
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + space + "%"
    return format_percent(share, format=pattern, locale=babel_locale(locale)).replace("-", "−")


def change_percent(ratio: float | None, locale: str, digits: int = 0) -> str:
    """The change a ratio stands for, with its sign: 1.25 is +25 %.

    >>> change_percent(1.25, "en"), change_percent(0.8, "en")
    ('+25%', '−20%')
    """
    if ratio is None or _absent(ratio) or math.isinf(ratio):
        return NOTHING
    told = percent(ratio - 1, locale, digits)
    return f"+{told}" if ratio > 1 and any(digit in told for digit in "123456789") else told


def interval(low: float | None, high: float | None, locale: str, digits: int = 1) -> str:
    """Both ends of an uncertainty range in words, so that a minus sign is never taken for a dash.

    >>> interval(1.5, 2.26, "es")
    'de 1,5 a 2,3'
    """
    if low is None or high is None or _absent(low) or _absent(high):
        return NOTHING
    places = 0 if digits == 1 and abs(high) >= 1000 else digits  # as `rate` does
    ends = {"low": decimal(low, locale, places), "high": decimal(high, locale, places)}
    return translate(N_("{low} to {high}"), locale, **ends)


def date(day: dt.date | None, locale: str) -> str:
    """A day in words.

    >>> date(dt.date(2020, 3, 12), "es")
    '12 de marzo de 2020'
    """
    return NOTHING if day is None else format_date(day, "long", locale=babel_locale(locale))


def short_date(day: dt.date | None, locale: str) -> str:
    """A day in figures, for tables.

    >>> short_date(dt.date(2020, 3, 12), "pt")
    '12/03/2020'
    """
    return NOTHING if day is None else format_date(day, "dd/MM/yyyy", locale=babel_locale(locale))


def month(day: dt.date | None, locale: str) -> str:
    """The month of a day and its year.

    >>> month(dt.date(2020, 3, 1), "es"), month(dt.date(2020, 3, 1), "en")
    ('marzo de 2020', 'March 2020')
    """
    return NOTHING if day is None else format_skeleton("yMMMM", day, locale=babel_locale(locale))


def short_month(day: dt.date, locale: str) -> str:
    """The month in three letters and the year, for the axis of a chart.

    >>> short_month(dt.date(2020, 3, 1), "es")
    'mar 2020'
    """
    return format_date(day, "MMM y", locale=babel_locale(locale)).replace(".", "").replace(" de ", " ")


def moment(value: dt.datetime | None, locale: str) -> str:
    """A day with its hour.

    >>> moment(dt.datetime(2020, 3, 12, 14, 30), "es")
    '12 de marzo de 2020, 14:30'
    """
    if value is None:
        return NOTHING
    return f"{date(value.date(), locale)}, {format_datetime(value, 'HH:mm', locale=babel_locale(locale))}"


def weekday(index: int, locale: str) -> str:
    """The name of a weekday, 0 for Monday.

    >>> weekday(0, "es"), weekday(6, "pt")
    ('lunes', 'domingo')
    """
    return str(get_day_names("wide", "stand-alone", babel_locale(locale))[index])


def period(start: dt.date, end: dt.date, locale: str) -> str:
    """A period, both days included, by the shortest name that is exact: a year, a month, months, or two days.

    >>> period(dt.date(2020, 1, 1), dt.date(2020, 12, 31), "es")
    '2020'
    >>> period(dt.date(2020, 1, 1), dt.date(2020, 3, 31), "es")
    'enero a marzo de 2020'
    """
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if whole and (start.month, end.month) == (1, 12):
        if start.year == end.year:
            return str(start.year)
        return _from_to(str(start.year), str(end.year), locale)
    if whole and (start.year, start.month) == (end.year, end.month):
        return month(start, locale)
    if whole and start.year == end.year:
        return _from_to(format_date(start, "LLLL", locale=babel_locale(locale)), month(end, locale), locale)
    if whole:
        return _from_to(month(start, locale), month(end, locale), locale)
    if start == end:
        return date(start, locale)
    return _from_to(date(start, locale), date(end, locale), locale)


def months(first: dt.date, last: dt.date, locale: str) -> str:
    """The span from one month to another, by any day of each.

    >>> months(dt.date(2019, 10, 1), dt.date(2020, 9, 1), "es")
    'octubre de 2019 a septiembre de 2020'
    """
    return period(first.replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1]), locale)


def _from_to(first: str, last: str, locale: str) -> str:
    return translate(N_("{first} to {last}"), locale, first=first, last=last)
