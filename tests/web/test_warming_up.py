"""Kernels are compiled once before the pages are served, in a process of its own, and that is remembered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from atalaya.home import Home
from atalaya.web import warm, wsgi


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).ensure()


def test_it_is_remembered_for_this_version(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    monkeypatch.setattr(warm.subprocess, "run", lambda words, **_more: ran.append(words) or _Done(0))
    assert not warm.is_warm(home)
    warm.warm_up(home)
    assert warm.is_warm(home)
    assert ran == [[sys.executable, "-m", "atalaya.web.warm"]]
    monkeypatch.setattr(warm.atalaya, "__version__", "9")
    assert not warm.is_warm(home)


def test_a_child_that_fails_is_tried_again_at_the_next_start(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm.subprocess, "run", lambda _words, **_more: _Done(1))
    warm.warm_up(home)
    assert not warm.is_warm(home)


def test_the_tiny_city_is_asked_everything(home: Home) -> None:
    warm.compile_all()


def test_importing_it_imports_nothing_heavy() -> None:
    code = "import sys, atalaya.web.warm; print(*{name.split('.')[0] for name in sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert {"numpy", "polars", "numba", "django"}.isdisjoint(told.split())


def test_heavy_libraries_are_fetched_after_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(wsgi, "FETCHED_AFTER_S", 0.0)
    monkeypatch.setattr(wsgi, "import_module", fetched.append)
    wsgi.fetch_ahead().join(5)
    assert fetched == list(wsgi.HEAVY)


class _Done:
    def __init__(self, returncode: int) -> None:
        self.returncode = returncode
