"""The way of a bulletin on screen: draft, second person, files that never change, public, corrected."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable

import polars as pl
import pypdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from ninja.testing import TestClient

from atalaya.errors import ConflictError, NotFoundError, PermissionRefusedError, UsageError
from atalaya.home import find_home
from atalaya.i18n import LOCALES, compile_catalogues
from atalaya.reports.charts import Chart
from atalaya.tables.findings import Reconciliation
from atalaya.web.accounts.models import Account
from atalaya.web.audit.models import Entry
from atalaya.web.observatory.api.bulletins import router
from atalaya.web.observatory.models import City
from atalaya.web.observatory.models.bulletin import Bulletin, BulletinStatus
from atalaya.web.observatory.operations import bulletin_documents, bulletins
from incidents import incidents

People = Callable[[str], Account]
Browsers = Callable[[str], Client]
FIRST, LAST = dt.date(2019, 12, 1), dt.date(2019, 12, 31)
MONTH = {"start": "2019-12-01", "end": "2019-12-31"}
ES = {"accept-language": "es"}


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.fixture(autouse=True)
def _spanish_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are made in Spanish alone but for the tests that ask for `all_languages`."""
    if "all_languages" not in request.fixturenames:
        monkeypatch.setattr(bulletin_documents, "KEPT_IN", ("es",))


@pytest.fixture
def all_languages() -> None:
    """Asked for by tests that need every file."""


@pytest.fixture
def city(observed: City) -> City:
    return observed


@pytest.fixture
def draft(city: City, person: People) -> Bulletin:
    return bulletins.draft_bulletin(
        person("analyst"),
        city,
        start=FIRST,
        end=LAST,
        snapshot=newest(city),
        sentences=["El robo se concentró en <b>Ituzaingó</b>."],
    )


@pytest.fixture
def published(draft: Bulletin, person: People) -> Bulletin:
    bulletins.submit_bulletin(person("analyst"), draft)
    bulletins.approve_bulletin(person("approver"), draft)
    return bulletins.publish_bulletin(person("approver"), draft)


def newest(city: City) -> str:
    current = city.store.current()
    assert current is not None
    return current.id


def address(bulletin: Bulletin, rest: str = "") -> str:
    return f"/ciudad/here/boletines/{bulletin.number}/{rest}"


def test_the_whole_way_on_screen(city: City, signed_in: Browsers) -> None:
    analyst, approver = signed_in("analyst"), signed_in("approver")
    form = analyst.get("/ciudad/here/boletines/nuevo/", headers=ES).content.decode()
    assert 'value="2019-12-01"' in form
    assert 'value="2019-12-31"' in form
    sent = {
        "start": "2019-12-01",
        "end": "2019-12-31",
        "sentences": "Una.\nDos.",
        "missing_sources": "911, Guardia",
        "keep": "1",
    }
    page = analyst.post("/ciudad/here/boletines/nuevo/", sent, headers=ES, follow=True).content.decode()
    assert "Borrador: sin aprobar, no distribuir." in page
    assert "Enviar a aprobación" in page
    assert "Aprobar este boletín" not in page
    issue = Bulletin.objects.get()
    assert (issue.sentences, issue.missing_sources) == (["Una.", "Dos."], ["911", "Guardia"])
    analyst.post(address(issue, "enviar/"), headers=ES)
    assert "Aprobar este boletín" not in analyst.get(address(issue), headers=ES).content.decode()
    page = approver.post(address(issue, "aprobar/"), headers=ES, follow=True).content.decode()
    assert "Preparado por Analyst, aprobado por Approver" in page
    assert approver.post(address(issue, "publicar/"), headers=ES).status_code == 302
    assert Client().get(address(issue), headers=ES).status_code == 200
    acts = list(
        Entry.objects.filter(action__startswith="bulletin.").order_by("number").values_list("action", flat=True)
    )
    assert acts == ["bulletin.drafted", "bulletin.submitted", "bulletin.approved", "bulletin.published"]


def test_the_author_cannot_approve_even_as_administrator(city: City, person: People) -> None:
    chief = person("administrator")
    made = bulletins.draft_bulletin(chief, city, start=FIRST, end=LAST, snapshot=newest(city))
    bulletins.submit_bulletin(chief, made)
    for nobody_else in (chief, None):
        with pytest.raises(PermissionRefusedError) as caught:
            bulletins.approve_bulletin(nobody_else, made)
        assert caught.value.id == "second-person-needed"
    made.refresh_from_db()
    assert made.status == BulletinStatus.SUBMITTED


