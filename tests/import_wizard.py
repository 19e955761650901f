"""What the tests of the import screens share: small messy files, and the work done at once in this process."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from atalaya.i18n import compile_catalogues
from atalaya.web.observatory.models import City, ImportJob

ES = {"accept-language": "es"}
NOW = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
LATER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
HEAD = "nro;fecha;hora;tipo;longitud;latitud;barrio"
ROWS = [
    "1;05/03/2024;08:30;Robo;-58,41;-34,61;Centro",
    "2;06/03/2024;9;ROBO;-58,42;-34,62;Centro",
    "3;28/04/2024;;Hurto;;;Norte",
    "4;29/05/2024;23;Ruidos molestos;-58,43;-34,60;Norte",
    "5;nunca;23;Robo;-58,43;-34,60;=1+1",
    "6;29/05/2024;23;;-58,43;-34,60;-34,5",
]


def text(rows: list[str] | None = None, head: str = HEAD) -> bytes:
    return ("\n".join([head, *(ROWS if rows is None else rows)]) + "\n").encode("cp1252")


@pytest.fixture
def at_once(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is worked off when something enters it, and what a child process would do is done here: quick."""
    settings.TASKS = NOW

    def here(function: Callable[..., Any], *args: Any, limits: object = None, heard: object = None) -> Any:
        return function(*args)

    for place in ("intake.load", "web.observatory.import_preview", "web.observatory.operations.import_jobs"):
        monkeypatch.setattr(f"atalaya.{place}.run_limited", here)
    monkeypatch.setattr("atalaya.web.observatory.tasks.BEAT_SECONDS", 60.0)


@pytest.fixture
def city(db: None) -> City:
    compile_catalogues()
    return City.objects.create(code="puerto", name="Puerto Claro", time_zone="America/Montevideo")


def sent(client: Client, content: bytes, name: str = "hechos_2024.csv", folder: Path | None = None) -> Any:
    """Upload a file as the browser does."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/ciudad/puerto/datos/importar/", {"file": SimpleUploadedFile(name, content)}, headers=ES)


def proposed(client: Client, content: bytes | None = None, name: str = "hechos_2024.csv") -> ImportJob:
    """A file that was uploaded and looked at."""
    sent(client, text() if content is None else content, name)
    job = ImportJob.objects.first()
    assert job is not None
    client.post(f"/ciudad/puerto/datos/{job.pk}/mirar/")
    job.refresh_from_db()
    return job


def page(client: Client, job: ImportJob, rest: str = "") -> str:
    return client.get(f"/ciudad/puerto/datos/{job.pk}/{rest}", headers=ES).content.decode()


def answers(client: Client, job: ImportJob) -> dict[str, str]:
    """What the form of the proposal holds as it is shown."""
    form = client.get(f"/ciudad/puerto/datos/{job.pk}/", headers=ES).context["form"]
    return {name: str(form[name].initial) for name in form.fields if form[name].initial not in (None, False)}


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content)
