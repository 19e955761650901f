"""Writes the synthetic city as the files a police force would send, and the truth beside them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from atalaya.simulation.city import SyntheticCity, make_city
from atalaya.simulation.dirt import Dirty, category, export
from atalaya.simulation.plane import to_degrees

SEED = 20_250_630
WEAPONS = {
    "es": {"none": "Sin arma", "firearm": "Arma de fuego", "blade": "Arma blanca", "other": "Otra"},
    "pt": {"none": "Sem arma", "firearm": "Arma de fogo", "blade": "Arma branca", "other": "Outra"},
}
HEADER = (
    "NRO_HECHO",
    "FECHA",
    "HORA",
    "TIPO DE HECHO",
    "TENTATIVA",
    "ARMA",
    "VICTIMAS",
    "CALLE",
    "ALTURA",
    "BARRIO",
    "LATITUD",
    "LONGITUD",
    "FECHA_DENUNCIA",
)
HEADER_PT = (
    "NÚMERO BO",
    "DATA DO FATO",
    "HORA DO FATO",
    "NATUREZA",
    "TENTATIVA",
    "ARMA",
    "VÍTIMAS",
    "LOGRADOURO",
    "NÚMERO",
    "BAIRRO",
    "LATITUDE",
    "LONGITUDE",
    "DATA DO REGISTRO",
)


def write_city(folder: Path, *, seed: int = SEED, city: SyntheticCity | None = None) -> dict[str, object]:
    """Write everything into `folder`, which is made if needed, and return the truth.

    ``hechos_2023.csv`` and ``hechos_2024.csv`` (Windows-1252, semicolons, decimal commas, dd/mm/yyyy),
    ``hechos_2025.xlsx`` (a banner, dates as dates, a row of totals; what was known on the last day),
    ``hechos_2025_actualizado.xlsx`` (the same year a month later, when late reports have come in),
    ``ocorrencias_2025.csv`` (the same records from a Portuguese-speaking desk), ``barrios.geojson``,
    ``calles.geojson``, ``poblacion.csv``, ``temperatura.csv``, ``truth.json``.

    Parameters
    ----------
    folder
        Where to write; files of these names are replaced.
    seed
        The same seed writes the same bytes.
    city
        A city already drawn; otherwise one is drawn from `seed`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = city or make_city(seed)
    rng = np.random.default_rng([seed, 1])
    expected: dict[str, object] = {}
    last = drawn.last_day
    for year in range(drawn.first_day.year, last.year):
        dirty = export(drawn, rng, dt.date(year, 1, 1), dt.date(year, 12, 31), known_on=last, broken=True)
        _write_csv(folder / f"hechos_{year}.csv", drawn, dirty, "es")
        expected[f"hechos_{year}.csv"] = dirty.expected
    start = dt.date(last.year, 1, 1)
    for name, known_on in (("", last), ("_actualizado", last + dt.timedelta(days=31))):
        dirty = export(drawn, rng, start, last, known_on=known_on, broken=False)
        file = f"hechos_{last.year}{name}.xlsx"
        _write_xlsx(folder / file, drawn, dirty, known_on)
        expected[file] = _with_total(dirty)
    dirty = export(drawn, rng, start, last, known_on=last, broken=False)
    _write_csv(folder / f"ocorrencias_{last.year}.csv", drawn, dirty, "pt")
    expected[f"ocorrencias_{last.year}.csv"] = dirty.expected
    _write_ground(folder, drawn)
    truth = {**drawn.truth(), "files": expected}
    _write_json(folder / "truth.json", truth)
    return truth


def _cells(city: SyntheticCity, dirty: Dirty, language: str) -> Iterator[dict[str, object]]:
    """What each row says, before it is written in the manner of a file; null where the desk left it empty."""
    segments = city.layout.segments.select("street", "number").rows()
    for row in dirty.table.iter_rows(named=True):
        fault, occurred = row["fault"], row["occurred"]
        street, number = segments[row["segment"]] if row["segment"] >= 0 else ("", None)
        placed = fault != "coordinates-missing"
        yield {
            "id": f"{occurred.year}-{row['id']:06d}",
            "date": None if fault == "date-unreadable" else occurred,
            "hour": None if row["id"] % 37 == 0 else occurred,
            "category": category(row, language),
            "attempted": {"es": ("NO", "SI"), "pt": ("NÃO", "SIM")}[language][row["attempted"]],
            "weapon": WEAPONS[language][row["weapon"]],
            "victims": row["victims"],
            "street": f"{street}; fondo" if fault == "row-broken" else street,
            "number": None if number is None else number + row["id"] % 98,
            "area": row["area_written"],
            # the decimal comma lost on the way through a spreadsheet
            "lat": row["lat"] * (1e6 if fault == "coordinates-rescaled" else 1) if placed else None,
            "lon": row["lon"] * (1e6 if fault == "coordinates-rescaled" else 1) if placed else None,
            "reported": row["reported"],
        }


