"""The bulletin: a city's period told in one definition, from which the page, the paper and the workbook are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from atalaya.errors import RefusalError
from atalaya.i18n import N_, translate
from atalaya.reports import numbers, prose
from atalaya.reports.charts import Chart, areas_chart, calendar_chart, changes_chart, series_chart
from atalaya.reports.document import Block, Document, Figure, Heading, Notes, Paragraph, Status
from atalaya.reports.gate import Publishable, publishable
from atalaya.reports.names import place_names, type_names
from atalaya.reports.palette import readable_accent
from atalaya.reports.results import CitySummary
from atalaya.tables.city import City


@dataclass(frozen=True)
class BulletinInput:
    """Everything a bulletin says, before it is said in a language.

    Attributes
    ----------
    city : with its threshold for small counts.
    summary : of the period, from the indicators.
    start, end : the period, both days included.
    snapshot : identifier of the data it was made from.
    issued : the date it bears.
    number : of the issue, 1 for the first.
    sources : names of the data sources.
    missing_sources : names of sources whose data did not arrive for the period.
    sentences : what the analyst says, in the city's own language.
    area_names : names by code.
    revisions : records added and changed since the previous issue, where it is known.
    author, approver : names of the people; empty when there is none yet.
    replaces : number of the issue this one corrects, or null.
    accent : the city's colour, used where it can be read.
    logo : the city's picture, PNG or JPEG; empty when it has none.
    """

    city: City
    summary: CitySummary
    start: dt.date
    end: dt.date
    snapshot: str
    issued: dt.date
    number: int = 1
    status: Status = "draft"
    sources: tuple[str, ...] = ()
    missing_sources: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    area_names: Mapping[str, str] = field(default_factory=dict)
    revisions: tuple[int, int] | None = None
    author: str = ""
    approver: str = ""
    approved_on: dt.date | None = None
    replaces: int | None = None
    accent: str | None = None
    logo: bytes = b""


@dataclass(frozen=True)
class Part:
    """A heading, its sentence, its picture and whether the picture says more than the sentence."""

    title: str
    text: str
    chart: Chart
    drawn: bool = True


def compose(what: BulletinInput, locale: str) -> Document:
    """The bulletin in a language; small counts are hidden here, whoever computed them.

    Raises
    ------
    RefusalError
        ``bulletin-period-empty``: no incident at all was recorded up to the end of the period.
    """
    if not what.summary.series.table.height:
        raise RefusalError(
            "bulletin-period-empty",
            N_("There is no incident to make a bulletin of."),
            hint=N_("Import a file that covers the period, or choose another period."),
        )
    shown = publishable(what.summary, what.city.small_count_threshold)
    period = numbers.period(what.start, what.end, locale)
    parts = _parts(shown, what, locale)
    return Document(
        title=prose.headline(shown.total, what.city.name, period, locale),
        subtitle=translate(N_("Security bulletin no. {number} · {period}"), locale, number=what.number, period=period),
        city=what.city.name,
        locale=locale,
        status=what.status,
        status_line=_status_line(what, locale),
        issued=what.issued,
        facts=_facts(shown, locale),
        blocks=(
            *_own_words(what),
            *_answer(shown, locale),
            *_told(parts, locale),
            *_method(what, shown, locale),
            *_annex(parts, locale),
        ),
        notices=_notices(what, locale),
        accent=readable_accent(what.accent),
        logo=what.logo,
        labels={"outline": translate(N_("Contents"), locale), "figure": translate(N_("Figure"), locale)},
    )


def _status_line(what: BulletinInput, locale: str) -> str:
    if what.status == "draft" or what.approved_on is None:
        return translate(N_("Draft, not approved"), locale)
    message = N_("Prepared by {author}, approved by {approver} on {day}")
    day = numbers.date(what.approved_on, locale)
    return translate(message, locale, author=what.author, approver=what.approver, day=day)


def _notices(what: BulletinInput, locale: str) -> tuple[str, ...]:
    notices = []
    if what.city.synthetic:
        notices.append(N_("Synthetic city: the data were made by a program and tell nothing about a real place."))
    if what.status == "draft":
        notices.append(N_("Draft: not approved, not for distribution."))
    if what.status == "superseded":
        notices.append(N_("Superseded: a later issue corrects this one."))
    told = [translate(notice, locale) for notice in notices]
    if what.replaces is not None:
        told.append(translate(N_("This issue corrects and replaces no. {number}."), locale, number=what.replaces))
    return tuple(told)


def _facts(shown: Publishable, locale: str) -> tuple[tuple[str, str], ...]:
    total = shown.total
    facts = [
        (translate(N_("Incidents recorded"), locale), _figure(total.now, locale)),
        (
            translate(N_("Same days a year before"), locale),
            translate(N_("no data"), locale) if total.verdict == "no-year-before" else _figure(total.before, locale),
        ),
    ]
    # a percentage stands at the head only where the test found a change
    if total.verdict in {"rise", "fall"}:
        facts.append((translate(N_("Change"), locale), numbers.change_percent(total.ratio, locale)))
    else:
        told = N_("no data") if total.verdict == "no-year-before" else N_("cannot be told from chance")
        facts.append((translate(N_("Change"), locale), translate(told, locale)))
    return tuple(facts)


def _figure(value: int | None, locale: str) -> str:
    """A count, or the word for one that is hidden."""
    return translate(N_("hidden"), locale) if value is None else numbers.count(value, locale)


def _own_words(what: BulletinInput) -> tuple[Block, ...]:
    texts = (sentence.strip() for sentence in what.sentences)
    return tuple(Paragraph(text, what.city.language, own_words=True) for text in texts if text)


def _answer(shown: Publishable, locale: str) -> tuple[Block, ...]:
    return (
        Heading(translate(N_("What happened"), locale)),
        Paragraph(prose.describe_comparison(shown.total, locale)),
    )


def _parts(shown: Publishable, what: BulletinInput, locale: str) -> list[Part]:
    names, caption = place_names(what.area_names), _caption(what, shown, locale)
    types = type_names(shown.categories.table["key"].to_list())
    told = prose.describe_series(shown.series, locale)
    parts = [Part(N_("Month by month"), told, series_chart(shown.series, locale, _series_caption(what, shown, locale)))]
    if not _only_type(shown):
        told = prose.describe_changes(shown.categories, locale, types)
        chart = changes_chart(shown.categories, locale, names=types, caption=caption)
        parts.append(Part(N_("By type of incident"), told, chart))
    if shown.areas.table.filter(shown.areas.table["rate_per_100k"].is_not_null()).height:
        told = prose.describe_areas(shown.areas, locale, names)
        parts.append(Part(N_("By area"), told, areas_chart(shown.areas, locale, names=names, caption=caption)))
    if shown.area_changes.table.height:
        told = prose.describe_changes(shown.area_changes, locale, names)
        chart = changes_chart(shown.area_changes, locale, kind="area", names=names, caption=caption)
        # a page of points that all say "no change" is said by the sentence; the table stands at the end
        drawn = bool(shown.area_changes.table["verdict"].is_in(["rise", "fall"]).any())
        parts.append(Part(N_("Change by area"), told, chart, drawn=drawn))
    told = prose.describe_calendar(shown.calendar, locale)
    some = bool(shown.calendar.table["events"].sum())
    parts.append(Part(N_("Days and hours"), told, calendar_chart(shown.calendar, locale, caption), drawn=some))
    return parts


def _only_type(shown: Publishable) -> bool:
    """Whether all incidents are of one type, so that the total has said everything."""
    table = shown.categories.table
    return table.height == 1 and table["now"].item(0) == shown.total.now


def _told(parts: list[Part], locale: str) -> tuple[Block, ...]:
    """Each part with its heading, its sentence and its picture, where there is something to draw."""
    blocks: list[Block] = []
    number = 0
    for part in parts:
        blocks += [Heading(translate(part.title, locale)), Paragraph(part.text)]
        if part.drawn and part.chart.spec["data"]["values"]:
            number += 1
            blocks.append(Figure(part.chart, number))
    return tuple(blocks)


def _caption(what: BulletinInput, shown: Publishable, locale: str) -> str:
    return translate(
        N_("Source: {sources}. Period: {period}. Incidents: {n}."),
        locale,
        sources=prose.enumeration(list(what.sources), locale) or numbers.NOTHING,
        period=numbers.period(what.start, what.end, locale),
        n=_figure(shown.total.now, locale),
    )


def _series_caption(what: BulletinInput, shown: Publishable, locale: str) -> str:
    months = shown.series.table["month"].sort()
    return translate(
        N_("Source: {sources}. Period: {period}. The band is the uncertainty range."),
        locale,
        sources=prose.enumeration(list(what.sources), locale) or numbers.NOTHING,
        period=numbers.months(months.item(0), months.item(-1), locale),
    )


def _method(what: BulletinInput, shown: Publishable, locale: str) -> tuple[Block, ...]:
    threshold = what.city.small_count_threshold
    notes = [
        translate(
            N_(
                "These are incidents recorded by the sources, not all that happened: victim surveys find that many "
                "crimes are never reported. A rise can come from more reporting, a fall from less."
            ),
            locale,
        ),
        translate(
            N_(
                "A change is told only where an exact test on the two counts finds one after allowing for the number "
                "of rows compared; uncertainty ranges are of 95 %."
            ),
            locale,
        ),
        translate(
            N_(
                "Counts from 1 to {most} are hidden to protect people, "
                "and others with them where a sum would tell them."
            ),
            locale,
            most=threshold - 1,
        ),
    ]
    if what.missing_sources:
        sources = prose.enumeration(list(what.missing_sources), locale)
        notes.append(
            translate(N_("Sources whose data did not arrive for the period: {sources}."), locale, sources=sources)
        )
    if shown.unlocated:
        count = numbers.count(shown.unlocated, locale)
        notes.append(
            translate(N_("Incidents without a known place, counted in the totals: {count}."), locale, count=count)
        )
    if shown.areas.table.height and shown.areas.unplaced and shown.areas.unplaced != shown.unlocated:
        count = numbers.count(shown.areas.unplaced, locale)
        message = N_("Incidents outside the areas, or without a known one, counted in the totals: {count}.")
        notes.append(translate(message, locale, count=count))
    if what.revisions is not None:
        added, changed = (numbers.count(value, locale) for value in what.revisions)
        message = N_("Since the previous issue the sources added {added} records and changed {changed}.")
        notes.append(translate(message, locale, added=added, changed=changed))
    notes.append(translate(N_("Data as of snapshot {snapshot}."), locale, snapshot=what.snapshot[:12]))
    return Heading(translate(N_("How this is known"), locale)), Notes(tuple(notes))


def _annex(parts: list[Part], locale: str) -> tuple[Block, ...]:
    """Every figure's table, together at the end, so that the text reads in a minute and nothing is kept back."""
    return (Heading(translate(N_("Tables"), locale)), *(part.chart.table for part in parts))
