"""`atalaya map`: hexagons, areas, hot spots or densities as a file for other programs or for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atalaya.cli.asked import AreaOption, Asked, CategoryOption, CityOption, FromOption, ToOption, ask
from atalaya.cli.options import LOCALE, HomeOption, JsonOption, said
from atalaya.cli.output import note, print_json, print_line, progress
from atalaya.errors import NotFoundError, UsageError
from atalaya.i18n import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from atalaya.reports.maps import MapLayer, Place

LAYERS = ("hexagons", "areas", "hot-spots", "density")
FORMS = (".geojson", ".svg", ".html")
SEED = 20_240_601
"""The permutations of a hot spot layer are drawn from this, so that the same data give the same map."""

LayerOption = Annotated[str, typer.Option("--layer", help=said(N_("hexagons, areas, hot-spots or density.")))]
OutOption = Annotated[
    Path, typer.Option("-o", "--output", help=said(N_("File to write: .geojson, .svg or .html.")), show_default=False)
]
ResolutionOption = Annotated[
    int,
    typer.Option(min=5, max=9, help=said(N_("Size of the hexagons: 9 is 0.1 km², each step down seven times more."))),
]
RatesOption = Annotated[bool, typer.Option("--rates", help=said(N_("Colour areas by their rate, not their count.")))]
InternalOption = Annotated[
    bool, typer.Option("--internal", help=said(N_("Show small counts too: such a file must not leave the office.")))
]


def map_(
    output: OutOption,
    city: CityOption = None,
    layer: LayerOption = "hexagons",
    start: FromOption = None,
    end: ToOption = None,
    area: AreaOption = None,
    category: CategoryOption = None,
    resolution: ResolutionOption = 9,
    rates: RatesOption = False,
    internal: InternalOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw what was asked for into one file."""
    form = output.suffix.lower()
    if form not in FORMS:
        raise UsageError(
            "map-form-unknown", N_("A map is written as .geojson, .svg or .html, not as {form}."), form=form
        )
    if layer not in LAYERS:
        raise UsageError(
            "layer-unknown", N_("There is no layer {layer}."), hint=N_("There are: {known}."), layer=layer,
            known=", ".join(LAYERS),
        )  # fmt: skip
    asked = ask(home, city, start, end, area, category)
    threshold = 0 if internal else asked.city.small_count_threshold
    with progress(said(N_("Drawing")), quiet=as_json):
        drawn = _layer(asked, layer, resolution, threshold, rates=rates)
        output.write_text(_written(form, drawn, asked, internal=internal, rates=rates), encoding="utf-8")
    _tell(output, drawn, asked, internal=internal, as_json=as_json)


def _layer(asked: Asked, layer: str, resolution: int, threshold: int, *, rates: bool) -> MapLayer:
    from atalaya.indicators.hexagons import hexagon_counts
    from atalaya.patterns.layers import density_layer, hot_spot_layer
    from atalaya.reports import maps

    if layer == "areas":
        return _areas(asked, threshold, rates=rates)
    found = hexagon_counts(asked.columns, asked.selection, resolution=resolution)
    if layer == "hexagons":
        return maps.hexagon_layer(found, threshold=threshold)
    some = found.counts > 0
    cells, counts = found.cells[some], found.counts[some]
    if layer == "density":
        return maps.density(density_layer(cells, counts), threshold=threshold)
    region = _region(asked, resolution)
    return maps.hot_spots(hot_spot_layer(cells, counts, region=region, seed=SEED), threshold=threshold)


def _region(asked: Asked, resolution: int) -> NDArray[np.int64] | None:
    """The hexagons of the city's areas: an empty one is part of what a hot one stands out from."""
    from atalaya.geo.areas import AreaSet
    from atalaya.geo.filling import hexagons_in

    areas = asked.city.store.areas()
    return None if areas.is_empty() else hexagons_in(AreaSet.from_frame(areas).shapes, resolution)


def _areas(asked: Asked, threshold: int, *, rates: bool) -> MapLayer:
    from atalaya.geo.areas import AreaSet
    from atalaya.indicators.rates import area_rates
    from atalaya.reports import maps

    areas = asked.city.store.areas()
    if areas.is_empty():
        raise NotFoundError("areas-absent", N_("No areas of {city} are known."), city=asked.city.name)
    found = area_rates(asked.columns, asked.city.store.population(), asked.selection)
    shapes = AreaSet.from_frame(areas).geojson()
    return maps.area_layer(shapes, found.table, found.unplaced, threshold=threshold, per_residents=rates)


