"""The store: same content, same name; one step from old to new; what was known on a day; one writer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from atalaya.errors import ConflictError, NotFoundError
from atalaya.store.city import CityStore
from atalaya.store.snapshot import Snapshot
from atalaya.tables.area import AREA, POPULATION
from atalaya.tables.columnset import NO_AREA, NO_CELL, NO_HOUR, NO_VICTIMS
from atalaya.tables.findings import Reconciliation
from atalaya.tables.spec import SchemaError
from incidents import incidents

MOMENT = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
DAY_2019, DAY_2020 = dt.date(2019, 5, 3), dt.date(2020, 2, 4)


def publish(store: CityStore, *frames: pl.DataFrame, source: str = "police", at: dt.datetime = MOMENT) -> Snapshot:
    with store.begin(source, file_sha256="00", recorded_at=at) as batch:
        for frame in frames:
            batch.append(frame)
        rows = sum(frame.height for frame in frames)
        return batch.publish(reconciliation=Reconciliation(rows, rows, {}))


@pytest.fixture
def store(tmp_path: Path) -> CityStore:
    return CityStore(tmp_path, "here")


def test_a_new_city_has_nothing(store: CityStore) -> None:
    assert store.current() is None
    assert store.history() == []
    assert store.areas().is_empty()
    assert store.population().is_empty()
    with pytest.raises(NotFoundError):
        store.open("../lock")


def test_the_name_of_a_content_depends_on_neither_order_nor_moment(tmp_path: Path) -> None:
    rows = incidents([{"incident_id": str(n), "local_date": DAY_2019, "area": "ab"[n % 2]} for n in range(9)])
    one = publish(CityStore(tmp_path / "a", "here"), rows)
    other = publish(CityStore(tmp_path / "b", "here"), rows[5:].reverse(), rows[:5], at=MOMENT + dt.timedelta(9))
    assert one.id == other.id
    changed = rows.with_columns(victims=pl.lit(1, pl.Int32))
    assert publish(CityStore(tmp_path / "c", "here"), changed).id != one.id


def test_a_later_file_adds_and_replaces_and_the_past_stays(store: CityStore) -> None:
    first = publish(store, incidents([{"incident_id": "1", "local_date": DAY_2019}, {"incident_id": "2"}]))
    moved = incidents([{"incident_id": "1", "local_date": DAY_2020}, {"incident_id": "3", "local_date": DAY_2020}])
    second = publish(store, moved, at=MOMENT + dt.timedelta(days=1))
    assert second.scan().select("incident_id").collect()["incident_id"].sort().to_list() == ["1", "2", "3"]
    assert [(entry["added"], entry["replaced"]) for entry in store.history()] == [(2, 0), (1, 1)]
    assert store.current(as_known_on=MOMENT) == first
    assert store.current() == second == store.open(second.id)
    assert first.scan().collect().height == 2
    assert second.manifest["first_day"] == "2019-01-01"


def test_a_year_that_did_not_change_is_shared_and_one_that_emptied_is_gone(store: CityStore) -> None:
    first = publish(store, incidents([{"incident_id": "1", "local_date": DAY_2019}]))
    second = publish(store, incidents([{"incident_id": "9", "local_date": DAY_2020}]))
    assert second.year_files(2019)[0].samefile(first.year_files(2019)[0])
    other = publish(store, incidents([{"incident_id": "1", "source": "guard", "local_date": DAY_2020}]), source="guard")
    assert other.manifest["rows"] == 3
    emptied = publish(store, incidents([{"incident_id": "1", "local_date": DAY_2020}]))
    assert list(emptied.manifest["years"]) == ["2020"]


def test_the_same_file_again_is_the_same_snapshot(store: CityStore) -> None:
    rows = incidents([{"incident_id": "1"}])
    assert publish(store, rows) == publish(store, rows)
    assert publish(store).id == store.current().id  # type: ignore[union-attr]


def test_a_batch_holds_an_identifier_once(store: CityStore) -> None:
    with pytest.raises(SchemaError, match="twice"):
        publish(store, incidents([{"incident_id": "1"}, {"incident_id": "1"}]))
    assert store.current() is None


def test_an_empty_file_makes_an_empty_snapshot(store: CityStore) -> None:
    empty = publish(store)
    assert empty.scan().collect().is_empty()
    assert len(empty.columns()) == 0
    assert empty.cube().counts.shape == (0, 1, 0)


def test_one_writer_at_a_time(store: CityStore) -> None:
    with store.begin("a", file_sha256="", recorded_at=MOMENT), pytest.raises(ConflictError):  # noqa: SIM117
        with store.begin("b", file_sha256="", recorded_at=MOMENT):
            pass


def test_what_was_begun_and_not_published_leaves_no_trace(store: CityStore) -> None:
    first = publish(store, incidents([{}]))
    with store.begin("police", file_sha256="", recorded_at=MOMENT) as batch:
        batch.append(incidents([{"incident_id": "7"}]))
    assert store.current() == first
    assert not (store.folder / "work").exists()


def test_narrow_columns_and_cube_hold_every_event(store: CityStore) -> None:
    rows = [
        {"incident_id": "1", "local_date": DAY_2020, "local_hour": 23, "area": "a", "h3": 5, "count": 3},
        {"incident_id": "2", "local_date": DAY_2019, "category_local": "Hurto", "area": "b", "h3": 4},
        {"incident_id": "3", "local_date": DAY_2020},
    ]
    snapshot = publish(store, incidents(rows))
    columns, cube = snapshot.columns(), snapshot.cube()
    assert (columns.areas, columns.categories, columns.cells.tolist()) == (("a", "b"), ("Hurto", "Robo"), [4, 5])
    assert columns.hour.tolist() == [NO_HOUR, NO_HOUR, 23]
    assert columns.area.tolist() == [1, NO_AREA, 0]
    assert columns.cell.tolist() == [0, NO_CELL, 1]
    assert columns.count.tolist() == [1, 1, 3]
    assert cube.counts.shape == (10, 3, 2)
    assert cube.months[0] == dt.date(2019, 5, 1)
    assert cube.counts[0, 1, 0] == 1
    assert cube.counts[9].tolist() == [[0, 3], [0, 0], [0, 1]]
    assert np.issubdtype(cube.counts.dtype, np.int32)


def test_victims_are_kept_where_some_row_tells_them(store: CityStore) -> None:
    silent = publish(store, incidents([{"incident_id": "1"}]))
    assert silent.columns().victims is None
    told = [{"incident_id": str(n), "victims": victims} for n, victims in enumerate((None, 0, 3, -1, 70_000))]
    columns = publish(store, incidents(told)).columns()
    assert columns.victims is not None
    assert columns.victims.dtype == np.uint16
    assert sorted(columns.victims.tolist()) == [0, 3, NO_VICTIMS, NO_VICTIMS, NO_VICTIMS]


def test_rows_are_located_again_when_the_areas_change(store: CityStore) -> None:
    with store.begin("areas", file_sha256="", recorded_at=MOMENT) as batch:
        assert batch.relocate(lambda rows: rows) is None
    publish(store, incidents([{"incident_id": "1"}, {"incident_id": "2", "local_date": DAY_2020}]))
    with store.begin("areas", file_sha256="", recorded_at=MOMENT) as batch:
        batch.relocate(lambda rows: rows.with_columns(area=pl.lit("new")))
    assert store.current().columns().areas == ("new",)  # type: ignore[union-attr]


def test_areas_and_residents_are_kept(store: CityStore) -> None:
    row = {"layer": "barrios", "code": "1", "name": "Uno", "parent": None, "area_km2": 1.0, "shape": b""}
    store.save_areas(pl.DataFrame([row], schema=AREA.schema))
    assert store.layers() == ["barrios"]
    assert store.areas().equals(store.areas("barrios"))
    people = pl.DataFrame([["1", 2019, 10, "census"]], schema=POPULATION.schema, orient="row")
    store.save_population(people)
    assert store.population().equals(people)
