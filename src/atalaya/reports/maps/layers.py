"""The layers a map can show, with small counts hidden: a file that is passed on says no more than a bulletin would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import h3.api.basic_int as h3
import numpy as np
import polars as pl

from atalaya.indicators.hexagons import HexagonCounts
from atalaya.indicators.suppression import hidden_cells
from atalaya.patterns.layers import DensityLayer, HotSpotLayer
from atalaya.reports.names import place_name

Kind = Literal["hexagons", "areas", "hot-spots", "density"]
Rings = tuple[tuple[tuple[float, float], ...], ...]
"""Closed rings of lon and lat: the outer one of each part, then its holes; drawn by the even-odd rule."""


@dataclass(frozen=True)
class Place:
    """One area or hexagon: its shape, its figure (null when hidden or not known) and what else is told of it."""

    key: str
    name: str
    geometry: Mapping[str, Any]
    value: float | None
    told: Mapping[str, object] = field(default_factory=dict)
    hidden: bool = False

    @property
    def rings(self) -> Rings:
        """The rings of its geometry."""
        shape = self.geometry
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        return tuple(tuple((float(x), float(y)) for x, y, *_height in ring) for part in parts for ring in part)


@dataclass(frozen=True)
class MapLayer:
    """Places of one kind; `hidden` counts those whose figure is hidden to protect people."""

    kind: Kind
    places: tuple[Place, ...]
    unlocated: int | None = 0

    @property
    def hidden(self) -> int:
        """Places whose figure is hidden."""
        return sum(place.hidden for place in self.places)


def hexagon_layer(found: HexagonCounts, *, threshold: int) -> MapLayer:
    """Events by hexagon, those without any left out.

    Parameters
    ----------
    threshold : smallest count that is told; 0 tells all. Events without a hexagon are one more cell of the sum.
    """
    some = found.counts > 0
    cells, counts = found.cells[some].tolist(), found.counts[some].tolist()
    shown, unlocated = _protected(counts, found.unlocated, threshold)
    places = [
        Place(_name(cell), _name(cell), hexagon(cell), value, {"events": value}, value is None)
        for cell, value in zip(cells, shown, strict=True)
    ]
    return MapLayer("hexagons", tuple(places), unlocated)


def area_layer(
    shapes: Mapping[str, Any], rates: pl.DataFrame, unplaced: int, *, threshold: int, per_residents: bool = False
) -> MapLayer:
    """Events, or rates, by area; areas without events have zero.

    Parameters
    ----------
    shapes : FeatureCollection with ``code`` and ``name``.
    rates : columns ``area``, ``events``, ``population``, ``rate_per_100k``, ``rate_low``, ``rate_high``.
    unplaced : events in no area.
    per_residents : whether the figure drawn is the rate.
    """
    by_code = {row["area"]: row for row in rates.to_dicts()}
    rows = [by_code.get(shape["properties"]["code"], {}) for shape in shapes["features"]]
    shown, rest = _protected([int(row.get("events") or 0) for row in rows], unplaced, threshold)
    places = []
    for shape, row, events in zip(shapes["features"], rows, shown, strict=True):
        kept = row if events is not None else {}
        told = {name: kept.get(name) for name in ("rate_per_100k", "rate_low", "rate_high")}
        value = told["rate_per_100k"] if per_residents else events
        properties = {"events": events, "population": row.get("population"), **told}
        name = place_name(shape["properties"]["name"])
        places.append(Place(shape["properties"]["code"], name, shape["geometry"], value, properties, events is None))
    return MapLayer("areas", tuple(places), rest)


def hot_spots(found: HotSpotLayer, *, threshold: int) -> MapLayer:
    """Hexagons that are hot (2 and 1) or cold (-2 and -1) beyond chance; the others are left out."""
    told = found.classes != 0
    cells, counts = found.cells[told].tolist(), found.counts[told].tolist()
    shown, _rest = _protected(counts, int(found.counts[~told].sum()), threshold)
    figures = zip(cells, found.classes[told].tolist(), found.q[told].tolist(), shown, strict=True)
    places = [
        Place(_name(cell), _name(cell), hexagon(cell), float(kind), {"class": kind, "q": q, "events": events})
        for cell, kind, q, events in figures
    ]
    return MapLayer("hot-spots", tuple(places), None)


def density(found: DensityLayer, *, threshold: int) -> MapLayer:
    """Events per km²; where fewer events than may be told make up the surface, it is left out.

    One event alone raises a Gaussian surface to 1 / (2 pi h²) where it lies: so many times that is so many events.
    """
    surface = found.per_km2.astype(np.float64)
    behind = surface * 2 * np.pi * (found.bandwidth_m / 1000) ** 2
    told = behind >= max(threshold, 0.5)
    places = [
        Place(_name(cell), _name(cell), hexagon(cell), round(value, 2), {"per_km2": round(value, 2)})
        for cell, value in zip(found.cells[told].tolist(), surface[told].tolist(), strict=True)
    ]
    return MapLayer("density", tuple(places), None)


def hexagon(cell: int) -> dict[str, Any]:
    """The polygon of an H3 cell, as GeoJSON has it: lon before lat, closed, counter-clockwise.

    >>> hexagon(0x89C2E31132BFFFF)["coordinates"][0][0]
    [-58.379686, -34.604833]
    """
    ring = [[round(lon, 6), round(lat, 6)] for lat, lon in h3.cell_to_boundary(cell)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _protected(counts: Sequence[int], rest: int, threshold: int) -> tuple[list[int | None], int | None]:
    away = hidden_cells([*counts, rest], threshold)
    shown = [None if hide else count for count, hide in zip([*counts, rest], away, strict=True)]
    return shown[:-1], shown[-1]


def _name(cell: int) -> str:
    return f"{cell:x}"
