"""One file on its way into the store: its rows wait by year, then join what is known and become a snapshot."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from atalaya.store.disk import replace_json
from atalaya.store.fresh import Fresh
from atalaya.store.known import Keys, Known
from atalaya.store.snapshot import Snapshot
from atalaya.store.waiting import Waiting
from atalaya.tables.findings import Finding, Reconciliation
from atalaya.tables.incident import INCIDENT
from atalaya.tables.spec import SchemaError
from atalaya.tables.words import worded


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
    _own: Waiting = field(init=False)
    _adopted: list[Waiting] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._own = Waiting(self.work, "own")

    def append(self, rows: pl.DataFrame) -> None:
        """Add rows of the incident table; they are written down when they are many, so that memory stays small."""
        if rows.height:
            self._own.append(rows)

    def adopt(self, waiting: Waiting) -> None:
        """Add rows that another process wrote into the folder `work`, each identifier of the source once."""
        self._adopted.append(waiting)

    def publish(self, *, reconciliation: Reconciliation, findings: Sequence[Finding] = ()) -> Snapshot:
        """Join the batch with what is known and make it current, in one step.

        Returns
        -------
        Snapshot
            The parent itself when nothing differs from it.
        """
        self._own.settle()
        waiting = [self._own, *self._adopted]
        counts = sum((one.counts() for one in waiting), Counter[int]())
        keys = self._keys(waiting)
        known = Known(self.parent, self.source, keys)
        fresh = Fresh(self.work / "snapshot", self.city, self.parent)
        for year in sorted({*known.years, *(month // 12 for month in counts)}):
            new = Counter({month: rows for month, rows in counts.items() if month // 12 == year})
            replaced = known.replaced
            kept = known.counts(year)
            if not new and known.replaced == replaced:
                fresh.link(year)
                continue
            fresh.write(
                year,
                kept + new,
                lambda months: _joined([*known.rows(months), *(part for one in waiting for part in one.rows(months))]),
            )
        snapshot = fresh.finish(self.city_folder)
        self._record(snapshot, reconciliation, findings, counts.total() - known.replaced, known.replaced)
        return snapshot

    def relocate(self, locate: Callable[[pl.DataFrame], pl.DataFrame]) -> Snapshot | None:
        """Publish what is known with its rows passed through `locate` (new areas, say); None when nothing is known."""
        if self.parent is None:
            return None
        fresh = Fresh(self.work / "snapshot", self.city, self.parent)
        known = Known(self.parent, self.source, None)

        def load(months: list[int]) -> pl.DataFrame:
            rows = _joined(known.rows(months))
            return worded(INCIDENT.check(locate(rows.cast(INCIDENT.schema))))  # type: ignore[arg-type]

        for year in known.years:
            fresh.write(year, known.counts(year), load)
        snapshot = fresh.finish(self.city_folder)
        self._record(snapshot, Reconciliation(0, 0, {}), (), 0, 0)
        return snapshot

    def _keys(self, waiting: list[Waiting]) -> Keys:
        """The identifiers of the batch, where what is known must be compared with them or they may repeat."""
        keys = Keys()
        compare = self.parent is not None and self.parent.manifest["rows"]
        for piece in [piece for one in (waiting if compare else [self._own]) for piece in one.pieces]:
            if keys.add(piece.read(list(INCIDENT.key))).any():
                raise SchemaError("incident: a batch holds the same source and identifier twice")
        return keys

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


def _joined(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """In one piece of memory: rows are picked from many pieces much more slowly."""
    return pl.concat(parts, rechunk=True)
