"""`atalaya indicators`: counts, rates with their intervals, and change that is told only after a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from atalaya.cli.asked import AreaOption, Asked, CategoryOption, CityOption, FromOption, ToOption, area_names, ask
from atalaya.cli.options import LOCALE, HomeOption, JsonOption, said
from atalaya.cli.output import note, print_json, print_line
from atalaya.errors import UsageError
from atalaya.i18n import N_

if TYPE_CHECKING:
    import polars as pl

    from atalaya.reports.datatable import DataTable

BY = ("area", "category", "year", "month", "week", "day")
PERIODS = BY[2:]
RATE = ("population", "population_year", "rate_per_100k", "rate_low", "rate_high")
CHANGE = ("before", "ratio", "ratio_low", "ratio_high", "verdict")

ByOption = Annotated[
    list[str] | None, typer.Option("--by", help=said(N_("area, category, year, month, week or day; may be repeated.")))
]
RatesOption = Annotated[
    bool, typer.Option("--rates", help=said(N_("Rates per 100,000 residents and year, with exact intervals.")))
]
PublicOption = Annotated[
    bool, typer.Option("--public", help=said(N_("Hide small counts, for figures that are passed on.")))
]


def indicators(
    city: CityOption = None,
    start: FromOption = None,
    end: ToOption = None,
    by: ByOption = None,
    area: AreaOption = None,
    category: CategoryOption = None,
    rates: RatesOption = False,
    public: PublicOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count what was asked for, and compare it with the same days a year before."""
    from atalaya.indicators.change_table import total_change
    from atalaya.indicators.protecting import protect_total

    wanted = _by(by or ["category"])
    asked = ask(home, city, start, end, area, category)
    threshold = asked.city.small_count_threshold if public else 0
    total = total_change(asked.columns, asked.selection)
    if public:
        total = protect_total(total, threshold)
    table = _protected(_table(asked, wanted, rates=rates), threshold)
    if as_json:
        print_json(_told(asked, wanted, total, table, public=public))
        return
    _print(asked, wanted, total, table)
    if not public:
        note(said(N_("Internal figures: small counts are not hidden. With --public they are.")))


def _by(asked: list[str]) -> tuple[str, ...]:
    """The columns asked for, each once; words may stand together, with commas between them."""
    words = [word for one in asked for word in one.replace("|", ",").split(",") if word]
    unknown = [word for word in words if word not in BY]
    if unknown or not words:
        raise UsageError(
            "by-unknown",
            N_("Incidents are not counted by {word}."),
            hint=N_("They are by: {known}."),
            word=unknown[0] if unknown else "–",
            known=", ".join(BY),
        )
    return tuple(dict.fromkeys(words))


def _table(asked: Asked, by: tuple[str, ...], *, rates: bool) -> pl.DataFrame:
    """Counts by what was asked for, with the year before where one thing alone was, and rates where they were."""
    import polars as pl

    from atalaya.indicators.change_table import changes
    from atalaya.indicators.counting import counts_table

    table = counts_table(asked.columns, asked.selection, by=by)
    if len(by) == 1 and by[0] not in PERIODS:
        found = changes(asked.columns, by[0], asked.selection).table.rename({"key": by[0], "now": "events"})
        told = pl.concat([found.select(by[0], "events", *CHANGE), _alone(asked, table, by)], how="diagonal")
        table = told.sort("events", by[0], descending=[True, False])
    return _with_rates(asked, table, by) if rates else table


