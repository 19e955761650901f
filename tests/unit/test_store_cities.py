"""The current snapshots of many cities are one table on every engine, and give what each city's own cube gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from atalaya.engines.base import Engine
from atalaya.engines.choosing import open_engine
from atalaya.indicators.relational import counts
from atalaya.store.cities import cities_kept, scan_cities
from atalaya.store.city import CityStore
from atalaya.tables.findings import Reconciliation
from atalaya.tables.incident import INCIDENT
from atalaya.tables.selection import Selection
from incidents import incidents
from spec.functions import longest_quiet

CITIES = ("cusco", "manaus")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store of two cities; the first was revised, and its first snapshot is no longer current."""
    for number, city in enumerate((CITIES[0], *CITIES)):
        rows = [
            {"incident_id": str(n), "city": city, "local_date": dt.date(2019, 12, 20) + dt.timedelta(n * (1 + number))}
            for n in range(12)
        ]
        for n, row in enumerate(rows):
            row |= {"area": ("norte", "sur", None)[n % 3], "category_local": "Robo" if n % 2 else "Hurto", "count": 2}
        with CityStore(tmp_path, city).begin("police", file_sha256="", recorded_at=dt.datetime.now(dt.UTC)) as batch:
            batch.append(incidents(rows))
            batch.publish(reconciliation=Reconciliation(12, 12, {}))
    (tmp_path / "lima").mkdir()
    return tmp_path


@pytest.fixture(params=["polars", "duckdb", pytest.param("sail", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "sail":
        yield request.getfixturevalue("sail")
    else:
        with open_engine(request.param, workers=2) as opened:
            yield opened


def cube(root: Path, city: str) -> dict[tuple[str, dt.date, str, str], int]:
    """What the city's cube holds, cell by cell."""
    snapshot = CityStore(root, city).current()
    assert snapshot is not None
    held = snapshot.cube()
    areas = (*held.areas, "")
    return {
        (city, month, area, category): int(held.counts[m, a, c])
        for m, month in enumerate(held.months)
        for a, area in enumerate(areas)
        for c, category in enumerate(held.categories)
        if held.counts[m, a, c]
    }


def test_the_cubes_of_all_cities_are_one_question(engine: Engine, root: Path) -> None:
    asked = counts(scan_cities(engine, root), Selection(), by=("city", "month", "area", "category"))
    found = {row[:4]: row[5] for row in engine.collect(asked).iter_rows()}
    assert found == cube(root, CITIES[0]) | cube(root, CITIES[1])
    assert sum(found.values()) == 48


def test_one_function_over_the_snapshots_of_every_city(engine: Engine, root: Path) -> None:
    days = scan_cities(engine, root).select("city", "local_date")
    found = engine.map_by(days, "city", longest_quiet, {"days": pl.Int64()})
    assert found.rows() == [("cusco", 2), ("manaus", 3)]


def test_some_cities_and_none(engine: Engine, root: Path) -> None:
    assert cities_kept(root) == list(CITIES)
    some = engine.collect(scan_cities(engine, root, ["manaus", "lima", "quito"]).select("city"))
    assert some["city"].unique().to_list() == ["manaus"]
    none = engine.collect(scan_cities(engine, root, []), INCIDENT.schema)
    assert none.is_empty()
