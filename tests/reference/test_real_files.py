"""Four real files import with no options and reconcile exactly with the figures of the data's notes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from atalaya.i18n import compile_catalogues
from atalaya.indicators.summary import city_summary
from atalaya.intake.load import ImportResult, import_file, propose
from atalaya.reports.bulletin import BulletinInput, compose
from atalaya.reports.html import to_html
from atalaya.store.city import CityStore
from atalaya.tables.city import City
from atalaya.tables.selection import Selection

FILES = {
    "buenosaires/delitos_2019.csv.gz": (149_524, {}, 2_157, "America/Argentina/Buenos_Aires", 718),
    "buenosaires/delitos_2020.csv.gz": (86_175, {}, 1_298, "America/Argentina/Buenos_Aires", 711),
    "chicago/chicago_aggravated_assaults.csv.gz": (148_636, {}, 0, "America/Chicago", 111),
    "medellin/medellin_homicides.csv": (9_360, {}, 81, "America/Bogota", 43),
}


def take_in(path: Path, folder: Path) -> ImportResult:
    return import_file(
        path,
        city=City("city", "City", time_zone=""),
        store=CityStore(folder, "city"),
        profile=propose(path, folder / "profiles").profile,
        recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_reconciles(name: str, shared_data: Path, tmp_path: Path) -> None:
    read, aside, without_point, zone, alike = FILES[name]
    result = take_in(shared_data / name, tmp_path)
    assert result.reconciliation.read == read
    assert result.reconciliation.set_aside == aside
    assert result.reconciliation.balances
    found = {finding.kind.id: finding for finding in result.findings}
    assert found["time-zone-guessed"].params["zone"] == zone
    assert (found["coordinates-missing"].count if without_point else 0) == without_point
    assert found["possible-duplicate"].count == alike
    rows = result.snapshot.scan().select(pl.len(), pl.col("lon").null_count()).collect().row(0)
    assert rows[0] == result.reconciliation.stored == read
    implausible = found["coordinates-implausible"].count if "coordinates-implausible" in found else 0
    assert rows[1] == without_point + implausible


def test_the_same_file_twice_is_the_same_content(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "medellin" / "medellin_homicides.csv"
    one, other = take_in(path, tmp_path / "a"), take_in(path, tmp_path / "b")
    assert one.snapshot.id == other.snapshot.id == take_in(path, tmp_path / "a").snapshot.id


@pytest.mark.data
def test_a_bulletin_of_buenos_aires(shared_data: Path, tmp_path: Path) -> None:
    """2020 against 2019, from the two files to the page in three languages; the pandemic year fell."""
    for year in (2019, 2020):
        snapshot = take_in(shared_data / f"buenosaires/delitos_{year}.csv.gz", tmp_path).snapshot
    compile_catalogues()
    selection = Selection(start=dt.date(2020, 1, 1), end=dt.date(2020, 12, 31))
    columns = snapshot.columns()
    summary = city_summary(columns, CityStore(tmp_path, "city").population(), selection, threshold=5)
    assert (summary.total.now, summary.total.before, summary.total.verdict) == (86_175, 149_524, "fall")
    assert summary.series.table.height == 24
    assert summary.series.table["complete"].all()
    assert summary.series.table["events"].sum() == 86_175 + 149_524
    falls = summary.categories.table.filter(pl.col("verdict") == "fall")["key"].to_list()
    assert len(falls) >= 2
    for locale in ("es", "pt", "en"):
        document = compose(
            BulletinInput(
                city=City("city", "Buenos Aires"),
                summary=summary,
                start=dt.date(2020, 1, 1),
                end=dt.date(2020, 12, 31),
                snapshot=snapshot.id,
                issued=dt.date(2021, 1, 15),
            ),
            locale,
        )
        assert falls[0] in to_html(document)
