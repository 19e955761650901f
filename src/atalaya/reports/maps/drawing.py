"""A map as one SVG: areas or hexagons in steps of one hue, the steps named, hidden places hatched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from atalaya.i18n import N_, translate
from atalaya.reports import numbers, palette
from atalaya.reports.maps.layers import MapLayer, Place, Rings

WIDTH: Final = 760
HEIGHT: Final = 720
HEAD: Final = 104
LEGEND: Final = 50
FOOT: Final = 74
MARGIN: Final = 20
LETTER: Final = 7.6
"""Width of a letter of the legend where the machine has none of the letters asked for."""
HOT: Final = {2: "#9c4300", 1: "#e39a4f", -1: "#a59ac9", -2: "#5b4a8f"}
"""Purple to orange: apart also for those who see few colours, and never the colours of a count."""
HOT_WORDS: Final = {
    2: N_("many, beyond chance (1 %)"),
    1: N_("many, beyond chance (5 %)"),
    -1: N_("few, beyond chance (5 %)"),
    -2: N_("few, beyond chance (1 %)"),
}


@dataclass(frozen=True)
class Frame:
    """From degrees to the picture: a plane in which a degree of longitude is as long as it is in the city."""

    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    top: float

    def path(self, rings: Rings) -> str:
        """The rings as the ``d`` of a path, in tenths of a unit."""
        return "".join(
            "M" + "L".join(f"{self.x(lon):.1f},{self.y(lat):.1f}" for lon, lat in ring[:-1]) + "Z" for ring in rings
        )

    def x(self, lon: float) -> float:
        return self.left + (lon - self.west) * self.squeeze * self.scale

    def y(self, lat: float) -> float:
        return self.top + (self.north - lat) * self.scale


def frame_of(rings: Sequence[Rings]) -> Frame | None:
    """The frame in which all of them fit; none for nothing."""
    points = [point for one in rings for ring in one for point in ring]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    width, height = WIDTH - 2 * MARGIN, HEIGHT - HEAD - FOOT
    scale = min(width / max((east - west) * squeeze, 1e-6), height / max(north - south, 1e-6))
    left = MARGIN + (width - (east - west) * squeeze * scale) / 2
    return Frame(west, north, squeeze, scale, left, HEAD + (height - (north - south) * scale) / 2)


def to_svg(
    layer: MapLayer, locale: str, *, title: str, caption: str, outlines: Sequence[Place] = (), headed: bool = True
) -> str:
    """The map as a picture, the same bytes for the same layer.

    Parameters
    ----------
    title : what is shown, and of when.
    caption : source, period and number of incidents.
    outlines : areas whose borders are drawn over hexagons.
    headed : whether the title is written above the map; a page has its own.
    """
    frame = frame_of([place.rings for place in (*layer.places, *outlines)])
    steps = Steps.of(layer, locale)
    drawn = "" if frame is None else "".join(_shape(place, frame, steps) for place in layer.places)
    borders = (
        ""
        if frame is None
        else "".join(
            f'<path d="{frame.path(place.rings)}" fill="none" stroke="{palette.SECOND_INK}" stroke-width=".8"/>'
            for place in outlines
        )
    )
    nothing = translate(N_("There is nothing to draw."), locale)
    empty = f'<text x="{WIDTH / 2}" y="{HEIGHT / 2}" text-anchor="middle">{escape(nothing)}</text>'
    head = f'<text x="{MARGIN}" y="32" font-size="18" font-weight="650">{escape(title)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="Source Sans 3, system-ui, sans-serif" font-size="14" fill="{palette.INK}" role="img" '
        f'aria-labelledby="map-title map-desc"><title id="map-title">{escape(title)}</title>'
        f'<desc id="map-desc">{escape(caption)}</desc>'
        '<defs><pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{palette.PAPER}"/><path d="M0 0V6" stroke="{palette.GREY_MARK}"/></pattern>'
        f'</defs><rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.PAPER}"/>'
        f"{head if headed else ''}{steps.legend()}"
        f'<g fill-rule="evenodd" stroke="{palette.PAPER}" stroke-width=".6">{drawn}</g><g>{borders}</g>'
        f"{'' if layer.places else empty}{_lines(caption)}</svg>\n"
    )


def _shape(place: Place, frame: Frame, steps: Steps) -> str:
    figure = steps.told(place)
    hint = escape(f"{place.name}: {figure}")
    return f'<path d="{frame.path(place.rings)}" fill="{steps.fill(place)}"><title>{hint}</title></path>'


@dataclass(frozen=True)
class Steps:
    """The steps of the colours: their upper ends, colours and names."""

    layer: MapLayer
    locale: str
    ends: tuple[float, ...]
    colours: tuple[str, ...]

    @classmethod
    def of(cls, layer: MapLayer, locale: str) -> Steps:
        """Steps that hold about as many places each."""
        values = [place.value for place in layer.places if place.value]
        if layer.kind == "hot-spots" or not values:
            return cls(layer, locale, (), ())
        ends = palette.quantile_breaks(values)
        return cls(layer, locale, ends, palette.sequential(len(ends)))

    def fill(self, place: Place) -> str:
        value = place.value
        if value is None:
            return "url(#hidden)" if place.hidden else palette.LINE
        if self.layer.kind == "hot-spots":
            return HOT[int(value)]
        return palette.PAPER if not value else self.colours[sum(value > end for end in self.ends)]

    def told(self, place: Place) -> str:
        """A figure in words."""
        if place.value is None:
            return translate(N_("hidden") if place.hidden else N_("no data"), self.locale)
        return self.written(place.value)

    def written(self, value: float) -> str:
        """A figure as the language writes it."""
        if self.layer.kind == "hot-spots":
            return translate(HOT_WORDS[int(value)], self.locale)
        if float(value).is_integer():
            return numbers.count(value, self.locale)
        return numbers.rate(value, self.locale)

    def legend(self) -> str:
        """A row of squares, each with what it stands for."""
        if self.layer.kind == "hot-spots":
            kinds = sorted({int(place.value or 0) for place in self.layer.places}, reverse=True)
            squares = [(HOT[kind], translate(HOT_WORDS[kind], self.locale)) for kind in kinds]
        else:
            words = [translate(N_("up to {end}"), self.locale, end=self.written(end)) for end in self.ends]
            squares = list(zip(self.colours, words, strict=True))
        if self.layer.hidden:
            squares.append(("url(#hidden)", translate(N_("hidden"), self.locale)))
        parts, x, y = [], float(MARGIN), LEGEND
        for colour, word in squares:
            width = 40 + LETTER * len(word)
            if x + width > WIDTH and x > MARGIN:
                x, y = float(MARGIN), y + 22
            parts.append(
                f'<rect x="{x:.0f}" y="{y}" width="16" height="16" fill="{colour}" stroke="{palette.GREY_MARK}"/>'
                f'<text x="{x + 22:.0f}" y="{y + 13}">{escape(word)}</text>'
            )
            x += width
        return "".join(parts)


def _lines(caption: str, most: int = 104) -> str:
    """The caption under the map, in lines that fit."""
    lines: list[str] = []
    for word in caption.split():
        if lines and len(lines[-1]) + len(word) < most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    first = HEIGHT - FOOT + 22
    return "".join(
        f'<text x="{MARGIN}" y="{first + 17 * place}" font-size="13" fill="{palette.SECOND_INK}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
