"""Which polygon holds each point: a grid answers for most points, an exact test for those near a border.

The plane is cut into squares. A square that no edge crosses lies wholly in one area or in none and carries the answer;
a square that edges cross carries the list of areas to be tested, in order. The test counts crossings with signs held by
an error bound (Shewchuk 1997, *Adaptive precision floating-point arithmetic*, the first filter of orient2d): where the
sign is not certain the kernel says `UNSURE`, and the caller decides with exact arithmetic.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

NOWHERE = -1
UNSURE = -2

_ORIENT_BOUND = (3.0 + 16.0 * 1.1102230246251565e-16) * 1.1102230246251565e-16
_SLACK = 1e-6
"""Part of a square by which an edge is thought thicker than it is, so that rounding never misses a square."""


@njit(cache=True)
def crossed_squares(
    edges: NDArray[np.float64],
    owners: NDArray[np.int32],
    origin: tuple[float, float],
    step: float,
    shape: tuple[int, int],
    out: NDArray[np.int64],
) -> int:
    """Pairs (square * areas + area) for each square an edge may touch; returns how many there are.

    Parameters
    ----------
    edges
        Shape (m, 4): x0, y0, x1, y1.
    owners
        Shape (m,): index of the area each edge bounds.
    origin, step, shape
        Lower left corner, side of a square, (rows, columns).
    out
        Filled with ``square << 16 | area`` as far as it reaches; call with an empty array to learn the number.
    """
    rows, columns = shape
    n = 0
    for e in range(edges.shape[0]):
        x0 = (edges[e, 0] - origin[0]) / step
        y0 = (edges[e, 1] - origin[1]) / step
        x1 = (edges[e, 2] - origin[0]) / step
        y1 = (edges[e, 3] - origin[1]) / step
        low = max(0, math.floor(min(y0, y1) - _SLACK))
        high = min(rows - 1, math.floor(max(y0, y1) + _SLACK))
        for row in range(low, high + 1):
            left, right = min(x0, x1), max(x0, x1)
            if y0 != y1:  # the part of the edge between the row's two lines
                at_a = x0 + (x1 - x0) * (row - _SLACK - y0) / (y1 - y0)
                at_b = x0 + (x1 - x0) * (row + 1 + _SLACK - y0) / (y1 - y0)
                left = max(left, min(at_a, at_b))
                right = min(right, max(at_a, at_b))
            first = max(0, math.floor(left - _SLACK))
            last = min(columns - 1, math.floor(right + _SLACK))
            for column in range(first, last + 1):
                if n < out.shape[0]:
                    out[n] = (np.int64(row) * columns + column) << 16 | np.int64(owners[e])
                n += 1
    return n


@njit(cache=True)
def fill_inside(
    edges: NDArray[np.float64],
    area: int,
    origin: tuple[float, float],
    step: float,
    crossed: NDArray[np.bool_],
    label: NDArray[np.int32],
    out: NDArray[np.int64],
) -> int:
    """Give `area` to the free squares whose middle it holds; returns how many crossed squares it holds the middle of.

    `edges` (m, 4) are those of the area alone; `crossed` and `label` have the grid's shape. A square already labelled
    keeps its label: the first area in order has it. Pairs for crossed squares go to `out` as in `crossed_squares`.
    """
    rows, columns = crossed.shape
    low = rows
    high = -1
    for e in range(edges.shape[0]):
        low = min(low, math.floor((min(edges[e, 1], edges[e, 3]) - origin[1]) / step))
        high = max(high, math.floor((max(edges[e, 1], edges[e, 3]) - origin[1]) / step))
    n = 0
    cuts = np.empty(edges.shape[0], np.float64)
    for row in range(max(low, 0), min(high, rows - 1) + 1):
        y = origin[1] + (row + 0.5) * step
        m = 0
        for e in range(edges.shape[0]):
            y0, y1 = edges[e, 1], edges[e, 3]
            if (y0 <= y) != (y1 <= y):
                x = edges[e, 0] + (edges[e, 2] - edges[e, 0]) * (y - y0) / (y1 - y0)
                cuts[m] = (x - origin[0]) / step
                m += 1
        ordered = np.sort(cuts[:m])
        for pair in range(0, m - 1, 2):
            first = max(0, math.ceil(ordered[pair] - 0.5))
            last = min(columns - 1, math.floor(ordered[pair + 1] - 0.5))
            for column in range(first, last + 1):
                if crossed[row, column]:
                    if n < out.shape[0]:
                        out[n] = (np.int64(row) * columns + column) << 16 | np.int64(area)
                    n += 1
                elif label[row, column] == NOWHERE:
                    label[row, column] = area
    return n


@njit(cache=True)
def holds(edges: NDArray[np.float64], first: int, last: int, x: float, y: float) -> int:
    """1 when the edges from `first` to `last` hold the point, 0 when not, `UNSURE` on an edge or too near."""
    inside = 0
    for e in range(first, last):
        x0, y0, x1, y1 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if (y0 > y and y1 > y) or (y0 < y and y1 < y) or (x0 < x and x1 < x):
            continue
        if y0 == y and y1 == y:
            if min(x0, x1) <= x <= max(x0, x1):
                return UNSURE
            continue
        a = (x0 - x) * (y1 - y)
        b = (y0 - y) * (x1 - x)
        side = a - b
        if abs(side) <= _ORIENT_BOUND * (abs(a) + abs(b)):
            return UNSURE
        # Counted from the right: the edge is half open below, so that a shared corner counts once.
        if (y0 <= y) != (y1 <= y) and (side > 0.0) == (y1 > y0):
            inside = 1 - inside
    return inside


@njit(cache=True)
def locate(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    origin: tuple[float, float],
    step: float,
    label: NDArray[np.int32],
    starts: NDArray[np.int32],
    candidates: NDArray[np.int32],
    edges: NDArray[np.float64],
    edge_starts: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Index of the first area that holds each point, `NOWHERE`, or `UNSURE`.

    Parameters
    ----------
    x, y
        Shape (n,); not a number is `NOWHERE`.
    label
        (rows, columns): an area or `NOWHERE` for a free square; ``-(k + 2)`` for the k-th crossed square.
    starts, candidates
        Areas to test in the k-th crossed square: ``candidates[starts[k]:starts[k + 1]]``, ascending.
    edges, edge_starts
        Edges of area a: ``edges[edge_starts[a]:edge_starts[a + 1]]``.
    """
    rows, columns = label.shape
    out = np.full(x.shape[0], NOWHERE, np.int32)
    for k in range(x.shape[0]):
        across = (x[k] - origin[0]) / step
        up = (y[k] - origin[1]) / step
        if not (0.0 <= across < columns and 0.0 <= up < rows):
            continue
        found = label[int(up), int(across)]
        if found >= NOWHERE:
            out[k] = found
            continue
        square = -found - 2
        for c in range(starts[square], starts[square + 1]):
            area = candidates[c]
            answer = holds(edges, edge_starts[area], edge_starts[area + 1], x[k], y[k])
            if answer == UNSURE:
                out[k] = UNSURE
                break
            if answer == 1:
                out[k] = area
                break
    return out
