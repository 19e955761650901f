"""The plane the synthetic city is laid out on: metres east and north of a corner in open water, where no town is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

CORNER_LON = -56.85
CORNER_LAT = -36.05
TURN_DEGREES = 12.0
METRES_A_DEGREE = 111_320.0

_COS, _SIN = math.cos(math.radians(TURN_DEGREES)), math.sin(math.radians(TURN_DEGREES))
_EAST = METRES_A_DEGREE * math.cos(math.radians(CORNER_LAT))

Numbers = NDArray[np.float64]


def to_degrees(x_m: Numbers, y_m: Numbers) -> tuple[Numbers, Numbers]:
    """WGS 84 longitude and latitude of places on the city's plane; the street grid is turned 12° from north.

    Parameters
    ----------
    x_m, y_m : float arrays of the same shape, in metres

    Returns
    -------
    lon, lat : float arrays of the same shape, in degrees

    Examples
    --------
    >>> lon, lat = to_degrees(np.array([0.0]), np.array([0.0]))
    >>> float(lon[0]), float(lat[0])
    (-56.85, -36.05)
    """
    east, north = x_m * _COS - y_m * _SIN, x_m * _SIN + y_m * _COS
    return CORNER_LON + east / _EAST, CORNER_LAT + north / METRES_A_DEGREE
