"""Settings of a city on screen: facts, colour, logo, areas shown before they are kept, residents, a new city."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from atalaya.errors import LimitError, NotFoundError
from atalaya.home import find_home
from atalaya.intake.area_files import AreaReading, areas_of
from atalaya.web.observatory import ground_uploads
from atalaya.web.observatory.area_drawing import draw
from atalaya.web.observatory.models import City
from atalaya.web.observatory.operations import logos
from atalaya.web.observatory.operations.cities import create_city
from atalaya.web.observatory.views import city_settings as settings_view
from ground_files import area_file

Browsers = Callable[[str], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
FACTS = {"name": "Puerto", "language": "pt", "country": "br", "time_zone": "America/Sao_Paulo"}
ES = {"accept-language": "es"}


@pytest.fixture
def city(db: None) -> City:
    return create_city(None, code="puerto", name="Puerto")


def upload(path: Path, name: str | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes())


def test_the_facts_are_shown_and_kept(city: City, signed_in: Browsers) -> None:
    analyst = signed_in("analyst")
    page = analyst.get("/ciudad/puerto/ajustes/", headers=ES).content.decode()
    assert "Aún no hay áreas" in page
    assert "contraste 7,6 a 1" in page
    assert '<option value="America/Bogota">' in page
    colour = {"small_count_threshold": 7, "own_colour": "on", "accent": "#ffcc00"}
    answer = analyst.post("/ciudad/puerto/ajustes/", FACTS | colour)
    assert answer.status_code == 302
    city.refresh_from_db()
    assert (city.language, city.country, city.small_count_threshold, city.accent) == ("pt", "BR", 7, "#ffcc00")
    assert "siguen en azul" in analyst.get("/ciudad/puerto/ajustes/", headers=ES).content.decode()
    analyst.post("/ciudad/puerto/ajustes/", FACTS | {"small_count_threshold": 7, "accent": "#ffcc00"})
    city.refresh_from_db()
    assert city.accent == ""


def test_facts_that_cannot_be_are_said(city: City, signed_in: Browsers) -> None:
    wrong = FACTS | {"time_zone": "Marte/Olimpo", "small_count_threshold": 1}
    page = signed_in("analyst").post("/ciudad/puerto/ajustes/", wrong, headers=ES).content.decode()
    assert "No existe ese huso horario" in page
    colour = FACTS | {"small_count_threshold": 5, "own_colour": "on", "accent": "azul"}
    page = signed_in("analyst").post("/ciudad/puerto/ajustes/", colour, headers=ES).content.decode()
    assert "accent" in page
    assert settings_view.contrast_of("#zz") == settings_view.contrast_of("#0b5a7a")


def test_readers_change_nothing(city: City, signed_in: Browsers) -> None:
    for role in ("viewer", "approver"):
        client = signed_in(role)
        assert client.get("/ciudad/puerto/ajustes/").status_code == 403
        for place in ("logo/", "areas/", "habitantes/"):
            assert client.post(f"/ciudad/puerto/ajustes/{place}").status_code == 403
        assert client.get("/ciudad/nueva/").status_code == 403


def test_the_logo_is_known_by_its_first_bytes_and_served_as_what_it_is(city: City, signed_in: Browsers) -> None:
    analyst = signed_in("analyst")
    assert Client().get("/ciudad/puerto/logo").status_code == 404
    keep = "/ciudad/puerto/ajustes/logo/"
    told = analyst.post(keep, {"logo": SimpleUploadedFile("a.png", PNG)}, follow=True, headers=ES).content.decode()
    assert "Se guardaron los ajustes" in told
    assert 'src="/ciudad/puerto/logo"' in told
    answer = Client().get("/ciudad/puerto/logo")
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    for data, said in (
        (b"<svg onload=alert(1)>", "ni JPEG"),
        (PNG + b"\0" * logos.MOST_BYTES, "más de 300 kB"),
    ):
        page = analyst.post(keep, {"logo": SimpleUploadedFile("a.png", data)}, follow=True, headers=ES)
        assert said in page.content.decode()
    assert "No se eligió" in analyst.post(keep, follow=True, headers=ES).content.decode()
    analyst.post(keep, {"remove": "1"})
    city.refresh_from_db()
    assert (city.logo, city.logo_type) == (None, "")


def test_areas_are_shown_before_they_are_kept(city: City, signed_in: Browsers, tmp_path: Path) -> None:
    analyst = signed_in("analyst")
    path = area_file(tmp_path, "comunas", "1", "2", "10", None)
    page = analyst.post(
        "/ciudad/puerto/ajustes/areas/", {"areas": upload(path, "../../Mis comunas.geojson")}, follow=True, headers=ES
    )
    shown = page.content.decode()
    assert "Se encontraron 3 áreas" in shown
    assert "mis-comunas.geojson" in shown
    assert shown.index("Comuna 2<") < shown.index("Comuna 10<")
    assert shown.count('<path d="M') >= 3
    assert "Áreas sin forma" in shown
    assert city.store.layers() == []
    address = page.redirect_chain[-1][0]
    again = analyst.post(address, {"look": "1", "layer": "Distritos", "code": "comunas"}, headers=ES).content.decode()
    assert 'value="distritos"' in again
    refused = analyst.post(address, {"keep": "1", "crs": "EPSG:0"}, headers=ES).content.decode()
    assert "no se pueden leer así" in refused
    kept = analyst.post(address, {"keep": "1", "layer": "comuna", "code": "comunas"}, follow=True, headers=ES)
    assert "Se guardó la capa comuna" in kept.content.decode()
    assert city.store.layers() == ["comuna"]
    assert analyst.get(address).status_code == 404


def test_another_layer_counts_only_when_asked_and_a_file_can_be_discarded(
    city: City, signed_in: Browsers, tmp_path: Path
) -> None:
    analyst = signed_in("administrator")
    for layer, choice in (("zona", {}), ("barrio", {}), ("barrio", {"counts": "1"})):
        path = area_file(tmp_path, layer, "Norte", "Sur")
        page = analyst.post("/ciudad/puerto/ajustes/areas/", {"areas": upload(path)}, follow=True, headers=ES)
        analyst.post(page.redirect_chain[-1][0], {"keep": "1", **choice})
    assert city.store.layers() == ["barrio", "zona"]
    assert "La capa barrio ya existe" in page.content.decode()
    told = analyst.post("/ciudad/puerto/ajustes/capa/", {"layer": "zona"}, follow=True, headers=ES).content.decode()
    assert "se cuentan ahora por la capa zona" in told
    assert "Contar por esta capa" in told
    assert city.store.layers() == ["zona", "barrio"]
    assert analyst.post("/ciudad/puerto/ajustes/capa/", {"layer": "nada"}).status_code == 404
    path = area_file(tmp_path, "zona", "Norte")
    page = analyst.post("/ciudad/puerto/ajustes/areas/", {"areas": upload(path)}, follow=True)
    address = page.redirect_chain[-1][0]
    assert analyst.post(address, {"discard": "1"}).status_code == 302
    assert list((find_home().uploads / "ground").iterdir()) == []
    assert "No se eligió" in analyst.post("/ciudad/puerto/ajustes/areas/", follow=True, headers=ES).content.decode()


def test_residents_are_taken_in_and_what_is_missing_is_told(city: City, signed_in: Browsers, tmp_path: Path) -> None:
    analyst = signed_in("analyst")
    analyst.post("/ciudad/puerto/ajustes/", FACTS | {"small_count_threshold": 5})
    areas = area_file(tmp_path, "zona", "Norte", "Sur")
    page = analyst.post("/ciudad/puerto/ajustes/areas/", {"areas": upload(areas)}, follow=True)
    analyst.post(page.redirect_chain[-1][0], {"keep": "1"})
    path = tmp_path / "habitantes_2022.csv"
    path.write_text("zona;habitantes\nNorte;1000\n", encoding="utf-8")
    place = "/ciudad/puerto/ajustes/habitantes/"
    told = analyst.post(place, {"residents": upload(path), "source": "INE"}, follow=True, headers=ES).content.decode()
    assert "Cifras guardadas: 1" in told
    assert "sin habitantes en este archivo" in told
    assert "1.000" in told
    assert "INE" in told
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    told = analyst.post(place, {"residents": upload(path)}, follow=True, headers=ES).content.decode()
    assert "Ninguna columna" in told
    assert "No se eligió" in analyst.post(place, follow=True, headers=ES).content.decode()


def test_the_residents_of_the_whole_city_are_a_row_too(city: City) -> None:
    rows = {"area": [None], "year": [2022], "population": [90], "source": ["INE"]}
    schema = city.store.population().schema
    city.store.save_population(pl.DataFrame(rows, schema=schema))
    assert settings_view.residents_of(city) == [{"year": 2022, "areas": 0, "people": 90, "source": "INE"}]


def test_the_first_city_is_made_on_screen(db: None, signed_in: Browsers) -> None:
    analyst = signed_in("analyst")
    assert "Crear la primera ciudad" in analyst.get("/", headers=ES).content.decode()
    facts = {"name": "Santa Rita", "language": "es", "small_count_threshold": 5}
    assert "Una ciudad nueva" in analyst.get("/ciudad/nueva/", headers=ES).content.decode()
    page = analyst.post("/ciudad/nueva/", facts | {"code": "nueva"}, headers=ES).content.decode()
    assert "Una ciudad nueva" in page
    assert not City.objects.exists()
    made = analyst.post("/ciudad/nueva/", facts | {"code": "santa-rita"}, follow=True, headers=ES)
    assert "Se creó la ciudad" in made.content.decode()
    board = analyst.get("/", headers=ES).content.decode()
    assert "Santa Rita no tiene áreas" in board
    assert "Crear otra ciudad" in board
    assert "Santa Rita" not in analyst.get("/ciudad/nueva/", headers=ES).content.decode()
    create_city(None, code="otra", name="Otra", synthetic=True)
    board = analyst.get("/", headers=ES).content.decode()
    assert 'href="/ciudad/otra/"' in board
    assert "Sintética" in board
    assert "Crear otra" not in signed_in("viewer").get("/", headers=ES).content.decode()


def test_uploads_are_found_by_their_hash_alone(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = ground_uploads.keep("", [b"{}"])
    assert ground_uploads.find(digest).name == "areas.file"
    for wrong in ("..", "0" * 64):
        with pytest.raises(NotFoundError):
            ground_uploads.find(wrong)
    monkeypatch.setattr(ground_uploads, "MOST_BYTES", 3)
    with pytest.raises(LimitError):
        ground_uploads.keep("a.geojson", [b"1234"])
    assert [path.name for path in (find_home().uploads / "ground").iterdir()] == [digest]


def test_the_drawing_has_north_above_and_holds_holes(tmp_path: Path) -> None:
    path = area_file(tmp_path, "zona", "Norte", "Sur")
    content = json.loads(path.read_text())
    content["features"][0]["geometry"]["coordinates"].append(
        [[-57.98, -33.98], [-57.92, -33.98], [-57.92, -33.92], [-57.98, -33.92], [-57.98, -33.98]]
    )
    path.write_text(json.dumps(content))
    made = draw(areas_of(path, AreaReading()).areas, width=200)
    assert made.width == 200
    assert made.height == pytest.approx(121, abs=3)
    assert [code for code, _name, _line in made.paths] == ["Norte", "Sur"]
    assert made.paths[0][2].count("M") == 2


def test_a_city_is_made_from_its_name_alone(db: None, signed_in: Callable[[str], Client]) -> None:
    analyst = signed_in("analyst")
    facts = {"name": "São José dos Ñandúes", "language": "pt", "small_count_threshold": "5"}
    analyst.post("/ciudad/nueva/", facts)
    assert City.objects.get().code == "sao-jose-dos-nandues"
    refused = analyst.post("/ciudad/nueva/", facts | {"name": "—"}, headers=ES).content.decode()
    assert "escribir un código" in refused
    assert "Una ciudad nueva" in analyst.post("/ciudad/nueva/", facts | {"name": ""}, headers=ES).content.decode()
    assert City.objects.count() == 1
