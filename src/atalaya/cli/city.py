"""`atalaya city`: the cities of the data folder, their facts, their areas and their residents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atalaya.cli.options import LOCALE, HomeOption, JsonOption, said
from atalaya.cli.output import print_json, print_line
from atalaya.i18n import N_

if TYPE_CHECKING:
    from atalaya.web.observatory.models import City

app = typer.Typer(help=said(N_("Cities: their facts, areas and residents.")), no_args_is_help=True)

CodeArgument = Annotated[
    str, typer.Argument(help=said(N_("Code of the city: small letters, digits and hyphens.")), show_default=False)
]
CityOption = Annotated[
    str | None, typer.Option("--city", help=said(N_("Code of the city; not needed where there is one.")))
]
CountryOption = Annotated[str | None, typer.Option(help=said(N_("Country: two letters, such as AR or BR.")))]
LanguageOption = Annotated[str | None, typer.Option(help=said(N_("Language of the city's documents: es, pt or en.")))]
ZoneOption = Annotated[
    str | None, typer.Option("--time-zone", help=said(N_("Time zone, such as America/Bogota; otherwise guessed.")))
]
ThresholdOption = Annotated[
    int | None, typer.Option("--threshold", help=said(N_("Smallest count that is published (2 to 50).")))
]
ColourOption = Annotated[str | None, typer.Option("--colour", help=said(N_("Colour of its pages, such as #0b5a7a.")))]


@app.command("create", help=said(N_("Make a city.")))
def create(
    code: CodeArgument,
    name: Annotated[str, typer.Option(help=said(N_("Name of the city.")))],
    country: CountryOption = None,
    language: LanguageOption = None,
    time_zone: ZoneOption = None,
    threshold: ThresholdOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a city with the facts that are known."""
    _prepare(home)
    from atalaya.web.observatory.operations.cities import create_city

    known = _known(country=country, language=language or LOCALE, time_zone=time_zone, threshold=threshold)
    _tell(create_city(None, code=code, name=name, **known), as_json=as_json)


