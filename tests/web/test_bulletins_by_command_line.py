"""`atalaya bulletin`: the way of an issue from the machine, with the same rules as on screen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from atalaya.cli import page
from atalaya.cli.main import app
from atalaya.errors import NotFoundError, PermissionRefusedError, RefusalError, UsageError, UserError
from atalaya.i18n import compile_catalogues
from atalaya.web import server
from atalaya.web.accounts.models import Account
from atalaya.web.observatory.models import Bulletin, City
from atalaya.web.observatory.operations import bulletin_documents

runner = CliRunner()
ANALYST, APPROVER = ["--as", "analyst@example.org"], ["--as", "APPROVER@example.org"]


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch, observed: City, person: Callable[[str], Account]) -> None:
    """The database of the test is up to date, and there are an analyst and an approver."""
    monkeypatch.setattr(server, "prepare", lambda _home: None)
    monkeypatch.setattr(bulletin_documents, "KEPT_IN", ("es",))
    compile_catalogues()
    for role in ("analyst", "approver"):
        person(role)


def told(*words: str) -> dict:
    result = runner.invoke(app, ["bulletin", *words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert list(answer) == list(page.JSON_SHAPES[f"bulletin {words[0]}"])
    return answer


def refused(*words: str) -> UserError:
    result = runner.invoke(app, ["bulletin", *words])
    assert isinstance(result.exception, UserError), result.exception
    return result.exception


def test_from_the_draft_to_the_public_and_its_correction(tmp_path: Path) -> None:
    draft = told("draft", *ANALYST, "--sentence", "Uno.", "--missing", "911")
    assert (draft["from"], draft["to"], draft["status"]) == ("2019-12-01", "2019-12-31", "submitted")
    assert (draft["author"], draft["approver"], draft["files"]) == ("analyst@example.org", None, {})
    assert told("approve", "1", *APPROVER)["files"].keys() == {"es.pdf", "es.html", "es.xlsx", "es.part"}
    assert told("publish", "1", *APPROVER)["status"] == "published"
    file = told("file", "1", "-o", str(tmp_path / "b.pdf"))
    data = (tmp_path / "b.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert file["sha256"] == hashlib.sha256(data).hexdigest() == Bulletin.objects.get().files["es.pdf"]
    assert told("correct", "1", *ANALYST)["replaces"] == 1
    assert told("submit", "2", *ANALYST)["status"] == "submitted"
    assert [one["number"] for one in told("list")["bulletins"]] == [2, 1]


def test_the_author_cannot_approve_here_either(person: Callable[[str], Account]) -> None:
    chief = person("administrator").email
    told("draft", "--as", chief)
    found = refused("approve", "1", "--as", chief)
    assert (found.id, type(found)) == ("second-person-needed", PermissionRefusedError)
    assert refused("approve", "1", *ANALYST).id == "not-allowed"
    assert refused("draft", *APPROVER).id == "not-allowed"


def test_a_bulletin_is_written_without_being_kept(tmp_path: Path) -> None:
    words = ["--from", "2019-11", "--to", "2019-12", "--sentence", "Frase."]
    for form, start in (("pdf", b"%PDF"), ("html", b"<!doctype"), ("xlsx", b"PK")):
        file = tmp_path / f"b.{form}"
        answer = told("render", *words, "-o", str(file))
        assert (answer["status"], answer["from"], answer["bytes"]) == ("draft", "2019-11-01", file.stat().st_size)
        assert file.read_bytes().startswith(start)
    assert not Bulletin.objects.exists()
    assert "Frase." in (tmp_path / "b.html").read_text(encoding="utf-8")


def test_a_person_is_told_in_words(tmp_path: Path) -> None:
    assert runner.invoke(app, ["bulletin", "list"]).stdout.strip()
    kept = runner.invoke(app, ["bulletin", "draft", *ANALYST, "--keep"])
    assert "2019" in kept.stdout
    assert Bulletin.objects.get().status == "draft"
    listed = runner.invoke(app, ["bulletin", "list"]).stdout
    assert listed.split()[0] == "1"
    for words in (["render"], ["file", "1"]):
        result = runner.invoke(app, ["bulletin", *words, "-o", str(tmp_path / "b.html")])
        assert "b.html" in result.stdout
        assert result.stderr.strip()
    runner.invoke(app, ["bulletin", "submit", "1", *ANALYST])
    runner.invoke(app, ["bulletin", "approve", "1", *APPROVER])
    assert runner.invoke(app, ["bulletin", "file", "1", "-o", str(tmp_path / "b.html")]).stderr == ""


def test_sources_without_rows_are_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atalaya.store.sources.silent_in", lambda *_of: ("central-911",))
    result = runner.invoke(app, ["bulletin", "draft", *ANALYST])
    assert "central-911" in result.stderr
    assert Bulletin.objects.get().missing_sources == ["central-911"]


@pytest.mark.parametrize(
    ("words", "error", "family"),
    [
        (["approve", "9", *APPROVER], "bulletin-unknown", NotFoundError),
        (["draft", "--as", "nadie@example.org"], "account-unknown", NotFoundError),
        (["render", "-o", "b.docx"], "bulletin-form-unusable", UsageError),
        (["draft", *ANALYST, "--from", "2030-01", "--to", "2030-01"], "bulletin-period-empty", RefusalError),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], error: str, family: type[UserError]) -> None:
    found = refused(*words)
    assert (found.id, type(found)) == (error, family)
