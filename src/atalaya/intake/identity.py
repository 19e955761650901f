"""Who is who among the rows of a file: identifiers, those made from the content, and what was met before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.intake.blocks import Block, read_lines
from atalaya.intake.spelled import Columns

if TYPE_CHECKING:
    from atalaya.kernels.idset import KeySet

Hashes = tuple[NDArray[np.uint64], NDArray[np.uint64]]


class Identities:
    """Remembers the rows of all blocks by 96 bits of a hash of their cells.

    Parameters
    ----------
    columns
        The file's columns that hold the identifier; none when it has none.
    """

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._named_by = columns
        self._set, self._made_before = _key_set(), _key_set()
        self._contents: list[NDArray[np.uint64]] = []
        self._times: Counter[str] = Counter()
        self._keys: Hashes = (np.empty(0, np.uint64), np.empty(0, np.uint64))

    def expect(self, rows: int) -> None:
        """Make room for so many rows at once."""
        if self._named_by:
            self._set = _key_set(1 << max(12, (rows * 4 // 3).bit_length()))

    def of(self, columns: Columns) -> pl.Series:
        """Identifiers of a block's rows.

        A row that has no identifier gets one made from all its cells; equal ones get a number, so that each is kept.
        """
        block = columns.block
        content = [name for name in block.columns if name not in self._named_by]
        if not self._named_by:
            high, low = _hashed(block, content)
            self._contents.append(high)
            return self._made(high, low)
        if content:
            self._contents.append(_content(columns, content))
        parts = [columns.plain(name) for name in self._named_by]
        ids = parts[0] if len(parts) == 1 else pl.select(pl.concat_str(parts, separator="/")).to_series()
        self._keys = _hashed(block, self._named_by, trim=True)
        nameless = np.flatnonzero(ids.is_null().to_numpy())
        if len(nameless):
            whole = _hashed(replace(block, cells=block.cells[nameless], numbers=block.numbers[nameless]), content)
            made = self._made(*whole)
            ids = ids.scatter(nameless, made)
            for key, hashes in zip(self._keys, whole, strict=True):
                # turned round, so that a content is never the same as an identifier
                key[nameless] = ~hashes + self._numbered(made)
        return ids

    def repeated(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these rows of the block last asked about repeat the identifier of an earlier one."""
        if not self._named_by:
            return np.zeros(len(rows), np.bool_)  # made from the content, and numbered where that repeats
        return self._set.add(self._keys[0][rows], _short(self._keys[1][rows]))

    def alike(self) -> NDArray[np.int64]:
        """Places, among all the rows of all blocks, of those equal to an earlier one but for their identifier.

        To be asked last: what was kept to tell repeated identifiers is given up for the room that this needs.
        """
        self._set = _key_set()
        ordered = np.concatenate([np.empty(0, np.uint64), *self._contents])
        ordered.sort()
        several = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        del ordered
        if not len(several):
            return np.empty(0, np.int64)
        low = np.uint64(0xFFFFF)
        likely = np.zeros(int(low) + 1, np.bool_)
        likely[several & low] = True
        found, start = [], 0
        met = np.zeros(len(several), np.bool_)
        for content in self._contents:
            rows = np.flatnonzero(likely[content & low])
            near = np.minimum(np.searchsorted(several, content[rows]), len(several) - 1)
            same = several[near] == content[rows]
            rows, near = rows[same], near[same]
            value, first = np.unique(near, return_index=True)
            later = np.delete(rows, first[~met[value]])
            met[value] = True
            found.append(later + start)
            start += len(content)
        return np.concatenate(found)

    def _made(self, high: NDArray[np.uint64], low: NDArray[np.uint64]) -> pl.Series:
        from atalaya.kernels.cells import hex_lines

        lines = np.empty(len(high) * 21, np.uint8)
        hex_lines(high, low, lines)
        ids = read_lines(lines.tobytes())
        rows = np.flatnonzero(self._made_before.add(high, _short(low)))
        if len(rows):
            told = []
            for name in ids.gather(rows):
                self._times[name] += 1
                told.append(f"{name}-{self._times[name] + 1}")
            ids = ids.scatter(rows, told)
        return ids

    def _numbered(self, made: pl.Series) -> NDArray[np.uint64]:
        """The number a made identifier ends in."""
        return made.str.extract(r"-(\d+)$").cast(pl.UInt64).fill_null(0).to_numpy()


def _key_set(places: int = 1 << 12) -> KeySet:
    from atalaya.kernels.idset import KeySet

    return KeySet(places)


def _hashed(block: Block, names: Sequence[str], *, trim: bool = False) -> Hashes:
    from atalaya.kernels.cells import hash_rows

    high, low = np.empty(block.height, np.uint64), np.empty(block.height, np.uint64)
    places = np.array([block.place(name) for name in names], np.int64)
    hash_rows(block.text, block.cells, places, trim, high, low)
    return high, low


def _content(columns: Columns, names: Sequence[str]) -> NDArray[np.uint64]:
    """The first of the two hashes of `_hashed`; cells whose spelling was numbered are not hashed again."""
    from atalaya.kernels.cells import mix_cells, mix_known

    block = columns.block
    high = np.full(block.height, len(names), np.uint64)
    for name in names:
        told = columns.numbered(name)
        if told is None:
            mix_cells(block.text, block.cells, block.place(name), high)
        else:
            mix_known(*told, high)
    return high


def _short(low: NDArray[np.uint64]) -> NDArray[np.uint32]:
    return (low >> np.uint64(32)).astype(np.uint32)
