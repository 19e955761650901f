"""The store of one city: batches come in, snapshots are published, areas and residents are kept beside them.

On disk: ``snapshots/<id>/`` (immutable), ``history.json`` (what was published when; its last line is what is current),
``areas/``, ``population.parquet``, ``work/`` (unfinished; thrown away by the next writer), ``lock``.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from atalaya.errors import NotFoundError
from atalaya.i18n import N_
from atalaya.store.batch import Batch
from atalaya.store.disk import only_writer, sync_file, sync_folder
from atalaya.store.snapshot import Snapshot
from atalaya.tables.area import AREA, POPULATION


@dataclass(frozen=True)
class CityStore:
    """Everything kept of one city, under ``root/<city>``.

    Examples
    --------
    >>> CityStore(Path("/data/store"), "puerto-claro").folder.as_posix()
    '/data/store/puerto-claro'
    """

    root: Path
    city: str

    @property
    def folder(self) -> Path:
        """Where the city is kept."""
        return self.root / self.city

    def history(self) -> list[dict[str, Any]]:
        """What was published, oldest first.

        Each entry has ``snapshot``, ``recorded_at`` (ISO, with zone), ``source``, ``file_sha256``, ``reconciliation``,
        ``findings``, ``added`` and ``replaced`` (rows of that batch).
        """
        path = self.folder / "history.json"
        entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return entries

    def current(self, as_known_on: dt.datetime | None = None) -> Snapshot | None:
        """The snapshot last published, or the one that was current at a moment; None before the first."""
        known = [
            entry["snapshot"]
            for entry in self.history()
            if as_known_on is None or dt.datetime.fromisoformat(entry["recorded_at"]) <= as_known_on
        ]
        return Snapshot(self.folder / "snapshots" / known[-1]) if known else None

    def open(self, snapshot: str) -> Snapshot:
        """A snapshot by its id.

        Raises
        ------
        NotFoundError
            ``snapshot-unknown``.
        """
        folder = self.folder / "snapshots" / snapshot
        if not snapshot.isalnum() or not folder.is_dir():
            raise NotFoundError("snapshot-unknown", N_("There is no such snapshot of this city."))
        return Snapshot(folder)

    @contextmanager
    def begin(self, source: str, *, file_sha256: str, recorded_at: dt.datetime) -> Iterator[Batch]:
        """Take in the rows of one file; nothing is seen by anyone until `Batch.publish`.

        Raises
        ------
        ConflictError
            ``import-running``: another process writes to this city.
        """
        with only_writer(self.folder / "lock"):
            work = self.folder / "work"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            try:
                yield Batch(self.folder, work, self.city, source, file_sha256, recorded_at, self.current())
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def save_areas(self, areas: pl.DataFrame) -> None:
        """Keep the areas of one layer (schema `AREA`), in place of what was kept of it."""
        AREA.check(areas)
        layer = areas["layer"][0]
        self._replace_table(self.folder / "areas" / f"{layer}.parquet", areas)

    def layers(self) -> list[str]:
        """Names of the layers that are kept: first the one that incidents are counted by, then the others by name."""
        chosen = self.folder / "areas" / "main"
        main = chosen.read_text(encoding="utf-8") if chosen.exists() else ""
        names = (path.stem for path in (self.folder / "areas").glob("*.parquet"))
        return sorted(names, key=lambda name: (name != main, name))

    def choose_layer(self, layer: str) -> None:
        """Count incidents by this layer from now on; those that are stored are located anew by `Batch.relocate`."""
        path = self.folder / "areas" / "main"
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(layer, encoding="utf-8")
        sync_file(fresh)
        fresh.replace(path)
        sync_folder(path.parent)

    def areas(self, layer: str | None = None) -> pl.DataFrame:
        """The areas of a layer (the one that counts when none is named); empty when there are none."""
        wanted = layer or next(iter(self.layers()), "")
        path = self.folder / "areas" / f"{wanted}.parquet"
        return pl.read_parquet(path) if path.exists() else AREA.empty()

    def save_population(self, population: pl.DataFrame) -> None:
        """Keep the residents (schema `POPULATION`), in place of what was kept."""
        self._replace_table(self.folder / "population.parquet", POPULATION.check(population))

    def has_population(self) -> bool:
        """Whether residents are kept, without reading them."""
        return (self.folder / "population.parquet").exists()

    def population(self) -> pl.DataFrame:
        """Residents by area and year; empty when none are kept."""
        path = self.folder / "population.parquet"
        return pl.read_parquet(path) if path.exists() else POPULATION.empty()

    def _replace_table(self, path: Path, table: pl.DataFrame) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        table.write_parquet(fresh)
        sync_file(fresh)
        fresh.replace(path)
        sync_folder(path.parent)
