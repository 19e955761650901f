"""The grid that finds the area of millions of points: built once from polygons, asked many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SQUARES = 1_000_000
"""About how many squares the grid has: a few MB, and one or two in a hundred crossed by an edge."""


@dataclass(frozen=True)
class AreaGrid:
    """Squares with their answer or their candidates; see `atalaya.kernels.points_in_areas`."""

    shapes: NDArray[np.object_]
    origin: tuple[float, float]
    step: float
    label: NDArray[np.int32]
    starts: NDArray[np.int32]
    candidates: NDArray[np.int32]
    edges: Floats
    edge_starts: NDArray[np.int64]

    def locate(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """Index of the first shape, in order, that holds or touches each point; -1 for none."""
        from atalaya.kernels import points_in_areas as kernel

        found = kernel.locate(
            x, y, self.origin, self.step, self.label, self.starts, self.candidates, self.edges, self.edge_starts
        )
        unsure = np.flatnonzero(found == kernel.UNSURE)
        if len(unsure):
            points = shapely.points(x[unsure], y[unsure])
            answer = np.full(len(unsure), kernel.NOWHERE, np.int32)
            for index in range(len(self.shapes) - 1, -1, -1):
                answer[shapely.intersects(self.shapes[index], points)] = index
            found[unsure] = answer
        return np.asarray(found, np.int32)


def build_grid(shapes: Sequence[shapely.Geometry], *, squares: int = _SQUARES) -> AreaGrid:
    """The grid over polygons (or multipolygons) in plane or geographic coordinates.

    Raises
    ------
    ValueError
        When there are more than 65,535 shapes, or none with a surface.
    """
    from atalaya.kernels import points_in_areas as kernel

    array = np.array(list(shapes), dtype=object)
    edges, owners = _edges(array)
    if len(array) > 65_535 or not len(edges):
        raise ValueError("between 1 and 65,535 polygons are needed")
    edge_starts = np.searchsorted(owners, np.arange(len(array) + 1)).astype(np.int64)
    low = np.minimum(edges[:, :2].min(axis=0), edges[:, 2:].min(axis=0))
    high = np.maximum(edges[:, :2].max(axis=0), edges[:, 2:].max(axis=0))
    span = np.maximum(high - low, 1e-9)
    step = float(max(np.sqrt(span[0] * span[1] / squares), span.max() / 20_000))
    origin = (float(low[0]) - step, float(low[1]) - step)  # a margin, so that rounding keeps every border in the grid
    rows, columns = (int(np.ceil(span[1] / step)) + 3, int(np.ceil(span[0] / step)) + 3)

    none = np.empty(0, np.int64)
    size = kernel.crossed_squares(edges, owners, origin, step, (rows, columns), none)
    pairs = np.empty(size, np.int64)
    kernel.crossed_squares(edges, owners, origin, step, (rows, columns), pairs)
    pairs = np.unique(pairs)
    crossed = np.zeros((rows, columns), np.bool_)
    crossed.ravel()[pairs >> 16] = True

    label = np.full((rows, columns), kernel.NOWHERE, np.int32)
    # An area can hold the middle of at most as many crossed squares as there are.
    room = np.empty(int(crossed.sum()), np.int64)
    inside = [pairs]
    for index in range(len(array)):
        own = edges[edge_starts[index] : edge_starts[index + 1]]
        if len(own):
            n = kernel.fill_inside(own, index, origin, step, crossed, label, room)
            inside.append(room[:n].copy())
    pairs = np.unique(np.concatenate(inside))

    squares_used, first = np.unique(pairs >> 16, return_index=True)
    starts = np.append(first, len(pairs)).astype(np.int32)
    label.ravel()[squares_used] = -(np.arange(len(squares_used)) + 2)
    candidates = (pairs & 0xFFFF).astype(np.int32)
    return AreaGrid(array, origin, step, label, starts, candidates, edges, edge_starts)


def _edges(shapes: NDArray[np.object_]) -> tuple[Floats, NDArray[np.int32]]:
    """Every edge of every ring, in order of the shapes, and whose it is."""
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points):
        return np.empty((0, 4)), np.empty(0, np.int32)
    same = ring[1:] == ring[:-1]
    edges = np.hstack([points[:-1], points[1:]])[same]
    owners = part_owner[ring_part[ring[:-1][same]]]
    moving = (edges[:, :2] != edges[:, 2:]).any(axis=1)
    return np.ascontiguousarray(edges[moving]), owners[moving].astype(np.int32)
