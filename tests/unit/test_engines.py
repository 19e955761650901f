"""Engines open, collect and part tables in one way, and say which key failed and what is not installed."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl
import pytest

import table_functions
from atalaya.engines import choosing, local
from atalaya.engines.base import Engine, canonical, conform
from atalaya.engines.choosing import open_engine
from atalaya.engines.local import DuckDBEngine, PolarsEngine
from atalaya.engines.mapping import MapError, PerKey
from atalaya.engines.sail import _environment
from atalaya.engines.spark import _importing_pyspark
from atalaya.errors import NotFoundError, UsageError
from atalaya.tables.incident import INCIDENT
from atalaya.tables.spec import SchemaError
from incidents import incidents

NOON = dt.datetime(2019, 5, 1, 12, tzinfo=dt.UTC)
KEYED = pl.DataFrame({"key": ["b", "a", None, "b", "c"], "n": [1, 2, 3, 4, 5]})


@pytest.fixture(params=["polars", "duckdb", pytest.param("sail", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "sail":
        yield request.getfixturevalue("sail")
    else:
        with open_engine(request.param, workers=1) as opened:
            yield opened


def test_types_are_those_of_every_engine() -> None:
    table = pl.DataFrame(
        {
            "count": pl.Series([1], dtype=pl.UInt32),
            "sum": pl.Series([2], dtype=pl.Int128),
            "whole": pl.Series([3], dtype=pl.Decimal(38, 0)),
            "part": pl.Series(["0.5"]).cast(pl.Decimal(5, 1)),
            "small": pl.Series([0.5], dtype=pl.Float32),
            "kind": pl.Series(["a"], dtype=pl.Categorical),
            "naive": pl.Series([dt.datetime(2019, 5, 1, 12)], dtype=pl.Datetime("ns")),  # noqa: DTZ001
            "there": pl.Series([NOON]).dt.convert_time_zone("America/Lima"),
            "day": [dt.date(2019, 5, 1)],
        }
    )
    moment = pl.Datetime("us", "UTC")
    found = canonical(table)
    assert list(found.schema.values()) == [
        *[pl.Int64] * 3,
        *[pl.Float64] * 2,
        pl.String,
        moment,
        moment,
        pl.Date,
    ]
    assert found.row(0) == (1, 2, 3, 0.5, 0.5, "a", NOON, NOON, dt.date(2019, 5, 1))


def test_a_number_that_does_not_fit_is_not_bent() -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError):
        canonical(pl.DataFrame({"n": pl.Series([2**64 - 1], dtype=pl.UInt64)}))


def test_other_columns_than_promised_are_refused() -> None:
    assert conform(pl.DataFrame({"a": [1], "b": [2]}), {"b": pl.Int32(), "a": pl.Int64()}).row(0) == (2, 1)
    with pytest.raises(SchemaError, match="columns"):
        conform(pl.DataFrame({"a": [1]}), {"b": pl.Int64()})


def test_files_of_a_snapshot_are_read_as_they_are(engine: Engine, tmp_path: Path) -> None:
    rows = incidents([{"occurred_from": NOON, "h3": 2**61, "attempted": True}, {"lon": -58.4, "victims": 2}])
    paths = []
    for number in (0, 1):
        path = tmp_path / "con espacio" / "city=x" / f"year={number}" / "part-0.parquet"
        path.parent.mkdir(parents=True)
        rows[number].write_parquet(path)
        paths.append(path)
    frame = engine.scan([paths[0], str(paths[1])])
    assert engine.collect(frame.sort("incident_id"), INCIDENT.schema).equals(rows)
    assert engine.collect(frame).schema == canonical(rows).schema


def test_no_file_is_no_table(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no file"):
        engine.scan([])


def test_counts_and_sums_have_one_type(engine: Engine) -> None:
    frame = engine.load(KEYED.cast({"n": pl.Int32}))
    found = engine.collect(frame.select(nw.len().alias("rows"), nw.col("n").sum(), at=nw.lit(NOON)))
    assert found.schema == pl.Schema({"rows": pl.Int64, "n": pl.Int64, "at": pl.Datetime("us", "UTC")})
    assert found.row(0) == (5, 15, NOON)


def test_an_empty_table_can_be_asked(engine: Engine) -> None:
    frame = engine.load(INCIDENT.empty())
    assert engine.collect(frame.select(nw.len())).item() == 0
    schema = {"n": pl.Int64()}
    found = engine.map_by(engine.load(KEYED.clear()), "key", table_functions.ordered, schema)
    assert found.schema == pl.Schema({"key": pl.String, "n": pl.Int64})
    assert found.is_empty()


def test_two_tables_can_be_joined(engine: Engine) -> None:
    people = engine.load(pl.DataFrame({"key": ["a", "b"], "people": [10, 20]}))
    joined = engine.load(KEYED).join(people, on="key").sort("key", "n").select("key", "n", "people")
    assert engine.collect(joined).rows() == [("a", 2, 10), ("b", 1, 20), ("b", 4, 20)]


def test_one_function_for_every_key(engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    found = engine.map_by(
        engine.load(KEYED),
        "key",
        table_functions.summary,
        table_functions.SUMMARY,
        progress=lambda done, keys: told.append((done, keys)),
    )
    assert found.schema == pl.Schema({"key": pl.String(), **table_functions.SUMMARY})
    first = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert found.rows() == [
        (None, 1, 3, first, 3.0),
        ("a", 1, 2, first, 2.0),
        ("b", 2, 5, first, 2.5),
        ("c", 1, 5, first, 5.0),
    ]
    assert told[-1] == (4, 4)


def test_an_answer_may_have_many_rows_or_none(engine: Engine) -> None:
    found = engine.map_by(engine.load(KEYED), "key", table_functions.ordered, {"n": pl.Int64()})
    assert found.rows() == [(None, 3), ("a", 2), ("b", 4), ("b", 1)]


def test_every_key_that_failed_is_named(engine: Engine) -> None:
    with pytest.raises(MapError) as caught:
        engine.map_by(engine.load(KEYED), "key", table_functions.fails_for_some, {"n": pl.Int64()})
    assert caught.value.reasons == {"b": "RefusalError: There are too few incidents.", "c": "ValueError"}
    assert "Juan" not in str(caught.value)
    assert "fails_for_some" in caught.value.traces["c"]


def test_an_answer_of_other_columns_is_a_failure(engine: Engine) -> None:
    with pytest.raises(MapError, match="a: SchemaError"):
        engine.map_by(engine.load(KEYED), "key", table_functions.wrong_columns, {"n": pl.Int64()})


@pytest.mark.parametrize("start_s", [0, 60])
@pytest.mark.parametrize("kind", [PolarsEngine, DuckDBEngine])
def test_processes_answer_as_this_process_does(
    kind: type[PolarsEngine | DuckDBEngine], start_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "START_S", start_s)
    with kind(workers=2) as many, kind(workers=1) as one:
        arguments = ("key", table_functions.summary, table_functions.SUMMARY)
        assert many.map_by(many.load(KEYED), *arguments).equals(one.map_by(one.load(KEYED), *arguments))


def test_a_process_that_is_killed_is_told_with_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "START_S", 0)
    table = pl.DataFrame({"key": list("abcdefgh"), "n": range(8)})
    with PolarsEngine(workers=2) as engine, pytest.raises(MapError) as caught:
        engine.map_by(engine.load(table), "key", table_functions.dies, {"n": pl.Int64()})
    assert caught.value.reasons["b"] == "the process ended before its answer"
    assert "h" in caught.value.reasons  # what was to come is told too, never passed over


def test_a_function_that_other_processes_cannot_find_is_refused() -> None:
    with PolarsEngine(workers=2) as engine, pytest.raises(ValueError, match="level of a module"):
        engine.map_by(engine.load(KEYED), "key", lambda rows: rows.select("n"), {"n": pl.Int64()})


@pytest.mark.spark
def test_a_worker_answers_in_exactly_the_declared_types() -> None:
    from atalaya.engines.spark import answer_in_arrow

    work = PerKey("key", pl.String(), table_functions.summary, table_functions.SUMMARY)
    exact = pl.DataFrame(schema=work.answer).to_arrow().schema
    answer = answer_in_arrow(work, exact, KEYED.filter(pl.col("key") == "b").to_arrow())
    assert answer.schema == exact
    assert pl.DataFrame(answer)["rows"].to_list() == [2]


@pytest.mark.parametrize(("word", "name"), [("local", "polars"), ("polars", "polars"), ("duckdb", "duckdb")])
def test_words_of_engines(word: str, name: str) -> None:
    with open_engine(word) as engine:
        assert engine.name == name
        assert engine.workers >= 1  # type: ignore[attr-defined]


def test_an_unknown_word_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        open_engine("excel")
    assert caught.value.id == "engine-unknown"
    assert "excel" in caught.value.told("pt")


@pytest.mark.parametrize(("word", "extras"), [("sc://host:1", "[spark]"), ("sail", "[spark,sail]")])
def test_what_to_install_is_told(monkeypatch: pytest.MonkeyPatch, word: str, extras: str) -> None:
    monkeypatch.setattr(choosing, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as caught:
        open_engine(word)
    assert caught.value.id == "extra-missing"
    assert extras in caught.value.told("es")


@pytest.mark.spark
def test_a_server_that_is_not_there_is_told_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotFoundError) as caught:
        open_engine(f"sc://127.0.0.1:{port}/;token=secret")
    assert caught.value.id == "spark-unreachable"
    assert str(port) in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.spark
def test_an_address_opens_a_session_of_its_own(sail: Engine) -> None:
    with open_engine(sail.address) as engine:  # type: ignore[attr-defined]
        assert engine.collect(engine.load(KEYED).select(nw.col("n").max())).item() == 5
    assert sail.collect(sail.load(KEYED).select(nw.col("n").max())).item() == 5


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUST_LOG", "debug")
    monkeypatch.delenv("PYSPARK_PYTHON", raising=False)
    with _environment({"RUST_LOG": "error", "PYSPARK_PYTHON": "here"}):
        assert (os.environ["RUST_LOG"], os.environ["PYSPARK_PYTHON"]) == ("debug", "here")
    assert os.environ["RUST_LOG"] == "debug"
    assert "PYSPARK_PYTHON" not in os.environ


ALONE = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"pyarrow", "pandas", "pyspark", "pysail"}:
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Nothing())
import polars as pl
import narwhals.stable.v2 as nw
import atalaya.engines.sail
from atalaya.engines.choosing import open_engine
with open_engine("duckdb") as engine:
    print(engine.collect(engine.load(pl.DataFrame({"n": [1, 2]})).select(nw.col("n").sum())).item())
"""


