"""Names of areas and types as a reader wants them: no shouting, no line too long for a chart, no two the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

LONGEST_LABEL: Final = 34
SMALL_WORDS: Final = frozenset(
    ("de", "del", "la", "las", "el", "los", "y", "e", "da", "das", "do", "dos", "en", "em", "a", "con", "com", "por")
)
"""Written small inside a name, in Spanish and Portuguese."""
VOWELS: Final = frozenset("AEIOUÁÉÍÓÚÜÂÊÔÃÕÀ")


def place_name(name: str) -> str:
    """The name of a place; one that its source wrote in capitals is written as people write it.

    >>> place_name("VILLA DEL PARQUE"), place_name("San José"), place_name("LA BOCA")
    ('Villa del Parque', 'San José', 'La Boca')
    """
    if not _shouted(name):
        return name
    words = [_quiet(word, first=not place) for place, word in enumerate(name.split(" "))]
    return " ".join(words)


def type_name(name: str) -> str:
    """The name of a type of incident: a sentence, so that only its first letter is a capital.

    >>> type_name("HURTO A PERSONAS"), type_name("Robo (total)"), type_name("robo")
    ('Hurto a personas', 'Robo (total)', 'Robo')
    """
    if _shouted(name):
        name = " ".join(word if _initials(word) else word.lower() for word in name.split(" "))
    return name[:1].upper() + name[1:]


def _shouted(name: str) -> bool:
    return len(name) > 3 and name.isupper() and any(not _initials(word) for word in name.split())


def _initials(word: str) -> bool:
    """Whether a word in capitals can only be initials: it cannot be spoken."""
    letters = [mark for mark in word if mark.isalpha()]
    return bool(letters) and not any(mark in VOWELS for mark in letters[-3:])


def _quiet(word: str, *, first: bool) -> str:
    if _initials(word) and not word.endswith("."):
        return word
    small = word.lower()
    return small if small in SMALL_WORDS and not first else small.title()


def labels(names: Sequence[str], longest: int = LONGEST_LABEL) -> list[str]:
    """The names as they fit beside a chart, each different from the others.

    >>> labels(["Robo", "Robo", "Lesiones en siniestro vial con intervención policial"])
    ['Robo', 'Robo (2)', 'Lesiones en siniestro vial con…']
    """
    made: list[str] = []
    for name in names:
        label = short(name, longest)
        number = 1
        while label in made:
            number += 1
            label = f"{short(name, longest - 4)} ({number})"
        made.append(label)
    return made


def short(name: str, longest: int = LONGEST_LABEL) -> str:
    """The name cut at a word, with a mark that it was."""
    if len(name) <= longest:
        return name
    head = name[: longest - 1]
    whole = head.rsplit(" ", 1)[0] if " " in head[longest // 2 :] else head
    return whole.rstrip(" ,;.-(") + "…"


def place_names(names: Mapping[str, str]) -> dict[str, str]:
    """Names of places by code, as people write them."""
    return {code: place_name(name) for code, name in names.items()}


def type_names(keys: Iterable[str]) -> dict[str, str]:
    """Names to show of types of incident, by the type as the source writes it."""
    return {key: type_name(key) for key in keys}
