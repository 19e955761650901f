"""The pages that are made from the code are what the code says, and what they document is whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from atalaya.i18n import translate
from atalaya.intake.findings import FINDING_KINDS
from atalaya.tables.area import AREA, POPULATION
from atalaya.tables.incident import INCIDENT
from atalaya.web.common import permissions
from atalaya.web.settings import SETTINGS


def test_made_pages_are_current(root: Path) -> None:
    words = [sys.executable, root / "docs" / "make.py", "--check"]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("table", [INCIDENT, AREA, POPULATION], ids=lambda table: table.name)
@pytest.mark.parametrize("locale", ["es", "pt"])
def test_every_column_is_told_in_both_languages(table: object, locale: str) -> None:
    same = {"Área", "Status", "Layer", "Longitude", "Latitude", "Local"}
    for column in table.columns:  # type: ignore[attr-defined]
        for text in (column.title, column.description):
            told = translate(text, locale)
            assert told
            assert told != text or text in same, f"{column.name}: {text!r} has no {locale}"


def test_every_setting_that_is_read_is_on_the_list(root: Path) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (root / "src").rglob("*.py"))
    assert set(re.findall(r"\bATALAYA_[A-Z_]+", code)) == set(SETTINGS)


def test_every_finding_has_advice_or_is_a_note() -> None:
    for kind in FINDING_KINDS.values():
        assert kind.title
        assert "{count}" in kind.message or kind.severity == "note", kind.id
        assert kind.advice or kind.severity == "note", kind.id


def test_every_permission_is_told_in_both_languages_and_held_by_somebody() -> None:
    assert set(permissions.SENTENCES) == permissions.registered()
    for name, sentence in permissions.SENTENCES.items():
        assert permissions.holders(name), name
        for locale in ("es", "pt"):
            assert translate(sentence, locale) != sentence, f"{name} has no {locale}"


def test_who_sees_is_not_who_changes() -> None:
    assert permissions.holders("observatory.view_city") == ["administrator", "analyst", "approver", "viewer"]
    assert permissions.holders("observatory.approve_bulletin") == ["administrator", "approver"]
    assert permissions.holders("audit.view_audit") == ["administrator"]
