"""From a block of text to rows of the incident table, and the rows that cannot be used with their reasons."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from atalaya.geo.areas import AreaSet
from atalaya.geo.crs import to_wgs84
from atalaya.geo.crs_guess import guess_crs, is_projected
from atalaya.geo.zones import guess_time_zone
from atalaya.intake.blocks import ROW, Block
from atalaya.intake.findings import finding
from atalaya.intake.identity import Identities
from atalaya.intake.places import Box, coordinates, exchanged, likely_box, located, rescaled, where_city_lies
from atalaya.intake.profile import Profile
from atalaya.intake.profile_toml import used
from atalaya.intake.spelled import Columns, each
from atalaya.intake.times import moments
from atalaya.intake.told import told
from atalaya.tables.city import City
from atalaya.tables.findings import Finding
from atalaya.tables.words import HELD, WORDS, repeated

REASON = "\x00reason"
TEXT = "\x00text"
REASONS = ("", "total-row", "date-missing", "date-unreadable", "category-missing", "duplicate-id")
FEW_CELLS = 2
"""A row without date that has no more cells than this is a total or a footnote."""


@dataclass(frozen=True)
class Normalised:
    """`rows` (`HELD`), `aside` with `ROW`, `REASON`, `TEXT` and the file's columns, and the findings."""

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
    _exchanged: bool = False
    _system_settled: bool = False
    _columns: Columns = field(init=False)
    _identities: Identities = field(init=False)
    _numbers: list[np.ndarray] = field(default_factory=list)
    """Of all rows so far; 0 for one that was set aside."""

    def __post_init__(self) -> None:
        part = self.profile.fields.get("incident_id")
        self._columns = Columns(self.profile.missing)
        self._identities = Identities(part.columns if part else ())

    def block(self, block: Block) -> Normalised:
        """Every row of the block is in `rows` or in `aside`."""
        columns = self._columns
        columns.take(block)
        lon, lat = coordinates(columns, self.profile)
        notes = self._settle_system(lon, lat)
        if self._exchanged:
            lon, lat = lat, lon
        lon, lat = to_wgs84(lon, lat, self.profile.crs)
        notes += self._settle(lon, lat)
        assert self._box is not None  # noqa: S101  (settled above)
        frame = pl.concat([moments(columns, self.profile, self.zone), told(columns, self.profile)], how="horizontal")
        ids = self._identities.of(columns)
        reason = self._reasons(frame)
        kept = reason == 0
        kept_rows = np.flatnonzero(kept)
        reason[kept_rows[self._identities.repeated(kept_rows)]] = REASONS.index("duplicate-id")
        kept = reason == 0
        turned = exchanged(lon, lat, self._box)
        lon[turned], lat[turned] = lat[turned], lon[turned].copy()
        scaled = self._put_in_scale(lon, lat)
        right = self._box.holds(lon, lat)
        wrong = ~np.isnan(lon) & ~right
        lost = np.isnan(lon)
        lon[~right] = lat[~right] = np.nan
        places = located(lon, lat, self._area_said(columns), self.areas, displaced=self.profile.displaced)
        warnings = {
            "coordinates-missing": lost,
            "coordinates-implausible": wrong,
            "coordinates-exchanged": turned,
            "coordinates-rescaled": scaled,
            "outside-areas": right & places["area"].is_null().to_numpy() if self.areas else turned & False,
            "count-unreadable": frame["count"].is_null().to_numpy(),
        }
        for name, mask in warnings.items():
            hit = block.numbers[mask & kept]
            if len(hit):
                notes.append(finding(name, hit.tolist()))
        self._numbers.append(np.where(kept, block.numbers, 0).astype(np.uint32))
        rows = self._rows(pl.concat([frame, places], how="horizontal"), ids)
        aside = self._aside(block, reason, notes)
        return Normalised(rows if kept.all() else rows.filter(pl.Series(kept)), aside, tuple(notes))

    def expect(self, rows: int) -> None:
        """Make room for about so many rows."""
        self._identities.expect(rows)

    def ending(self) -> list[Finding]:
        """What is known only when all blocks were met: stored rows that are equal to an earlier one."""
        numbers = np.concatenate([np.empty(0, np.uint32), *self._numbers])[self._identities.alike()]
        hit = numbers[numbers > 0]
        return [finding("possible-duplicate", hit.tolist())] if len(hit) else []

    def _rows(self, frame: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
        height = frame.height
        return frame.with_columns(
            incident_id=ids,
            count=frame["count"].fill_null(1),
            source=repeated(self.profile.source, height),
            city=repeated(self.city.code, height),
            status=repeated("final", height),
        ).select(pl.col(name).cast(kind) for name, kind in HELD.items())

    def _settle_system(self, x: np.ndarray, y: np.ndarray) -> list[Finding]:
        """By the first block with points: the coordinate system, where nobody told it and they are lengths."""
        if self._system_settled or self.profile.crs != Profile("").crs or np.isnan(x).all():
            return []
        self._system_settled = True
        box = where_city_lies(self.areas, self.city.time_zone or self.profile.time_zone)
        guess = guess_crs(x, y, box) if box and is_projected(x, y) else None
        if guess is None:
            return []
        self.profile = replace(self.profile, crs=guess.crs)
        self._exchanged = guess.exchanged
        return [finding("crs-guessed", [], crs=guess.crs, share=round(guess.share * 100))]

    def _put_in_scale(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Set the decimal sign, in place, of points that lie far off without it; which ones."""
        assert self._box is not None  # noqa: S101  (settled before)
        rows = np.flatnonzero(~np.isnan(lon) & ~self._box.holds(lon, lat))
        x, y = rescaled(lon[rows], lat[rows], self._box)
        right = ~(np.isnan(x) | np.isnan(y))
        mended = rows[right]
        lon[mended], lat[mended] = x[right], y[right]
        scaled = np.zeros(len(lon), np.bool_)
        scaled[mended] = True
        return scaled

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

    def _area_said(self, columns: Columns) -> pl.Series:
        """The area whose name the source wrote."""
        part, areas = self.profile.fields.get("area_reported"), self.areas
        if part is None or areas is None:
            return repeated(None, columns.block.height)
        return columns.answer(part.columns[:1], "area", each(lambda text: areas.match([text])[0], WORDS))

    def _reasons(self, frame: pl.DataFrame) -> np.ndarray:
        """Place in `REASONS` of why each row cannot be used, 0 where it can."""
        columns = self._columns
        part = self.profile.fields["occurred_from"].columns
        reason = np.zeros(frame.height, np.uint8)
        reason[frame["category_local"].is_null().to_numpy()] = REASONS.index("category-missing")
        unread = np.flatnonzero(frame["local_date"].is_null().to_numpy())
        if len(unread):
            has_date = columns.answer(part, "told", lambda texts: texts.is_not_null()).gather(unread).to_numpy()
            reason[unread] = np.where(has_date, REASONS.index("date-unreadable"), REASONS.index("date-missing"))
            reason[unread[self._totals(unread)]] = REASONS.index("total-row")
        return reason

    def _totals(self, rows: np.ndarray) -> np.ndarray:
        """Which of some rows without a date are totals or footnotes."""
        block = self._columns.block
        read = used(self.profile)
        known = block.some(tuple(name for name in block.columns if name in read), rows)
        known = pl.DataFrame([self._columns.tidy(column) for column in known])
        cells = known.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
        first = known.select(pl.coalesce(pl.all())).to_series().str.to_lowercase()
        return np.asarray((cells <= FEW_CELLS) | first.str.contains(r"^(sub)?total\b").fill_null(False))

    def _aside(self, block: Block, reason: np.ndarray, notes: list[Finding]) -> pl.DataFrame:
        rows = np.flatnonzero(reason)
        named = pl.Series(REASON, REASONS).gather(reason[rows])
        aside = block.frame(rows).with_columns(named, pl.lit(None, pl.String).alias(TEXT))
        for (name,), part in aside.group_by(REASON, maintain_order=True):
            notes.append(finding(str(name), part[ROW].to_list()))
        if block.broken:
            notes.append(finding("row-broken", list(block.broken)))
            broken = {
                ROW: list(block.broken),
                TEXT: list(block.broken.values()),
                REASON: ["row-broken"] * len(block.broken),
            }
            aside = pl.concat([aside, pl.DataFrame(broken)], how="diagonal")
        return aside
