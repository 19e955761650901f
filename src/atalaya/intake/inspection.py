"""Looks at a file and proposes how to read it: a profile, and for each decision how sure it is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl

from atalaya.errors import InputFileError
from atalaya.geo.names import plain
from atalaya.i18n import N_
from atalaya.intake.blocks import ROW
from atalaya.intake.dates import day_and_month_are_told_apart, guess_layouts, read_minutes
from atalaya.intake.number_cells import guess_decimal, read_numbers
from atalaya.intake.profile import FieldReading, Profile, Reading
from atalaya.intake.readers import guess_file, read_blocks
from atalaya.intake.words import category_name, guess_iccs

SAMPLE_ROWS = 20_000
BY_HABIT = 0.5
"""How sure a layout is that puts the day before the month only because the region does."""
SHOWN_ROWS = 20
CONSTANT = ""
"""Key in a field's `values` for a value that every row has, where no column tells it."""


@dataclass(frozen=True)
class Decision:
    """One thing decided about a file: a name, what was decided as text, how sure (0 to 1), and the column if any."""

    name: str
    value: str
    confidence: float
    column: str = ""


@dataclass(frozen=True)
class Inspection:
    """A proposal for a file: the profile, the decisions behind it, and the first rows as they stand in the file."""

    profile: Profile
    decisions: tuple[Decision, ...]
    sample: pl.DataFrame

    def as_dict(self) -> dict[str, object]:
        """Source, columns and decisions; no cell of a row."""
        told = [
            {"name": one.name, "value": one.value, "confidence": one.confidence, "column": one.column}
            for one in self.decisions
        ]
        return {"source": self.profile.source, "columns": list(self.profile.reading.columns), "decisions": told}


