"""The shapes of a file of areas: read, brought to WGS 84, mended, measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from atalaya.errors import InputFileError
from atalaya.geo.crs import to_wgs84
from atalaya.i18n import N_

Shape = shapely.Geometry
WGS84 = ("", "EPSG:4326", "OGC:CRS84")


def system_of(collection: dict[str, Any]) -> str:
    """The coordinate system that the file names in the `crs` member of old; empty for WGS 84.

    Examples
    --------
    >>> system_of({"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::22185"}}}), system_of({})
    ('EPSG:22185', '')
    """
    member = collection.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    words = [word for word in name.replace("urn:ogc:def:crs:", "").split(":") if word]
    short = f"{words[0]}:{words[-1]}".upper() if len(words) > 1 else name
    return "" if short in WGS84 else short


def read_shape(geometry: object) -> tuple[Shape | None, str]:
    """The shape of a feature and nothing, or none and why: the id of a finding."""
    if not isinstance(geometry, dict) or not geometry.get("coordinates"):
        return None, "shape-missing"
    if geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return None, "shape-not-polygon"
    try:
        shape = shapely.force_2d(shapely.geometry.shape(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError):
        return None, "shape-unreadable"
    if shape.is_empty or not np.isfinite(shape.bounds).all():
        return None, "shape-unreadable"
    return shape, ""


def mended(shape: Shape) -> tuple[Shape | None, bool]:
    """A valid polygon and whether it had to be made so; none when no surface is left."""
    if shapely.is_valid(shape):
        return shape, False
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(valid) if part.geom_type in {"Polygon", "MultiPolygon"}]
    whole = shapely.union_all(parts) if parts else None
    return (None, True) if whole is None or whole.is_empty else (whole, True)


def in_degrees(shapes: list[Shape], crs: str) -> list[Shape]:
    """The shapes in longitude and latitude.

    Raises
    ------
    InputFileError
        ``areas-not-degrees``: the numbers cannot be degrees, and nobody said what they are; ``crs-unknown``.
    """
    if crs.upper() not in WGS84:
        shapes = [shapely.transform(shape, lambda xy: _converted(xy, crs)) for shape in shapes]
    bounds = shapely.total_bounds(np.array(shapes, dtype=object)) if shapes else np.zeros(4)
    if not np.isfinite(bounds).all() or np.abs(bounds[[0, 2]]).max() > 180 or np.abs(bounds[[1, 3]]).max() > 90:
        raise InputFileError(
            "areas-not-degrees",
            N_("The coordinates of the areas are not longitudes and latitudes."),
            hint=N_("Export the file in WGS 84 (EPSG:4326), or say the system it is in, such as EPSG:22185."),
        )
    return shapes


def _converted(xy: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    return np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], crs))


def surface_km2(shape: Shape) -> float:
    """Surface on the ellipsoid.

    Notes
    -----
    Karney, C. F. F. (2013). Algorithms for geodesics. Journal of Geodesy 87, section 6, as in PROJ.

    Examples
    --------
    >>> round(surface_km2(shapely.box(-58.5, -34.6, -58.4, -34.5)), 2)
    101.82
    """
    from pyproj import Geod

    area, _perimeter = Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area)) / 1e6
