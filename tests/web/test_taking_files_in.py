"""Taking a file in: who may, which city it belongs to, what is written down of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from atalaya.errors import InputFileError, PermissionRefusedError, UsageError
from atalaya.home import find_home
from atalaya.intake.load import propose
from atalaya.web.accounts.models import Account
from atalaya.web.audit.models import Entry
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations.cities import FIRST_CITY, city_for, create_city
from atalaya.web.observatory.operations.imports import profiles_of, take_in

People = Callable[[str], Account]
ROWS = "fecha;tipo;latitud;longitud\n01/02/2019 10:00;Robo;-34,5;-58,5\nS/D;Robo;-34,5;-58,5\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hechos_2019.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_an_import_leaves_a_job_an_entry_a_profile_and_the_time_zone(file: Path, person: People) -> None:
    analyst = person("analyst")
    city = create_city(analyst, code="puerto", name="Puerto")
    seen: list[int] = []
    result = take_in(analyst, city, file, progress=seen.append)
    job = ImportJob.objects.get()
    assert (job.state, job.file_name, job.actor, job.rows_done) == (ImportState.DONE, file.name, analyst, 2)
    assert job.result["set_aside"] == {"date-missing": 1}
    assert job.result["snapshot"] == result.snapshot.id
    assert job.ended_at >= job.started_at
    assert seen == [2]
    entry = Entry.objects.get(action="import.done")
    assert entry.detail["stored"] == 1
    assert entry.detail["file_sha256"] == job.file_sha256
    assert (profiles_of("puerto") / "hechos.toml").exists()
    city.refresh_from_db()
    assert city.time_zone == "America/Argentina/Buenos_Aires"


def test_the_reading_that_was_confirmed_and_the_job_that_was_begun_are_used(file: Path, person: People) -> None:
    city = create_city(None, code="puerto", name="Puerto", time_zone="America/Bogota")
    job = ImportJob.objects.create(city=city, file_name="enviado.csv", file_sha256="a" * 64, file_bytes=1)
    take_in(person("analyst"), city, file, propose(file, profiles_of("puerto")).profile, job=job)
    job.refresh_from_db()
    assert (job.state, job.file_name, job.file_sha256) == (ImportState.DONE, "enviado.csv", "a" * 64)
    assert ImportJob.objects.count() == 1
    city.refresh_from_db()
    assert city.time_zone == "America/Bogota"


def test_a_viewer_takes_nothing_in_and_a_broken_file_leaves_nothing(tmp_path: Path, file: Path, person: People) -> None:
    city = create_city(None, code="puerto", name="Puerto")
    with pytest.raises(PermissionRefusedError):
        take_in(person("viewer"), city, file)
    broken = tmp_path / "foto.csv"
    broken.write_bytes(b"\x89PNG....")
    with pytest.raises(InputFileError):
        take_in(None, city, broken)
    assert not ImportJob.objects.exists()
    assert not Entry.objects.filter(action="import.done").exists()


def test_the_city_of_a_file_is_the_one_named_or_the_only_own_one(db: None) -> None:
    create_city(None, code="demo", name="Demo", synthetic=True)
    assert city_for(None, None, language="pt").code == FIRST_CITY
    assert city_for(None, None).language == "pt"
    assert city_for(None, "demo").synthetic
    assert city_for(None, "santa-rita").name == "Santa Rita"
    with pytest.raises(UsageError, match=f"{FIRST_CITY}, santa-rita"):
        city_for(None, None)
    with pytest.raises(UsageError, match="code"):
        city_for(None, "Puerto Claro")


def test_a_folder_of_the_store_without_a_row_in_the_database_is_a_city_too(db: None) -> None:
    (find_home().store / "medellin").mkdir(parents=True)
    assert city_for(None, None).code == "medellin"
    assert City.objects.get().name == "Medellin"
