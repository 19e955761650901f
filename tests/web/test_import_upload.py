"""Receiving a file: who may, how large, on disk before it is said, the same one again, thrown away again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from atalaya.errors import LimitError, NotFoundError
from atalaya.home import find_home
from atalaya.web.audit.models import Entry
from atalaya.web.observatory import uploads
from atalaya.web.observatory.models import City, ImportJob, ImportState
from import_wizard import ES, ROWS, at_once, city, page, proposed, sent, text

__all__ = ["at_once", "city"]
Browsers = Callable[[str], Client]


@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("analyst", 200), ("viewer", 403)])
def test_who_may_choose_a_file(city: City, signed_in: Browsers, role: str, status: int) -> None:
    client = signed_in(role)
    assert client.get("/ciudad/puerto/datos/importar/", headers=ES).status_code == status
    assert client.get("/ciudad/puerto/datos/", headers=ES).status_code == 200
    assert sent(client, text()).status_code == (302 if status == 200 else 403)
    assert ImportJob.objects.count() == int(status == 200)
    assert Client().get("/ciudad/puerto/datos/").status_code == 302


def test_a_file_is_on_disk_under_its_hash_and_its_name_is_only_shown(
    at_once: None, city: City, signed_in: Browsers
) -> None:
    client = signed_in("analyst")
    answer = sent(client, text(), "<b>hechos</b> 2024.csv")
    job = ImportJob.objects.get()
    assert answer.headers["Location"] == f"/ciudad/puerto/datos/{job.pk}/"
    assert job.file_sha256 == hashlib.sha256(text()).hexdigest()
    assert (find_home().uploads / job.file_sha256).read_bytes() == text()
    assert sorted(path.name for path in find_home().uploads.iterdir()) == [job.file_sha256]
    shown = page(client, job)
    assert "El archivo está guardado" in shown
    assert "<b>" not in shown
    entry = Entry.objects.get(action="import.uploaded")
    assert entry.detail == {"import": job.pk, "file_sha256": job.file_sha256, "bytes": len(text())}


def test_no_token_no_upload(city: City, person: Callable[[str], Any]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("analyst"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert sent(client, text()).status_code == 403
    assert not ImportJob.objects.exists()


def test_no_file_is_told(city: City, signed_in: Browsers) -> None:
    answer = signed_in("analyst").post("/ciudad/puerto/datos/importar/", {"file": ""}, headers=ES)
    assert answer.status_code == 400
    assert "Elegir primero un archivo" in answer.content.decode()


@pytest.mark.parametrize("allowance", [0, 1_000_000])
def test_a_file_beyond_the_limit_is_refused_and_nothing_of_it_stays(
    city: City, signed_in: Browsers, settings: Any, monkeypatch: pytest.MonkeyPatch, allowance: int
) -> None:
    """By the length the browser says, and, where it says less, while it arrives."""
    settings.UPLOAD_LIMIT_BYTES = 100
    monkeypatch.setattr(uploads, "FORM_BYTES", allowance)
    answer = sent(signed_in("analyst"), text())
    assert answer.status_code == 413
    assert "lo máximo que se recibe aquí" in answer.content.decode()
    assert not ImportJob.objects.exists()
    assert not find_home().uploads.exists() or list(find_home().uploads.iterdir()) == []


def test_the_second_file_of_a_form_takes_the_place_of_the_first(city: City, signed_in: Browsers) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = [SimpleUploadedFile("a.csv", b"a;b\n1;2\n"), SimpleUploadedFile("b.csv", text())]
    signed_in("analyst").post("/ciudad/puerto/datos/importar/", {"file": files})
    assert ImportJob.objects.get().file_name == "b.csv"


def test_the_open_import_of_the_same_file_is_opened_again(at_once: None, city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    first, again = sent(client, text()), sent(client, text(), "otro.csv")
    assert first.headers["Location"] == again.headers["Location"]
    assert ImportJob.objects.get().file_name == "hechos_2024.csv"


def test_a_file_that_was_imported_says_when_and_offers_its_report(
    at_once: None, city: City, signed_in: Browsers
) -> None:
    client = signed_in("analyst")
    done = proposed(client)
    ImportJob.objects.filter(pk=done.pk).update(state=ImportState.DONE, ended_at=done.created, result={"stored": 4})
    sent(client, text())
    second = ImportJob.objects.exclude(pk=done.pk).get()
    shown = page(client, second)
    assert "Este mismo archivo se importó el" in shown
    assert f"/ciudad/puerto/datos/{done.pk}/" in shown


def test_what_is_discarded_is_deleted_unless_another_import_is_about_it(
    at_once: None, city: City, signed_in: Browsers, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in("analyst")
    kept, gone = proposed(client), proposed(client, text(ROWS[:2]))
    ImportJob.objects.filter(pk=kept.pk).update(state=ImportState.DONE)
    sent(client, text())
    for job in ImportJob.objects.exclude(pk=kept.pk):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"/ciudad/puerto/datos/{job.pk}/descartar/", headers=ES, follow=True)
        assert "La importación se descartó" in answer.content.decode()
    assert [path.name for path in find_home().uploads.iterdir()] == [kept.file_sha256]
    gone.refresh_from_db()
    assert gone.state == ImportState.DISCARDED
    assert "Esta importación se descartó" in page(client, gone)
    assert Entry.objects.filter(action="import.discarded").count() == 2
    assert client.post(f"/ciudad/puerto/datos/{kept.pk}/descartar/", headers=ES).status_code == 409


def test_an_act_that_does_not_exist_and_an_import_of_another_city(city: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    sent(client, text())
    job = ImportJob.objects.get()
    City.objects.create(code="otra", name="Otra")
    assert client.post(f"/ciudad/puerto/datos/{job.pk}/borrar/").status_code == 404
    assert client.get(f"/ciudad/otra/datos/{job.pk}/").status_code == 404


def test_a_hash_alone_names_a_file() -> None:
    with pytest.raises(NotFoundError):
        uploads.upload_path("../atalaya.db")
    with pytest.raises(LimitError, match="larger than"):
        uploads.require_size(10**13)