@app.command("change", help=said(N_("Change facts of a city; those not named stay.")))
def change(
    code: CodeArgument,
    name: Annotated[str | None, typer.Option(help=said(N_("Name of the city.")))] = None,
    country: CountryOption = None,
    language: LanguageOption = None,
    time_zone: ZoneOption = None,
    threshold: ThresholdOption = None,
    colour: ColourOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is named."""
    _prepare(home)
    from atalaya.web.observatory.operations.cities import change_city, find_city

    known = _known(
        name=name, country=country, language=language, time_zone=time_zone, threshold=threshold, accent=colour
    )
    _tell(change_city(None, find_city(code), **known), as_json=as_json)


@app.command("list", help=said(N_("Cities of the data folder.")))
def list_cities(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """One line a city."""
    _prepare(home)
    from atalaya.web.observatory.models import City

    told = [_facts(city) for city in City.objects.all()]
    if as_json:
        print_json({"cities": told})
        return
    if not told:
        print_line(said(N_("There is no city yet: atalaya city create CODE --name NAME.")))
    for one in told:
        print_line(f"  {one['code']:24} {one['name']:32} {one['rows']}")


@app.command("show", help=said(N_("What is kept of a city.")))
def show(code: CodeArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Facts, layers, years of residents, incidents."""
    _prepare(home)
    from atalaya.web.observatory.operations.cities import find_city

    _tell(find_city(code), as_json=as_json)


@app.command("areas", help=said(N_("Take in the areas of a city from GeoJSON; incidents are located anew.")))
def areas(
    file: Annotated[Path, typer.Argument(help=said(N_("GeoJSON file with one polygon an area.")))],
    city: CityOption = None,
    layer: Annotated[str, typer.Option(help=said(N_("Name of the layer, such as barrio; otherwise proposed.")))] = "",
    code_column: Annotated[str, typer.Option(help=said(N_("Property that holds the code.")))] = "",
    name_column: Annotated[str, typer.Option(help=said(N_("Property that holds the name.")))] = "",
    parent_column: Annotated[str, typer.Option(help=said(N_("Property that holds the larger area.")))] = "",
    crs: Annotated[str, typer.Option(help=said(N_("Coordinate system of the file, such as EPSG:22185.")))] = "",
    count_by: Annotated[
        bool, typer.Option("--count-by", help=said(N_("Count incidents by this layer from now on.")))
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read, mend, keep, locate."""
    _prepare(home)
    from atalaya.intake.area_files import AreaReading, read_areas
    from atalaya.web.observatory.operations.cities import city_for
    from atalaya.web.observatory.operations.ground import keep_areas

    found = read_areas(file, AreaReading(layer, code_column, name_column, parent_column, crs))
    owner = city_for(None, city, language=LOCALE)
    kept = keep_areas(None, owner, file, found, counts=count_by or None)
    snapshot = kept.snapshot.id if kept.snapshot else None
    if as_json:
        print_json({"city": owner.code, **found.as_dict(LOCALE), "counts": kept.counts, "snapshot": snapshot})
        return
    print_line(
        said(
            N_("Layer {layer}: {areas} areas, {km2} km²."), layer=found.layer, areas=found.areas.height, km2=_km2(found)
        )
    )
    for one in found.decisions:
        print_line(f"  {one.name:8} {one.value:32} {one.confidence:4.0%}")
    for finding in found.findings:
        print_line(f"  · {finding.told(LOCALE)}")


@app.command("population", help=said(N_("Take in the residents of a city by area and year.")))
def population(
    file: Annotated[Path, typer.Argument(help=said(N_("CSV or XLSX file with areas, years and residents.")))],
    city: CityOption = None,
    year: Annotated[int | None, typer.Option(help=said(N_("Year of all figures, where the file tells none.")))] = None,
    source: Annotated[str, typer.Option(help=said(N_("Who published the figures and when.")))] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read, match to the areas, keep."""
    _prepare(home)
    from atalaya.web.observatory.operations.cities import city_for
    from atalaya.web.observatory.operations.ground import keep_population

    owner = city_for(None, city, language=LOCALE)
    found = keep_population(None, owner, file, year=year, source=source)
    if as_json:
        print_json({"city": owner.code, **found.as_dict(LOCALE)})
        return
    told = found.reconciliation
    params = {"read": told.read, "stored": told.stored, "aside": told.read - told.stored}
    print_line(said(N_("Rows read: {read}. Stored: {stored}. Set aside: {aside}."), **params))
    for finding in found.findings:
        print_line(f"  · {finding.told(LOCALE)}")


def _prepare(home: Path | None) -> None:
    from atalaya.home import find_home
    from atalaya.web import server

    server.prepare(find_home(home))


def _known(**facts: Any) -> dict[str, Any]:
    """The facts that were said, by their names in the database."""
    facts["small_count_threshold"] = facts.pop("threshold")
    return {name: value for name, value in facts.items() if value is not None}


def _km2(found: Any) -> str:
    from atalaya.reports.numbers import decimal

    return decimal(float(found.areas["area_km2"].sum()), LOCALE, 1)


def _facts(city: City) -> dict[str, object]:
    """What `show` and `list` tell of a city."""
    snapshot, store = city.store.current(), city.store
    manifest = snapshot.manifest if snapshot else {"rows": 0, "first_day": None, "last_day": None}
    return {
        "code": city.code,
        "name": city.name,
        "country": city.country,
        "language": city.language,
        "time_zone": city.time_zone,
        "threshold": city.small_count_threshold,
        "colour": city.accent,
        "synthetic": city.synthetic,
        "layers": {layer: store.areas(layer).height for layer in store.layers()},
        "population_years": sorted(store.population()["year"].unique().to_list()),
        "rows": manifest["rows"],
        "first_day": manifest["first_day"],
        "last_day": manifest["last_day"],
        "snapshot": snapshot.id if snapshot else None,
    }


def _tell(city: City, *, as_json: bool) -> None:
    told = _facts(city)
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if isinstance(value, dict):
            value = ", ".join(f"{layer} ({areas})" for layer, areas in value.items())
        elif isinstance(value, list):
            value = ", ".join(map(str, value))
        print_line(f"  {name:18} {'' if value is None else value}")
