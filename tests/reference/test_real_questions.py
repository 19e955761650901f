"""A real file, taken in: every engine answers from its snapshot what the narrow columns of the snapshot answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from atalaya.engines.base import Engine
from atalaya.engines.choosing import open_engine
from atalaya.indicators.counting import counts_table
from atalaya.indicators.relational import counts
from atalaya.intake.load import import_file, propose
from atalaya.store.cities import scan_cities
from atalaya.store.city import CityStore
from atalaya.tables.city import City
from atalaya.tables.selection import Selection


@pytest.mark.data
@pytest.mark.spark
def test_homicides_of_medellin(shared_data: Path, tmp_path: Path, sail: Engine) -> None:
    path, store = shared_data / "medellin" / "medellin_homicides.csv", CityStore(tmp_path, "medellin")
    taken = import_file(
        path,
        city=City("medellin", "Medellín", time_zone=""),
        store=store,
        profile=propose(path, tmp_path / "profiles").profile,
        recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    columns = taken.snapshot.columns()
    with open_engine("polars") as polars, open_engine("duckdb") as duckdb:
        for engine in (polars, duckdb, sail):
            everything = engine.collect(counts(scan_cities(engine, tmp_path), Selection(), by=("city",)))
            assert everything["records"].item() == 9_360
            for selection in (Selection(), Selection(weekdays=(5, 6), hours=(0, 1, 2, 3, 22, 23))):
                asked = counts(scan_cities(engine, tmp_path), selection, by=("area", "month"))
                narrow = counts_table(columns, selection, by=("area", "month"), victims=True)
                assert_frame_equal(engine.collect(asked).drop("records"), narrow)
