"""The same screens and operations on a city's server: the tests of the web run again, on a real PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

WRITERS = ("test_accounts_and_roles.py", "test_audit_chain.py", "test_bulletin_screens.py", "test_import_work.py")
"""Tests that write through operations, and so ask the database for transactions, locks and constraints."""


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """A PostgreSQL server of its own on a free port, thrown away afterwards."""
    programs = _programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL server on this machine")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="atalaya-postgres-"))  # pytest's own folders let nobody else in
    owner = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        user = pwd.getpwnam("postgres")
        owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(*words: object) -> None:
        subprocess.run(
            [str(word) for word in words], check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=60, **owner
        )

    data, log = folder / "data", folder / "log"
    run(programs / "initdb", "-D", data, "-U", "atalaya", "--auth", "trust", "--no-sync", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run(programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
    yield f"postgres://atalaya@127.0.0.1:{port}/postgres"
    run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


@pytest.mark.postgres
@pytest.mark.slow
def test_what_is_written_on_sqlite_is_written_on_postgresql(database_url: str, root: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider"]
    ours = ("COV_CORE", "COVERAGE", "PYTEST")
    known = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    ran = subprocess.run(
        [*words, *(str(root / "tests" / "web" / name) for name in WRITERS)],
        capture_output=True,
        text=True,
        cwd=root,
        env={**known, "ATALAYA_DATABASE_URL": database_url},
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-1000:]
    assert " passed" in ran.stdout
    assert "skipped" not in ran.stdout
