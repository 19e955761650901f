"""The hexagons of a city: those whose centre lies in one of its areas."""

from __future__ import annotations

import json
from collections.abc import Sequence

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray


def hexagons_in(shapes: Sequence[shapely.Geometry], resolution: int = 9) -> NDArray[np.int64]:
    """H3 cells whose centre lies in one of the polygons.

    Parameters
    ----------
    shapes
        Polygons or multipolygons in degrees on WGS 84.
    resolution
        0 to 15.

    Returns
    -------
    int64 array, ascending, each cell once

    Examples
    --------
    >>> len(hexagons_in([shapely.box(-58.41, -34.61, -58.40, -34.60)]))
    15
    """
    found: set[int] = set()
    for text in shapely.to_geojson(list(shapes)):
        found.update(h3.geo_to_cells(json.loads(text), resolution))
    return np.array(sorted(found), np.int64)
