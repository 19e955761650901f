"""What needs a person now, and where the others stand: each app tells it in its own `attention.py`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

RANKS = {"stop": 0, "attention": 1, "note": 2, "done": 3}


@dataclass(frozen=True)
class Item:
    """One line of the board: what, since when, and where to go."""

    title: str
    detail: str
    address: str
    since: dt.datetime
    tone: Literal["stop", "attention", "note", "done"] = "attention"

    @property
    def rank(self) -> int:
        """Gravest first."""
        return RANKS[self.tone]


@dataclass(frozen=True)
class Place:
    """Somewhere to go from the board: its name and, where there is one, the finding of the last whole month."""

    name: str
    finding: str
    address: str
    synthetic: bool = False
