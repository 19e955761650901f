"""P2: month by area by category table with yearly change and exact intervals, 8M rows: >= 20 times DuckDB and Polars.

One thread each, CPU time, median of at least three, in one process one after the other. Ours also tests every change
exactly and holds the verdicts to one false discovery rate, which the peers' tables do not have.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"

import duckdb
import numpy as np
import polars as pl
from scipy import special
from synthetic_columns import columns_and_cube, cpu_ms

from atalaya.indicators.monthly import monthly_table
from atalaya.tables.columnset import ColumnSet
from atalaya.tables.selection import Selection

BAR = 20.0
RESULT = Path(__file__).resolve().parent / "results" / "p2_table.json"

QUERY = """
with counted as (
  select date_trunc('month', date) as month, area, category, sum(count)::bigint as events
  from incidents group by all
)
select now.month, now.area, now.category, now.events, before.events as before, now.events / before.events as ratio
from counted now left join counted before
  on before.month = now.month - interval 1 year and before.area = now.area and before.category = now.category
"""


def limits(events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits as anyone would compute them."""
    low = np.where(events > 0, special.gammaincinv(np.maximum(events, 1), 0.025), 0.0)
    return low, special.gammainccinv(events + 1, 0.025)


def by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    """Group, join with the year before, intervals."""
    month = pl.col("date").dt.truncate("1mo").alias("month")
    counted = frame.group_by(month, "area", "category").agg(pl.col("count").cast(pl.Int64).sum().alias("events"))
    past = counted.with_columns(pl.col("month").dt.offset_by("1y")).rename({"events": "before"})
    table = counted.join(past, on=["month", "area", "category"], how="left")
    low, high = limits(table["events"].to_numpy())
    ratio = pl.col("events") / pl.col("before")
    return table.with_columns(ratio.alias("ratio"), pl.Series("low", low), pl.Series("high", high))


def by_duckdb(base: duckdb.DuckDBPyConnection) -> dict[str, np.ndarray]:
    """The same in SQL over a native table."""
    table = base.execute(QUERY).fetchnumpy()
    table["low"], table["high"] = limits(np.asarray(table["events"]))
    return table


def wide(columns: ColumnSet) -> pl.DataFrame:
    """The columns the peers need, as narrow as ours."""
    return pl.DataFrame(
        {
            "date": pl.Series(columns.day.astype(np.int32)).cast(pl.Date),
            "area": np.array(columns.area),
            "category": np.array(columns.category),
            "count": np.array(columns.count),
        }
    )


def main() -> int:
    """Measure, keep the figures, and return 1 when the bar does not hold."""
    columns, cube = columns_and_cube()
    frame = wide(columns)
    base = duckdb.connect(config={"threads": 1})
    base.register("frame", frame)
    base.execute("create table incidents as select * from frame")
    start = time.perf_counter()
    ours = monthly_table(columns, Selection())
    first_s = time.perf_counter() - start
    check(ours.table, by_polars(frame), by_duckdb(base))
    measured = {
        "rows": len(columns),
        "cells": ours.events.size,
        "first_call_s": round(first_s, 2),
        "ours_ms": round(cpu_ms(lambda: monthly_table(columns, Selection()).table), 1),
        "ours_arrays_ms": round(cpu_ms(lambda: monthly_table(columns, Selection())), 1),
        "ours_from_cube_ms": round(cpu_ms(lambda: monthly_table(columns, Selection(), cube=cube).table), 1),
        "polars_ms": round(cpu_ms(lambda: by_polars(frame), 3), 1),
        "duckdb_ms": round(cpu_ms(lambda: by_duckdb(base), 3), 1),
        "versions": {"polars": pl.__version__, "duckdb": duckdb.__version__},
    }
    ratio = min(measured["polars_ms"], measured["duckdb_ms"]) / measured["ours_ms"]
    measured |= {"ratio": round(ratio, 1), "bar": BAR}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    print(
        f"P2 table of {measured['cells']:,} cells: {measured['ours_ms']} ms (arrays alone "
        f"{measured['ours_arrays_ms']}, from the cube {measured['ours_from_cube_ms']}), polars "
        f"{measured['polars_ms']}, duckdb {measured['duckdb_ms']}: {ratio:.0f} times (bar {BAR:.0f})"
    )
    return 0 if ratio >= BAR else 1


def check(ours: pl.DataFrame, polars: pl.DataFrame, duck: dict[str, np.ndarray]) -> None:
    """The three tables tell the same of the cells where something happened."""
    some = ours.filter(pl.col("events") > 0)
    assert some.height == polars.height == len(duck["events"])
    for name in ("events", "low", "high"):
        found = np.sort(some[name].to_numpy())
        for peer in (polars[name].to_numpy(), np.asarray(duck[name])):
            assert np.allclose(found, np.sort(peer), rtol=1e-9), name
    before = int(some["before"].sum())
    assert before == int(polars["before"].sum()) == int(np.ma.sum(duck["before"]))


if __name__ == "__main__":
    sys.exit(main())