def test_duckdb_needs_no_extra_and_nothing_imports_spark() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("3\n", 0), done.stderr


@pytest.mark.spark
def test_spark_opens_in_a_process_without_a_main_file() -> None:
    code = """
from atalaya.engines.choosing import open_engine
import polars as pl, sys
with open_engine("sail") as engine:
    print(engine.collect(engine.load(pl.DataFrame({"n": [1]}))).item(), hasattr(sys.modules["__main__"], "__file__"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("1 False\n", 0), done.stderr


@pytest.mark.spark
def test_a_main_file_keeps_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    main = sys.modules["__main__"]
    monkeypatch.setattr(main, "__file__", "own.py", raising=False)
    with _importing_pyspark():
        assert main.__file__ == "own.py"
    assert main.__file__ == "own.py"
    monkeypatch.delattr(main, "__file__")
    with _importing_pyspark():
        assert main.__file__
    assert not hasattr(main, "__file__")


@pytest.mark.spark
def test_a_server_whose_session_fails_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    import pysail.spark

    from atalaya.engines import sail

    stopped: list[bool] = []
    stop = pysail.spark.SparkConnectServer.stop
    monkeypatch.setattr(
        pysail.spark.SparkConnectServer, "stop", lambda server: (stop(server), stopped.append(not server.running))[0]
    )

    def fails(address: str, closing: object) -> None:
        raise NotFoundError("spark-unreachable", "no")

    monkeypatch.setattr(sail, "SparkEngine", fails)
    with pytest.raises(NotFoundError):
        sail.start_sail()
    assert stopped == [True]
