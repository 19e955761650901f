"""The current snapshots of many cities as one table, on whichever engine is to count them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from atalaya.engines.base import Engine, Frame
from atalaya.store.city import CityStore
from atalaya.tables.incident import INCIDENT


def cities_kept(root: Path) -> list[str]:
    """Codes of the cities that have published a snapshot below a store's root, in order."""
    return sorted(path.parent.name for path in root.glob("*/history.json"))


def incident_files(root: Path, cities: Sequence[str] | None = None) -> list[Path]:
    """Parquet files of the current snapshots of cities; of all that are kept when none are named."""
    chosen = cities_kept(root) if cities is None else cities
    current = [snapshot for city in chosen if (snapshot := CityStore(root, city).current())]
    return [
        path for snapshot in current for year in snapshot.manifest["years"] for path in snapshot.year_files(int(year))
    ]


def scan_cities(engine: Engine, root: Path, cities: Sequence[str] | None = None) -> Frame:
    """Incidents of many cities, lazily, with the columns of `INCIDENT`.

    Parameters
    ----------
    engine
        Where the question is to run; its workers must see the store.
    root
        The store of the data folder.
    cities
        Codes; all that are kept when none are named. A city without a snapshot has no rows.

    Returns
    -------
    Frame
        To be asked by `indicators.relational`, or parted with ``engine.map_by(frame, "city", ...)``.
    """
    files = incident_files(root, cities)
    return engine.scan(files) if files else engine.load(INCIDENT.empty())
