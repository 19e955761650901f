"""A block: some thousand rows of a file as places in its text, with their numbers; what every reader gives."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

ROW = "\x00row"
"""Column of a table of texts that holds each row's number in the file, from 1 after the header."""
BLOCK_ROWS = 250_000
FEW_CELLS = 300
"""So few cells are made texts one by one."""


@dataclass(frozen=True)
class Block:
    """Rows of a file: the text they stand in, and where each cell begins and ends in it."""

    columns: tuple[str, ...]
    text: NDArray[np.uint8]
    """UTF-8."""
    cells: NDArray[np.int32]
    """Shape (rows, columns, 2): first byte, place after the last."""
    numbers: NDArray[np.int64]
    """Number of each row in the file, from 1 after the header."""
    broken: dict[int, str] = field(default_factory=dict)
    """Text of the rows of other widths, by the row's number."""

    @property
    def height(self) -> int:
        """Rows that can be read."""
        return len(self.numbers)

    @property
    def rows(self) -> int:
        """Rows met, broken ones included."""
        return self.height + len(self.broken)

    def head(self, rows: int) -> Block:
        """The rows and the broken ones whose numbers are at most `rows`."""
        held = int(np.searchsorted(self.numbers, rows, side="right"))
        broken = {row: text for row, text in self.broken.items() if row <= rows}
        return replace(self, cells=self.cells[:held], numbers=self.numbers[:held], broken=broken)

    def place(self, column: str) -> int:
        """Which column has this name."""
        return self.columns.index(column)

    def frame(self, rows: NDArray[np.int64] | None = None) -> pl.DataFrame:
        """The cells of some rows (of all, when not said) as a table of text with `ROW`; an empty cell is null."""
        which = np.arange(self.height) if rows is None else rows
        return pl.DataFrame({ROW: pl.Series(self.numbers[which], dtype=pl.Int64), **self._told(self.columns, which)})

    def some(self, columns: tuple[str, ...], rows: NDArray[np.int64]) -> pl.DataFrame:
        """The cells of some columns and rows as a table of text; an empty cell is null."""
        return pl.DataFrame(self._told(columns, rows))

    def _told(self, columns: tuple[str, ...], rows: NDArray[np.int64]) -> dict[str, pl.Series]:
        places = [self.place(name) for name in columns]
        cells = self.cells[rows][:, places].transpose(1, 0, 2).reshape(-1, 1, 2)
        told = self._texts(cells, 0, np.arange(len(cells)), "", trim=False)  # of all columns in one, one below another
        return {name: told.slice(k * len(rows), len(rows)).alias(name) for k, name in enumerate(columns)}

    def texts(self, column: str, rows: NDArray[np.int64] | None = None, *, trim: bool = False) -> pl.Series:
        """The cells of a column, of some rows or of all, without blanks at their ends when asked; null where empty."""
        which = np.arange(self.height) if rows is None else rows
        return self._texts(self.cells, self.place(column), which, column, trim=trim)

    def _texts(
        self, cells: NDArray[np.int32], place: int, rows: NDArray[np.int64], name: str, *, trim: bool
    ) -> pl.Series:
        from atalaya.kernels.cells import copy_lines

        if len(rows) < FEW_CELLS:
            return self._one_by_one(cells[rows, place], name, trim=trim)
        room = int((cells[rows, place, 1] - cells[rows, place, 0]).sum()) + 2 * len(rows)
        out = np.empty(room, np.uint8)
        used = copy_lines(self.text, cells, place, rows, trim, out)
        if used < 0:
            return self._one_by_one(cells[rows, place], name, trim=trim)
        lines = out[:used].tobytes()
        told = read_lines(lines, name)
        if trim and not lines.isascii():
            told = told.str.strip_chars()
        return told.set(told == "\0", None) if b"\0" in lines else told

    def _one_by_one(self, cells: NDArray[np.int32], name: str, *, trim: bool) -> pl.Series:
        data = self.text.data
        texts = [bytes(data[a:b]).decode() or None for a, b in cells.tolist()]
        told = pl.Series(name, texts, dtype=pl.String)
        return told.str.strip_chars().replace("", None) if trim else told


