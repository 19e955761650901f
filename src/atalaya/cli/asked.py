"""What the verbs that ask of incidents share: the city and its newest data, the period, the areas, the types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atalaya.cli.options import said
from atalaya.errors import NotFoundError, UsageError
from atalaya.i18n import N_

if TYPE_CHECKING:
    from atalaya.store.snapshot import Snapshot
    from atalaya.tables.columnset import ColumnSet
    from atalaya.tables.selection import Selection
    from atalaya.web.observatory.models import City

CityOption = Annotated[
    str | None, typer.Option("--city", help=said(N_("Code of the city; not needed where there is one.")))
]
FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help=said(N_("First day, as 2025-01-31; or a month or year, as 2025-01."))),
]
ToOption = Annotated[
    str | None,
    typer.Option("--to", metavar="DATE", help=said(N_("Last day; or a month or year, whose last day is meant."))),
]
AreaOption = Annotated[
    list[str] | None, typer.Option("--area", help=said(N_("Code or name of an area; may be said more than once.")))
]
CategoryOption = Annotated[
    list[str] | None, typer.Option("--category", help=said(N_("Type of incident; may be said more than once.")))
]


@dataclass(frozen=True)
class Asked:
    """A city, its newest data, and which of its incidents are meant."""

    city: City
    snapshot: Snapshot
    columns: ColumnSet
    selection: Selection


def ask(
    home: Path | None,
    city: str | None,
    start: str | None,
    end: str | None,
    areas: Sequence[str] | None = None,
    categories: Sequence[str] | None = None,
) -> Asked:
    """Open the city's newest data and read what was asked for; an end left open is that of the data.

    Raises
    ------
    NotFoundError
        ``city-unknown``, ``city-without-incidents``.
    UsageError
        ``day-unreadable``, ``period-backwards``, ``area-unknown``, ``category-unknown``.
    """
    from atalaya.tables.selection import Selection

    found = known(home, city)
    snapshot = found.store.current()
    if snapshot is None or not snapshot.manifest["rows"]:
        raise NotFoundError(
            "city-without-incidents",
            N_("There are no incidents of {city} yet."),
            hint=N_("Take a file in first: atalaya import FILE."),
            city=found.name,
        )
    columns = snapshot.columns()
    first = day(start, last=False) or dt.date.fromisoformat(snapshot.manifest["first_day"])
    last = day(end, last=True) or dt.date.fromisoformat(snapshot.manifest["last_day"])
    if last < first:
        raise UsageError("period-backwards", N_("The period ends before it starts."))
    chosen = _areas(found, areas or ()), _categories(columns, categories or ())
    return Asked(found, snapshot, columns, Selection(first, last, *chosen))


def known(home: Path | None, city: str | None) -> City:
    """The city named, or the only one there is; none is made.

    Raises
    ------
    NotFoundError
        ``city-unknown``.
    UsageError
        ``city-not-said``: there are several.
    """
    from atalaya.cli.intake import city_of_database, known_city
    from atalaya.home import find_home
    from atalaya.web import server

    place = find_home(home)
    server.prepare(place)
    from atalaya.web.observatory.models import City

    code = known_city(place, city)
    row = City.objects.filter(code=code).first()
    if row is None and not (place.store / code).is_dir():
        raise NotFoundError(
            "city-unknown",
            N_("There is no city {code}."),
            hint=N_("Take a file in first: atalaya import FILE."),
            code=code,
        )
    return row or city_of_database(place, code)


def day(text: str | None, *, last: bool) -> dt.date | None:
    """A day, or the first or last one of a month or year.

    >>> str(day("2020-02", last=True)), str(day("2020", last=True)), day(None, last=False)
    ('2020-02-29', '2020-12-31', None)
    """
    if text is None:
        return None
    try:
        if len(text) == len("2020"):
            return dt.date(int(text), 12, 31) if last else dt.date(int(text), 1, 1)
        if len(text) > len("2020-02"):
            return dt.date.fromisoformat(text)
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise UsageError(
            "day-unreadable", N_("{text} is no day."), hint=N_("Write it as 2025-01-31, 2025-01 or 2025."), text=text
        ) from error
    after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return after - dt.timedelta(days=1) if last else first


def area_names(city: City) -> dict[str, str]:
    """Names of the city's areas by code, as people write them."""
    from atalaya.reports.names import place_names

    areas = city.store.areas()
    return place_names(dict(zip(areas["code"].to_list(), areas["name"].to_list(), strict=True)))


def _areas(city: City, asked: Sequence[str]) -> tuple[str, ...]:
    if not asked:
        return ()
    names = area_names(city)
    by_name = {name.casefold(): code for code, name in names.items()} | {code.casefold(): code for code in names}
    return tuple(_one("area-unknown", N_("There is no area {name}."), by_name, name) for name in asked)


def _categories(columns: ColumnSet, asked: Sequence[str]) -> tuple[str, ...]:
    by_name = {name.casefold(): name for name in columns.categories}
    return tuple(_one("category-unknown", N_("There is no type of incident {name}."), by_name, name) for name in asked)


def _one(error: str, message: str, known_names: dict[str, str], name: str) -> str:
    found = known_names.get(name.strip().casefold())
    if found is None:
        some = ", ".join(sorted(set(known_names.values()))[:12])
        raise UsageError(error, message, hint=N_("Known are, among others: {some}."), name=name, some=some or "–")
    return found
