"""The pages of the first hour name what the screens show: a label that is renamed there is renamed here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from atalaya.i18n import PACKAGE

PAGES = {"es": "primera-hora.md", "pt_BR": "primeira-hora.md"}
ELSEWHERE = {
    "es": {"guardar como", "geojson", "para crear la primera cuenta, abrir …", "otra persona"},
    "pt_BR": {"salvar como", "geojson", "para criar a primeira conta, abrir …", "outra pessoa"},
}
"""Labels of another program, the line of the terminal with its link, and words that are only stressed."""


def shown(language: str) -> set[str]:
    """Every text a screen or a command can show, in small letters and without its full stop."""
    found = set()
    for path in PACKAGE.rglob(f"{language}/LC_MESSAGES/*.po"):
        with path.open("rb") as stream:
            for message in read_po(stream):
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                found |= {normal(str(text)) for text in texts}
    return found


def normal(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(".").lower()


@pytest.mark.parametrize("language", PAGES)
def test_what_is_stressed_is_on_a_screen(root: Path, language: str) -> None:
    text = normal((root / "docs" / PAGES[language]).read_text(encoding="utf-8"))
    stressed = [strong or soft for strong, soft in re.findall(r"\*\*([^*]+)\*\*|\*([^*]+)\*", text)]
    labels = {normal(part) for words in stressed for part in words.split("→")}
    assert len(labels) > 20
    assert labels - shown(language) - ELSEWHERE[language] == set()


def test_both_pages_have_the_same_steps(root: Path) -> None:
    pages = [(root / "docs" / page).read_text(encoding="utf-8") for page in PAGES.values()]
    heads = [re.findall(r"^## (\d)", page, re.MULTILINE) for page in pages]
    assert heads[0] == heads[1] == ["0", "1", "2", "3", "4", "5"]
