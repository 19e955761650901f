"""What a city knows already, seen from a batch: the rows that stay, without those that the batch replaces."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.store.snapshot import Snapshot
from atalaya.store.waiting import months_of
from atalaya.tables.incident import INCIDENT
from atalaya.tables.words import worded

if TYPE_CHECKING:
    from atalaya.kernels.idset import KeySet


class Keys:
    """Sources and identifiers of many rows, by 96 bits of a hash, so that ten million fit in memory."""

    def add(self, rows: pl.DataFrame) -> NDArray[np.bool_]:
        """Put in the keys of rows; which were there already."""
        return self._set.add(*_hashed(rows))

    def holds(self, rows: pl.DataFrame) -> NDArray[np.bool_]:
        """Which rows have a key that is in."""
        return self._set.holds(*_hashed(rows))

    @cached_property
    def _set(self) -> KeySet:
        from atalaya.kernels.idset import KeySet  # here: a first import has nothing to compare and needs no kernel

        return KeySet()


def _hashed(rows: pl.DataFrame) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    keys = rows.select(pl.col(INCIDENT.key).cast(pl.String))
    high, low = (keys.hash_rows(seed=seed).to_numpy() for seed in (1, 2))
    return high, (low >> np.uint64(32)).astype(np.uint32)


@dataclass
class Known:
    """The parent's rows; those of `source` whose key is in `keys` are gone. `replaced` counts those met so far."""

    parent: Snapshot | None
    source: str
    keys: Keys | None
    replaced: int = 0
    _months: dict[int, Counter[int]] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        """Years the parent has."""
        return [int(year) for year in self.parent.manifest["years"]] if self.parent else []

    def counts(self, year: int) -> Counter[int]:
        """Rows that stay, by month."""
        total: Counter[int] = Counter()
        if self.parent is None or year not in self.years:
            return total
        for path in self.parent.year_files(year):
            rows = pl.read_parquet(path, columns=[*INCIDENT.key, "local_date"], hive_partitioning=False)
            gone = self._gone(rows)
            self.replaced += int(gone.sum())
            month, times = np.unique(months_of(rows["local_date"])[~gone], return_counts=True)
            total.update(dict(zip(month.tolist(), times.tolist(), strict=True)))
        return total

    def rows(self, months: list[int]) -> list[pl.DataFrame]:
        """Rows that stay, of some months of one year, with columns of words."""
        found = []
        year = months[0] // 12
        for path in self.parent.year_files(year) if self.parent and year in self.years else []:
            rows = worded(pl.read_parquet(path, hive_partitioning=False))
            stay = np.isin(months_of(rows["local_date"]), months) & ~self._gone(rows)
            if stay.any():
                found.append(rows.filter(pl.Series(stay)))
        return found

    def _gone(self, rows: pl.DataFrame) -> NDArray[np.bool_]:
        if self.keys is None:
            return np.zeros(rows.height, np.bool_)
        own = rows["source"].cast(pl.String) == self.source
        gone = np.zeros(rows.height, np.bool_)
        place = np.flatnonzero(own.to_numpy())
        gone[place] = self.keys.holds(rows.select(INCIDENT.key)[place])
        return gone
