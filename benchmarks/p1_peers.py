"""The peers of bar P1, as a careful analyst would write them: polars + shapely + h3ronpy, pandas + geopandas.

Each function imports what it needs and gives back the work to be timed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import p1_file

Work = Callable[[Path, Path], dict[str, Any]]
BOX = (p1_file.CENTRE[0] - 1, p1_file.CENTRE[1] - 1, p1_file.CENTRE[0] + 1, p1_file.CENTRE[1] + 1)
NAMES = {form.strip(): name for form, name in p1_file.spellings()}


def with_polars() -> Work:
    """polars, a shapely STRtree of the points, h3ronpy."""
    import numpy as np
    import polars as pl
    import shapely
    from h3ronpy.vector import coordinates_to_cells

    def work(path: Path, folder: Path) -> dict[str, Any]:
        frame = pl.read_csv(path, separator=";", encoding="iso-8859-1", infer_schema=False)
        date = pl.coalesce(pl.col("FECHA HECHO").str.to_date(form, strict=False) for form in p1_file.DATES)
        clock = pl.col("HORA").str.extract_groups(r"^(\d{1,2})(?:[:.](\d{2}))?").struct
        number = {
            name: pl.col(name).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
            for name in ("LATITUD", "LONGITUD")
        }
        read = frame.height
        frame = frame.select(
            id="NRO HECHO",
            day=date,
            hour=clock.field("1").cast(pl.UInt8),
            minute=clock.field("2").cast(pl.UInt8),
            category=pl.col("TIPO").str.strip_chars().replace_strict(NAMES),
            weapon=pl.col("ARMA").replace({"S/D": None, "": None}),
            lat=number["LATITUD"],
            lon=number["LONGITUD"],
        )
        undated = frame["day"].null_count()
        frame = frame.filter(pl.col("day").is_not_null())
        dated = frame.height
        frame = frame.unique("id", keep="first", maintain_order=True)
        west, south, east, north = BOX
        exchanged = pl.col("lon").is_between(south, north) & pl.col("lat").is_between(west, east)
        frame = frame.with_columns(turned=exchanged.fill_null(False))
        frame = frame.with_columns(
            lon=pl.when("turned").then("lat").otherwise("lon"), lat=pl.when("turned").then("lon").otherwise("lat")
        )
        right = pl.col("lon").is_between(west, east) & pl.col("lat").is_between(south, north)
        frame = frame.with_columns(lon=pl.when(right).then("lon"), lat=pl.when(right).then("lat"))
        lon, lat = frame["lon"].fill_null(np.nan).to_numpy(), frame["lat"].fill_null(np.nan).to_numpy()
        has = np.flatnonzero(~np.isnan(lon))
        tree = shapely.STRtree(shapely.points(lon[has], lat[has]))
        areas, points = tree.query(p1_file.polygons(), predicate="intersects")
        area = np.full(len(lon), -1, np.int32)
        area[has[points[::-1]]] = areas[::-1]
        cells = np.zeros(len(lon), np.uint64)
        cells[has] = np.asarray(coordinates_to_cells(lat[has], lon[has], 9)).astype(np.uint64)
        frame = frame.with_columns(area=pl.Series(area), h3=pl.Series(cells), year=pl.col("day").dt.year())
        frame = frame.sort("year", "area", "category", "day")
        frame.write_parquet(folder / "out.parquet", compression="zstd", compression_level=1, row_group_size=122_880)
        counts = frame.group_by("category").len().sort("category")
        return _told(
            read,
            undated,
            dated,
            frame.height,
            len(lon) - len(has),
            int(frame["turned"].sum()),
            int((area >= 0).sum()),
            len(has),
            dict(counts.iter_rows()),
        )

    return work


def with_pandas() -> Work:
    """pandas, geopandas.sjoin, the h3 library in a loop."""
    import geopandas
    import h3.api.basic_int as h3
    import pandas as pd

    def work(path: Path, folder: Path) -> dict[str, Any]:
        frame = pd.read_csv(path, sep=";", decimal=",", encoding="latin-1", na_values=["S/D"], dtype={"HORA": str})
        read = len(frame)
        told, day = frame["FECHA HECHO"], None
        for form in p1_file.DATES:
            found = pd.to_datetime(told, format=form, errors="coerce")
            day = found if day is None else day.fillna(found)
        frame["day"] = day
        clock = frame["HORA"].str.extract(r"^(\d{1,2})(?:[:.](\d{2}))?")
        frame["hour"], frame["minute"] = clock[0].astype("Int8"), clock[1].astype("Int8")
        frame["category"] = frame["TIPO"].str.strip().map(NAMES)
        undated = int(frame["day"].isna().sum())
        frame = frame[frame["day"].notna()]
        dated = len(frame)
        frame = frame.drop_duplicates("NRO HECHO", keep="first").copy()
        west, south, east, north = BOX
        lon, lat = frame["LONGITUD"], frame["LATITUD"]
        turned = lon.between(south, north) & lat.between(west, east)
        frame["lon"], frame["lat"] = lon.where(~turned, lat), lat.where(~turned, lon)
        right = frame["lon"].between(west, east) & frame["lat"].between(south, north)
        frame.loc[~right, ["lon", "lat"]] = float("nan")
        located = frame.loc[right, ["lon", "lat"]]
        points = geopandas.GeoDataFrame(located, geometry=geopandas.points_from_xy(located.lon, located.lat), crs=4326)
        areas = geopandas.GeoDataFrame({"area": range(200)}, geometry=p1_file.polygons(), crs=4326)
        joined = geopandas.sjoin(points, areas, predicate="intersects")
        frame["area"] = joined["area"].groupby(level=0).min()
        frame.loc[right, "h3"] = [h3.latlng_to_cell(y, x, 9) for x, y in zip(located.lon, located.lat, strict=True)]
        frame["year"] = frame["day"].dt.year
        frame = frame.sort_values(["year", "area", "category", "day"])
        frame.to_parquet(folder / "out.parquet", compression="zstd")
        counts = frame.groupby("category").size().sort_index()
        return _told(
            read,
            undated,
            dated,
            len(frame),
            int((~right).sum()),
            int(turned.sum()),
            int(frame["area"].notna().sum()),
            int(right.sum()),
            {k: int(v) for k, v in counts.items()},
        )

    return work


def _told(
    read: int,
    undated: int,
    dated: int,
    stored: int,
    no_point: int,
    turned: int,
    inside: int,
    cells: int,
    kinds: dict[str, int],
) -> dict[str, Any]:
    assert read == undated + dated
    return {
        "stored": stored,
        "set_aside": {"date-missing": undated, "duplicate-id": dated - stored},
        "without_point": no_point,
        "exchanged": turned,
        "in_area": inside,
        "with_h3": cells,
        "events_by_category": kinds,
    }


PEERS = {"polars": with_polars, "pandas": with_pandas}
