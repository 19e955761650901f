"""Metres around a city: a local equal-area plane for distances, densities and surfaces."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

_A = 6_378_137.0
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)
_E = math.sqrt(_E2)


def _q(sin_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Authalic quantity q (Snyder 1987, eq. 3-12)."""
    s = sin_lat
    return (1 - _E2) * (s / (1 - _E2 * s * s) - np.log((1 - _E * s) / (1 + _E * s)) / (2 * _E))


def to_metres(
    lon: ArrayLike, lat: ArrayLike, *, centre: tuple[float, float] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Local cylindrical equal-area coordinates, true to scale along the parallel of the centre.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, shape (n,).
    centre
        (lon, lat) of the plane's origin; the middle of the points' box when not given. Give it when several sets of
        points are to be compared.

    Returns
    -------
    x, y in metres east and north of the centre. Surfaces are exact on the ellipsoid; lengths are within 0.1 % up to
    25 km from the parallel of the centre at 45° of latitude or less.

    Notes
    -----
    Snyder (1987), *Map projections: a working manual*, USGS 1395, eqs. 3-12, 10-13, 10-15.

    Examples
    --------
    >>> x, y = to_metres([-58.38, -58.37], [-34.60, -34.60], centre=(-58.38, -34.60))
    >>> round(float(x[1])), round(float(y[1]))
    (917, 0)
    """
    x = np.asarray(lon, dtype=np.float64)
    y = np.asarray(lat, dtype=np.float64)
    if centre is None:
        if not np.isfinite(x).any():
            return x.copy(), y.copy()
        centre = (float(np.nanmin(x) + np.nanmax(x)) / 2, float(np.nanmin(y) + np.nanmax(y)) / 2)
    sin0 = math.sin(math.radians(centre[1]))
    k0 = math.cos(math.radians(centre[1])) / math.sqrt(1 - _E2 * sin0 * sin0)
    q0 = _q(np.asarray(sin0))
    east = _A * k0 * np.radians(x - centre[0])
    north = _A * (_q(np.sin(np.radians(y))) - q0) / (2 * k0)
    return east, north
