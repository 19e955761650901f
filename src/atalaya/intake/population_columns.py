"""Where a table of residents tells the area, the year and the figure: long (a row a year) or wide (a column a year)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from atalaya.geo.areas import AreaSet
from atalaya.geo.names import plain
from atalaya.intake.area_columns import CODE_WORDS, NAME_WORDS, kind_of
from atalaya.intake.blocks import ROW

PEOPLE_WORDS = (
    "poblacion",
    "populacao",
    "population",
    "habitantes",
    "residentes",
    "moradores",
    "personas",
    "pob",
    "pop",
)
YEAR_WORDS = frozenset(("anio", "ano", "year", "periodo"))
SOURCE_WORDS = frozenset(("fuente", "fonte", "source"))
WHOLE_CITY = frozenset(("total", "ciudad", "cidade", "city", "total general", "total geral", "toda la ciudad"))
YEAR = r"(?:^|\D)((?:19|20)\d{2})(?:\D|$)"
"""A year inside a text, and no part of a longer number."""


def year_in(text: str) -> int | None:
    """The year a text tells.

    Examples
    --------
    >>> year_in("poblacion_2018"), year_in("habitantes_censo2022.csv"), year_in("120190")
    (2018, 2022, None)
    """
    found = re.search(YEAR, text)
    return int(found.group(1)) if found else None


@dataclass(frozen=True)
class PopulationColumns:
    """The columns of each part; `people` by the year their header tells, or one with no year."""

    people: dict[str, int | None]
    area: str = ""
    year: str = ""
    source: str = ""

    def long(self, table: pl.DataFrame) -> pl.DataFrame:
        """``ROW``, ``area``, ``year``, ``people`` and ``source`` as text, one row a figure."""
        parts = []
        for column, told in self.people.items():
            year = pl.col(self.year) if self.year else pl.lit(None if told is None else str(told), pl.String)
            area = pl.col(self.area) if self.area else pl.lit(None, pl.String)
            source = pl.col(self.source) if self.source else pl.lit(None, pl.String)
            parts.append(
                table.select(
                    ROW, area.alias("area"), year.alias("year"), pl.col(column).alias("people"), source.alias("source")
                )
            )
        return pl.concat(parts)


def find_columns(table: pl.DataFrame, areas: AreaSet | None) -> PopulationColumns | None:
    """The columns of a table of residents; None when no column tells figures.

    Parameters
    ----------
    table
        Text, with `ROW`.
    areas
        The column of the area is the one whose values name most of these.
    """
    columns = [column for column in table.columns if column != ROW]
    words = {column: set(plain(column).split()) for column in columns}
    year = next((column for column in columns if words[column] & YEAR_WORDS), "")
    source = next((column for column in columns if words[column] & SOURCE_WORDS), "")
    dated = {
        column: year_in(column)
        for column in columns
        if column not in {year, source} and year_in(column) and whole_numbers(table[column]).is_not_null().any()
    }
    called = [column for column in columns if _is_people(column) and column not in {year, source}]
    people: dict[str, int | None]
    if dated and not year and (len(dated) > 1 or not called or called == list(dated)):
        people = dated
    elif called:
        people = {called[0]: year_in(called[0])}
    else:
        return None
    left = [column for column in columns if column not in {year, source, *people}]
    return PopulationColumns(people, _area_column(table, left, areas), year, source)


def _is_people(header: str) -> bool:
    return any(word.startswith(PEOPLE_WORDS) for word in plain(header).split())


def _area_column(table: pl.DataFrame, columns: list[str], areas: AreaSet | None) -> str:
    """The column that names most areas; where none does, the one that is called so."""
    named = {
        one: sum(code is not None for code in areas.match(table[one].drop_nulls().unique().to_list())) if areas else 0
        for one in columns
    }
    best = max(named, key=lambda one: named[one], default="")
    if named.get(best):
        return best
    words = CODE_WORDS | NAME_WORDS
    return next((one for one in columns if kind_of(one) or set(plain(one).split()) & words), "")


def whole_numbers(values: pl.Series) -> pl.Series:
    """Whole numbers (int32) of texts, with or without marks between thousands; null where there is none.

    Examples
    --------
    >>> whole_numbers(pl.Series(["1.234.567", "12,345", "136986.0", "12,5", "-3", None])).to_list()
    [1234567, 12345, 136986, None, None, None]
    """
    told = values.str.strip_chars()
    grouped = told.str.contains(r"^\d{1,3}(?:[.,  ]\d{3})+$")
    bare = told.str.replace_all(r"[.,  ]", "")
    plain_number = told.str.replace(r"[.,]0+$", "")
    return (
        bare.zip_with(grouped.fill_null(False), plain_number)
        .cast(pl.Int32, strict=False)
        .set(~told.str.contains(r"^\d").fill_null(False), None)
    )
