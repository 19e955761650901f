"""Fixtures shared by every kind of test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files; a test that asks for it skips, with the reason, where the folder is not there."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real files of ../shared/data are not on this machine")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever touches a person's own data folder."""
    if "ATALAYA_HOME" not in os.environ or not os.environ["ATALAYA_HOME"].startswith(str(Path("/tmp"))):  # noqa: S108
        monkeypatch.setenv("ATALAYA_HOME", str(tmp_path_factory.mktemp("home")))
