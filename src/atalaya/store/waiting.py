"""Rows that wait on disk, by month, until a batch is published: in files of many blocks, mapped when they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from atalaya.store.ordering import distinct, still
from atalaya.tables.incident import INCIDENT
from atalaya.tables.spec import SchemaError
from atalaya.tables.words import HELD, worded

HELD_ROWS = 100_000
"""So many rows are written at once: each file costs some milliseconds to write and as many to read."""


@dataclass(frozen=True)
class Piece:
    """A file of rows of one year in the order of their months; `months` has the first row and the rows of each."""

    path: Path
    months: dict[int, tuple[int, int]]
    same: pl.DataFrame
    """One row: the columns that are the same in all rows, and not in the file."""

    def read(self, columns: list[str] | None = None) -> pl.DataFrame:
        """The rows, with all columns or with these."""
        names = list(HELD) if columns is None else columns
        held = pl.read_ipc(self.path, columns=[name for name in names if name not in self.same.columns])
        height = sum(rows for _start, rows in self.months.values())
        return held.with_columns(
            self.same[name].new_from_index(0, height) for name in self.same.columns if name in names
        ).select(names)


@dataclass
class Waiting:
    """Blocks of rows of the incident table, written into `folder` under names that begin with `name`.

    Months are numbered from the year 0: ``year * 12 + month - 1``.
    """

    folder: Path
    name: str = "waiting"
    pieces: list[Piece] = field(default_factory=list)
    _held: list[pl.DataFrame] = field(default_factory=list)

    def append(self, rows: pl.DataFrame) -> None:
        """Add rows of the incident table; texts may be words (`worded`). They are written down when they are many.

        Raises
        ------
        SchemaError
            When they are not what the table says.
        """
        rows = worded(rows)
        _check(rows)
        self._held.append(rows)
        if sum(one.height for one in self._held) >= HELD_ROWS:
            self.settle()

    def settle(self) -> None:
        """Write down what is held in memory; to be called before the rows are asked for."""
        if not self._held:
            return
        rows = pl.concat(self._held, rechunk=True)
        self._held.clear()
        month = months_of(rows["local_date"])
        same = still(rows)
        rows, same_rows = rows.drop(same), rows.select(same).head(1)
        first = int(month.min())
        place = (month - first).astype(np.uint16)
        counts = np.bincount(place)
        if (place[1:] < place[:-1]).any():
            rows = rows[np.argsort(place, kind="stable")]
        start = 0
        for year in range(first // 12, (first + len(counts) - 1) // 12 + 1):
            held, length = {}, 0
            for one in range(max(year * 12, first), min(year * 12 + 12, first + len(counts))):
                held[one] = (length, int(counts[one - first]))
                length += held[one][1]
            if length:
                path = self.folder / f"{self.name}-{len(self.pieces)}.arrow"
                rows.slice(start, length).write_ipc(path)
                self.pieces.append(Piece(path, held, same_rows))
            start += length

    def counts(self) -> Counter[int]:
        """Rows by month."""
        total: Counter[int] = Counter()
        for piece in self.pieces:
            total.update({month: rows for month, (_start, rows) in piece.months.items()})
        return total

    def rows(self, months: Iterable[int]) -> list[pl.DataFrame]:
        """The rows of some months that follow each other, piece by piece."""
        found = []
        for piece in self.pieces:
            here = [piece.months[month] for month in sorted(months) if month in piece.months]
            if here:  # months asked for follow each other, and so do their rows
                length = sum(rows for _start, rows in here)
                found.append(piece.read().slice(here[0][0], length))
        return found


def months_of(days: pl.Series) -> np.ndarray:
    """Month of each day."""
    number = days.to_physical().to_numpy()
    low, high = int(number.min()), int(number.max())
    table = np.arange(low, high + 1).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.asarray(table[number - low])


def _check(rows: pl.DataFrame) -> None:
    if rows.is_empty() or dict(rows.schema) != HELD:
        raise SchemaError(f"incident: {rows.schema} is not {HELD}")
    for column in INCIDENT.columns:
        if column.required and rows[column.name].null_count():
            raise SchemaError(f"incident.{column.name}: required, and missing in some rows")
        if column.values and not set(distinct(rows[column.name])) <= set(column.values):
            raise SchemaError(f"incident.{column.name}: a value outside its list")
