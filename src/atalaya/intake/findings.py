"""What an import can notice about a file: every kind of finding, registered once, told in three languages."""

from __future__ import annotations

from collections.abc import Sequence

from atalaya.i18n import N_
from atalaya.intake.ground_findings import GROUND_KINDS
from atalaya.tables.findings import MAX_EXAMPLES, Finding, FindingKind

_KINDS = (
    FindingKind(
        "date-missing",
        "error",
        N_("Rows without a date"),
        N_("{count} rows have no date and were set aside."),
        N_("Ask the source for the date; import the corrected file again."),
    ),
    FindingKind(
        "date-unreadable",
        "error",
        N_("Dates that cannot be read"),
        N_("{count} rows have a date that fits none of the layouts and were set aside."),
        N_("Correct the date layout in the reading of the file, and import it again."),
    ),
    FindingKind(
        "category-missing",
        "error",
        N_("Rows without a category"),
        N_("{count} rows do not say what happened and were set aside."),
        N_("Check that the column chosen as category is the right one."),
    ),
    FindingKind(
        "row-broken",
        "error",
        N_("Broken rows"),
        N_("{count} rows have more or fewer cells than the header and were set aside."),
        N_("Export the file again; a separator inside a text needs quotes."),
    ),
    FindingKind(
        "total-row",
        "error",
        N_("Rows of totals"),
        N_("{count} rows are totals or footnotes, not incidents, and were set aside."),
        N_("Nothing to do: totals are computed from the incidents."),
    ),
    FindingKind(
        "duplicate-id",
        "error",
        N_("Repeated identifiers"),
        N_("{count} rows repeat the identifier of an earlier row of the same file and were set aside."),
        N_("If they are different incidents, choose another column as identifier."),
    ),
    FindingKind(
        "coordinates-missing",
        "warning",
        N_("Rows without coordinates"),
        N_("{count} rows have no coordinates: they are counted, and do not show on the map."),
        N_("Where the file has addresses, ask the source for their coordinates."),
    ),
    FindingKind(
        "coordinates-implausible",
        "warning",
        N_("Coordinates that cannot be right"),
        N_("{count} rows have coordinates far from the city; they are stored without a point."),
        N_("Look at the rows named: longitude and latitude may be exchanged, or lack their decimal comma."),
    ),
    FindingKind(
        "coordinates-exchanged",
        "warning",
        N_("Longitude and latitude exchanged"),
        N_("{count} rows have longitude and latitude exchanged; they were put right."),
        N_("Tell the source; the points of these rows are where they belong."),
    ),
    FindingKind(
        "coordinates-rescaled",
        "warning",
        N_("Coordinates without their decimal sign"),
        N_("{count} rows have a coordinate that is too large by a power of ten; the decimal sign was set."),
        N_("Tell the source; compare some of the points with the addresses."),
    ),
    FindingKind(
        "outside-areas",
        "warning",
        N_("Points outside the city's areas"),
        N_("{count} rows have a point that lies in none of the city's areas."),
        N_("Check the areas of the city; points on its border may belong to a neighbour."),
    ),
    FindingKind(
        "possible-duplicate",
        "warning",
        N_("Possible duplicates"),
        N_("{count} rows are equal to another in everything but their identifier; they are stored."),
        N_("Decide with the source whether they are one incident or several."),
    ),
    FindingKind(
        "count-unreadable",
        "warning",
        N_("Counts that cannot be read"),
        N_("{count} rows do not tell a whole number of events in the column of counts; they are stored as one event."),
        N_("Look at the rows named, and correct them in the file."),
    ),
    FindingKind(
        "crs-guessed",
        "note",
        N_("Coordinate system guessed"),
        N_("The coordinates are lengths; as {crs} they put {share} % of the points where the city lies."),
        N_("Check some points on the map; write the right system into the reading of the file if it is wrong."),
    ),
    FindingKind(
        "time-zone-guessed",
        "note",
        N_("Time zone guessed"),
        N_("The time zone of the city was guessed from where its points lie."),
        N_("Correct it in the city's settings if it is wrong."),
    ),
)

FINDING_KINDS: dict[str, FindingKind] = {kind.id: kind for kind in (*_KINDS, *GROUND_KINDS)}
"""Every kind by its id."""

SET_ASIDE = tuple(kind.id for kind in _KINDS if kind.severity == "error")
"""Reasons for which a row of a file of incidents is set aside."""


def finding(kind: str, rows: Sequence[int], column: str = "", **params: object) -> Finding:
    """A finding of a registered kind over these row numbers (counted from 1 after the header).

    Raises
    ------
    KeyError
        When the kind is not registered: a fault of ours.

    Examples
    --------
    >>> finding("coordinates-missing", [7, 3, 9]).rows
    (3, 7, 9)
    """
    return Finding(FINDING_KINDS[kind], len(rows), column, tuple(sorted(rows)[:MAX_EXAMPLES]), dict(params))
