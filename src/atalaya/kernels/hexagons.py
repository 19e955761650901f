"""Points to the hexagons of H3 on one face of the icosahedron: the inner loop of `atalaya.geo.hexagons`.

H3 projects each face gnomonically and lays a hexagonal lattice on it, so that on one face the cell of a point is the
nearest point of a lattice. Method: Sahr, White, Kimerling (2003), *Geodesic discrete global grid systems*; the
library's own description of "face IJ" coordinates.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

OFF_FACE = -2_147_483_648
"""Axial coordinate of a point that is not on the face, or is no number."""

_HALF_SQRT3 = math.sqrt(3.0) / 2.0


@njit(cache=True)
def face_lattice(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    frame: NDArray[np.float64],
    rivals: NDArray[np.float64],
    scale: float,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Axial coordinates (i, j) of the lattice cell that holds each point.

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,).
    frame
        Shape (3, 3): unit vector of the face's centre, and the two axes of its plane.
    rivals
        Shape (m, 3): centres of the other faces a point could be nearer to.
    scale
        Lattice steps per unit of the face's plane, at the resolution wanted.

    Returns
    -------
    Two int32 arrays of shape (n,); `OFF_FACE` where the point is nearer to a rival or is not a number.
    """
    n = lon.shape[0]
    out_i = np.full(n, OFF_FACE, np.int32)
    out_j = np.full(n, OFF_FACE, np.int32)
    radians = math.pi / 180.0
    for k in range(n):
        if not (abs(lon[k]) <= 360.0 and abs(lat[k]) <= 90.0):
            continue
        phi = lat[k] * radians
        lam = lon[k] * radians
        c = math.cos(phi)
        x = c * math.cos(lam)
        y = c * math.sin(lam)
        z = math.sin(phi)
        near = x * frame[0, 0] + y * frame[0, 1] + z * frame[0, 2]
        on_face = near > 0.0
        for m in range(rivals.shape[0]):
            if x * rivals[m, 0] + y * rivals[m, 1] + z * rivals[m, 2] >= near:
                on_face = False
                break
        if not on_face:
            continue
        u = (x * frame[1, 0] + y * frame[1, 1] + z * frame[1, 2]) / near * scale
        v = (x * frame[2, 0] + y * frame[2, 1] + z * frame[2, 2]) / near * scale
        # Axes at 0 and 60 degrees; the nearest lattice point by rounding the three cube coordinates, whose sum is 0.
        b = v / _HALF_SQRT3
        a = u - b / 2.0
        ra = np.rint(a)
        rb = np.rint(b)
        rc = np.rint(-a - b)
        da = abs(ra - a)
        db = abs(rb - b)
        dc = abs(rc + a + b)
        if da > db and da > dc:
            ra = -rb - rc
        elif db > dc:
            rb = -ra - rc
        out_i[k] = np.int32(ra)
        out_j[k] = np.int32(rb)
    return out_i, out_j


@njit(cache=True)
def window(i: NDArray[np.int32], j: NDArray[np.int32]) -> tuple[int, int, int, int]:
    """Smallest and largest i, then j, of the points on the face; smallest past largest when there is none."""
    low_i = low_j = np.int64(2_147_483_647)
    high_i = high_j = np.int64(-2_147_483_647)
    for k in range(i.shape[0]):
        if i[k] == OFF_FACE:
            continue
        low_i = min(low_i, np.int64(i[k]))
        high_i = max(high_i, np.int64(i[k]))
        low_j = min(low_j, np.int64(j[k]))
        high_j = max(high_j, np.int64(j[k]))
    return int(low_i), int(high_i), int(low_j), int(high_j)


@njit(cache=True)
def slots(i: NDArray[np.int32], j: NDArray[np.int32], low_i: int, low_j: int, width: int) -> NDArray[np.int64]:
    """Place of each point in a table of `width` columns that starts at (low_i, low_j); -1 off the face."""
    out = np.empty(i.shape[0], np.int64)
    for k in range(i.shape[0]):
        out[k] = -1 if i[k] == OFF_FACE else (np.int64(i[k]) - low_i) * width + (np.int64(j[k]) - low_j)
    return out


@njit(cache=True)
def mark(slot: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    """Which places of a table of `size` are used."""
    used = np.zeros(size, np.bool_)
    for k in range(slot.shape[0]):
        if slot[k] >= 0:
            used[slot[k]] = True
    return used


@njit(cache=True)
def look_up(slot: NDArray[np.int64], table: NDArray[np.int64]) -> NDArray[np.int64]:
    """The table's value for each point; -1 where it has no place."""
    out = np.empty(slot.shape[0], np.int64)
    for k in range(slot.shape[0]):
        out[k] = table[slot[k]] if slot[k] >= 0 else -1
    return out