@cache
def header_words() -> dict[str, tuple[str, ...]]:
    """What the columns of each field are called, best first."""
    text = (files("atalaya.intake") / "headers.toml").read_text(encoding="utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text).items()}


def source_of(path: Path) -> str:
    """A short code for the source, from the file's name without years, months and kinds.

    Examples
    --------
    >>> source_of(Path("Delitos_2019.csv.gz")), source_of(Path("hechos_2025_nuevo.xlsx")), source_of(Path("2019.csv"))
    ('delitos', 'hechos-nuevo', 'source')
    """
    stem = path.name.split(".")[0]
    words = [word for word in plain(stem.replace("_", " ")).split() if not re.fullmatch(r"\d+", word)]
    return "-".join(words) or "source"


def inspect_file(path: Path) -> Inspection:
    """Propose how to read a file.

    Raises
    ------
    InputFileError
        ``date-column-unknown``: no column holds dates, so these are not incidents.
    """
    return inspect_as(path, *guess_file(path))


def inspect_as(path: Path, reading: Reading, encoding_sure: float = 1.0, layout_sure: float = 1.0) -> Inspection:
    """Propose what the columns mean where how the bytes become a table is known; raises as `inspect_file`."""
    block = next(iter(read_blocks(path, reading)), None)
    if block is None or not reading.columns:
        raise InputFileError("file-without-rows", N_("The file {name} has no rows."), name=path.name)
    sample = block.frame(np.arange(min(block.height, SAMPLE_ROWS))).drop(ROW)
    decisions = [
        Decision("format", reading.format, 1.0),
        Decision("encoding", reading.encoding, encoding_sure),
        Decision("delimiter", reading.delimiter, layout_sure),
        Decision("header", str(reading.header_row), layout_sure),
    ]
    proposal = _propose(path, reading, sample, decisions)
    return Inspection(proposal, tuple(decisions), sample.head(SHOWN_ROWS))


def _propose(path: Path, reading: Reading, sample: pl.DataFrame, decisions: list[Decision]) -> Profile:
    profile = Profile(source=source_of(path), reading=reading)
    known = sample.with_columns(
        pl.when(pl.all().str.strip_chars().is_in(list(profile.missing))).then(None).otherwise(pl.all()).name.keep()
    )
    columns = _columns_by_name(reading.columns)
    parts: dict[str, FieldReading] = {}
    _propose_moments(known, columns, parts, decisions, path)
    decimal = _propose_point(known, columns, parts, decisions)
    for name in ("incident_id", "attempted", "weapon", "victims", "count", "place_type", "area_reported"):
        if name in columns and _fits(name, known[columns[name]]):
            parts[name] = FieldReading((columns[name],))
            decisions.append(Decision(name, columns[name], 0.9, columns[name]))
    iccs = _propose_category(known, columns, parts, decisions, profile.source)
    return replace(profile, fields=parts, decimal=decimal, iccs=iccs)


def _columns_by_name(columns: tuple[str, ...]) -> dict[str, str]:
    """The column of each field by what it is called; a column serves one field."""
    by_plain: dict[str, str] = {}
    for column in columns:
        by_plain.setdefault(plain(column), column)
    found: dict[str, str] = {}
    for field, words in header_words().items():
        hit = next(
            (by_plain[word] for word in words if word in by_plain and by_plain[word] not in found.values()), None
        )
        if hit is not None:
            found[field] = hit
    return found


def _propose_moments(
    known: pl.DataFrame, columns: dict[str, str], parts: dict[str, FieldReading], decisions: list[Decision], path: Path
) -> None:
    called = [columns["date"]] if "date" in columns else []
    tried = {name: guess_layouts(known[name]) for name in called or known.columns}
    best = max(tried, key=lambda name: tried[name][1])
    layouts, share = tried[best]
    if share < 0.5:
        raise InputFileError(
            "date-column-unknown",
            N_("No column of {name} holds dates that can be read."),
            hint=N_("Check that it lists incidents one by one, with the date of each."),
            name=path.name,
        )
    parts["occurred_from"] = FieldReading((best,), layouts)
    sure = share if called else share * 0.7
    if not day_and_month_are_told_apart(known[best], layouts):
        sure = min(sure, BY_HABIT)
    decisions.append(Decision("occurred_from", ", ".join(layouts), sure, best))
    hour = columns.get("hour")
    if hour and hour != best:
        told = known[hour].drop_nulls()
        share = 1 - read_minutes(told)[0].null_count() / max(len(told), 1)
        if share > 0.5:
            parts["hour"] = FieldReading((hour,))
            decisions.append(Decision("hour", hour, round(share, 3), hour))
    if "reported" in columns and columns["reported"] != best:
        layouts, share = guess_layouts(known[columns["reported"]])
        if share > 0.5:
            parts["reported"] = FieldReading((columns["reported"],), layouts)
            decisions.append(Decision("reported", ", ".join(layouts), share, columns["reported"]))


def _propose_point(
    known: pl.DataFrame, columns: dict[str, str], parts: dict[str, FieldReading], decisions: list[Decision]
) -> str:
    if not {"lon", "lat"} <= set(columns):
        return "."
    decimal, share = guess_decimal(pl.concat([known[columns["lon"]], known[columns["lat"]]]))
    if share < 0.5:
        return "."
    decisions.append(Decision("decimal", decimal, share))
    for name, largest in (("lon", 180.0), ("lat", 90.0)):
        values = read_numbers(known[columns[name]], decimal).drop_nulls()
        parts[name] = FieldReading((columns[name],))
        decisions.append(
            Decision(
                name,
                columns[name],
                round(1 - int((values.abs() > largest).sum()) / max(len(values), 1), 3),
                columns[name],
            )
        )
    return decimal


def _propose_category(
    known: pl.DataFrame, columns: dict[str, str], parts: dict[str, FieldReading], decisions: list[Decision], source: str
) -> dict[str, str]:
    if "subcategory_local" in columns:
        parts["subcategory_local"] = FieldReading((columns["subcategory_local"],))
    if "category_local" in columns:
        column = columns["category_local"]
        parts["category_local"] = FieldReading((column,))
        decisions.append(Decision("category_local", column, 0.9, column))
        return guess_iccs(sorted({category_name(text) for text in known[column].drop_nulls().unique()}))
    name = category_name(source.replace("-", " "))
    parts["category_local"] = FieldReading((), values={CONSTANT: name})
    decisions.append(Decision("category_local", name, 0.4))
    return guess_iccs([name])


def _fits(name: str, values: pl.Series) -> bool:
    """Whether the values can be what the column's name says: an identifier is there and is not repeated often."""
    told = values.drop_nulls()
    if name == "incident_id":
        return told.len() == values.len() > 0 and told.n_unique() >= 0.85 * told.len()
    if name in {"count", "victims"}:
        return told.cast(pl.Float64, strict=False).null_count() < 0.2 * told.len()
    return bool(told.len())
