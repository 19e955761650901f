"""A table as a reader sees it: heads with units, raw values, and cells written in the reader's language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from atalaya.i18n import N_, translate
from atalaya.reports import numbers

Kind = Literal["text", "count", "rate", "ratio", "percent", "month", "date"]


class Absent(Enum):
    """Why a cell holds no figure."""

    HIDDEN = "hidden"
    """So small that it is hidden to protect people."""

    TOO_FEW = "too-few"
    """Computed from so few incidents that it would be noise."""

    NO_DATA = "no-data"
    """The data do not reach the period the figure would be of."""


Value = str | int | float | dt.date | Absent | None


@dataclass(frozen=True)
class Head:
    """The head of a column: its label, with the unit, and what kind of value stands under it."""

    label: str
    kind: Kind = "text"

    @property
    def numeric(self) -> bool:
        return self.kind not in {"text", "month", "date"}


@dataclass(frozen=True)
class DataTable:
    """The twin of a figure, or a table of its own; the same object becomes HTML, PDF and a sheet.

    Attributes
    ----------
    title : caption, which also names the sheet.
    heads : one a column.
    rows : raw values, as long as `heads`.
    locale : language the cells are written in.
    note : a sentence under the table, or empty.
    """

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Value, ...], ...]
    locale: str
    note: str = ""

    def cells(self) -> list[list[str]]:
        """Every cell as text.

        >>> DataTable("t", (Head("n", "count"),), ((1234,), (Absent.HIDDEN,)), "en").cells()
        [['1,234'], ['hidden']]
        """
        written = [
            [self.told(value, head.kind) for value, head in zip(row, self.heads, strict=True)] for row in self.rows
        ]
        for place, head in enumerate(self.heads):
            if head.kind == "rate":  # a column has one number of decimals
                figures = [row[place] for row in self.rows]
                for cells, value in zip(written, figures, strict=True):
                    if isinstance(value, (int, float)):
                        cells[place] = numbers.decimal(value, self.locale, _digits(figures))
        return written

    def told(self, value: Value, kind: Kind) -> str:
        """One value as text."""
        if isinstance(value, Absent):
            return translate(_ABSENT[value], self.locale)
        if value is None:
            return numbers.NOTHING
        return _WRITERS[kind](value, self.locale)

    @property
    def hides(self) -> bool:
        """Whether some cell is hidden to protect people."""
        return any(value is Absent.HIDDEN for row in self.rows for value in row)


def _digits(figures: list[Value]) -> int:
    largest = max((value for value in figures if isinstance(value, (int, float)) and value < math.inf), default=0)
    return 0 if largest >= 1000 else 1


_ABSENT = {Absent.HIDDEN: N_("hidden"), Absent.TOO_FEW: N_("too few"), Absent.NO_DATA: N_("no data")}
_WRITERS: dict[Kind, Callable[[Any, str], str]] = {
    "text": lambda value, _locale: str(value),
    "count": numbers.count,
    "rate": numbers.rate,
    "ratio": lambda value, locale: numbers.decimal(value, locale, 2),
    "percent": numbers.percent,
    "month": numbers.month,
    "date": numbers.short_date,
}
