"""Names as a reader wants them, whatever their source did with capitals and length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atalaya.reports.names import labels, place_name, place_names, short, type_name, type_names


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("VILLA GRAL. MITRE", "Villa Gral. Mitre"),
        ("LA BOCA", "La Boca"),
        ("SÃO JOSÉ DOS CAMPOS", "São José dos Campos"),
        ("Ñuñoa", "Ñuñoa"),
        ("B01", "B01"),
        ("YPF", "YPF"),
        ("BARRIO YPF", "Barrio YPF"),
        ("DR. PAZ", "Dr. Paz"),
        ("CBTTR", "CBTTR"),
    ],
)
def test_places(written: str, read: str) -> None:
    assert place_name(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("ROBO", "Robo"), ("ROBO CON LCR", "Robo con LCR"), ("LCR", "LCR"), ("", ""), ("Robo (total)", "Robo (total)")],
)
def test_types(written: str, read: str) -> None:
    assert type_name(written) == read


def test_mappings_keep_their_keys() -> None:
    assert place_names({"1": "EL PUERTO"}) == {"1": "El Puerto"}
    assert type_names(["HURTO", "Robo"]) == {"HURTO": "Hurto", "Robo": "Robo"}


def test_a_long_word_is_cut_where_it_must() -> None:
    assert short("a" * 50, 10) == "a" * 9 + "…"


@given(st.lists(st.text(alphabet="ab ÑÓ.(", max_size=60), max_size=12))
def test_labels_fit_and_differ(names: list[str]) -> None:
    made = labels(names)
    assert len(set(made)) == len(made) == len(names)
    assert all(len(label) <= 34 for label in made)
