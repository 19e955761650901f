"""Translation for every floor: English source strings in the code, Spanish and Portuguese in `.po` files by room.

Each room keeps its own catalogue in `locale/{es,pt_BR}/LC_MESSAGES/django.po`, so that the sentences live beside the
code that says them. Django reads the same files for the screens. `compile_catalogues` turns them into `.mo` files,
which git ignores; `dev.py` and the wheel build call it.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
LOCALES = ("es", "pt", "en")
"""The languages the product speaks, in order of preference."""

FOLDER_BY_LOCALE = {"es": "es", "pt": "pt_BR"}


def N_(message: str) -> str:  # noqa: N802  (the name that extraction tools look for)
    """Mark a source string for translation without translating it now."""
    return message


def normal_locale(tag: str | None, default: str = "es") -> str:
    """The product's language for a tag such as ``pt_BR.UTF-8`` or ``es-AR``.

    >>> normal_locale("pt_BR.UTF-8"), normal_locale("es-AR"), normal_locale("de"), normal_locale(None)
    ('pt', 'es', 'es', 'es')
    """
    language = (tag or "").replace("_", "-").split("-")[0].split(".")[0].lower()
    return language if language in LOCALES else default


def translate(message: str, locale: str, **params: object) -> str:
    """`message` in `locale`, with its `{named}` places filled.

    >>> translate("The file {name} is empty.", "en", name="a.csv")
    'The file a.csv is empty.'
    """
    text = _catalogue(normal_locale(locale)).gettext(message) if message else ""
    return text.format(**params) if params else text


def whole(number: int, locale: str) -> str:
    """A whole number with the separators of a language; floors below the reports write no other figures.

    >>> whole(149524, "es"), whole(2157, "pt"), whole(-1234, "en")
    ('149.524', '2.157', '-1,234')
    """
    return f"{number:,}" if normal_locale(locale) == "en" else f"{number:,}".replace(",", ".")


def translate_plural(one: str, many: str, n: int, locale: str, **params: object) -> str:
    """The form of a sentence that fits the number `n` (also available as the place ``{n}``)."""
    return _catalogue(normal_locale(locale)).ngettext(one, many, n).format(n=n, **params)


def environment_locale() -> str:
    """The language of the command line: `ATALAYA_LANGUAGE`, else the system's, else Spanish."""
    for variable in ("ATALAYA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        tag = os.environ.get(variable)
        if tag and tag.split(".")[0] not in {"C", "POSIX"}:
            return normal_locale(tag)
    return "es"


def catalogue_folders() -> list[Path]:
    """Every room's `locale` folder, in a fixed order."""
    return sorted(path for path in PACKAGE.rglob("locale") if path.is_dir())


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    merged = gettext.NullTranslations()
    folder = FOLDER_BY_LOCALE.get(locale)
    if folder is None:
        return merged
    found: gettext.GNUTranslations | None = None
    for room in catalogue_folders():
        compiled = room / folder / "LC_MESSAGES" / "django.mo"
        if compiled.exists():
            with compiled.open("rb") as stream:
                catalogue = gettext.GNUTranslations(stream)
            if found is None:
                found = catalogue
            else:
                found._catalog.update(catalogue._catalog)  # type: ignore[attr-defined]
    return found or merged


def compile_catalogues(root: Path = PACKAGE) -> int:
    """Compile every `.po` under `root` whose `.mo` is missing or older; returns how many were compiled."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    done = 0
    for source in sorted(root.rglob("LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3], abort_invalid=True)
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        done += 1
    _catalogue.cache_clear()
    return done


if __name__ == "__main__":
    compile_catalogues()
