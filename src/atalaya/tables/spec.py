"""What a table is: columns as frozen dataclasses, the one source for validation, the data dictionary and exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from atalaya.errors import AtalayaError

Kind = Literal["text", "integer", "number", "boolean", "timestamp", "date", "cell", "bytes"]

_POLARS_TYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int32(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "timestamp": pl.Datetime("us", "UTC"),
    "date": pl.Date(),
    "cell": pl.Int64(),
    "bytes": pl.Binary(),
}


class SchemaError(AtalayaError):
    """A table handed from one room to another does not have the columns it should: a fault of ours, not of a file."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `title` and `description` are English source strings (translated in `tables/locale`), `unit` is a symbol or empty,
    `values` the closed list of codes where there is one.
    """

    name: str
    kind: Kind
    title: str
    description: str
    required: bool = False
    unit: str = ""
    values: tuple[str, ...] = ()

    @property
    def polars_type(self) -> pl.DataType:
        return _POLARS_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """A named, ordered set of columns.

    Examples
    --------
    >>> from atalaya.tables.incident import INCIDENT
    >>> INCIDENT["lon"].unit
    '°'
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Polars types by column name, in order."""
        return {column.name: column.polars_type for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """A table of no rows."""
        return pl.DataFrame(schema=self.schema)

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` itself when its columns, types and required values are as they should be.

        Raises
        ------
        SchemaError
            Names the first difference. Values are never quoted.
        """
        if frame.columns != self.names:
            raise SchemaError(f"{self.name}: columns {frame.columns} are not {self.names}")
        for column in self.columns:
            found = frame.schema[column.name]
            if found != column.polars_type:
                raise SchemaError(f"{self.name}.{column.name}: {found} is not {column.polars_type}")
            if column.required and frame[column.name].null_count():
                raise SchemaError(f"{self.name}.{column.name}: required, and missing in some rows")
            if column.values and not frame[column.name].drop_nulls().is_in(list(column.values)).all():
                raise SchemaError(f"{self.name}.{column.name}: a value outside its list")
        return frame