def _write_csv(path: Path, city: SyntheticCity, dirty: Dirty, language: str) -> None:
    """Semicolons and decimal commas; the Spanish desk's encoding is Windows-1252, the Portuguese one's UTF-8."""
    encoding, header = ("cp1252", HEADER) if language == "es" else ("utf-8-sig", HEADER_PT)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        for cells in _cells(city, dirty, language):
            text = [_text(name, value) for name, value in cells.items()]
            # a separator nobody quoted: the row has one cell too many
            stream.write(";".join(text) + "\r\n") if ";" in str(cells["street"]) else writer.writerow(text)


def _text(name: str, value: object) -> str:
    if name == "date":
        return f"{value:%d/%m/%Y}" if value is not None else "31/02 s/conf."
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%H:%M}" if name == "hour" else f"{value:%d/%m/%Y %H:%M}"
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else str(value)


def _write_xlsx(path: Path, city: SyntheticCity, dirty: Dirty, known_on: dt.date) -> None:
    """A workbook as offices make them: a banner above the names of the columns, real dates, a total below."""
    with xlsxwriter.Workbook(str(path)) as book:
        # the date of making is data too: without it the same city would not give the same bytes
        book.set_properties({"created": dt.datetime.combine(known_on, dt.time(), dt.UTC), "title": "Puerto Claro"})
        sheet = book.add_worksheet("Hechos")
        formats = {
            "date": book.add_format({"num_format": "dd/mm/yyyy"}),
            "hour": book.add_format({"num_format": "hh:mm"}),
            "reported": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        sheet.write(0, 0, "MUNICIPALIDAD DE PUERTO CLARO")
        sheet.write(1, 0, f"Dirección de Seguridad · hechos conocidos al {known_on:%d/%m/%Y} · DATOS SINTÉTICOS")
        sheet.write_row(3, 0, HEADER, book.add_format({"bold": True}))
        line = 3
        for line, cells in enumerate(_cells(city, dirty, "es"), start=4):
            for column, (name, value) in enumerate(cells.items()):
                if name == "date" and isinstance(value, dt.datetime):
                    sheet.write_datetime(line, column, dt.datetime.combine(value.date(), dt.time()), formats[name])
                elif name == "hour" and isinstance(value, dt.datetime):
                    sheet.write_datetime(line, column, value.time(), formats[name])
                elif isinstance(value, dt.datetime):
                    sheet.write_datetime(line, column, value, formats[name])
                elif name == "date":
                    sheet.write(line, column, "31/02 s/conf.")
                elif value is not None:
                    sheet.write(line, column, value)
        sheet.write_row(line + 1, 0, ["TOTAL", dirty.table.height])


def _with_total(dirty: Dirty) -> dict[str, object]:
    aside = {**dict(dirty.expected["set_aside"]), "total-row": 1}  # type: ignore[call-overload]
    return {**dirty.expected, "read": dirty.table.height + 1, "set_aside": aside}


def _write_ground(folder: Path, city: SyntheticCity) -> None:
    """Areas, streets, residents and the weather."""
    _write_json(folder / "barrios.geojson", city.layout.geojson())
    features = []
    segments = city.layout.segments
    start = to_degrees(segments["x0"].to_numpy(), segments["y0"].to_numpy())
    end = to_degrees(segments["x1"].to_numpy(), segments["y1"].to_numpy())
    lit = set(city.lighting.segments)
    for row, *places in zip(segments.iter_rows(named=True), *start, *end, strict=True):
        lon0, lat0, lon1, lat1 = (round(float(place), 6) for place in places)
        geometry = {"type": "LineString", "coordinates": [[lon0, lat0], [lon1, lat1]]}
        told = {"segment": row["segment"], "CALLE": row["street"], "DESDE": row["number"], "LUZ": row["segment"] in lit}
        features.append({"type": "Feature", "properties": told, "geometry": geometry})
    _write_json(folder / "calles.geojson", {"type": "FeatureCollection", "features": features})
    city.layout.population.rename(
        {"area": "barrio", "year": "anio", "population": "poblacion", "source": "fuente"}
    ).write_csv(folder / "poblacion.csv")
    days = pl.date_range(city.first_day, city.last_day, eager=True).alias("fecha")
    pl.DataFrame({"fecha": days, "maxima_c": city.maximum}).write_csv(folder / "temperatura.csv")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
