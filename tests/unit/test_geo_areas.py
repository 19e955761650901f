"""Areas as people name them, the plane in metres, time zones guessed, other coordinate systems."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely
from pyproj import Geod

from atalaya.errors import InputFileError
from atalaya.geo.areas import AreaSet
from atalaya.geo.crs import to_wgs84
from atalaya.geo.metres import to_metres
from atalaya.geo.zones import guess_time_zone
from atalaya.tables.area import AREA


def areas(rows: list[tuple[str, str]], layer: str = "barrio") -> AreaSet:
    frame = pl.DataFrame(
        [
            {
                "layer": layer,
                "code": code,
                "name": name,
                "parent": None,
                "area_km2": 1.0,
                "shape": shapely.to_wkb(shapely.box(k, 0, k + 1, 1)),
            }
            for k, (code, name) in enumerate(rows)
        ],
        schema=AREA.schema,
    )
    return AreaSet.from_frame(frame)


CITY = areas([("01", "San Nicolás"), ("02", "Núñez"), ("03", "Villa Gral. Mitre"), ("11", "Comuna 11"), ("21", "Once")])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("SAN NICOLAS", "01"),
        ("barrio san nicolás", "01"),
        ("1", "01"),
        ("COMUNA 01", "01"),
        ("Nuñez", "02"),
        ("NUNEZ ", "02"),
        ("Villa General Mitre", "03"),
        ("San Nicollas", "01"),
        ("Comuna 11", "11"),
        ("11.0", "11"),
        ("Comuna 12", None),
        ("Recoleta", None),
        ("", None),
    ],
)
def test_a_name_is_found_as_people_write_it(written: str, code: str | None) -> None:
    assert CITY.match([written]) == [code]


def test_a_name_two_areas_share_means_neither() -> None:
    twins = areas([("a", "Centro"), ("b", "CENTRO"), ("c", "Sur")])
    assert twins.match(["centro", "sur", "b"]) == [None, "c", "b"]


def test_a_misspelling_between_two_names_means_neither() -> None:
    close = areas([("a", "Villa Maria Este"), ("b", "Villa Maria Oeste")])
    assert close.match(["Villa Maria Ueste"]) == [None]


def test_borders_go_to_the_first_code() -> None:
    found = CITY.locate([0.5, 1.0, 2.0, 4.5, 9.0], [0.5, 0.5, 1.0, 0.5, 0.5])
    assert found.tolist() == [0, 0, 1, 4, -1]
    assert len(CITY) == 5
    assert CITY.bounds == (0.0, 0.0, 5.0, 1.0)


def test_the_map_gets_codes_and_names_and_fewer_points_on_request() -> None:
    full, coarse = CITY.geojson(), CITY.geojson(0.01)
    assert full["features"][1]["properties"] == {"code": "02", "name": "Núñez"}
    assert len(coarse["features"]) == 5
    bent = shapely.Polygon([(0, 0), (0.5, 0.0001), (1, 0), (1, 1), (0, 1)])
    frame = pl.DataFrame(
        [{"layer": "z", "code": "1", "name": "1", "parent": None, "area_km2": None, "shape": shapely.to_wkb(bent)}],
        schema=AREA.schema,
    )
    one = AreaSet.from_frame(frame)
    assert len(one.geojson()["features"][0]["geometry"]["coordinates"][0]) == 6
    assert len(one.geojson(0.01)["features"][0]["geometry"]["coordinates"][0]) == 5


def test_areas_of_two_layers_or_without_shapes_are_refused() -> None:
    row = {"code": "1", "name": "1", "parent": None, "area_km2": None, "shape": None}
    with pytest.raises(InputFileError, match="shape"):
        AreaSet.from_frame(pl.DataFrame([{"layer": "a", **row}], schema=AREA.schema))
    with pytest.raises(InputFileError, match="layer"):
        AreaSet.from_frame(pl.DataFrame([{"layer": "a", **row}, {"layer": "b", **row}], schema=AREA.schema))


@pytest.mark.parametrize("centre", [(-58.4, -34.6), (-75.57, 6.25), (-87.6, 41.8)])
def test_surfaces_in_the_plane_are_those_of_the_ellipsoid(centre: tuple[float, float]) -> None:
    lon = centre[0] + np.array([0, 0.2, 0.2, 0])
    lat = centre[1] + np.array([0, 0, 0.2, 0.2])
    x, y = to_metres(lon, lat, centre=centre)
    # The plane's straight sides are parallels: many points along them make the ellipsoid's polygon follow.
    ring = shapely.segmentize(shapely.Polygon(np.column_stack([lon, lat])), 0.001)
    exact = abs(Geod(ellps="WGS84").geometry_area_perimeter(ring)[0])
    assert shapely.Polygon(np.column_stack([x, y])).area == pytest.approx(exact, rel=1e-6)


def test_lengths_near_the_centre_are_those_of_the_ellipsoid() -> None:
    x, y = to_metres([-58.40, -58.39, -58.40], [-34.60, -34.60, -34.59], centre=(-58.40, -34.60))
    geod = Geod(ellps="WGS84")
    assert x[1] == pytest.approx(geod.inv(-58.40, -34.60, -58.39, -34.60)[2], rel=1e-4)
    assert y[2] == pytest.approx(geod.inv(-58.40, -34.60, -58.40, -34.59)[2], rel=1e-3)


def test_the_plane_finds_its_centre_and_keeps_what_is_no_number() -> None:
    x, y = to_metres([-58.4, -58.2, np.nan], [-34.6, -34.6, np.nan])
    assert x[0] == pytest.approx(-x[1])
    assert np.isnan(x[2])
    assert np.isnan(y[2])
    nothing, _ = to_metres([np.nan], [np.nan])
    assert np.isnan(nothing).all()


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ((-87.63, 41.88), "America/Chicago"),
        ((-75.57, 6.25), "America/Bogota"),
        ((-58.4, -34.6), "America/Argentina/Buenos_Aires"),
        ((-99.13, 19.43), "America/Mexico_City"),
        ((-70.65, -33.45), "America/Santiago"),
    ],
)
def test_the_time_zone_of_a_city_is_guessed(place: tuple[float, float], zone: str) -> None:
    assert guess_time_zone(*place) == zone


def test_other_coordinate_systems_come_to_longitude_and_latitude() -> None:
    x, y = np.array([5643000.0, np.nan]), np.array([6168000.0, np.nan])
    lon, lat = to_wgs84(x, y, "EPSG:22185")
    assert (lon[0], lat[0]) == pytest.approx((-58.44, -34.62), abs=0.02)
    assert np.isnan(lon[1])
    same, _ = to_wgs84(x, y, "EPSG:4326")
    assert same is x


def test_a_coordinate_system_nobody_knows_is_refused() -> None:
    with pytest.raises(InputFileError, match="EPSG:1"):
        to_wgs84(np.array([0.0]), np.array([0.0]), "EPSG:1")


def test_an_area_without_a_shape_holds_nothing_and_hinders_nothing() -> None:
    import numpy as np
    import shapely

    from atalaya.geo.grid import build_grid

    grid = build_grid([shapely.Polygon(), shapely.box(0, 0, 1, 1)], squares=8)
    assert grid.locate(np.array([0.5, 2.0]), np.array([0.5, 2.0])).tolist() == [1, -1]
