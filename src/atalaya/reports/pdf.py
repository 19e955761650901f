"""A document as an accessible PDF (PDF/UA-1): the content goes in as data, so that no name or sentence is ever code."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from atalaya.reports.datatable import DataTable
from atalaya.reports.document import Block, Document, Figure, Heading, Notes, Paragraph

STANDARD: Final = "ua-1"
"""ISO 14289-1: the engine refuses a figure without alt text, a document without title or language."""


def to_pdf(document: Document) -> bytes:
    """The PDF; the same document gives the same bytes on every machine: no letter of the system is used.

    Raises
    ------
    RuntimeError
        The engine refused the document: a fault of ours, named in its message.
    """
    import typst

    day = dt.datetime.combine(document.issued, dt.time(), tzinfo=dt.UTC)
    with _laid_out(document) as main:
        return typst.compile(
            main,
            root=main.parent,
            format="pdf",
            pdf_standards=STANDARD,
            ignore_system_fonts=True,
            timestamp=int(day.timestamp()),
        )


def to_pictures(document: Document, dots_per_inch: float = 72) -> list[bytes]:
    """Each page of the PDF as a PNG, for a preview."""
    import typst

    with _laid_out(document) as main:
        # the engine gives one picture as bytes, several as a list
        pages: Any = typst.compile(main, root=main.parent, format="png", ppi=dots_per_inch, ignore_system_fonts=True)
    return pages if isinstance(pages, list) else [pages]


@contextmanager
def _laid_out(document: Document) -> Iterator[Path]:
    """A folder with the template, the content and the pictures; gives the template's path."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        content = _content(document, root)
        main = root / "main.typ"
        main.write_text((files("atalaya.reports") / "bulletin.typ").read_text(encoding="utf-8"), encoding="utf-8")
        (root / "content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        yield main


def _content(document: Document, root: Path) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "city": document.city,
        "language": document.locale,
        "region": {"es": "AR", "pt": "BR", "en": "GB"}[document.locale],
        "status_line": document.status_line,
        "draft": document.status == "draft",
        "notices": list(document.notices),
        "facts": [list(fact) for fact in document.facts],
        "accent": document.accent,
        "logo": _logo(document, root),
        "issued": [document.issued.year, document.issued.month, document.issued.day],
        "figure": document.labels.get("figure", ""),
        "blocks": [_block(block, document, root) for block in document.blocks],
    }


def _logo(document: Document, root: Path) -> str:
    """Name of the picture's file; empty when there is none."""
    if not document.logo:
        return ""
    name = f"logo.{document.logo_kind}"
    (root / name).write_bytes(document.logo)
    return name


def _block(block: Block, document: Document, root: Path) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        language = block.language or document.locale
        return {"kind": "paragraph", "text": block.text, "own": block.own_words, "language": language}
    if isinstance(block, Figure):
        name = f"figure-{block.number}.svg"
        (root / name).write_text(block.chart.svg(), encoding="utf-8")
        chart = block.chart
        return {"kind": "figure", "file": name, "alt": chart.alt, "caption": chart.caption, "number": block.number}
    if isinstance(block, Notes):
        return {"kind": "notes", "items": list(block.items)}
    return _table(block)


def _table(table: DataTable) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": table.title,
        "heads": [head.label for head in table.heads],
        "numeric": [head.numeric for head in table.heads],
        "rows": table.cells(),
        "note": table.note,
    }
