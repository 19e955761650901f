"""What was met before, over all the blocks of a file, in bounded memory."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray


class Seen:
    """Remembers rows by 96 bits of their hash.

    Examples
    --------
    >>> seen = Seen()
    >>> seen.add(pl.DataFrame({"id": ["a", "b", "a"]})).tolist(), seen.add(pl.DataFrame({"id": ["b", "c"]})).tolist()
    ([False, False, True], [True, False])
    """

    def __init__(self) -> None:
        from atalaya.kernels.idset import KeySet

        self._keys = KeySet()

    def add(self, rows: pl.DataFrame) -> NDArray[np.bool_]:
        """Which rows are equal to an earlier one, of this table or of any given before."""
        high = rows.hash_rows(seed=1).to_numpy()
        low = (rows.hash_rows(seed=2).to_numpy() >> np.uint64(32)).astype(np.uint32)
        return self._keys.add(high, low)
