"""The proposal: what is shown of a file, every correction, and that nothing is imported before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from atalaya.errors import ConflictError, LimitError
from atalaya.home import find_home
from atalaya.intake.profile_toml import loads
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations import import_jobs
from atalaya.web.observatory.operations.imports import profiles_of
from import_wizard import ES, HEAD, ROWS, answers, at_once, city, gzipped, page, proposed, sent, text

__all__ = ["at_once", "city"]
Browsers = Callable[[str], Client]
HTMX = {**ES, "hx-request": "true"}
pytestmark = pytest.mark.usefixtures("at_once")


def corrected(
    client: Client, job: ImportJob, act: str = "preview", headers: dict[str, str] = ES, **changes: str
) -> Any:
    """The form sent with some answers changed."""
    told = {**answers(client, job), "act": act, **changes}
    answer = client.post(f"/ciudad/puerto/datos/{job.pk}/lectura/", told, headers=headers)
    job.refresh_from_db()
    return answer


def test_the_rows_are_shown_before_and_after(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    job = proposed(client)
    assert (job.state, job.rows_expected) == (ImportState.PROPOSED, 6)
    assert job.proposal["source"] == "hechos"
    shown = page(client, job)
    assert "de las primeras 6 filas solo se guardarían 4" in shown
    assert "Los motivos están abajo" in shown
    assert "Fechas que no se pueden leer" in shown
    assert "<td>05/03/2024</td>" in shown  # as it stands
    assert ">5 de marzo de 2024</td>" in shown  # as it is read
    assert "<circle" in shown
    assert "Una categoría no tiene código" in shown
    assert "día/mes/año: 05/03/2024 → 5 de marzo de 2024" in shown
    assert not city.store.history()


def test_others_see_that_it_waits_and_no_row(city: City, signed_in: Browsers) -> None:
    job = proposed(signed_in("analyst"))
    shown = page(signed_in("viewer"), job)
    assert "Falta confirmar este archivo" in shown
    assert "05/03/2024" not in shown
    assert signed_in("viewer").post(f"/ciudad/puerto/datos/{job.pk}/lectura/").status_code == 403
    sent(signed_in("analyst"), text(ROWS[:3]))
    assert "Falta que una persona" in page(signed_in("viewer"), ImportJob.objects.exclude(pk=job.pk).get())


def test_a_doubtful_decision_stands_first_until_a_person_has_said_it(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    job = proposed(client, text(["1;25/03/2024;-34,6;-58,4"], "nro;fecha;latitud;longitud"), "homicidios_2024.csv")
    shown = page(client, job)
    assert "Antes de importar hay una decisión por revisar" in shown
    assert shown.index("Por revisar") < shown.index("Las primeras filas")
    assert "una suposición" in shown
    corrected(client, job, category_constant="homicidio doloso")
    assert loads(job.profile).fields["category_local"].values == {"": "Homicidio doloso"}
    assert "category_local" in job.proposal["chosen"]
    shown = page(client, job)
    assert "Por revisar" not in shown
    assert "dicha por una persona" in shown


def test_every_decision_can_be_corrected(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    job = proposed(client)
    assert answers(client, job)["iccs_0"] == "0401 Robo"
    place = next(name for name, word in answers(client, job).items() if name.startswith("iccs_") and "Hurto" in word)
    corrected(
        client,
        job,
        source="guardia-urbana",
        layout_occurred_from="%d/%m/%Y",
        time_zone="America/Bogota",
        missing="S/D\nnunca",
        duplicates="set-aside",
        displaced="on",
        col_reported="fecha",
        col_hour="",
        crs="epsg:4326",
        **{place: "0502"},
    )
    told = loads(job.profile)
    assert (told.source, told.time_zone, told.missing) == ("guardia-urbana", "America/Bogota", ("", "S/D", "nunca"))
    assert (told.duplicates, told.displaced, told.crs) == ("set-aside", True, "EPSG:4326")
    assert "hour" not in told.fields
    assert told.fields["occurred_from"].layout == ("%d/%m/%Y",)
    assert told.iccs["Hurto"] == "0502"
    assert {"source", "occurred_from", "hour", "missing"} - set(job.proposal["chosen"]) <= {"occurred_from"}
    corrected(client, job, **{place: ""})
    assert loads(job.profile).iccs["Hurto"] == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"col_lat": ""}, "Hacen falta longitud y latitud"),
        ({"col_category_local": ""}, "Elegir una columna para la categoría"),
        ({"iccs_0": "9999 Nada"}, "No existe ese código en la ICCS"),
        ({"crs": "EPSG:99"}, "no se conoce"),
        ({"crs": "'; drop table"}, "Hay algo por corregir"),
        ({"source": "../../etc"}, "Hay algo por corregir"),
        ({"col_occurred_from": "otra"}, "Hay algo por corregir"),
        ({"header_row": "900"}, "No hay nombres de columnas en la fila 900"),
    ],
)
def test_what_cannot_be_is_told_beside_its_control_and_nothing_is_kept(
    city: City, signed_in: Browsers, changes: dict[str, str], said: str
) -> None:
    client = signed_in("analyst")
    job = proposed(client)
    before = job.profile
    answer = corrected(client, job, "accept", **changes)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert (job.profile, job.state) == (before, ImportState.PROPOSED)


def test_another_separator_or_header_is_looked_at_anew(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    job = proposed(client, b"Policia;;;;;;\n" + text())
    answer = corrected(client, job, "accept", header_row="1")
    assert (answer.status_code, job.state) == (302, ImportState.PROPOSED)
    assert loads(job.profile).reading.columns[:2] == ("Policia", "column 2")
    answer = corrected(client, job, "accept", encoding="cp1252", header_row="2")
    assert answer.status_code == 302
    assert job.state == ImportState.PROPOSED  # a new reading is shown before it is imported
    assert loads(job.profile).reading.encoding == "cp1252"
    assert job.proposal["chosen"] == ["encoding", "header"]


def test_with_htmx_the_proposal_alone_comes_back(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    job = proposed(client)
    answer = corrected(client, job, headers=HTMX, source="otra").content.decode()
    assert answer.startswith('<div id="proposal">')
    assert 'value="otra"' in answer
    assert corrected(client, job).status_code == 302


def test_the_next_file_of_the_source_asks_nothing(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    job = proposed(client)
    corrected(client, job, "accept", source="policia")
    assert (job.state, job.result["source"]) == (ImportState.DONE, "policia")
    following = proposed(client, text(["7;01/06/2024;10;Robo;-58,41;-34,61;Centro"]), "junio.csv")
    shown = page(client, following)
    assert "Se lee con el perfil guardado «policia»" in shown
    assert "Por revisar" not in shown
    corrected(client, following, "accept")
    assert (following.state, following.result["added"], following.result["replaced"]) == (ImportState.DONE, 1, 0)
    assert [path.name for path in profiles_of("puerto").iterdir()] == ["policia.toml"]


def test_a_compressed_file_and_a_table_of_parquet(city: City, signed_in: Browsers, tmp_path: Any) -> None:
    import polars as pl

    client = signed_in("analyst")
    assert proposed(client, gzipped(text()), "hechos.csv.gz").rows_expected == 6
    path = tmp_path / "hechos.parquet"
    pl.read_csv(text().decode("cp1252").encode(), separator=";", infer_schema=False).write_parquet(path)
    job = proposed(client, path.read_bytes(), "hechos.parquet")
    assert job.rows_expected == 6
    fields = client.get(f"/ciudad/puerto/datos/{job.pk}/").context["form"].fields
    assert {"encoding", "delimiter", "sheet", "header_row"}.isdisjoint(fields)


def test_a_workbook_offers_its_sheets(city: City, signed_in: Browsers, tmp_path: Any) -> None:
    import xlsxwriter

    path = tmp_path / "hechos.xlsx"
    sheets = {"Portada": [["Policía"]], "Hechos": [row.split(";") for row in (HEAD, *ROWS)]}
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    client = signed_in("analyst")
    job = proposed(client, path.read_bytes(), "hechos.xlsx")
    form = client.get(f"/ciudad/puerto/datos/{job.pk}/").context["form"]
    assert [value for value, _name in form.fields["sheet"].choices] == ["Portada", "Hechos"]
    assert form.initial["sheet"] == "Hechos"
    answer = corrected(client, job, sheet="Portada")
    assert "Ninguna columna de hechos.xlsx" in answer.content.decode()
    assert loads(job.profile).reading.sheet == "Hechos"


def test_a_file_without_dates_can_be_put_right_by_a_person(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    lines = [f"aviso {number};2;3;{number};x" for number in range(30)] + ["otro;5/3/2024;Robo;9;x"]
    job = proposed(client, "\n".join(["a;b;c;d;e", *lines, ""]).encode(), "lista.csv")
    assert (job.state, job.proposal["problem"]["id"]) == (ImportState.PROPOSED, "date-column-unknown")
    shown = page(client, job)
    assert "solo se guardarían 0" in shown
    assert "Ninguna columna de lista.csv" in shown
    assert job.file_sha256 not in shown
    corrected(client, job, col_occurred_from="b", col_category_local="c")
    told = loads(job.profile)
    assert told.fields["occurred_from"].layout == ("%d/%m/%Y",)
    assert "de las primeras 31 filas solo se guardarían 1" in page(client, job)


def test_a_file_that_is_no_table_is_told_by_its_own_name_and_can_be_looked_at_again(
    city: City, signed_in: Browsers
) -> None:
    client = signed_in("analyst")
    job = proposed(client, b"%PDF-1.7", "informe.pdf")
    assert (job.state, job.error["id"]) == (ImportState.FAILED, "file-kind-unknown")
    shown = page(client, job)
    assert "informe.pdf" in shown
    assert job.file_sha256 not in shown
    assert "El archivo no se importó" in shown
    client.post(f"/ciudad/puerto/datos/{job.pk}/reabrir/")
    job.refresh_from_db()
    assert (job.state, job.error) == (ImportState.UPLOADED, {})


def test_a_kept_profile_that_reads_badly_is_said_first_and_left_by_one_button(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    corrected(client, proposed(client), "accept", source="policia")
    job = proposed(client, text(["7;2024-06-01;10;Robo;-58,41;-34,61;Centro"]), "junio.csv")
    shown = page(client, job)
    assert "de las primeras 1 filas solo se guardarían 0" in shown
    assert "sus celdas están escritas de otra manera" in shown
    client.post(f"/ciudad/puerto/datos/{job.pk}/lectura/", {"act": "anew"})
    job.refresh_from_db()
    assert not job.proposal["kept"]
    assert "El archivo se puede leer" in page(client, job)


def test_a_file_that_is_gone_is_told(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    job = proposed(client)
    (find_home().uploads / job.file_sha256).unlink()
    answer = client.get(f"/ciudad/puerto/datos/{job.pk}/", headers=ES)
    assert answer.status_code == 413
    assert "ya no está entre los recibidos" in answer.content.decode()
    ImportJob.objects.filter(pk=job.pk).update(state=ImportState.FAILED)
    with pytest.raises(LimitError):
        import_jobs.again(person("analyst"), job)


def test_what_has_moved_on_is_not_done_twice(city: City, signed_in: Browsers, person: Callable[[str], Any]) -> None:
    client = signed_in("analyst")
    job = proposed(client)
    stale = ImportJob.objects.get(pk=job.pk)
    corrected(client, job, "accept")
    assert job.state == ImportState.DONE
    with pytest.raises(ConflictError):
        import_jobs.confirm(person("analyst"), stale)
    with pytest.raises(ConflictError):
        import_jobs.look_at(person("analyst"), job)
    assert client.post(f"/ciudad/puerto/datos/{job.pk}/lectura/", {}).status_code == 302
    answer = client.post(f"/ciudad/puerto/datos/{job.pk}/mirar/", headers=HTMX)
    assert answer.headers["HX-Refresh"] == "true"
