"""The first rows before and after, on their own: areas behind the points, columns that are not there, rows counted."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import shapely

from atalaya.errors import InputFileError, UsageError
from atalaya.intake.preview import columns_anew, count_rows, look, preview
from atalaya.intake.profile import FieldReading, Profile, Reading
from atalaya.intake.profile_toml import save
from atalaya.tables.area import AREA
from atalaya.tables.city import City

CITY = City("puerto", "Puerto Claro", time_zone="America/Montevideo")
TEXT = "fecha;tipo;lat;lon\n05/03/2024;Robo;-34,5;-58,5\n06/03/2024;S/D;-34,6;-58,4\n;Hurto;;\n"


def written(folder: Path, text: str = TEXT, name: str = "hechos.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def areas() -> pl.DataFrame:
    shape = shapely.to_wkb(shapely.MultiPolygon([shapely.box(-59, -35, -58, -34), shapely.box(-57, -35, -56, -34)]))
    row = {"layer": "barrio", "code": "01", "name": "Centro", "parent": None, "area_km2": 1.0, "shape": shape}
    return pl.DataFrame([row], schema=AREA.schema)


def test_points_stand_before_the_areas_of_the_city(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = look(path, "Hechos 2024.csv", tmp_path / "none")
    shown = preview(path, found.inspection.profile, CITY, areas())
    assert (found.rows, found.kept, found.problem) == (3, False, None)
    assert [len(ring) for ring in shown.outlines] == [5, 5]
    assert shown.points == [(-58.5, -34.5)]
    assert [row.reason for row in shown.read] == ["", "category-missing", "total-row"]
    assert shown.read[0].area == "01"
    assert shown.categories == [("Hurto", 1), ("Robo", 1)]  # "S/D" is no category


def test_a_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = written(tmp_path)
    profile = look(path, "a.csv", tmp_path / "none").inspection.profile
    wrong = replace(profile, fields={**profile.fields, "hour": FieldReading(("hora",))})
    with pytest.raises(UsageError, match="no column hora"):
        preview(path, wrong, CITY, AREA.empty())


def test_a_kept_profile_stands_for_the_proposal(tmp_path: Path) -> None:
    path = written(tmp_path)
    profile = look(path, "a.csv", tmp_path / "none").inspection.profile
    save(replace(profile, source="policia"), tmp_path / "profiles")
    found = look(path, "b.csv", tmp_path / "profiles")
    assert (found.kept, found.inspection.profile.source) == (True, "policia")
    assert not look(path, "b.csv", tmp_path / "profiles", found.inspection.profile.reading).kept


def test_columns_by_another_header_row(tmp_path: Path) -> None:
    path = written(tmp_path, "Policia\n" + TEXT)
    reading = Reading(delimiter=";", header_row=2)
    assert columns_anew(path, reading).columns == ("fecha", "tipo", "lat", "lon")
    with pytest.raises(UsageError, match="row 9"):
        columns_anew(path, replace(reading, header_row=9))
    table = Reading(format="parquet", columns=("a",))
    assert columns_anew(path, table) is table


def test_rows_are_counted_before_they_are_read(tmp_path: Path) -> None:
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"a;b\n1;2\n3;4"))
    assert count_rows(packed, Reading()) == 2
    wide = tmp_path / "wide.csv"
    wide.write_bytes("a;b\r\n1;2\r\n".encode("utf-16"))
    assert count_rows(wide, Reading()) == 1
    assert count_rows(written(tmp_path, "a;b\n"), Reading(header_row=5)) == 0


def test_one_column_without_dates_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputFileError) as caught:
        look(written(tmp_path, "notas\nuno\ndos\n"), "notas.txt", tmp_path / "none")
    assert (caught.value.id, caught.value.params["name"]) == ("date-column-unknown", "notas.txt")


def test_a_profile_that_reads_no_row_has_nothing_to_show(tmp_path: Path) -> None:
    path = written(tmp_path, "fecha;tipo\n")
    fields = {"occurred_from": FieldReading(("fecha",)), "category_local": FieldReading(("tipo",))}
    profile = Profile(source="a", reading=Reading(delimiter=";", columns=("fecha", "tipo")), fields=fields)
    shown = preview(path, profile, CITY, AREA.empty())
    assert (shown.rows, shown.read, shown.first_day, shown.points) == (0, [], None, [])
