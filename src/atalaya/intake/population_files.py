"""A city's residents by area and year from a table: figures matched to the areas, the rest set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from atalaya.errors import InputFileError
from atalaya.geo.areas import AreaSet
from atalaya.geo.names import plain
from atalaya.i18n import N_
from atalaya.intake.blocks import ROW
from atalaya.intake.findings import finding
from atalaya.intake.geojson_file import load_features, property_table
from atalaya.intake.limits import Limits, run_limited
from atalaya.intake.population_columns import WHOLE_CITY, YEAR, find_columns, whole_numbers, year_in
from atalaya.intake.readers import format_of, guess_file, read_blocks
from atalaya.tables.area import POPULATION
from atalaya.tables.findings import Finding, Reconciliation, merge_findings

LIMITS = Limits(seconds=120)
SAMPLE_BYTES = 400


@dataclass(frozen=True)
class PopulationFile:
    """The `POPULATION` table of a file, with what was noticed and set aside, counted by figures."""

    population: pl.DataFrame
    reconciliation: Reconciliation
    findings: tuple[Finding, ...]

    @property
    def years(self) -> list[int]:
        """The years there are figures for, oldest first."""
        return sorted(self.population["year"].unique().to_list())

    def as_dict(self, locale: str = "en") -> dict[str, object]:
        """Stable shape: read, stored, set_aside, findings, years, areas (with figures)."""
        return {
            **self.reconciliation.as_dict(),
            "findings": [found.as_dict(locale) for found in self.findings],
            "years": self.years,
            "areas": self.population["area"].drop_nulls().n_unique(),
        }


def read_population(
    path: Path, areas: AreaSet | None, *, year: int | None = None, source: str = "", limits: Limits | None = None
) -> PopulationFile:
    """Read a file of residents (CSV, XLSX, Parquet, or the properties of GeoJSON) in a child process.

    Parameters
    ----------
    areas
        Those the rows belong to, named by code or name as people write them; without any, only totals can be kept.
    year
        Of all figures, where the file has no column of years and none in its name.
    source
        Who published the figures and when; otherwise a column of the file, else its name.

    Raises
    ------
    InputFileError
        ``population-columns-unknown``, ``population-year-unknown``, ``population-empty``.
    LimitError
        As `atalaya.intake.limits.run_limited`.
    """
    table = run_limited(text_table, path, limits=limits or LIMITS)
    columns = find_columns(table, areas)
    if columns is None:
        raise InputFileError(
            "population-columns-unknown",
            N_("No column of {name} tells residents."),
            hint=N_("Call the columns area, year and population, or write one column a year."),
            name=path.name,
        )
    figures, findings = _dated(path, columns.long(table), year)
    frame = _judged(figures, areas)
    kept = frame.filter(pl.col("reason").is_null())
    nameless = not columns.area and figures["told"].n_unique() < figures.height  # figures of areas nobody can tell
    if kept.is_empty() or nameless:
        raise InputFileError(
            "population-empty",
            N_("{name} tells the residents of no area of the city."),
            hint=N_("Import the areas first; the file needs a column with their codes or names."),
            name=path.name,
        )
    aside = Counter(frame["reason"].drop_nulls().to_list())
    findings += [finding(kind, frame.filter(pl.col("reason") == kind)[ROW].to_list()) for kind in aside]
    silent = set(areas.codes if areas else ()) - set(kept["code"].drop_nulls())
    if silent and kept["code"].drop_nulls().len():
        findings.append(finding("areas-without-residents", range(len(silent))))
    made = pl.DataFrame(
        {
            "area": kept["code"],
            "year": kept["told"],
            "population": kept["people"],
            "source": [source] * kept.height if source else kept["source"].fill_null(path.name),
        },
        schema=POPULATION.schema,
    ).sort("area", "year", nulls_last=True)
    told = Reconciliation(frame.height, kept.height, dict(sorted(aside.items())))
    return PopulationFile(made, told, tuple(merge_findings(findings)))


def text_table(path: Path) -> pl.DataFrame:
    """The file as text with the numbers of its rows, in this process."""
    if (
        path.is_file()
        and format_of(path) == "csv"
        and path.read_bytes()[:400].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in b"{["
    ):
        table = property_table(load_features(path)["features"])
        return table.insert_column(0, pl.int_range(1, table.height + 1, dtype=pl.Int64, eager=True).alias(ROW))
    blocks = [block.frame() for block in read_blocks(path, guess_file(path)[0])]
    if not blocks:
        raise InputFileError("file-without-rows", N_("The file {name} has no rows."), name=path.name)
    return pl.concat(blocks)


def _dated(path: Path, figures: pl.DataFrame, year: int | None) -> tuple[pl.DataFrame, list[Finding]]:
    """The figures with the year of each, and a note when it was taken from the name of the file."""
    if figures["year"].drop_nulls().len():
        told = figures["year"].str.extract(YEAR).cast(pl.Int32)
        return figures.with_columns(told=told), []
    one = year or year_in(path.name)
    if one is None:
        raise InputFileError(
            "population-year-unknown",
            N_("{name} does not tell the year of its figures."),
            hint=N_("Say the year: atalaya city population FILE --year 2022."),
            name=path.name,
        )
    findings = [] if year else [finding("year-from-name", [], year=one)]
    return figures.with_columns(told=pl.lit(one, pl.Int32)), findings


def _judged(figures: pl.DataFrame, areas: AreaSet | None) -> pl.DataFrame:
    """The figures with the code of their area (null for the whole city), the number, and why one cannot be used."""
    names = figures["area"].drop_nulls().unique().to_list()
    codes = areas.match(names) if areas else [None] * len(names)
    whole = [name for name, code in zip(names, codes, strict=True) if code is None and plain(name) in WHOLE_CITY]
    meant = dict(zip(names, codes, strict=True))
    frame = figures.with_columns(
        code=pl.col("area").replace_strict(meant, default=None, return_dtype=pl.String),
        people=whole_numbers(figures["people"]),
    )
    unknown = pl.col("code").is_null() & pl.col("area").is_not_null() & ~pl.col("area").is_in(whole)
    frame = frame.with_columns(
        reason=pl.when(unknown)
        .then(pl.lit("area-unknown"))
        .when(pl.col("told").is_null())
        .then(pl.lit("year-unreadable"))
        .when(pl.col("people").is_null())
        .then(pl.lit("population-unreadable"))
    )
    again = pl.col("reason").is_null() & ~pl.struct("code", "told", "reason").is_first_distinct()
    return frame.with_columns(reason=pl.when(again).then(pl.lit("population-repeated")).otherwise("reason"))
