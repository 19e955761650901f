"""The eight kinds of crime of the synthetic city: how many, when, where, and what each answers to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Crime:
    """One kind of crime.

    Attributes
    ----------
    name, name_pt : as the forces write it
    iccs : ICCS code
    yearly : expected events of the first year, near repeats included
    growth : yearly growth of the rate
    season, season_peak : relative size of the yearly wave, and the day of the year of its crest
    weekdays : relative rates, Monday first
    bumps : (hour, width in hours, weight) of the crests of the day over an even floor
    hot : share of events drawn to the hot spots instead of to residents
    repeats : expected near repeats of one event (below 1), so that 1 / (1 - repeats) is the size of a chain
    heat : rise of the log rate for each °C of the day's maximum above `process.HEAT_FROM`
    lit : whether the lighting programme can prevent it
    late_share, late_days : share reported after the day itself, and the mean delay of those
    attempted, armed, victims : share of attempts, share with a weapon, whether victims are counted
    """

    name: str
    name_pt: str
    iccs: str
    yearly: float
    growth: float = 0.0
    season: float = 0.0
    season_peak: int = 15
    weekdays: tuple[float, ...] = (1, 1, 1, 1, 1, 1, 1)
    bumps: tuple[tuple[float, float, float], ...] = ()
    hot: float = 0.4
    repeats: float = 0.0
    heat: float = 0.0
    lit: bool = False
    late_share: float = 0.3
    late_days: float = 4.0
    attempted: float = 0.0
    armed: float = 0.0
    victims: bool = False

    @property
    def hours(self) -> NDArray[np.float64]:
        """Share of the events in each hour of the day, 24 values that add up to 1."""
        hour = np.arange(24) + 0.5
        shares = np.full(24, 0.25)
        for centre, width, weight in self.bumps:
            distance = np.minimum(np.abs(hour - centre), 24 - np.abs(hour - centre))
            shares = shares + weight * np.exp(-0.5 * (distance / width) ** 2)
        return np.asarray(shares / shares.sum(), dtype=np.float64)


WORKING = (1.05, 1.05, 1.05, 1.05, 1.15, 0.95, 0.7)
WEEKEND = (0.8, 0.75, 0.8, 0.85, 1.1, 1.4, 1.3)

CRIMES = (
    Crime(
        "Robo",
        "Roubo",
        "0401",
        1900,
        season=0.08,
        weekdays=WORKING,
        bumps=((20.5, 2.5, 3), (7, 1.5, 1)),
        hot=0.55,
        repeats=0.08,
        heat=0.01,
        lit=True,
        late_share=0.25,
        late_days=3,
        attempted=0.12,
        armed=0.45,
    ),
    Crime(
        "Hurto",
        "Furto",
        "0502",
        2300,
        growth=0.07,
        season=0.12,
        weekdays=WORKING,
        bumps=((13, 3, 3), (19, 2, 1)),
        hot=0.6,
        lit=True,
        late_share=0.45,
        late_days=6,
        attempted=0.06,
    ),
    Crime(
        "Hurto de automotor",
        "Furto de veículo",
        "050211",
        420,
        weekdays=WEEKEND,
        bumps=((23, 3, 2),),
        hot=0.3,
        repeats=0.1,
        late_share=0.15,
        late_days=2,
    ),
    Crime(
        "Robo en vivienda",
        "Furto em residência",
        "05012",
        640,
        season=0.15,
        bumps=((11, 3, 2), (21, 2, 1.5)),
        hot=0.15,
        repeats=0.3,
        late_share=0.4,
        late_days=5,
        attempted=0.15,
    ),
    Crime(
        "Lesiones dolosas",
        "Lesão corporal",
        "02011",
        720,
        season=0.1,
        weekdays=WEEKEND,
        bumps=((1, 2.5, 3), (21, 2, 1)),
        hot=0.45,
        heat=0.05,
        late_share=0.35,
        late_days=5,
        armed=0.18,
        victims=True,
    ),
    Crime(
        "Amenazas",
        "Ameaça",
        "02012",
        860,
        bumps=((19, 4, 2),),
        hot=0.15,
        heat=0.025,
        late_share=0.6,
        late_days=9,
        armed=0.08,
        victims=True,
    ),
    Crime(
        "Daños",
        "Dano",
        "0504",
        480,
        weekdays=WEEKEND,
        bumps=((2, 3, 2),),
        hot=0.35,
        lit=True,
        late_share=0.3,
        late_days=3,
    ),
    Crime(
        "Homicidio doloso",
        "Homicídio doloso",
        "0101",
        9,
        weekdays=WEEKEND,
        bumps=((1, 3, 3),),
        hot=0.4,
        late_share=0.1,
        late_days=1,
        armed=0.85,
        victims=True,
    ),
)
