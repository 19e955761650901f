"""What the cells of a block say in words and counts: category, weapon, attempt, victims, place."""

from __future__ import annotations

import polars as pl

from atalaya.intake.inspection import CONSTANT
from atalaya.intake.profile import Profile
from atalaya.intake.spelled import Columns, each
from atalaya.intake.words import category_name, guess_iccs, weapon, yes_or_no
from atalaya.tables.words import WORDS, repeated

LARGEST_COUNT = 65_535


def told(columns: Columns, profile: Profile) -> pl.DataFrame:
    """Columns of the incident table; `count` is null only where the file tells one that cannot be read."""
    height = columns.block.height
    fields = profile.fields
    category = fields["category_local"]
    if category.columns:
        name = columns.answer(category.columns[:1], "category", each(category_name, WORDS))
        reader = each(lambda text: _code(category_name(text), profile), WORDS)
        code = columns.answer(category.columns[:1], "iccs", reader)
    else:
        constant = category.values.get(CONSTANT)
        name = repeated(constant, height)
        code = repeated(_code(constant or "", profile), height)

    def asked(field: str, reader: object, kind: pl.DataType) -> pl.Series:
        part = fields.get(field)
        if part is None:
            return pl.Series([None], dtype=kind).new_from_index(0, height)
        return columns.answer(part.columns[:1], field, reader)  # type: ignore[arg-type]

    def meant(field: str, meaning: object, kind: pl.DataType) -> pl.Series:
        """What each spelling means: the profile's own word for it, else the usual one."""
        own = fields[field].values if field in fields else {}
        return asked(field, each(lambda text: meaning(own.get(text, text)), kind), kind)  # type: ignore[operator]

    count = asked("count", _whole_or_one, pl.Int32())
    return pl.DataFrame(
        {
            "category_local": name,
            "subcategory_local": asked("subcategory_local", _as_words, WORDS),
            "iccs": code,
            "attempted": meant("attempted", yes_or_no, pl.Boolean()),
            "weapon": meant("weapon", weapon, WORDS),
            "victims": asked("victims", _whole, pl.Int32()),
            "count": count if "count" in fields else pl.Series([1], dtype=pl.Int32).new_from_index(0, height),
            "place_type": asked("place_type", _as_words, WORDS),
            "area_reported": asked("area_reported", _as_words, WORDS),
        }
    )


def _code(category: str, profile: Profile) -> str | None:
    """What the profile says (an empty code means none), else what the words of a category it never saw say."""
    known = profile.iccs.get(category)
    return (guess_iccs([category]).get(category) if known is None else known) or None


def _as_words(texts: pl.Series) -> pl.Series:
    return texts.cast(WORDS)


def _whole(texts: pl.Series) -> pl.Series:
    """Whole numbers from 0 to `LARGEST_COUNT`; null where the text is none."""
    numbers = texts.cast(pl.Float64, strict=False)
    fits = numbers.is_between(0, LARGEST_COUNT) & (numbers == numbers.round())
    return numbers.set(~fits.fill_null(False), None).cast(pl.Int32)


def _whole_or_one(texts: pl.Series) -> pl.Series:
    return _whole(texts).set(texts.is_null(), 1)
