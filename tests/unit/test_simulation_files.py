"""The synthetic city's files: messy in known ways, told row by row by the truth beside them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest

from atalaya.simulation.city import SyntheticCity, make_city
from atalaya.simulation.dirt import SHARES, export
from atalaya.simulation.files import HEADER, HEADER_PT, write_city

SEED = 5
Truth = dict[str, dict[str, dict[str, dict[str, int]]]]


@pytest.fixture(scope="module")
def city() -> SyntheticCity:
    return make_city(SEED, first_day=dt.date(2023, 1, 1), last_day=dt.date(2024, 6, 30))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, city: SyntheticCity) -> Path:
    target = tmp_path_factory.mktemp("city") / "files"
    write_city(target, seed=SEED, city=city)
    return target


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    loaded: Truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return loaded


def rows_of(path: Path, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


def faults_of(rows: list[list[str]], width: int) -> dict[str, int]:
    """A slow and independent reading of what is wrong with each row."""
    seen: set[str] = set()
    found = dict.fromkeys(SHARES, 0)
    for row in rows:
        if len(row) != width:
            found["row-broken"] += 1
            continue
        if row[0] in seen:
            found["duplicate-id"] += 1
            continue
        seen.add(row[0])
        found["date-unreadable"] += row[1].startswith("31/02")
        found["category-missing"] += row[3] == ""
        found["coordinates-missing"] += row[10] == ""
        found["coordinates-rescaled"] += row[10] != "" and abs(float(row[10].replace(",", "."))) > 90
    return found


@pytest.mark.parametrize(
    ("name", "encoding", "header"),
    [("hechos_2023.csv", "cp1252", HEADER), ("ocorrencias_2024.csv", "utf-8-sig", HEADER_PT)],
)
def test_every_planted_fault_is_in_the_text_file_and_in_the_truth(
    folder: Path, truth: Truth, name: str, encoding: str, header: tuple[str, ...]
) -> None:
    first, *rows = rows_of(folder / name, encoding)
    told = truth["files"][name]
    assert tuple(first) == header
    assert len(rows) == told["read"]
    assert told["read"] == told["stored"] + sum(told["set_aside"].values())
    found = {fault: n for fault, n in faults_of(rows, len(header)).items() if n}
    assert found == {**told["set_aside"], **told["warnings"]}


def test_text_files_are_in_the_manner_of_the_desk(folder: Path) -> None:
    raw = (folder / "hechos_2023.csv").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert "Daños".encode("cp1252") in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    _header, first, *_rest = rows_of(folder / "hechos_2023.csv", "cp1252")
    assert dt.datetime.strptime(first[1], "%d/%m/%Y").date() == dt.date(2023, 1, 1)  # noqa: DTZ007
    assert first[10].startswith("-36,")


def test_some_hours_are_missing_and_areas_are_written_in_several_ways(folder: Path) -> None:
    _header, *rows = rows_of(folder / "hechos_2023.csv", "cp1252")
    whole = [row for row in rows if len(row) == len(HEADER)]
    assert 0.01 < sum(row[2] == "" for row in whole) / len(whole) < 0.05
    written = {row[9] for row in whole if "centro norte" in row[9].casefold()}
    assert written == {"Centro Norte", "CENTRO NORTE", "Bº Centro Norte", "Centro Norte "}


def test_the_workbook_has_a_banner_real_dates_and_a_total(folder: Path, truth: Truth) -> None:
    book = openpyxl.load_workbook(folder / "hechos_2024.xlsx")
    rows = list(book["Hechos"].iter_rows(values_only=True))
    assert "PUERTO CLARO" in rows[0][0]
    assert "SINTÉTICOS" in rows[1][0]
    assert rows[3] == HEADER
    body, total = rows[4:-1], rows[-1]
    assert total[:2] == ("TOTAL", len(body))
    told = truth["files"]["hechos_2024.xlsx"]
    assert told["read"] == len(body) + 1
    assert told["set_aside"]["total-row"] == 1
    assert told["set_aside"]["date-unreadable"] == sum(isinstance(row[1], str) for row in body)
    assert told["warnings"]["coordinates-missing"] == sum(row[10] is None for row in body)
    assert "row-broken" not in told["set_aside"]
    assert isinstance(body[0][12], dt.datetime)


def test_the_file_of_a_month_later_holds_the_late_reports(folder: Path) -> None:
    def known(name: str) -> set[str]:
        sheet = openpyxl.load_workbook(folder / name)["Hechos"]
        return {row[0] for row in sheet.iter_rows(min_row=5, max_col=1, values_only=True)} - {"TOTAL"}

    first, later = known("hechos_2024.xlsx"), known("hechos_2024_actualizado.xlsx")
    assert first < later
    assert len(later - first) > 20


def test_nothing_is_exported_before_it_was_reported(city: SyntheticCity) -> None:
    day = dt.date(2023, 6, 30)
    dirty = export(city, np.random.default_rng(1), dt.date(2023, 6, 1), day, known_on=day, broken=True)
    table = dirty.table
    assert (table["reported"].dt.date() <= day).all()
    assert table["occurred"].dt.date().is_between(dt.date(2023, 6, 1), day).all()
    happened = city.events.filter(pl.col("occurred").dt.date().is_between(dt.date(2023, 6, 1), day)).height
    assert table.filter(pl.col("fault").is_null() | (pl.col("fault") != "duplicate-id")).height < happened
    counted = dict(table.drop_nulls("fault").group_by("fault").len().iter_rows())
    assert counted == dirty.planted


def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path, city: SyntheticCity) -> None:
    write_city(tmp_path / "again", seed=SEED, city=city)
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 9
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_ground_comes_with_the_incidents(folder: Path, city: SyntheticCity) -> None:
    areas = json.loads((folder / "barrios.geojson").read_text(encoding="utf-8"))
    streets = json.loads((folder / "calles.geojson").read_text(encoding="utf-8"))
    assert len(areas["features"]) == 24
    assert sum(feature["properties"]["LUZ"] for feature in streets["features"]) == len(city.lighting.segments)
    people = pl.read_csv(folder / "poblacion.csv")
    assert people.columns == ["barrio", "anio", "poblacion", "fuente"]
    weather = pl.read_csv(folder / "temperatura.csv", try_parse_dates=True)
    assert weather["fecha"].len() == (city.last_day - city.first_day).days + 1


def test_a_city_is_drawn_from_the_seed_when_none_is_given(tmp_path: Path) -> None:
    told = write_city(tmp_path, seed=3)
    assert told["seed"] == 3
    assert sorted(told["files"]) == sorted(path.name for path in tmp_path.glob("[ho]*_20*"))  # type: ignore[call-overload]
