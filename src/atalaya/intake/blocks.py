"""A block: some thousand rows of a file as text, with their numbers; what every reader gives."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

ROW = "\x00row"
"""Column of a block that holds each row's number in the file, from 1 after the header."""
BLOCK_ROWS = 250_000


@dataclass(frozen=True)
class Block:
    """`frame` has `ROW` (int64) and the file's columns, all text; `broken` has the text of rows of other widths."""

    frame: pl.DataFrame
    broken: dict[int, str] = field(default_factory=dict)
    """By the row's number."""

    @property
    def rows(self) -> int:
        """Rows read, broken ones included."""
        return self.frame.height + len(self.broken)


def named(columns: list[str]) -> tuple[str, ...]:
    """Names of columns without blanks at the ends; empty and repeated ones get a number.

    Examples
    --------
    >>> named([" fecha ", "", "hora", "hora"])
    ('fecha', 'column 2', 'hora', 'hora (2)')
    """
    names: list[str] = []
    for place, column in enumerate(columns, start=1):
        name = " ".join((column or "").replace("\ufeff", "").split()) or f"column {place}"
        alike = sum(name == known or known.startswith(f"{name} (") for known in names)
        names.append(f"{name} ({alike + 1})" if alike else name)
    return tuple(names)
