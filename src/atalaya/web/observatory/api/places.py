"""What the map is drawn from: areas, the fixed list of hexagons, and one number a hexagon. Never a point."""

from __future__ import annotations

import json
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from atalaya.web.observatory.answers import layers
from atalaya.web.observatory.answers.hexagons import checked_resolution, outlines, packed
from atalaya.web.observatory.api.access import figures_for
from atalaya.web.observatory.api.questions import Question, filters_for, not_twice

router = Router(tags=["map"])
SCOPE = "map:read"
WEEK_S = 7 * 24 * 60 * 60
DRAWN_TO = 0.00005
"""Degrees that a border may move when it is drawn: about five metres."""
Form = Literal["json", "packed"]


@router.get("/cities/{code}/areas", summary="Areas as GeoJSON")
def areas(request: HttpRequest, code: str) -> HttpResponse:
    """Each with `code` and `name`, drawn within about five metres. Scope: `map:read`."""
    figures = figures_for(request, code, SCOPE)

    def body() -> bytes:
        shapes = figures.shapes
        drawn: dict[str, Any] = {"type": "FeatureCollection", "features": []}
        return json.dumps(shapes.geojson(DRAWN_TO) if shapes else drawn, ensure_ascii=False).encode()

    return not_twice(request, f"areas|{figures.key}", body, "application/geo+json")


@router.get("/cities/{code}/hexagons/cells", summary="The fixed list of hexagons")
def cells(request: HttpRequest, code: str, resolution: int = 9, version: str = "") -> HttpResponse:
    """H3 cells with their corners, in the order in which every layer tells its numbers; it changes with the data alone.

    Each of `shapes` is the centre as a step from the centre before, then the corners as steps from the centre, in
    1/`grain` degrees. With `version` (as in the tag of the answer) it may be kept for a week. Scope: `map:read`.
    """
    figures = figures_for(request, code, SCOPE)
    level = checked_resolution(resolution)
    return not_twice(
        request,
        f"cells|{figures.key}|{level}",
        lambda: json.dumps(outlines(figures, level), separators=(",", ":")).encode(),
        "application/json",
        for_s=WEEK_S if version == figures.key else 0,
    )


@router.get("/cities/{code}/hexagons", summary="Events by hexagon")
def hexagons(
    request: HttpRequest, code: str, question: Query[Question], resolution: int = 9, form: Form = "json"
) -> HttpResponse:
    """One number a cell, in the order of the list of cells. Scope: `map:read`.

    `packed` is the same as bytes: the number of incidents without a hexagon, then the numbers, LEB128.
    """
    return _layer(request, code, "hexagons", resolution, form)


@router.get("/cities/{code}/hot-spots", summary="Hot spots by hexagon")
def hot_spots(request: HttpRequest, code: str, question: Query[Question], form: Form = "json") -> HttpResponse:
    """Getis-Ord Gi*, resolution 9: 4 and 3 hot at a false discovery rate of 1 % and 5 %, 2 neither, 1 and 0 cold."""
    return _layer(request, code, "hotspots", 9, form)


@router.get("/cities/{code}/density", summary="Density by hexagon")
def density(request: HttpRequest, code: str, question: Query[Question], form: Form = "json") -> HttpResponse:
    """Events per km² by a Gaussian kernel, resolution 9, rounded to whole numbers. Scope: `map:read`."""
    return _layer(request, code, "density", 9, form)


def _layer(request: HttpRequest, code: str, name: str, resolution: int, form: str) -> HttpResponse:
    figures = figures_for(request, code, SCOPE)
    filters = filters_for(request, figures)
    level = checked_resolution(resolution)

    def body() -> bytes:
        layer = layers.layer_of(name, figures, filters.selection, level)
        if form == "packed":
            return packed(layer.numbers)
        told = {
            "snapshot": figures.snapshot,
            "start": filters.selection.start,
            "end": filters.selection.end,
            "resolution": level,
            "unlocated": layer.unlocated,
            "breaks": layer.breaks,
            "values": layer.values.tolist(),
        }
        return json.dumps(told, default=str, separators=(",", ":")).encode()

    kind = "application/octet-stream" if form == "packed" else "application/json"
    return not_twice(request, f"{name}|{figures.key}|{filters.query}|{level}|{form}", body, kind)
