"""The summary of a period, from the columns to the bulletin; where there is little, little is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from atalaya.errors import RefusalError
from atalaya.i18n import compile_catalogues
from atalaya.indicators.change_table import changes, periods_compared, total_change
from atalaya.indicators.protecting import protect_total
from atalaya.indicators.summary import city_summary
from atalaya.reports import prose
from atalaya.reports.bulletin import BulletinInput, compose
from atalaya.reports.html import to_html
from atalaya.store.city import CityStore
from atalaya.tables.area import POPULATION
from atalaya.tables.city import City
from atalaya.tables.columnset import NO_AREA, ColumnSet
from atalaya.tables.findings import Reconciliation
from atalaya.tables.selection import Selection
from incidents import incidents
from narrow import columns_of, every_day

MARCH = Selection(start=dt.date(2020, 3, 1), end=dt.date(2020, 3, 31))
PEOPLE = pl.DataFrame(
    [("norte", 2020, 9_000, "census"), ("sur", 2020, 4_000, "census")], schema=POPULATION.schema, orient="row"
)
NOBODY = POPULATION.empty()


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.fixture(scope="module")
def columns() -> ColumnSet:
    """Two years: robbery doubles in the north in 2020, the rest stays; a few rows have no area."""
    return columns_of(
        [
            *every_day("2019-01-01", "2019-12-31", 3),
            *every_day("2020-01-01", "2020-12-31", 6),
            *every_day("2019-01-01", "2020-12-31", 4, "sur", "Hurto"),
            ("2020-03-05", None, None, "Homicidio", None, 2),
        ]
    )


def bulletin(columns: ColumnSet, selection: Selection, population: pl.DataFrame = PEOPLE) -> BulletinInput:
    city = City("here", "Aquí")
    return BulletinInput(
        city=city,
        summary=city_summary(columns, population, selection, threshold=city.small_count_threshold),
        start=selection.start or dt.date(2020, 1, 1),
        end=selection.end or dt.date(2020, 12, 31),
        snapshot="0123456789abcdef",
        issued=dt.date(2021, 1, 4),
        sources=("police",),
    )


def test_a_period_against_the_same_days_a_year_before(columns: ColumnSet) -> None:
    found = city_summary(columns, PEOPLE, MARCH)
    assert (found.total.now, found.total.before, found.total.verdict) == (31 * 10 + 2, 31 * 7, "rise")
    rows = {row["key"]: row for row in found.categories.table.to_dicts()}
    assert (rows["Robo"]["now"], rows["Robo"]["before"], rows["Robo"]["verdict"]) == (186, 93, "rise")
    assert rows["Hurto"]["verdict"] == "no-distinguishable-change"
    assert (rows["Homicidio"]["before"], rows["Homicidio"]["verdict"]) == (0, "too-few")
    assert rows["Homicidio"]["ratio"] is rows["Homicidio"]["p_adjusted"] is None
    assert found.area_changes.table["key"].to_list() == ["norte", "sur"]
    assert (found.area_changes.before_start, found.area_changes.before_end) == (
        dt.date(2019, 3, 1),
        dt.date(2019, 3, 31),
    )
    assert (found.areas.unplaced, found.unlocated, found.events) == (2, 2, 312)
    assert found.calendar.unknown_hour == 2
    assert found.series.table["month"].to_list()[:1] == [dt.date(2019, 1, 1)]
    assert found.series.table.rows()[-1][:2] == (dt.date(2020, 3, 1), 312)
    assert found.series.table["complete"].all()


def test_the_sums_of_every_part_are_the_total(columns: ColumnSet) -> None:
    found = city_summary(columns, PEOPLE, MARCH)
    assert found.categories.table["now"].sum() == found.total.now
    assert found.areas.table["events"].sum() + (found.areas.unplaced or 0) == found.total.now
    assert found.calendar.table["events"].sum() + (found.calendar.unknown_hour or 0) == found.total.now


def test_a_summary_of_one_area_has_nothing_without_a_place(columns: ColumnSet) -> None:
    found = city_summary(columns, PEOPLE, replace(MARCH, areas=("norte",)))
    assert (found.total.now, found.unlocated, found.areas.unplaced) == (186, 0, 0)
    assert found.areas.table["area"].to_list() == ["norte"]


def test_days_that_the_data_do_not_reach_are_not_compared(columns: ColumnSet) -> None:
    upto = columns.day <= (dt.date(2020, 3, 15) - dt.date(1970, 1, 1)).days
    arrays = {name: getattr(columns, name)[upto] for name in ("day", "hour", "area", "category", "cell", "count")}
    found = city_summary(replace(columns, **arrays), PEOPLE, MARCH)
    assert (found.categories.end, found.categories.before_end) == (dt.date(2020, 3, 15), dt.date(2019, 3, 15))
    assert (found.total.now, found.total.before) == (152, 105)
    assert found.areas.end == dt.date(2020, 3, 15)
    assert found.series.table["complete"].to_list()[-2:] == [True, False]


def test_a_leap_day_is_one_more_day(columns: ColumnSet) -> None:
    february = Selection(start=dt.date(2020, 2, 1), end=dt.date(2020, 2, 29), categories=("Hurto",))
    total = city_summary(columns, PEOPLE, february).total
    assert (total.now, total.before, total.ratio) == (116, 112, pytest.approx(1.0))


def test_without_a_year_before_nothing_is_said_of_change(columns: ColumnSet) -> None:
    early = Selection(start=dt.date(2019, 3, 1), end=dt.date(2019, 3, 31))
    found = city_summary(columns, PEOPLE, early)
    assert (found.total.now, found.total.before, found.total.verdict) == (217, None, "no-year-before")
    assert found.categories.table["verdict"].unique().to_list() == ["no-year-before"]
    assert found.categories.table["now"].sum() == 217
    assert periods_compared(columns, Selection())[1] is None
    assert changes(columns, "area", Selection()).table["before"].null_count() == 2
    for locale in ("es", "pt", "en"):
        document = compose(bulletin(columns, early), locale)
        page = to_html(document)
        assert [told for _label, told in document.facts][1:] == [prose.translate("no data", locale)] * 2
        assert prose.headline(found.total, "", "", locale).strip(" ,:") in page
        assert prose.translate("no data", locale) in page
        assert prose.translate("no year before", locale) in page


def test_a_table_is_held_to_one_rate_of_false_discoveries() -> None:
    rng = np.random.default_rng(3)
    rows = [
        (f"{year}-05-02", 1, None, f"c{kind:03d}", None, int(rng.poisson(60)))
        for year in (2019, 2020)
        for kind in range(200)
    ]
    noise = columns_of([*rows, *every_day("2019-01-01", "2020-12-31", 1)])
    found = changes(noise, "category", Selection(start=dt.date(2020, 5, 1), end=dt.date(2020, 5, 31))).table
    assert (found["p_value"] < 0.05).sum() > 0
    assert (found["verdict"] == "no-distinguishable-change").all()


def test_small_counts_are_hidden_where_a_threshold_is_given(columns: ColumnSet) -> None:
    found = city_summary(columns, PEOPLE, MARCH, threshold=5)
    homicide = found.categories.table.filter(pl.col("key") == "Homicidio").to_dicts()[0]
    assert (homicide["now"], homicide["status"]) == (None, "suppressed")
    assert found.categories.table["now"].null_count() == 2
    assert found.areas.unplaced is found.unlocated is found.calendar.unknown_hour is None
    assert found.events == found.total.now == 312
    few = city_summary(columns, PEOPLE, replace(MARCH, categories=("Homicidio",)), threshold=5)
    assert few.total.now is few.events is None
    assert few.series.table["events"].to_list()[-1] is None
    assert few.series.table["low"].to_list()[-1] is None


def test_a_small_total_without_a_year_before_keeps_its_verdict(columns: ColumnSet) -> None:
    early = replace(MARCH, start=dt.date(2019, 1, 1), end=dt.date(2019, 1, 1), hours=(0,))
    total = total_change(columns, early)
    assert total.now == 2
    hidden = protect_total(total, 5)
    assert (hidden.now, hidden.verdict) == (None, "no-year-before")
    assert "hidden" in prose.describe_comparison(hidden, "en")


@pytest.mark.parametrize("locale", ["es", "pt", "en"])
def test_a_bulletin_is_composed_from_a_summary(columns: ColumnSet, locale: str) -> None:
    what = bulletin(columns, MARCH)
    document = compose(what, locale)
    assert document.title == prose.headline(what.summary.total, "Aquí", prose.numbers.period(
        what.start, what.end, locale), locale)  # fmt: skip
    page = to_html(document)
    assert "norte" in page
    assert prose.describe(what.summary, locale)
    assert prose.describe(what.summary.series, locale)


def test_a_bulletin_without_areas_or_residents(columns: ColumnSet) -> None:
    nowhere = replace(columns, area=np.full(len(columns), NO_AREA, np.uint16), areas=())
    for held, population in ((nowhere, NOBODY), (columns, NOBODY), (nowhere, PEOPLE)):
        assert "Robo" in to_html(compose(bulletin(held, MARCH, population), "es"))
    alone = city_summary(nowhere, NOBODY, MARCH)
    assert alone.areas.table.is_empty()
    assert alone.area_changes.table.is_empty()
    assert alone.areas.unplaced == 312


FAR = Selection(start=dt.date(2030, 1, 1), end=dt.date(2030, 1, 31))


@pytest.mark.parametrize(("empty", "selection"), [(True, Selection()), (True, MARCH), (False, FAR)])
def test_of_a_period_without_data_no_bulletin_is_made(columns: ColumnSet, empty: bool, selection: Selection) -> None:
    held = columns_of([]) if empty else columns
    summary = city_summary(held, PEOPLE, selection, threshold=5)
    assert summary.series.table.is_empty()
    assert summary.total.verdict == "no-year-before"
    with pytest.raises(RefusalError):
        compose(bulletin(held, selection), "es")


def test_from_a_store_to_a_bulletin(tmp_path: Path) -> None:
    days = [dt.date(2019, 3, 1) + dt.timedelta(days=n) for n in range(400)]
    rows = [
        {"incident_id": f"{n}-{k}", "local_date": day, "local_hour": k, "area": "ab"[k % 2], "h3": 0x89C2E31132BFFFF}
        for n, day in enumerate(days)
        for k in range(3)
    ]
    store = CityStore(tmp_path, "here")
    with store.begin("police", file_sha256="00", recorded_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) as batch:
        batch.append(incidents(rows))
        snapshot = batch.publish(reconciliation=Reconciliation(len(rows), len(rows), {}))
    what = bulletin(snapshot.columns(), MARCH, store.population())
    assert (what.summary.total.now, what.summary.total.before) == (93, 93)
    assert "93" in to_html(compose(what, "pt"))
