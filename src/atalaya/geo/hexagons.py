"""H3 cells of many points at once: the library is asked once per cell, the points find their cell by arithmetic.

A city lies on one or two faces of the icosahedron. On a face, cells are a plain hexagonal lattice; the small table
from lattice to H3 index is filled by asking the library for the cell of each lattice point that is used. What does not
fit (cells whose centre is on another face, points far away) is asked of the library one by one, so that the answer is
the library's own everywhere.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import ArrayLike, NDArray

NO_HEXAGON = -1
"""What a point that is no point gets."""

_RES0_STEP = (3.0 - math.sqrt(5.0)) / 2.0
"""Lattice step of resolution 0 in the gnomonic plane of a face."""
_CLASS_III_TURN = math.asin(math.sqrt(3.0 / 28.0))
"""Odd resolutions are turned by this angle."""
_LARGEST_WINDOW = 8_000_000
_EDGE_MARGIN = 1e-6

Floats = NDArray[np.float64]


def hexagon_of(lon: ArrayLike, lat: ArrayLike, resolution: int = 9) -> NDArray[np.int64]:
    """H3 cell of each point.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, shape (n,); not a number, or outside the globe, gives `NO_HEXAGON`.
    resolution
        0 to 15; 9 (about 0.1 km²) is the grain of the store.

    Returns
    -------
    int64 array of shape (n,).

    Raises
    ------
    ValueError
        When the resolution is none of H3's, or the shapes differ.

    Notes
    -----
    H3: Brodsky (2018), Uber Engineering; projection and lattice after Sahr, White, Kimerling (2003).

    Examples
    --------
    >>> [hex(cell) for cell in hexagon_of([-58.3816, float("nan")], [-34.6037, -34.6], 9).tolist()]
    ['0x89c2e31132bffff', '-0x1']
    """
    if not 0 <= resolution <= 15:
        raise ValueError(resolution)
    x = np.ascontiguousarray(lon, dtype=np.float64)
    y = np.ascontiguousarray(lat, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError("lon and lat differ in shape")
    cells = np.full(len(x), NO_HEXAGON, np.int64)
    left = np.flatnonzero((np.abs(x) <= 180.0) & (np.abs(y) <= 90.0))
    while len(left):
        # The face of the first point left is tried on all; a city needs one turn, a border city two.
        found = _on_face(x[left], y[left], resolution, _face_of(x[left[0]], y[left[0]]))
        hit = found != NO_HEXAGON
        cells[left[hit]] = found[hit]
        rest = left[~hit]
        if len(rest) == len(left) or len(rest) < 1000:
            for k in rest:
                cells[k] = h3.latlng_to_cell(y[k], x[k], resolution)
            break
        left = rest
    return cells


def _on_face(lon: Floats, lat: Floats, resolution: int, face: int) -> NDArray[np.int64]:
    from atalaya.kernels import hexagons as kernel

    frame = _frame(face, resolution)
    i, j = kernel.face_lattice(lon, lat, frame, _rivals(face), _scale(resolution))
    low_i, high_i, low_j, high_j = kernel.window(i, j)
    if low_i > high_i:
        return np.full(len(lon), NO_HEXAGON, np.int64)
    width = high_j - low_j + 1
    size = (high_i - low_i + 1) * width
    if size <= _LARGEST_WINDOW:
        slot = kernel.slots(i, j, low_i, low_j, width)
        used = np.flatnonzero(kernel.mark(slot, size))
        table = np.full(size, NO_HEXAGON, np.int64)
    else:
        key = np.where(i == kernel.OFF_FACE, -1, (i.astype(np.int64) - low_i) * width + (j.astype(np.int64) - low_j))
        used, slot = np.unique(key, return_inverse=True)
        table = np.full(len(used), NO_HEXAGON, np.int64)
        slot = np.where(key < 0, -1, slot)
    for place, k in enumerate(used.tolist()):
        if k >= 0:
            cell = _cell(face, resolution, k // width + low_i, k % width + low_j)
            table[k if size <= _LARGEST_WINDOW else place] = cell
    return np.asarray(kernel.look_up(slot, table), np.int64)


@lru_cache(maxsize=400_000)
def _cell(face: int, resolution: int, i: int, j: int) -> int:
    """The library's name of a lattice cell, or `NO_HEXAGON` when its centre is not safely on the face."""
    frame = _frame(face, resolution)
    scale = _scale(resolution)
    u = (i + j / 2.0) / scale
    v = j * math.sqrt(3.0) / 2.0 / scale
    p = frame[0] + u * frame[1] + v * frame[2]
    p /= math.sqrt(float(p @ p))
    near = float(p @ frame[0])
    if near - float((_rivals(face) @ p).max()) < _EDGE_MARGIN:
        return NO_HEXAGON
    lat = math.degrees(math.asin(max(-1.0, min(1.0, float(p[2])))))
    lon = math.degrees(math.atan2(float(p[1]), float(p[0])))
    return int(h3.latlng_to_cell(lat, lon, resolution))


