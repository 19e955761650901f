"""The way of a bulletin on screen: draft, second person, files that never change, public, corrected."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pypdf
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from ninja.testing import TestClient

if not apps.is_installed("atalaya.web.observatory"):
    pytest.skip("the observatory is not among the installed apps of this tree", allow_module_level=True)

from atalaya.errors import ConflictError, NotFoundError, PermissionRefusedError, UsageError
from atalaya.home import find_home
from atalaya.i18n import LOCALES, compile_catalogues
from atalaya.reports.bulletin import compose
from atalaya.reports.html import to_html
from atalaya.tables.selection import Selection
from atalaya.web.accounts.models import Account
from atalaya.web.audit.models import Entry
from atalaya.web.observatory.api.bulletins import router
from atalaya.web.observatory.models import City
from atalaya.web.observatory.models.bulletin import Bulletin, BulletinStatus
from atalaya.web.observatory.operations import bulletin_documents, bulletins
from atalaya.web.observatory.views.bulletins import last_whole_month
from sample_results import bulletin_input

People = Callable[[str], Account]
Browsers = Callable[[str], Client]
REAL_DOCUMENT_OF = bulletin_documents.document_of
ES = {"accept-language": "es"}


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.fixture(autouse=True)
def _data(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of the sample town stand for those of a snapshot; everything after them is real.

    Files are made in Spanish alone but for the tests that ask for `all_languages`.
    """
    if "all_languages" not in request.fixturenames:
        monkeypatch.setattr(bulletin_documents, "KEPT_IN", ("es",))

    def document_of(bulletin: Bulletin, locale: str, **_home: object) -> Any:
        shown = "draft" if bulletin.status == BulletinStatus.SUBMITTED else bulletin.status
        return compose(
            bulletin_input(
                number=bulletin.number,
                status=shown,
                start=bulletin.start,
                end=bulletin.end,
                sentences=tuple(bulletin.sentences),
                missing_sources=tuple(bulletin.missing_sources),
                author=str(bulletin.author),
                approver=str(bulletin.approver or ""),
                approved_on=bulletin.approved_at.date() if bulletin.approved_at else None,
                replaces=bulletin.replaces.number if bulletin.replaces else None,
                issued=dt.date(2026, 10, 5),
            ),
            locale,
        )

    monkeypatch.setattr(bulletin_documents, "document_of", document_of)
    snapshot = SimpleNamespace(id="a" * 16, manifest=SimpleNamespace(last_day=dt.date(2026, 10, 11)))
    monkeypatch.setattr("atalaya.web.observatory.views.bulletins._current_snapshot", lambda _city: snapshot)


@pytest.fixture
def all_languages() -> None:
    """Asked for by tests that need every file."""


@pytest.fixture
def city(db: None) -> Any:
    return City.objects.create(code="pc", name="Puerto Claro", language="es", small_count_threshold=5, synthetic=True)


@pytest.fixture
def draft(city: Any, person: People) -> Bulletin:
    return bulletins.draft_bulletin(
        person("analyst"),
        city,
        start=dt.date(2026, 9, 1),
        end=dt.date(2026, 9, 30),
        snapshot="a" * 16,
        sentences=["El robo se concentró en <b>Ituzaingó</b>."],
    )


@pytest.fixture
def published(draft: Bulletin, person: People) -> Bulletin:
    bulletins.submit_bulletin(person("analyst"), draft)
    bulletins.approve_bulletin(person("approver"), draft)
    return bulletins.publish_bulletin(person("approver"), draft)


def address(bulletin: Bulletin, rest: str = "") -> str:
    return f"/ciudad/pc/boletines/{bulletin.number}/{rest}"


def test_the_whole_way_on_screen(city: Any, signed_in: Browsers) -> None:
    analyst, approver = signed_in("analyst"), signed_in("approver")
    form = analyst.get("/ciudad/pc/boletines/nuevo/", headers=ES).content.decode()
    assert 'value="2026-09-01"' in form
    assert 'value="2026-09-30"' in form
    sent = {"start": "2026-09-01", "end": "2026-09-30", "sentences": "Una.\nDos.", "missing_sources": "911, Guardia"}
    page = analyst.post("/ciudad/pc/boletines/nuevo/", sent, headers=ES, follow=True).content.decode()
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


def test_the_author_cannot_approve_even_as_administrator(city: Any, person: People) -> None:
    chief = person("administrator")
    made = bulletins.draft_bulletin(chief, city, start=dt.date(2026, 9, 1), end=dt.date(2026, 9, 30), snapshot="a")
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
    assert (b"/boletines/1/" in browser.get("/ciudad/pc/boletines/").content) == (status == 200)


def test_strangers_see_what_is_public_alone(draft: Bulletin) -> None:
    stranger = Client()
    assert stranger.get(address(draft)).status_code == 404
    assert b"/boletines/1/" not in stranger.get("/ciudad/pc/boletines/").content
    assert stranger.get("/ciudad/pc/boletines/nuevo/").status_code == 302


