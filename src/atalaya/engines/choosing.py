"""Which engine a word means: `local`, `duckdb`, `sail`, or the address of a Spark Connect server."""

from __future__ import annotations

from importlib.util import find_spec

from atalaya.engines.base import Engine
from atalaya.engines.local import DuckDBEngine, PolarsEngine
from atalaya.errors import UsageError
from atalaya.i18n import N_

EXTRAS = {"spark": ("pyspark", "pyarrow"), "sail": ("pysail",)}
"""Modules that an extra of the package brings."""


def open_engine(word: str = "local", *, workers: int | None = None) -> Engine:
    """An engine by its word or address; close it after use.

    Parameters
    ----------
    word
        ``local`` (or ``polars``), ``duckdb``, ``sail`` (a server inside this process), or ``sc://host:port``.
    workers
        Processes of a local engine for `Engine.map_by`; by default one per processor.

    Raises
    ------
    UsageError
        ``engine-unknown``, or ``extra-missing`` when the packages the engine needs are not installed.
    NotFoundError
        ``spark-unreachable``.

    Examples
    --------
    >>> import narwhals.stable.v2 as nw, polars as pl
    >>> with open_engine("duckdb") as engine:
    ...     engine.collect(engine.load(pl.DataFrame({"n": [1, 2]})).select(nw.col("n").sum())).item()
    3
    """
    if word in {"local", "polars"}:
        return PolarsEngine(workers)
    if word == "duckdb":
        return DuckDBEngine(workers)
    if word == "sail":
        _need("spark", "sail")
        from atalaya.engines.sail import start_sail

        return start_sail()
    if word.startswith("sc://"):
        _need("spark")
        from atalaya.engines.spark import SparkEngine

        return SparkEngine(word)
    raise UsageError(
        "engine-unknown",
        N_("There is no engine called {engine}."),
        hint=N_("Choose local, duckdb, sail, or the address of a Spark Connect server such as sc://host:15002."),
        engine=word,
    )


def _need(*extras: str) -> None:
    """Refuse, and say what to install, when an extra is not there."""
    if any(find_spec(module) is None for extra in extras for module in EXTRAS[extra]):
        raise UsageError(
            "extra-missing",
            N_("This engine needs packages that are not installed."),
            hint=N_('Install them with: pip install "atalaya[{extras}]"'),
            extras=",".join(extras),
        )
