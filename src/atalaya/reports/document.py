"""A document before it is paper, page or workbook: blocks in order, and what every page of it must say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from atalaya.reports.charts import Chart
from atalaya.reports.datatable import DataTable
from atalaya.reports.palette import TOWER_BLUE

Status = Literal["draft", "approved", "published", "superseded"]


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 or 3; level 1 is the document's title."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Running text. `language` differs from the document's where a person wrote it in another one."""

    text: str
    language: str = ""
    own_words: bool = False


@dataclass(frozen=True)
class Figure:
    """A numbered picture with its caption."""

    chart: Chart
    number: int


@dataclass(frozen=True)
class Notes:
    """A list of short notes."""

    items: tuple[str, ...]


Block = Heading | Paragraph | Figure | DataTable | Notes


@dataclass(frozen=True)
class Document:
    """A document in one language.

    Attributes
    ----------
    title : a sentence with the finding.
    subtitle : kind of document, number, period.
    city : name of the city.
    locale : ``"es"``, ``"pt"`` or ``"en"``.
    status : printed on every page unless published.
    status_line : the status in words: draft, or who approved and when.
    issued : the date it bears; also the files' date, so that the same input gives the same bytes.
    facts : label and figure, shown large at the head.
    blocks : the content, in order.
    notices : what must be seen before anything else: synthetic data, draft, superseded.
    accent : colour of headings and rules, readable on white.
    logo : the city's picture (PNG or JPEG), empty when it has none.
    """

    title: str
    subtitle: str
    city: str
    locale: str
    status: Status
    status_line: str
    issued: dt.date
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    notices: tuple[str, ...] = ()
    accent: str = TOWER_BLUE
    logo: bytes = b""
    labels: dict[str, str] = field(default_factory=dict)

    def tables(self) -> Iterator[DataTable]:
        """Every table once, in order; that of a figure may stand again in an annex."""
        seen: set[str] = set()
        for block in self.blocks:
            table = block.chart.table if isinstance(block, Figure) else block
            if isinstance(table, DataTable) and table.title not in seen:
                seen.add(table.title)
                yield table

    @property
    def logo_kind(self) -> str:
        """``"png"`` or ``"jpeg"``, by its first bytes."""
        return "png" if self.logo.startswith(b"\x89PNG") else "jpeg"

    def outline(self) -> list[tuple[str, str]]:
        """Anchor and text of each heading of level 2."""
        texts = [block.text for block in self.blocks if isinstance(block, Heading) and block.level == 2]
        return [(f"s{place}", text) for place, text in enumerate(texts, start=1)]
