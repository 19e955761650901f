"""One file on its way into the store: its rows wait by year, then join what is known and become a snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from atalaya.store import narrow
from atalaya.store.content import SORT, content_hash
from atalaya.store.disk import replace_json, sync_folder, sync_tree
from atalaya.store.snapshot import Snapshot
from atalaya.tables.findings import Finding, Reconciliation
from atalaya.tables.incident import INCIDENT
from atalaya.tables.spec import SchemaError

VERSION = 1
ROW_GROUP = 122_880
KEY = list(INCIDENT.key)


@dataclass
class Batch:
    """Rows of one source's file; a record that is known already (same source and identifier) is replaced."""

    city_folder: Path
    work: Path
    city: str
    source: str
    file_sha256: str
    recorded_at: dt.datetime
    parent: Snapshot | None
    _blocks: dict[int, list[Path]] = field(default_factory=dict)

    def append(self, rows: pl.DataFrame) -> None:
        """Add rows of the incident table; they are written down by year at once, so that memory stays small."""
        INCIDENT.check(rows)
        for (year,), part in rows.group_by(rows["local_date"].dt.year().alias("year")):
            files = self._blocks.setdefault(int(str(year)), [])
            path = self.work / f"{year}-{len(files)}.parquet"
            part.write_parquet(path, compression="lz4")
            files.append(path)

    def publish(self, *, reconciliation: Reconciliation, findings: Sequence[Finding] = ()) -> Snapshot:
        """Join the batch with what is known and make it current, in one step.

        Returns
        -------
        Snapshot
            The parent itself when nothing differs from it.
        """
        keys = self._keys()
        if keys.n_unique() != keys.height:
            raise SchemaError("incident: a batch holds the same source and identifier twice")
        fresh = _Fresh(self.work / "snapshot", self.city, self.parent)
        years = {int(year) for year in self.parent.manifest["years"]} if self.parent else set()
        replaced = 0
        for year in sorted(years | set(self._blocks)):
            known = fresh.known(year)
            kept = known.filter(pl.col("source") != self.source) if known.height else known
            own = known.filter(pl.col("source") == self.source).join(keys, on=KEY, how="anti")
            replaced += known.height - kept.height - own.height
            if year in self._blocks or kept.height + own.height != known.height:
                new = [pl.read_parquet(path) for path in self._blocks.get(year, [])]
                fresh.write(year, pl.concat([kept, own, *new]))
            else:
                fresh.link(year)
        snapshot = fresh.finish(self.city_folder)
        self._record(snapshot, reconciliation, findings, keys.height - replaced, replaced)
        return snapshot

    def relocate(self, locate: Callable[[pl.DataFrame], pl.DataFrame]) -> Snapshot | None:
        """Publish what is known with its rows passed through `locate` (new areas, say); None when nothing is known."""
        if self.parent is None:
            return None
        fresh = _Fresh(self.work / "snapshot", self.city, self.parent)
        for year in self.parent.manifest["years"]:
            fresh.write(int(year), INCIDENT.check(locate(fresh.known(int(year)))))
        snapshot = fresh.finish(self.city_folder)
        self._record(snapshot, Reconciliation(0, 0, {}), (), 0, 0)
        return snapshot

    def _keys(self) -> pl.DataFrame:
        files = [path for paths in self._blocks.values() for path in paths]
        if not files:
            return INCIDENT.empty().select(KEY)
        return pl.concat([pl.read_parquet(path, columns=KEY) for path in files])

    def _record(
        self, snapshot: Snapshot, reconciliation: Reconciliation, findings: Sequence[Finding], added: int, replaced: int
    ) -> None:
        path = self.city_folder / "history.json"
        entries = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        entries.append(
            {
                "snapshot": snapshot.id,
                "recorded_at": self.recorded_at.isoformat(),
                "source": self.source,
                "file_sha256": self.file_sha256,
                "reconciliation": reconciliation.as_dict(),
                "findings": [finding.as_dict() for finding in findings],
                "added": added,
                "replaced": replaced,
            }
        )
        replace_json(path, entries)


@dataclass
class _Fresh:
    """A snapshot in the making."""

    folder: Path
    city: str
    parent: Snapshot | None
    years: dict[int, dict[str, Any]] = field(default_factory=dict)

    def known(self, year: int) -> pl.DataFrame:
        """The parent's rows of a year."""
        if self.parent is None or str(year) not in self.parent.manifest["years"]:
            return INCIDENT.empty()
        return pl.read_parquet(self.parent.year_file(year), hive_partitioning=False)

    def _file(self, year: int) -> Path:
        path = self.folder / "incidents" / f"city={self.city}" / f"year={year}" / "part-0.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, year: int, rows: pl.DataFrame) -> None:
        """Write a year's rows, unless none are left."""
        if rows.is_empty():
            return
        rows = rows.sort(SORT)
        rows.write_parquet(self._file(year), compression="zstd", compression_level=1, row_group_size=ROW_GROUP)
        days = rows["local_date"]
        told = {"rows": rows.height, "sha256": content_hash(rows), "first": str(days.min()), "last": str(days.max())}
        self.years[year] = told

    def link(self, year: int) -> None:
        """Share the parent's file of a year that did not change."""
        assert self.parent is not None  # noqa: S101  (only a parent has unchanged years)
        os.link(self.parent.year_file(year), self._file(year))
        self.years[year] = self.parent.manifest["years"][str(year)]

    def finish(self, city_folder: Path) -> Snapshot:
        """Name the content, put it in its place and give it back."""
        years = {str(year): self.years[year] for year in sorted(self.years)}
        words = json.dumps([VERSION, self.city, {year: told["sha256"] for year, told in years.items()}])
        name = hashlib.sha256(words.encode()).hexdigest()[:32]
        place = city_folder / "snapshots" / name
        if place.exists():
            return Snapshot(place)
        self.folder.mkdir(exist_ok=True)
        files = [self._file(int(year)) for year in years]
        wide = [pl.read_parquet(path, columns=list(narrow.NEEDED), hive_partitioning=False) for path in files]
        columns = narrow.make_columns(pl.concat(wide) if wide else INCIDENT.empty().select(narrow.NEEDED))
        narrow.save(columns, narrow.make_cube(columns), self.folder / "columns")
        manifest = {
            "version": VERSION,
            "city": self.city,
            "rows": sum(told["rows"] for told in years.values()),
            "first_day": min((told["first"] for told in years.values()), default=None),
            "last_day": max((told["last"] for told in years.values()), default=None),
            "years": years,
        }
        (self.folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        sync_tree(self.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        self.folder.rename(place)
        sync_folder(place.parent)
        return Snapshot(place)
