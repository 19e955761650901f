"""The forms of a map that are passed on: GeoJSON for programs, a page with the picture and its table for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from atalaya.i18n import N_, translate
from atalaya.reports.datatable import Absent, DataTable, Head, Kind, Value
from atalaya.reports.html import LANGUAGE, stylesheet, table_html
from atalaya.reports.maps.drawing import HOT_WORDS, to_svg
from atalaya.reports.maps.layers import MapLayer, Place

MOST_ROWS: Final = 500
"""A page with more rows than this is read by nobody; GeoJSON has them all."""


def to_geojson(layer: MapLayer, about: Mapping[str, object]) -> str:
    """A FeatureCollection; `about` (city, period, snapshot, how small counts were treated) stands beside it.

    Each feature has ``key``, ``name`` and its figures; a hidden one is null and its ``status`` says so.
    """
    features = [
        {
            "type": "Feature",
            "id": place.key,
            "properties": {
                "key": place.key,
                "name": place.name,
                **place.told,
                "status": "suppressed" if place.hidden else "shown",
            },
            "geometry": place.geometry,
        }
        for place in layer.places
    ]
    whole = {"type": "FeatureCollection", "about": {"layer": layer.kind, **about}, "features": features}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n"


def to_page(
    layer: MapLayer,
    locale: str,
    *,
    title: str,
    caption: str,
    notices: Sequence[str] = (),
    outlines: Sequence[Place] = (),
) -> str:
    """A whole page: the picture and its table, nothing fetched from anywhere."""
    told = "".join(f'<p class="notice">{escape(notice)}</p>' for notice in notices)
    picture = to_svg(layer, locale, title=title, caption=caption, outlines=outlines, headed=False)
    return (
        f'<!doctype html>\n<html lang="{LANGUAGE[locale]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{stylesheet()}</style>\n</head>\n<body>\n"
        f'<main class="bulletin">\n{told}<h1>{escape(title)}</h1>\n<figure>{picture}</figure>\n'
        f"{table_html(layer_table(layer, locale))}</main>\n</body>\n</html>\n"
    )


def layer_table(layer: MapLayer, locale: str) -> DataTable:
    """The places of a layer, those with the largest figure first."""
    kind: Kind = "text" if layer.kind == "hot-spots" else "rate" if layer.kind == "density" else "count"
    if layer.kind == "areas" and any(place.value not in (None, place.told["events"]) for place in layer.places):
        kind = "rate"
    ordered = sorted(layer.places, key=lambda place: (place.value is None, -(place.value or 0), place.name))
    rows: list[tuple[Value, ...]] = [(place.name, _cell(place, layer, locale)) for place in ordered[:MOST_ROWS]]
    figure = {
        "hexagons": N_("Incidents"),
        "areas": N_("Rate per 100,000 a year") if kind == "rate" else N_("Incidents"),
        "hot-spots": N_("What can be said"),
        "density": N_("Incidents per km²"),
    }[layer.kind]
    first = N_("Area") if layer.kind == "areas" else N_("Hexagon")
    heads = (Head(translate(first, locale)), Head(translate(figure, locale), kind))
    left = len(ordered) - len(rows)
    note = translate(N_("{n} more places are in the GeoJSON file."), locale, n=left) if left else ""
    return DataTable(translate(N_("What the map shows"), locale), heads, tuple(rows), locale, note)


def _cell(place: Place, layer: MapLayer, locale: str) -> Value:
    if place.value is None:
        return Absent.HIDDEN if place.hidden else Absent.NO_DATA
    if layer.kind == "hot-spots":
        return translate(HOT_WORDS[int(place.value)], locale)
    return place.value
