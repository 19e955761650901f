"""Maps to pass on: the layers of a city as GeoJSON, as a picture that needs no other file, and as a page."""

from __future__ import annotations

from atalaya.reports.maps.drawing import to_svg
from atalaya.reports.maps.files import to_geojson, to_page
from atalaya.reports.maps.layers import MapLayer, Place, area_layer, density, hexagon_layer, hot_spots

__all__ = [
    "MapLayer",
    "Place",
    "area_layer",
    "density",
    "hexagon_layer",
    "hot_spots",
    "to_geojson",
    "to_page",
    "to_svg",
]
