"""What an engine is: it opens tables as narwhals frames, brings answers back, and runs one function per key.

Relational work is written once, as narwhals expressions over the frame that `Engine.scan` or `Engine.load` gives, and
is brought back by `Engine.collect`, which takes away what the engines do differently.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import narwhals.stable.v2 as nw
import polars as pl

from atalaya.tables.spec import SchemaError

Frame = nw.LazyFrame[Any]
"""A table that an engine holds, and nothing computed of it yet."""
Function = Callable[[pl.DataFrame], pl.DataFrame]
Progress = Callable[[int, int], None]
"""Called with how many keys are done, and how many there are."""
Schema = Mapping[str, pl.DataType]


class Engine(ABC):
    """Where a computation runs. Close it, or use it in a ``with`` block."""

    name: str

    @abstractmethod
    def scan(self, paths: Sequence[Path | str]) -> Frame:
        """Parquet files of one schema as one table, read when an answer is collected.

        Parameters
        ----------
        paths
            At least one file; on a distributed engine its workers must see the same paths. A text is handed to the
            engine as it is, so that the address of an object store can be given.

        Raises
        ------
        ValueError
            When there is no file: nothing tells the columns.
        """

    @abstractmethod
    def load(self, table: pl.DataFrame) -> Frame:
        """A table in hand, as a frame of this engine; its types become those of `canonical`."""

    def collect(self, frame: Frame, schema: Schema | None = None) -> pl.DataFrame:
        """Compute a frame and bring it here.

        Parameters
        ----------
        frame
            Made from what this engine opened.
        schema
            Columns and types of the answer, in order; by default the types are those of `canonical`.

        Raises
        ------
        SchemaError
            When the columns are not those of `schema`.
        """
        fetched = canonical(self._fetch(frame.to_native()))
        return fetched if schema is None else conform(fetched, schema)

    @abstractmethod
    def map_by(
        self, table: Frame, key: str, function: Function, schema: Schema, *, progress: Progress | None = None
    ) -> pl.DataFrame:
        """Call a function once for every value of a key, with the rows that have it, and join the answers.

        Parameters
        ----------
        table
            Made from what this engine opened.
        key
            Column whose values part the table; rows without a value are a part of their own.
        function
            From the rows of one value (all columns, types of `canonical`, in no order to rely on) to a table of the
            columns of `schema`; it may keep the key. Of module level, so that other processes can find it.
        schema
            Columns the function answers, without the key.
        progress
            Told after every key; by a distributed engine at the end alone.

        Returns
        -------
        pl.DataFrame
            `key`, then the columns of `schema`, sorted by `key`; inside one value in the order of the function.

        Raises
        ------
        MapError
            When the function failed for some key. The other keys are computed first, so that the error names them all.
        """

    @abstractmethod
    def _fetch(self, native: Any) -> pl.DataFrame:
        """Compute the engine's own frame."""

    @abstractmethod
    def close(self) -> None:
        """Give back what the engine holds; a frame of it cannot be collected afterwards."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def canonical(table: pl.DataFrame) -> pl.DataFrame:
    """The same types from every engine: integers Int64, numbers Float64, moments in UTC to the microsecond.

    Counts are unsigned in Polars and sums 128 bits wide in DuckDB; a moment without a zone is one in UTC, because every
    session here runs in UTC. A number that does not fit raises polars' own error and is never bent.

    Examples
    --------
    >>> canonical(pl.DataFrame({"n": pl.Series([1], dtype=pl.UInt32), "area": ["norte"]})).dtypes
    [Int64, String]
    """
    return table.with_columns(_canonical(name, kind) for name, kind in table.schema.items())


def _canonical(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_integer() or (isinstance(kind, pl.Decimal) and kind.scale == 0):
        return column.cast(pl.Int64)
    if kind.is_numeric():
        return column.cast(pl.Float64)
    if isinstance(kind, pl.Datetime):
        placed = column.dt.replace_time_zone("UTC") if kind.time_zone is None else column.dt.convert_time_zone("UTC")
        return placed.dt.cast_time_unit("us")
    return column.cast(pl.String) if isinstance(kind, pl.Categorical | pl.Enum) else column


def conform(table: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """`table` with the columns of `schema` in that order, cast to its types where every value fits.

    Raises
    ------
    SchemaError
        When a column is missing or not expected.
    """
    if set(table.columns) != set(schema):
        raise SchemaError(f"columns {table.columns} are not {list(schema)}")
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items())
