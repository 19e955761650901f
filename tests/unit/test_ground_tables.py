"""Tables say what they hold, refuse what is none of theirs, and their code lists are whole."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from atalaya.errors import UsageError
from atalaya.tables.area import AREA, POPULATION
from atalaya.tables.city import City
from atalaya.tables.codelists import CODE_LISTS, code_list
from atalaya.tables.columnset import ColumnSet, Cube
from atalaya.tables.findings import MAX_EXAMPLES, Finding, FindingKind, Reconciliation, merge_findings
from atalaya.tables.incident import INCIDENT
from atalaya.tables.selection import Selection
from atalaya.tables.spec import SchemaError, Table


@pytest.mark.parametrize("table", [INCIDENT, AREA, POPULATION], ids=lambda table: table.name)
def test_an_empty_table_passes_its_own_check(table: Table) -> None:
    assert table.check(table.empty()).columns == table.names
    assert set(table.key) <= set(table.names)


def population(**changes: object) -> pl.DataFrame:
    row = {"area": "1", "year": 2020, "population": 1000, "source": "census", **changes}
    return pl.DataFrame([row], schema=POPULATION.schema)


def test_a_table_that_fits_is_handed_through() -> None:
    frame = population()
    assert POPULATION.check(frame) is frame


def test_columns_types_required_values_and_lists_are_held() -> None:
    with pytest.raises(SchemaError, match="columns"):
        POPULATION.check(population().drop("source"))
    with pytest.raises(SchemaError, match=r"population\.year: Int64"):
        POPULATION.check(population().with_columns(pl.col("year").cast(pl.Int64)))
    with pytest.raises(SchemaError, match=r"population\.source: required"):
        POPULATION.check(population(source=None))
    bad = pl.DataFrame([{"weapon": "spoon"}], schema={"weapon": pl.String()})
    moment = INCIDENT["occurred_from"].polars_type
    frame = INCIDENT.empty().clear(1).with_columns(pl.lit("x").alias(n) for n in ("incident_id", "source", "city"))
    frame = frame.with_columns(
        pl.lit(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)).cast(moment).alias("occurred_from"),
        pl.lit("day").alias("time_precision"),
        pl.lit(dt.date(2020, 1, 1)).alias("local_date"),
        pl.lit("Robo").alias("category_local"),
        pl.lit(1, dtype=pl.Int32).alias("count"),
        pl.lit("none").alias("location_precision"),
        pl.lit("final").alias("status"),
    )
    INCIDENT.check(frame)
    with pytest.raises(SchemaError, match="weapon: a value outside"):
        INCIDENT.check(frame.with_columns(bad["weapon"]))


def test_a_column_is_found_by_its_name() -> None:
    assert INCIDENT["lat"].unit == "°"
    with pytest.raises(KeyError):
        INCIDENT["latitude"]


@pytest.mark.parametrize("name", CODE_LISTS)
def test_code_lists_are_whole(name: str) -> None:
    frame = code_list(name)
    assert frame.height > 0
    assert all(kind == pl.String for kind in frame.dtypes)
    assert code_list(name) is frame


def test_an_unknown_code_list() -> None:
    with pytest.raises(KeyError):
        code_list("colours")


def test_iccs_codes_are_unique_and_their_parents_are_there() -> None:
    codes = set(code_list("iccs")["code"])
    assert len(codes) == code_list("iccs").height
    assert {code[:2] for code in codes} <= codes


KIND = FindingKind("many", "warning", "Many", "{count} in {column}", "Look.")


def test_findings_are_added_up_and_the_gravest_comes_first() -> None:
    grave = FindingKind("grave", "error", "Grave", "{count} rows", "Look.")
    note = FindingKind("aside", "note", "Aside", "Known")
    found = merge_findings(
        [
            Finding(note, 1),
            Finding(KIND, 2, "lat", (9, 4)),
            Finding(grave, 1),
            Finding(KIND, 3, "lat", (1, 2, 3, 8)),
            Finding(KIND, 1, "lon"),
        ]
    )
    assert [(f.kind.id, f.count, f.column) for f in found] == [
        ("grave", 1, ""),
        ("many", 5, "lat"),
        ("many", 1, "lon"),
        ("aside", 1, ""),
    ]
    assert found[1].rows == (1, 2, 3, 4, 8)
    assert len(found[1].rows) == MAX_EXAMPLES


def test_a_finding_as_json_has_the_documented_shape() -> None:
    told = Finding(KIND, 5, "lat", (1,), {"zone": "UTC"}).as_dict()
    assert told == {
        "id": "many",
        "severity": "warning",
        "count": 5,
        "column": "lat",
        "rows": [1],
        "message": "5 in lat",
        "params": {"zone": "UTC"},
    }


def test_reconciliation_balances_or_says_that_it_does_not() -> None:
    assert Reconciliation(10, 7, {"a": 1, "b": 2}).balances
    assert not Reconciliation(10, 7, {"a": 1}).balances
    assert Reconciliation(1, 1, {}).as_dict() == {"read": 1, "stored": 1, "set_aside": {}}


def test_a_city_has_defaults_that_hide_small_counts() -> None:
    assert City("x", "X").small_count_threshold == 5
    assert not City("x", "X").synthetic


def test_column_set_length_and_cube_months() -> None:
    n = 3
    columns = ColumnSet(
        day=np.zeros(n, np.uint16),
        hour=np.zeros(n, np.uint8),
        area=np.zeros(n, np.uint16),
        category=np.zeros(n, np.uint16),
        cell=np.zeros(n, np.uint32),
        count=np.ones(n, np.uint16),
        areas=("1",),
        categories=("Robo",),
        cells=np.zeros(1, np.int64),
    )
    assert len(columns) == n
    cube = Cube(np.zeros((3, 2, 1), np.int32), dt.date(2019, 12, 1), ("1",), ("Robo",))
    assert cube.months == [dt.date(2019, 12, 1), dt.date(2020, 1, 1), dt.date(2020, 2, 1)]


def test_a_selection_of_nothing_is_an_empty_address() -> None:
    assert Selection().as_query() == ""
    assert Selection.from_query({}) == Selection()


@pytest.mark.parametrize(
    "query", [{"from": ["yesterday"]}, {"hour": ["24"]}, {"hour": ["-1"]}, {"weekday": ["7"]}, {"weekday": ["Mo"]}]
)
def test_an_address_that_cannot_be_read_is_refused(query: dict[str, list[str]]) -> None:
    with pytest.raises(UsageError) as caught:
        Selection.from_query(query)
    assert caught.value.id == "selection-unreadable"


def test_with_period_keeps_the_rest() -> None:
    chosen = Selection(areas=("1",)).with_period(dt.date(2020, 1, 1), dt.date(2020, 1, 31))
    assert (chosen.areas, chosen.start, chosen.end) == (("1",), dt.date(2020, 1, 1), dt.date(2020, 1, 31))
