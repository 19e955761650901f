"""The quality report of an import, the list of imports, and the files they give back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from atalaya.intake.profile_toml import loads
from atalaya.web.audit.models import Entry
from atalaya.web.observatory import import_report
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations import import_jobs
from atalaya.web.observatory.views import import_files
from import_wizard import ES, HEAD, at_once, city, page, proposed, text

__all__ = ["at_once", "city"]
Browsers = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("at_once")


def done(client: Client, person: Callable[[str], Any], content: bytes | None = None) -> ImportJob:
    job = proposed(client, content)
    import_jobs.confirm(person("analyst"), job)
    job.refresh_from_db()
    assert job.state == ImportState.DONE, job.error
    return job


def test_the_report_answers_first(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    job = done(client, person)
    shown = page(client, job)
    assert "Se guardaron 4 de 6 filas; 2 quedaron aparte" in shown
    assert "Todas son nuevas para la ciudad" in shown
    assert "Fechas que no se pueden leer" in shown
    assert "<td>nunca</td>" in shown  # the first rows that were set aside
    assert "Filas sin coordenadas" in shown
    assert "Ruidos molestos (1)" in shown
    assert "No falta ningún mes" in shown
    assert city.store.current().id in shown
    entry = Entry.objects.get(action="import.done")
    assert (entry.detail["read"], entry.detail["stored"]) == (6, 4)


def test_those_who_only_look_see_no_row(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    job = done(signed_in("analyst"), person)
    viewer = signed_in("viewer")
    shown = page(viewer, job)
    assert "Se guardaron 4 de 6 filas" in shown
    assert "nunca" not in shown
    assert "aparte.csv" not in shown
    assert viewer.get(f"/ciudad/puerto/datos/{job.pk}/aparte.csv").status_code == 403
    assert viewer.get(f"/ciudad/puerto/datos/{job.pk}/perfil.toml").status_code == 200


def test_the_rows_set_aside_as_a_file(
    city: City, signed_in: Browsers, person: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_files, "CHUNK_ROWS", 2)
    client = signed_in("analyst")
    job = done(client, person, text() + b"7;rota\n")
    answer = client.get(f"/ciudad/puerto/datos/{job.pk}/aparte.csv", headers=ES)
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [
        "Fila del archivo",
        "Motivo",
        *HEAD.split(";"),
        "Texto de la fila",
    ]
    assert rows[1] == ["5", "Fechas que no se pueden leer", "5", "nunca", "23", "Robo", "-58,43", "-34,60", "'=1+1", ""]
    assert rows[2][:3] == ["6", "Filas sin categoría", "6"]
    assert rows[2][8] == "-34,5"
    assert rows[3] == ["7", "Filas rotas", *[""] * 7, "7;rota"]
    assert f'filename="puerto-{job.pk}-aparte.csv"' in answer.headers["Content-Disposition"]


def test_the_profile_as_a_file(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    job = done(client, person)
    told = client.get(f"/ciudad/puerto/datos/{job.pk}/perfil.toml").content.decode()
    assert loads(told).source == "hechos"


def test_files_that_are_not_there(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    job = ImportJob.objects.create(city=city, file_name="a", file_sha256="a" * 64, file_bytes=1)
    assert client.get(f"/ciudad/puerto/datos/{job.pk}/aparte.csv").status_code == 404
    assert client.get(f"/ciudad/puerto/datos/{job.pk}/perfil.toml").status_code == 404
    job.result = {"aside": "../../atalaya.db"}
    assert import_report.aside_table(job) is None
    assert import_report.first_aside(job) == {}


def test_what_was_known_before_is_told(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    first = done(client, person)
    second = done(client, person, text(["1;05/03/2024;08:30;Robo;-58,41;-34,61;Centro", "9;07/03/2024;1;Robo;;;Sur"]))
    assert "1 son nuevas; 1 reemplazan registros que ya se conocían" in page(client, second)
    listed = client.get("/ciudad/puerto/datos/", headers=ES).content.decode()
    assert "Hay 5 hechos guardados" in listed
    assert "Del 5 de marzo de 2024 al 29 de mayo de 2024" in listed
    assert listed.index(f"/datos/{second.pk}/") < listed.index(f"/datos/{first.pk}/")
    answer = client.post(f"/ciudad/puerto/datos/{first.pk}/leer-de-nuevo/")
    anew = ImportJob.objects.first()
    assert answer.headers["Location"] == f"/ciudad/puerto/datos/{anew.pk}/"
    assert (anew.state, anew.file_sha256) == (ImportState.UPLOADED, first.file_sha256)


def test_a_clean_file_has_a_quiet_report(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    job = done(client, person, text(["1;05/03/2024;08:30;Robo;-58,41;-34,61;Centro"]))
    shown = page(client, job)
    assert "Se guardó la única fila" in shown
    assert "No se encontró nada que limite" in shown
    assert "Por qué quedaron" not in shown


def test_a_file_of_which_nothing_was_stored(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    job = done(client, person, text(["1;05/03/2024;8;;;;", "2;06/03/2024;8;;;;"]))
    shown = page(client, job)
    assert "No se guardó ninguna de las 2 filas" in shown
    assert "Los datos de la ciudad no cambiaron" in shown
    assert "son nuevas" not in shown
    assert "Filas por mes" not in shown
    assert "Todavía no hay hechos" in client.get("/ciudad/puerto/datos/", headers=ES).content.decode()


def test_the_list_before_the_first_import(city: City, signed_in: Browsers) -> None:
    listed = signed_in("analyst").get("/ciudad/puerto/datos/", headers=ES).content.decode()
    assert "Todavía no hay hechos" in listed
    assert "Importar un archivo" in listed
    assert "Importar un archivo" not in signed_in("viewer").get("/ciudad/puerto/datos/", headers=ES).content.decode()


def test_shares_are_neither_none_nor_all_where_they_are_not() -> None:
    from django.utils.translation import override

    with override("es"):
        told = [import_report.share_words(part, 10_000) for part in (0, 1, 5_000, 9_999, 10_000)]
        assert [one.replace("\u202f", " ") for one in told] == ["0,0 %", "< 0,1 %", "50,0 %", "> 99,9 %", "100,0 %"]
        assert import_report.share_words(0, 0) == "–"


def test_months_that_are_empty_or_thin() -> None:
    told = import_report.months_chart({"2024-01": 10, "2024-02": 0, "2024-03": 12})
    assert told is not None
    assert [month.month for month in told["empty"]] == [2]
    assert [bar["year"] for bar in told["bars"]] == [2024, None, None]
    counts = dict(zip((f"2023-{n:02d}" for n in range(1, 9)), (3, 90, 100, 20, 95, 99, 90, 2), strict=True))
    told = import_report.months_chart(counts)
    assert told is not None
    assert [month.month for month in told["thin"]] == [4]
    assert import_report.months_chart({}) is None
