"""Areas (neighbourhoods, zones, districts) and the people who live in them, by year."""

from __future__ import annotations

from atalaya.i18n import N_
from atalaya.tables.spec import Column, Table

AREA = Table(
    name="area",
    title=N_("Areas"),
    key=("layer", "code"),
    columns=(
        Column(
            "layer",
            "text",
            N_("Layer"),
            N_("Which division of the city: neighbourhoods, districts, sectors."),
            required=True,
        ),
        Column("code", "text", N_("Code"), N_("Code of the area, unique in its layer."), required=True),
        Column("name", "text", N_("Name"), N_("Name of the area as people say it."), required=True),
        Column("parent", "text", N_("Part of"), N_("Code of the larger area it belongs to.")),
        Column("area_km2", "number", N_("Surface"), N_("Surface of the area on the ellipsoid."), unit="km²"),
        Column("shape", "bytes", N_("Shape"), N_("Polygon in WGS 84 as well-known binary.")),
    ),
)

POPULATION = Table(
    name="population",
    title=N_("Population"),
    key=("area", "year"),
    columns=(
        Column("area", "text", N_("Area"), N_("Code of the area; empty for the whole city.")),
        Column("year", "integer", N_("Year"), N_("Year the figure is for."), required=True),
        Column("population", "integer", N_("Population"), N_("Residents."), required=True, unit=N_("people")),
        Column("source", "text", N_("Source"), N_("Who published the figure and when."), required=True),
    ),
)