def test_files_in_every_language_kept_by_content_and_never_made_again(
    all_languages: None, published: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletin_documents, "document_of", lambda *_a, **_k: pytest.fail("made again"))
    published.refresh_from_db()
    assert len(published.files) == 12
    assert Entry.objects.get(action="bulletin.approved").detail["files"] == published.files
    stranger = Client()
    for locale in LOCALES:
        for form, start in (("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("xlsx", b"PK")):
            answer = stranger.get(address(published, f"archivo/{locale}.{form}"))
            assert answer.content.startswith(start)
            assert hashlib.sha256(answer.content).hexdigest() == published.files[f"{locale}.{form}"]
            assert answer["Content-Disposition"].endswith(f'-pc-1-{locale}.{form}"')
        pages = pypdf.PdfReader(io.BytesIO(bulletin_documents.render(published, locale, "pdf"))).pages
        assert "Puerto Claro" in pages[0].extract_text()


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
    monkeypatch.setattr(bulletin_documents, "document_of", lambda *_a, **_k: 1 / 0)
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
    analyst.post(address(draft, "editar/"), {"sentences": "Otra.", "missing_sources": ""})
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


def test_what_does_not_fit_is_told_on_the_form(city: Any, signed_in: Browsers, person: People) -> None:
    sent = {"start": "2026-09-30", "end": "2026-09-01", "sentences": "a\nb"}
    page = signed_in("analyst").post("/ciudad/pc/boletines/nuevo/", sent, headers=ES).content.decode()
    assert "El período termina antes de empezar." in page
    sent = {"start": "2026-09-01", "end": "2026-09-30", "sentences": "a\nb\nc\nd"}
    page = signed_in("analyst").post("/ciudad/pc/boletines/nuevo/", sent, headers=ES).content.decode()
    assert "Caben a lo sumo 3 frases." in page
    with pytest.raises(UsageError, match="400"):
        bulletins.draft_bulletin(
            person("analyst"),
            city,
            start=dt.date(2026, 9, 1),
            end=dt.date(2026, 9, 2),
            snapshot="a",
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


def test_without_data_there_is_a_way_out(city: Any, signed_in: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atalaya.web.observatory.views.bulletins._current_snapshot", lambda _city: None)
    page = signed_in("analyst").get("/ciudad/pc/boletines/nuevo/", headers=ES).content.decode()
    assert "No hay datos con los que hacer un boletín" in page


@pytest.mark.parametrize(
    ("last", "first_day", "last_day"),
    [
        ("2026-10-11", "2026-09-01", "2026-09-30"),
        ("2026-01-30", "2025-12-01", "2025-12-31"),
        ("2024-02-29", "2024-02-01", "2024-02-29"),
    ],
)
def test_the_last_whole_month(last: str, first_day: str, last_day: str) -> None:
    found = last_whole_month(dt.date.fromisoformat(last))
    assert [day.isoformat() for day in found] == [first_day, last_day]


def test_numbers_follow_each_other(draft: Bulletin, person: People) -> None:
    again = bulletins.draft_bulletin(
        person("analyst"), draft.city, start=draft.start, end=draft.end, snapshot="b", sentences=[]
    )
    assert (draft.number, again.number) == (1, 2)


def test_the_snapshot_the_threshold_and_the_names_reach_the_document(
    draft: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked of the store and the indicators, and that the city's own threshold hides."""
    asked: dict[str, Any] = {}

    class Store:
        def __init__(self, root: Path, code: str) -> None:
            asked["place"] = (root, code)

        def open(self, snapshot: str) -> Any:
            asked["snapshot"] = snapshot
            batches = [SimpleNamespace(source=name) for name in ("911", "Policía", "911")]
            return SimpleNamespace(columns=lambda: "columns", manifest=SimpleNamespace(batches=batches))

        def areas(self) -> pl.DataFrame:
            return pl.DataFrame({"code": ["C1"], "name": ["Centro Viejo"]})

        def population(self) -> str:
            return "population"

    def city_summary(*inputs: Any, threshold: int) -> Any:
        asked["inputs"], asked["threshold"] = inputs, threshold
        return bulletin_input().summary

    monkeypatch.setitem(sys.modules, "atalaya.indicators.summary", SimpleNamespace(city_summary=city_summary))
    monkeypatch.setattr("atalaya.store.CityStore", Store, raising=False)
    draft.city.small_count_threshold = 50
    document = REAL_DOCUMENT_OF(draft, "es")
    assert asked["place"] == (find_home().store, "pc")
    assert (asked["snapshot"], asked["threshold"]) == ("a" * 16, 50)
    assert asked["inputs"] == ("columns", "population", Selection(start=draft.start, end=draft.end))
    page = to_html(document)
    assert "Centro Viejo" in page
    assert "Fuente: 911 y Policía." in page
    assert "cantidades de 1 a 49" in page
    assert "Borrador, sin aprobar" in page


def test_the_api_lists_what_the_account_may_see(published: Bulletin, person: People) -> None:
    bulletins.correct_bulletin(person("analyst"), published)
    browser = TestClient(router)
    numbers = {
        role: [one["number"] for one in browser.get("/cities/pc/bulletins", user=who).json()]
        for role, who in (("analyst", person("analyst")), ("viewer", person("viewer")), ("nobody", AnonymousUser()))
    }
    assert numbers == {"analyst": [2, 1], "viewer": [1], "nobody": [1]}
    told = browser.get("/cities/pc/bulletins", user=person("analyst")).json()
    assert (told[0]["replaces"], told[1]["status"]) == (1, "published")
    assert Client().get(told[1]["files"]["es.pdf"]).content.startswith(b"%PDF")
    assert browser.get("/cities/none/bulletins", user=person("analyst")).status_code == 404