@pytest.mark.parametrize(
    ("role", "action", "status"),
    [("viewer", "enviar", 404), ("approver", "enviar", 403), ("analyst", "aprobar", 403), ("analyst", "nada", 404)],
)
def test_who_may_not_is_refused(draft: Bulletin, signed_in: Browsers, role: str, action: str, status: int) -> None:
    assert signed_in(role).post(address(draft, f"{action}/")).status_code == status
    draft.refresh_from_db()
    assert draft.status == BulletinStatus.DRAFT


@pytest.mark.parametrize(("role", "status"), [("analyst", 200), ("approver", 200), ("viewer", 404)])
def test_drafts_are_for_those_who_work_on_them(draft: Bulletin, signed_in: Browsers, role: str, status: int) -> None:
    browser = signed_in(role)
    assert browser.get(address(draft)).status_code == status
    assert browser.get(address(draft, "archivo/es.pdf")).status_code == status
    assert (b"/boletines/1/" in browser.get("/ciudad/here/boletines/").content) == (status == 200)


def test_strangers_see_what_is_public_alone(draft: Bulletin) -> None:
    stranger = Client()
    assert stranger.get(address(draft)).status_code == 404
    assert b"/boletines/1/" not in stranger.get("/ciudad/here/boletines/").content
    assert stranger.get("/ciudad/here/boletines/nuevo/").status_code == 302


