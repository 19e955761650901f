"""The demonstration city: built by the operations of everybody's files, complete after any number of starts."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from atalaya.cli import run
from atalaya.store.city import CityStore
from atalaya.web.observatory.models import City
from atalaya.web.observatory.operations import demo_city as synthetic
from atalaya.web.observatory.operations.cities import create_city

FILES = synthetic.FILES


def ask(home: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "atalaya.db")) as database:
        return database.execute(question).fetchall()


@pytest.mark.slow
def test_the_files_are_taken_in_as_planted(built_demo: Path) -> None:
    truth = json.loads((built_demo / "demo" / "truth.json").read_text(encoding="utf-8"))
    jobs = dict(ask(built_demo, "select file_name, result from observatory_importjob where state = 'done'"))
    assert set(jobs) == set(FILES)
    for name in FILES:
        told = json.loads(str(jobs[name]))
        expected = truth["files"][name]
        assert (told["read"], told["stored"]) == (expected["read"], expected["stored"])
        assert told["set_aside"] == {reason: rows for reason, rows in expected["set_aside"].items() if rows}
    history = CityStore(built_demo / "store", synthetic.CODE).history()
    assert history[-1]["replaced"] > 3_000
    assert history[-1]["added"] > 0


@pytest.mark.slow
def test_it_has_areas_residents_bulletins_and_says_that_it_is_synthetic(built_demo: Path) -> None:
    store = CityStore(built_demo / "store", synthetic.CODE)
    assert store.layers() == ["barrio"]
    assert store.areas().height == 24
    assert store.population()["year"].unique().to_list() == [2023, 2024, 2025]
    assert ask(built_demo, "select code, synthetic from observatory_city") == [(synthetic.CODE, 1)]
    assert ask(built_demo, "select count(*) from observatory_bulletin") == [(2,)]
    told = json.loads((built_demo / "done").read_text())
    current = store.current()
    assert current is not None
    assert told["rows"] == current.manifest["rows"]
    assert len(told["accounts"]) == 4


INTERRUPTED = """
import sys
from pathlib import Path
from atalaya.home import Home
from atalaya.web import server
server.prepare(Home(Path(sys.argv[1])))
from atalaya.web.observatory.models import ImportJob
from atalaya.web.observatory.operations import demo_city
assert demo_city.is_complete()
ImportJob.objects.filter(file_name=demo_city.FILES[-1]).delete()
assert not demo_city.is_complete()
(Path(sys.argv[1]) / "demo").rename(Path(sys.argv[1]) / "demo.part")
"""


@pytest.mark.slow
def test_a_start_that_was_stopped_is_completed_by_the_next(built_demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_demo, home)
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    subprocess.run([sys.executable, "-c", INTERRUPTED, str(home)], check=True, env=environment, capture_output=True)
    before = CityStore(home / "store", synthetic.CODE).current()
    words = [sys.executable, "-m", "atalaya.cli", "demo", "city", "--lang", "es", "--home", str(home)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert "Importando hechos_2025_actualizado.xlsx" in done.stderr
    assert "hechos_2023" not in done.stderr
    assert "analyst@demo.example" in done.stdout
    after = CityStore(home / "store", synthetic.CODE).current()
    assert before is not None
    assert after is not None
    assert after.id == before.id
    assert (home / "demo" / "truth.json").exists()
    assert ask(home, "select count(*) from observatory_importjob") == [(len(FILES),)]


def test_a_start_builds_the_city_once_and_never_beside_another(
    db: None, demo_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    ended = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(run.subprocess, "run", lambda words, **_more: called.append(words) or ended)
    run.demo_city()
    assert called[0][3:5] == ["demo", "city"]
    monkeypatch.setattr(synthetic, "is_complete", lambda: True)
    run.demo_city()
    assert len(called) == 1
    monkeypatch.setattr(synthetic, "is_complete", lambda: False)
    ended.returncode = 9
    with pytest.raises(SystemExit, match="9"):
        run.demo_city()
    create_city(None, code="otra", name="Otra")
    run.demo_city()
    assert len(called) == 2


def test_without_city_areas_or_residents_it_is_not_complete(db: None, demo_city: City) -> None:
    assert not synthetic.is_complete()  # its imports are not in this database
    City.objects.all().delete()
    assert not synthetic.is_complete()
