"""Numbers as files write them: the sign of the decimals, and reading a column."""

from __future__ import annotations

from typing import Literal

import polars as pl


def guess_decimal(values: pl.Series) -> tuple[Literal[".", ","], float]:
    """The decimal sign of a column of coordinates and the share of its values that it reads.

    Examples
    --------
    >>> guess_decimal(pl.Series(["-34,61", "-58,4"]))
    (',', 1.0)
    """
    known = values.drop_nulls()
    signs: tuple[Literal[".", ","], ...] = (".", ",")
    shares = {sign: float(read_numbers(known, sign).is_not_null().mean() or 0) for sign in signs}  # type: ignore[arg-type]
    best = max(signs, key=lambda sign: shares[sign])
    return best, round(shares[best], 3)


def read_numbers(values: pl.Series, decimal: str) -> pl.Series:
    """Numbers (float64); null where there is none."""
    told = values.str.strip_chars()
    if decimal == ",":
        # with a comma for the decimals, a point is none: "1.234" would be read a thousand times too small
        told = told.set(told.str.contains(r"\."), None).str.replace(",", ".")
    numbers = told.cast(pl.Float64, strict=False)
    return numbers.set(~numbers.is_finite().fill_null(False), None)
