"""What the words in the cells mean: yes and no, weapons, kinds of crime."""

from __future__ import annotations

from collections.abc import Iterable

from atalaya.geo.names import plain

YES = frozenset({"si", "sim", "yes", "true", "1", "s", "y", "tentado", "tentada", "tentativa", "verdadero"})
NO = frozenset({"no", "nao", "false", "0", "n", "consumado", "consumada", "falso"})
NO_WEAPON = ("sin arma", "sem arma", "ninguna", "nenhuma", "none", "sin empleo de armas", "nao utilizada")
WEAPON_WORDS = (
    ("firearm", ("fuego", "fogo", "firearm", "gun", "pistola", "revolver", "escopeta")),
    ("blade", ("blanca", "branca", "cortopunzante", "corto punzante", "knife", "cuchillo", "faca", "punzante")),
)
ICCS_WORDS = (
    ("0102", ("tentativa de homicid", "homicidio tentado", "homicidio en grado de tentativa", "attempted murder")),
    ("01032", ("homicidio culposo", "homicidios culposos", "homicidio vial")),
    ("0101", ("homicid", "femicid", "feminicid", "asesinato", "murder", "latrocinio")),
    ("0301", ("violacion", "estupro", "abuso sexual", "sexual", "rape")),
    ("02051", ("extorsion", "extorsao", "chantaje")),
    ("0202", ("secuestro", "sequestro", "kidnap")),
    ("02012", ("amenaza", "ameaca", "threat")),
    ("02011", ("lesion", "lesao", "lesoes", "assault", "agresion", "agressao", "rina", "golpes")),
    (
        "0501",
        (
            "robo con entrada",
            "escruche",
            "burglary",
            "arrombamento",
            "robo a vivienda",
            "robo en vivienda",
            "robo en domicilio",
            "furto a residencia",
        ),
    ),
    ("0502", ("hurto", "furto", "theft", "larceny", "abigeato")),
    ("0401", ("robo", "roubo", "robbery", "rapina", "asalto", "arrebato", "motochorro")),
    ("0504", ("dano", "vandalismo", "damage")),
    ("0601", ("droga", "estupefaciente", "narcotrafico", "entorpecente", "trafico de drogas", "microtrafico")),
    ("0701", ("estafa", "fraude", "fraud", "estelionato", "defraudacion")),
    ("0901", ("arma de fuego ilegal", "porte de arma", "portacion", "tenencia ilegal")),
)
"""ICCS code by words of a category, tried in order: a finer one stands before the one it is part of."""


def yes_or_no(text: str) -> bool | None:
    """True, false, or nothing.

    Examples
    --------
    >>> yes_or_no("SI"), yes_or_no("Não"), yes_or_no("?")
    (True, False, None)
    """
    key = plain(text)
    return True if key in YES else False if key in NO else None


def weapon(text: str) -> str:
    """Kind of weapon by the words of a cell.

    Examples
    --------
    >>> [weapon(text) for text in ("Arma de fuego", "SIN ARMA", "SI", "NO", "Arma branca", "piedra")]
    ['firearm', 'none', 'unspecified', 'none', 'blade', 'other']
    """
    key, answer = plain(text), yes_or_no(text)
    if answer is not None:
        return "unspecified" if answer else "none"
    for kind, words in WEAPON_WORDS:
        if any(word in key for word in words):
            return kind
    return "none" if any(word in key for word in NO_WEAPON) else "other"


def category_name(text: str) -> str:
    """A category with blanks in order, and with small letters where it was written in capitals or small ones alone.

    Examples
    --------
    >>> category_name(" ROBO  CON USO DE MOTO "), category_name("Hurto total")
    ('Robo con uso de moto', 'Hurto total')
    """
    told = " ".join(text.split())
    return told[:1].upper() + told[1:].lower() if told.isupper() or told.islower() else told


def guess_iccs(categories: Iterable[str]) -> dict[str, str]:
    """ICCS codes for categories whose words are known; the others are left out, for the analyst to say.

    Examples
    --------
    >>> guess_iccs(["Robo", "Homicidio culposo", "Ruidos"])
    {'Robo': '0401', 'Homicidio culposo': '01032'}
    """
    found = {}
    for category in categories:
        key = plain(category)
        code = next((code for code, words in ICCS_WORDS if any(word in key for word in words)), None)
        if code:
            found[category] = code
    return found
