"""Translation below the web: catalogues by room, languages by tag, plural forms, compilation."""

from __future__ import annotations

from pathlib import Path

import pytest

from atalaya import i18n


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("pt", "pt"), ("pt-BR", "pt"), ("pt_BR.UTF-8", "pt"), ("ES", "es"), ("en-US", "en"), ("qu", "es"), ("", "es")],
)
def test_normal_locale(tag: str, locale: str) -> None:
    assert i18n.normal_locale(tag) == locale


def test_normal_locale_falls_back_to_what_is_asked_for() -> None:
    assert i18n.normal_locale(None, default="en") == "en"


def test_a_sentence_is_told_in_three_languages() -> None:
    assert i18n.translate("Longitude", "es") == "Longitud"
    assert i18n.translate("Longitude", "pt") == "Longitude"
    assert i18n.translate("Longitude", "en") == "Longitude"


def test_an_unknown_sentence_stays_as_it_is_and_nothing_stays_nothing() -> None:
    assert i18n.translate("Not in any catalogue {n}", "es", n=3) == "Not in any catalogue 3"
    assert i18n.translate("", "es") == ""


@pytest.mark.parametrize(("n", "told"), [(1, "1 row"), (0, "0 rows"), (7, "7 rows")])
def test_plural_forms(n: int, told: str) -> None:
    assert i18n.translate_plural("{n} row", "{n} rows", n, "en") == told


@pytest.mark.parametrize(
    ("variables", "locale"),
    [
        ({"ATALAYA_LANGUAGE": "pt", "LANG": "es_AR.UTF-8"}, "pt"),
        ({"LC_ALL": "C.UTF-8", "LANG": "pt_BR.UTF-8"}, "pt"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "es"),
        ({}, "es"),
    ],
)
def test_language_of_the_environment(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], locale: str) -> None:
    for name in ("ATALAYA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.environment_locale() == locale


PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "{word}"
msgstr "{told}"
"""


def room(root: Path, name: str, word: str, told: str) -> Path:
    path = root / name / "locale" / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.replace("{word}", word).replace("{told}", told), encoding="utf-8")
    return path


def test_catalogues_of_all_rooms_speak_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room(tmp_path, "a", "tower", "torre")
    room(tmp_path, "b", "lamp", "farol")
    monkeypatch.setattr(i18n, "PACKAGE", tmp_path)
    assert i18n.compile_catalogues(tmp_path) == 2
    try:
        assert i18n.translate("tower", "es") == "torre"
        assert i18n.translate("lamp", "es") == "farol"
        assert i18n.translate("lamp", "pt") == "lamp"
    finally:
        i18n._catalogue.cache_clear()


def test_compiling_again_does_only_what_changed(tmp_path: Path) -> None:
    first, _ = room(tmp_path, "a", "tower", "torre"), room(tmp_path, "b", "lamp", "farol")
    assert i18n.compile_catalogues(tmp_path) == 2
    assert i18n.compile_catalogues(tmp_path) == 0
    first.with_suffix(".mo").unlink()
    assert i18n.compile_catalogues(tmp_path) == 1
    i18n._catalogue.cache_clear()
