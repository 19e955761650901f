"""Functions of a table to a table for the tests of engines; here, so that other processes can import them."""

from __future__ import annotations

import datetime as dt
import os
import time

import polars as pl

from atalaya.errors import RefusalError

SUMMARY = {"rows": pl.Int32(), "total": pl.Int64(), "last": pl.Datetime("us", "UTC"), "share": pl.Float64()}


def summary(rows: pl.DataFrame) -> pl.DataFrame:
    """Every type that a summary may have, and the key left in; rows is Int32 on purpose."""
    return rows.select(
        "key",
        pl.len().alias("rows"),
        pl.col("n").sum().alias("total"),
        pl.lit(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)).alias("last"),
        (pl.col("n").sum() / pl.len()).alias("share"),
    ).head(1)


def ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """The numbers of a key, largest first; nothing for the key c."""
    return rows.filter(pl.col("key").ne_missing("c")).select(pl.col("n").sort(descending=True))


def fails_for_some(rows: pl.DataFrame) -> pl.DataFrame:
    """Raises for b (an error of ours) and c (one of Python's, which quotes a value); answers for the others."""
    key = rows["key"][0]
    if key == "b":
        raise RefusalError("too-few", "There are too few incidents.")
    if key == "c":
        raise ValueError("Juan Pérez")
    return rows.select("n")


def wrong_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Answers something else than it promised."""
    return rows.select(pl.col("n").alias("m"))


def dies(rows: pl.DataFrame) -> pl.DataFrame:
    """Ends its process as the system does when memory is short."""
    if rows["key"][0] == "b":
        os._exit(9)
    time.sleep(0.2)
    return rows.select("n")