def _alone(asked: Asked, table: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """The row of incidents without a known area, now and a year before; nothing is tested of it."""
    import polars as pl

    from atalaya.indicators.change_table import periods_compared
    from atalaya.indicators.counting import counts_table

    alone = table.filter(pl.col(by[0]) == "")
    before = periods_compared(asked.columns, asked.selection)[1]
    if before is None:
        return alone
    past = counts_table(asked.columns, before, by=by).filter(pl.col(by[0]) == "").rename({"events": "before"})
    return alone.join(past, on=by, how="full", coalesce=True).with_columns(pl.col("events", "before").fill_null(0))


def _with_rates(asked: Asked, table: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    from atalaya.cli.rates import add_rates

    return add_rates(table, by, asked.columns, asked.city.store.population(), asked.selection)


def _protected(table: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """The table with what must be hidden null, and why in ``status``."""
    import polars as pl

    from atalaya.indicators.protecting import protect

    if threshold <= 1:
        return table.with_columns(status=pl.lit("shown"))
    counts = [name for name in ("events", "before") if name in table.columns and not table[name].null_count()]
    away = (*RATE[2:], *CHANGE)
    dependent = [name for name in away if name in table.columns and name not in counts]
    return protect(table, threshold, columns=counts, dependent=dependent)


def _told(asked: Asked, by: tuple[str, ...], total: Any, table: pl.DataFrame, *, public: bool) -> dict[str, object]:
    from dataclasses import asdict

    names = area_names(asked.city) if "area" in by else {}
    rows = []
    for row in table.to_dicts():
        told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        rows.append(told | ({"area_name": names.get(row["area"], "")} if "area" in by else {}))
    return {
        "city": asked.city.code,
        "snapshot": asked.snapshot.id,
        "from": str(asked.selection.start),
        "to": str(asked.selection.end),
        "by": list(by),
        "small_counts": "hidden" if public else "shown",
        "total": {"events" if name == "now" else name: _finite(value) for name, value in asdict(total).items()},
        "rows": [{name: _finite(value) for name, value in row.items()} for row in rows],
    }


def _finite(value: object) -> object:
    """JSON has no number without end: such a ratio is null."""
    import math

    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print(asked: Asked, by: tuple[str, ...], total: Any, table: pl.DataFrame) -> None:
    from atalaya.cli.table import print_table
    from atalaya.reports import numbers, prose

    selection = asked.selection
    assert selection.start is not None and selection.end is not None  # noqa: S101, PT018  (`ask` has set both)
    print_line(f"{asked.city.name} · {numbers.period(selection.start, selection.end, LOCALE)}")
    print_line(prose.describe_comparison(total, LOCALE))
    print_line("")
    print_table(_data_table(asked, by, table))


def _data_table(asked: Asked, by: tuple[str, ...], table: pl.DataFrame) -> DataTable:
    from atalaya.reports.charts.changes import WORDS
    from atalaya.reports.datatable import Absent, DataTable, Head
    from atalaya.reports.names import type_name

    heads = {
        "area": Head(said(N_("Area"))),
        "category": Head(said(N_("Type of incident"))),
        "year": Head(said(N_("Year"))),
        "month": Head(said(N_("Month")), "month"),
        "week": Head(said(N_("Week of")), "date"),
        "day": Head(said(N_("Day")), "date"),
        "events": Head(said(N_("Incidents")), "count"),
        "before": Head(said(N_("A year before")), "count"),
        "ratio": Head(said(N_("Ratio")), "ratio"),
        "ratio_low": Head(said(N_("low end")), "ratio"),
        "ratio_high": Head(said(N_("high end")), "ratio"),
        "verdict": Head(said(N_("What can be said"))),
        "population": Head(said(N_("Residents")), "count"),
        "rate_per_100k": Head(said(N_("Rate per 100,000")), "rate"),
        "rate_low": Head(said(N_("low end")), "rate"),
        "rate_high": Head(said(N_("high end")), "rate"),
    }
    names = area_names(asked.city) if "area" in by else {}
    shown = [name for name in heads if name in table.columns]

    def cell(name: str, row: dict[str, Any]) -> Any:
        value = row[name]
        if row["status"] != "shown" and name not in by and name != "population":
            return Absent.HIDDEN
        if name == "area":
            return names.get(value, value) or said(N_("without a known area"))
        if name == "category":
            return type_name(value)
        if name == "year":
            return str(value.year)
        if name == "verdict":
            return said(WORDS[value]) if value else None
        return value

    rows = [tuple(cell(name, row) for name in shown) for row in table.to_dicts()]
    return DataTable("", tuple(heads[name] for name in shown), tuple(rows), LOCALE)
