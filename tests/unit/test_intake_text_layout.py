"""Encoding, separator and header of text files, from small messy samples to the real files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atalaya.intake.delimiter import guess_layout
from atalaya.intake.encoding import guess_encoding

SPANISH = "Fecha;Categoría;Dirección\r\n01/02/2019;Hurto a niño en vía pública;Av. Bolívar 1.234, Ñuñoa\r\n"
PORTUGUESE = "Data;Descrição;Município\r\n01/02/2019;Lesão corporal;São João d'Água, coração, pôr\r\n"


@pytest.mark.parametrize("text", [SPANISH, PORTUGUESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850"])
def test_what_the_region_writes_is_read_back(text: str, encoding: str) -> None:
    found = guess_encoding(text.encode(encoding))
    assert text.encode(encoding).decode(found.encoding) == text
    assert found.encoding == encoding
    assert found.confidence > 0.6


def test_plain_ascii_is_utf8_with_a_little_doubt_and_nothing_is_too() -> None:
    assert guess_encoding(b"a;b\n1;2\n").encoding == "utf-8"
    assert guess_encoding(b"a;b\n1;2\n").confidence < 1
    assert guess_encoding(b"").encoding == "utf-8"


@given(st.text(alphabet="abc áéíóúñçãõ;,\n", min_size=1), st.integers(0, 3))
def test_a_sample_cut_within_a_letter_stays_utf8(text: str, cut: int) -> None:
    data = ("x" + text + "ñ" * 2).encode("utf-8")
    assert guess_encoding(data[: len(data) - cut]).encoding == "utf-8"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_separator_header_and_width_are_found_under_a_banner(delimiter: str) -> None:
    lines = ["Municipalidad, área de datos", "", delimiter.join(["fecha", "hora", "lugar", "lat"])]
    lines += [delimiter.join([f"0{n}/02/2019", str(n), f'"Calle {n}{delimiter} esq. 9"', "-34.5"]) for n in range(1, 9)]
    found = guess_layout(lines)
    assert (found.delimiter, found.header_row, found.width) == (delimiter, 3, 4)
    assert found.confidence > 0.8


def test_decimal_commas_do_not_make_columns() -> None:
    found = guess_layout(["id;lat;lon", "1;-34,6;-58,4", "2;-34,7;-58,5", "3;-34,8;-58,6"])
    assert (found.delimiter, found.width, found.confidence) == (";", 3, 1.0)


def test_one_column_and_nothing_at_all() -> None:
    assert guess_layout(["fecha", "2019", "2020"]).width == 1
    assert guess_layout([]).header_row == 1
    assert guess_layout([";;", ";;"]).header_row == 1


REAL = [
    ("buenosaires/delitos_2019.csv.gz", ",", 1),
    ("buenosaires/delitos_2020.csv.gz", ",", 1),
    ("chicago/chicago_aggravated_assaults.csv.gz", ",", 1),
    ("medellin/medellin_homicides.csv", ";", 1),
]


@pytest.mark.data
@pytest.mark.parametrize(("name", "delimiter", "header_row"), REAL)
def test_real_files(shared_data: Path, name: str, delimiter: str, header_row: int) -> None:
    path = shared_data / name
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        sample = stream.read(200_000)
    encoding = guess_encoding(sample).encoding
    found = guess_layout(sample.decode(encoding, "replace").splitlines()[:-1])
    assert (found.delimiter, found.header_row) == (delimiter, header_row)
    assert found.confidence > 0.99
