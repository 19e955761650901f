"""What the analyst is shown before a file is taken in: its first rows as they stand, and as they would be read."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import shapely

from atalaya.errors import InputFileError, UsageError
from atalaya.geo.areas import AreaSet
from atalaya.i18n import N_
from atalaya.intake.blocks import ROW, named, no_rows
from atalaya.intake.dates import LAYOUTS, SERIAL, guess_layouts, read_moments
from atalaya.intake.inspection import CONSTANT, Decision, Inspection, inspect_as, inspect_file, source_of
from atalaya.intake.load import _fitted
from atalaya.intake.normalise import REASON, Normaliser
from atalaya.intake.profile import FieldReading, Profile, Reading
from atalaya.intake.profile_toml import find
from atalaya.intake.readers import guess_file, read_blocks, sheet_head, sheet_names
from atalaya.intake.text_file import SAMPLE_BYTES, open_bytes
from atalaya.intake.words import category_name, guess_iccs
from atalaya.tables.city import City

READ_ROWS = 2_000
SHOWN_ROWS = 8
SHOWN_POINTS = 500
MOST_CATEGORIES = 150
MOST_LAYOUTS = 10
EXAMPLES = 3
CHUNK_BYTES = 4_000_000
FEWEST_COLUMNS = 2
"""A file of one column is no table of incidents, whatever the analyst says of it."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp850")

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Look:
    """A proposal, whether it is a kept profile, about how many rows there are, and the sheets of a workbook."""

    inspection: Inspection
    kept: bool
    rows: int
    sheets: tuple[str, ...]
    problem: InputFileError | None = None
    """Why there is no good proposal, where the analyst can still say how the file is read."""


@dataclass(frozen=True)
class ReadRow:
    """One of the first rows as it would be stored; with a `reason` it would be set aside."""

    number: int
    day: dt.date | None = None
    hour: int | None = None
    category: str = ""
    iccs: str = ""
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Preview:
    """The first rows before and after, and what the analyst needs to decide.

    `examples` is cells by column, `layouts` by field the layouts that read some of the cells, each with a cell and the
    moment it tells, `categories` the rows of each category in the sample, `reasons` rows that would be set aside.
    """

    columns: tuple[str, ...]
    raw: list[list[str | None]]
    read: list[ReadRow]
    rows: int
    stored: int
    reasons: dict[str, int]
    zone: str
    first_day: dt.date | None
    last_day: dt.date | None
    points: list[tuple[float, float]]
    outlines: list[Ring]
    examples: dict[str, list[str]]
    layouts: dict[str, list[tuple[str, str, dt.datetime]]]
    profile: Profile
    """As it was given, with the layouts found for columns of moments that had none."""
    categories: list[tuple[str, int]] = field(default_factory=list)


def look(path: Path, name: str, profiles: Path, reading: Reading | None = None) -> Look:
    """First look at a file; to be called in a child process.

    Parameters
    ----------
    name
        What the person's file is called: the bytes are kept under another name.
    reading
        How the bytes become a table, where the analyst said so; its columns are found anew.

    Raises
    ------
    InputFileError
        As `inspect_file`, with the person's name of the file.
    """
    problem = None
    try:
        found = inspect_as(path, columns_anew(path, reading)) if reading else inspect_file(path)
    except InputFileError as error:
        params = {**error.params, "name": name} if "name" in error.params else error.params
        problem = InputFileError(error.id, error.message, hint=error.hint, **params)
        read_as = columns_anew(path, reading) if reading else guess_file(path)[0]
        if error.id != "date-column-unknown" or len(read_as.columns) < FEWEST_COLUMNS:
            raise problem from error
        found = _without_date(read_as)
    found = replace(found, profile=_called(found.profile, name))
    kept = None if reading else find(profiles, found.profile.reading.columns)
    if kept is not None:
        found = replace(found, profile=_fitted(kept, found.profile), decisions=())
    read_as = found.profile.reading
    sheets = sheet_names(path) if read_as.format == "xlsx" else ()
    return Look(found, kept is not None, count_rows(path, read_as), sheets, problem)


