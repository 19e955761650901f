"""Screens say each concept with the word of the glossary; the second words that crept in once do not come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from atalaya.i18n import catalogue_folders
from atalaya.tables.codelists import code_list

SECOND = {
    "es": {
        "incident": r"incidentes?|siniestros?",
        "count": r"recuentos?|conteos?",
        "population_at_risk": r"residentes?|pobladores",
        "confidence_interval": r"intervalos?|margen(?:es)? de (?:error|incertidumbre)",
        "hot_spot": r"focos?|zonas? calientes?|mapas? de calor",
        "audit_log": r"bitácoras?|auditoría",
        "report": r"reportes?|reportar",
        "file": r"ficheros?",
        "account": r"usuari[oa]s?",
    },
    "pt_BR": {
        "incident": r"incidentes?|fatos?|sinistros?",
        "count": r"contage(?:m|ns)",
        "population_at_risk": r"residentes?|moradore?s?",
        "confidence_interval": r"intervalos?|faixas? de incerteza|margem de erro",
        "hot_spot": r"manchas?|zonas? quentes?|mapas? de calor",
        "audit_log": r"auditoria|trilha",
        "access_role": r"perfil de acesso|perfis de acesso",
        "account": r"usuári[oa]s?",
    },
}
"""By language and concept: words that are said elsewhere for what the glossary names otherwise."""
NOT_OF_THE_GLOSSARY = {"file", "account"}


@pytest.mark.parametrize("language", sorted(SECOND))
def test_no_second_word_for_a_concept(language: str) -> None:
    words = re.compile(r"\b(?:" + "|".join(SECOND[language].values()) + r")\b", re.IGNORECASE)
    found = []
    for folder in catalogue_folders():
        for path in sorted(Path(folder, language, "LC_MESSAGES").glob("*.po")):
            with path.open("rb") as stream:
                catalogue = read_po(stream)
            for message in catalogue:
                told = message.string if isinstance(message.string, str) else " ".join(message.string)
                if message.id and words.search(told):
                    found.append((path.parts[-5], told))
    assert not found


def test_the_concepts_are_those_of_the_glossary() -> None:
    known = set(code_list("glossary")["term_key"])
    assert {concept for words in SECOND.values() for concept in words} - NOT_OF_THE_GLOSSARY <= known
