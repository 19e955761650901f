"""`atalaya inspect` and `atalaya import` as a person and a script use them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from atalaya.cli import intake
from atalaya.errors import UsageError
from atalaya.home import Home

ROWS = "fecha;tipo;latitud;longitud\n01/02/2019 10:00;Robo;-34,5;-58,5\nS/D;Robo;-34,5;-58,5\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hechos_2019.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_import_prints_one_object_with_the_documented_shape(file: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "atalaya.cli", "import", str(file), "--city", "puerto", "--json", "--home"]
    done = subprocess.run([*words, str(tmp_path / "home")], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert {name: told[name] for name in ("read", "stored", "set_aside", "city", "source")} == {
        "read": 2,
        "stored": 1,
        "set_aside": {"date-missing": 1},
        "city": "puerto",
        "source": "hechos",
    }
    assert {"snapshot", "findings"} <= told.keys()
    assert (tmp_path / "home" / "profiles" / "puerto" / "hechos.toml").exists()


def test_the_same_for_a_person(db: None, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    intake.inspect(file, None, home, as_json=False)
    assert "occurred_from" in capsys.readouterr().out
    intake.inspect(file, None, home, as_json=True)
    assert json.loads(capsys.readouterr().out)["source"] == "hechos"
    intake.take_in(file, None, home, as_json=False)
    told = capsys.readouterr()
    assert "2" in told.out
    assert "aside" in told.err
    intake.inspect(file, None, home, as_json=False)
    assert "occurred_from" not in capsys.readouterr().out


def test_a_clean_file_of_one_kind_says_what_was_not_sure(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "robos.csv"
    path.write_text("fecha;x\n01/02/2019;1\n", encoding="utf-8")
    intake.take_in(path, None, tmp_path / "home", as_json=False)
    assert "Robos" in capsys.readouterr().err


def test_the_city_is_the_one_said_or_the_only_one(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert intake.known_city(home, None) == intake.DEFAULT_CITY
    (home.store / "a").mkdir(parents=True)
    assert intake.known_city(home, None) == "a"
    (home.store / "b").mkdir()
    with pytest.raises(UsageError, match="several"):
        intake.known_city(home, None)
    assert intake.known_city(home, "puerto-claro") == "puerto-claro"
    for code in ("../etc", "Puerto", "puérto", ""):
        with pytest.raises(UsageError, match="code"):
            intake.known_city(home, code)
