"""A small made-up city in the store, for the tests of screens and of the API: four squares, two years, 1,460 events."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import shapely

from atalaya.geo.hexagons import hexagon_of
from atalaya.home import find_home
from atalaya.store.city import CityStore
from atalaya.tables.area import AREA, POPULATION
from atalaya.tables.findings import Reconciliation
from incidents import incidents

WEST, SOUTH, STEP = -58.40, -34.62, 0.01
NAMES = ("Alto", "Bajo", "Centro", "Dique")
CATEGORIES = ("Robo", "Hurto", "Daños")
FIRST, LAST = dt.date(2018, 1, 1), dt.date(2019, 12, 31)


def fill(code: str = "here") -> CityStore:
    """Two events a day, more thefts in C in 2019; every tenth has no place, every seventh no hour."""
    store = CityStore(find_home().store, code)
    squares = [shapely.box(WEST + i * STEP, SOUTH, WEST + (i + 1) * STEP, SOUTH + STEP) for i in range(4)]
    areas = [
        {"layer": "zone", "code": "ABCD"[i], "name": NAMES[i], "area_km2": 1.0, "shape": shapely.to_wkb(square)}
        for i, square in enumerate(squares)
    ]
    store.folder.mkdir(parents=True, exist_ok=True)
    store.save_areas(pl.DataFrame([row | {"parent": None} for row in areas], schema=AREA.schema))
    people = [{"area": code, "year": 2019, "population": 5000, "source": "census"} for code in "ABCD"]
    store.save_population(pl.DataFrame(people, schema=POPULATION.schema))
    rows = _rows()
    with store.begin("police", file_sha256="00", recorded_at=dt.datetime(2020, 1, 2, tzinfo=dt.UTC)) as batch:
        batch.append(incidents(rows))
        batch.publish(reconciliation=Reconciliation(len(rows), len(rows), {}))
    return store


def _rows() -> list[dict[str, object]]:
    rng = np.random.default_rng(7)
    rows: list[dict[str, object]] = []
    for day in range((LAST - FIRST).days + 1):
        date = FIRST + dt.timedelta(days=day)
        for _ in range(2):
            number = len(rows)
            place = number % 4
            category = CATEGORIES[number % 3]
            if date.year == 2019 and number % 2:
                place, category = 2, "Hurto"
            row: dict[str, object] = {"local_date": date, "category_local": category}
            if number % 7:
                row["local_hour"] = int(rng.integers(24))
            if number % 10:
                lon = WEST + (place + rng.random()) * STEP
                lat = SOUTH + rng.random() * STEP
                cell = int(hexagon_of([lon], [lat])[0])
                row |= {"area": "ABCD"[place], "lon": lon, "lat": lat, "h3": cell, "location_precision": "point"}
            rows.append(row)
    return rows
