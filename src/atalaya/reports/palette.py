"""Colours of charts and documents, their contrast by the WCAG formula, and the breaks of a sequential scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

INK: Final = "#14212b"
SECOND_INK: Final = "#4a5a66"
LINE: Final = "#d9dfe3"
PAPER: Final = "#ffffff"
TOWER_BLUE: Final = "#0b5a7a"
LAMP_AMBER: Final = "#8f5200"
GREY_MARK: Final = "#7b8a94"
"""Marks that are not the answer: 3:1 on white."""

SEQUENTIAL: Final = ("#edf3f6", "#c9dde6", "#9cc2d1", "#669fb6", "#357d9a", "#0b5a7a", "#063c54")
"""Light paper to tower blue, for counts and rates."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2, definition of relative luminance).

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 12)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_accent(colour: str | None, background: str = PAPER, least: float = 4.5) -> str:
    """The city's colour where text in it can be read on `background`, else tower blue.

    >>> readable_accent("#ffee00"), readable_accent("#7a1f5c")
    ('#0b5a7a', '#7a1f5c')
    """
    if colour and _is_colour(colour) and contrast(colour, background) >= least:
        return colour
    return TOWER_BLUE


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(mark in "0123456789abcdefABCDEF" for mark in text[1:])


def quantile_breaks(values: Sequence[float], classes: int = 5) -> tuple[float, ...]:
    """Upper ends of at most `classes` classes that hold about the same number of values; equal ends are joined.

    >>> quantile_breaks([1, 2, 3, 4], 2)
    (2.0, 4.0)
    >>> quantile_breaks([5, 5, 5], 5)
    (5.0,)
    """
    if not len(values):
        return ()
    shares = np.arange(1, classes + 1) / classes
    ends = np.quantile(np.asarray(values, dtype=np.float64), shares, method="inverted_cdf")
    return tuple(float(end) for end in np.unique(ends))


def sequential(classes: int) -> tuple[str, ...]:
    """So many colours from light to dark, spread over the scale; 1 to 7.

    >>> sequential(2)
    ('#edf3f6', '#063c54')
    """
    if not 1 <= classes <= len(SEQUENTIAL):
        raise ValueError(classes)
    if classes == 1:
        return (SEQUENTIAL[-2],)
    places = np.linspace(0, len(SEQUENTIAL) - 1, classes).round().astype(int)
    return tuple(SEQUENTIAL[place] for place in places)
