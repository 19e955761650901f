"""What a selection means."""

from __future__ import annotations

from spec.book import Chapter, Spec

FEW = """
    incident_id | local_date | local_hour | area  | category_local
    1           | 2019-03-01 | 22         | norte | Robo
    2           | 2019-03-01 | 10         | norte | Hurto
    3           | 2019-03-02 | 22         | sur   | Robo
    4           | 2019-03-03 | 22         | norte | Robo
    5           | 2019-03-04 | 2          | oeste | Lesiones
    """
COLUMNS = '.select("area", "category", "events")'

CHAPTER = Chapter(
    "Choosing",
    "A selection names a period, areas, categories, hours and days of the week. Nothing named means all.",
    (
        Spec(
            "Several values of one kind: any of them",
            "The areas norte or oeste.",
            FEW,
            f'counts(incidents, Selection(areas=("norte", "oeste")), by=("area", "category")){COLUMNS}',
            """
            area  | category | events
            norte | Hurto    | 1
            norte | Robo     | 2
            oeste | Lesiones | 1
            """,
        ),
        Spec(
            "Several kinds: all of them",
            "Robo, and in norte, and from Friday to Saturday (4 and 5), and at 22 hours.",
            FEW,
            'counts(incidents, Selection(areas=("norte",), categories=("Robo",), hours=(22,), weekdays=(4, 5)), by=())',
            """
            records | events | victims | events_told
            1       | 1      |         | 0
            """,
        ),
        Spec(
            "A name that nothing has chooses nothing",
            "It is no error: last year's link may name a category of last year.",
            FEW,
            f'counts(incidents, Selection(categories=("Usurpación",)), by=("area", "category")){COLUMNS}',
            """
            area | category | events
            """,
        ),
        Spec(
            "Upper and lower case are different",
            "Names are put in order when a file is read, not when a question is asked.",
            FEW,
            f'counts(incidents, Selection(categories=("robo",)), by=("area", "category")){COLUMNS}',
            """
            area | category | events
            """,
        ),
    ),
)