def test_files_in_every_language_kept_by_content_and_never_made_again(
    all_languages: None, published: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletin_documents, "input_of", lambda *_a, **_k: pytest.fail("made again"))
    published.refresh_from_db()
    assert len(published.files) == 12
    assert Entry.objects.get(action="bulletin.approved").detail["files"] == published.files
    stranger = Client()
    for locale in LOCALES:
        for form, start in (("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("xlsx", b"PK")):
            answer = stranger.get(address(published, f"archivo/{locale}.{form}"))
            assert answer.content.startswith(start)
            assert hashlib.sha256(answer.content).hexdigest() == published.files[f"{locale}.{form}"]
            assert answer["Content-Disposition"].endswith(f'-here-1-{locale}.{form}"')
        pages = pypdf.PdfReader(io.BytesIO(bulletin_documents.render(published, locale, "pdf"))).pages
        assert "Ciudad de Aquí" in pages[0].extract_text()


@pytest.mark.parametrize("name", ["es.part", "es.exe", "de.pdf"])
def test_no_other_forms(published: Bulletin, name: str) -> None:
    assert Client().get(address(published, f"archivo/{name}")).status_code == 404


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_kept_file_that_was_touched_is_not_served(published: Bulletin, harm: str) -> None:
    published.refresh_from_db()
    path = find_home().documents / f"{published.files['es.pdf']}.pdf"
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(NotFoundError, match="data folder"):
        bulletin_documents.render(published, "es", "pdf")
    assert Client().get(address(published, "archivo/es.pdf")).status_code == 404


def test_a_failed_approval_leaves_everything_as_it_was(
    draft: Bulletin, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulletins.submit_bulletin(person("analyst"), draft)
    monkeypatch.setattr(bulletin_documents, "input_of", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bulletins.approve_bulletin(person("approver"), draft)
    draft.refresh_from_db()
    assert (draft.status, draft.files, draft.approver) == (BulletinStatus.SUBMITTED, {}, None)
    assert not Entry.objects.filter(action="bulletin.approved").exists()


def test_steps_out_of_order_are_conflicts(draft: Bulletin, person: People) -> None:
    with pytest.raises(ConflictError):
        bulletins.publish_bulletin(person("approver"), draft)
    with pytest.raises(ConflictError):
        bulletins.approve_bulletin(person("approver"), draft)
    bulletins.submit_bulletin(person("analyst"), draft)
    with pytest.raises(ConflictError):
        bulletins.change_bulletin(person("analyst"), draft, sentences=["Otra."])


def test_a_draft_is_changed_and_returned(draft: Bulletin, signed_in: Browsers, person: People) -> None:
    analyst = signed_in("analyst")
    shown = analyst.get(address(draft, "editar/"), headers=ES).content.decode()
    assert "&lt;b&gt;Ituzaingó&lt;/b&gt;" in shown
    analyst.post(address(draft, "editar/"), {"sentences": "Otra.", "missing_sources": "", "keep": "1"})
    draft.refresh_from_db()
    assert draft.sentences == ["Otra."]
    analyst.post(address(draft, "enviar/"))
    assert bulletins.waiting_for(person("approver")) == [draft]
    assert bulletins.waiting_for(person("analyst")) == []
    signed_in("approver").post(address(draft, "devolver/"))
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_at) == (BulletinStatus.DRAFT, None)
    assert bulletins.waiting_for(person("approver")) == []


def test_a_correction_replaces_and_the_old_issue_says_so(
    published: Bulletin, person: People, signed_in: Browsers
) -> None:
    analyst, approver = person("analyst"), person("approver")
    signed_in("analyst").post(address(published, "corregir/"))
    made = Bulletin.objects.get(number=2)
    assert made.replaces == published
    with pytest.raises(ConflictError):
        bulletins.correct_bulletin(analyst, published)
    bulletins.submit_bulletin(analyst, made)
    bulletins.approve_bulletin(approver, made)
    bulletins.publish_bulletin(approver, made)
    published.refresh_from_db()
    assert published.status == BulletinStatus.SUPERSEDED
    page = Client().get(address(published), headers=ES).content.decode()
    assert "Reemplazado: el n.º 2 corrige este número." in page
    assert "Este número corrige y reemplaza al n.º 1." in Client().get(address(made), headers=ES).content.decode()


def test_what_does_not_fit_is_told_on_the_form(city: City, signed_in: Browsers, person: People) -> None:
    sent = {"start": "2019-12-31", "end": "2019-12-01", "sentences": "a\nb", "keep": "1"}
    page = signed_in("analyst").post("/ciudad/here/boletines/nuevo/", sent, headers=ES).content.decode()
    assert "El período termina antes de empezar." in page
    sent = {"start": "2019-12-01", "end": "2019-12-31", "sentences": "a\nb\nc\nd", "keep": "1"}
    page = signed_in("analyst").post("/ciudad/here/boletines/nuevo/", sent, headers=ES).content.decode()
    assert "Caben a lo sumo 3 frases." in page
    with pytest.raises(UsageError, match="400"):
        bulletins.draft_bulletin(
            person("analyst"),
            city,
            start=FIRST,
            end=LAST,
            snapshot=newest(city),
            sentences=["x" * 401],
        )
    assert not Bulletin.objects.exists()


def test_text_of_people_is_never_code_on_screen(draft: Bulletin, signed_in: Browsers) -> None:
    page = signed_in("analyst").get(address(draft)).content.decode()
    assert "&lt;b&gt;Ituzaingó&lt;/b&gt;" in page
    assert "<b>Ituzaingó" not in page


def test_the_page_obeys_its_content_policy(draft: Bulletin, signed_in: Browsers) -> None:
    answer = signed_in("analyst").get(address(draft))
    page = answer.content.decode()
    nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
    assert nonce is not None
    assert all(nonce.group(1) in tag for tag in re.findall(r"<style[^>]*>", page))
    assert " style=" not in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    ("asked", "lang", "word"), [("pt", "pt-BR", "Rascunho"), ("es", "es", "Borrador"), ("en", "en", "Draft")]
)
def test_a_draft_is_read_in_every_language(
    draft: Bulletin, signed_in: Browsers, asked: str, lang: str, word: str
) -> None:
    page = signed_in("analyst").get(address(draft) + f"?idioma={asked}", headers=ES).content.decode()
    assert f'<article class="bulletin" lang="{lang}">' in page
    assert f"{word}:" in page


def test_without_data_there_is_a_way_out(db: None, signed_in: Browsers) -> None:
    City.objects.create(code="new", name="Nueva")
    analyst = signed_in("analyst")
    assert "No hay datos con los que hacer un boletín" in analyst.get("/ciudad/new/boletines/nuevo/", headers=ES).text
    sent = {"start": "2019-12-01", "end": "2019-12-31"}
    assert "estará aquí" in analyst.post("/ciudad/new/boletines/vista/", sent, headers=ES).text


@pytest.mark.parametrize(
    ("last", "first_day", "last_day"),
    [
        ("2026-10-11", "2026-09-01", "2026-09-30"),
        ("2026-01-30", "2025-12-01", "2025-12-31"),
        ("2024-02-29", "2024-02-01", "2024-02-29"),
    ],
)
def test_the_last_whole_month(last: str, first_day: str, last_day: str) -> None:
    found = bulletin_documents.last_whole_month(dt.date.fromisoformat(last))
    assert [day.isoformat() for day in found] == [first_day, last_day]


def test_numbers_follow_each_other(draft: Bulletin, person: People) -> None:
    again = bulletins.draft_bulletin(
        person("analyst"), draft.city, start=draft.start, end=draft.end, snapshot=draft.snapshot, sentences=[]
    )
    assert (draft.number, again.number) == (1, 2)


def test_the_api_lists_what_the_account_may_see(published: Bulletin, person: People) -> None:
    bulletins.correct_bulletin(person("analyst"), published)
    browser = TestClient(router)
    numbers = {
        role: [one["number"] for one in browser.get("/cities/here/bulletins", user=who).json()]
        for role, who in (("analyst", person("analyst")), ("viewer", person("viewer")), ("nobody", AnonymousUser()))
    }
    assert numbers == {"analyst": [2, 1], "viewer": [1], "nobody": [1]}
    told = browser.get("/cities/here/bulletins", user=person("analyst")).json()
    assert (told[0]["replaces"], told[1]["status"]) == (1, "published")
    assert Client().get(told[1]["files"]["es.pdf"]).content.startswith(b"%PDF")
    assert browser.get("/cities/none/bulletins", user=person("analyst")).status_code == 404


def test_the_document_is_drawn_beside_the_form_and_nothing_is_kept(city: City, signed_in: Browsers) -> None:
    analyst = signed_in("analyst")
    sent = {**MONTH, "sentences": "Lo que <i>solo</i> se sabe aquí.", "missing_sources": ""}
    part = analyst.post("/ciudad/here/boletines/vista/", sent, headers=ES).text
    assert part.lstrip().startswith('<article class="bulletin" lang="es">')
    assert "Lo que &lt;i&gt;solo&lt;/i&gt; se sabe aquí." in part
    assert "Boletín de seguridad n.º 1 · diciembre de 2019" in part
    assert "<script" not in part
    whole = analyst.post("/ciudad/here/boletines/nuevo/", {**sent, "look": "1"}, headers=ES).text
    assert "Lo que &lt;i&gt;solo&lt;/i&gt; se sabe aquí.</p>" in whole
    assert not Bulletin.objects.exists()
    assert "al menos" not in part
    unfinished = analyst.post("/ciudad/here/boletines/vista/", {"start": "2019-12-01"}, headers=ES).text
    assert "Con los dos días del período" in unfinished
    assert signed_in("approver").post("/ciudad/here/boletines/vista/", sent).status_code == 403


def test_the_preview_of_a_draft_bears_its_own_number(draft: Bulletin, signed_in: Browsers) -> None:
    page = signed_in("analyst").get(address(draft, "editar/"), headers=ES).text
    assert '<input type="hidden" name="number" value="1">' in page
    sent = {**MONTH, "number": "1", "sentences": ""}
    assert "n.º 1 ·" in signed_in("analyst").post("/ciudad/here/boletines/vista/", sent, headers=ES).text
    looked = signed_in("analyst").post(address(draft, "editar/"), {**sent, "look": "1"}, headers=ES).text
    assert "n.º 1 ·" in looked


def test_a_period_without_data_is_refused_where_it_is_asked_for(city: City, signed_in: Browsers) -> None:
    sent = {"start": "2030-01-01", "end": "2030-01-31", "keep": "1"}
    page = signed_in("analyst").post("/ciudad/here/boletines/nuevo/", sent, headers=ES).text
    assert page.count("No hay hechos con los que hacer un boletín.") == 1
    part = signed_in("analyst").post("/ciudad/here/boletines/vista/", sent, headers=ES).text
    assert "No hay hechos con los que hacer un boletín." in part
    assert not Bulletin.objects.exists()


def add(city: City, source: str, *rows: dict[str, object]) -> None:
    """Another file of the city."""
    with city.store.begin(source, file_sha256="11", recorded_at=dt.datetime(2020, 2, 1, tzinfo=dt.UTC)) as batch:
        batch.append(incidents([{"source": source, **row} for row in rows]))
        batch.publish(reconciliation=Reconciliation(len(rows), len(rows), {}))


def test_a_source_that_fell_silent_is_proposed_as_missing(city: City, signed_in: Browsers) -> None:
    add(city, "central-911", {"incident_id": "x1", "local_date": dt.date(2019, 10, 3)})
    analyst = signed_in("analyst")
    assert 'value="central-911"' in analyst.get("/ciudad/here/boletines/nuevo/", headers=ES).text
    said = {**MONTH, "missing_sources": "central-911"}
    told = analyst.post("/ciudad/here/boletines/vista/", said, headers=ES).text
    assert "Fuentes cuyos datos no llegaron para el período: central-911." in told
    assert "Sin filas en el período" not in told
    unsaid = {**MONTH, "missing_sources": ""}
    assert "Sin filas en el período" in analyst.post("/ciudad/here/boletines/vista/", unsaid, headers=ES).text


def test_what_changed_since_the_issue_before_is_told_to_those_who_prepare(
    published: Bulletin, city: City, person: People, signed_in: Browsers
) -> None:
    police = city.store.open(published.snapshot).scan().filter(pl.col("local_date") == LAST).head(1).collect()
    first = police.row(0, named=True)
    add(
        city,
        "police",
        {"incident_id": first["incident_id"], "local_date": dt.date(2019, 11, 30), "category_local": "Hurto"},
        {"incident_id": "late", "local_date": dt.date(2019, 12, 2)},
        {"incident_id": "later", "local_date": dt.date(2019, 12, 3)},
    )
    signed_in("analyst").post(address(published, "corregir/"))
    made = Bulletin.objects.get(number=2)
    assert made.snapshot == newest(city) != published.snapshot
    page = signed_in("analyst").get(address(made), headers=ES).text
    assert "Registros: 2 agregados, 1 cambiados, 0 retirados." in page
    assert "Hechos de su período: 62 entonces, 63 con los datos de hoy." in page
    assert "Desde el número anterior las fuentes agregaron 2 registros y cambiaron 1." in page
    assert "Registros: 2" not in signed_in("viewer").get(address(published), headers=ES).text


def test_the_sources_of_an_issue_whose_data_are_gone_are_not_compared(
    published: Bulletin, city: City, person: People, signed_in: Browsers
) -> None:
    Bulletin.objects.filter(pk=published.pk).update(snapshot="b" * 32)
    other = bulletins.draft_bulletin(person("analyst"), city, start=FIRST, end=LAST, snapshot=newest(city))
    assert "Desde el n.º" not in signed_in("analyst").get(address(other), headers=ES).text


def test_words_that_change_while_the_files_are_made_stop_the_approval(
    draft: Bulletin, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulletins.submit_bulletin(person("analyst"), draft)

    def meanwhile(_bulletin: Bulletin, _step: object) -> dict[str, str]:
        assert not connection.in_atomic_block or connection.savepoint_ids == []
        Bulletin.objects.filter(pk=draft.pk).update(sentences=["Otra."])
        return {"es.pdf": "0"}

    monkeypatch.setattr(bulletins, "keep_all", meanwhile)
    with pytest.raises(ConflictError):
        bulletins.approve_bulletin(person("approver"), draft)
    draft.refresh_from_db()
    assert (draft.status, draft.files) == (BulletinStatus.SUBMITTED, {})


def test_progress_of_the_files_is_told(draft: Bulletin, person: People) -> None:
    bulletins.submit_bulletin(person("analyst"), draft)
    steps: list[tuple[int, int]] = []
    bulletins.approve_bulletin(person("approver"), draft, step=lambda done, of: steps.append((done, of)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_stranger_reads_a_page_that_needs_no_script_and_is_light(published: Bulletin) -> None:
    page = Client().get(address(published), headers=ES)
    text = page.text
    assert "<script" not in text
    assert "stylesheet" not in text
    assert len(page.content) < 150_000
    assert 'lang="es"' in text
    assert f'href="{address(published, "archivo/es.pdf")}"' in text
    assert text.count("<h1") == 1
    assert "Cambiar" not in text
    assert 'href="?idioma=pt"' in text


def test_a_draft_is_drawn_once_while_its_figures_stay(
    draft: Bulletin, signed_in: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst = signed_in("analyst")
    first = analyst.get(address(draft), headers=ES).text
    monkeypatch.setattr(Chart, "svg", lambda _chart: pytest.fail("drawn again"))
    assert "Ituzaingó" in first
    assert analyst.get(address(draft), headers=ES).status_code == 200


def test_the_list_names_the_periods(published: Bulletin, signed_in: Browsers) -> None:
    assert "diciembre de 2019</a>" in signed_in("viewer").get("/ciudad/here/boletines/", headers=ES).text
    assert "dezembro de 2019</a>" in Client().get("/ciudad/here/boletines/", headers={"accept-language": "pt"}).text


def test_an_address_is_not_made_public_in_place_of_a_name(draft: Bulletin, person: People) -> None:
    Account.objects.filter(email="analyst@example.org").update(name="")
    bulletins.submit_bulletin(person("analyst"), draft)
    bulletins.approve_bulletin(person("approver"), draft)
    draft.refresh_from_db()
    page = bulletin_documents.render(draft, "es", "html").decode()
    assert "Preparado por analyst, aprobado por Approver" in page
    assert "example.org" not in page


def test_the_same_data_as_before_are_not_told_as_revisions(published: Bulletin, city: City, person: People) -> None:
    again = bulletins.draft_bulletin(person("analyst"), city, start=FIRST, end=LAST, snapshot=newest(city))
    assert bulletin_documents.input_of(again).revisions is None
