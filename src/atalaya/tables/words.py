"""Columns of text with few distinct values, held in memory as numbers beside the distinct words."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from atalaya.tables.incident import INCIDENT

WORDS = pl.Categorical()
"""The type of such a column; in the files of the store it is plain text."""
WORDED = tuple(column.name for column in INCIDENT.columns if column.kind == "text" and column.name != "incident_id")
"""Columns of the incident table that are held so."""
HELD = {name: WORDS if name in WORDED else kind for name, kind in INCIDENT.schema.items()}
"""Types of the incident table as rows are held in memory."""


def worded(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the incident table with their columns of text as words; those that are words already stay so."""
    return rows.with_columns(pl.col(name).cast(WORDS) for name in WORDED if rows.schema.get(name) == pl.String)


def words(texts: Sequence[str | None]) -> pl.Series:
    """A column of words.

    Examples
    --------
    >>> words(["a", None]).gather([0, 0, 1]).to_list()
    ['a', 'a', None]
    """
    return pl.Series(texts, dtype=pl.String).cast(WORDS)


def repeated(text: str | None, rows: int) -> pl.Series:
    """A column with the same word in every row."""
    return words([text]).new_from_index(0, rows)
