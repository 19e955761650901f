"""Tables as people draw them in a text: columns between bars, an empty cell for what is not known, `""` for no text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from atalaya.tables.area import POPULATION
from atalaya.tables.incident import INCIDENT
from incidents import incidents


def read(drawing: str) -> list[dict[str, str | None]]:
    """Rows of a drawing; every cell is text, or nothing."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    assert all(len(row) == len(head) for row in rows), f"a row of another length below {head}"
    named = [dict(zip(head, row, strict=True)) for row in rows if set("".join(row)) != {"-"}]
    return [{name: None if cell == "" else cell.replace('""', "") for name, cell in row.items()} for row in named]


def draw(table: pl.DataFrame) -> str:
    """A table as a drawing, columns as wide as they must be."""
    cells = [table.columns, *[[_cell(value) for value in row] for row in table.iter_rows()]]
    widths = [max(len(row[place]) for row in cells) for place in range(table.width)]
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def straight(drawing: str) -> str:
    """A drawing with its columns put in line, so that two can be compared and printed."""
    rows = read(drawing)
    names = [name.strip() for name in drawing.strip().splitlines()[0].split("|")]
    return draw(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if value == "":
        return '""'
    if isinstance(value, float):
        return f"{value:.1f}"
    return value.strftime("%Y-%m-%d %H:%M UTC") if isinstance(value, dt.datetime) else str(value)


def incident_table(drawing: str) -> pl.DataFrame:
    """Incidents; columns that are not drawn are as usual."""
    return incidents([_typed(row, INCIDENT.schema) for row in read(drawing)])


def population_table(drawing: str) -> pl.DataFrame:
    """Residents by area and year."""
    rows = [{"source": "census", **_typed(row, POPULATION.schema)} for row in read(drawing)]
    return pl.DataFrame(rows, schema=POPULATION.schema)


def _typed(row: Mapping[str, str | None], schema: Mapping[str, pl.DataType]) -> dict[str, object]:
    return {name: None if cell is None else _value(cell, schema[name]) for name, cell in row.items()}


def _value(cell: str, kind: pl.DataType) -> object:
    if kind == pl.Date:
        return dt.date.fromisoformat(cell)
    if kind == pl.Datetime("us", "UTC"):
        return dt.datetime.fromisoformat(cell.removesuffix(" UTC")).replace(tzinfo=dt.UTC)
    return int(cell) if kind.is_integer() else cell
