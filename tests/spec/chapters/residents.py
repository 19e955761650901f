"""Rates are of the residents of the right year."""

from __future__ import annotations

from spec.book import Chapter, Spec

EVENTS = """
    incident_id | local_date | area  | count
    1           | 2019-05-01 | norte | 20
    2           | 2020-05-01 | norte | 20
    3           | 2020-05-01 | sur   | 5
    4           | 2020-05-01 |       | 9
    """
PEOPLE = """
    area  | year | population
    norte | 2010 | 1000
    norte | 2019 | 2000
    norte | 2020 | 4000
    este  | 2020 | 500
          | 2020 | 9000
    """
YEAR_2020 = "start=date(2020, 1, 1), end=date(2020, 12, 31)"

CHAPTER = Chapter(
    "Rates",
    "A rate is events per 100,000 residents and year of 365.25 days. Events without residents have no rate, and stay.",
    (
        Spec(
            "Every area with events or residents",
            "No residents are known of sur: no rate. Nothing occurred in este: a rate of zero. The nine events without"
            "\na known area are in no row, and the whole city's residents are no area.",
            EVENTS,
            f"rates(incidents, population, Selection(), {YEAR_2020})",
            """
            area  | events | population | population_year | rate_per_100k
            este  | 0      | 500        | 2020            | 0.0
            norte | 20     | 4000       | 2020            | 499.0
            sur   | 5      |            |                 |
            """,
            PEOPLE,
        ),
        Spec(
            "Each year with its own residents",
            "Twenty events in both years, and half the rate in the second, because twice as many lived there.",
            EVENTS,
            'rates_by_year(incidents, population, Selection(areas=("norte",)), years=(2019, 2020))',
            """
            year | area  | events | population | population_year | rate_per_100k
            2019 | norte | 20     | 2000       | 2019            | 1000.7
            2020 | norte | 20     | 4000       | 2020            | 499.0
            """,
            PEOPLE,
        ),
        Spec(
            "The nearest year where there is no figure of the year itself",
            "Of two years equally near, the later: 2015 lies between 2010 and 2020.",
            """
            incident_id | local_date | area  | count
            1           | 2014-02-01 | norte | 10
            2           | 2015-02-01 | norte | 10
            """,
            "rates_by_year(incidents, population, Selection(), years=(2014, 2015))",
            """
            year | area  | events | population | population_year | rate_per_100k
            2014 | norte | 10     | 1000       | 2010            | 1000.7
            2015 | norte | 10     | 2000       | 2020            | 500.3
            """,
            """
            area  | year | population
            norte | 2010 | 1000
            norte | 2020 | 2000
            """,
        ),
        Spec(
            "A part of a year is told per year",
            "Ten events in the 31 days of January, as many as 117.8 in a year.",
            """
            incident_id | local_date | area  | count
            1           | 2020-01-10 | norte | 10
            2           | 2020-02-10 | norte | 99
            """,
            "rates(incidents, population, Selection(), start=date(2020, 1, 1), end=date(2020, 1, 31))",
            """
            area  | events | population | population_year | rate_per_100k
            norte | 10     | 100000     | 2020            | 117.8
            """,
            """
            area  | year | population
            norte | 2020 | 100000
            """,
        ),
        Spec(
            "A year that the data cover in part",
            "The selected period ends with June: the rate of 2020 is that of its first 182 days, told per year.",
            """
            incident_id | local_date | area  | count
            1           | 2019-10-10 | norte | 10
            2           | 2020-02-10 | norte | 10
            """,
            "rates_by_year(incidents, population, Selection(end=date(2020, 6, 30)), years=(2019, 2020, 2021))",
            """
            year | area  | events | population | population_year | rate_per_100k
            2019 | norte | 10     | 100000     | 2020            | 10.0
            2020 | norte | 10     | 100000     | 2020            | 20.1
            """,
            """
            area  | year | population
            norte | 2020 | 100000
            """,
        ),
        Spec(
            "Nobody lives there",
            "A port or a park has events and no residents: no rate, rather than an infinite one.",
            """
            incident_id | local_date | area
            1           | 2020-01-10 | puerto
            """,
            f"rates(incidents, population, Selection(), {YEAR_2020})",
            """
            area   | events | population | population_year | rate_per_100k
            puerto | 1      | 0          | 2020            |
            """,
            """
            area   | year | population
            puerto | 2020 | 0
            """,
        ),
    ),
)
