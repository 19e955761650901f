"""What changed between snapshots, and which source fell silent."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from atalaya.store.city import CityStore
from atalaya.store.revisions import Revisions, revisions
from atalaya.store.snapshot import Snapshot
from atalaya.store.sources import silent_in, sources_in
from atalaya.tables.findings import Reconciliation
from incidents import incidents

MOMENT = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path: Path) -> CityStore:
    return CityStore(tmp_path, "here")


def publish(store: CityStore, source: str, *rows: dict[str, object]) -> Snapshot:
    with store.begin(source, file_sha256="00", recorded_at=MOMENT) as batch:
        batch.append(incidents([{"source": source, **row} for row in rows]))
        return batch.publish(reconciliation=Reconciliation(len(rows), len(rows), {}))


def day(month: int, year: int = 2019) -> dt.date:
    return dt.date(year, month, 5)


def test_records_added_changed_and_the_same_again(store: CityStore) -> None:
    first = publish(
        store,
        "police",
        {"incident_id": "1", "local_date": day(1)},
        {"incident_id": "2", "local_date": day(1)},
        {"incident_id": "3", "local_date": day(1, 2018)},
    )
    second = publish(
        store,
        "police",
        {"incident_id": "1", "local_date": day(1)},
        {"incident_id": "2", "local_date": day(2, 2020)},
        {"incident_id": "4", "local_date": day(2)},
    )
    assert revisions(first, second) == Revisions(added=1, changed=1, withdrawn=0)
    assert revisions(second, first) == Revisions(added=0, changed=1, withdrawn=1)
    assert revisions(first, first) == Revisions(0, 0, 0)


def test_a_city_without_rows_yet_has_all_added(store: CityStore) -> None:
    empty = publish(store, "police")
    first = publish(store, "police", {"incident_id": "1", "local_date": day(1)})
    assert revisions(empty, first) == Revisions(1, 0, 0)


def test_sources_of_a_period_and_those_that_fell_silent(store: CityStore) -> None:
    publish(store, "911", {"incident_id": "1", "local_date": day(3)}, {"incident_id": "2", "local_date": day(3)})
    publish(
        store, "guard", {"incident_id": "1", "local_date": day(2)}, {"incident_id": "2", "local_date": day(4, 2017)}
    )
    now = publish(store, "police", {"incident_id": "1", "local_date": day(3)})
    march = (dt.date(2019, 3, 1), dt.date(2019, 3, 31))
    assert sources_in(now, *march) == ("911", "police")
    assert silent_in(now, *march) == ("guard",)
    assert silent_in(now, dt.date(2019, 2, 1), dt.date(2019, 2, 28)) == ()
    assert sources_in(now, dt.date(2010, 1, 1), dt.date(2011, 1, 1)) == ()
