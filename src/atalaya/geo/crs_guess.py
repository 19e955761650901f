"""Which coordinate system points are written in, by where they would fall: a guess, to be told as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atalaya.geo.crs import to_wgs84

Floats = NDArray[np.float64]

BUENOS_AIRES_GRID = "+proj=tmerc +lat_0=-34.6297166 +lon_0=-58.4627 +k=0.999998 +x_0=100000 +y_0=100000 +ellps=intl"
"""The grid of the city of Buenos Aires before 2019, on the datum of Campo Inchauspe (its shift to WGS 84 is added)."""

SYSTEMS = (
    *(f"EPSG:{code}" for code in range(32717, 32726)),  # UTM, zones 17 to 25 south
    *(f"EPSG:{code}" for code in range(32612, 32623)),  # UTM, zones 12 to 22 north
    *(f"EPSG:{code}" for code in range(5343, 5350)),  # POSGAR 2007, Gauss-Krueger zones 1 to 7
    *(f"EPSG:{code}" for code in range(22181, 22188)),  # POSGAR 94
    *(f"EPSG:{code}" for code in range(22191, 22198)),  # Campo Inchauspe
    *(f"EPSG:{code}" for code in range(31977, 31986)),  # SIRGAS 2000, UTM zones 17 to 25 south
    "EPSG:9498",  # POSGAR 2007, city of Buenos Aires
    f"{BUENOS_AIRES_GRID} +towgs84=-148,136,90",
    "EPSG:9377",  # MAGNA-SIRGAS, Colombia as a whole
    *(f"EPSG:{code}" for code in range(3114, 3119)),  # MAGNA-SIRGAS, Colombia's five zones
    "EPSG:3857",  # web maps
)
"""Tried in this order: of two that put points on the same place, the first is told."""

SAMPLE = 400
LEAST_SHARE = 0.8
MARGIN = 0.01
"""A later system must hold this much more of the points to be preferred ..."""
NEARER_DEG = 0.1
"""... or as many of them, this much nearer to the middle of the box."""


@dataclass(frozen=True)
class CrsGuess:
    """A system, the share of the points it puts where they belong, and whether east and north are exchanged."""

    crs: str
    share: float
    exchanged: bool = False


def is_projected(x: Floats, y: Floats) -> bool:
    """Whether most points are no longitudes and latitudes, but lengths.

    Examples
    --------
    >>> is_projected(np.array([5_640_000.0, 5_641_000.0]), np.array([6_170_000.0, 6_171_000.0]))
    True
    >>> is_projected(np.array([-58.4, np.nan]), np.array([-34.6, np.nan]))
    False
    """
    known = ~(np.isnan(x) | np.isnan(y))
    far = (np.abs(x[known]) > 1_000) & (np.abs(y[known]) > 1_000) & (x[known] != y[known])
    return bool(known.any() and far.mean() > 0.5)


def guess_crs(x: Floats, y: Floats, box: tuple[float, float, float, float]) -> CrsGuess | None:
    """The system that puts most of the points into a box.

    Parameters
    ----------
    x, y
        As the file tells them, shape (n,); not a number is left out.
    box
        West, south, east, north in degrees: where the city lies.

    Returns
    -------
    CrsGuess
        None when no system puts four of five points there.

    Examples
    --------
    >>> guess_crs(np.array([371_000.0]), np.array([6_170_000.0]), (-58.6, -34.8, -58.2, -34.4))
    CrsGuess(crs='EPSG:32721', share=1.0, exchanged=False)
    """
    known = np.flatnonzero(~(np.isnan(x) | np.isnan(y)))
    picked = known[np.linspace(0, len(known) - 1, min(SAMPLE, len(known))).astype(np.int64)]
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    best: CrsGuess | None = None
    nearest = np.inf
    for exchanged in (False, True):
        east, north = (y[picked], x[picked]) if exchanged else (x[picked], y[picked])
        for crs in SYSTEMS:
            lon, lat = to_wgs84(east, north, crs)
            inside = (lon >= box[0]) & (lon <= box[2]) & (lat >= box[1]) & (lat <= box[3])
            share = round(float(inside.mean()), 3) if len(picked) else 0.0
            if share < LEAST_SHARE:
                continue
            away = float(np.hypot(np.median(lon) - middle[0], np.median(lat) - middle[1]))
            better = best is None or share > best.share + MARGIN
            if better or (share > best.share - MARGIN and away < nearest - NEARER_DEG):  # type: ignore[union-attr]
                best, nearest = CrsGuess(crs, share, exchanged), away
    return best
