"""Where a value stands on a line, and the round numbers that are written along it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`; `ratio` measures in doublings, so that half and double stand equally far from one."""

    low: float
    high: float
    ticks: tuple[float, ...]
    ratio: bool = False

    def at(self, value: float | None) -> float | None:
        """Place of a value in hundredths of the length, kept within it; nothing for no value.

        >>> Scale(0, 200, ()).at(50), Scale(0.5, 2, (), ratio=True).at(1), Scale(0, 1, ()).at(None)
        (25.0, 50.0, None)
        """
        if value is None or math.isnan(value):
            return None
        low, high = self.low, self.high
        if self.ratio:
            value, low, high = math.log2(max(value, 1e-9)), math.log2(low), math.log2(high)
        return round(100 * min(max((value - low) / (high - low), 0), 1), 2)

    @property
    def marks(self) -> list[tuple[float, float]]:
        """Each tick with its place."""
        return [(tick, self.at(tick) or 0.0) for tick in self.ticks]

    @classmethod
    def of_ratios(cls, values: Sequence[float]) -> Scale:
        """A scale around one that holds the ratios, from half to double at least and an eighth to eightfold at most."""
        known = [value for value in values if value and math.isfinite(value)]
        furthest = max((abs(math.log2(value)) for value in known), default=1)
        reach = 1 if furthest <= 1 else 2 if furthest <= 2 else 3
        ticks = tuple(2.0**power for power in range(-reach, reach + 1))
        return cls(2.0**-reach, 2.0**reach, ticks, ratio=True)


def nice_scale(highest: float, about: int = 4) -> Scale:
    """A scale from zero to a round number, with about so many steps.

    >>> nice_scale(83).ticks
    (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    """
    if highest <= 0:
        return Scale(0, 1, (0.0, 1.0))
    rough = highest / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.8)
    if highest >= 1:
        step = max(step, 1.0)
    steps = math.ceil(highest / step - 1e-9)
    return Scale(0, step * steps, tuple(round(step * place, 9) for place in range(steps + 1)))


def spread(number: int, classes: int, colours: int) -> int:
    """The colour of a class, 1 to `colours`, so that few classes still reach from light to dark.

    >>> [spread(number, 3, 6) for number in (1, 2, 3)], spread(1, 1, 6)
    ([1, 4, 6], 6)
    """
    return colours if classes <= 1 else 1 + math.floor((number - 1) * (colours - 1) / (classes - 1) + 0.5)
