"""Residents by area and year from long and wide tables; figures of areas nobody knows are set aside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import shapely

from atalaya.errors import InputFileError
from atalaya.geo.areas import AreaSet
from atalaya.intake import population_files
from atalaya.intake.area_files import AreaReading, areas_of
from atalaya.intake.blocks import ROW
from atalaya.intake.places import relocated
from atalaya.intake.population_files import PopulationFile, read_population, text_table
from atalaya.tables.area import POPULATION
from incidents import incidents

AREAS = AreaSet("barrio", ("1", "2"), ("Centro", "La Boca"), (shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)))


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population_files, "run_limited", lambda function, *args, limits: function(*args))


def taken(
    folder: Path, text: str, name: str = "poblacion.csv", areas: AreaSet | None = AREAS, **more: object
) -> PopulationFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found = read_population(path, areas, **more)  # type: ignore[arg-type]
    POPULATION.check(found.population)
    assert found.reconciliation.balances
    return found


def rows(found: PopulationFile) -> list[tuple[object, ...]]:
    return found.population.select("area", "year", "population").rows()


def test_a_row_a_year(tmp_path: Path) -> None:
    found = taken(
        tmp_path, "barrio;año;población;fuente\nCENTRO;2022;1.234;INE\nla boca;2022;5678;INE\n01;2023;1300;\n"
    )
    assert rows(found) == [("1", 2022, 1234), ("1", 2023, 1300), ("2", 2022, 5678)]
    assert found.population["source"].to_list() == ["INE", "poblacion.csv", "INE"]
    assert found.as_dict() == {
        "read": 3,
        "stored": 3,
        "set_aside": {},
        "findings": [],
        "years": [2022, 2023],
        "areas": 2,
    }


def test_a_column_a_year(tmp_path: Path) -> None:
    found = taken(tmp_path, "codigo,barrio,pob_2021,pob_2022\n1,Centro,10,11\n2,La Boca,20,21\n", source="Censo")
    assert rows(found) == [("1", 2021, 10), ("1", 2022, 11), ("2", 2021, 20), ("2", 2022, 21)]
    assert set(found.population["source"]) == {"Censo"}
    one = taken(tmp_path, "barrio,2022\nCentro,10\nLa Boca,20\n")
    assert rows(one) == [("1", 2022, 10), ("2", 2022, 20)]
    named = taken(tmp_path, "barrio,poblacion 2022\nCentro,10\nLa Boca,20\n")
    assert rows(named) == [("1", 2022, 10), ("2", 2022, 20)]


def test_a_year_in_another_column_is_not_a_column_a_year(tmp_path: Path) -> None:
    found = taken(tmp_path, "barrio,habitantes,superficie 2010\nCentro,10,1\nLa Boca,20,2\n", name="censo2022.csv")
    assert rows(found) == [("1", 2022, 10), ("2", 2022, 20)]
    assert [one.kind.id for one in found.findings] == ["year-from-name"]
    assert taken(tmp_path, "barrio,habitantes\nCentro,10\nLa Boca,9\n", year=2020).findings == ()
    with pytest.raises(InputFileError, match="does not tell the year"):
        taken(tmp_path, "barrio,habitantes\nCentro,10\n")


def test_what_cannot_be_used_is_set_aside(tmp_path: Path) -> None:
    text = "barrio,anio,poblacion\nCentro,2022,10\nCentro,2022,11\nMarte,2022,5\nCentro,s/d,5\nCentro,2023,muchos\n"
    found = taken(tmp_path, text + "Total,2022,40\n")
    assert rows(found) == [("1", 2022, 10), (None, 2022, 40)]
    assert found.reconciliation.set_aside == {
        "area-unknown": 1,
        "population-repeated": 1,
        "population-unreadable": 1,
        "year-unreadable": 1,
    }
    silent = next(one for one in found.findings if one.kind.id == "areas-without-residents")
    assert silent.count == 1
    assert {one.kind.id: one.rows for one in found.findings}["area-unknown"] == (3,)


def test_the_whole_city_needs_no_areas(tmp_path: Path) -> None:
    assert rows(taken(tmp_path, "año,población\n2022,100\n2023,101\n", areas=None)) == [
        (None, 2022, 100),
        (None, 2023, 101),
    ]
    assert rows(taken(tmp_path, "nombre,año,población\nTotal,2022,100\n", areas=None)) == [(None, 2022, 100)]
    assert rows(taken(tmp_path, "año,población\n2022,100\n")) == [(None, 2022, 100)]


@pytest.mark.parametrize(
    ("text", "areas", "id"),
    [
        ("barrio,año,población\nMarte,2022,10\n", AREAS, "population-empty"),
        ("codigo,año,población\n7,2022,10\n8,2022,20\n", AREAS, "population-empty"),
        ("barrio,año,población\nCentro,2022,10\n", None, "population-empty"),
        ("barrio,año\nCentro,2022\n", AREAS, "population-columns-unknown"),
    ],
)
def test_what_tells_no_residents_is_refused(tmp_path: Path, text: str, areas: AreaSet | None, id: str) -> None:  # noqa: A002
    with pytest.raises(InputFileError) as caught:
        taken(tmp_path, text, areas=areas)
    assert caught.value.id == id


def test_workbooks_geojson_and_files_of_no_rows(tmp_path: Path) -> None:
    book = tmp_path / "poblacion.xlsx"
    pl.DataFrame({"Barrio": ["Centro", "La Boca"], "2022": [10, 20]}).write_excel(book)
    assert rows(read_population(book, AREAS)) == [("1", 2022, 10), ("2", 2022, 20)]
    found = taken(
        tmp_path,
        '[{"properties": {"CODIGO": 1.0, "AÑO": 2018.0, "POBLACION": 5}, "geometry": null}]',
        name="pob.geojson",
    )
    assert rows(found) == [("1", 2018, 5)]
    empty = tmp_path / "vacio.parquet"
    pl.DataFrame({"a": []}, schema={"a": pl.String}).write_parquet(empty)
    with pytest.raises(InputFileError, match="no rows"):
        text_table(empty)


@pytest.mark.data
def test_real_residents(shared_data: Path) -> None:
    folder = shared_data / "buenosaires"
    comunas = AreaSet.from_frame(areas_of(folder / "comunas.geojson", AreaReading()).areas)
    found = read_population(folder / "cantidad_habitantes_por_comuna_censo2022.csv", comunas)
    assert (found.population.height, found.years) == (15, [2022])
    assert found.population.filter(pl.col("area") == "1")["population"].item() == 223_554
    path = shared_data / "medellin" / "poblacion_por_comuna.geojson"
    table = text_table(path).unique("CODIGO", maintain_order=True)
    shapes = tuple(shapely.box(k, 0, k + 1, 1) for k in range(table.height))
    medellin = AreaSet("comuna", tuple(table["CODIGO"]), tuple(table["NOMBRE"]), shapes)
    found = read_population(path, medellin)
    assert found.reconciliation.read == 273 == found.reconciliation.stored
    assert found.population.filter(area="1", year=2018)["population"].item() == 136_986


def test_new_areas_move_no_point_and_give_each_incident_its_area() -> None:
    stored = incidents(
        [
            {"lon": 0.5, "lat": 0.5, "location_precision": "displaced", "area": "old"},
            {"lon": 9.0, "lat": 9.0, "location_precision": "point", "area": "old"},
            {"area_reported": "BARRIO LA BOCA"},
            {"area_reported": "Marte", "area": "old", "location_precision": "area"},
        ]
    )
    moved = relocated(stored, AREAS)
    assert moved.schema == stored.schema
    assert moved["area"].to_list() == ["1", None, "2", None]
    assert moved["location_precision"].to_list() == ["displaced", "point", "area", "none"]
    assert moved.drop("area", "location_precision").equals(stored.drop("area", "location_precision"))
    assert relocated(stored, None)["area"].null_count() == 4
    assert ROW not in moved.columns
    assert moved["local_date"][0] == dt.date(2019, 1, 1)
