"""From a block of text to rows of the incident table, and the rows that cannot be used with their reasons."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from atalaya.geo.areas import AreaSet
from atalaya.geo.zones import guess_time_zone
from atalaya.intake.blocks import ROW, Block
from atalaya.intake.findings import finding
from atalaya.intake.inspection import CONSTANT
from atalaya.intake.places import Box, coordinates, likely_box, located
from atalaya.intake.profile import Profile
from atalaya.intake.profile_toml import used
from atalaya.intake.repeats import Seen
from atalaya.intake.times import moments
from atalaya.intake.words import category_name, weapon, yes_or_no
from atalaya.tables.city import City
from atalaya.tables.findings import Finding
from atalaya.tables.incident import INCIDENT

REASON = "\x00reason"
TEXT = "\x00text"
LARGEST_COUNT = 65_535
FEW_CELLS = 2
"""A row without date that has no more cells than this is a total or a footnote."""


@dataclass(frozen=True)
class Normalised:
    """`rows` of the incident table, `aside` with `ROW`, `REASON`, `TEXT` and the file's columns, and the findings."""

    rows: pl.DataFrame
    aside: pl.DataFrame
    findings: tuple[Finding, ...]


@dataclass
class Normaliser:
    """Remembers, over the blocks of one file, which identifiers and rows were met and where the city's points lie."""

    profile: Profile
    city: City
    areas: AreaSet | None = None
    zone: str = ""
    _box: Box | None = None
    _ids: Seen = field(default_factory=Seen)
    _contents: Seen = field(default_factory=Seen)
    _repeated: Counter[str] = field(default_factory=Counter)

    def block(self, block: Block) -> Normalised:
        """Every row of the block is in `rows` or in `aside`."""
        texts = block.frame.drop(ROW)
        known = self._without_missing(texts)
        lon, lat = coordinates(known, self.profile)
        notes = self._settle(lon, lat)
        frame = pl.concat([moments(known, self.profile, self.zone), self._words(known)], how="horizontal")
        content = [name for name in texts.columns if name not in self._id_columns]
        again = self._contents.add(texts.select(content)) if content else np.zeros(texts.height, np.bool_)
        ids = self._identifiers(known, texts, again)
        reason = self._reasons(known, frame, ids)
        kept = reason.is_null()
        assert self._box is not None  # noqa: S101  (settled above)
        right = self._box.holds(lon, lat)
        wrong = ~np.isnan(lon) & ~right
        places = located(
            np.where(right, lon, np.nan),
            np.where(right, lat, np.nan),
            frame["area_reported"],
            self.areas,
            displaced=self.profile.displaced,
        )
        rows = pl.concat([frame, places], how="horizontal").with_columns(
            incident_id=ids,
            source=pl.lit(self.profile.source),
            city=pl.lit(self.city.code),
            status=pl.lit("final"),
            **{
                name: pl.lit(None, dtype=INCIDENT[name].polars_type)
                for name in INCIDENT.names
                if name not in {*frame.columns, *places.columns, "incident_id", "source", "city", "status"}
            },
        )
        numbers = block.frame[ROW]
        warnings = {
            "coordinates-missing": np.isnan(lon),
            "coordinates-implausible": wrong,
            "outside-areas": right & places["area"].is_null().to_numpy()
            if self.areas
            else np.zeros(len(lon), np.bool_),
            "possible-duplicate": again,
            "count-unreadable": self._bad_counts(known).to_numpy(),
        }
        for name, mask in warnings.items():
            hit = numbers.filter(pl.Series(mask) & kept)
            if len(hit):
                notes.append(finding(name, hit.to_list()))
        aside = self._aside(block, reason, notes)
        return Normalised(rows.filter(kept).select(INCIDENT.names).cast(INCIDENT.schema), aside, tuple(notes))  # type: ignore[arg-type]

    @property
    def _id_columns(self) -> tuple[str, ...]:
        part = self.profile.fields.get("incident_id")
        return part.columns if part else ()

    def _without_missing(self, texts: pl.DataFrame) -> pl.DataFrame:
        """The columns that are read, tidied, with null for what means nothing."""
        columns = [name for name in texts.columns if name in used(self.profile)]
        stripped = pl.col(columns).str.strip_chars()
        return texts.select(pl.when(~stripped.is_in(list(self.profile.missing))).then(stripped).name.keep())

    def _settle(self, lon: np.ndarray, lat: np.ndarray) -> list[Finding]:
        """By the first block: where points can lie, and the time zone where nobody told it."""
        if self._box is not None:
            return []
        self._box = likely_box(lon, lat, self.areas)
        self.zone = self.zone or self.city.time_zone
        if self.zone:
            return []
        here = self._box.holds(lon, lat)
        self.zone = guess_time_zone(float(np.median(lon[here])), float(np.median(lat[here]))) if here.any() else "UTC"
        return [finding("time-zone-guessed", [], zone=self.zone)]

    def _words(self, known: pl.DataFrame) -> pl.DataFrame:
        fields = self.profile.fields
        category = fields["category_local"]
        name = _mapped(known[category.columns[0]], category_name) if category.columns else None
        constant = pl.Series([category.values.get(CONSTANT)] * known.height, dtype=pl.String)
        count = _whole(known, fields["count"].columns[0]) if "count" in fields else None
        columns = {
            "category_local": name if name is not None else constant,
            "subcategory_local": _text(known, self.profile, "subcategory_local"),
            "attempted": _text(known, self.profile, "attempted").replace_strict(
                _table(known, self.profile, "attempted", yes_or_no), default=None, return_dtype=pl.Boolean
            ),
            "weapon": _text(known, self.profile, "weapon").replace_strict(
                _table(known, self.profile, "weapon", weapon), default=None, return_dtype=pl.String
            ),
            "victims": _whole(known, fields["victims"].columns[0]) if "victims" in fields else None,
            "count": pl.Series([1] * known.height, dtype=pl.Int32) if count is None else count.fill_null(1),
            "place_type": _text(known, self.profile, "place_type"),
            "area_reported": _text(known, self.profile, "area_reported"),
        }
        frame = pl.DataFrame(columns)
        codes = pl.col("category_local").replace_strict(self.profile.iccs, default=None, return_dtype=pl.String)
        return frame.with_columns(iccs=codes)

    def _bad_counts(self, known: pl.DataFrame) -> pl.Series:
        if "count" not in self.profile.fields:
            return pl.Series([False] * known.height, dtype=pl.Boolean)
        column = self.profile.fields["count"].columns[0]
        return known[column].is_not_null() & _whole(known, column).is_null()

    def _identifiers(self, known: pl.DataFrame, texts: pl.DataFrame, again: np.ndarray) -> pl.Series:
        """The file's identifiers, else ones made from the content; equal rows get a number so that both are kept."""
        if self._id_columns:
            return known.select(pl.concat_str(self._id_columns, separator="/", ignore_nulls=False)).to_series()
        joined = texts.select(pl.concat_str(pl.all().fill_null(""), separator="\x1f")).to_series()
        ids = [hashlib.blake2b(text.encode(), digest_size=10).hexdigest() for text in joined]
        for row in np.flatnonzero(again):
            self._repeated[ids[row]] += 1
            ids[row] = f"{ids[row]}-{self._repeated[ids[row]] + 1}"
        return pl.Series(ids, dtype=pl.String)

    def _reasons(self, known: pl.DataFrame, frame: pl.DataFrame, ids: pl.Series) -> pl.Series:
        date = known.select(pl.any_horizontal(pl.col(self.profile.fields["occurred_from"].columns).is_not_null()))
        has_date, reads = date.to_series(), frame["local_date"].is_not_null()
        cells = known.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
        first = known.select(pl.coalesce(pl.all())).to_series().str.to_lowercase()
        total = (cells <= FEW_CELLS) & ~reads | first.str.contains(r"^(sub)?total\b").fill_null(False) & ~reads
        usable = reads & frame["category_local"].is_not_null() & ids.is_not_null()
        repeated = np.zeros(known.height, np.bool_)
        place = np.flatnonzero(usable.to_numpy())
        repeated[place] = self._ids.add(ids.filter(usable).to_frame())
        word = (
            pl.when(total)
            .then(pl.lit("total-row"))
            .when(~has_date)
            .then(pl.lit("date-missing"))
            .when(~reads)
            .then(pl.lit("date-unreadable"))
            .when(frame["category_local"].is_null())
            .then(pl.lit("category-missing"))
            .when(pl.Series(repeated))
            .then(pl.lit("duplicate-id"))
        )
        return pl.select(word.cast(pl.String)).to_series()

    def _aside(self, block: Block, reason: pl.Series, notes: list[Finding]) -> pl.DataFrame:
        aside = block.frame.with_columns(reason.alias(REASON), pl.lit(None, pl.String).alias(TEXT))
        aside = aside.filter(pl.col(REASON).is_not_null())
        for (name,), part in aside.group_by(REASON, maintain_order=True):
            notes.append(finding(str(name), part[ROW].to_list()))
        if block.broken:
            notes.append(finding("row-broken", list(block.broken)))
            rows = {
                ROW: list(block.broken),
                TEXT: list(block.broken.values()),
                REASON: ["row-broken"] * len(block.broken),
            }
            aside = pl.concat([aside, pl.DataFrame(rows)], how="diagonal")
        return aside


def _text(known: pl.DataFrame, profile: Profile, name: str) -> pl.Series:
    part = profile.fields.get(name)
    return known[part.columns[0]] if part else pl.Series([None] * known.height, dtype=pl.String)


def _table(known: pl.DataFrame, profile: Profile, name: str, meaning: object) -> dict[str, object]:
    """What each distinct spelling means: the profile's own word for it, else the usual one."""
    part = profile.fields.get(name)
    own = part.values if part else {}
    spellings = _text(known, profile, name).drop_nulls().unique()
    return {text: meaning(own.get(text, text)) for text in spellings}  # type: ignore[operator]


def _mapped(values: pl.Series, meaning: object) -> pl.Series:
    table = {text: meaning(text) for text in values.drop_nulls().unique()}  # type: ignore[operator]
    return values.replace_strict(table, default=None, return_dtype=pl.String)


def _whole(known: pl.DataFrame, column: str) -> pl.Series:
    """Whole numbers from 0 to `LARGEST_COUNT`; null where the text is none."""
    numbers = known[column].cast(pl.Float64, strict=False)
    fits = numbers.is_between(0, LARGEST_COUNT) & (numbers == numbers.round())
    return numbers.set(~fits.fill_null(False), None).cast(pl.Int32)
