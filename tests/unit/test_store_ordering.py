"""One order of the rows however they came, parts of years in bounded memory, and what may not wait for the store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from atalaya.store import fresh, ordering, waiting
from atalaya.store.city import CityStore
from atalaya.store.content import content_hash
from atalaya.store.ordering import distinct, order, rank
from atalaya.store.snapshot import Snapshot
from atalaya.store.waiting import Waiting
from atalaya.tables.findings import Reconciliation
from atalaya.tables.incident import INCIDENT
from atalaya.tables.spec import SchemaError
from atalaya.tables.words import worded, words
from incidents import incidents

RNG = np.random.default_rng(5)
MANY = incidents(
    [
        {
            "incident_id": str(number),
            "local_date": dt.date(2019 + number % 2, 1 + int(RNG.integers(12)), 1 + int(RNG.integers(28))),
            "area": [None, "b", "a"][int(RNG.integers(3))],
            "category_local": ["Robo", "Hurto"][int(RNG.integers(2))],
            "h3": int(RNG.integers(5)) + 1,
            "lon": float(number),
            "local_hour": [None, 7][number % 2],
        }
        for number in range(200)
    ]
)
SORT = ["area", "category_local", "occurred_from", "source", "incident_id"]


def publish(store: CityStore, frame: pl.DataFrame, source: str = "police") -> Snapshot:
    with store.begin(source, file_sha256="", recorded_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) as batch:
        for start in range(0, frame.height, 60):
            batch.append(frame[start : start + 60])
        return batch.publish(reconciliation=Reconciliation(frame.height, frame.height, {}))


@pytest.mark.parametrize("bits", [63, 1])
def test_the_order_is_that_of_the_columns(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "KEY_BITS", bits)
    rows = worded(MANY.sample(fraction=1, shuffle=True, seed=1))
    place = order(rows, rank(rows["area"]), rank(rows["category_local"]))
    assert MANY.sort(SORT)["incident_id"].to_list() == rows[place]["incident_id"].to_list()
    nothing = rows.head(0)
    assert order(nothing, rank(nothing["area"]), rank(nothing["area"])).tolist() == []
    assert distinct(nothing["area"]) == []
    assert sorted(distinct(rows["area"])) == ["a", "b"]


def test_parts_of_a_year_hold_the_same_rows_and_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = publish(CityStore(tmp_path / "a", "here"), MANY)
    monkeypatch.setattr(fresh, "PART_ROWS", 30)
    monkeypatch.setattr(fresh.portions, "__defaults__", (30,))
    store = CityStore(tmp_path / "b", "here")
    parted = publish(store, MANY.reverse())
    assert len(parted.year_files(2019)) > 2
    assert len(whole.year_files(2019)) == 1
    assert whole.scan().collect().sort("incident_id").equals(parted.scan().collect().sort("incident_id"))
    one, other = whole.columns(), parted.columns()
    assert (one.day == other.day).all()
    assert (one.areas, one.categories) == (other.areas, other.categories)
    assert (one.cells == other.cells).all()
    assert (whole.cube().counts == parted.cube().counts).all()
    changed = MANY.filter(pl.col("local_date").dt.year() == 2020).with_columns(victims=pl.lit(2, pl.Int32))
    again = publish(store, changed)
    assert [path.samefile(known) for path, known in zip(again.year_files(2019), parted.year_files(2019), strict=True)]
    assert (again.columns().area == other.area).all()
    assert again.columns().victims is not None


def test_a_year_without_areas_or_points_is_copied(tmp_path: Path) -> None:
    store = CityStore(tmp_path, "here")
    publish(store, incidents([{"incident_id": "1", "local_date": dt.date(2019, 1, 1)}]))
    later = publish(store, incidents([{"incident_id": "2", "local_date": dt.date(2020, 1, 1), "area": "a", "h3": 3}]))
    columns = later.columns()
    assert columns.area.tolist() == [65_535, 0]
    assert columns.cell.tolist() == [4_294_967_295, 0]


def test_words_and_texts_have_names_of_their_own() -> None:
    told = [content_hash(pl.DataFrame({"a": column})) for column in (words(["x", None]), words([None, "x"]))]
    assert told[0] != told[1]
    assert content_hash(pl.DataFrame({"a": [1, None]})) != content_hash(pl.DataFrame({"a": [None, 1]}))
    assert content_hash(pl.DataFrame({"a": [None]}, schema={"a": pl.Int64})) == content_hash(
        pl.DataFrame({"a": [None]}, schema={"a": pl.Int64})
    )


def test_what_is_not_an_incident_does_not_wait(tmp_path: Path) -> None:
    held = Waiting(tmp_path)
    row = incidents([{}])
    with pytest.raises(SchemaError, match="is not"):
        held.append(row.drop("lon"))
    with pytest.raises(SchemaError, match="required"):
        held.append(row.with_columns(city=pl.lit(None, pl.String)))
    with pytest.raises(SchemaError, match="outside its list"):
        held.append(row.with_columns(status=pl.lit("other")))


def test_how_many_rows_are_written_down_at_once_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = publish(CityStore(tmp_path / "a", "city"), MANY)
    monkeypatch.setattr(waiting, "HELD_ROWS", 70)
    parts = publish(CityStore(tmp_path / "b", "city"), MANY)
    assert parts.id == whole.id
    assert parts.scan().collect_schema() == INCIDENT.schema
    assert_frame_equal(parts.scan().collect(), whole.scan().collect())
