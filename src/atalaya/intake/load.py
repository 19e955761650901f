"""One file into the store of a city: read under limits, every row stored or set aside, then published in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from atalaya.intake.apart import take_apart
from atalaya.intake.inspection import Inspection, inspect_file
from atalaya.intake.limits import Child, Limits, run_limited
from atalaya.intake.profile import Profile
from atalaya.intake.profile_toml import find
from atalaya.intake.quality import Quality
from atalaya.intake.readers import file_sha256, guess_file
from atalaya.kernels import load_lightly
from atalaya.store.city import CityStore
from atalaya.store.disk import sync_file
from atalaya.store.snapshot import Snapshot
from atalaya.tables.city import City
from atalaya.tables.findings import Finding, Reconciliation

WORKSHOP = ("atalaya.intake.inspection", "atalaya.intake.normalise", "atalaya.kernels.rows", "atalaya.kernels.cells")
"""What a child process that is to read a file can import before it is told which."""


@dataclass(frozen=True)
class ImportResult:
    """What became of a file: rows read, stored and set aside, what was noticed, and the snapshot it led to."""

    reconciliation: Reconciliation
    findings: tuple[Finding, ...]
    snapshot: Snapshot
    profile: Profile
    aside: Path | None
    """Parquet with every row that was set aside, its number, its reason and its cells; None when there is none."""
    quality: Quality = field(default_factory=Quality)
    """How complete the stored rows of the file are."""

    def as_dict(self, locale: str = "en") -> dict[str, object]:
        """Stable shape: read, stored, set_aside (reason -> rows), findings, snapshot, city, source."""
        return {
            **self.reconciliation.as_dict(),
            "findings": [finding.as_dict(locale) for finding in self.findings],
            "snapshot": self.snapshot.id,
            "city": self.snapshot.manifest["city"],
            "source": self.profile.source,
        }


def propose(path: Path, profiles: Path, *, limits: Limits | None = None, child: Child | None = None) -> Inspection:
    """How to read a file: by the profile kept for its columns, else a fresh proposal; in a child process."""
    return child.call(_propose, path, profiles) if child else run_limited(_propose, path, profiles, limits=limits)


def _propose(path: Path, profiles: Path) -> Inspection:
    load_lightly()
    reading = guess_file(path)[0]
    kept = find(profiles, reading.columns)
    if kept is None:
        return inspect_file(path)
    fresh = inspect_file(path)
    return replace(fresh, profile=_fitted(kept, fresh.profile), decisions=())


def _fitted(kept: Profile, fresh: Profile) -> Profile:
    """The kept profile, read as this file is: a workbook writes the dates and decimals of the same columns its way.

    Categories that no earlier file had get the codes their words tell.
    """
    kept = replace(kept, iccs={**fresh.iccs, **kept.iccs})
    if kept.reading.format == fresh.reading.format:
        return replace(kept, reading=fresh.reading)
    fields = dict(kept.fields)
    for name, part in fresh.fields.items():
        if name in fields and fields[name].columns == part.columns:
            layouts = dict.fromkeys((*fields[name].layout, *part.layout))
            fields[name] = replace(fields[name], layout=tuple(layouts))
    return replace(kept, reading=fresh.reading, fields=fields, decimal=fresh.decimal)


def import_file(
    path: Path,
    *,
    city: City,
    store: CityStore,
    profile: Profile,
    recorded_at: dt.datetime,
    progress: Callable[[int], None] = lambda _rows: None,
    limits: Limits | None = None,
    child: Child | None = None,
) -> ImportResult:
    """Read a file by its profile into the store.

    Parameters
    ----------
    city
        An empty `time_zone` is guessed from the points, and said.
    profile
        Proposed by `propose`, and corrected by the analyst where it was wrong.
    recorded_at
        Now, with zone.
    progress
        Told how many rows were done so far.
    child
        The process that proposed the reading, when it still stands: a second need not be started.

    Raises
    ------
    LimitError, InputFileError
        The file cannot be read within the limits. Nothing of it is kept.
    ConflictError
        Another import writes to the city.
    """
    digest = file_sha256(path)
    with store.begin(profile.source, file_sha256=digest, recorded_at=recorded_at) as batch:
        given = (take_apart, path, profile, city, store, batch.work)
        done = child.call(*given, heard=progress) if child else run_limited(*given, limits=limits, heard=progress)
        batch.adopt(done.waiting)
        aside = _keep(done.aside, store.folder / "aside" / f"{digest[:32]}.parquet") if done.aside else None
        snapshot = batch.publish(reconciliation=done.reconciliation, findings=done.findings)
    return ImportResult(done.reconciliation, done.findings, snapshot, profile, aside, done.quality)


def _keep(fresh: Path, path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    sync_file(fresh)
    return fresh.replace(path)
