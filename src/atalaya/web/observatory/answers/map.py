"""The answer of the map: what is seen in a sentence, the legend that explains the colours, and the table twin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import h3.api.basic_int as h3
import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from atalaya.i18n import translate
from atalaya.reports import hot_spots, numbers, prose
from atalaya.reports.palette import quantile_breaks
from atalaya.tables.incident import H3_RESOLUTION
from atalaya.web.observatory.answers import layers
from atalaya.web.observatory.answers.figures import Figures
from atalaya.web.observatory.answers.filters import Filters
from atalaya.web.observatory.answers.hexagons import CLASSES, hexagons_of
from atalaya.web.observatory.answers.indicators import period_words, place_words, summary_of
from atalaya.web.observatory.answers.scale import spread

LAYERS = (
    ("hexagons", gettext_noop("Incidents by hexagon"), gettext_noop("Where: small, equal places")),
    ("areas", gettext_noop("Incidents by area"), gettext_noop("How many in each area")),
    ("rates", gettext_noop("Rate by area"), gettext_noop("Per 100,000 residents a year")),
    ("hotspots", gettext_noop("Hot spots"), gettext_noop("Where there is more than chance explains")),
    ("density", gettext_noop("Density"), gettext_noop("Smoothed, incidents per km²")),
)
TOP = 25
"""Hexagons in the table twin."""
FEW = 10
"""A rate from fewer events than this is hatched: too few to say."""


@dataclass(frozen=True)
class Step:
    """A class of the legend: its number names the colour, its words the range."""

    number: int
    words: str
    kind: str = "c"


@dataclass(frozen=True)
class AreaRow:
    """An area in the table twin; `step` is its class in the layer that is drawn, 0 for none."""

    code: str
    name: str
    events: int
    population: int | None
    rate: float | None
    low: float | None
    high: float | None
    step: int
    few: bool


@dataclass(frozen=True)
class HexagonRow:
    """A hexagon in the table twin."""

    cell: str
    place: int
    area: str
    events: int
    share: float


def known_layer(name: str) -> str:
    """The layer asked for, or the first."""
    return name if name in {one[0] for one in LAYERS} else LAYERS[0][0]


def told(layer: str, figures: Figures, filters: Filters, city: str, resolution: int, locale: str) -> tuple[str, str]:
    """The finding in a sentence, and how it is to be read."""
    selection = filters.selection
    counted = hexagons_of(figures, selection, resolution)
    where = f"{place_words(filters, city, locale)}, {period_words(filters, locale)}"
    events = int(summary_of(figures, selection).events or 0)
    told_events = numbers.count(events, locale)
    count = ngettext("%(events)s incident", "%(events)s incidents", events) % {"events": told_events}
    if not events:
        return _("%(where)s: no incident fits these filters") % {"where": where}, _("Widen the filters to see more.")
    away = events - counted.located
    missing = ""
    if away:
        missing = " " + ngettext(
            "%(away)s incident has no known place and is not on the map.",
            "%(away)s incidents have no known place and are not on the map.",
            away,
        ) % {"away": numbers.count(away, locale)}
    if layer == "hotspots":
        spots = layers.hot_spots(figures, selection)
        return _hot_headline(where, spots.hot_cells, locale), hot_spots.describe_hot_spots(spots, locale) + missing
    if layer == "density":
        width = numbers.count(layers.density(figures, selection).bandwidth_m, locale)
        return f"{where}: {count}", _("Smoothed over about %(metres)s m around each.") % {"metres": width} + missing
    if layer in {"areas", "rates"}:
        return f"{where}: {count}", prose.describe_areas(summary_of(figures, selection).areas, locale, figures.names)
    if not counted.located:
        return _("%(where)s: no incident has a known place") % {"where": where}, f"{count}.{missing}"
    half = counted.cells_with_half
    sentence = ngettext(
        "%(where)s: half of the incidents are in %(half)s hexagon of %(all)s",
        "%(where)s: half of the incidents are in %(half)s hexagons of %(all)s",
        half,
    )
    told_half = {"half": numbers.count(half, locale), "all": numbers.count(len(counted.cells), locale)}
    return sentence % {"where": where, **told_half}, f"{count}.{missing}"


def _hot_headline(where: str, hot: int, locale: str) -> str:
    if not hot:
        return _("%(where)s: no hot spot can be told from chance") % {"where": where}
    return ngettext(
        "%(where)s: in %(hot)s hexagon there is more than chance explains",
        "%(where)s: in %(hot)s hexagons there is more than chance explains",
        hot,
    ) % {"where": where, "hot": numbers.count(hot, locale)}


def area_rows(layer: str, figures: Figures, filters: Filters) -> tuple[list[AreaRow], tuple[float, ...]]:
    """Areas with their class in the layer, and the upper ends of the classes."""
    table = summary_of(figures, filters.selection).areas.table
    known = {row["area"]: row for row in table.to_dicts()}
    value = "rate_per_100k" if layer == "rates" else "events"
    told_values = [row[value] for row in known.values() if row[value] and row["events"] > 0]
    breaks = quantile_breaks(told_values, CLASSES) if told_values else ()
    rows = []
    for code, name in figures.names.items():
        row = known.get(code, {"events": 0})
        number = row.get(value)
        rows.append(
            AreaRow(
                code,
                name,
                row["events"],
                row.get("population"),
                row.get("rate_per_100k"),
                row.get("rate_low"),
                row.get("rate_high"),
                int(np.searchsorted(breaks, number)) + 1 if number else 0,
                layer == "rates" and 0 < row["events"] < FEW,
            )
        )
    return sorted(rows, key=lambda row: (-row.events, row.name)), breaks


def hexagon_rows(figures: Figures, filters: Filters, resolution: int) -> list[HexagonRow]:
    """The hexagons with most incidents, with the area their centre is in."""
    counted = hexagons_of(figures, filters.selection, resolution)
    order = np.argsort(-counted.values, kind="stable")[:TOP]
    order = order[counted.values[order] > 0]
    centres = np.array([h3.cell_to_latlng(int(counted.cells[place])) for place in order]).reshape(-1, 2)
    shapes = figures.shapes
    inside = shapes.locate(centres[:, 1], centres[:, 0]).tolist() if shapes else [-1] * len(order)
    return [
        HexagonRow(
            h3.int_to_str(int(counted.cells[place])),
            int(place),
            shapes.names[area] if shapes and area >= 0 else "",
            int(counted.values[place]),
            float(counted.values[place] / counted.located),
        )
        for place, area in zip(order.tolist(), inside, strict=True)
    ]


def legend(layer: str, breaks: tuple[float, ...], locale: str) -> list[Step]:
    """The classes of a layer in words, from low to high."""
    if layer == "hotspots":
        return [Step(kind + 2, translate(words, locale), "h") for kind, words in hot_spots.CLASSES.items()]
    steps, before = [], 0
    for number, end in enumerate(breaks, start=1):
        low, high = before + 1, max(int(np.ceil(end)), before + 1)
        words = numbers.count(high, locale)
        if number == 1 and layer in {"rates", "density"}:
            words = _("up to %(end)s") % {"end": words}
        elif low != high:
            words = _("%(low)s to %(high)s") % {"low": numbers.count(low, locale), "high": words}
        steps.append(Step(spread(number, len(breaks), CLASSES), words))
        before = high
    return steps


def breaks_of(layer: str, figures: Figures, filters: Filters, resolution: int) -> tuple[float, ...]:
    """The upper ends of the classes of a layer of hexagons."""
    level = resolution if layer == "hexagons" else H3_RESOLUTION
    return layers.layer_of(layer, figures, filters.selection, level).breaks


def colours_of(rows: list[AreaRow], classes: int) -> list[AreaRow]:
    """Rows with the colour of their class in place of its number."""
    return [replace(row, step=spread(row.step, classes, CLASSES) if row.step else 0) for row in rows]
