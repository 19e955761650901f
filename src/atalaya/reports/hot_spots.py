"""The map's layers told in sentences: what stands out from chance and what share it holds, or that nothing does."""

from __future__ import annotations

from typing import Protocol

from atalaya.i18n import N_, translate, translate_plural
from atalaya.reports import numbers


class HotSpots(Protocol):
    """What is read of `patterns.layers.HotSpotLayer`."""

    @property
    def enough(self) -> bool: ...
    @property
    def hot_cells(self) -> int: ...
    @property
    def surest_cells(self) -> int: ...
    @property
    def cold_cells(self) -> int: ...
    @property
    def share_in_hot(self) -> float: ...
    @property
    def share_of_cells(self) -> float: ...


class Density(Protocol):
    """What is read of `patterns.layers.DensityLayer`."""

    @property
    def bandwidth_m(self) -> float: ...
    @property
    def events(self) -> int: ...


CLASSES = {
    2: N_("Hot spot (at most 1% false)"),
    1: N_("Hot spot (at most 5% false)"),
    0: N_("Cannot be told from chance"),
    -1: N_("Fewer than chance explains (at most 5% false)"),
    -2: N_("Fewer than chance explains (at most 1% false)"),
}
"""The words of the legend, by the class of a hexagon."""

TOO_FEW = N_("There are too few located incidents to tell a hot spot from chance.")
NONE = N_("No hot spot can be told from chance: incidents gather in no group of hexagons more than chance explains.")


def describe_hot_spots(layer: HotSpots, locale: str) -> str:
    """What the layer of hot spots shows, and the honest line when it shows none.

    Parameters
    ----------
    layer : a `patterns.layers.HotSpotLayer`.
    locale : ``"es"``, ``"pt"`` or ``"en"``.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> layer = SimpleNamespace(enough=True, hot_cells=12, surest_cells=9, cold_cells=0, share_in_hot=0.31,
    ...                         share_of_cells=0.04)
    >>> print(describe_hot_spots(layer, "en"))
    In 12 hexagons, together with their neighbours, there are more incidents than chance explains. They hold 31% of
    the located incidents in 4% of the hexagons. With at most 1% false: 9. About 5 in 100 of the hexagons named
    may be named by chance.
    """
    if not layer.enough:
        return translate(TOO_FEW, locale)
    parts = []
    if layer.hot_cells:
        parts.append(
            translate_plural(
                "In {count} hexagon, together with its neighbours, there are more incidents than chance explains.",
                "In {count} hexagons, together with their neighbours, there are more incidents than chance explains.",
                layer.hot_cells,
                locale,
                count=numbers.count(layer.hot_cells, locale),
            )
        )
        parts.append(
            translate_plural(
                "It holds {share} of the located incidents in {land} of the hexagons.",
                "They hold {share} of the located incidents in {land} of the hexagons.",
                layer.hot_cells,
                locale,
                share=_share(layer.share_in_hot, locale),
                land=_share(layer.share_of_cells, locale),
            )
        )
        if layer.surest_cells:
            surest = numbers.count(layer.surest_cells, locale)
            parts.append(translate(N_("With at most 1% false: {count}."), locale, count=surest))
    else:
        parts.append(translate(NONE, locale))
    if layer.cold_cells:
        parts.append(
            translate(
                N_(
                    "Hexagons with fewer incidents than chance explains: {count}; parks, water or places where nobody "
                    "reports may be among them."
                ),
                locale,
                count=numbers.count(layer.cold_cells, locale),
            )
        )
    if layer.hot_cells or layer.cold_cells:
        parts.append(translate(N_("About 5 in 100 of the hexagons named may be named by chance."), locale))
    return " ".join(parts)


def describe_density(layer: Density, locale: str) -> str:
    """What the density map draws and how far it was smoothed; a density is no test.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> print(describe_density(SimpleNamespace(bandwidth_m=400.0, events=1500), "en"))
    Density of 1,500 located incidents, smoothed over about 400 m. A density shows where most were recorded, not whether
    that differs from chance.
    """
    if not layer.events:
        return translate(N_("There is no located incident to draw."), locale)
    return translate(
        N_(
            "Density of {events} located incidents, smoothed over about {width} m. A density shows where most were "
            "recorded, not whether that differs from chance."
        ),
        locale,
        events=numbers.count(layer.events, locale),
        width=numbers.count(layer.bandwidth_m, locale),
    )


def _share(share: float, locale: str) -> str:
    """A percentage, with a decimal where without one it would read as nothing."""
    return numbers.percent(share, locale, 0 if share >= 0.02 else 1)
