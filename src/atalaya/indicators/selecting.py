"""Which rows of the narrow columns a selection means."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from atalaya.tables.columnset import EPOCH, NO_AREA, ColumnSet
from atalaya.tables.selection import Selection


def selected(columns: ColumnSet, selection: Selection) -> NDArray[np.bool_]:
    """Mask of the rows that a selection means.

    Parameters
    ----------
    columns : ColumnSet of n rows
    selection
        Names that the columns do not know match no row; the empty area code means "without a known area".

    Returns
    -------
    bool array of shape (n,)
    """
    mask = np.ones(len(columns), dtype=np.bool_)
    if selection.start:
        mask &= columns.day >= (selection.start - EPOCH).days
    if selection.end:
        mask &= columns.day <= (selection.end - EPOCH).days
    if selection.areas:
        mask &= np.isin(columns.area, area_codes(columns, selection.areas))
    if selection.categories:
        mask &= np.isin(columns.category, category_codes(columns, selection.categories))
    if selection.hours:
        mask &= np.isin(columns.hour, selection.hours)
    if selection.weekdays:
        mask &= np.isin(weekday(columns.day), selection.weekdays)
    return mask


def weekday(day: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
    """Day of the week of days since 1970-01-01 (a Thursday): 0 is Monday."""
    return ((day.astype(np.int64) + 3) % 7).astype(np.uint8)


def area_codes(columns: ColumnSet, areas: tuple[str, ...]) -> list[int]:
    """Positions of area codes in the columns; the empty code is `NO_AREA`."""
    return _places(columns.areas, areas) + ([NO_AREA] if "" in areas else [])


def category_codes(columns: ColumnSet, categories: tuple[str, ...]) -> list[int]:
    """Positions of categories in the columns; those that the columns do not know have none."""
    return _places(columns.categories, categories)


def _places(known: tuple[str, ...], wanted: tuple[str, ...]) -> list[int]:
    return [place for place, name in enumerate(known) if name in wanted]
