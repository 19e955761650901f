"""`atalaya indicators` and `atalaya map` on a small city: figures, what is hidden, forms, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from atalaya.cli import page
from atalaya.cli.asked import day
from atalaya.cli.main import app
from atalaya.errors import NotFoundError, UsageError, UserError
from atalaya.i18n import compile_catalogues
from atalaya.web import server
from atalaya.web.observatory.models import City

runner = CliRunner()
MONTH = ["--from", "2019-12", "--to", "2019-12"]


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch, observed: City) -> None:
    """The database of the test is up to date already."""
    monkeypatch.setattr(server, "prepare", lambda _home: None)
    compile_catalogues()


def told(*words: str) -> dict:
    result = runner.invoke(app, [*words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    verb = " ".join(words[: 2 if words[0] == "bulletin" else 1])
    assert list(answer) == list(page.JSON_SHAPES[verb])
    return answer


def refused(*words: str) -> UserError:
    result = runner.invoke(app, list(words))
    assert isinstance(result.exception, UserError), result.exception
    return result.exception


def test_counts_by_type_with_the_year_before_and_a_tested_change() -> None:
    answer = told("indicators", *MONTH)
    assert (answer["city"], answer["from"], answer["to"], answer["by"]) == (
        "here",
        "2019-12-01",
        "2019-12-31",
        ["category"],
    )
    rows = {row["category"]: row for row in answer["rows"]}
    assert sum(row["events"] for row in rows.values()) == answer["total"]["events"] == 62
    assert sum(row["before"] for row in rows.values()) == answer["total"]["before"] == 62
    assert rows["Hurto"]["verdict"] == "rise"
    assert rows["Hurto"]["ratio_low"] > 1
    assert answer["total"]["verdict"] == "no-distinguishable-change"
    assert answer["small_counts"] == "shown"


def test_rates_by_area_have_the_residents_of_the_area() -> None:
    answer = told("indicators", "--from", "2019", "--to", "2019", "--by", "area", "--rates")
    rows = {row["area"]: row for row in answer["rows"]}
    centre = rows["C"]
    assert (centre["area_name"], centre["population"], centre["population_year"]) == ("Centro", 5000, 2019)
    assert centre["rate_per_100k"] == pytest.approx(centre["events"] / 5000 * 1e5, rel=0.001)
    assert centre["rate_low"] < centre["rate_per_100k"] < centre["rate_high"]
    assert rows[""]["rate_per_100k"] is None
    assert rows[""]["before"] > 0
    assert sum(row["events"] for row in rows.values()) == answer["total"]["events"]


def test_rates_by_periods_are_of_all_residents_and_the_days_of_the_period() -> None:
    answer = told("indicators", "--from", "2019-11", "--to", "2019-12-31", "--by", "month|category", "--rates")
    assert answer["by"] == ["month", "category"]
    november = [row for row in answer["rows"] if row["month"] == "2019-11-01"]
    assert sum(row["rate_per_100k"] for row in november) == pytest.approx(60 / 20_000 * 1e5 * 365.25 / 30)
    for by, first in (("year", "2019-01-01"), ("week", "2018-12-31"), ("day", "2019-01-01")):
        rows = told("indicators", "--from", "2019-01-01", "--to", "2019-12-31", "--by", by, "--rates")["rows"]
        assert rows[0][by] == first
        assert rows[0]["population"] == 20_000
    some = told("indicators", *MONTH, "--area", "Centro", "--area", "a", "--category", "hurto", "--rates")
    assert {row["category"] for row in some["rows"]} == {"Hurto"}
    assert some["rows"][0]["population"] == 10_000


def test_a_figure_for_the_whole_city_goes_before_the_sum_of_its_areas(observed: City) -> None:
    import polars as pl

    people = observed.store.population()
    whole = pl.DataFrame([{"area": None, "year": 2019, "population": 30_000, "source": "x"}], schema=people.schema)
    observed.store.save_population(pl.concat([people.head(2), whole]))
    assert told("indicators", *MONTH, "--rates")["rows"][0]["population"] == 30_000
    assert told("indicators", *MONTH, "--rates", "--area", "D")["rows"][0]["population"] is None


def test_small_counts_are_hidden_where_that_is_asked_for(observed: City) -> None:
    City.objects.filter(pk=observed.pk).update(small_count_threshold=15)
    answer = told("indicators", *MONTH, "--public", "--rates")
    hidden = [row for row in answer["rows"] if row["status"] == "suppressed"]
    assert len(hidden) >= 2
    assert all(row["events"] is row["before"] is row["ratio"] is row["rate_low"] is None for row in hidden)
    assert answer["small_counts"] == "hidden"
    assert told("indicators", "--from", "2019-12-31", "--to", "2019-12-31", "--public")["total"]["events"] is None
    assert told("indicators", "--by", "month", *MONTH, "--public")["rows"][0]["events"] == 62


def test_without_a_year_before_counts_stand_alone() -> None:
    answer = told("indicators", "--from", "2018-03", "--to", "2018-03", "--by", "area", "--public")
    assert {row["verdict"] for row in answer["rows"]} <= {"no-year-before", None}
    assert answer["total"]["before"] is None


def test_a_person_reads_a_table() -> None:
    result = runner.invoke(app, ["indicators", *MONTH, "--by", "area", "--rates"])
    assert "Ciudad de Aquí · " in result.stdout
    assert "Centro" in result.stdout
    assert result.stderr.strip()
    public = runner.invoke(app, ["indicators", *MONTH, "--by", "year,month,week,day", "--public"])
    assert "2019" in public.stdout
    assert public.stderr == ""


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--by", "age"], "by-unknown"),
        (["--by", ","], "by-unknown"),
        (["--area", "Atlántida"], "area-unknown"),
        (["--category", "Piratería"], "category-unknown"),
        (["--from", "ayer"], "day-unreadable"),
        (["--from", "2019-12", "--to", "2019-01"], "period-backwards"),
    ],
)
def test_what_cannot_be_asked_is_said(words: list[str], error: str) -> None:
    found = refused("indicators", *words)
    assert (found.id, type(found)) == (error, UsageError)


def test_a_city_that_is_none_or_has_nothing_yet() -> None:
    assert refused("indicators", "--city", "nowhere").id == "city-unknown"
    City.objects.create(code="new", name="Nueva")
    found = refused("map", "--city", "new", "-o", "x.svg")
    assert (found.id, type(found)) == ("city-without-incidents", NotFoundError)


def test_days_months_and_years() -> None:
    assert str(day("2019-12", last=True)) == "2019-12-31"
    assert str(day("2019", last=False)) == "2019-01-01"


def test_hexagons_as_geojson_hide_small_counts_unless_internal(tmp_path: Path) -> None:
    file = tmp_path / "m.geojson"
    answer = told("map", *MONTH, "--resolution", "8", "-o", str(file))
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["about"]["small_counts"] == answer["small_counts"] == "hidden"
    figures = [one["properties"]["events"] for one in found["features"]]
    assert answer["places"] == len(figures)
    assert answer["hidden"] == figures.count(None) > 0
    assert all(figure is None or figure >= 5 for figure in figures)
    ring = found["features"][0]["geometry"]["coordinates"][0]
    assert len(ring) == 7
    assert ring[0] == ring[-1]
    assert -59 < ring[0][0] < -58
    answer = told("map", *MONTH, "--resolution", "8", "-o", str(file), "--internal")
    inside = json.loads(file.read_text(encoding="utf-8"))
    assert sum(one["properties"]["events"] for one in inside["features"]) + answer["unlocated"] == 62
    assert answer["hidden"] == 0


def test_areas_as_a_page_with_its_table(tmp_path: Path) -> None:
    file = tmp_path / "m.html"
    told("map", "--layer", "areas", "--rates", *MONTH, "-o", str(file))
    text = file.read_text(encoding="utf-8")
    assert "<script" not in text
    for name in ("Alto", "Bajo", "Centro", "Dique"):
        assert f'<th scope="row">{name}</th>' in text
    told("map", "--layer", "areas", *MONTH, "-o", str(file), "--internal")
    assert 'class="notice"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("layer", ["hexagons", "areas", "hot-spots", "density"])
def test_every_layer_is_a_picture_by_itself(tmp_path: Path, layer: str) -> None:
    file = tmp_path / "m.svg"
    told("map", "--layer", layer, "--from", "2018", "--to", "2019", "-o", str(file), "--category", "Hurto")
    picture = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert picture.find("{http://www.w3.org/2000/svg}title") is not None
    assert "Hurto." in "".join(picture.itertext())


def test_a_synthetic_city_says_so_on_its_map(observed: City, tmp_path: Path) -> None:
    City.objects.filter(pk=observed.pk).update(synthetic=True)
    for name in ("m.svg", "m.html"):
        assert runner.invoke(app, ["map", *MONTH, "-o", str(tmp_path / name), "--internal"]).exit_code == 0
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "program" in text


def test_a_person_is_told_what_was_hidden(tmp_path: Path) -> None:
    result = runner.invoke(app, ["map", *MONTH, "-o", str(tmp_path / "m.svg")])
    assert "m.svg" in result.stdout
    assert "--internal" in result.stderr
    quiet = runner.invoke(app, ["map", "--layer", "areas", "-o", str(tmp_path / "m.svg")])
    assert "--internal" not in quiet.stderr


@pytest.mark.parametrize(
    ("words", "error"),
    [(["-o", "m.png"], "map-form-unknown"), (["-o", "m.svg", "--layer", "roads"], "layer-unknown")],
)
def test_what_cannot_be_drawn_is_said(words: list[str], error: str) -> None:
    assert refused("map", *words).id == error


def test_a_city_without_areas_has_hexagons_and_no_area_map(observed: City, tmp_path: Path) -> None:
    (observed.store.folder / "areas" / "zone.parquet").unlink()
    assert refused("map", "--layer", "areas", "-o", str(tmp_path / "m.svg")).id == "areas-absent"
    told("map", "-o", str(tmp_path / "m.svg"))
    told("map", "--layer", "hot-spots", "-o", str(tmp_path / "m.svg"))
