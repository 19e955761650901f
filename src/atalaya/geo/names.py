"""Names as people write them, put in one form so that the same place is found: case, accents, zeros, generic words."""

from __future__ import annotations

import re
import unicodedata

_GENERIC = (
    "barrio",
    "bairro",
    "comuna",
    "distrito",
    "district",
    "zona",
    "zone",
    "localidad",
    "localidade",
    "sector",
    "setor",
    "colonia",
    "corregimiento",
    "delegacion",
    "municipio",
    "municipality",
    "partido",
    "departamento",
    "cuadrante",
    "region",
    "area",
)
_LEADING = re.compile(rf"^(?:(?:{'|'.join(_GENERIC)})s?\b[\s.:#-]*(?:n(?:ro|o|um)?[.º°]?\s*(?=\d))?(?:de(?:l)?\s+)?)+")
_SHORT = {
    "sta": "santa",
    "sto": "santo",
    "gral": "general",
    "cnel": "coronel",
    "dr": "doctor",
    "pte": "presidente",
    "pque": "parque",
    "pq": "parque",
    "vla": "villa",
    "vl": "vila",
    "jd": "jardim",
    "pto": "puerto",
    "ntra": "nuestra",
    "sra": "senora",
    "sr": "senor",
    "nva": "nueva",
}


def plain(text: str) -> str:
    """Lower case, without accents, marks or doubled blanks; numbers without leading zeros.

    Examples
    --------
    >>> plain("  Núñez (Norte) "), plain("COMUNA 01"), plain("Constituci\\u00f3n"), plain("4.0")
    ('nunez norte', 'comuna 1', 'constitucion', '4')
    """
    text = re.sub(r"^\s*(\d+)[.,]0+\s*$", r"\1", text)
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    bare = re.sub(r"[^\w]+|_", " ", bare).strip()
    return re.sub(r"\b0+(?=\d)", "", bare)


def core(text: str) -> str:
    """`plain` without the generic word in front ("BARRIO x", "COMUNA 01") and with usual short forms written out.

    Examples
    --------
    >>> core("Comuna N° 01"), core("Barrio Sta. Rita"), core("Distrito de Lapa"), core("Zona")
    ('1', 'santa rita', 'lapa', 'zona')
    """
    whole = plain(text)
    left = _LEADING.sub("", whole).strip() or whole
    return " ".join(_SHORT.get(word, word) for word in left.split())
