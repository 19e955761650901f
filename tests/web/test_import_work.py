"""The work in the background: progress, waiting, failing, being killed, starting again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from atalaya.errors import ConflictError, InputFileError, LimitError
from atalaya.intake.limits import Limits
from atalaya.web.audit.models import Entry
from atalaya.web.audit.operations import check_chain
from atalaya.web.observatory import tasks
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations import import_jobs
from import_wizard import ES, LATER, at_once, city, page, proposed

__all__ = ["at_once", "city"]
Browsers = Callable[[str], Client]
HTMX = {**ES, "hx-request": "true"}
pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def waiting(city: City, signed_in: Browsers, person: Callable[[str], Any], settings: Any) -> ImportJob:
    """A confirmed import that nobody works on yet."""
    job = proposed(signed_in("analyst"))
    settings.TASKS = LATER
    return import_jobs.confirm(person("analyst"), job)


def state_of(job: ImportJob) -> str:
    job.refresh_from_db()
    return str(job.state)


def aged(job: ImportJob, seconds: float) -> ImportJob:
    """A running import that was last heard of so long ago."""
    then = timezone.now() - dt.timedelta(seconds=seconds)
    ImportJob.objects.filter(pk=job.pk).update(state=ImportState.RUNNING, started_at=then, beat_at=then)
    job.refresh_from_db()
    return job


def test_confirming_puts_the_work_in_the_queue_with_the_change(waiting: ImportJob) -> None:
    from django_tasks_db.models import DBTaskResult

    assert state_of(waiting) == ImportState.QUEUED
    queued = DBTaskResult.objects.get()
    assert queued.args_kwargs["args"] == [waiting.pk]
    actions = list(Entry.objects.filter(action__startswith="import.").values_list("action", flat=True))
    assert actions == ["import.uploaded", "import.confirmed"]


def test_the_page_of_a_waiting_and_a_running_import(waiting: ImportJob, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    shown = page(client, waiting)
    assert "La importación espera su turno" in shown
    assert "Empieza en un momento" in shown
    assert "Descartar" not in shown
    assert "Descartar" in page(signed_in("analyst"), waiting)
    aged(waiting, 3)
    assert "<progress" in page(client, waiting)
    ImportJob.objects.filter(pk=waiting.pk).update(rows_done=3)
    part = client.get(f"/ciudad/puerto/datos/{waiting.pk}/?visto=running", headers=HTMX).content.decode()
    assert part.startswith('<div id="progress"')
    assert 'value="50"' in part
    assert "Comprobando y guardando las filas" in part
    ImportJob.objects.filter(pk=waiting.pk).update(rows_done=6)
    assert "Escribiendo la nueva versión" in page(client, waiting)
    ImportJob.objects.filter(pk=waiting.pk).update(state=ImportState.DONE)
    answer = client.get(f"/ciudad/puerto/datos/{waiting.pk}/", headers=HTMX)
    assert answer.headers["HX-Refresh"] == "true"


def test_the_second_of_two_imports_waits(waiting: ImportJob, city: City, signed_in: Browsers) -> None:
    first = ImportJob.objects.create(
        city=city, file_name="a.csv", file_sha256="a" * 64, file_bytes=1, state=ImportState.RUNNING
    )
    assert "Antes corre otra importación" in page(signed_in("viewer"), waiting)
    assert state_of(first) == ImportState.RUNNING


def test_a_city_that_is_written_to_by_another_is_waited_for(
    waiting: ImportJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_tasks_db.models import DBTaskResult

    def busy(*_args: object, **_more: object) -> None:
        raise ConflictError("import-running", "Another import writes to this city.")

    monkeypatch.setattr(tasks, "take_in", busy)
    assert tasks.run_import.func(waiting.pk) == ImportState.QUEUED
    assert state_of(waiting) == ImportState.QUEUED
    assert DBTaskResult.objects.order_by("-enqueued_at")[0].run_after > timezone.now()


def test_what_was_discarded_while_it_waited_is_left(waiting: ImportJob, person: Callable[[str], Any]) -> None:
    import_jobs.discard(person("analyst"), waiting)
    assert tasks.run_import.func(waiting.pk) == "left"
    assert state_of(waiting) == ImportState.DISCARDED


@pytest.mark.parametrize(
    ("error", "id_", "said"),
    [
        (
            LimitError("reading-too-slow", "Reading took longer than {seconds} seconds.", seconds=9),
            "reading-too-slow",
            "9",
        ),
        (InputFileError("file-missing", "There is no file {name}.", name="a" * 64), "file-missing", "hechos_2024.csv"),
        (ValueError("cell content"), "import-broke", "Algo del programa falló"),
    ],
)
def test_a_failure_is_told_with_what_was_kept_and_what_to_do(
    waiting: ImportJob, signed_in: Browsers, monkeypatch: pytest.MonkeyPatch, error: Exception, id_: str, said: str
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(tasks, "take_in", fail)
    assert tasks.run_import.func(waiting.pk) == ImportState.FAILED
    state_of(waiting)
    assert waiting.error["id"] == id_
    shown = page(signed_in("analyst"), waiting)
    assert said in shown
    assert "los datos anteriores de la ciudad siguen como estaban" in shown
    assert "cell content" not in shown
    assert "Revisar la lectura y empezar de nuevo" in shown
    assert "Revisar la lectura" not in page(signed_in("viewer"), waiting)
    assert Entry.objects.get(action="import.failed").detail["error"] == id_


def test_an_import_whose_worker_was_killed_is_told_and_can_be_started_again(
    waiting: ImportJob, signed_in: Browsers, person: Callable[[str], Any], settings: Any
) -> None:
    aged(waiting, import_jobs.SILENCE_SECONDS + 5)
    client = signed_in("analyst")
    assert "La importación se interrumpió" in page(client, waiting)
    assert "Interrumpida" in client.get("/ciudad/puerto/datos/", headers=ES).content.decode()
    assert client.get(f"/ciudad/puerto/datos/{waiting.pk}/", headers=HTMX).headers["HX-Refresh"] == "true"
    client.post(f"/ciudad/puerto/datos/{waiting.pk}/reabrir/")
    assert state_of(waiting) == ImportState.PROPOSED
    import_jobs.confirm(person("analyst"), waiting)
    assert tasks.run_import.func(waiting.pk) == ImportState.DONE
    assert check_chain().holds


def test_interrupted_imports_are_settled_and_others_left(waiting: ImportJob) -> None:
    aged(waiting, 5)
    assert import_jobs.settle_interrupted() == 0
    aged(waiting, import_jobs.SILENCE_SECONDS + 5)
    assert import_jobs.settle_interrupted() == 1
    assert state_of(waiting) == ImportState.FAILED
    assert waiting.error["id"] == "import-interrupted"


def test_signs_of_life(waiting: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    aged(waiting, 30)
    pulse = tasks.Pulse(waiting.pk)
    pulse.tell(4)
    pulse.beat()
    waiting.refresh_from_db()
    assert waiting.rows_done == 4
    assert not import_jobs.is_interrupted(waiting)

    def locked(**_what: object) -> None:
        raise OperationalError("locked")

    monkeypatch.setattr(ImportJob.objects, "filter", locked)
    pulse.beat()  # the next one tells


def test_the_thread_beats_until_the_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    beats = []
    monkeypatch.setattr(tasks, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(tasks.Pulse, "beat", lambda self: (beats.append(self.rows), self._end.set()))
    with tasks.Pulse(1) as pulse:
        pulse.join(5)
    assert beats == [0]
    assert not pulse.is_alive()


def test_the_workbook_with_a_far_cell_is_refused_and_the_pages_go_on(
    city: City, signed_in: Browsers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Here with the child process and its limits as in real life."""
    from atalaya.intake import limits
    from far_workbook import write_far_workbook

    for place in ("intake.load", "web.observatory.import_preview", "web.observatory.operations.import_jobs"):
        monkeypatch.setattr(f"atalaya.{place}.run_limited", limits.run_limited)
    monkeypatch.setattr(import_jobs, "LOOKING", Limits(memory_bytes=2_000_000_000, seconds=60))
    client = signed_in("analyst")
    job = proposed(client, write_far_workbook(tmp_path / "lejos.xlsx").read_bytes(), "lejos.xlsx")
    assert (job.state, job.error["id"]) == (ImportState.FAILED, "reading-too-large")
    assert "celda lejos de las demás" in page(client, job)
    assert client.get("/ciudad/puerto/datos/").status_code == 200
