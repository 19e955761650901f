"""Results told in sentences, in the reader's language: the finding first, then how sure, never noise as change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import polars as pl

from atalaya.i18n import N_, translate
from atalaya.reports import numbers
from atalaya.reports.hours import block_length
from atalaya.reports.results import AreaRates, Changes, CitySummary, Comparison, Series, WeekdayHour

Names = Mapping[str, str]

MOST_NAMED: Final = 6
"""A sentence with more names than this is not read to its end; the table has them all."""

VERDICTS = {
    "rise": N_("Recorded incidents rose from {before} to {now} ({change}; uncertainty range of the ratio: {range})."),
    "fall": N_("Recorded incidents fell from {before} to {now} ({change}; uncertainty range of the ratio: {range})."),
    "no-distinguishable-change": N_(
        "{now} incidents were recorded, against {before} a year before: no change that can be told from chance."
    ),
    "too-few": N_("There are too few incidents to say whether they changed."),
    "no-year-before": N_(
        "{now} incidents were recorded; the data do not reach the same days a year before, "
        "so nothing is said of change."
    ),
}
HIDDEN_TOTAL = N_("The number of incidents is so small that it is hidden to protect people.")


def describe(result: object, locale: str, names: Names | None = None) -> str:
    """A paragraph that tells a result of the indicators.

    Parameters
    ----------
    result : a `Comparison`, `Changes`, `AreaRates`, `Series`, `WeekdayHour` or `CitySummary`, told by its class's name.
    locale : ``"es"``, ``"pt"`` or ``"en"``.
    names : names of areas by code, where the result speaks of areas.

    Raises
    ------
    TypeError
        There are no sentences for such a result.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> class Comparison(SimpleNamespace): ...
    >>> describe(Comparison(now=2, before=1, ratio=2.0, ratio_low=0.1, ratio_high=9.0, p_value=1.0,
    ...                     verdict="too-few"), "en")
    'There are too few incidents to say whether they changed.'
    """
    tell = TELLERS.get(type(result).__name__)
    if tell is None:
        raise TypeError(f"no sentences for {type(result).__name__}")
    return tell(result, locale, names or {})


def describe_comparison(result: Comparison, locale: str, names: Names | None = None) -> str:
    """One sentence on the total, by the verdict of the test; a percentage only where the test found a change."""
    alone = result.verdict == "no-year-before"
    if result.now is None or (result.before is None and not alone):
        return translate(HIDDEN_TOTAL if result.now is None else VERDICTS["too-few"], locale)
    return translate(
        VERDICTS[result.verdict],
        locale,
        now=numbers.count(result.now, locale),
        before=numbers.count(result.before, locale),
        change=numbers.change_percent(result.ratio, locale),
        range=numbers.interval(result.ratio_low, result.ratio_high, locale, 2),
    )


def describe_changes(result: Changes, locale: str, names: Names | None = None) -> str:
    """Which rows rose, which fell, and in how many no change can be told from chance."""
    names = names or {}
    parts = []
    for verdict, message in (("rise", N_("Rose: {list}.")), ("fall", N_("Fell: {list}."))):
        rows = result.table.filter((pl.col("verdict") == verdict) & pl.col("now").is_not_null())
        told = [
            f"{names.get(row['key'], row['key'])} ({numbers.change_percent(row['ratio'], locale)})"
            for row in rows.sort("now", "key", descending=[True, False]).head(MOST_NAMED).to_dicts()
        ]
        if rows.height > MOST_NAMED:
            told.append(translate(N_("{n} more"), locale, n=numbers.count(rows.height - MOST_NAMED, locale)))
        if told:
            parts.append(translate(message, locale, list=enumeration(told, locale)))
    return " ".join([*parts, *_rows_without_change(result.table, locale, first=not parts)])


def _rows_without_change(table: pl.DataFrame, locale: str, *, first: bool) -> list[str]:
    if table.height and (table["verdict"] == "no-year-before").all():
        return [translate(N_("The data do not reach the same days a year before: no change is told."), locale)]
    quiet = table.filter((pl.col("verdict") == "no-distinguishable-change") & pl.col("now").is_not_null()).height
    few = table.filter((pl.col("verdict") == "too-few") | pl.col("now").is_null()).height
    parts = []
    if quiet and first and not few:
        parts.append(translate(N_("In none is there a change that can be told from chance."), locale))
    elif quiet:
        parts.append(
            translate(N_("Without a change that can be told from chance: {n}."), locale, n=numbers.count(quiet, locale))
        )
    if few:
        parts.append(
            translate(N_("Hidden, or with too few incidents to say: {n}."), locale, n=numbers.count(few, locale))
        )
    return parts


def describe_areas(result: AreaRates, locale: str, names: Names | None = None) -> str:
    """The areas whose rate stands above the rest by more than chance; a ranking is never told as truth."""
    names = names or {}
    table = result.table.filter(pl.col("rate_per_100k").is_not_null()).sort(
        "rate_per_100k", "area", descending=[True, False]
    )
    parts = []
    if table.height >= 2:
        top, low = table.row(0, named=True), table.row(-1, named=True)
        apart = top["rate_low"] > low["rate_high"]
        message = (
            N_(
                "The highest rate is that of {top}: {top_rate} per 100,000 residents a year "
                "(uncertainty range: {top_range}); "
                "the lowest, that of {low}: {low_rate} ({low_range})."
            )
            if apart
            else N_("The rates of the areas cannot be told apart: their uncertainty ranges overlap.")
        )
        parts.append(
            translate(
                message,
                locale,
                top=names.get(top["area"], top["area"]),
                low=names.get(low["area"], low["area"]),
                top_rate=numbers.rate(top["rate_per_100k"], locale),
                low_rate=numbers.rate(low["rate_per_100k"], locale),
                top_range=numbers.interval(top["rate_low"], top["rate_high"], locale),
                low_range=numbers.interval(low["rate_low"], low["rate_high"], locale),
            )
        )
        if apart:
            parts.append(translate(N_("Areas whose ranges overlap must not be ranked against each other."), locale))
    else:
        parts.append(translate(N_("There is no reference population to compute rates by area."), locale))
    return " ".join(parts)


def describe_series(result: Series, locale: str, names: Names | None = None) -> str:
    """The span of the series, its highest and lowest whole month, and that an unfinished month is provisional."""
    table = result.table.filter(pl.col("complete") & pl.col("events").is_not_null()).sort("month")
    if not table.height:
        return translate(N_("There is no complete month to show yet."), locale)
    top = table.sort("events", "month", descending=[True, False]).row(0, named=True)
    low = table.sort("events", "month").row(0, named=True)
    told = translate(
        N_(
            "Between {first} and {last}, the month with most recorded incidents was {top} ({top_events}) and the one "
            "with fewest {low} ({low_events})."
        ),
        locale,
        first=numbers.month(table["month"].item(0), locale),
        last=numbers.month(table["month"].item(-1), locale),
        top=numbers.month(top["month"], locale),
        top_events=numbers.count(top["events"], locale),
        low=numbers.month(low["month"], locale),
        low_events=numbers.count(low["events"], locale),
    )
    if result.table.filter(~pl.col("complete")).height:
        told += " " + translate(N_("The months drawn dashed are provisional: records still arrive for them."), locale)
    return told


def describe_calendar(result: WeekdayHour, locale: str, names: Names | None = None) -> str:
    """The hour of the week with most incidents, and the share with no known hour."""
    table = result.table.filter(pl.col("events").is_not_null() & (pl.col("events") > 0))
    step, parts = block_length(result), []
    if table.height:
        top = table.sort("events", "weekday", "hour", descending=[True, False, False]).row(0, named=True)
        parts.append(
            translate(
                N_("The hour of the week with most recorded incidents is {day} from {from_hour}:00 to {to_hour}:00.")
                if step == 1
                else N_("Most incidents were recorded on {day} from {from_hour}:00 to {to_hour}:00."),
                locale,
                day=numbers.weekday(top["weekday"], locale),
                from_hour=top["hour"],
                to_hour=(top["hour"] + step) % 24,
            )
        )
    else:
        parts.append(translate(N_("No hour of the week has enough incidents to show."), locale))
    if result.unknown_hour:
        parts.append(
            translate(
                N_("Records without a known hour, not drawn: {count}."),
                locale,
                count=numbers.count(result.unknown_hour, locale),
            )
        )
    return " ".join(parts)


def describe_summary(result: CitySummary, locale: str, names: Names | None = None) -> str:
    """Total, categories and areas, in this order."""
    parts = (
        describe_comparison(result.total, locale),
        describe_changes(result.categories, locale),
        describe_areas(result.areas, locale, names),
    )
    return " ".join(parts)


def headline(total: Comparison, city: str, period: str, locale: str) -> str:
    """The title of a page or document: a sentence with the finding."""
    messages = {
        "rise": N_("{city}, {period}: recorded incidents rose"),
        "fall": N_("{city}, {period}: recorded incidents fell"),
        "no-distinguishable-change": N_("{city}, {period}: no change that can be told from chance"),
        "too-few": N_("{city}, {period}: too few incidents to speak of change"),
        "no-year-before": N_("{city}, {period}: recorded incidents, without a year before to compare with"),
    }
    hidden = total.now is None or (total.before is None and total.verdict != "no-year-before")
    verdict = "too-few" if hidden else total.verdict
    return translate(messages[verdict], locale, city=city, period=period)


def enumeration(items: list[str], locale: str) -> str:
    """Items joined as the language does, with *and* before the last.

    >>> enumeration(["a", "b", "c"], "en")
    'a, b and c'
    """
    if len(items) < 2:
        return "".join(items)
    head, last = ", ".join(items[:-1]), items[-1]
    # Spanish says «e» before the sound i, so that «e Ituzaingó» is read as it is spoken
    if locale == "es" and last.lower().startswith(("i", "hi", "í")) and not last.lower().startswith("hie"):
        return f"{head} e {last}"
    return translate(N_("{items} and {last}"), locale, items=head, last=last)


TELLERS: dict[str, Callable[[Any, str, Names], str]] = {
    "Comparison": describe_comparison,
    "Changes": describe_changes,
    "AreaRates": describe_areas,
    "Series": describe_series,
    "MonthlySeries": describe_series,
    "WeekdayHour": describe_calendar,
    "CitySummary": describe_summary,
}
"""Who tells what, by the name of the result's class (see `results`)."""
