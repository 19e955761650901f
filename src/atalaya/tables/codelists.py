"""Code lists kept as data files: ICCS, the Argentine SNIC crosswalk, the regional indicators, the glossary."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

CODE_LISTS = ("iccs", "snic_iccs", "ses_indicators", "glossary")


@cache
def code_list(name: str) -> pl.DataFrame:
    """A code list as a table of text columns.

    Examples
    --------
    >>> code_list("iccs").filter(pl.col("code") == "0401")["title_es"].item()
    'Robo'
    """
    if name not in CODE_LISTS:
        raise KeyError(name)
    source = files("atalaya.tables") / "codes" / f"{name}.csv"
    return pl.read_csv(source.read_bytes(), infer_schema=False)
