"""The columns of a file over all its blocks: each distinct spelling is looked at once, and its answer repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.intake.blocks import Block, no_rows
from atalaya.intake.number_cells import read_numbers

MOST = 100_000
"""A column with more distinct spellings than this is read cell by cell."""
FEW_ROWS = 5_000

Reader = Callable[[pl.Series], pl.Series]


class _Column:
    """One column: the numbers of its spellings in this block, and what was answered about each so far."""

    def __init__(self, name: str, tidy: Reader) -> None:
        self.name = name
        self.many = False
        self.codes: NDArray[np.uint32] = np.empty(0, np.uint32)
        self._tidy = tidy
        self._told: pl.Series | None = None
        self._texts = pl.Series(name, [], dtype=pl.String)
        self._answers: dict[str, pl.Series] = {}
        self._table = np.full(1 << MOST.bit_length() + 1, -1, np.int32)
        self.known = np.empty((MOST, 2), np.uint64)
        """Hashes of each spelling."""

    def take(self, block: Block) -> None:
        """Number the cells of a block, unless the column has too many spellings."""
        from atalaya.kernels.cells import number_cells

        self._told = None
        held = len(self._texts)
        if not self.many:
            codes, fresh = np.empty(block.height, np.uint32), np.empty(MOST, np.int64)
            place = block.place(self.name)
            now = number_cells(block.text, block.cells, place, self._table, self.known, held, codes, fresh)
            self.many = now < 0 or (block.height > FEW_ROWS and now - held > block.height // 2)
            if not self.many:
                self.codes = codes
                self._texts.append(self._tidy(block.texts(self.name, fresh[: now - held])))
        if self.many:
            self._told = self._tidy(block.texts(self.name, trim=True))

    def answer(self, key: str, reader: Reader) -> pl.Series:
        """What `reader` makes of each cell; it is given texts without blanks, null for those that mean nothing."""
        if self._told is not None:
            return reader(self._told)
        known = self._answers.get(key)
        if known is None:
            known = reader(self._texts)
        elif len(known) < len(self._texts):
            known = pl.concat([known, reader(self._texts[len(known) :])])
        self._answers[key] = known
        return known.gather(pl.Series(self.codes))


class Columns:
    """The columns of a file; `take` each block in turn, then ask.

    Parameters
    ----------
    missing
        Spellings that mean "no data".
    """

    def __init__(self, missing: tuple[str, ...]) -> None:
        self._missing = list(missing)
        self._columns: dict[str, _Column] = {}
        self._taken: set[str] = set()
        self.block = no_rows(())

    def take(self, block: Block) -> None:
        """Ask about this block from now on."""
        self.block = block
        self._taken = set()

    def answer(self, names: tuple[str, ...], key: str, reader: Reader) -> pl.Series:
        """What `reader` makes of the cells of a column, or of several joined by a blank; `key` names the question."""
        if len(names) == 1:
            return self._column(names[0]).answer(key, reader)
        told = [self.texts(name) for name in names]
        return reader(pl.DataFrame(told).select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series())

    def texts(self, name: str) -> pl.Series:
        """The cells of a column as text."""
        return self._column(name).answer("text", lambda texts: texts)

    def plain(self, name: str) -> pl.Series:
        """The cells of a column in which few are alike, as text."""
        return self._without_missing(self.block.texts(name, trim=True))

    def numbers(self, name: str, decimal: str) -> NDArray[np.float64]:
        """The cells of a column as numbers; not a number where there is none."""
        from atalaya.kernels.cells import POWERS, read_decimals

        block = self.block
        out, odd = np.empty(block.height), np.empty(block.height, np.bool_)
        if read_decimals(block.text, block.cells, block.place(name), ord(decimal), POWERS, out, odd):
            rows = np.flatnonzero(odd)
            out[rows] = read_numbers(self.tidy(block.texts(name, rows)), decimal).fill_null(np.nan).to_numpy()
        return out

    def numbered(self, name: str) -> tuple[NDArray[np.uint32], NDArray[np.uint64]] | None:
        """Number of the spelling of each cell of a column, and hashes of each spelling, where it was asked about."""
        column = self._columns.get(name)
        if name not in self._taken or column is None or column.many:
            return None
        return column.codes, column.known

    def _column(self, name: str) -> _Column:
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = _Column(name, self.tidy)
        if name not in self._taken:
            column.take(self.block)
            self._taken.add(name)
        return column

    def tidy(self, texts: pl.Series) -> pl.Series:
        """Texts without blanks at their ends; null for those that mean nothing."""
        return self._without_missing(texts.str.strip_chars())

    def _without_missing(self, texts: pl.Series) -> pl.Series:
        return texts.set(texts.is_in(self._missing), None)


def each(meaning: Callable[[str], Any], kind: pl.DataType | type[pl.DataType]) -> Reader:
    """A reader that asks `meaning` about each text."""

    def read(texts: pl.Series) -> pl.Series:
        table = {text: meaning(text) for text in texts.drop_nulls().unique()}
        plain = pl.String if kind == pl.Categorical else kind
        return pl.Series([table.get(text) for text in texts], dtype=plain).cast(kind)

    return read
