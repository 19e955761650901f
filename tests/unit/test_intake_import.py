"""From a messy file to the store: each row is stored, or set aside with its reason, and next month asks nothing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely

from atalaya.errors import InputFileError
from atalaya.intake.dates import LAYOUTS, SERIAL, guess_layouts, read_moments
from atalaya.intake.inspection import inspect_file
from atalaya.intake.load import ImportResult, import_file, propose
from atalaya.intake.places import likely_box
from atalaya.intake.profile import FieldReading
from atalaya.intake.profile_toml import dumps, find, loads, save
from atalaya.intake.times import to_utc
from atalaya.simulation.files import write_city
from atalaya.store.city import CityStore
from atalaya.tables.area import AREA
from atalaya.tables.city import City

MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HEADER = "NRO HECHO;FECHA HECHO;HORA;TIPO;TENTATIVA;ARMA;VICTIMAS;CANTIDAD;BARRIO;LATITUD;LONGITUD;FECHA DENUNCIA\n"
MESSY = HEADER + (
    "1;05/03/2019;08:30;ROBO;SI;Arma de fuego;1;1;Centro;-34,5;-58,5;06/03/2019\n"
    "2;28/03/2019;25;hurto;NO;SIN ARMA;;1,5;Norte;;;\n"
    "2;28/03/2019;8;Hurto;NO;;;1;Norte;0;0;\n"
    "3;S/D;8;Hurto;NO;;;1;Norte;-34,5;-58,5;\n"
    "4;31/02/2019;8;Hurto;NO;;;1;Norte;-34,5;-58,5;\n"
    "5;29/03/2019;8;;NO;;;1;Norte;-34,5;-58,5;\n"
    "6;29/03/2019;8;Hurto\n"
    "7;30/03/2019;9;Hurto;quizás;piedra;;2;Sur;-34500000;-58,5;\n"
    "8;30/03/2019;9;Hurto;quizás;piedra;;2;Sur;-34500000;-58,5;\n"
    "9;31/03/2019;10;Hurto;;;;1;;-34,9;-58,5;\n"
    "TOTAL;10;;;;;;;;;;\n"
)


def areas() -> pl.DataFrame:
    shapes = {
        "C": ("Centro", shapely.box(-58.6, -34.6, -58.4, -34.4)),
        "N": ("Norte", shapely.box(-58.6, -34.4, -58.4, -34.2)),
    }
    rows = [("barrios", code, name, None, 1.0, shapely.to_wkb(shape)) for code, (name, shape) in shapes.items()]
    return pl.DataFrame(rows, schema=AREA.schema, orient="row")


def take_in(path: Path, folder: Path, *, zone: str = "America/Argentina/Buenos_Aires") -> ImportResult:
    profiles = folder / "profiles"
    profile = propose(path, profiles).profile
    result = import_file(
        path,
        city=City("here", "Here", time_zone=zone),
        store=CityStore(folder, "here"),
        profile=profile,
        recorded_at=MOMENT,
    )
    save(result.profile, profiles)
    return result


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "hechos_2019.csv"
    path.write_text(MESSY, encoding="cp1252")
    return path


def test_a_messy_file_is_taken_in_whole(messy: Path, tmp_path: Path) -> None:
    store = CityStore(tmp_path, "here")
    store.save_areas(areas())
    result = take_in(messy, tmp_path)
    told = result.as_dict("es")
    assert result.reconciliation.read == 11
    assert told["set_aside"] == {
        "category-missing": 1,
        "date-missing": 1,
        "date-unreadable": 1,
        "duplicate-id": 1,
        "row-broken": 1,
        "total-row": 1,
    }
    assert result.reconciliation.balances
    found = {finding.kind.id: (finding.count, finding.rows) for finding in result.findings}
    assert found["coordinates-missing"] == (1, (2,))
    assert found["coordinates-rescaled"] == (2, (8, 9))
    assert found["outside-areas"] == (1, (10,))
    assert found["possible-duplicate"] == (1, (9,))
    assert found["count-unreadable"] == (1, (2,))
    rows = result.snapshot.scan().collect().sort("incident_id")
    first = rows.row(0, named=True)
    assert first["occurred_from"] == dt.datetime(2019, 3, 5, 11, 30, tzinfo=dt.UTC)
    assert (first["time_precision"], first["local_hour"], first["category_local"]) == ("minute", 8, "Robo")
    assert (first["iccs"], first["attempted"], first["weapon"], first["victims"]) == ("0401", True, "firearm", 1)
    assert (first["area"], first["location_precision"], first["reported"].day) == ("C", "point", 6)
    second = rows.row(1, named=True)
    assert (second["time_precision"], second["local_hour"], second["count"]) == ("day", None, 1)
    assert (second["area"], second["location_precision"], second["weapon"]) == ("N", "area", "none")
    assert rows["weapon"].to_list() == ["firearm", "none", "other", "other", None]
    assert rows["count"].to_list() == [1, 1, 2, 2, 1]
    assert result.aside is not None
    aside = pl.read_parquet(result.aside)
    assert aside.height == 6
    assert aside.filter(pl.col("reason") == "row-broken")["text"].item() == "6;29/03/2019;8;Hurto"


def test_next_months_file_asks_nothing(messy: Path, tmp_path: Path) -> None:
    assert propose(messy, tmp_path / "profiles").decisions
    take_in(messy, tmp_path)
    following = tmp_path / "hechos_2020.csv"
    following.write_text(MESSY.replace("2019", "2020"), encoding="utf-16")
    again = propose(following, tmp_path / "profiles")
    assert again.decisions == ()
    assert again.profile.source == "hechos"
    assert again.profile.reading.encoding == "utf-16"
    assert take_in(following, tmp_path).snapshot.manifest["years"].keys() == {"2020"}


def test_a_profile_is_read_as_it_was_written(messy: Path, tmp_path: Path) -> None:
    profile = inspect_file(messy).profile
    assert loads(dumps(profile)) == profile
    assert find(tmp_path, profile.reading.columns) is None
    save(profile, tmp_path)
    assert find(tmp_path, profile.reading.columns) == profile
    assert find(tmp_path, ["other"]) is None
    for broken in ("source = [", "source = 'a'\nnot_a_field = 1", "source = 'a'\nfields = 3"):
        with pytest.raises(InputFileError, match="cannot be read"):
            loads(broken)


def test_files_that_hold_no_incidents_say_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n")
    with pytest.raises(InputFileError, match="no rows"):
        inspect_file(path)
    path.write_text("a;b\nx;y\nx;z\n")
    with pytest.raises(InputFileError, match="dates"):
        inspect_file(path)


def test_without_names_the_dates_are_found_and_rows_get_identifiers_of_their_content(tmp_path: Path) -> None:
    path = tmp_path / "robos.csv"
    path.write_text("a;b\n2019-01-01 10:00;x\n2019-01-02 11:00;y\n2019-01-02 11:00;y\n2019-01-02 11:00;y\n")
    first = take_in(path, tmp_path / "one", zone="")
    assert [finding.kind.id for finding in first.findings] == [
        "coordinates-missing",
        "possible-duplicate",
        "time-zone-guessed",
    ]
    rows = first.snapshot.scan().collect()
    assert rows["incident_id"].n_unique() == 4
    assert rows["category_local"].unique().to_list() == ["Robos"]
    assert rows["iccs"].unique().to_list() == ["0401"]
    path.write_text("a;b\n2019-01-02 11:00;y\n2019-01-02 11:00;y\n2019-01-01 10:00;x\n2019-01-02 11:00;y\n")
    assert take_in(path, tmp_path / "two", zone="").snapshot.id == first.snapshot.id


@pytest.mark.parametrize("offset", ["Z", "+00:00", "-03:00"])
def test_a_zone_in_the_text_is_respected(offset: str, tmp_path: Path) -> None:
    path = tmp_path / "robos.csv"
    path.write_text(f"fecha;latitud;longitud\n2019-01-01T02:30:00.000{offset};1;2\n2019-01-05;x;2\n2019-01-06;x;2\n")
    row = take_in(path, tmp_path).snapshot.scan().collect().sort("local_date").row(0, named=True)
    here = dt.datetime(2019, 1, 1, 2, 30) - dt.timedelta(hours=0 if "3" in offset else 3)  # noqa: DTZ001
    assert (row["local_date"], row["local_hour"]) == (here.date(), here.hour)
    assert row["occurred_from"] == (here + dt.timedelta(hours=3)).replace(tzinfo=dt.UTC)


def test_a_zone_of_the_profile_moves_the_moments(messy: Path, tmp_path: Path) -> None:
    profile = replace(inspect_file(messy).profile, time_zone="UTC")
    city = City("here", "Here", time_zone="America/Bogota")
    store = CityStore(tmp_path, "here")
    result = import_file(messy, city=city, store=store, profile=profile, recorded_at=MOMENT)
    first = result.snapshot.scan().collect().sort("incident_id").row(0, named=True)
    assert result.reconciliation.stored == 5
    assert (first["local_date"], first["local_hour"]) == (dt.date(2019, 3, 5), 3)


def test_hours_that_clocks_left_out_or_had_twice_are_kept() -> None:
    local = pl.Series([dt.datetime(2024, 9, 8, 0, 30), dt.datetime(2024, 4, 6, 23, 30)])  # noqa: DTZ001
    world = to_utc(local, "America/Santiago")
    assert world.dt.strftime("%d %H:%M").to_list() == ["08 04:30", "07 02:30"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_reads_what_it_writes(layout: str) -> None:
    moments = pl.Series([dt.datetime(2019, 3, 28, 14, 30), dt.datetime(2019, 12, 13, 9, 5)])  # noqa: DTZ001
    text = moments.dt.strftime(layout)
    chosen, share = guess_layouts(text)
    assert (chosen, share) == ((layout,), 1.0)
    assert read_moments(text, chosen).dt.date().equals(moments.dt.date())


def test_days_counted_by_spreadsheets_are_read() -> None:
    assert guess_layouts(pl.Series(["43525.5", "43526"])) == ((SERIAL,), 1.0)
    assert read_moments(pl.Series(["43525.5", None]), [SERIAL]).to_list() == [dt.datetime(2019, 3, 1, 12), None]  # noqa: DTZ001
    assert guess_layouts(pl.Series(["a", None])) == ((), 0.0)


def test_where_no_point_is_told_every_point_may_be_right() -> None:
    box = likely_box(np.array([np.nan, 0.0]), np.array([np.nan, 0.0]), None)
    assert box.holds(np.array([10.0, np.nan]), np.array([10.0, 1.0])).tolist() == [True, False]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_city(folder)
    return folder


@pytest.mark.parametrize(
    "name",
    ["hechos_2023.csv", "hechos_2024.csv", "hechos_2025.xlsx", "hechos_2025_actualizado.xlsx", "ocorrencias_2025.csv"],
)
def test_the_files_of_the_synthetic_city_reconcile_with_what_was_planted(name: str, demo: Path, tmp_path: Path) -> None:
    expected = json.loads((demo / "truth.json").read_text(encoding="utf-8"))["files"][name]
    result = take_in(demo / name, tmp_path)
    assert result.reconciliation.as_dict() == {key: expected[key] for key in ("read", "stored", "set_aside")}
    found = {finding.kind.id: finding.count for finding in result.findings}
    for warning, rows in expected["warnings"].items():
        assert found[warning] == rows, warning
    assert result.snapshot.scan().filter(pl.col("iccs").is_null()).collect().is_empty()


def test_a_date_that_could_be_read_either_way_is_not_sure(tmp_path: Path) -> None:
    path = tmp_path / "robos.csv"
    for last, sure in (("04/05/2019", 0.5), ("28/05/2019", 1.0)):
        path.write_text(f"id;fecha;x\n1;01/02/2019;a\n2;02/02/2019;b\n3;{last};c\n")
        (told,) = [one for one in inspect_file(path).decisions if one.name == "occurred_from"]
        assert (told.value, told.confidence) == ("%d/%m/%Y", sure)


def test_columns_whose_values_deny_their_name_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "robos.csv"
    path.write_text(
        "id;fecha;hora;fecha denuncia;latitud;longitud;cantidad\na;01/02/2019;x;y;n;o;z\na;02/02/2019;x;y;n;o;z\n"
    )
    proposal = inspect_file(path)
    assert proposal.profile.fields.keys() == {"occurred_from", "category_local"}
    assert proposal.as_dict()["source"] == "robos"


def test_a_date_and_an_hour_may_be_joined_from_several_columns(tmp_path: Path) -> None:
    path = tmp_path / "robos.csv"
    path.write_text("id;fecha;x\n1;01/02/2019;10:30\n2;02/02/2019;11:30\n")
    joined = FieldReading(("fecha", "x"), ("%d/%m/%Y %H:%M",))
    profile = replace(inspect_file(path).profile, fields={**inspect_file(path).profile.fields, "occurred_from": joined})
    store = CityStore(tmp_path, "here")
    result = import_file(path, city=City("here", "Here"), store=store, profile=profile, recorded_at=MOMENT)
    assert result.snapshot.scan().collect()["local_hour"].sort().to_list() == [10, 11]


def test_a_file_of_which_nothing_can_be_used_is_set_aside_whole(tmp_path: Path) -> None:
    path = tmp_path / "robos.csv"
    path.write_text("id;fecha;x\n1;01/02/2019;a\n2;02/02/2019;b\n")
    profile = inspect_file(path).profile
    path.write_text("id;fecha;x\n1;S/D;a\n2;S/D;b\n")
    store = CityStore(tmp_path, "here")
    result = import_file(path, city=City("here", "Here"), store=store, profile=profile, recorded_at=MOMENT)
    assert (result.reconciliation.stored, sum(result.reconciliation.set_aside.values())) == (0, 2)


def test_a_category_the_profile_never_met_gets_its_code_and_one_whose_code_was_taken_away_has_none(
    tmp_path: Path,
) -> None:
    rows = ["id;fecha;tipo"] + [f"{n};05/03/2024;Hurto" for n in range(20)]
    rows += ["2500;06/03/2024;Homicidios", "2501;06/03/2024;Amenazas", "2502;06/03/2024;Ruidos"]
    path = tmp_path / "tarde.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = propose(path, tmp_path / "profiles")
    seen = {name: code for name, code in found.profile.iccs.items() if name != "Homicidios"}
    profile = replace(found.profile, iccs={**seen, "Amenazas": ""})
    store = CityStore(tmp_path / "store", "here")
    now = dt.datetime(2024, 4, 1, tzinfo=dt.UTC)
    result = import_file(path, city=City("here", "Here", "UTC"), store=store, profile=profile, recorded_at=now)
    told = result.snapshot.scan().select("category_local", "iccs").unique().collect()
    assert dict(told.rows()) == {"Hurto": "0502", "Homicidios": "0101", "Amenazas": None, "Ruidos": None}
    assert loads(dumps(profile)).iccs["Amenazas"] == ""
