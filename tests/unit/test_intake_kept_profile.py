"""A kept profile reads the same columns in another kind of file: a workbook tells dates and decimals its own way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from atalaya.intake.load import _propose
from atalaya.intake.profile_toml import save

CSV = "fecha;tipo;lat;lon\n" + "13/02/2024;Robo;-34,5;-58,5\n" * 3


def test_dates_and_decimals_of_the_workbook_join_those_that_were_kept(tmp_path: Path) -> None:
    text = tmp_path / "hechos_2024.csv"
    text.write_text(CSV, encoding="utf-8")
    profiles = tmp_path / "profiles"
    save(_propose(text, profiles).profile, profiles)
    same = _propose(text, profiles)
    assert same.decisions == ()
    assert same.profile.decimal == ","
    book = tmp_path / "hechos_2025.xlsx"
    day = dt.date(2025, 2, 13)
    pl.DataFrame({"fecha": [day] * 3, "tipo": ["Robo"] * 3, "lat": [-34.5] * 3, "lon": [-58.5] * 3}).write_excel(book)
    other = _propose(book, profiles).profile
    assert (other.source, other.decimal, other.reading.format) == ("hechos", ".", "xlsx")
    assert other.fields["occurred_from"].layout[0] == "%d/%m/%Y"
    assert len(other.fields["occurred_from"].layout) > 1


def test_a_column_that_the_analyst_chose_stays_chosen(tmp_path: Path) -> None:
    text = tmp_path / "hechos_2024.csv"
    text.write_text("fecha;alta;tipo\n" + "13/02/2024;14/02/2024;Robo\n" * 3, encoding="utf-8")
    profiles = tmp_path / "profiles"
    first = _propose(text, profiles).profile
    part = first.fields["occurred_from"]
    first.fields["occurred_from"] = type(part)(("alta",), part.layout)
    save(first, profiles)
    book = tmp_path / "hechos_2025.xlsx"
    day = dt.date(2025, 2, 13)
    pl.DataFrame({"fecha": [day] * 3, "alta": ["14/02/2025"] * 3, "tipo": ["Robo"] * 3}).write_excel(book)
    assert _propose(book, profiles).profile.fields["occurred_from"].columns == ("alta",)
