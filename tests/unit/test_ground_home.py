"""The data folder: which one is meant, and the names inside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from atalaya.home import Home, default_root, find_home


def test_argument_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATALAYA_HOME", str(tmp_path / "environment"))
    assert find_home(tmp_path / "argument").root == tmp_path / "argument"
    assert find_home().root == tmp_path / "environment"


def test_without_both_it_is_the_user_data_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATALAYA_HOME")
    assert find_home().root == default_root()


@pytest.mark.parametrize(
    ("platform", "variable", "end"),
    [
        ("linux", "XDG_DATA_HOME", "atalaya"),
        ("win32", "LOCALAPPDATA", "atalaya"),
        ("darwin", "", "Library/Application Support/atalaya"),
    ],
)
def test_custom_of_each_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, variable: str, end: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path))
        assert default_root() == tmp_path / "atalaya"
        monkeypatch.delenv(variable)
    assert default_root().as_posix().endswith(end)
    assert str(default_root()).startswith(str(Path.home()))


def test_ensure_makes_every_part_and_can_be_repeated(tmp_path: Path) -> None:
    home = Home(tmp_path / "new").ensure().ensure()
    for path in (home.store, home.uploads, home.profiles, home.documents, home.cache):
        assert path.is_dir()
    assert home.database.parent == home.secret_key.parent == home.root
