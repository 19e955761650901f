"""Writes the pages of `docs/` that are made from the code, so that they cannot drift; `--check` compares instead.

Each page is a function that returns Markdown. Rooms that have a page of their own add it to `PAGES`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parent
MADE = "<!-- Made by `python3 dev.py docs`; edit the code it comes from. -->\n\n"


def data_dictionary() -> str:
    """Every table and column, in three languages."""
    from atalaya.i18n import translate
    from atalaya.tables.area import AREA, POPULATION
    from atalaya.tables.incident import INCIDENT

    lines = ["# Diccionario de datos · Dicionário de dados · Data dictionary\n"]
    for table in (INCIDENT, AREA, POPULATION):
        title = " · ".join(dict.fromkeys(translate(table.title, locale) for locale in ("es", "pt", "en")))
        lines += [f"## {table.name}: {title}\n", f"Key: {', '.join(f'`{name}`' for name in table.key)}\n"]
        lines += ["| column | type | required | values | es | pt | en |", "|---|---|---|---|---|---|---|"]
        for column in table.columns:
            told = [
                f"**{translate(column.title, locale)}**: {translate(column.description, locale)}"
                for locale in ("es", "pt", "en")
            ]
            unit = f" ({column.unit})" if column.unit else ""
            values = ", ".join(f"`{value}`" for value in column.values)
            required = "yes" if column.required else ""
            lines.append(f"| `{column.name}` | {column.kind}{unit} | {required} | {values} | {' | '.join(told)} |")
        lines.append("")
    return "\n".join(lines)


def findings() -> str:
    """Every kind of finding, in three languages."""
    from atalaya.i18n import translate
    from atalaya.intake.findings import FINDING_KINDS

    lines = [
        "# Hallazgos · Achados · Findings\n",
        "What an import can notice about a file. `error`: rows are set aside;",
    ]
    lines += ["`warning`: rows are stored, with a limit to their use; `note`: good to know.\n"]
    for kind in sorted(FINDING_KINDS.values(), key=lambda kind: kind.id):
        lines.append(f"## `{kind.id}` ({kind.severity})\n")
        for locale in ("es", "pt", "en"):
            parts = [translate(text, locale) for text in (kind.title, kind.message, kind.advice) if text]
            lines.append(f"- {locale}: **{parts[0]}**. {' '.join(parts[1:])}")
        lines.append("")
    return "\n".join(lines)


def command_line() -> str:
    """Every verb and option; in a process of its own, because help is told in the language a process starts in."""
    words = [sys.executable, "-m", "atalaya.cli.page"]
    english = {**os.environ, "ATALAYA_LANGUAGE": "en"}
    return subprocess.run(words, capture_output=True, encoding="utf-8", check=True, env=english).stdout  # noqa: S603  (our own module)


def settings() -> str:
    """Every setting of the server, what it is when it is not set, and what it does."""
    from atalaya.web.settings import SETTINGS

    lines = ["# Ajustes · Ajustes · Settings\n"]
    lines += ["Variables of the environment, read when the server starts. A city without an IT department sets none.\n"]
    lines += ["| variable | when not set | what it does |", "|---|---|---|"]
    lines += [f"| `{name}` | {default} | {told} |" for name, (default, told) in SETTINGS.items()]
    return "\n".join(lines)


def permissions() -> str:
    """Who may do what."""
    return of_the_web("atalaya.web.common.permissions")


def programs() -> str:
    """The API, from its own description."""
    return of_the_web("atalaya.web.observatory.api.describe")


def of_the_web(module: str) -> str:
    """The `page()` of a module that needs Django to be set up."""
    import tempfile
    from importlib import import_module

    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("ATALAYA_HOME", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atalaya.web.settings")
        django.setup()
        page: str = import_module(module).page()
        return page


def counting() -> str:
    """Every promise of how things are counted, from the specs that the tests ask of every engine."""
    sys.path.insert(0, str(DOCS.parent / "tests"))
    from spec.book import page

    return page()


PAGES: dict[str, Callable[[], str]] = {
    "api.md": programs,
    "cli.md": command_line,
    "counting.md": counting,
    "data-dictionary.md": data_dictionary,
    "findings.md": findings,
    "permissions.md": permissions,
    "settings.md": settings,
}


def main(arguments: list[str]) -> int:
    """Write or check every page; returns 1 when a checked page differs."""
    stale = []
    for name, page in PAGES.items():
        target, text = DOCS / name, MADE + page().rstrip() + "\n"
        if "--check" in arguments:
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            target.write_text(text, encoding="utf-8")
    if stale:
        print(f"These pages are not what the code says; run python3 dev.py docs: {', '.join(stale)}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
