"""Which hexagons lie around which: neighbour lists as two flat arrays, and where hexagons have their middle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import ArrayLike, NDArray

Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Neighbours:
    """Neighbours of place i are ``ids[starts[i]:starts[i + 1]]``; i is not among them.

    `starts` is int64 of shape (n + 1,), `ids` int32.
    """

    starts: NDArray[np.int64]
    ids: NDArray[np.int32]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many neighbours each place has, shape (n,)."""
        return np.asarray(np.diff(self.starts), np.int64)

    def __len__(self) -> int:
        return len(self.starts) - 1


@lru_cache(maxsize=100_000)
def _disk(cell: int, rings: int) -> tuple[int, ...]:
    """The cell and those within so many steps; asked of the library once, since a city's maps ask again and again."""
    return tuple(h3.grid_disk(cell, rings))


@lru_cache(maxsize=100_000)
def _centre(cell: int) -> tuple[float, float]:
    lat, lon = h3.cell_to_latlng(cell)
    return lon, lat


def _ascending(cells: ArrayLike) -> Cells:
    array = np.asarray(cells, dtype=np.int64)
    if array.ndim != 1 or (np.diff(array) <= 0).any():
        raise ValueError("cells are to be ascending, each once")
    return array


def neighbours_of(cells: ArrayLike, *, rings: int = 1) -> Neighbours:
    """Neighbours among the given cells, up to `rings` steps away.

    Parameters
    ----------
    cells
        H3 cells of one resolution, ascending, shape (n,).
    rings
        1 gives the up to six that touch, 2 the up to eighteen within two steps.

    Raises
    ------
    ValueError
        When the cells are not ascending, or one comes twice.

    Examples
    --------
    >>> import h3.api.basic_int as h3
    >>> cells = sorted(h3.grid_disk(h3.latlng_to_cell(-34.6, -58.4, 9), 1))
    >>> sorted(neighbours_of(cells).counts.tolist())
    [3, 3, 3, 3, 3, 3, 6]
    """
    array = _ascending(cells)
    if not len(array):
        return Neighbours(np.zeros(1, np.int64), np.empty(0, np.int32))
    disks = [_disk(cell, rings) for cell in array.tolist()]
    owner = np.repeat(np.arange(len(array)), [len(disk) for disk in disks])
    around = np.array([cell for disk in disks for cell in disk], np.int64)
    place = np.minimum(np.searchsorted(array, around), len(array) - 1)
    kept = (array[place] == around) & (place != owner)
    starts = np.zeros(len(array) + 1, np.int64)
    np.cumsum(np.bincount(owner[kept], minlength=len(array)), out=starts[1:])
    return Neighbours(starts, place[kept].astype(np.int32))


def hexagons_around(cells: ArrayLike, *, rings: int = 1) -> Cells:
    """The cells and all those up to `rings` steps away, ascending, each once.

    Examples
    --------
    >>> import h3.api.basic_int as h3
    >>> len(hexagons_around([h3.latlng_to_cell(-34.6, -58.4, 9)], rings=2))
    19
    """
    array = np.asarray(cells, dtype=np.int64)
    return np.unique(np.array([cell for one in array.tolist() for cell in _disk(one, rings)], np.int64))


def without_gaps(cells: ArrayLike, *, rings: int = 2) -> Cells:
    """The cells and the gaps between them, up to about twice `rings` cells wide; nothing is added outside.

    The set is widened by so many steps and narrowed again (the closing of mathematical morphology, Serra 1982). So the
    shape of a town is found from the places where something happened.

    Parameters
    ----------
    cells
        H3 cells of one resolution, shape (n,).
    rings
        Steps to widen and to narrow by.

    Returns
    -------
    int64 array, ascending, that holds the given cells.

    Examples
    --------
    >>> import h3.api.basic_int as h3
    >>> ring = h3.grid_ring(h3.latlng_to_cell(-34.6, -58.4, 9), 2)
    >>> len(ring), len(without_gaps(ring))
    (12, 19)
    """
    wide = hexagons_around(cells, rings=rings)
    whole = np.array([len(_disk(cell, rings)) - 1 for cell in wide.tolist()], np.int64)
    return np.asarray(wide[neighbours_of(wide, rings=rings).counts == whole], np.int64)


def hexagon_centres(cells: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of the middle of each cell, in degrees, shape (n,) each.

    Examples
    --------
    >>> import h3.api.basic_int as h3
    >>> lon, lat = hexagon_centres([h3.latlng_to_cell(-34.6, -58.4, 9)])
    >>> round(float(lon[0]), 2), round(float(lat[0]), 2)
    (-58.4, -34.6)
    """
    array = np.asarray(cells, dtype=np.int64)
    pairs = np.array([_centre(cell) for cell in array.tolist()], np.float64).reshape(-1, 2)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])
