"""Periods are those of the city's own calendar."""

from __future__ import annotations

from spec.book import Chapter, Spec

NIGHT = """
    incident_id | occurred_from        | local_date | local_hour
    1           | 2020-01-01 02:30 UTC | 2019-12-31 | 23
    2           | 2020-01-01 03:00 UTC | 2020-01-01 | 0
    """
BORDER = """
    incident_id | local_date
    1           | 2018-12-31
    2           | 2019-01-01
    3           | 2019-12-31
    4           | 2020-01-01
    """

CHAPTER = Chapter(
    "Periods and time zones",
    "A day is a day in the city (`local_date`), whatever the day is in Greenwich. A period is told by its first day.",
    (
        Spec(
            "The night of the 31st of December belongs to the old year",
            "Half past eleven in the evening in Buenos Aires is half past two of the next year in UTC; it is counted in"
            "\n2019, at 23 hours.",
            NIGHT,
            'counts(incidents, Selection(), by=("year", "hour")).select("year", "hour", "events")',
            """
            year       | hour | events
            2019-01-01 | 23   | 1
            2020-01-01 | 0    | 1
            """,
        ),
        Spec(
            "Moments come back in UTC",
            "From every engine, whatever the time zone of the machine it runs on.",
            NIGHT,
            'incidents.select("incident_id", "occurred_from").sort("incident_id")',
            """
            incident_id | occurred_from
            1           | 2020-01-01 02:30 UTC
            2           | 2020-01-01 03:00 UTC
            """,
        ),
        Spec(
            "Both days of a period are included",
            "From the first of January to the 31st of December.",
            BORDER,
            'counts(incidents, Selection(date(2019, 1, 1), date(2019, 12, 31)), by=("day",)).select("day", "events")',
            """
            day        | events
            2019-01-01 | 1
            2019-12-31 | 1
            """,
        ),
        Spec(
            "A period may be open",
            "Without a last day it goes on to the end of what is known.",
            BORDER,
            'counts(incidents, Selection(start=date(2019, 12, 31)), by=("year",)).select("year", "events")',
            """
            year       | events
            2019-01-01 | 1
            2020-01-01 | 1
            """,
        ),
        Spec(
            "Months begin on their first day, leap years too",
            "The 29th of February is in February.",
            """
            incident_id | local_date
            1           | 2020-01-31
            2           | 2020-02-01
            3           | 2020-02-29
            4           | 2020-03-01
            """,
            'counts(incidents, Selection(), by=("month",)).select("month", "events")',
            """
            month      | events
            2020-01-01 | 1
            2020-02-01 | 2
            2020-03-01 | 1
            """,
        ),
        Spec(
            "Monday is 0 and Sunday is 6",
            "The 30th of December 2019 was a Monday.",
            """
            incident_id | local_date
            1           | 2019-12-29
            2           | 2019-12-30
            3           | 2020-01-05
            """,
            'counts(incidents, Selection(), by=("weekday",)).select("weekday", "events")',
            """
            weekday | events
            0       | 1
            6       | 2
            """,
        ),
    ),
)
