"""The map's layers in words: shares and counts where something stands out, the honest line where nothing does."""

from __future__ import annotations

from types import SimpleNamespace

import h3.api.basic_int as h3
import numpy as np
import pytest

from atalaya.geo.neighbours import hexagons_around
from atalaya.i18n import LOCALES, compile_catalogues, translate
from atalaya.patterns.layers import density_layer, hot_spot_layer
from atalaya.reports.hot_spots import CLASSES, NONE, TOO_FEW, describe_density, describe_hot_spots


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


def layer(**changes: object) -> SimpleNamespace:
    parts = {
        "enough": True,
        "hot_cells": 12,
        "surest_cells": 9,
        "cold_cells": 0,
        "share_in_hot": 0.314,
        "share_of_cells": 0.0123,
    }
    return SimpleNamespace(**(parts | changes))


def test_what_stands_out_in_spanish_and_portuguese() -> None:
    spanish = describe_hot_spots(layer(), "es").replace("\u202f", " ")
    assert spanish.startswith("En 12 hexágonos, junto con sus vecinos, hay más hechos de los que explica el azar.")
    assert "Reúnen el 31 % de los hechos ubicados en el 1,2 % de los hexágonos. Con hasta 1 % de falsos: 9." in spanish
    portuguese = describe_hot_spots(layer(cold_cells=3), "pt").replace("\u202f", " ")
    assert "Reúnem 31 % das ocorrências localizadas em 1,2 % dos hexágonos." in portuguese
    assert "Hexágonos com menos ocorrências do que o acaso explica: 3; entre eles" in portuguese


def test_one_hexagon_is_told_as_one() -> None:
    told = describe_hot_spots(layer(hot_cells=1, surest_cells=0), "en")
    assert told.startswith("In 1 hexagon, together with its neighbours,")
    assert "It holds 31%" in told
    assert "at most 1%" not in told


@pytest.mark.parametrize("locale", LOCALES)
def test_the_honest_lines(locale: str) -> None:
    none = layer(hot_cells=0, surest_cells=0, share_in_hot=0.0, share_of_cells=0.0)
    assert describe_hot_spots(none, locale) == translate(NONE, locale)
    assert describe_hot_spots(layer(enough=False), locale) == translate(TOO_FEW, locale)
    none.cold_cells = 2
    assert describe_hot_spots(none, locale).startswith(translate(NONE, locale))
    assert "5" in describe_hot_spots(none, locale)


def test_every_class_has_its_words() -> None:
    assert set(CLASSES) == {-2, -1, 0, 1, 2}
    assert len({translate(words, locale) for words in CLASSES.values() for locale in LOCALES}) == 15


def test_real_layers_are_told() -> None:
    city = hexagons_around([h3.latlng_to_cell(-34.6, -58.4, 9)], rings=6)
    counts = np.where(np.isin(city, city[40:42]), 90, 2)
    for locale in LOCALES:
        assert describe_hot_spots(hot_spot_layer(city, counts, region=city, seed=1, permutations=999), locale)
        assert str(int(counts.sum()) % 100) in describe_density(density_layer(city, counts), locale)
    nothing = np.empty(0, np.int64)
    assert describe_density(density_layer(nothing, nothing), "en") == "There is no located incident to draw."
