"""Areas and residents of a city in the store: who may write them, what is written down, incidents located anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from atalaya.errors import ConflictError, InputFileError, PermissionRefusedError
from atalaya.intake.area_files import AreaReading, areas_of
from atalaya.store.disk import only_writer
from atalaya.web.accounts.models import Account
from atalaya.web.audit.models import Entry
from atalaya.web.observatory.models import City
from atalaya.web.observatory.operations import ground
from atalaya.web.observatory.operations.cities import create_city
from atalaya.web.observatory.operations.imports import take_in
from ground_files import area_file

People = Callable[[str], Account]
ROWS = "fecha;tipo;latitud;longitud;barrio\n01/02/2019 10:00;Robo;-33,95;-57,95;X\n02/02/2019;Robo;;;Zona B\n"


@pytest.fixture
def city(db: None, tmp_path: Path) -> City:
    made = create_city(None, code="puerto", name="Puerto")
    path = tmp_path / "hechos.csv"
    path.write_text(ROWS, encoding="utf-8")
    take_in(None, made, path)
    return made


def areas_now(city: City) -> list[str | None]:
    snapshot = city.store.current()
    assert snapshot is not None
    return snapshot.scan().collect().sort("local_date")["area"].to_list()


def test_the_first_layer_locates_the_incidents_and_another_only_when_it_is_to_count(
    city: City, tmp_path: Path, person: People
) -> None:
    analyst = person("analyst")
    zones = area_file(tmp_path, "zona", "Zona A", "Zona B")
    kept = ground.keep_areas(analyst, city, zones, areas_of(zones, AreaReading()))
    assert (kept.layer, kept.counts) == ("zona", True)
    assert areas_now(city) == ["Zona A", "Zona B"]
    assert Entry.objects.get(action="city.areas").detail["areas"] == 2

    quarters = area_file(tmp_path, "barrio", "Norte")
    found = areas_of(quarters, AreaReading())
    before = city.store.current()
    assert not ground.keep_areas(analyst, city, quarters, found).counts
    assert city.store.layers() == ["zona", "barrio"]
    assert city.store.current() == before
    assert ground.keep_areas(analyst, city, quarters, found, counts=True).snapshot is not None
    assert city.store.layers() == ["barrio", "zona"]
    assert areas_now(city) == ["Norte", None]


def test_without_data_areas_are_kept_and_nothing_is_published(db: None, tmp_path: Path) -> None:
    made = create_city(None, code="otra", name="Otra")
    assert ground.areas_of(made) is None
    path = area_file(tmp_path, "zona", "A")
    assert ground.keep_areas(None, made, path, areas_of(path, AreaReading())).snapshot is None
    assert made.store.areas().height == 1


def test_residents_are_matched_and_written_down(city: City, tmp_path: Path, person: People) -> None:
    zones = area_file(tmp_path, "zona", "Zona A", "Zona B")
    ground.keep_areas(None, city, zones, areas_of(zones, AreaReading()))
    path = tmp_path / "poblacion.csv"
    path.write_text("zona;poblacion\nA;10\nB;20\n", encoding="utf-8")
    found = ground.keep_population(person("analyst"), city, path, year=2022, source="Censo")
    assert found.years == [2022]
    assert city.store.population()["population"].to_list() == [10, 20]
    assert Entry.objects.get(action="city.population").detail["years"] == [2022]


def test_residents_of_another_layer_are_told_apart(city: City, tmp_path: Path) -> None:
    for layer, names in (("zona", ("A", "B")), ("barrio", ("Norte", "Sur")), ("sector", ("X",))):
        path = area_file(tmp_path, layer, *names)
        ground.keep_areas(None, city, path, areas_of(path, AreaReading()))
    residents = tmp_path / "poblacion_2022.csv"
    residents.write_text("nombre;poblacion\nX;10\n", encoding="utf-8")
    with pytest.raises(ConflictError, match="residents of the layer sector, and incidents are counted by zona"):
        ground.keep_population(None, city, residents)
    residents.write_text("nombre;poblacion\nMarte;10\n", encoding="utf-8")
    with pytest.raises(InputFileError, match="no area"):
        ground.keep_population(None, city, residents)
    residents.write_text("nombre;nada\nMarte;10\n", encoding="utf-8")
    with pytest.raises(InputFileError, match="No column"):
        ground.keep_population(None, city, residents)
    assert ground.count_by(None, city, "sector") is not None
    residents.write_text("nombre;poblacion\nX;10\n", encoding="utf-8")
    assert ground.keep_population(None, city, residents).years == [2022]


def test_a_viewer_changes_no_ground_and_another_writer_is_waited_for_by_nobody(
    city: City, tmp_path: Path, person: People
) -> None:
    path = area_file(tmp_path, "zona", "A")
    found = areas_of(path, AreaReading())
    with pytest.raises(PermissionRefusedError):
        ground.keep_areas(person("viewer"), city, path, found)
    with pytest.raises(PermissionRefusedError):
        ground.keep_population(person("viewer"), city, path)
    with only_writer(city.store.folder / "lock"), pytest.raises(ConflictError):
        ground.keep_areas(None, city, path, found)
    assert city.store.layers() == []
