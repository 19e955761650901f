"""Engines of this machine: Polars, and DuckDB beside it; a function per key runs in processes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from itertools import count, islice
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from atalaya.engines.base import Engine, Frame, Function, Progress, Schema, canonical
from atalaya.engines.mapping import PerKey

START_S = 2.0
"""About what it takes to start processes; less work than this is done sooner without them."""


class LocalEngine(Engine):
    """What the engines of this machine share: the function per key.

    Parameters
    ----------
    workers
        Processes for `map_by`; by default one per processor. With one, or with little to do, the function runs in this
        process.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1

    def map_by(
        self, table: Frame, key: str, function: Function, schema: Schema, *, progress: Progress | None = None
    ) -> pl.DataFrame:
        """See `Engine.map_by`; the whole table is brought into memory, so select the columns that are needed."""
        rows = self.collect(table)
        parts = rows.partition_by(key)
        work = PerKey(key, rows.schema[key], function, schema)
        done = [pl.DataFrame(schema=work.answer)]
        for answer in _answers(work, parts, self.workers):
            done.append(answer)
            if progress:
                progress(len(done) - 1, len(parts))
        return work.joined(pl.concat(done))


def _answers(work: PerKey, parts: Sequence[pl.DataFrame], workers: int) -> Iterator[pl.DataFrame]:
    """One answer per part; the first is made here, and shows whether processes are worth their start."""
    if workers == 1 or len(parts) < 2:
        yield from map(work, parts)
        return
    _check_importable(work)
    started = time.monotonic()
    yield work(parts[0])
    likely = (time.monotonic() - started) * (len(parts) - 1)
    rest = parts[1:]
    yield from map(work, rest) if likely < START_S else _in_processes(work, rest, min(workers, len(rest)))


def _check_importable(work: PerKey) -> None:
    try:
        pickle.dumps(work)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ValueError("a function for several processes stands at the level of a module") from error


def _in_processes(work: PerKey, parts: Sequence[pl.DataFrame], workers: int) -> Iterator[pl.DataFrame]:
    """Answers in the order they are ready; two parts per process are on their way, so that memory stays small.

    The processes are spawned: polars' threads do not survive a fork.
    """
    waiting = iter(parts)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        running: dict[Future[pl.DataFrame], pl.DataFrame] = {}
        while True:
            for part in islice(waiting, 2 * workers - len(running)):
                try:
                    running[pool.submit(work, part)] = part
                except BrokenExecutor:
                    yield _lost(work, part)
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                part = running.pop(future)
                yield _lost(work, part) if isinstance(future.exception(), BrokenExecutor) else future.result()


def _lost(work: PerKey, part: pl.DataFrame) -> pl.DataFrame:
    """What is told of a key whose process was ended from outside, by want of memory most often."""
    return work.failure(part[work.key][0], "the process ended before its answer")


class PolarsEngine(LocalEngine):
    """Polars, lazily: the engine when nothing else is asked for."""

    name = "polars"

    def scan(self, paths: Sequence[Path | str]) -> Frame:
        """See `Engine.scan`."""
        return nw.from_native(pl.scan_parquet(_some(paths), hive_partitioning=False))

    def load(self, table: pl.DataFrame) -> Frame:
        """See `Engine.load`."""
        return nw.from_native(canonical(table).lazy())

    def _fetch(self, native: pl.LazyFrame) -> pl.DataFrame:
        return native.collect()

    def close(self) -> None:
        """See `Engine.close`; there is nothing to give back."""


class DuckDBEngine(LocalEngine):
    """DuckDB in memory, in UTC, and kept from fetching extensions."""

    name = "duckdb"

    def __init__(self, workers: int | None = None) -> None:
        import duckdb

        super().__init__(workers)
        spill = str(Path(tempfile.gettempdir()) / f"atalaya-duckdb-{os.getpid()}")  # else in the current folder
        self._connection = duckdb.connect(
            config={"TimeZone": "UTC", "autoinstall_known_extensions": False, "temp_directory": spill}
        )
        self._numbers = count()

    def scan(self, paths: Sequence[Path | str]) -> Frame:
        """See `Engine.scan`."""
        return nw.from_native(self._connection.read_parquet(_some(paths), hive_partitioning=False))

    def load(self, table: pl.DataFrame) -> Frame:
        """See `Engine.load`; the table is copied, because DuckDB can read an Arrow stream once."""
        name = f"loaded_{next(self._numbers)}"
        stream = canonical(table).__arrow_c_stream__()
        self._connection.from_arrow(stream).create(name)
        return nw.from_native(self._connection.table(name))

    def _fetch(self, native: Any) -> pl.DataFrame:
        return pl.DataFrame(_Stream(native))

    def close(self) -> None:
        """See `Engine.close`."""
        self._connection.close()


class _Stream:
    """The Arrow stream of a relation and nothing else of it.

    The relation's own `.pl()` needs pyarrow; asked by polars for what it does not have, it leaves references behind
    that DuckDB complains of when the process ends.
    """

    def __init__(self, relation: Any) -> None:
        self.relation = relation

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.relation.__arrow_c_stream__(requested_schema)


def _some(paths: Sequence[Path | str]) -> list[str]:
    """The files as texts, as these engines want them.

    Raises
    ------
    ValueError
        When there is none.
    """
    if not paths:
        raise ValueError("no file to scan")
    return [str(path) for path in paths]
