"""The areas as a drawing of the server: what is seen while the map loads, without JavaScript, and on paper."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from atalaya.reports import numbers
from atalaya.web.observatory.answers.figures import Figures
from atalaya.web.observatory.answers.map import AreaRow

WIDTH = 800
DETAIL = 1 / 600
"""Borders move by at most this share of the city's width."""


def draw_areas(figures: Figures, rows: list[AreaRow], locale: str, label: str, *, plain: bool = False) -> SafeString:
    """Areas in the colours of their classes (`plain`: in none); an empty string where none has an outline."""
    paths, height = _paths(figures)
    if not paths:
        return mark_safe("")
    known = {row.code: row for row in rows}
    parts = format_html_join(
        "",
        '<path class="c{}" d="{}"><title>{}: {}</title></path>',
        (
            (
                0 if plain or code not in known else known[code].step,
                path,
                figures.names.get(code, code),
                _count(known, code, locale),
            )
            for code, path in paths
        ),
    )
    return format_html(
        '<svg class="outlines" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', WIDTH, height, label, parts
    )


def _count(known: dict[str, AreaRow], code: str, locale: str) -> str:
    return numbers.count(known[code].events if code in known else 0, locale)


@functools.lru_cache(maxsize=16)
def _paths(figures: Figures) -> tuple[list[tuple[str, str]], int]:
    """Code and path of each area, and the height of the drawing for a width of 800."""
    shapes = figures.shapes
    if shapes is None:
        return [], 0
    west, south, east, north = shapes.bounds
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * narrow)
    drawn = shapes.geojson((east - west) * DETAIL)["features"]
    paths = []
    for feature in drawn:
        rings = (
            "M" + "L".join(f"{(x - west) * narrow * scale:.1f},{(north - y) * scale:.1f}" for x, y in ring) + "Z"
            for ring in _rings(feature["geometry"])
        )
        paths.append((str(feature["properties"]["code"]), "".join(rings)))
    return paths, math.ceil((north - south) * scale)


def _rings(geometry: dict[str, Any]) -> Iterator[Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon
