"""Our fast hexagons are the library's own, everywhere; our metres are those of the ellipsoid."""

from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from atalaya.geo import hexagons
from atalaya.geo.hexagons import NO_HEXAGON, hexagon_of
from atalaya.geo.metres import to_metres

CITIES = {
    "Buenos Aires": (-58.40, -34.62),
    "São Paulo": (-46.63, -23.55),
    "Medellín": (-75.57, 6.24),
    "Punta Arenas": (-70.91, -53.16),
    "Chicago": (-87.65, 41.85),
}


def oracle(lon: np.ndarray, lat: np.ndarray, resolution: int) -> list[int]:
    return [h3.latlng_to_cell(y, x, resolution) for x, y in zip(lon, lat, strict=True)]


@pytest.mark.parametrize("resolution", [7, 8, 9, 10])
@pytest.mark.parametrize("name", CITIES)
def test_a_city_of_points_has_the_cells_of_the_library(name: str, resolution: int) -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.normal(0, 0.15, (2, 3_000)) + np.array(CITIES[name])[:, None]
    assert hexagon_of(lon, lat, resolution).tolist() == oracle(lon, lat, resolution)


@pytest.mark.parametrize("resolution", [0, 1, 4, 9, 15])
def test_points_all_over_the_globe_too(resolution: int) -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(-180, 180, 4_000), np.degrees(np.arcsin(rng.uniform(-1, 1, 4_000)))
    assert hexagon_of(lon, lat, resolution).tolist() == oracle(lon, lat, resolution)


@settings(deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(0, 15))
def test_any_point(lon: float, lat: float, resolution: int) -> None:
    assert hexagon_of([lon], [lat], resolution)[0] == h3.latlng_to_cell(lat, lon, resolution)


def test_around_the_corners_of_the_faces() -> None:
    rng = np.random.default_rng(11)
    for pentagon in sorted(h3.get_pentagons(0)):
        lat0, lon0 = h3.cell_to_latlng(pentagon)
        lon, lat = lon0 + rng.normal(0, 0.3, 1_200), np.clip(lat0 + rng.normal(0, 0.3, 1_200), -90, 90)
        lon = (lon + 180) % 360 - 180
        assert hexagon_of(lon, lat, 8).tolist() == oracle(lon, lat, 8)


def test_two_faces_of_many_points_each_need_two_turns() -> None:
    lon = np.concatenate([np.full(1_500, -58.4), np.full(1_500, 10.0)])
    lat = np.concatenate([np.full(1_500, -34.6), np.full(1_500, 50.0)])
    assert set(hexagon_of(lon, lat, 9)) == set(oracle(lon[[0, -1]], lat[[0, -1]], 9))


def test_a_wide_window_takes_the_sparse_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hexagons, "_LARGEST_WINDOW", 10)
    rng = np.random.default_rng(3)
    lon, lat = rng.normal(0, 0.15, (2, 1_500)) + np.array([-58.4, -34.6])[:, None]
    assert hexagon_of(lon, lat, 9).tolist() == oracle(lon, lat, 9)


def test_what_is_no_point_has_no_hexagon() -> None:
    lon, lat = [np.nan, 200.0, -58.4, -58.4, np.inf], [-34.6, -34.6, np.nan, 91.0, 0.0]
    assert hexagon_of(lon, lat).tolist() == [NO_HEXAGON] * 5
    assert len(hexagon_of([], [])) == 0


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        hexagon_of([0.0], [0.0], 16)
    with pytest.raises(ValueError, match="shape"):
        hexagon_of([0.0], [0.0, 1.0])


@pytest.mark.parametrize("name", CITIES)
def test_metres_are_those_of_the_ellipsoid(name: str) -> None:
    lon0, lat0 = CITIES[name]
    geod, rng = Geod(ellps="WGS84"), np.random.default_rng(1)
    lon, lat = lon0 + rng.uniform(-0.1, 0.1, 50), lat0 + rng.uniform(-0.1, 0.1, 50)
    x, y = to_metres(lon, lat, centre=(lon0, lat0))
    for k in range(50):
        _, _, true = geod.inv(lon0, lat0, lon[k], lat[k])
        assert np.hypot(x[k], y[k]) == pytest.approx(true, rel=0.005)


def test_surfaces_are_exact() -> None:
    lon, lat = np.array([-58.5, -58.4, -58.4, -58.5]), np.array([-34.7, -34.7, -34.6, -34.6])
    x, y = to_metres(lon, lat)
    ours = abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2
    dense = np.linspace(-58.5, -58.4, 400)
    ring = (np.concatenate([dense, dense[::-1]]), np.concatenate([np.full(400, -34.7), np.full(400, -34.6)]))
    true, _ = Geod(ellps="WGS84").polygon_area_perimeter(*ring)
    assert ours == pytest.approx(abs(true), rel=1e-6)


def test_the_middle_of_the_points_is_the_origin_unless_there_is_none() -> None:
    x, y = to_metres([-58.5, -58.3], [-34.6, -34.6])
    assert x.sum() == pytest.approx(0, abs=1e-6)
    assert y.tolist() == pytest.approx([0, 0], abs=1e-6)
    nothing, _ = to_metres([np.nan], [np.nan])
    assert np.isnan(nothing).all()


def test_on_the_edges_between_faces_no_face_claims_the_point() -> None:
    for pentagon in sorted(h3.get_pentagons(0)):
        for cell in h3.grid_disk(pentagon, 1):
            lat, lon = h3.cell_to_latlng(cell)
            assert hexagon_of([lon], [lat], 9)[0] == h3.latlng_to_cell(lat, lon, 9)


def test_points_that_lie_on_no_face_alone() -> None:
    off = np.array([np.nan, np.nan])
    assert (hexagons._on_face(off, off, 9, 0) == NO_HEXAGON).all()
