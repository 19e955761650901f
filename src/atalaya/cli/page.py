"""Writes the page of the command line from its own declarations: every verb, option, exit code and JSON shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from atalaya.cli.main import app
from atalaya.errors import EXIT_CODES

JSON_SHAPES: dict[str, dict[str, str]] = {
    "backup create": {
        "file": "where it was written",
        "created": "moment in UTC, ISO 8601",
        "files": "number of files in it",
        "bytes": "their size before packing",
    },
    "import": {
        "read": "rows of the file",
        "stored": "rows stored; `read` is `stored` and all of `set_aside`",
        "set_aside": "rows by reason: object of reason and number",
        "findings": "list of objects: id, severity, count, column, rows, message, params",
        "snapshot": "id of the content of the city's incidents after this import",
        "city": "code of the city",
        "source": "code of the source",
    },
    "inspect": {
        "source": "code proposed for the source",
        "columns": "names of the file's columns",
        "decisions": "list of objects: name, value, confidence (0 to 1), column; empty when a profile is kept",
    },
    "demo files": {
        "folder": "where the files are",
        "synthetic": "always true",
        "city": "code of the city",
        "seed": "what it was drawn from",
        "first_day": "ISO date",
        "last_day": "ISO date",
        "events": "incidents that happened, exported or not",
        "files": "by name of file: `read`, `stored`, `set_aside` (reason to rows), `warnings` (reason to rows)",
    },
    "demo city": {
        "city": "code of the city",
        "synthetic": "always true",
        "folder": "where its files and the truth behind them are",
        "snapshot": "id of the content of its incidents",
        "rows": "incidents stored",
        "accounts": "e-mail addresses of the demonstration accounts",
    },
    "city show": {
        "code": "code of the city",
        "name": "its name",
        "country": "two letters, or empty",
        "language": "es, pt or en",
        "time_zone": "IANA name; empty until it is said or guessed",
        "threshold": "smallest count that is published",
        "colour": "#rrggbb, or empty",
        "synthetic": "whether its data were made by a program",
        "layers": "number of areas by layer; the first is the one that incidents are counted by",
        "population_years": "years there are residents for",
        "rows": "incidents stored",
        "first_day": "ISO date, or null",
        "last_day": "ISO date, or null",
        "snapshot": "id of the content of its incidents, or null",
    },
    "city list": {"cities": "list of objects as of `city show`"},
    "city areas": {
        "city": "code of the city",
        "layer": "name of the layer",
        "read": "features of the file",
        "stored": "features kept; `read` is `stored` and all of `set_aside`",
        "set_aside": "features by reason: object of reason and number",
        "findings": "list of objects: id, severity, count, column, rows, message, params",
        "decisions": "list of objects: name (layer, code, name, parent), value, confidence (0 to 1), column",
        "properties": "names of the properties of the features",
        "area_km2": "surface of all areas",
        "counts": "whether incidents are counted by this layer",
        "snapshot": "id of the incidents located anew, or null",
    },
    "city population": {
        "city": "code of the city",
        "read": "figures of the file",
        "stored": "figures kept; `read` is `stored` and all of `set_aside`",
        "set_aside": "figures by reason: object of reason and number",
        "findings": "list of objects: id, severity, count, column, rows, message, params",
        "years": "years there are figures for",
        "areas": "number of areas with figures",
    },
}
"""Keys of the object that each verb prints with `--json`. Keys may be added; none is renamed or taken away."""
JSON_SHAPES["city create"] = JSON_SHAPES["city change"] = JSON_SHAPES["city show"]
JSON_SHAPES["indicators"] = {
    "city": "code of the city",
    "snapshot": "id of the content counted",
    "from": "first day, ISO date",
    "to": "last day, ISO date",
    "by": "what the rows are by: list of area, category, year, month, week, day",
    "small_counts": "`shown`, or `hidden` with --public",
    "total": "events, before (same days a year before), ratio, ratio_low, ratio_high, p_value, verdict: rise, fall, "
    "no-distinguishable-change, too-few or no-year-before",
    "rows": "list of objects: a key for each of `by` (periods by their first day; areas also by area_name), events, "
    "status (shown or suppressed); by area or category alone also before, ratio, ratio_low, ratio_high, verdict; with "
    "--rates also population, population_year, rate_per_100k, rate_low, rate_high (a year); null where not known",
}
JSON_SHAPES["map"] = {
    "file": "where it was written",
    "layer": "hexagons, areas, hot-spots or density",
    "city": "code of the city",
    "synthetic": "whether a program made its data",
    "from": "first day, ISO date",
    "to": "last day, ISO date",
    "categories": "types asked for; empty for all",
    "snapshot": "id of the content drawn",
    "small_counts": "`hidden`, or `shown` with --internal",
    "places": "features drawn",
    "hidden": "those of them whose figure is null to protect people",
    "unlocated": "events in none of them; null when hidden or not told by the layer",
}
BULLETIN = {
    "city": "code of the city",
    "number": "of the issue",
    "from": "first day, ISO date",
    "to": "last day, ISO date",
    "status": "draft, submitted, approved, published or superseded",
    "snapshot": "id of the content it was made from",
    "author": "e-mail address, or null",
    "approver": "e-mail address, or null",
    "replaces": "number of the issue it corrects, or null",
    "files": "after approval: SHA-256 by language and form, as `es.pdf`",
}
JSON_SHAPES |= {f"bulletin {verb}": BULLETIN for verb in ("draft", "submit", "approve", "publish", "correct")}
JSON_SHAPES["bulletin list"] = {
    "city": "code of the city",
    "bulletins": "list of objects, newest first, each as `atalaya bulletin draft` prints",
}
JSON_SHAPES["bulletin file"] = JSON_SHAPES["bulletin render"] = {
    "file": "where it was written",
    "bytes": "its size",
    "sha256": "its digest",
    "status": "of the issue; `draft` for one that is not kept",
    "snapshot": "id of the content it was made from",
    "from": "first day, ISO date",
    "to": "last day, ISO date",
    "lang": "its language",
}
JSON_SHAPES["backup verify"] = JSON_SHAPES["backup restore"] = JSON_SHAPES["backup create"]


def verbs() -> Iterator[tuple[str, Any]]:
    """Every verb that does something, with the words that call it, in the order of the help."""
    from typer.main import get_command

    def walk(words: str, command: Any) -> Iterator[tuple[str, Any]]:
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(f"{words} {name}".strip(), inner)
        if not hasattr(command, "commands"):
            yield words, command

    return walk("", get_command(app))


def page() -> str:
    """The page as Markdown, in the language the process was started in."""
    lines = ["# The command line\n", "`python3 dev.py exec -- atalaya VERB`, or `atalaya VERB` where it is installed."]
    lines += ["`atalaya VERB --help` tells the same in Spanish, Portuguese or English (`--lang es|pt|en`).\n"]
    lines += ["Results go to standard output; progress, notes and errors to standard error.\n"]
    for words, command in verbs():
        lines += [f"## `atalaya {words}`\n", f"{command.help}\n", "| argument or option | what it is |", "|---|---|"]
        for parameter in command.params:
            told = (
                (parameter.name or "").upper() if parameter.param_type_name == "argument" else ", ".join(parameter.opts)
            )
            lines.append(f"| `{told}` | {getattr(parameter, 'help', None) or ''} |")
        lines.append("")
        if words in JSON_SHAPES:
            lines += ["With `--json`, one object:\n", "| key | value |", "|---|---|"]
            lines += [f"| `{key}` | {told} |" for key, told in JSON_SHAPES[words].items()]
            lines.append("")
    lines += ["## Exit codes\n", "| code | when |", "|---|---|", "| 0 | it was done |"]
    lines += [f"| {code} | {(family.__doc__ or '').splitlines()[0]} |" for code, family in sorted(EXIT_CODES.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
