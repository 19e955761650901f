"""Millions of synthetic incidents as the narrow columns of a snapshot, for the bars that count; seeded."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np

from atalaya.store import narrow
from atalaya.tables.columnset import NO_AREA, NO_CELL, NO_HOUR, ColumnSet, Cube

ROWS = int(os.environ.get("BENCH_ROWS", "8000000"))
"""As many as the bars are set for; `BENCH_ROWS=10000000` asks the same of more."""
MONTHS, AREAS, CATEGORIES, SEED = 120, 200, 24, 20100101
FIRST, LAST = 14_610, 18_261
"""Days from 2010-01-01 to 2019-12-31."""
FOLDER = Path(tempfile.gettempdir()) / f"atalaya-bench-columns-{ROWS}-{SEED}"


def columns_and_cube() -> tuple[ColumnSet, Cube]:
    """Memory-mapped, as the product reads them."""
    if not FOLDER.exists():
        made = make()
        fresh = FOLDER.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        for name in narrow.ARRAYS:
            np.save(fresh / f"{name}.npy", getattr(made, name))
        first = dt.date(2010, 1, 1)
        np.save(fresh / "cube.npy", narrow.make_cube(made, first).counts)
        names = {"areas": made.areas, "categories": made.categories, "first_month": first.isoformat()}
        (fresh / "names.json").write_text(json.dumps(names), encoding="utf-8")
        fresh.rename(FOLDER)
    return narrow.load_columns(FOLDER), narrow.load_cube(FOLDER)


def make() -> ColumnSet:
    """A city of 200 areas and about 3,800 hexagons, where few places, types and hours have most of the events."""
    rng = np.random.default_rng(SEED)
    cells = np.array(sorted(h3.grid_disk(h3.latlng_to_cell(-34.62, -58.44, 9), 35)), np.int64)
    cell = rng.choice(len(cells), ROWS, p=_skewed(rng, len(cells), 1.0))
    area_of = np.arange(len(cells)) * AREAS // len(cells)
    area = np.where(rng.random(ROWS) < 0.03, NO_AREA, area_of[cell])
    hours = 2 + np.cos((np.arange(24) - 20) / 24 * 2 * np.pi)
    hour = np.where(rng.random(ROWS) < 0.05, NO_HOUR, rng.choice(24, ROWS, p=hours / hours.sum()))
    return ColumnSet(
        day=np.sort(rng.integers(FIRST, LAST + 1, ROWS)).astype(np.uint16),
        hour=hour.astype(np.uint8),
        area=area.astype(np.uint16),
        category=rng.choice(CATEGORIES, ROWS, p=_skewed(rng, CATEGORIES, 0.8)).astype(np.uint16),
        cell=np.where(rng.random(ROWS) < 0.02, NO_CELL, cell).astype(np.uint32),
        count=np.ones(ROWS, np.uint16),
        areas=tuple(f"{n:03d}" for n in range(AREAS)),
        categories=tuple(f"type {n:02d}" for n in range(CATEGORIES)),
        cells=cells,
    )


def _skewed(rng: np.random.Generator, n: int, spread: float) -> np.ndarray:
    weights = rng.lognormal(0, spread, n)
    return weights / weights.sum()


def cpu_ms(work: Callable[[], object], repeats: int = 5) -> float:
    """Median CPU milliseconds (user and system, all threads) of a piece of work."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)
