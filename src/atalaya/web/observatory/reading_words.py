"""How the parts of a file's reading are said: encodings, separators, layouts of dates, how sure a decision is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from django.utils.translation import gettext as _

from atalaya.intake.dates import SERIAL
from atalaya.reports import numbers
from atalaya.tables.codelists import code_list
from atalaya.web.common.language import current_locale

Told = Callable[[], str]

ENCODING_NAMES: dict[str, Told] = {
    "utf-8": lambda: "UTF-8",
    "utf-8-sig": lambda: _("UTF-8 with its mark (Excel)"),
    "utf-16": lambda: "UTF-16",
    "utf-16-le": lambda: "UTF-16 LE",
    "utf-16-be": lambda: "UTF-16 BE",
    "cp1252": lambda: _("Windows-1252 (Windows in Spanish or Portuguese)"),
    "latin-1": lambda: "Latin-1",
    "cp850": lambda: _("Code page 850 (older systems)"),
}
SEPARATORS: dict[str, Told] = {
    ";": lambda: _("Semicolon ;"),
    ",": lambda: _("Comma ,"),
    "\t": lambda: _("Tabulator"),
    "|": lambda: _("Bar |"),
}
ZONES = (
    "America/Argentina/Buenos_Aires",
    "America/Asuncion",
    "America/Bogota",
    "America/Caracas",
    "America/Cayenne",
    "America/Chicago",
    "America/Cuiaba",
    "America/Fortaleza",
    "America/Guayaquil",
    "America/Guyana",
    "America/La_Paz",
    "America/Lima",
    "America/Manaus",
    "America/Mexico_City",
    "America/Montevideo",
    "America/Paramaribo",
    "America/Punta_Arenas",
    "America/Recife",
    "America/Rio_Branco",
    "America/Santiago",
    "America/Sao_Paulo",
    "UTC",
)
CRS_KNOWN: dict[str, Told] = {
    "EPSG:4326": lambda: _("WGS 84, degrees"),
    "EPSG:3857": lambda: _("Web Mercator, metres"),
    "EPSG:5347": lambda: "POSGAR 2007, faja 5",
    "EPSG:5346": lambda: "POSGAR 2007, faja 4",
    "EPSG:5345": lambda: "POSGAR 2007, faja 3",
    "EPSG:5348": lambda: "POSGAR 2007, faja 6",
    "EPSG:22185": lambda: "POSGAR 94, faja 5",
    "EPSG:22195": lambda: "Campo Inchauspe, faja 5",
    "EPSG:31981": lambda: "SIRGAS 2000, UTM 21S",
    "EPSG:31982": lambda: "SIRGAS 2000, UTM 22S",
    "EPSG:31983": lambda: "SIRGAS 2000, UTM 23S",
    "EPSG:31984": lambda: "SIRGAS 2000, UTM 24S",
    "EPSG:31985": lambda: "SIRGAS 2000, UTM 25S",
    "EPSG:32718": lambda: "WGS 84, UTM 18S",
    "EPSG:32719": lambda: "WGS 84, UTM 19S",
    "EPSG:32720": lambda: "WGS 84, UTM 20S",
    "EPSG:32721": lambda: "WGS 84, UTM 21S",
    "EPSG:3116": lambda: "MAGNA-SIRGAS, Bogotá",
    "EPSG:9377": lambda: "MAGNA-SIRGAS, Origen Nacional",
}
SURE_FROM = 0.8
"""Decisions below this are to be looked at by a person."""


def sure_words(confidence: float) -> str:
    """How sure a decision is, in words."""
    if confidence >= 0.95:
        return _("sure")
    if confidence >= SURE_FROM:
        return _("quite sure")
    return _("doubtful") if confidence >= 0.5 else _("a guess")


def layout_words(layout: str) -> str:
    """A layout of dates as a person says it.

    Examples
    --------
    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     layout_words("%d/%m/%Y %H:%M")
    'day/month/year hour:minute'
    """
    if layout == SERIAL:
        return _("day number of Excel")
    words = {
        "%Y": _("year"),
        "%y": _("year in two digits"),
        "%m": _("month"),
        "%d": _("day"),
        "%H": _("hour"),
        "%I": _("hour"),
        "%M": _("minute"),
        "%S": _("second"),
        "%p": "AM/PM",
    }
    told = layout.replace("T%", " T %")
    for sign, word in words.items():
        told = told.replace(sign, word)
    return told


def moment_words(moment: dt.datetime) -> str:
    """A moment of a file; the hour where there is one."""
    if moment.hour or moment.minute:
        return numbers.moment(moment, current_locale())
    return numbers.date(moment.date(), current_locale())


@cache
def iccs_titles(locale: str) -> dict[str, str]:
    """Title of each ICCS code."""
    table = code_list("iccs")
    return dict(table.select("code", f"title_{locale}").iter_rows())