def no_rows(columns: tuple[str, ...]) -> Block:
    """A block without rows."""
    return Block(columns, np.empty(0, np.uint8), np.empty((0, len(columns), 2), np.int32), np.empty(0, np.int64))


def read_lines(lines: bytes, name: str = "") -> pl.Series:
    """Lines of UTF-8 as a column of text."""
    if not len(lines):
        return pl.Series(name, [], dtype=pl.String)
    frame = pl.read_csv(lines, has_header=False, schema={"line": pl.String}, separator="\x01", quote_char=None)
    return frame["line"].alias(name)


@dataclass
class Cutter:
    """Cuts text into blocks, piece by piece; what follows the last whole row waits for the next piece."""

    columns: tuple[str, ...]
    delimiter: str
    quote: str
    skip: int = 0
    """Lines before the first row."""
    _rest: bytes = b""
    _number: int = 0

    def cut(self, piece: bytes, *, last: bool) -> Block | None:
        """The rows that end in this piece of UTF-8; None when there are none."""
        from atalaya.kernels.rows import STRAY, find_rows

        text = np.frombuffer(self._rest + piece, np.uint8)
        ends = int(np.count_nonzero(text == 10)) + 1
        starts, widths = np.empty(ends, np.int64), np.empty(ends, np.int32)
        cells = np.empty((ends, len(self.columns), 2), np.int32)
        found, used = find_rows(text, ord(self.delimiter), ord(self.quote), last, starts, widths, cells)
        self._rest = text[used:].tobytes()
        begin = min(self.skip, found)
        self.skip -= begin
        edges, widths, cells = np.append(starts[begin:found], used), widths[begin:found], cells[begin:found]
        numbers = self._number + np.cumsum(widths != 0)
        self._number = int(numbers[-1]) if len(numbers) else self._number
        width = len(self.columns)
        good, stray = widths == width, widths >= STRAY
        bad = np.flatnonzero((widths != 0) & ~good & ~stray).tolist()
        broken = {int(numbers[row]): _line(text, edges, row) for row in bad}
        if stray.any():
            text = self._read_by_rules(text, edges, np.flatnonzero(stray), good, cells, numbers, broken)
        if not good.all():
            cells, numbers = cells[good], numbers[good]
        return Block(self.columns, text, cells, numbers, broken) if len(cells) or broken else None

    def _read_by_rules(
        self,
        text: NDArray[np.uint8],
        edges: NDArray[np.int64],
        rows: NDArray[np.int64],
        good: NDArray[np.bool_],
        cells: NDArray[np.int32],
        numbers: NDArray[np.int64],
        broken: dict[int, str],
    ) -> NDArray[np.uint8]:
        """Rows with quotes inside a cell, one by one; their cells are written anew behind the text."""
        extra: list[bytes] = []
        end = len(text)
        for row in rows.tolist():
            line = _line(text, edges, row)
            told = next(csv.reader([line], delimiter=self.delimiter, quotechar=self.quote))
            if len(told) != len(self.columns):
                broken[int(numbers[row])] = line
                continue
            good[row] = True
            for place, cell in enumerate(told):
                written = cell.encode()
                cells[row, place] = (end, end + len(written))
                extra.append(written)
                end += len(written)
        return np.frombuffer(text.tobytes() + b"".join(extra), np.uint8)


def _line(text: NDArray[np.uint8], edges: NDArray[np.int64], row: int) -> str:
    return text[edges[row] : edges[row + 1]].tobytes().decode().rstrip("\r\n")


def cut_frames(frames: Iterable[pl.DataFrame], columns: tuple[str, ...]) -> Iterable[Block]:
    """Tables of text as blocks; every row counts, and one without any cell is left out."""
    number = 0
    for frame in frames:
        filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series().to_numpy()
        text = frame.filter(pl.Series(filled)).write_csv(include_header=False, quote_style="necessary").encode()
        block = Cutter(columns, ",", '"').cut(text, last=True) or no_rows(columns)
        numbers = number + 1 + np.flatnonzero(filled)
        number += frame.height
        yield Block(columns, block.text, block.cells, numbers[block.numbers - 1])


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
