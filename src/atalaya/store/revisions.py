"""What changed between two snapshots of a city: records added, changed and withdrawn by their sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from atalaya.store.snapshot import Snapshot
from atalaya.tables.incident import INCIDENT

KEY = list(INCIDENT.key)


@dataclass(frozen=True)
class Revisions:
    """Records, not incidents: a row that stands for several counts once."""

    added: int
    changed: int
    withdrawn: int


@lru_cache(maxsize=64)
def revisions(before: Snapshot, now: Snapshot) -> Revisions:
    """Compare two snapshots record by record; years whose content is the same are not read.

    Snapshots never change, so an answer is kept.
    """
    if before.id == now.id:
        return Revisions(0, 0, 0)
    old, new = before.manifest["years"], now.manifest["years"]
    years = [year for year in {*old, *new} if old.get(year, {}).get("sha256") != new.get(year, {}).get("sha256")]
    # a record whose date was corrected may have moved to another year: all changed years are compared together
    was = _records(before, [year for year in years if year in old])
    is_now = _records(now, [year for year in years if year in new])
    added = is_now.join(was, on=KEY, how="anti").height
    other = is_now.join(was, on=INCIDENT.names, how="anti", nulls_equal=True).height
    return Revisions(added, other - added, was.join(is_now, on=KEY, how="anti").height)


def _records(snapshot: Snapshot, years: list[str]) -> pl.DataFrame:
    if not years:
        return INCIDENT.empty()
    files = [path for year in sorted(years) for path in snapshot.year_files(int(year))]
    return pl.read_parquet(files, hive_partitioning=False)
