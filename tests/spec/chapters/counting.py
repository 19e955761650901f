"""Records, events and victims are three things."""

from __future__ import annotations

from spec.book import Chapter, Spec

CHAPTER = Chapter(
    "Records, events, victims",
    "A record is a row that a city received. It stands for one event or for several (`count`), and may tell how many"
    "\npeople were harmed (`victims`). The three are never added together and never taken for one another.",
    (
        Spec(
            "Three totals",
            "Four records stand for seven events. In six of them is told how many people were harmed: five.",
            """
            incident_id | count | victims
            1           | 1     | 1
            2           | 4     | 0
            3           | 1     | 4
            4           | 1     |
            """,
            "counts(incidents, Selection(), by=())",
            """
            records | events | victims | events_told
            4       | 7      | 5       | 6
            """,
        ),
        Spec(
            "Events by area and category",
            "The answer has a row for what occurred and no row for what did not. It is sorted by its columns.",
            """
            incident_id | area  | category_local | count
            1           | sur   | Robo           | 1
            2           | norte | Robo           | 1
            3           | norte | Hurto          | 2
            4           | norte | Robo           | 1
            """,
            'counts(incidents, Selection(), by=("area", "category")).select("area", "category", "records", "events")',
            """
            area  | category | records | events
            norte | Hurto    | 1       | 2
            norte | Robo     | 2       | 2
            sur   | Robo     | 1       | 1
            """,
        ),
        Spec(
            "By the international classification",
            "Local categories that share an ICCS code are counted together; one without a code has the empty code.",
            """
            incident_id | category_local | iccs
            1           | Robo           | 0401
            2           | Arrebato       | 0401
            3           | Hurto          | 0502
            4           | Otros          |
            """,
            'counts(incidents, Selection(), by=("iccs",)).select("iccs", "events")',
            """
            iccs | events
            ""   | 1
            0401 | 2
            0502 | 1
            """,
        ),
        Spec(
            "Letters beyond English are sorted one way",
            "Names are ordered by their code points on every engine, whatever the language of the machine.",
            """
            incident_id | area
            1           | ñuñoa
            2           | zona
            3           | Ágora
            4           | Norte
            """,
            'counts(incidents, Selection(), by=("area",)).select("area", "events")',
            """
            area  | events
            Norte | 1
            zona  | 1
            Ágora | 1
            ñuñoa | 1
            """,
        ),
        Spec(
            "Nothing occurred",
            "Totals of nothing are zero; victims of nothing are not known.",
            """
            incident_id | category_local
            1           | Robo
            """,
            'counts(incidents, Selection(categories=("Hurto",)), by=())',
            """
            records | events | victims | events_told
            0       | 0      |         | 0
            """,
        ),
    ),
)
