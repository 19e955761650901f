"""The part of an import that meets a stranger's bytes: runs in the child, leaves rows in files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from atalaya.intake.blocks import ROW
from atalaya.intake.limits import report
from atalaya.intake.profile import Profile
from atalaya.intake.quality import Quality, Tally
from atalaya.intake.readers import read_blocks
from atalaya.kernels import load_lightly
from atalaya.store.city import CityStore
from atalaya.store.waiting import Waiting
from atalaya.tables.city import City
from atalaya.tables.findings import Finding, Reconciliation, merge_findings


@dataclass(frozen=True)
class Apart:
    """What became of a file's rows: those to be stored wait in files, those set aside are in one (`aside`)."""

    waiting: Waiting
    aside: Path | None
    reconciliation: Reconciliation
    findings: tuple[Finding, ...]
    quality: Quality


def take_apart(path: Path, profile: Profile, city: City, store: CityStore, work: Path) -> Apart:
    """Read a file block by block: each row waits in `work`, or is set aside with its reason.

    Memory does not grow with the file but by what tells repeated rows: some 24 bytes a row, twice where the file has
    identifiers.
    """
    load_lightly()
    from atalaya.geo.areas import AreaSet  # here, so that the process that waits need not know the geometry
    from atalaya.intake.normalise import REASON, TEXT, Normaliser

    kept = store.areas()
    normaliser = Normaliser(profile, city, AreaSet.from_frame(kept) if kept.height else None)
    waiting, tally = Waiting(work, "rows"), Tally()
    read, reasons = 0, Counter[str]()
    findings: list[Finding] = []
    asides: list[Path] = []
    for number, block in enumerate(read_blocks(path, profile.reading)):
        if number == 0 and block.rows:
            normaliser.expect(block.rows * path.stat().st_size // max(len(block.text), 1))
        made = normaliser.block(block)
        if made.rows.height:
            waiting.append(made.rows)
            tally.add(made.rows)
        read += block.rows
        findings = merge_findings([*findings, *made.findings])
        if made.aside.height:
            reasons.update(dict(made.aside[REASON].value_counts().iter_rows()))
            asides.append(work / f"aside-{len(asides)}.arrow")
            made.aside.sort(ROW).write_ipc(asides[-1])
        report(read)
    waiting.settle()
    findings = merge_findings([*findings, *normaliser.ending()])
    reconciliation = Reconciliation(read, read - reasons.total(), dict(sorted(reasons.items())))
    aside = None
    if asides:
        aside = work / "aside.parquet"
        told = {ROW: "file_row", REASON: "reason", TEXT: "text"}
        pl.concat([pl.scan_ipc(part) for part in asides], how="diagonal").rename(told).sink_parquet(aside)
    return Apart(waiting, aside, reconciliation, tuple(findings), tally.result())
