"""What every verb shares: the language asked for, its options, and help texts in that language."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from atalaya.i18n import LOCALES, N_, environment_locale, translate

LANGUAGE = "--lang"


def take_language(words: list[str]) -> tuple[str | None, list[str]]:
    """The language asked for anywhere on the line, and the line without it; the last one wins.

    >>> take_language(["city", "list", "--lang", "pt"]), take_language(["--lang=es"])
    (('pt', ['city', 'list']), ('es', []))
    """
    chosen, rest, pending = None, [], list(words)
    while pending:
        word = pending.pop(0)
        if word == "--":
            return chosen, [*rest, word, *pending]
        if word == LANGUAGE and pending and pending[0] in LOCALES:
            chosen = pending.pop(0)
        elif word.startswith(LANGUAGE + "=") and word.split("=", 1)[1] in LOCALES:
            chosen = word.split("=", 1)[1]
        else:
            rest.append(word)
    return chosen, rest


# help texts are told while the verbs are declared, before any option is parsed: the language is looked for first
_asked = take_language(sys.argv[1:])[0]
if _asked:
    os.environ["ATALAYA_LANGUAGE"] = _asked
LOCALE = environment_locale()


def said(message: str, **params: object) -> str:
    """A text in the language of the command."""
    return translate(message, LOCALE, **params)


HomeOption = Annotated[
    Path | None, typer.Option("--home", help=said(N_("Data folder; otherwise ATALAYA_HOME.")), show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help=said(N_("Print one JSON object and nothing else.")))]