def _outlines(asked: Asked) -> tuple[Place, ...]:
    from atalaya.geo.areas import AreaSet
    from atalaya.reports.maps import Place

    areas = asked.city.store.areas()
    if areas.is_empty():
        return ()
    shapes = AreaSet.from_frame(areas).geojson(tolerance_deg=0.0001)["features"]
    return tuple(Place(one["properties"]["code"], one["properties"]["name"], one["geometry"], None) for one in shapes)


def _written(form: str, drawn: MapLayer, asked: Asked, *, internal: bool, rates: bool) -> str:
    from atalaya.reports import maps

    if form == ".geojson":
        return maps.to_geojson(drawn, _about(asked, internal=internal))
    title, caption = _title(drawn, asked, rates=rates), _caption(asked, internal=internal)
    outlines = () if drawn.kind == "areas" else _outlines(asked)
    if form == ".svg":
        return maps.to_svg(drawn, LOCALE, title=title, caption=caption, outlines=outlines)
    notices = [said(N_("Synthetic city: the data were made by a program and tell nothing about a real place."))]
    notices = notices if asked.city.synthetic else []
    if internal:
        notices.append(said(N_("Internal: small counts are shown. Not for distribution.")))
    return maps.to_page(drawn, LOCALE, title=title, caption=caption, notices=notices, outlines=outlines)


def _title(drawn: MapLayer, asked: Asked, *, rates: bool) -> str:
    from atalaya.reports import numbers

    names = {
        "hexagons": N_("{city}, {period}: incidents by hexagon"),
        "areas": N_("{city}, {period}: incidents by area"),
        "hot-spots": N_("{city}, {period}: where more happens than chance explains"),
        "density": N_("{city}, {period}: incidents per km²"),
    }
    selection = asked.selection
    assert selection.start is not None and selection.end is not None  # noqa: S101, PT018  (`ask` has set both)
    period = numbers.period(selection.start, selection.end, LOCALE)
    if rates and drawn.kind == "areas":
        return said(N_("{city}, {period}: yearly rates by area"), city=asked.city.name, period=period)
    return said(names[drawn.kind], city=asked.city.name, period=period)


def _caption(asked: Asked, *, internal: bool) -> str:
    from atalaya.indicators.counting import events_of
    from atalaya.indicators.suppression import is_small
    from atalaya.reports import numbers, prose
    from atalaya.store.sources import sources_in

    selection = asked.selection
    assert selection.start is not None and selection.end is not None  # noqa: S101, PT018  (`ask` has set both)
    count = events_of(asked.columns, selection)
    hide = not internal and is_small(count, asked.city.small_count_threshold)
    sources = prose.enumeration(list(sources_in(asked.snapshot, selection.start, selection.end)), LOCALE)
    parts = [
        said(N_("Source: {sources}."), sources=sources or numbers.NOTHING),
        said(N_("Incidents: {n}."), n=said(N_("hidden")) if hide else numbers.count(count, LOCALE)),
        said(N_("Data as of snapshot {snapshot}."), snapshot=asked.snapshot.id[:12]),
    ]
    if selection.categories:
        parts.insert(0, f"{', '.join(selection.categories)}.")
    if asked.city.synthetic:
        parts.append(said(N_("Synthetic city: the data were made by a program and tell nothing about a real place.")))
    if internal:
        parts.append(said(N_("Internal: small counts are shown. Not for distribution.")))
    else:
        least = asked.city.small_count_threshold
        parts.append(said(N_("Counts from 1 to {most} are hidden to protect people."), most=least - 1))
    return " ".join(parts)


def _about(asked: Asked, *, internal: bool) -> dict[str, object]:
    return {
        "city": asked.city.code,
        "synthetic": asked.city.synthetic,
        "from": str(asked.selection.start),
        "to": str(asked.selection.end),
        "categories": list(asked.selection.categories),
        "snapshot": asked.snapshot.id,
        "small_counts": "shown" if internal else "hidden",
    }


def _tell(output: Path, drawn: MapLayer, asked: Asked, *, internal: bool, as_json: bool) -> None:
    told = {
        "file": str(output.resolve()),
        "layer": drawn.kind,
        **_about(asked, internal=internal),
        "places": len(drawn.places),
        "hidden": drawn.hidden,
        "unlocated": drawn.unlocated,
    }
    if as_json:
        print_json(told)
        return
    print_line(said(N_("The map was written: {file}"), file=output))
    print_line(said(N_("Places: {places}. Hidden: {hidden}."), places=len(drawn.places), hidden=drawn.hidden))
    if internal:
        note(said(N_("Internal: small counts are shown. Not for distribution.")))
    elif drawn.hidden:
        note(said(N_("Small counts are hidden. With --internal they are shown, for use in the office alone.")))
