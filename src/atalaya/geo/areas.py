"""The areas of one layer of a city: which one holds a point, which one a name means, and their shapes for a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import ArrayLike, NDArray

from atalaya.errors import InputFileError
from atalaya.geo.grid import AreaGrid, build_grid
from atalaya.geo.names import core, plain
from atalaya.i18n import N_

_ACCEPTED_LIKENESS = 92.0
"""Of 100 (rapidfuzz ratio): one letter wrong in a name of twelve."""
_CLEARLY_BETTER = 4.0
_SHORTEST_LIKENED = 5


@dataclass(frozen=True, eq=False)
class AreaSet:
    """Areas of one layer, in order of their code.

    A point on a border belongs to the first area, in that order, that it touches: every point of a city without gaps
    has one area, and always the same one.
    """

    layer: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: tuple[shapely.Geometry, ...]

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> AreaSet:
        """Areas of a table with the columns of `atalaya.tables.area.AREA`, all of one layer.

        Raises
        ------
        InputFileError
            ``areas-several-layers`` or ``areas-without-shapes``.

        Examples
        --------
        >>> from atalaya.tables.area import AREA
        >>> square = shapely.to_wkb(shapely.box(0, 0, 1, 1))
        >>> row = {"layer": "zone", "code": "01", "name": "Centro", "area_km2": 1.0, "shape": square}
        >>> areas = AreaSet.from_frame(pl.DataFrame([row | {"parent": None}], schema=AREA.schema))
        >>> areas.locate([0.5, 1.0, 2.0], [0.5, 1.0, 2.0]).tolist(), areas.match(["ZONA 1", "centro", "sur"])
        ([0, 0, -1], ['01', '01', None])
        """
        layers = frame["layer"].unique().to_list()
        if len(layers) > 1:
            raise InputFileError("areas-several-layers", N_("The areas belong to more than one layer."))
        ordered = frame.filter(pl.col("shape").is_not_null()).sort("code")
        if ordered.is_empty():
            raise InputFileError("areas-without-shapes", N_("None of the areas has a shape."))
        shapes = shapely.from_wkb(ordered["shape"].to_numpy())
        return cls(layers[0], tuple(ordered["code"]), tuple(ordered["name"]), tuple(shapes))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all areas together, in degrees."""
        west, south, east, north = shapely.total_bounds(np.array(self.shapes, dtype=object)).tolist()
        return west, south, east, north

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int32]:
        """Index of the area that holds each point, -1 for none; exact, also on borders (see the class).

        Parameters
        ----------
        lon, lat
            Degrees on WGS 84, shape (n,); not a number gives -1.
        """
        x = np.ascontiguousarray(lon, dtype=np.float64)
        y = np.ascontiguousarray(lat, dtype=np.float64)
        return self._grid.locate(x, y)

    def match(self, names: Sequence[str]) -> list[str | None]:
        """Code of the area each name or code means, as people write them; None when none or more than one fits.

        Tried in order: the code or name without case, accents, marks and leading zeros; the same without a generic
        word in front; a name that differs by a letter, when no other is nearly as like.
        """
        return [self._match(name) for name in names]

    def _match(self, name: str) -> str | None:
        for key in (plain(name), core(name)):
            if key in self._by_key:
                return self._by_key[key]
        return self._likened(core(name))

    def _likened(self, key: str) -> str | None:
        if len(key) < _SHORTEST_LIKENED or any(letter.isdigit() for letter in key):
            return None  # "comuna 11" is not a misspelt "comuna 1"
        from rapidfuzz import fuzz, process

        best = process.extract(key, self._likely.keys(), scorer=fuzz.ratio, score_cutoff=_ACCEPTED_LIKENESS, limit=2)
        if not best or (len(best) == 2 and best[0][1] - best[1][1] < _CLEARLY_BETTER):
            return None
        return self._likely[best[0][0]]

    @cached_property
    def _by_key(self) -> dict[str, str | None]:
        """Code by every form of code and name; a form two areas share means neither. Codes go before names."""
        found: dict[str, str | None] = {}
        for texts, form in ((self.codes, plain), (self.names, plain), (self.codes, core), (self.names, core)):
            new: dict[str, str | None] = {}
            for code, text in zip(self.codes, texts, strict=True):
                key = form(text)
                new[key] = code if new.get(key, code) == code else None
            found = new | found
        return found

    @cached_property
    def _likely(self) -> dict[str, str]:
        return {key: code for key, code in self._by_key.items() if code is not None}

    @cached_property
    def _grid(self) -> AreaGrid:
        return build_grid(self.shapes)

    def geojson(self, tolerance_deg: float = 0) -> dict[str, Any]:
        """FeatureCollection with `code` and `name`; drawn with fewer points when a tolerance is given.

        Parameters
        ----------
        tolerance_deg
            Largest distance, in degrees, a line may move. Shared borders move together, so no gaps open.
        """
        shapes = np.array(self.shapes, dtype=object)
        if tolerance_deg > 0:
            shapes = shapely.coverage_simplify(shapes, tolerance_deg)
        features = [
            {
                "type": "Feature",
                "id": index,
                "properties": {"code": code, "name": name},
                "geometry": shapely.geometry.mapping(shape),
            }
            for index, (code, name, shape) in enumerate(zip(self.codes, self.names, shapes, strict=True))
        ]
        return {"type": "FeatureCollection", "features": features}
