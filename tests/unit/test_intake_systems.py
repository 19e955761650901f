"""Coordinates in lengths, without their decimal sign, or exchanged: put right where that is plain, and said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from pyproj import Transformer

from atalaya.geo.crs_guess import BUENOS_AIRES_GRID, guess_crs, is_projected
from atalaya.intake.apart import Apart, take_apart
from atalaya.intake.inspection import inspect_file
from atalaya.intake.places import Box, rescaled, where_city_lies
from atalaya.store.city import CityStore
from atalaya.tables.area import AREA
from atalaya.tables.city import City

BOX = (-58.54, -34.71, -58.33, -34.52)
RNG = np.random.default_rng(3)
LON, LAT = RNG.uniform(-58.53, -58.35, 60), RNG.uniform(-34.70, -34.54, 60)
SYSTEMS = ["EPSG:5347", "EPSG:22195", "EPSG:32721", "EPSG:9498", "EPSG:3857"]


@pytest.mark.parametrize("crs", [*SYSTEMS, f"{BUENOS_AIRES_GRID} +towgs84=-148,136,90"])
@pytest.mark.parametrize("exchanged", [False, True])
def test_points_of_buenos_aires_are_brought_home_from_every_system(crs: str, exchanged: bool) -> None:
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(LON, LAT)
    assert is_projected(x, y)
    guess = guess_crs(*((y, x) if exchanged else (x, y)), BOX)
    assert guess is not None
    assert (guess.share, guess.exchanged) == (1.0, exchanged)
    lon, lat = Transformer.from_crs(guess.crs, "EPSG:4326", always_xy=True).transform(x, y)
    # systems on neighbouring datums cannot be told apart by a box: they differ by less than 200 m
    assert np.abs(lon - LON).max() < 0.003
    assert np.abs(lat - LAT).max() < 0.003


def test_no_system_is_guessed_where_none_fits() -> None:
    assert guess_crs(np.array([1e7]), np.array([9e7]), BOX) is None
    assert guess_crs(np.array([np.nan]), np.array([np.nan]), BOX) is None
    assert not is_projected(np.array([np.nan]), np.array([1.0]))
    assert where_city_lies(None, "UTC") is None


def take_in(x: list[str], y: list[str], folder: Path, *, areas: bool, zone: str) -> Apart:
    path = folder / "robos.csv"
    lines = [f"0{1 + k % 9}/02/2019;{a};{b}" for k, (a, b) in enumerate(zip(x, y, strict=True))]
    path.write_text("\n".join(["fecha;x;y", *lines]) + "\n")
    store = CityStore(folder / "store", "here")
    if areas:
        shape = shapely.to_wkb(shapely.box(*BOX))
        store.save_areas(pl.DataFrame([("a", "1", "Todo", None, 1.0, shape)], schema=AREA.schema, orient="row"))
    return take_apart(path, inspect_file(path).profile, City("here", "Here", time_zone=zone), store, folder)


@pytest.mark.parametrize(("areas", "zone"), [(True, ""), (False, "America/Argentina/Buenos_Aires")])
def test_a_file_in_lengths_is_located(areas: bool, zone: str, tmp_path: Path) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32721", always_xy=True).transform(LON, LAT)
    done = take_in([f"{a:.1f}" for a in x], [f"{b:.1f}" for b in y], tmp_path, areas=areas, zone=zone)
    (found,) = [finding for finding in done.findings if finding.kind.id == "crs-guessed"]
    assert found.params == {"crs": "EPSG:32721", "share": 100}
    assert "EPSG:32721" in found.told("es")
    rows = pl.concat(piece.read() for piece in done.waiting.pieces)
    assert np.abs(np.sort(rows["lon"].to_numpy()) - np.sort(LON)).max() < 1e-5
    assert rows["area"].null_count() == (0 if areas else 60)


def test_northing_may_stand_in_the_column_called_x(tmp_path: Path) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:22185", always_xy=True).transform(LON, LAT)
    done = take_in([f"{b:.1f}" for b in y], [f"{a:.1f}" for a in x], tmp_path, areas=True, zone="")
    assert done.quality.located == done.quality.in_areas == 60


def test_lengths_of_nowhere_are_told_as_far_off(tmp_path: Path) -> None:
    done = take_in(["1234567", "1234568"], ["98765432", "98765433"], tmp_path, areas=True, zone="")
    found = {finding.kind.id: finding.count for finding in done.findings}
    assert found["coordinates-implausible"] == 2
    assert "crs-guessed" not in found


def test_lost_decimal_signs_and_exchanged_coordinates_are_put_right(tmp_path: Path) -> None:
    x = ["-58.436", "-58436", "-58.436", "-58436000", "-34.588", "12", ""]
    y = ["-34.588", "-34.588", "-34588", "-34588000", "-58.436", "12", ""]
    done = take_in(x, y, tmp_path, areas=True, zone="")
    found = {finding.kind.id: (finding.count, finding.rows) for finding in done.findings}
    assert found["coordinates-rescaled"] == (3, (2, 3, 4))
    assert found["coordinates-exchanged"] == (1, (5,))
    assert found["coordinates-implausible"] == (1, (6,))
    assert found["coordinates-missing"] == (1, (7,))
    rows = pl.concat(piece.read() for piece in done.waiting.pieces)
    assert rows["lon"].drop_nulls().to_list() == [-58.436] * 5
    assert rows["lat"].drop_nulls().to_list() == [-34.588] * 5


def test_only_what_falls_into_the_box_is_rescaled() -> None:
    x, y = rescaled(np.array([-58436.0, 7.0]), np.array([-34.588, -34588.0]), Box(*BOX))
    assert x[0] == -58.436
    assert np.isnan(x[1])
    assert y.tolist() == [-34.588, -34.588]


@pytest.mark.data
def test_the_release_of_2021_of_buenos_aires(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "buenosaires" / "delitos_historicos_version_2021.csv.gz"
    profile = inspect_file(path).profile
    done = take_apart(path, profile, City("x", "X", time_zone=""), CityStore(tmp_path, "x"), tmp_path)
    found = {finding.kind.id: finding.count for finding in done.findings}
    assert (done.reconciliation.read, done.reconciliation.stored) == (189_198, 189_198)
    assert (found["coordinates-missing"], found["coordinates-rescaled"]) == (1_103, 136)
    assert found["possible-duplicate"] == 1_262
    assert done.quality.located == 189_198 - 1_103
    assert dt.date.fromisoformat(min(done.quality.months or {}) + "-01") == dt.date(2019, 1, 1)
