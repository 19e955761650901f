"""A city's areas from GeoJSON: columns proposed, shapes mended, what cannot be used set aside with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Transformer

from atalaya.errors import InputFileError
from atalaya.intake.area_columns import kind_of
from atalaya.intake.area_files import AreaReading, areas_of, read_areas
from atalaya.intake.area_shapes import mended, read_shape, system_of
from atalaya.tables.area import AREA

WEST = [[-58.0, -34.0], [-57.9, -34.0], [-57.9, -33.9], [-58.0, -33.9], [-58.0, -34.0]]
EAST = [[-57.9, -34.0], [-57.8, -34.0], [-57.8, -33.9], [-57.9, -33.9], [-57.9, -34.0]]
BOW = [[-57.8, -34.0], [-57.7, -33.9], [-57.7, -34.0], [-57.8, -33.9], [-57.8, -34.0]]


def feature(ring: list[list[float]] | None, kind: str = "Polygon", **properties: object) -> dict[str, Any]:
    geometry = None if ring is None else {"type": kind, "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def written(folder: Path, *features: dict[str, Any], name: str = "zonas.geojson", **more: object) -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def test_areas_are_read_in_a_child_process_with_codes_names_and_surface(tmp_path: Path) -> None:
    path = written(tmp_path, feature(EAST, COD=2.0, NOM_BARRIO="Este"), feature(WEST, COD=1.0, NOM_BARRIO="Oeste"))
    found = read_areas(path)
    AREA.check(found.areas)
    assert found.layer == "barrio"
    assert found.areas.select("code", "name").rows() == [("1", "Oeste"), ("2", "Este")]
    assert found.areas["area_km2"].to_list() == pytest.approx([102.5, 102.5], abs=0.3)
    assert found.reconciliation.balances
    told = found.as_dict("es")
    assert (told["read"], told["stored"], told["set_aside"], told["findings"]) == (2, 2, {}, [])
    assert told["properties"] == ["COD", "NOM_BARRIO"]
    assert [one["name"] for one in told["decisions"]] == ["layer", "code", "name", "parent"]  # type: ignore[attr-defined]


def test_what_is_said_goes_before_what_is_proposed(tmp_path: Path) -> None:
    path = written(tmp_path, feature(WEST, a="x", b="Uno", c="S"), feature(EAST, a="y", b="Dos", c="S"))
    found = areas_of(path, AreaReading(layer="Zonas de Patrulla", code="b", name="a", parent="c"))
    assert found.layer == "zonas-de-patrulla"
    assert found.areas.select("code", "name", "parent").rows() == [("Dos", "y", "S"), ("Uno", "x", "S")]
    assert {one.confidence for one in found.decisions} == {1.0}
    with pytest.raises(InputFileError, match="no property z"):
        areas_of(path, AreaReading(code="z"))


def test_numbers_alone_are_called_by_the_kind_of_area_and_a_larger_one_is_the_parent(tmp_path: Path) -> None:
    features = [feature(WEST, comunas=str(number), zona=f"Zona {number // 3}") for number in range(1, 6)]
    found = areas_of(written(tmp_path, *features), AreaReading())
    assert found.layer == "comuna"
    assert found.areas.select("name", "parent").rows()[0] == ("Comuna 1", "Zona 0")
    plain = areas_of(written(tmp_path, feature(WEST, id="1"), feature(EAST, id="2")), AreaReading())
    assert plain.areas["name"].to_list() == ["1", "2"]
    assert plain.layer == "zonas"


def test_without_any_property_areas_are_numbered(tmp_path: Path) -> None:
    found = areas_of(written(tmp_path, feature(WEST), {**feature(EAST), "properties": None}), AreaReading())
    assert found.areas["code"].to_list() == ["1", "2"]
    assert areas_of(written(tmp_path, feature(WEST, nota={"a": 1})), AreaReading()).areas["code"].to_list() == ["1"]


def test_shapes_that_share_a_name_are_parts_of_one_area(tmp_path: Path) -> None:
    names = [f"Barrio {letter}" for letter in "abcdefghijklmnopqrst"]
    features = [feature(WEST, BARRIO=name) for name in names]
    found = areas_of(written(tmp_path, *features, feature(EAST, BARRIO=names[0])), AreaReading())
    assert found.areas.height == 20
    assert found.areas["area_km2"][0] == pytest.approx(205, abs=0.6)
    assert [(one.kind.id, one.count) for one in found.findings] == [("area-parts-joined", 1)]
    assert (found.reconciliation.read, found.reconciliation.stored) == (21, 21)


def test_what_cannot_be_used_is_set_aside_and_what_can_is_mended(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        feature(WEST, cod="1"),
        feature(BOW, cod="2"),
        feature(None, cod="3"),
        feature([[0.0, 0.0], [1.0, 1.0]], "LineString", cod="4"),
        feature([[0.0, 0.0]], cod="5"),
        feature([[-58.0, -34.0], [-57.9, -34.0], [-58.0, -34.0], [-58.0, -34.0]], cod="6"),
        feature(EAST, cod=""),
    )
    found = areas_of(path, AreaReading(code="cod"))
    assert found.areas["code"].to_list() == ["1", "2"]
    assert found.reconciliation.set_aside == {
        "area-code-missing": 1,
        "shape-missing": 1,
        "shape-not-polygon": 1,
        "shape-unreadable": 2,
    }
    assert found.reconciliation.balances
    assert {one.kind.id: one.rows for one in found.findings}["shape-mended"] == (2,)
    assert shapely.from_wkb(found.areas["shape"][1]).is_valid


def test_shapes_beyond_mending() -> None:
    assert read_shape({"type": "Polygon", "coordinates": [[["a", 1]] * 4]}) == (None, "shape-unreadable")
    assert read_shape({"type": "Polygon", "coordinates": [[]]}) == (None, "shape-unreadable")
    assert read_shape("POLYGON") == (None, "shape-missing")
    assert mended(shapely.Polygon([(0, 0), (1, 1), (0, 0), (0, 0)])) == (None, True)


def test_other_coordinate_systems_are_converted_when_named_and_refused_when_not(tmp_path: Path) -> None:
    flat = Transformer.from_crs("EPSG:4326", "EPSG:22185", always_xy=True)
    ring = [list(flat.transform(*point)) for point in WEST]
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::22185"}}
    for path, reading in (
        (written(tmp_path, feature(ring, id="1"), crs=named), AreaReading()),
        (written(tmp_path, feature(ring, id="1"), name="b.geojson"), AreaReading(crs="EPSG:22185")),
    ):
        found = areas_of(path, reading)
        assert [one.kind.id for one in found.findings] == ["areas-converted"]
        assert shapely.from_wkb(found.areas["shape"][0]).bounds == pytest.approx((-58, -34, -57.9, -33.9), abs=1e-6)
    with pytest.raises(InputFileError, match="not longitudes"):
        areas_of(written(tmp_path, feature(ring, id="1")), AreaReading())
    with pytest.raises(InputFileError, match="not known"):
        areas_of(written(tmp_path, feature(ring, id="1")), AreaReading(crs="EPSG:0"))


@pytest.mark.parametrize(
    ("member", "system"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", ""),
        ("EPSG:4326", ""),
        ("urn:ogc:def:crs:EPSG::4326", ""),
        ("urn:ogc:def:crs:EPSG:9.0:31983", "EPSG:31983"),
        ("local", "local"),
    ],
)
def test_the_names_of_coordinate_systems(member: str, system: str) -> None:
    assert system_of({"crs": {"properties": {"name": member}}}) == system
    assert system_of({"crs": {"type": "link"}}) == system_of({"crs": None}) == ""


def test_a_feature_alone_a_list_and_a_feature_a_line_are_read_too(tmp_path: Path) -> None:
    one, two = feature(WEST, id="1"), feature(EAST, id="2")
    for text, areas in (
        (json.dumps(one), 1),
        (json.dumps([one, two]), 2),
        ("\ufeff" + json.dumps(one) + "\n\n" + json.dumps(two), 2),
    ):
        path = tmp_path / "a.geojson"
        path.write_text(text, encoding="utf-8")
        assert areas_of(path, AreaReading()).areas.height == areas


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("fecha;tipo\n1;2", "areas-not-geojson"),
        ('{"type": "Topology"}', "areas-not-geojson"),
        ("[1, 2]", "areas-not-geojson"),
        ('{"type": "FeatureCollection", "features": []}', "areas-empty"),
        ('{"features": [{"properties": {"a": 1}, "geometry": null}]}', "areas-empty"),
    ],
)
def test_what_is_no_file_of_areas_is_refused_with_a_hint(tmp_path: Path, text: str, id: str) -> None:  # noqa: A002
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError) as caught:
        areas_of(path, AreaReading())
    assert caught.value.id == id
    with pytest.raises(InputFileError, match="no file"):
        areas_of(tmp_path / "none.geojson", AreaReading())


def test_kinds_of_areas_in_headers() -> None:
    assert [kind_of(header) for header in ("SECTORES", "Zonas", "codigo", "nom_localidade")] == [
        "sector",
        "zona",
        "",
        "localidade",
    ]


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "layer", "areas", "km2", "first", "mended_shapes"),
    [
        ("buenosaires/barrios.geojson", "barrio", 48, 203.3, ("AGRONOMIA", "AGRONOMIA", "15"), 0),
        ("buenosaires/comunas.geojson", "comuna", 15, 203.7, ("1", "Comuna 1", None), 0),
        ("rio/municipios_rj.geojson", "municipios-rj", 92, 43715.3, ("3300100", "Angra dos Reis", None), 6),
    ],
)
def test_real_files(
    shared_data: Path, file: str, layer: str, areas: int, km2: float, first: tuple[str | None, ...], mended_shapes: int
) -> None:
    found = areas_of(shared_data / file, AreaReading())
    assert (found.layer, found.areas.height) == (layer, areas)
    assert found.areas["area_km2"].sum() == pytest.approx(km2, abs=0.1)
    assert found.areas.select("code", "name", "parent").row(0) == first
    assert sum(one.count for one in found.findings if one.kind.id == "shape-mended") == mended_shapes
