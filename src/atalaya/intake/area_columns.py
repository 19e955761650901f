"""Which property of a file of areas is the code, which the name, which the larger area: a proposal, with how sure."""

from __future__ import annotations

import polars as pl

from atalaya.geo.names import plain
from atalaya.intake.inspection import Decision

KINDS = (
    "barrio",
    "bairro",
    "comuna",
    "distrito",
    "district",
    "zona",
    "localidad",
    "localidade",
    "sector",
    "setor",
    "colonia",
    "corregimiento",
    "municipio",
    "partido",
    "departamento",
    "cuadrante",
    "neighborhood",
    "comisaria",
    "region",
    "radio",
)
"""What areas are called, singular; a header with such a word tells the layer too."""
CODE_WORDS = frozenset(("codigo", "cod", "code", "id", "clave", "cve", "geocodigo", "cut", "nro", "numero", "num"))
NAME_WORDS = frozenset(("nombre", "nome", "name", "nom", "nam", "denominacion", "etiqueta", "label", "descripcion"))
ROW_WORDS = frozenset(("objectid", "fid", "gid", "globalid", "oid", "shape", "perimetro", "superficie"))
LONGEST_CODE = 24
LONGEST_NAME = 40
LEAST_SURE = 0.2


def kind_of(header: str) -> str:
    """The kind of area that a header names, or nothing.

    Examples
    --------
    >>> kind_of("COMUNAS"), kind_of("NOM_BARRIO"), kind_of("AREA")
    ('comuna', 'barrio', '')
    """
    words = set(plain(header).split())
    return next((kind for kind in KINDS if kind in words or f"{kind}s" in words or f"{kind}es" in words), "")


def propose_columns(table: pl.DataFrame) -> dict[str, Decision]:
    """Decisions ``code``, ``name`` and ``parent``; the column is empty where none fits.

    Parameters
    ----------
    table
        The properties of the areas as text, one row an area.
    """
    codes = {column: _as_code(column, table[column]) for column in table.columns}
    code = max(codes, key=lambda column: codes[column], default="")
    sure = codes.get(code, 0.0)
    names = {column: _as_name(column, table[column]) for column in table.columns}
    name = max(names, key=lambda column: names[column], default="")
    if sure < LEAST_SURE:  # no column tells them apart: what shares a name is one area
        code, sure = (name, names[name] / 2) if names.get(name, 0) >= LEAST_SURE else ("", 0.1)
    if names.get(name, 0) < LEAST_SURE:
        name, named = code, 0.5
    else:
        named = names[name]
    parents = {column: _as_parent(column, table[column]) for column in table.columns if column not in {code, name}}
    parent = max(parents, key=lambda column: parents[column], default="")
    if not parents.get(parent):
        parent = ""
    return {
        "code": Decision("code", code, round(min(sure, 1), 2), code),
        "name": Decision("name", name, round(min(named, 1), 2), name),
        "parent": Decision("parent", parent, 0.7 if parent else 0.9, parent),
    }


def _as_code(header: str, values: pl.Series) -> float:
    """How much a column looks like codes: there, each its own, short, called so."""
    told = values.drop_nulls()
    if len(told) < len(values) or told.n_unique() < len(values) or told.str.len_chars().max() > LONGEST_CODE:  # type: ignore[operator]
        return 0.0
    if told.str.contains(r"^-?\d+\.\d+$").any():
        return 0.0
    words = set(plain(header).split())
    sure = 0.3 + 0.5 * bool(words & CODE_WORDS) + 0.3 * bool(kind_of(header)) - 0.2 * bool(words & ROW_WORDS)
    return sure + 0.15 * float(told.str.contains(r"^[A-Za-z]{0,4}[-_ ]?\d").mean() or 0)  # type: ignore[arg-type]


def _as_name(header: str, values: pl.Series) -> float:
    """How much a column looks like names: letters, hardly repeated, not whole sentences, called so."""
    told = values.drop_nulls()
    if not len(told) or float(told.str.contains(r"\p{L}{3}").mean() or 0) < 0.8:  # type: ignore[arg-type]
        return 0.0
    if told.n_unique() < 0.9 * len(told):
        return 0.0
    words = set(plain(header).split())
    long = float(told.str.len_chars().mean() or 0) > LONGEST_NAME  # type: ignore[arg-type]
    return 0.3 + 0.5 * bool(words & NAME_WORDS) + 0.4 * bool(kind_of(header)) - 0.6 * long


def _as_parent(header: str, values: pl.Series) -> int:
    """How many larger areas a column names, when it does: the finest of them is the nearest."""
    several = values.drop_nulls().n_unique()
    return several if kind_of(header) and 1 < several <= 0.6 * len(values) else 0
