"""The one order of the rows in a file of the store, found by numbers: ranks of texts and seconds in one key."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

KEY_BITS = 63


@dataclass(frozen=True)
class Ranked:
    """Places of a column's texts among its distinct texts in order, from 1; 0 where there is none."""

    codes: NDArray[np.uint32]
    texts: tuple[str, ...]


def rank(column: pl.Series) -> Ranked:
    """Number the texts of a column of words in the order of their bytes.

    Examples
    --------
    >>> ranked = rank(pl.Series(["b", None, "a", "b"], dtype=pl.Categorical()))
    >>> ranked.codes.tolist(), ranked.texts
    ([2, 0, 1, 2], ('a', 'b'))
    """
    if column.null_count() == len(column):
        return Ranked(np.zeros(len(column), np.uint32), ())
    if _one_value(column):
        return Ranked(np.ones(len(column), np.uint32), (column[0],))
    place, used, texts = _distinct(column)
    ordered = texts.arg_sort().to_numpy()
    table = np.zeros(int(place.max()) + 2, np.uint32)
    table[used[ordered]] = np.arange(1, len(ordered) + 1)
    codes = table[place]
    return Ranked(codes, tuple(texts.gather(ordered)))


def distinct(column: pl.Series) -> list[str]:
    """The texts of a column of words, each once."""
    if column.null_count() == len(column):
        return []
    return [column[0]] if _one_value(column) else _distinct(column)[2].to_list()


def _distinct(column: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.int64], pl.Series]:
    """The number of each row's word (one that no word has, where there is none), the numbers used, and their words."""
    numbers = column.to_physical()
    missing = int(np.max(numbers.fill_null(0).to_numpy())) + 1
    place = numbers.fill_null(missing).to_numpy()
    first = np.full(missing + 1, -1, np.int32)
    first[place] = np.arange(len(place), dtype=np.int32)
    used = np.flatnonzero(first[:missing] >= 0)
    return place, used, column.gather(first[used]).cast(pl.String)


def order(rows: pl.DataFrame, area: Ranked, category: Ranked) -> NDArray[np.int64]:
    """Places of the rows in the order of area, category, moment, source and identifier.

    It ends in the table's key, so that it is one order and no other.

    Parameters
    ----------
    rows
        With ``occurred_from``, ``source`` and ``incident_id``.
    area, category
        Ranks of the rows' two columns.
    """
    moment = rows["occurred_from"].to_physical().to_numpy()
    if not len(moment):
        return np.empty(0, np.int64)
    seconds = (moment - moment.min()) // 1_000_000
    widths = [int(part.max()).bit_length() for part in (area.codes, category.codes, seconds)]
    if sum(widths) > KEY_BITS:
        found = np.lexsort((seconds, category.codes, area.codes))
        same = [np.diff(part[found]) == 0 for part in (area.codes, category.codes, seconds)]
        return _break_ties(rows, found, same[0] & same[1] & same[2])
    key = area.codes.astype(np.int64) << (widths[1] + widths[2])
    key |= category.codes.astype(np.int64) << widths[2]
    key |= seconds
    found = np.argsort(key)
    return _break_ties(rows, found, np.diff(key[found]) == 0)


def _break_ties(rows: pl.DataFrame, found: NDArray[np.int64], same: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Put rows that follow one of the same key in the order of moment, source and identifier."""
    tied = np.zeros(len(found), np.bool_)
    tied[1:] |= same
    group = np.cumsum(~tied)
    tied[:-1] |= same
    places = np.flatnonzero(tied)
    if len(places):
        names = ["occurred_from", "source", "incident_id"]
        part = rows.select(names)[found[places]].with_columns(pl.col("source").cast(pl.String))
        part = part.with_columns(group=pl.Series(group[places]), place=pl.Series(found[places]))
        found[places] = part.sort("group", *names)["place"].to_numpy()
    return found


def gathered(rows: pl.DataFrame, place: NDArray[np.int64]) -> pl.DataFrame:
    """The rows at these places; columns that are the same in all rows are not moved."""
    same = still(rows)
    moved = rows.drop(same)[place]
    repeated = [rows[name].head(1).new_from_index(0, len(place)) for name in same]
    return moved.with_columns(repeated).select(rows.columns)


def still(rows: pl.DataFrame) -> list[str]:
    """Columns that are the same in all rows."""
    return [name for name in rows.columns if _one_value(rows[name])]


def _one_value(column: pl.Series) -> bool:
    if column.null_count() or not len(column):
        return column.null_count() == len(column) > 0
    if column.dtype in (pl.String, pl.Boolean):
        return False
    numbers = column.to_physical().to_numpy()
    return bool(numbers[0] == numbers[-1] and (numbers == numbers[0]).all())
