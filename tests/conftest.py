"""Fixtures shared by every kind of test, and the rule that in CI nothing is skipped but by a written reason."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from atalaya.engines.base import Engine

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
ALLOWED_SKIPS = Path(__file__).with_name("skips.toml")

_skipped: list[tuple[str, str]] = []


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files; a test that asks for it skips, with the reason, where the folder is not there."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real files of ../shared/data are not on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the synthetic city, as `atalaya demo city` builds it: once a run, never written to."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, lock = shared / "built-demo", shared / "built-demo.lock"
    deadline = time.monotonic() + 300
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            assert time.monotonic() < deadline, "another process did not finish building the synthetic city"
            time.sleep(0.2)
    try:
        if not (folder / "done").exists():
            words = [sys.executable, "-m", "atalaya.cli", "demo", "city", "--json", "--home", str(folder)]
            built = subprocess.run(words, capture_output=True, text=True, check=False)
            assert built.returncode == 0, built.stderr
            (folder / "done").write_text(built.stdout)
    finally:
        lock.rmdir()
    return folder


@pytest.fixture(scope="session")
def demo_home(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it for this process, to serve and to change."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(built_demo, folder)
    return folder


@pytest.fixture(scope="session")
def sail() -> Iterator[Engine]:
    """An engine on a Spark Connect server without Java, started once (marker `spark`)."""
    from atalaya.engines.choosing import open_engine

    with open_engine("sail") as engine:
        yield engine


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever touches a person's own data folder."""
    monkeypatch.setenv("ATALAYA_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def _reading_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in the test's own process: a child starts slowly, and has tests of its own (`tests/faults`)."""
    if "faults" in request.path.parts or "atalaya.intake.load" not in sys.modules:
        return
    monkeypatch.setattr("atalaya.intake.load.run_limited", _run_here)
    if "atalaya.cli.intake" in sys.modules:
        monkeypatch.setattr("atalaya.cli.intake.Child", _NoChild)


class _NoChild:
    """Stands for a child process, and does its work here."""

    def __init__(self, *_: object, **__: object) -> None:
        self.call = _run_here

    def __enter__(self) -> _NoChild:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _run_here(
    function: Callable[..., object], *args: object, heard: Callable[[Any], None] = print, **_: object
) -> object:
    import atalaya.intake.apart

    def report(told: object) -> None:
        heard(told)

    before, atalaya.intake.apart.report = atalaya.intake.apart.report, report
    try:
        return function(*args)
    finally:
        atalaya.intake.apart.report = before


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped and why (an expected failure is not a skip)."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append((report.nodeid, reason))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a skip that is not on the short list fails the run."""
    if os.environ.get("CI") != "true" or hasattr(session.config, "workerinput"):
        return
    allowed = tomllib.loads(ALLOWED_SKIPS.read_text(encoding="utf-8")).get("skip", [])
    refused = [
        f"{node}: {reason}"
        for node, reason in _skipped
        if not any(fnmatch.fnmatch(node, rule["test"]) for rule in allowed)
    ]
    if refused:
        print("\nSkipped in CI, and not on the list tests/skips.toml:\n  " + "\n  ".join(refused))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
