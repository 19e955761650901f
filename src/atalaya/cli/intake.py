"""`atalaya inspect` and `atalaya import`: a city's file, read and taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from atalaya.cli.options import LOCALE, said
from atalaya.cli.output import note, print_json, print_line, progress
from atalaya.errors import UsageError
from atalaya.home import Home, find_home
from atalaya.i18n import N_
from atalaya.intake.inspection import Inspection
from atalaya.intake.limits import Child
from atalaya.intake.load import WORKSHOP, ImportResult, propose

if TYPE_CHECKING:
    from atalaya.web.observatory.models import City

DEFAULT_CITY = "ciudad"


def inspect(file: Path, city: str | None, home: Path | None, *, as_json: bool) -> None:
    """Show how the file would be read, and how sure each decision is; nothing is stored."""
    place = find_home(home)
    found = propose(file, profiles_of(place, known_city(place, city)))
    if as_json:
        print_json(found.as_dict())
        return
    print_line(said(N_("Source: {source}"), source=found.profile.source))
    if not found.decisions:
        print_line(said(N_("A profile is kept for files with these columns; nothing has to be decided.")))
    for one in found.decisions:
        print_line(f"  {one.name:18} {one.value:32} {one.confidence:4.0%}  {one.column}")


def take_in(file: Path, city: str | None, home: Path | None, *, as_json: bool) -> None:
    """Import the file into the city's store, and keep how it was read."""
    place = find_home(home)
    if city is not None:
        known_city(place, city)
    with Child(ready=WORKSHOP) as child:  # starts while the database is opened
        owner = city_of_database(place, city)
        from atalaya.web.observatory.operations import imports

        found = propose(file, profiles_of(place, owner.code), child=child)
        with progress(said(N_("Importing {name}"), name=file.name), quiet=as_json) as step:
            result = imports.take_in(None, owner, file, found.profile, lambda rows: step(rows, None), child=child)
    if as_json:
        print_json(result.as_dict(LOCALE))
    else:
        print_line(said(N_("City: {city}"), city=owner.name))
        tell(found, result)


def city_of_database(place: Home, city: str | None) -> City:
    """The city named, or the only one there is; made when it is not there yet."""
    from atalaya.web import server

    server.prepare(place)
    from atalaya.web.observatory.operations.cities import city_for

    return city_for(None, city, language=LOCALE)


def tell(found: Inspection, result: ImportResult) -> None:
    """The reconciliation and the findings, for a person."""
    told = result.reconciliation
    params = {"read": told.read, "stored": told.stored, "aside": told.read - told.stored}
    print_line(said(N_("Rows read: {read}. Stored: {stored}. Set aside: {aside}."), **params))
    for finding in result.findings:
        print_line(f"  · {finding.told(LOCALE)}")
    unsure = [one for one in found.decisions if one.confidence < 0.8]
    for one in unsure:
        note(said(N_("Not sure: {name} was read as {value}."), name=one.name, value=one.value))
    if result.aside:
        note(said(N_("The rows set aside are in {path}."), path=result.aside))
    print_line(said(N_("Snapshot: {snapshot}"), snapshot=result.snapshot.id))


def profiles_of(home: Home, city: str) -> Path:
    """Where the profiles of a city are kept."""
    return home.profiles / city


def known_city(home: Home, city: str | None) -> str:
    """The city asked for, else the only one there is, else a first one.

    Raises
    ------
    UsageError
        ``city-not-said`` when there are several; ``city-code-unusable`` when it cannot be a folder's name.
    """
    if city is not None:
        if not city.replace("-", "").isalnum() or not city.isascii() or city != city.lower():
            raise UsageError(
                "city-code-unusable", N_("The code of a city has small letters, digits and hyphens alone."), code=city
            )
        return city
    cities = sorted(path.name for path in home.store.glob("*") if path.is_dir())
    if len(cities) > 1:
        raise UsageError(
            "city-not-said",
            N_("There are several cities: {cities}."),
            hint=N_("Say which with --city."),
            cities=", ".join(cities),
        )
    return cities[0] if cities else DEFAULT_CITY
