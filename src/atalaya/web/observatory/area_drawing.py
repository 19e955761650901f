"""Areas as a small drawing that needs no script: paths in a plane, north above."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from atalaya.geo.areas import AreaSet

WIDTH = 640


@dataclass(frozen=True)
class Drawing:
    """Size in units and a path for each area: its code, its name, what is drawn."""

    width: int
    height: int
    paths: tuple[tuple[str, str, str], ...]


def draw(areas: pl.DataFrame, width: int = WIDTH) -> Drawing:
    """Every area of the table as a path, with no more points than the drawing can show."""
    known = AreaSet.from_frame(areas)
    west, south, east, north = known.bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = width / max((east - west) * squeeze, 1e-9)
    height = min(max(round((north - south) * scale), 40), 2 * width)
    scale = min(scale, height / max(north - south, 1e-9))
    shapes = shapely.simplify(np.array(known.shapes, dtype=object), 0.7 / scale)
    paths = []
    for code, name, shape in zip(known.codes, known.names, shapes, strict=True):
        rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
        told = "".join(_ring(ring, west, north, squeeze * scale, scale) for ring in rings)
        paths.append((code, name, told))
    return Drawing(width, height, tuple(paths))


def _ring(ring: shapely.LinearRing, west: float, north: float, across: float, down: float) -> str:
    points = shapely.get_coordinates(ring)
    x, y = ((points[:, 0] - west) * across).round(1), ((north - points[:, 1]) * down).round(1)
    return "M" + "L".join(f"{a:g} {b:g}" for a, b in zip(x[:-1], y[:-1], strict=True)) + "Z"
