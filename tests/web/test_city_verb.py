"""`atalaya city` as a person and a script use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from atalaya.cli import city as verb
from atalaya.errors import ConflictError, NotFoundError, UsageError
from atalaya.web.audit.models import Entry
from atalaya.web.observatory.models import City
from ground_files import area_file

Printed = pytest.CaptureFixture[str]
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_city_is_made_shown_and_changed(home: Path, capsys: Printed) -> None:
    verb.list_cities(home)
    assert "atalaya city create" in capsys.readouterr().out
    verb.create("puerto", "Puerto", country="AR", language="es", time_zone="America/Bogota", home=home, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["code"], told["rows"], told["layers"], told["snapshot"]) == ("puerto", 0, {}, None)
    verb.change("puerto", name="Puerto Nuevo", threshold=7, colour="#0b5a7a", home=home, as_json=False)
    assert "Puerto Nuevo" in capsys.readouterr().out
    found = City.objects.get()
    assert (found.small_count_threshold, found.accent, found.time_zone) == (7, "#0b5a7a", "America/Bogota")
    assert set(Entry.objects.get(action="city.changed").detail) == {"name", "small_count_threshold", "accent"}
    verb.list_cities(home, as_json=True)
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["cities"]] == ["puerto"]
    verb.list_cities(home)
    assert "Puerto Nuevo" in capsys.readouterr().out
    with pytest.raises(ConflictError):
        verb.create("puerto", "Otro", home=home)
    with pytest.raises(UsageError):
        verb.create("otro", "Otro", threshold=1, home=home)
    with pytest.raises(NotFoundError, match="no city with the code nada"):
        verb.show("nada", home)


def test_areas_and_residents_are_taken_in(home: Path, tmp_path: Path, capsys: Printed) -> None:
    zones = area_file(tmp_path, "zona", "Zona A", "Zona B", None)
    verb.areas(zones, city="puerto", home=home, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["layer"], told["stored"], told["counts"], told["snapshot"]) == ("zona", 2, True, None)
    verb.areas(zones, layer="sector", home=home)
    out = capsys.readouterr().out
    assert "sector" in out
    assert "·" in out
    residents = tmp_path / "poblacion.csv"
    residents.write_text("zona;poblacion\nA;10\nC;20\n", encoding="utf-8")
    verb.population(residents, year=2022, home=home, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["city"], told["stored"], told["set_aside"]) == ("puerto", 1, {"area-unknown": 1})
    verb.population(residents, year=2022, home=home)
    assert "·" in capsys.readouterr().out
    verb.show("puerto", home)
    out = capsys.readouterr().out
    assert "zona (2), sector (2)" in out
    assert "2022" in out
