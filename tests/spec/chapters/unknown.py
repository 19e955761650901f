"""What is not known is counted, and shown as not known."""

from __future__ import annotations

from spec.book import Chapter, Spec

HOURS = """
    incident_id | local_hour | count
    1           | 0          | 1
    2           | 23         | 2
    3           |            | 4
    """
AREAS = """
    incident_id | area
    1           | norte
    2           |
    3           | sur
    4           |
    """

CHAPTER = Chapter(
    "What is not known",
    "No row is lost because a part of it is missing: the parts of a total add up to the total.",
    (
        Spec(
            "An unknown area is an area of its own",
            "It has the empty code, and comes first.",
            AREAS,
            'counts(incidents, Selection(), by=("area",)).select("area", "events")',
            """
            area  | events
            ""    | 2
            norte | 1
            sur   | 1
            """,
        ),
        Spec(
            "It can be asked for",
            "The empty code in a selection means: without a known area.",
            AREAS,
            'counts(incidents, Selection(areas=("", "sur")), by=("area",)).select("area", "events")',
            """
            area | events
            ""   | 2
            sur  | 1
            """,
        ),
        Spec(
            "An unknown hour stays unknown",
            "It is not midnight. It comes last.",
            HOURS,
            'counts(incidents, Selection(), by=("hour",)).select("hour", "records", "events")',
            """
            hour | records | events
            0    | 1       | 1
            23   | 1       | 2
                 | 1       | 4
            """,
        ),
        Spec(
            "A choice of hours leaves unknown hours out",
            "Even when all twenty-four are chosen: nobody knows that these rows belong to them.",
            HOURS,
            "counts(incidents, Selection(hours=tuple(range(24))), by=())",
            """
            records | events | victims | events_told
            2       | 3      |         | 0
            """,
        ),
        Spec(
            "Victims that no record tells are not zero",
            "Hurto has a record that says nobody was harmed: zero. No record of Robo says anything: not known.",
            """
            incident_id | category_local | victims
            1           | Hurto          | 0
            2           | Hurto          |
            3           | Robo           |
            """,
            'counts(incidents, Selection(), by=("category",))',
            """
            category | records | events | victims | events_told
            Hurto    | 2       | 2      | 0       | 1
            Robo     | 1       | 1      |         | 0
            """,
        ),
    ),
)
