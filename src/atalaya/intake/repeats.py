"""What was met before, over all the blocks of a file, in bounded memory."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

_FIRST_PLACES = 1 << 17


class Seen:
    """Remembers rows by 96 bits of their hash.

    Examples
    --------
    >>> seen = Seen()
    >>> seen.add(pl.DataFrame({"id": ["a", "b", "a"]})).tolist(), seen.add(pl.DataFrame({"id": ["b", "c"]})).tolist()
    ([False, False, True], [True, False])
    """

    def __init__(self) -> None:
        self._high = np.zeros(_FIRST_PLACES, np.uint64)
        self._low = np.zeros(_FIRST_PLACES, np.uint32)
        self._held = 0

    def add(self, rows: pl.DataFrame) -> NDArray[np.bool_]:
        """Which rows are equal to an earlier one, of this table or of any given before."""
        from atalaya.kernels import idset

        high = rows.hash_rows(seed=1).to_numpy().astype(np.uint64)
        low = (rows.hash_rows(seed=2).to_numpy() >> np.uint64(32)).astype(np.uint32)
        self._make_room(rows.height)
        seen = np.empty(rows.height, np.bool_)
        self._held += idset.add(high, low, self._high, self._low, seen)
        return seen

    def _make_room(self, more: int) -> None:
        from atalaya.kernels import idset

        size = len(self._high)
        if (self._held + more) * 2 <= size:
            return
        while (self._held + more) * 2 > size:
            size *= 2
        held = self._high != 0
        high, low = self._high[held], self._low[held]
        self._high, self._low = np.zeros(size, np.uint64), np.zeros(size, np.uint32)
        idset.add(high, low, self._high, self._low, np.empty(len(high), np.bool_))
