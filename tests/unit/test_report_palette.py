"""Colours can be read, and classes hold about as many values each."""

from __future__ import annotations

import itertools

import pytest

from atalaya.reports import palette


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_as_published(first: str, second: str, published: float) -> None:
    """Values of the WebAIM contrast checker."""
    assert palette.contrast(first, second) == pytest.approx(published, abs=0.005)
    assert palette.contrast(second, first) == palette.contrast(first, second)


def test_text_and_marks_of_the_house_stand_out() -> None:
    assert all(
        palette.contrast(colour, palette.PAPER) >= 4.5
        for colour in (palette.INK, palette.SECOND_INK, palette.TOWER_BLUE, palette.LAMP_AMBER)
    )
    assert palette.contrast(palette.GREY_MARK, palette.PAPER) >= 3


def test_the_scale_darkens_steadily() -> None:
    lights = [palette.luminance(colour) for colour in palette.SEQUENTIAL]
    assert lights == sorted(lights, reverse=True)


@pytest.mark.parametrize("colour", [None, "", "#fff", "red;}body{x", "#12345g", "#ffee00"])
def test_a_colour_that_cannot_be_read_gives_way(colour: str | None) -> None:
    assert palette.readable_accent(colour) == palette.TOWER_BLUE


def test_breaks_hold_the_same_number_of_values() -> None:
    values = list(range(1, 101))
    breaks = palette.quantile_breaks(values, 5)
    assert breaks == (20, 40, 60, 80, 100)
    sizes = [sum(low < value <= high for value in values) for low, high in itertools.pairwise((0, *breaks))]
    assert sizes == [20] * 5


def test_no_values_no_breaks() -> None:
    assert palette.quantile_breaks([]) == ()


@pytest.mark.parametrize("classes", range(1, 8))
def test_so_many_different_colours(classes: int) -> None:
    assert len(set(palette.sequential(classes))) == classes


@pytest.mark.parametrize("classes", [0, 8])
def test_no_other_number_of_classes(classes: int) -> None:
    with pytest.raises(ValueError, match=str(classes)):
        palette.sequential(classes)
