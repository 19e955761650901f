"""The verbs as a person meets them: languages, JSON of a documented shape, exit codes, a page made from the code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from atalaya.cli import options, output, page
from atalaya.cli.main import app, main
from atalaya.errors import EXIT_CODES, ConflictError, InputFileError
from atalaya.home import Home
from atalaya.i18n import LOCALES

runner = CliRunner()


def atalaya(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    command = [sys.executable, "-m", "atalaya.cli", *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home").ensure()
    (home.profiles / "policia.toml").write_text("source = 'policia'\n", encoding="utf-8")
    return home


def test_backup_verify_and_restore_print_the_documented_object(home: Home, tmp_path: Path) -> None:
    file, copy = str(tmp_path / "b.zip"), str(tmp_path / "copy")
    told = []
    for words in (
        ["backup", "create", file, "--home", str(home.root), "--json"],
        ["backup", "verify", file, "--json"],
        ["backup", "restore", file, "--home", copy, "--json"],
    ):
        result = runner.invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0
        told.append(json.loads(result.stdout))
        assert list(told[-1]) == list(page.JSON_SHAPES[" ".join(words[:2])])
    assert told[0] == told[1] == told[2]
    assert told[0]["files"] == 1
    assert (tmp_path / "copy" / "profiles" / "policia.toml").is_file()


def test_without_json_a_person_is_told_in_words(home: Home, tmp_path: Path) -> None:
    result = runner.invoke(app, ["backup", "create", str(tmp_path / "b.zip"), "--home", str(home.root)])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


def test_a_database_on_a_server_is_said_not_to_be_in_the_file(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATALAYA_DATABASE_URL", "postgres://somewhere/else")
    result = runner.invoke(app, ["backup", "create", str(tmp_path / "b.zip"), "--home", str(home.root), "--json"])
    assert json.loads(result.stdout)["files"] == 1
    assert result.stderr.strip()
    assert "somewhere" not in result.stderr


def test_refusals_carry_their_exit_code_and_their_language(home: Home, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"no")
    changed = atalaya("backup", "verify", str(tmp_path / "b.zip"), "--lang", "pt")
    assert changed.returncode == InputFileError.exit_code
    assert "não é uma cópia de segurança inteira" in changed.stderr
    assert changed.stdout == ""
    exists = atalaya("--lang=es", "backup", "create", str(tmp_path / "b.zip"), "--home", str(home.root))
    assert exists.returncode == ConflictError.exit_code
    assert "Ya hay un archivo llamado b.zip" in exists.stderr
    assert "Traceback" not in exists.stderr + changed.stderr


def test_the_demo_files_are_written_and_told(tmp_path: Path) -> None:
    result = runner.invoke(
        app, ["demo", "files", str(tmp_path / "pc"), "--seed", "4", "--json"], catch_exceptions=False
    )
    told = json.loads(result.stdout)
    assert list(told) == list(page.JSON_SHAPES["demo files"])
    assert told["seed"] == 4
    assert told["synthetic"] is True
    for name, counts in told["files"].items():
        assert (tmp_path / "pc" / name).is_file()
        assert counts["read"] == counts["stored"] + sum(counts["set_aside"].values())


def test_the_demo_files_say_that_they_are_synthetic(tmp_path: Path) -> None:
    result = runner.invoke(app, ["demo", "files", str(tmp_path)], catch_exceptions=False)
    first, *names = result.stdout.splitlines()
    assert first.split()[0] in {"Ciudad", "Cidade", "Synthetic"}
    assert {Path(name.strip()).name for name in names} == {path.name for path in tmp_path.iterdir()}


def test_a_language_that_is_none_is_a_mistake_of_use() -> None:
    assert atalaya("--lang", "de", "run").returncode == 2


@pytest.mark.parametrize(
    ("locale", "verb"), [("es", "Guardar una copia"), ("pt", "Guardar uma cópia"), ("en", "Keep a")]
)
def test_help_is_told_in_the_language_asked_for(locale: str, verb: str) -> None:
    result = atalaya("--help", "--lang", locale)
    assert result.returncode == 0
    assert verb in result.stdout


@given(st.lists(st.sampled_from(["run", "--port", "8001", "--lang", "--lang=pt", "es", "en", "--", "x"])))
def test_taking_the_language_leaves_every_other_word_in_order(words: list[str]) -> None:
    chosen, rest = options.take_language(words)
    assert chosen in {None, *LOCALES}
    left = iter(words)
    assert all(word in left for word in rest)
    assert (chosen is None) == (len(rest) == len(words))
    if "--" in words:
        assert rest[rest.index("--") :] == words[words.index("--") :]


def test_an_error_of_ours_is_told_and_left_with_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["atalaya", "backup", "verify", str(tmp_path / "absent.zip")])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == InputFileError.exit_code
    assert "absent.zip" in capsys.readouterr().err


def test_a_bar_is_drawn_only_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    def drawn(stream: io.StringIO, *, quiet: bool = False) -> str:
        monkeypatch.setattr(sys, "stderr", stream)
        with output.progress("Copiando", quiet=quiet) as step:
            step(1, 2)
            step(2, 2)
        return stream.getvalue()

    monkeypatch.setenv("TERM", "xterm")
    assert "Copiando" in drawn(Screen())
    assert drawn(Screen(), quiet=True) == ""
    assert drawn(io.StringIO()) == ""


def test_the_page_names_every_verb_option_and_exit_code() -> None:
    text = page.page()
    for words, command in page.verbs():
        assert f"## `atalaya {words}`" in text
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert f"`{option}`" in text or f"{option}," in text or f", {option}" in text, option
            json_told = "--json" not in parameter.opts or words in page.JSON_SHAPES
            assert json_told, f"{words} prints JSON of an undocumented shape"
    for code in EXIT_CODES:
        assert f"| {code} |" in text
