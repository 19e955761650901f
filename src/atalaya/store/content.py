"""The name of a content: the same incidents have the same name, whatever order they came in and whenever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.store.ordering import Ranked, rank
from atalaya.tables.words import WORDS


def content_hash(frame: pl.DataFrame, ranks: Mapping[str, Ranked] | None = None) -> str:
    """SHA-256 over the values of a table, column by column; independent of file format and library version.

    Parameters
    ----------
    frame
        Rows in their final order. Columns of text, words (`WORDS`), numbers, dates, moments and truth values. A column
        of words is hashed as its distinct texts in order and their places, which is shorter than the texts.
    ranks
        Of columns of words that were ranked already.

    Examples
    --------
    >>> content_hash(pl.DataFrame({"a": ["x", None]})) == content_hash(pl.DataFrame({"a": ["x", None]}))
    True
    """
    digest = hashlib.sha256(f"{frame.height}".encode())
    for column in frame:
        digest.update(f"|{column.name}:{column.null_count()}:".encode())
        if column.null_count() == frame.height:
            continue
        if column.dtype == WORDS:
            ranked = (ranks or {}).get(column.name) or rank(column)
            _add_texts(digest, pl.Series(ranked.texts, dtype=pl.String))
            digest.update(_narrow(ranked.codes))
            continue
        if column.null_count():
            digest.update(np.packbits(column.is_null().to_numpy()).data)
        if column.dtype == pl.String:
            _add_texts(digest, column.fill_null(""))
        elif column.dtype.is_float():
            digest.update(np.ascontiguousarray(column.fill_null(0.0).to_numpy()).data)
        else:
            whole = column.to_physical().cast(pl.Int64)
            lowest = int(np.min(whole.drop_nulls().to_numpy()))
            digest.update(f"{lowest}:".encode())
            digest.update(_narrow(whole.fill_null(lowest).to_numpy() - lowest))
    return digest.hexdigest()


def _add_texts(digest: hashlib._Hash, texts: pl.Series) -> None:
    # lengths first, so that no two lists of texts are spelt by the same bytes
    digest.update(_narrow(texts.str.len_bytes().to_numpy()))
    digest.update(texts.str.join("").item().encode())


def _narrow(values: NDArray[Any]) -> memoryview:
    """Numbers from zero in the fewest bytes that hold them all."""
    largest = int(values.max()) if len(values) else 0
    kind = next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if largest <= np.iinfo(kind).max)
    return np.ascontiguousarray(values.astype(kind)).data
