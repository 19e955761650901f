"""Many cities at once, and one function for each."""

from __future__ import annotations

from spec.book import Chapter, Spec
from spec.functions import longest_quiet

CITIES = """
    incident_id | city    | local_date | count
    1           | rosario | 2019-01-01 | 1
    2           | rosario | 2019-01-11 | 2
    3           | rosario | 2019-01-14 | 1
    4           | manaus  | 2019-01-01 | 1
    5           | manaus  | 2019-02-01 | 1
    6           | cusco   | 2019-02-01 | 1
    """

CHAPTER = Chapter(
    "Many cities",
    "The same questions over the snapshots of many cities (`atalaya.store.cities`), on one machine or on a cluster.",
    (
        Spec(
            "By city and month",
            "The city is a column like the others.",
            CITIES,
            'counts(incidents, Selection(), by=("city", "month")).select("city", "month", "events")',
            """
            city    | month      | events
            cusco   | 2019-02-01 | 1
            manaus  | 2019-01-01 | 1
            manaus  | 2019-02-01 | 1
            rosario | 2019-01-01 | 4
            """,
        ),
        Spec(
            "The days that each city has",
            "From the first day with incidents to the last.",
            CITIES,
            'days_held(incidents, by=("city",))',
            """
            city    | first      | last
            cusco   | 2019-02-01 | 2019-02-01
            manaus  | 2019-01-01 | 2019-02-01
            rosario | 2019-01-01 | 2019-01-14
            """,
        ),
        Spec(
            "One function for every city",
            "What no expression says is a function of a table: here the longest time without incidents, in days. It"
            "\nruns in processes of this machine, or on the workers of a cluster, once for every city.",
            CITIES,
            'engine.map_by(incidents, "city", longest_quiet, {"days": pl.Int64()})',
            """
            city    | days
            cusco   |
            manaus  | 31
            rosario | 10
            """,
            function=longest_quiet,
        ),
    ),
)
