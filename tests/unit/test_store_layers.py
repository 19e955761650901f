"""Which layer incidents are counted by: the one chosen, else the first by name."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import shapely

from atalaya.store.city import CityStore
from atalaya.tables.area import AREA


def layer(name: str) -> pl.DataFrame:
    row = {"layer": name, "code": "1", "name": name, "parent": None, "area_km2": 1.0}
    return pl.DataFrame([row | {"shape": shapely.to_wkb(shapely.box(0, 0, 1, 1))}], schema=AREA.schema)


def test_the_chosen_layer_comes_first_and_others_by_name(tmp_path: Path) -> None:
    store = CityStore(tmp_path, "here")
    assert store.layers() == []
    assert store.areas().is_empty()
    for name in ("comuna", "barrio", "zona"):
        store.save_areas(layer(name))
    assert store.layers() == ["barrio", "comuna", "zona"]
    store.choose_layer("zona")
    assert store.layers() == ["zona", "barrio", "comuna"]
    assert store.areas()["name"].item() == "zona"
    assert store.areas("comuna")["name"].item() == "comuna"