def _without_date(reading: Reading) -> Inspection:
    """For a file in which no dates were found: the analyst may know another header row, separator or column."""
    date = FieldReading(reading.columns[:1])
    fields = {"occurred_from": date, "category_local": FieldReading((), values={CONSTANT: ""})}
    decisions = (
        Decision("delimiter", reading.delimiter, 0.5),
        Decision("header", str(reading.header_row), 0.5),
        Decision("occurred_from", "", 0.0, reading.columns[0]),
    )
    return Inspection(Profile(source="", reading=reading, fields=fields), decisions, pl.DataFrame())


def _called(profile: Profile, name: str) -> Profile:
    """The source, and a category where no column tells one, come from what the person calls the file."""
    source = source_of(Path(name))
    part = profile.fields["category_local"]
    if part.columns:
        return replace(profile, source=source)
    category = category_name(source.replace("-", " "))
    fields = {**profile.fields, "category_local": FieldReading((), values={CONSTANT: category})}
    return replace(profile, source=source, fields=fields, iccs=guess_iccs([category]))


def columns_anew(path: Path, reading: Reading) -> Reading:
    """The same reading with the column names that stand in its header row.

    Raises
    ------
    UsageError
        ``header-row-beyond``: the file has no such row.
    """
    if reading.format == "parquet":
        return reading
    if reading.format == "xlsx":
        rows = sheet_head(path, reading.sheet)
    else:
        with open_bytes(path) as stream:
            lines = stream.read(SAMPLE_BYTES).decode(reading.encoding, "replace").splitlines()
        rows = list(csv.reader(lines[reading.header_row - 1 : reading.header_row], delimiter=reading.delimiter))
        rows = [[]] * (reading.header_row - 1) + rows
    if len(rows) < reading.header_row or not any(rows[reading.header_row - 1]):
        raise UsageError(
            "header-row-beyond",
            N_("There are no column names in row {row}."),
            hint=N_("Give the number of the row that holds them, counted from 1."),
            row=reading.header_row,
        )
    return replace(reading, columns=named(rows[reading.header_row - 1]))


def count_rows(path: Path, reading: Reading) -> int:
    """About how many rows a file has: a line break inside a quoted text counts as a row."""
    if reading.format == "parquet":
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())
    if reading.format == "xlsx":
        return sum(block.rows for block in read_blocks(path, reading))
    lines, last = 0, b"\n"
    with open_bytes(path) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            lines += chunk.count(b"\n")
            last = chunk.rstrip(b"\0")[-1:] or last
    return max(0, lines + (last != b"\n") - reading.header_row)


