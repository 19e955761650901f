"""The messy file of bar P1 and its polygons: seeded, of any number of rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import shapely

CENTRE = (-58.44, -34.61)
SPAN = (0.16, 0.126)
"""Degrees east and north: about 202 km² of areas."""
ACROSS, UP = 20, 10
CATEGORIES = (
    "Robo", "Hurto", "Lesiones", "Homicidio", "Amenazas", "Daño", "Estafa", "Extorsión", "Violación", "Secuestro",
    "Robo de automotor", "Hurto de automotor", "Robo en vía pública", "Robo a vivienda", "Abigeato", "Usurpación",
    "Violencia de género", "Siniestro vial", "Tenencia de drogas", "Portación de arma", "Desorden", "Incendio",
    "Desaparición", "Otros hechos",
)  # fmt: skip
WEAPONS = ("Arma de fuego", "Arma blanca", "SIN ARMA", "S/D", "")
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
FIRST_DAY, DAYS = dt.date(2010, 1, 1), 3652
HEADER = "NRO HECHO;FECHA HECHO;HORA;TIPO;ARMA;LATITUD;LONGITUD"
PIECE = 500_000


def spellings() -> list[tuple[str, str]]:
    """Each of the 120 spellings with the category it means."""
    told = []
    for name in CATEGORIES:
        doubled = name.replace(" ", "  ") if " " in name else f"{name}  "
        told += [(form, name) for form in (name, name.upper(), name.lower(), f" {name} ", doubled)]
    return told


def polygons(seed: int = 1) -> list[shapely.Polygon]:
    """Two hundred areas without gaps, each with some 350 points: a grid whose lines wander."""
    rng = np.random.default_rng(seed)
    west, south = CENTRE[0] - SPAN[0] / 2, CENTRE[1] - SPAN[1] / 2
    step = np.array([SPAN[0] / ACROSS, SPAN[1] / UP])
    corners = np.array([[(west + i * step[0], south + j * step[1]) for j in range(UP + 1)] for i in range(ACROSS + 1)])
    corners += rng.uniform(-0.15, 0.15, corners.shape) * step

    def line(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        along = np.linspace(0, 1, 89)[:, None]
        calm = np.minimum(1, 8 * along * (1 - along))  # lines that meet in a corner do not cross there
        wander = rng.uniform(-0.03, 0.03, along.shape) * calm * (along > 0) * (along < 1)
        across = np.array([-(b - a)[1], (b - a)[0]])
        return a + along * (b - a) + wander * across

    flat = {(i, j): line(corners[i, j], corners[i + 1, j]) for i in range(ACROSS) for j in range(UP + 1)}
    steep = {(i, j): line(corners[i, j], corners[i, j + 1]) for i in range(ACROSS + 1) for j in range(UP)}
    rings = [
        np.vstack([flat[i, j][:-1], steep[i + 1, j][:-1], flat[i, j + 1][::-1][:-1], steep[i, j][::-1]])
        for i in range(ACROSS)
        for j in range(UP)
    ]
    return [shapely.Polygon(ring) for ring in rings]


def write(path: Path, rows: int, seed: int = 7) -> None:
    """Write the file, a piece at a time; Latin-1, ``;``, decimal comma."""
    rng = np.random.default_rng(seed)
    forms = pl.Series([form for form, _name in spellings()])
    weights = np.repeat(rng.dirichlet(np.full(len(CATEGORIES), 0.7)), 5) / 5
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as stream:
        stream.write((HEADER + "\r\n").encode("latin-1"))
        for start in range(0, rows, PIECE):
            frame = _piece(rng, start, min(PIECE, rows - start), rows, forms, weights)
            text = frame.write_csv(separator=";", include_header=False, line_terminator="\r\n", quote_style="never")
            stream.write(text.encode("latin-1"))
    fresh.rename(path)


def _piece(
    rng: np.random.Generator, start: int, rows: int, total: int, forms: pl.Series, weights: np.ndarray
) -> pl.DataFrame:
    numbers = np.arange(start, start + rows)
    again = rng.random(rows) < 0.019
    numbers[again] = rng.integers(0, np.maximum(numbers[again], 1))
    ids = pl.Series(numbers).cast(pl.String).str.zfill(9)
    day = pl.Series((rng.integers(0, DAYS, rows) + (FIRST_DAY - dt.date(1970, 1, 1)).days).astype(np.int32))
    date, form = day.cast(pl.Date), rng.integers(0, 1000, rows)
    told = pl.Series(["S/D"] * rows)
    for k, layout in enumerate(DATES):
        told = date.dt.strftime(layout).zip_with(pl.Series((form >= 4) & (form % 4 == k)), told)
    minute = pl.Series(rng.integers(0, 1440, rows))
    hour, rest = (minute // 60).cast(pl.String), (minute % 60).cast(pl.String).str.zfill(2)
    style = rng.integers(0, 3, rows)
    clock = (hour.str.zfill(2) + ":" + rest).zip_with(pl.Series(style == 0), hour + " hs")
    clock = (hour + "." + rest).zip_with(pl.Series(style == 2), clock)
    lon = CENTRE[0] + rng.uniform(-0.52, 0.52, rows) * SPAN[0]
    lat = CENTRE[1] + rng.uniform(-0.52, 0.52, rows) * SPAN[1]
    state = rng.random(rows)
    swapped = state < 0.002
    lon[swapped], lat[swapped] = lat[swapped].copy(), lon[swapped].copy()
    zero, blank = (state > 0.99), (state > 0.965) & (state <= 0.99)
    lon[zero] = lat[zero] = 0
    x, y = _comma(lon), _comma(lat)
    empty = pl.Series([""] * rows)
    return pl.DataFrame(
        {
            "id": "DENUNC-H-" + ids,
            "date": told,
            "hour": clock,
            "category": forms.gather(rng.choice(len(forms), rows, p=weights)),
            "weapon": pl.Series(WEAPONS).gather(rng.integers(0, len(WEAPONS), rows)),
            "lat": empty.zip_with(pl.Series(blank), y),
            "lon": empty.zip_with(pl.Series(blank), x),
        }
    )


def _comma(values: np.ndarray) -> pl.Series:
    """Six decimals after a comma."""
    units = pl.Series(np.rint(np.abs(values) * 1e6).astype(np.int64))
    sign = pl.Series(np.where(values < 0, "-", ""))
    return sign + (units // 1_000_000).cast(pl.String) + "," + (units % 1_000_000).cast(pl.String).str.zfill(6)
