"""Every sentence a person can meet is there in Spanish and Portuguese, with its places and its tags whole."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from atalaya.i18n import PACKAGE, catalogue_folders

KEYWORDS = {
    "N_": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "translate_plural": (1, 2),
}
FOLDERS = ("es", "pt_BR")
PLACES = re.compile(r"\{[a-z_0-9]*(?::[^{}]*)?\}|%\([a-z_0-9]+\)[sd]|%[sd]")
TAGS = re.compile(r"</?[a-z][^>]*>")
Message = str | tuple[str, ...]


def python_messages(path: Path) -> Iterator[Message]:
    with path.open("rb") as stream:
        for _line, message, _comments, _context in extract("python", stream, KEYWORDS, (), {"encoding": "utf-8"}):
            yield message


def template_messages(path: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for _line, message, _comments, _context in extract(
        "python", io.BytesIO(code.encode()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        yield message


def all_messages() -> dict[str, str]:
    """Every source string in the code, with the file it was first met in."""
    found: dict[str, str] = {}
    sources = [(path, python_messages) for path in sorted(PACKAGE.rglob("*.py"))]
    sources += [
        (path, template_messages)
        for kind in ("html", "txt")
        for path in sorted(PACKAGE.rglob(f"templates/**/*.{kind}"))
    ]
    for path, reader in sources:
        if "migrations" in path.parts or "node_modules" in path.parts:
            continue
        for message in reader(path):
            text = message if isinstance(message, str) else message[0]
            if text:
                found.setdefault(text, str(path.relative_to(PACKAGE)))
    return found


def catalogues(folder: str) -> list[tuple[Path, Catalog]]:
    result = []
    for room in catalogue_folders():
        path = room / folder / "LC_MESSAGES" / "django.po"
        if path.exists():
            with path.open("rb") as stream:
                result.append((path, read_po(stream, locale=folder)))
    return result


def forms(message: Message | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


@pytest.fixture(scope="module")
def messages() -> dict[str, str]:
    return all_messages()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_sentence_is_translated(messages: dict[str, str], folder: str) -> None:
    known = {}
    for _path, catalogue in catalogues(folder):
        for message in catalogue:
            if message.id and not message.fuzzy:
                known[forms(message.id)[0]] = forms(message.string)
    missing = [f"{origin}: {text!r}" for text, origin in messages.items() if not all(known.get(text, [""]))]
    assert not missing, f"{len(missing)} sentences without {folder}:\n" + "\n".join(missing[:200])


@pytest.mark.parametrize("folder", FOLDERS)
def test_places_and_tags_survive_translation(folder: str) -> None:
    broken = []
    for path, catalogue in catalogues(folder):
        for message in catalogue:
            if not message.id:
                continue
            ids = forms(message.id)
            for text in filter(None, forms(message.string)):
                wanted = set(PLACES.findall(ids[-1])) | set(PLACES.findall(ids[0]))
                found = set(PLACES.findall(text))
                if not found <= wanted or (len(ids) == 1 and found != wanted):
                    broken.append(f"{path.relative_to(PACKAGE)}: places of {ids[0]!r} are not those of {text!r}")
                if sorted(TAGS.findall(ids[-1])) != sorted(TAGS.findall(text)):
                    broken.append(f"{path.relative_to(PACKAGE)}: tags of {ids[0]!r} are not those of {text!r}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("folder", FOLDERS)
def test_one_sentence_has_one_translation(folder: str) -> None:
    seen: dict[str, tuple[str, Path]] = {}
    different = []
    for path, catalogue in catalogues(folder):
        for message in catalogue:
            if not message.id or message.context:
                continue
            key, text = forms(message.id)[0], forms(message.string)[0]
            before = seen.setdefault(key, (text, path))
            if before[0] != text:
                places = [str(place.relative_to(PACKAGE)) for place in (before[1], path)]
                different.append(f"{key!r}: {before[0]!r} in {places[0]}, {text!r} in {places[1]}")
    assert not different, "\n".join(different)


BANNED = {
    "es": {
        "reporte": "aviso vecinal / informe",
        "dashboard": "tablero",
        "usuario": "persona, cuenta",
        "severidad": "gravedad",
        "mapa de calor": "mapa de densidad",
        "haz ": "infinitive",
        "haga ": "infinitive",
        "por favor": "infinitive",
        "cifra negra": "delitos no denunciados",
    },
    "pt_BR": {
        "dashboard": "painel",
        "denúncia": "boletim de ocorrência / denúncia anônima",
        "usuário": "pessoa, conta",
        "severidade": "gravidade",
        "mapa de calor": "mapa de densidade",
        "por favor": "infinitivo",
        "você": "impersonal",
        "mancha criminal": "ponto quente",
        "acção": "ação",
    },
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_screens_speak_with_the_words_of_the_glossary(folder: str) -> None:
    wrong = []
    for path, catalogue in catalogues(folder):
        for message in catalogue:
            for text in filter(None, forms(message.string)) if message.id else ():
                wrong += [
                    f"{path.relative_to(PACKAGE)}: {word!r} (say {better}) in {text!r}"
                    for word, better in BANNED[folder].items()
                    if re.search(rf"\b{re.escape(word.strip())}\b", text, re.IGNORECASE)
                ]
                if "!" in text or "¡" in text:
                    wrong.append(f"{path.relative_to(PACKAGE)}: an exclamation mark in {text!r}")
    assert not wrong, "\n".join(wrong)
