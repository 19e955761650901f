"""Points written in another coordinate system, brought to longitude and latitude."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atalaya.errors import InputFileError
from atalaya.i18n import N_

Floats = NDArray[np.float64]


def to_wgs84(x: Floats, y: Floats, crs: str) -> tuple[Floats, Floats]:
    """Longitude and latitude of points given in `crs` (``"EPSG:22185"``); not a number stays so.

    Raises
    ------
    InputFileError
        ``crs-unknown`` when no such system is known.

    Examples
    --------
    >>> lon, lat = to_wgs84(np.array([500000.0]), np.array([6170000.0]), "EPSG:32721")
    >>> round(float(lon[0]), 3), round(float(lat[0]), 3)
    (-57.0, -34.612)
    """
    if crs.upper() in {"", "EPSG:4326", "OGC:CRS84"}:
        return x, y
    from pyproj.exceptions import CRSError

    try:
        change = _change(crs)
    except CRSError as error:
        raise InputFileError(
            "crs-unknown",
            N_("The coordinate system {crs} is not known."),
            hint=N_("Choose another in the reading of the file; most files use EPSG:4326."),
            crs=crs,
        ) from error
    lon, lat = change.transform(x, y)
    lon = np.where(np.isfinite(lon), lon, np.nan)
    lat = np.where(np.isfinite(lat), lat, np.nan)
    return lon, lat


@lru_cache(maxsize=128)
def _change(crs: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
