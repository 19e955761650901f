"""The engine of a network or a country: any server that speaks Spark Connect. Nothing of Spark is imported before."""

from __future__ import annotations

import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import narwhals.stable.v2 as nw
import polars as pl

from atalaya.engines.base import Engine, Frame, Function, Progress, Schema, canonical
from atalaya.engines.mapping import PerKey
from atalaya.errors import NotFoundError
from atalaya.i18n import N_

PORT = 15_002
PATIENCE_S = 5.0


class SparkEngine(Engine):
    """A session of its own on a Spark Connect server, in UTC.

    Its workers must see the same paths, and have this product in their Python for `map_by`.

    Parameters
    ----------
    address
        ``sc://host:port``, with parameters of Spark Connect after it (``sc://host:443/;token=…``).
    closing
        What to call after the session has ended.

    Raises
    ------
    NotFoundError
        ``spark-unreachable``: nothing answers there.
    """

    name = "spark"

    def __init__(self, address: str, closing: Callable[[], None] | None = None) -> None:
        _knock(address)
        self.address = address
        self._closing = closing
        with _importing_pyspark():
            from pyspark.sql import SparkSession

            self._session = SparkSession.builder.remote(address).create()
        self._session.conf.set("spark.sql.session.timeZone", "UTC")

    def scan(self, paths: Sequence[Path | str]) -> Frame:
        """See `Engine.scan`."""
        if not paths:
            raise ValueError("no file to scan")
        places = [f"file://{path.absolute().as_posix()}" if isinstance(path, Path) else path for path in paths]
        return _frame(self._session.read.parquet(*places))

    def load(self, table: pl.DataFrame) -> Frame:
        """See `Engine.load`."""
        rows = canonical(table).to_arrow()
        kinds = _spark_schema(rows.schema)
        return _frame(self._session.createDataFrame(rows if table.height else [], schema=kinds))

    def _fetch(self, native: Any) -> pl.DataFrame:
        return pl.DataFrame(native.toArrow())

    def map_by(
        self, table: Frame, key: str, function: Function, schema: Schema, *, progress: Progress | None = None
    ) -> pl.DataFrame:
        """See `Engine.map_by`; the rows of one key meet on one worker."""
        native = table.to_native()
        kind = canonical(self._fetch(native.select(key).limit(0))).schema[key]
        work = PerKey(key, kind, function, schema)
        wanted = pl.DataFrame(schema=work.answer).to_arrow().schema
        kinds = _spark_schema(wanted)
        exact = _arrow_schema(kinds)
        grouped = native.groupBy(key).applyInArrow(lambda rows: answer_in_arrow(work, exact, rows), kinds)
        answers = self._fetch(grouped)
        if progress:
            keys = native.select(key).distinct().count()
            progress(keys, keys)
        return work.joined(answers.cast(pl.Schema(work.answer)))

    def close(self) -> None:
        """See `Engine.close`."""
        self._session.stop()
        if self._closing:
            self._closing()


def answer_in_arrow(work: PerKey, exact: Any, rows: Any) -> Any:
    """What a worker does with the rows of one key: Arrow in, Arrow of exactly the declared types out."""
    return work(canonical(pl.DataFrame(rows))).to_arrow().cast(exact)


def _frame(native: Any) -> Frame:
    frame: Frame = nw.from_native(native)
    return frame


def _spark_schema(schema: Any) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def _arrow_schema(kinds: Any) -> Any:
    """The Arrow types that Spark insists on: an answer of int64 where int32 was declared is refused."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(kinds, timezone="UTC")


def _knock(address: str) -> None:
    """Refuse at once where nobody listens: Spark's own client would try for minutes."""
    parts = urlsplit(address.split(";")[0])
    place = (parts.hostname or "", parts.port or PORT)
    try:
        socket.create_connection(place, timeout=PATIENCE_S).close()
    except OSError as error:
        raise NotFoundError(
            "spark-unreachable",
            N_("No Spark Connect server answers at {host}:{port}."),
            hint=N_("Check the address, and that the server runs."),
            host=place[0],
            port=place[1],
        ) from error


@contextmanager
def _importing_pyspark() -> Iterator[None]:
    """Keep PySpark 4.2 from two things it does when it is imported.

    It warns of pandas 3, of which no table is ever made here. And in a process without a main file (a worker of a web
    server or of the tests, ``python -c``) it takes itself to be run by its own doctests, looks for a Spark with Java,
    and ends the process.
    """
    main = sys.modules["__main__"]
    nameless = not hasattr(main, "__file__")
    if nameless:
        main.__file__ = "atalaya"
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            yield
    finally:
        if nameless:
            del main.__file__
