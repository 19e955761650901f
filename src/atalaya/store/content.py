"""The name of a content: the same incidents have the same name, whatever order they came in and whenever."""

from __future__ import annotations

import hashlib

import polars as pl

SORT = ("area", "category_local", "local_date", "source", "incident_id")
"""Order inside a file; it ends in the table's key, so that it is one order and no other."""


def content_hash(frame: pl.DataFrame) -> str:
    """SHA-256 over the values of a table, column by column; independent of file format and library version.

    Parameters
    ----------
    frame
        Rows in their final order. Columns of text, numbers, dates, moments and truth values.

    Examples
    --------
    >>> content_hash(pl.DataFrame({"a": ["x", None]})) == content_hash(pl.DataFrame({"a": ["x", None]}))
    True
    """
    digest = hashlib.sha256(f"{frame.height}".encode())
    for column in frame:
        digest.update(f"|{column.name}:".encode())
        digest.update(column.is_null().cast(pl.UInt8).to_numpy().tobytes())
        if column.dtype == pl.String:
            # lengths first, so that no two lists of texts are spelt by the same bytes
            digest.update(column.str.len_bytes().fill_null(0).cast(pl.UInt32).to_numpy().tobytes())
            digest.update((column.fill_null("").str.join("").item() if frame.height else "").encode())
        elif column.dtype.is_float():
            digest.update(column.fill_null(0.0).to_numpy().tobytes())
        else:
            digest.update(column.to_physical().cast(pl.Int64).fill_null(0).to_numpy().tobytes())
    return digest.hexdigest()
