"""A snapshot: a city's incidents as they were known at one moment, never changed after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from atalaya.store import narrow
from atalaya.tables.columnset import ColumnSet, Cube
from atalaya.tables.incident import INCIDENT


@dataclass(frozen=True)
class Snapshot:
    """A published folder: `manifest.json`, `incidents/city=…/year=…/part-0.parquet`, `columns/`."""

    folder: Path

    @property
    def id(self) -> str:
        """Hash of the content; the folder's name."""
        return self.folder.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """``version``, ``city``, ``rows``, ``years`` (year -> rows and hash), ``first_day``, ``last_day``."""
        read: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return read

    def year_files(self, year: int) -> list[Path]:
        """The Parquet files of a year's incidents, in the order of their months."""
        folder = self.folder / "incidents" / f"city={self.manifest['city']}" / f"year={year}"
        parts = self.manifest["years"][str(year)].get("parts", 1)
        return [folder / f"part-{part}.parquet" for part in range(parts)]

    def scan(self) -> pl.LazyFrame:
        """Every incident, lazily, with the columns of `INCIDENT`."""
        files = [path for year in self.manifest["years"] for path in self.year_files(int(year))]
        if not files:
            return INCIDENT.empty().lazy()
        return pl.scan_parquet(files, hive_partitioning=False)

    def columns(self) -> ColumnSet:
        """The narrow columns, memory-mapped."""
        return narrow.load_columns(self.folder / "columns")

    def cube(self) -> Cube:
        """Events by month, area and category, memory-mapped."""
        return narrow.load_cube(self.folder / "columns")
