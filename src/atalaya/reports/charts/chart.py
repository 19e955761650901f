"""A chart: a Vega-Lite specification with its alt text and its table; drawn without a browser and without a network."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from babel.dates import get_day_names, get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol

from atalaya.i18n import N_, translate
from atalaya.reports import palette
from atalaya.reports.datatable import DataTable
from atalaya.reports.numbers import babel_locale

Spec = dict[str, Any]

WIDTH: Final = 620
BARE_AXIS: Final[Spec] = {"title": None, "ticks": False, "domain": False}
NAMES: Final[Spec] = {"field": "name", "type": "nominal", "sort": None, "axis": BARE_AXIS}
"""One row of a chart for each name, in the order of the data."""
FONT: Final = "Source Sans 3, Libertinus Serif, sans-serif"
"""The screens' letter, then the one the PDF engine carries: no letter of the machine is ever asked for."""

ROLES: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')

CONFIG: Final[Spec] = {
    "aria": False,  # the alt text speaks for the picture; marks read one by one say nothing
    "background": palette.PAPER,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": palette.INK,
        "titleColor": palette.SECOND_INK,
        "gridColor": palette.LINE,
        "domainColor": palette.GREY_MARK,
        "tickColor": palette.GREY_MARK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    },
    "text": {"color": palette.INK, "fontSize": 12},
}


@dataclass(frozen=True)
class Chart:
    """A picture and its two equals in words and in figures.

    Attributes
    ----------
    spec : Vega-Lite 5 specification with its data inside.
    alt : what the picture shows, in a sentence or two.
    caption : source, period and number of incidents.
    table : the same numbers.
    """

    spec: Spec
    alt: str
    caption: str
    table: DataTable

    def svg(self) -> str:
        """The drawing as SVG, without styles or scripts, the same bytes for the same chart."""
        return self._drawn

    @cached_property
    def _drawn(self) -> str:
        """Drawn once: page, paper and screen show the same picture."""
        import vl_convert

        drawing: str = vl_convert.vegalite_to_svg(
            self.spec,
            format_locale=number_locale(self.table.locale),
            time_format_locale=time_locale(self.table.locale),
            allowed_base_urls=[],
        )
        # the library gives each mark a role without a name; the picture has one name, its alt text
        return ROLES.sub("", drawing)

    def png(self, scale: float = 2.0) -> bytes:
        """The drawing as PNG, `scale` dots for each of its units."""
        import vl_convert

        return bytes(vl_convert.svg_to_png(self.svg(), scale=scale))


def base(values: list[Spec], height: int, layers: list[Spec]) -> Spec:
    """A specification with the look of the house around its layers."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 4,
        "data": {"values": values},
        "layer": layers,
        "config": CONFIG,
    }


def in_part(caption: str, shown: int, among: int, locale: str) -> str:
    """The caption; where the picture leaves rows out, it says so."""
    if shown >= among:
        return caption
    told = translate(N_("The picture shows {shown} of {all}; the table has them all."), locale, shown=shown, all=among)
    return f"{caption} {told}".strip()


def plain(value: object) -> object:
    """A value as JSON has it: days become text."""
    return value.isoformat() if isinstance(value, dt.date) else value


def number_locale(locale: str) -> Spec:
    """How the language writes numbers, for the axes."""
    code = babel_locale(locale)
    return {
        "decimal": get_decimal_symbol(code),
        "thousands": get_group_symbol(code),
        "grouping": [3],
        "currency": ["", ""],
    }


def time_locale(locale: str) -> Spec:
    """How the language names days and months, for the axes."""
    code = babel_locale(locale)
    days = [(index - 1) % 7 for index in range(7)]  # Sunday first, as the drawing library counts
    return {
        "dateTime": "%x, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["", ""],
        "days": [get_day_names("wide", "stand-alone", code)[day] for day in days],
        "shortDays": [get_day_names("abbreviated", "stand-alone", code)[day] for day in days],
        "months": [get_month_names("wide", "stand-alone", code)[month] for month in range(1, 13)],
        "shortMonths": [get_month_names("abbreviated", "stand-alone", code)[m].rstrip(".") for m in range(1, 13)],
    }
