"""Every engine answers every spec with the table that is printed in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from atalaya.engines.base import Engine, canonical
from spec.book import Spec, ask, chapters, page
from spec.tables import draw, straight

SPECS = [spec for chapter in chapters() for spec in chapter.specs]


@pytest.mark.parametrize("spec", SPECS, ids=[spec.title for spec in SPECS])
def test_every_engine_gives_the_answer(spec: Spec, engine: Engine, tmp_path: Path) -> None:
    answer = ask(spec, engine, tmp_path)
    assert draw(answer) == straight(spec.answer)
    assert answer.schema == canonical(answer).schema


def test_titles_are_said_once() -> None:
    assert len({spec.title for spec in SPECS}) == len(SPECS)


def test_the_page_tells_every_spec(root: Path) -> None:
    assert page().count("\n### ") == len(SPECS)
    assert all(len(line) <= 120 for line in page().splitlines() if "counts(" not in line and "rates(" not in line)
