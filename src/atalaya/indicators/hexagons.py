"""Events by hexagon over a fixed list of cells: what the map is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.geo.hexagons import parents, resolution_of
from atalaya.indicators.tallying import tally
from atalaya.tables.columnset import ColumnSet
from atalaya.tables.selection import Selection


@dataclass(frozen=True)
class HexagonCounts:
    """Counts over the cells of the column set, whatever the selection.

    Attributes
    ----------
    cells : int64 H3 cells, ascending, shape (n,)
    counts : int64 events of each, shape (n,)
    unlocated : events without a cell
    resolution : of the cells; -1 when there are none
    """

    cells: NDArray[np.int64]
    counts: NDArray[np.int64]
    unlocated: int
    resolution: int

    @property
    def table(self) -> pl.DataFrame:
        """``cell`` and ``events`` of the cells that have any."""
        some = self.counts > 0
        return pl.DataFrame({"cell": self.cells[some], "events": self.counts[some]})


def hexagon_counts(columns: ColumnSet, selection: Selection, *, resolution: int | None = None) -> HexagonCounts:
    """Events by hexagon.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Which rows are meant.
    resolution
        A coarser one than that of the columns adds up the cells under each parent.

    Raises
    ------
    ValueError
        A resolution finer than that of the columns.

    Notes
    -----
    The centre of a cell, not its whole surface, lies in its parent: hexagons of H3 nest by their centres.
    """
    counted = tally(columns, selection, ("cell",))
    return _coarser(np.asarray(columns.cells, np.int64), counted[1:], int(counted[0]), resolution)


def _coarser(
    cells: NDArray[np.int64], counts: NDArray[np.int64], unlocated: int, resolution: int | None
) -> HexagonCounts:
    held = resolution_of(cells)
    if resolution is None or not len(cells) or resolution == held:
        return HexagonCounts(cells, counts, unlocated, held)
    above, place = np.unique(parents(cells, resolution), return_inverse=True)
    summed = np.bincount(place, weights=counts, minlength=len(above)).astype(np.int64)
    return HexagonCounts(above, summed, unlocated, resolution)