def _scale(resolution: int) -> float:
    return float(math.sqrt(7.0) ** resolution / _RES0_STEP)


def _unit(lon: float, lat: float) -> Floats:
    phi, lam = math.radians(lat), math.radians(lon)
    return np.array([math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)])


@cache
def _faces() -> tuple[Floats, Floats]:
    """Centres (20, 3) of the faces and one vertex (20, 3) of each.

    The twelve pentagons of resolution 0 sit on the icosahedron's vertices: no table of constants is needed.
    """
    vertices = np.array([_unit(*reversed(h3.cell_to_latlng(cell))) for cell in sorted(h3.get_pentagons(0))])
    near = vertices @ vertices.T > 0.4  # neighbours are 63.4° apart: cosine 0.447
    centres, firsts = [], []
    for a in range(12):
        for b in range(a + 1, 12):
            for c in range(b + 1, 12):
                if near[a, b] and near[b, c] and near[a, c]:
                    middle = vertices[a] + vertices[b] + vertices[c]
                    centres.append(middle / np.linalg.norm(middle))
                    firsts.append(vertices[a])
    return np.array(centres), np.array(firsts)


@cache
def _frame(face: int, resolution: int) -> Floats:
    centres, vertices = _faces()
    centre = centres[face]
    along = vertices[face] - (vertices[face] @ centre) * centre
    along /= np.linalg.norm(along)
    across = np.cross(centre, along)
    turn = _CLASS_III_TURN if resolution % 2 else 0.0
    first = math.cos(turn) * along + math.sin(turn) * across
    second = -math.sin(turn) * along + math.cos(turn) * across
    return np.ascontiguousarray(np.stack([centre, first, second]))


@cache
def _rivals(face: int) -> Floats:
    centres, _ = _faces()
    order = np.argsort(-(centres @ centres[face]))
    return np.ascontiguousarray(centres[order[1:4]])  # the three that share an edge bound the face


def _face_of(lon: float, lat: float) -> int:
    return int(np.argmax(_faces()[0] @ _unit(lon, lat)))


def resolution_of(cells: NDArray[np.int64]) -> int:
    """Resolution of cells that are all of one; -1 of none.

    Raises
    ------
    ValueError
        When they differ.
    """
    found = np.unique(cells >> 52 & 0xF)
    if len(found) > 1:
        raise ValueError("cells of several resolutions")
    return int(found[0]) if len(found) else -1


def parents(cells: NDArray[np.int64], resolution: int) -> NDArray[np.int64]:
    """The coarser cell each cell belongs to.

    Parameters
    ----------
    cells
        H3 cells of one resolution, shape (n,).
    resolution
        Not finer than that of the cells.

    Raises
    ------
    ValueError
        When it is.

    Notes
    -----
    In an H3 index bits 52 to 55 are the resolution and each finer step is three bits, all set where it is not used.

    Examples
    --------
    >>> [hex(cell) for cell in parents(np.array([0x89C2E31132BFFFF]), 7).tolist()]
    ['0x87c2e3113ffffff']
    """
    if not 0 <= resolution <= resolution_of(cells) and len(cells):
        raise ValueError(resolution)
    unused = (1 << 3 * (15 - resolution)) - 1
    return np.asarray(cells & ~(0xF << 52) | resolution << 52 | unused, np.int64)