def preview(path: Path, profile: Profile, city: City, areas: pl.DataFrame) -> Preview:
    """The first rows as they stand and as the profile reads them; to be called in a child process.

    Raises
    ------
    UsageError
        ``column-not-there``: the profile names a column that the file does not have.
    """
    block = next(iter(read_blocks(path, profile.reading)), None) or no_rows(profile.reading.columns)
    missing = {name for part in profile.fields.values() for name in part.columns} - set(block.columns)
    if missing:
        raise UsageError(
            "column-not-there",
            N_("The file has no column {columns}."),
            hint=N_("Choose for each field one of the columns of the file."),
            columns=", ".join(sorted(missing)),
        )
    placed = AreaSet.from_frame(areas) if areas.height else None
    first = block.head(READ_ROWS)
    head = first.frame()
    profile = _with_layouts(profile, head)
    normaliser = Normaliser(profile, city, placed)
    made = normaliser.block(first)
    points = made.rows.select("lon", "lat").drop_nulls()
    every = max(1, -(-points.height // SHOWN_POINTS))
    return Preview(
        columns=profile.reading.columns,
        raw=[list(row) for row in head.drop(ROW).head(SHOWN_ROWS).iter_rows()],
        read=_read_rows(head, made.rows, made.aside),
        rows=made.rows.height + made.aside.height,
        stored=made.rows.height,
        reasons=dict(sorted(made.aside[REASON].value_counts().iter_rows())),
        zone=normaliser.zone,
        first_day=made.rows["local_date"].min(),  # type: ignore[arg-type]
        last_day=made.rows["local_date"].max(),  # type: ignore[arg-type]
        points=[(lon, lat) for lon, lat in points.gather_every(every).iter_rows()],
        outlines=_outlines(placed),
        examples={
            name: head[name].drop_nulls().unique(maintain_order=True).head(EXAMPLES).to_list()
            for name in profile.reading.columns
        },
        layouts={
            name: _layouts(head, profile.fields[name].columns)
            for name in ("occurred_from", "reported")
            if name in profile.fields
        },
        profile=profile,
        categories=_categories(block.frame(), profile),
    )


def _with_layouts(profile: Profile, head: pl.DataFrame) -> Profile:
    """A column of moments that was just chosen has no layout yet: the one that its cells follow."""
    fields = dict(profile.fields)
    for name in ("occurred_from", "reported"):
        part = fields.get(name)
        if part is not None and not part.layout:
            fields[name] = replace(part, layout=guess_layouts(_joined(head, part.columns))[0])
    return replace(profile, fields=fields)


def _joined(head: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    return head.select(pl.concat_str(columns, separator=" ", ignore_nulls=True)).to_series()


def _read_rows(head: pl.DataFrame, rows: pl.DataFrame, aside: pl.DataFrame) -> list[ReadRow]:
    """The first rows in the order of the file; those stored stand in the same order as they were read."""
    reasons = dict(aside.select(ROW, REASON).iter_rows())
    stored = iter(rows.head(SHOWN_ROWS).iter_rows(named=True))
    shown = []
    for number in head[ROW].head(SHOWN_ROWS):
        if number in reasons:
            shown.append(ReadRow(number, reason=reasons[number]))
            continue
        row = next(stored)
        shown.append(
            ReadRow(
                number,
                day=row["local_date"],
                hour=row["local_hour"],
                category=row["category_local"],
                iccs=row["iccs"] or "",
                lon=row["lon"],
                lat=row["lat"],
                area=row["area"] or "",
            )
        )
    return shown


def _outlines(areas: AreaSet | None) -> list[Ring]:
    """The outer edges of the areas, coarse enough for a small picture."""
    if areas is None:
        return []
    west, south, east, north = areas.bounds
    tolerance = max(east - west, north - south) / 300
    parts = [part for shape in areas.shapes for part in shapely.get_parts(shapely.simplify(shape, tolerance))]
    return [[(float(x), float(y)) for x, y in part.exterior.coords] for part in parts if not part.is_empty]


def _layouts(head: pl.DataFrame, columns: tuple[str, ...]) -> list[tuple[str, str, dt.datetime]]:
    """Layouts that read some of the cells, those that read most first."""
    cells = _joined(head, columns)
    cells = cells.filter(cells != "").unique(maintain_order=True)
    found = []
    for layout in (*LAYOUTS, SERIAL):
        read = read_moments(cells, [layout])
        hits = read.is_not_null()
        if hits.any():
            place = int(hits.arg_max() or 0)
            found.append((int(hits.sum()), (layout, str(cells[place]), read[place])))
    return [told for _hits, told in sorted(found, key=lambda one: -one[0])[:MOST_LAYOUTS]]


def _categories(frame: pl.DataFrame, profile: Profile) -> list[tuple[str, int]]:
    """Categories of the rows that were looked at, most frequent first."""
    part = profile.fields["category_local"]
    if not part.columns:
        return [(part.values.get(CONSTANT, ""), frame.height)]
    missing = set(profile.missing)
    counted: dict[str, int] = {}
    for text, rows in frame[part.columns[0]].drop_nulls().value_counts().iter_rows():
        if text.strip() not in missing:
            name = category_name(text)
            counted[name] = counted.get(name, 0) + rows
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST_CATEGORIES]
