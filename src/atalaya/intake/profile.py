"""A profile: how the files of one source are read and what their columns mean, as a readable TOML file.

Made by `atalaya.intake.detect` as a proposal, corrected by the analyst, saved; next month's file asks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Format = Literal["csv", "xlsx", "parquet"]
Duplicates = Literal["keep", "set-aside"]


@dataclass(frozen=True)
class Reading:
    """How bytes become a table of text cells."""

    format: Format = "csv"
    encoding: str = "utf-8"
    """``utf-8``, ``utf-8-sig``, ``utf-16``, ``cp1252``, ``latin-1`` or ``cp850``."""
    delimiter: str = ","
    quote: str = '"'
    sheet: str = ""
    header_row: int = 1
    """Number of the line (or sheet row) that holds the column names, from 1; what stands above is banner."""
    columns: tuple[str, ...] = ()
    """Column names as detected, blanks at the ends removed; next month's file must hold those that are mapped."""


@dataclass(frozen=True)
class FieldReading:
    """Where one field of the incident table comes from.

    `columns` are the file's columns, joined by a blank when there are several (a date and an hour). `layout` depends on
    the field: a tuple of date layouts in order of preference for moments (``"%Y-%m-%d"``, ``"%d/%m/%Y %H:%M"``,
    ``"excel-serial"``), empty otherwise. `values` translates spellings (``"SI" -> "true"``).
    """

    columns: tuple[str, ...]
    layout: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Everything needed to read a source's files without asking.

    Examples
    --------
    >>> Profile(source="policia").missing[:2]
    ('', 'NULL')
    """

    source: str
    reading: Reading = Reading()
    fields: dict[str, FieldReading] = field(default_factory=dict)
    """By name in the incident table, plus ``hour`` (an hour of the day told apart from the date)."""
    decimal: str = "."
    """``"."`` or ``","``."""
    time_zone: str = ""
    """Zone the file's moments are written in; empty means the city's own."""
    crs: str = "EPSG:4326"
    missing: tuple[str, ...] = (
        "",
        "NULL",
        "null",
        "N/A",
        "NA",
        "n/d",
        "N/D",
        "S/D",
        "s/d",
        "SD",
        "-",
        "NaN",
        "nan",
        "None",
    )
    """Spellings that mean "no data" in any column."""
    iccs: dict[str, str] = field(default_factory=dict)
    """ICCS code by local category, or by ``"category / subcategory"`` where that is finer."""
    duplicates: Duplicates = "keep"
    """Rows equal in everything but their identifier: keep and say so, or set aside all but the first."""
    displaced: bool = False
    """Whether the publisher moves points on purpose (location precision ``displaced``)."""
    version: int = 1
