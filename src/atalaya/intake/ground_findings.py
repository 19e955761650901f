"""What reading a city's ground can notice: its areas and its residents."""

from __future__ import annotations

from atalaya.i18n import N_
from atalaya.tables.findings import FindingKind

GROUND_KINDS = (
    FindingKind(
        "shape-missing",
        "error",
        N_("Areas without a shape"),
        N_("{count} areas have no shape and were set aside."),
        N_("Export the file again with its geometry."),
    ),
    FindingKind(
        "shape-not-polygon",
        "error",
        N_("Shapes that hold no surface"),
        N_("{count} shapes are points or lines and were set aside."),
        N_("Choose the file of the borders as polygons."),
    ),
    FindingKind(
        "shape-unreadable",
        "error",
        N_("Shapes that cannot be read"),
        N_("{count} shapes are broken beyond mending and were set aside."),
        N_("Open the file in a map program, mend these areas, and import it again."),
    ),
    FindingKind(
        "area-code-missing",
        "error",
        N_("Areas without a code"),
        N_("{count} areas have nothing in the column of codes and were set aside."),
        N_("Choose another column, or write the codes into the file."),
    ),
    FindingKind(
        "shape-mended",
        "warning",
        N_("Mended shapes"),
        N_("The borders of {count} areas crossed themselves and were mended."),
        N_("Look at these areas on the map; ask the publisher for corrected borders."),
    ),
    FindingKind(
        "area-parts-joined",
        "note",
        N_("Parts joined"),
        N_("{count} shapes have the code of another and were joined with it to one area."),
        N_("Choose another column of codes if they are areas of their own."),
    ),
    FindingKind(
        "areas-converted",
        "note",
        N_("Coordinates converted"),
        N_("The coordinates were converted from the system of the file to longitude and latitude."),
        N_("Look at the areas on the map before going on."),
    ),
    FindingKind(
        "area-unknown",
        "error",
        N_("Residents of unknown areas"),
        N_("{count} rows name an area that the city does not have and were set aside."),
        N_("Correct the names or codes, or import the areas they belong to first."),
    ),
    FindingKind(
        "population-unreadable",
        "error",
        N_("Residents that cannot be read"),
        N_("{count} figures of residents are no whole number and were set aside."),
        N_("Correct these cells, and import the file again."),
    ),
    FindingKind(
        "year-unreadable",
        "error",
        N_("Years that cannot be read"),
        N_("{count} rows do not tell the year of the figure and were set aside."),
        N_("Write the year with four digits."),
    ),
    FindingKind(
        "population-repeated",
        "error",
        N_("Residents told twice"),
        N_("{count} rows repeat an area and year that an earlier row told, and were set aside."),
        N_("Leave one figure by area and year."),
    ),
    FindingKind(
        "areas-without-residents",
        "warning",
        N_("Areas without residents"),
        N_("{count} areas of the city have no residents in this file; they will have no rates."),
        N_("Add their figures, or accept that only counts are told there."),
    ),
    FindingKind(
        "year-from-name",
        "note",
        N_("Year taken from the name"),
        N_("The file has no column of years; the year in its name was taken for all figures."),
        N_("Say the year when importing if it is another one."),
    ),
)
