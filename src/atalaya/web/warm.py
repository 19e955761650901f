"""Compiles the kernels behind the screens once, on a tiny city, so that nobody waits for a compiler at a page.

Runs in a process of its own (`python -m atalaya.web.warm`) before the server starts; what it compiled is kept.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import atalaya
from atalaya.home import Home

if TYPE_CHECKING:
    import polars as pl

DAYS = 60
A_DAY = 40


def is_warm(home: Home) -> bool:
    """Whether this version of the product was warmed up for this data folder by this Python."""
    stamp = _stamp(home)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _wanted()


def warm_up(home: Home) -> None:
    """Compile in a child process, so that the server's own process starts no thread of the numeric libraries.

    A child that fails is no reason not to serve: the kernels are then compiled when they are first asked for.
    """
    done = subprocess.run([sys.executable, "-m", "atalaya.web.warm"], check=False, stdout=subprocess.DEVNULL)
    if done.returncode == 0:
        _stamp(home).write_text(_wanted(), encoding="utf-8")


def _stamp(home: Home) -> Path:
    return home.cache / "warm.txt"


def _wanted() -> str:
    return f"{atalaya.__version__} {sys.version} {atalaya.__file__}"


def compile_all() -> None:
    """Ask a tiny city everything that the screens ask of a large one."""
    from atalaya.indicators.calendar import weekday_hour
    from atalaya.indicators.hexagons import hexagon_counts
    from atalaya.indicators.summary import city_summary
    from atalaya.patterns.layers import density_layer, hot_spot_layer
    from atalaya.store.city import CityStore
    from atalaya.tables.area import POPULATION
    from atalaya.tables.findings import Reconciliation
    from atalaya.tables.selection import Selection

    rows = _tiny()
    with tempfile.TemporaryDirectory() as folder:
        now = dt.datetime.now(dt.UTC)
        with CityStore(Path(folder), "tiny").begin("tiny", file_sha256="0" * 64, recorded_at=now) as batch:
            batch.append(rows)
            snapshot = batch.publish(reconciliation=Reconciliation(rows.height, rows.height, {}))
        columns = snapshot.columns()  # mapped from disk, as the screens have them
        some = Selection(hours=tuple(range(23)), weekdays=(0, 1, 2, 3, 4, 5))
        city_summary(columns, POPULATION.empty(), Selection())
        weekday_hour(columns, some)
        counted = hexagon_counts(columns, some)
        hot_spot_layer(counted.cells, counted.counts, seed=1)
        density_layer(counted.cells, counted.counts)
        del columns, counted


def _tiny() -> pl.DataFrame:
    """Two months of a city of one kilometre, as rows of the incident table."""
    import numpy as np
    import polars as pl

    from atalaya.geo.hexagons import hexagon_of
    from atalaya.tables.incident import INCIDENT

    rng = np.random.default_rng(0)
    size = DAYS * A_DAY
    lon, lat = rng.normal(-58.4, 0.01, size), rng.normal(-34.6, 0.01, size)
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n // A_DAY) for n in range(size)]
    known = {
        "incident_id": [str(n) for n in range(size)],
        "source": ["tiny"] * size,
        "city": ["tiny"] * size,
        "occurred_from": [dt.datetime.combine(day, dt.time(12), dt.UTC) for day in days],
        "time_precision": ["hour"] * size,
        "local_date": days,
        "local_hour": rng.integers(0, 24, size),
        "category_local": rng.choice(np.array(["c", "d"]), size),
        "count": [1] * size,
        "lon": lon,
        "lat": lat,
        "h3": hexagon_of(lon, lat),
        "area": rng.choice(np.array(["a", "b"]), size),
        "location_precision": ["point"] * size,
        "status": ["final"] * size,
    }
    told = {name: known.get(name, [None] * size) for name in INCIDENT.names}
    return pl.DataFrame(told, strict=False).cast(INCIDENT.schema)  # type: ignore[arg-type]


if __name__ == "__main__":
    compile_all()
