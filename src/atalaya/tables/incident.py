"""The incident table: one row per record a city received about something that happened.

Events, victims and records are apart: `count` says how many events a row stands for (most files: 1), `victims` how many
people were harmed where the source says so.
"""

from __future__ import annotations

from atalaya.i18n import N_
from atalaya.tables.spec import Column, Table

TIME_PRECISIONS = ("minute", "hour", "day", "month")
LOCATION_PRECISIONS = ("point", "displaced", "area", "none")
STATUSES = ("final", "provisional", "withdrawn")
WEAPONS = ("none", "firearm", "blade", "other", "unspecified")

H3_RESOLUTION = 9
"""Cells of about 0.1 km² (edge about 200 m): the grain of the stored hexagon; coarser ones follow from it."""

INCIDENT = Table(
    name="incident",
    title=N_("Incidents"),
    key=("source", "incident_id"),
    columns=(
        Column(
            "incident_id",
            "text",
            N_("Identifier"),
            N_("The record's own identifier in its source, or one made from its content where the source has none."),
            required=True,
        ),
        Column(
            "source", "text", N_("Source"), N_("Short code of the data source the record came from."), required=True
        ),
        Column("city", "text", N_("City"), N_("Code of the city."), required=True),
        Column(
            "occurred_from",
            "timestamp",
            N_("Occurred from"),
            N_("Earliest moment the incident can have happened, with time zone."),
            required=True,
        ),
        Column(
            "occurred_to",
            "timestamp",
            N_("Occurred until"),
            N_("Latest moment the incident can have happened; equal to the earliest when the moment is known."),
        ),
        Column(
            "time_precision",
            "text",
            N_("Time precision"),
            N_("How exactly the source tells the time: minute, hour, day or month."),
            required=True,
            values=TIME_PRECISIONS,
        ),
        Column("local_date", "date", N_("Local date"), N_("Calendar day in the city when it happened."), required=True),
        Column(
            "local_hour",
            "integer",
            N_("Local hour"),
            N_("Hour of the day in the city, 0 to 23; empty when the source does not tell it."),
            unit="h",
        ),
        Column("reported", "timestamp", N_("Reported"), N_("Moment the record was made, where the source says it.")),
        Column(
            "category_local",
            "text",
            N_("Local category"),
            N_("The category as the source writes it, with blanks and case put in order."),
            required=True,
        ),
        Column("subcategory_local", "text", N_("Local subcategory"), N_("A finer category where the source has one.")),
        Column(
            "iccs",
            "text",
            N_("ICCS code"),
            N_("Code in the International Classification of Crime for Statistical Purposes, where it is known."),
        ),
        Column("attempted", "boolean", N_("Attempted"), N_("Whether it was an attempt; empty when not told.")),
        Column(
            "weapon",
            "text",
            N_("Weapon"),
            N_("Kind of weapon: none, firearm, blade, other, or used but not told which."),
            values=WEAPONS,
        ),
        Column("victims", "integer", N_("Victims"), N_("People harmed, where the source counts them.")),
        Column(
            "count", "integer", N_("Count"), N_("How many events the row stands for; 1 in most files."), required=True
        ),
        Column("place_type", "text", N_("Type of place"), N_("Street, home, shop and so on, as the source writes it.")),
        Column("lon", "number", N_("Longitude"), N_("WGS 84 longitude; empty when not located."), unit="°"),
        Column("lat", "number", N_("Latitude"), N_("WGS 84 latitude; empty when not located."), unit="°"),
        Column("h3", "cell", N_("Hexagon"), N_("H3 cell of resolution 9 that holds the point.")),
        Column(
            "area",
            "text",
            N_("Area"),
            N_("Code of the city's area that holds the point, or that the source names; empty when neither is known."),
        ),
        Column("area_reported", "text", N_("Area as reported"), N_("Name of the area as the source writes it.")),
        Column(
            "location_precision",
            "text",
            N_("Location precision"),
            N_("Point, point displaced by the publisher, area only, or none."),
            required=True,
            values=LOCATION_PRECISIONS,
        ),
        Column(
            "status",
            "text",
            N_("Status"),
            N_("Final, provisional or withdrawn by its source."),
            required=True,
            values=STATUSES,
        ),
    ),
)
