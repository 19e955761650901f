"""The narrow column set and the cube: a snapshot in the few bytes per incident that the screens scan.

The store builds and memory-maps them; the kernels count over them; the indicators and screens ask. Missing values have
codes of their own, so that nothing is dropped silently: `NO_AREA`, `NO_HOUR`, `NO_CELL`, `NO_VICTIMS`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_AREA = 65_535
NO_HOUR = 255
NO_CELL = 4_294_967_295
NO_VICTIMS = 65_535
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class ColumnSet:
    """One value per stored incident row, all arrays of the same length, sorted by day.

    Attributes
    ----------
    day : uint16, days since 1970-01-01 (local calendar)
    hour : uint8, 0 to 23 or `NO_HOUR`
    area : uint16, index in `areas` or `NO_AREA`
    category : uint16, index in `categories`
    cell : uint32, index in `cells` or `NO_CELL`
    count : uint16, events the row stands for
    areas : area codes, in order of their index
    categories : local categories, in order of their index
    cells : int64 H3 cells of resolution 9, ascending
    victims : uint16, people harmed or `NO_VICTIMS` where the source does not say; None where no row says
    """

    day: NDArray[np.uint16]
    hour: NDArray[np.uint8]
    area: NDArray[np.uint16]
    category: NDArray[np.uint16]
    cell: NDArray[np.uint32]
    count: NDArray[np.uint16]
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    cells: NDArray[np.int64]
    victims: NDArray[np.uint16] | None = None

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Cube:
    """Events by month, area and category: int32 array of shape (months, areas + 1, categories).

    The last slice along the areas axis counts events without a known area. `first_month` is the first day of month 0.
    """

    counts: NDArray[np.int32]
    first_month: dt.date
    areas: tuple[str, ...]
    categories: tuple[str, ...]

    @property
    def months(self) -> list[dt.date]:
        """First day of each month, in order."""
        start = self.first_month.year * 12 + self.first_month.month - 1
        return [dt.date(m // 12, m % 12 + 1, 1) for m in range(start, start + self.counts.shape[0])]
