"""Cells and areas of points are those of the slow, exact libraries: H3 itself and shapely."""

from __future__ import annotations

import json
import math
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atalaya.geo.grid import build_grid
from atalaya.geo.hexagons import NO_HEXAGON, hexagon_of

CITIES = [(-58.4, -34.6), (-75.57, 6.25), (-87.6, 41.8), (-46.6, -23.5), (-43.2, -22.9), (-99.1, 19.4), (-70.6, -33.4)]


def library_cells(lon: np.ndarray, lat: np.ndarray, resolution: int) -> list[int]:
    return [h3.latlng_to_cell(y, x, resolution) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def slow_locate(shapes: list[shapely.Geometry], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The first shape in order that a point touches, by exact predicates."""
    points = shapely.points(x, y)
    answer = np.full(len(x), -1)
    for index in range(len(shapes) - 1, -1, -1):
        answer[shapely.intersects(shapes[index], points)] = index
    return answer


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("resolution", [5, 8, 9, 10])
def test_cells_of_a_city_are_the_librarys(city: tuple[float, float], resolution: int) -> None:
    rng = np.random.default_rng(resolution)
    lon = city[0] + rng.uniform(-0.3, 0.3, 2000)
    lat = city[1] + rng.uniform(-0.3, 0.3, 2000)
    assert hexagon_of(lon, lat, resolution).tolist() == library_cells(lon, lat, resolution)


@pytest.mark.parametrize("resolution", [0, 1, 4, 9, 15])
def test_cells_all_over_the_globe_are_the_librarys(resolution: int) -> None:
    rng = np.random.default_rng(7)
    lon = rng.uniform(-180, 180, 3000)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, 3000)))
    assert hexagon_of(lon, lat, resolution).tolist() == library_cells(lon, lat, resolution)


def test_a_border_between_faces_is_crossed_without_a_seam() -> None:
    # Around a vertex of the icosahedron five faces meet.
    lat, lon = h3.cell_to_latlng(h3.get_pentagons(0)[3])
    rng = np.random.default_rng(3)
    x = lon + rng.uniform(-0.5, 0.5, 6000)
    y = lat + rng.uniform(-0.5, 0.5, 6000)
    assert hexagon_of(x, y, 7).tolist() == library_cells(x, y, 7)


def test_points_scattered_over_a_continent_take_the_wide_way() -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(-60, -58, 1500), rng.uniform(-35, -33, 1500)
    assert hexagon_of(lon, lat, 13).tolist() == library_cells(lon, lat, 13)


def test_what_is_no_point_has_no_cell() -> None:
    cells = hexagon_of([math.nan, 181.0, -58.4, math.inf], [-34.6, -34.6, 91.0, 0.0])
    assert cells.tolist() == [NO_HEXAGON] * 4
    assert hexagon_of([], []).tolist() == []


def test_an_impossible_resolution_or_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        hexagon_of([0.0], [0.0], 16)
    with pytest.raises(ValueError, match="shape"):
        hexagon_of([0.0], [0.0, 1.0])


polygon_points = st.lists(
    st.tuples(st.integers(-8, 8), st.integers(-8, 8)),
    min_size=3,
    max_size=9,
    unique=True,
)


@given(
    rings=st.lists(polygon_points, min_size=1, max_size=4),
    points=st.lists(st.tuples(st.integers(-36, 36), st.integers(-36, 36)), min_size=1, max_size=60),
    squares=st.sampled_from([4, 100, 5000]),
)
@settings(max_examples=300, deadline=None)
def test_areas_of_points_are_those_of_exact_predicates(
    rings: list[list[tuple[int, int]]], points: list[tuple[int, int]], squares: int
) -> None:
    # Whole and half steps put many points on corners and edges; overlapping shapes are allowed.
    shapes = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    shapes = [shape for shape in shapes if shape.area > 0 and shape.geom_type in {"Polygon", "MultiPolygon"}]
    if not shapes:
        return
    x, y = np.array(points, dtype=np.float64).T / 4.0
    grid = build_grid(shapes, squares=squares)
    found = grid.locate(np.ascontiguousarray(x), np.ascontiguousarray(y))
    assert found.tolist() == slow_locate(shapes, x, y).tolist()


def test_holes_belong_to_nobody_and_points_outside_the_grid_are_nowhere() -> None:
    ring = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (3, 1), (3, 3), (1, 3)]])
    grid = build_grid([ring])
    x = np.array([0.5, 2.0, 1.0, 9.0, np.nan, -1e300])
    assert grid.locate(x, np.array([0.5, 2.0, 1.0, 2.0, 1.0, 0.0])).tolist() == [0, -1, 0, -1, -1, -1]


def test_shapes_without_a_surface_are_refused() -> None:
    with pytest.raises(ValueError, match="polygons"):
        build_grid([shapely.Point(0, 0)])


@pytest.mark.data
@pytest.mark.parametrize("name", ["barrios", "comunas", "radios_censales_2010"])
def test_areas_of_a_real_city_with_points_on_its_corners(shared_data: Path, name: str) -> None:
    collection = json.loads((shared_data / "buenosaires" / f"{name}.geojson").read_text(encoding="utf-8"))
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]]
    rng = np.random.default_rng(11)
    corners = shapely.get_coordinates(shapes)
    picked = rng.integers(0, len(corners) - 1, 3000)
    between = (corners[picked] + corners[picked + 1]) / 2
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    x = np.concatenate([rng.uniform(west, east, 20_000), corners[picked, 0], between[:, 0]])
    y = np.concatenate([rng.uniform(south, north, 20_000), corners[picked, 1], between[:, 1]])
    tree = shapely.STRtree(shapes)
    point, shape = tree.query(shapely.points(x, y), predicate="intersects")
    wanted = np.full(len(x), len(shapes))
    np.minimum.at(wanted, point, shape)
    wanted[wanted == len(shapes)] = -1
    assert build_grid(shapes).locate(x, y).tolist() == wanted.tolist()
