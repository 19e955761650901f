"""The command line: quick help without scientific packages, accounts, exit codes, languages."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from atalaya.cli import run
from atalaya.cli.main import app
from atalaya.errors import ConflictError
from atalaya.web import server
from atalaya.web.accounts.models import Account

HEAVY = {"numpy", "polars", "scipy", "numba", "duckdb", "pandas", "django", "h3", "shapely"}


def atalaya(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [sys.executable, "-m", "atalaya.cli", *words], capture_output=True, text=True, env=environment, check=False
    )


def test_help_imports_no_scientific_package_and_no_framework() -> None:
    code = "import sys, atalaya.cli.main; print(*{name.split('.')[0] for name in sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert HEAVY.isdisjoint(told.split())


@pytest.mark.parametrize(("language", "told"), [("es", "Servir las páginas"), ("pt", "Servir as páginas")])
def test_help_speaks_the_language_of_the_machine(language: str, told: str) -> None:
    result = atalaya("--help", ATALAYA_LANGUAGE=language)
    assert result.returncode == 0
    assert told in result.stdout


def test_an_error_has_the_exit_code_of_its_family_and_no_traceback(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = atalaya("run", "--home", str(tmp_path), "--port", str(port), ATALAYA_LANGUAGE="es")
        with pytest.raises(ConflictError):
            server.require_free_port("127.0.0.1", port)
    assert result.returncode == ConflictError.exit_code
    assert f"El puerto {port} está en uso" in result.stderr
    assert "Traceback" not in result.stderr
    server.require_free_port("127.0.0.1", port)


def test_an_account_is_made_from_the_machine(tmp_path: Path) -> None:
    words = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["1", "analyst"]


SCRIPT = """
import sys
from pathlib import Path
import typer
typer.prompt = lambda *words, **more: "torre farol vento puerto"
typer.echo = lambda text: None
from atalaya.cli.user import create
create("a@example.org", "analyst", "A", Path(sys.argv[1]))
from atalaya.web.accounts.models import Account
print(Account.objects.count(), Account.objects.get().role)
"""


def test_demonstration_accounts_are_made_once(db: None) -> None:
    assert len(run.demo_accounts()) == 4
    assert run.demo_accounts() == run.demo_accounts()
    assert Account.objects.count() == 4


def test_a_data_folder_with_people_gets_no_demonstration_accounts(db: None) -> None:
    Account.objects.create_user("a@example.org", "torre farol vento puerto")
    assert run.demo_accounts() == []


def test_every_verb_and_option_has_its_help() -> None:
    import typer.main

    pending = [typer.main.get_command(app)]
    while pending:
        command = pending.pop()
        assert command.help, command.name
        pending += list(getattr(command, "commands", {}).values())
        for parameter in command.params:
            assert parameter.name == "help" or getattr(parameter, "help", ""), f"{command.name} {parameter.name}"


PREPARE = """
import sys
from pathlib import Path
from atalaya.home import Home
from atalaya.web import server
server.prepare(Home(Path(sys.argv[1])))
from django.core.management import call_command
call_command("migrate", check_unapplied=True, verbosity=0)
"""


def test_preparing_a_new_folder_makes_its_database_and_its_places(tmp_path: Path) -> None:
    for _time in ("new", "again"):
        words = [sys.executable, "-c", PREPARE, str(tmp_path / "city")]
        subprocess.run(words, capture_output=True, text=True, check=True)
    with contextlib.closing(sqlite3.connect(tmp_path / "city" / "atalaya.db")) as database:
        tables = database.execute("select name from sqlite_master").fetchall()
    assert ("audit_entry",) in tables
    assert (tmp_path / "city" / "store").is_dir()
    assert (tmp_path / "city" / "secret.key").stat().st_mode & 0o077 == 0
