"""Incidents for tests: a few columns as they are, the rest filled in."""

from __future__ import annotations

import datetime as dt

import polars as pl

from atalaya.tables.incident import INCIDENT


def incidents(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Incident rows; each dictionary names what differs from the usual."""
    made = []
    for number, row in enumerate(rows):
        day = row.get("local_date", dt.date(2019, 1, 1))
        moment = dt.datetime.combine(day, dt.time(12), dt.UTC)  # type: ignore[arg-type]
        usual = {
            "incident_id": str(number),
            "source": "police",
            "city": "here",
            "occurred_from": moment,
            "time_precision": "day",
            "local_date": day,
            "category_local": "Robo",
            "count": 1,
            "location_precision": "none",
            "status": "final",
        }
        made.append({**dict.fromkeys(INCIDENT.names), **usual, **row})
    return pl.DataFrame(made, schema=INCIDENT.schema)
