"""Cells read in place: numbers, spellings, hashes and texts are those that strings would give."""

from __future__ import annotations

import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atalaya.intake import blocks, spelled
from atalaya.intake.blocks import Block, Cutter
from atalaya.intake.identity import Identities
from atalaya.intake.spelled import Columns, each
from atalaya.intake.text_file import _table, _to_utf8
from atalaya.kernels import load_lightly
from atalaya.kernels.cells import POWERS, hash_rows, mix_cells, mix_known, read_decimals


def block_of(rows: list[list[str]], first: int = 0) -> Block:
    """A block with columns a, b, … whose cells are as they are, written one behind the other."""
    written = [[cell.encode() for cell in row] for row in rows]
    ends = np.cumsum([len(cell) for row in written for cell in row]).reshape(len(rows), -1)
    starts = ends - np.array([[len(cell) for cell in row] for row in written])
    text = np.frombuffer(b"".join(cell for row in written for cell in row), np.uint8)
    cells = np.stack([starts, ends], axis=2).astype(np.int32)
    return Block(tuple("abcdef"[: cells.shape[1]]), text, cells, first + 1 + np.arange(len(rows)))


NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-1000, max_value=1000).map(str),
    st.sampled_from(
        ["", " ", "-", "+", ".", "1.", "-.5", "1.2.3", " 7 ", "\u00a08", "S/D", "123456789012345678", "+4"]
    ),
)


@given(st.lists(NUMBERS, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_decimals_are_the_nearest_doubles(texts: list[str]) -> None:
    block = block_of([[text] for text in texts])
    out, odd = np.empty(len(texts)), np.empty(len(texts), np.bool_)
    read_decimals(block.text, block.cells, 0, ord("."), POWERS, out, odd)
    for text, number, strange in zip(texts, out, odd, strict=True):
        if not text.strip():
            assert np.isnan(number)
        elif not strange:
            assert number == float(text)


def test_odd_numbers_are_read_by_the_rules_and_words_for_nothing_are_nothing() -> None:
    columns = Columns(("S/D",))
    columns.take(block_of([["-34,5"], ["S/D"], ["1,5e2"], ["x"], ["1.234"], [""]]))
    told = columns.numbers("a", ",")
    assert told[:1].tolist() == [-34.5]
    assert told[2] == 150
    assert np.isnan(told[[1, 3, 4, 5]]).all()


WORD = st.sampled_from(["Robo", " Robo ", "ROBO", "hurto", "", "S/D", "ñandú", 'con "comillas"', "dos\nlíneas"])


@given(st.lists(st.lists(WORD, min_size=1, max_size=30), min_size=1, max_size=3), st.sampled_from([2, 100_000]))
@settings(max_examples=40, deadline=None)
def test_each_spelling_is_asked_once_and_answers_are_those_of_the_texts(words: list[list[str]], most: int) -> None:
    asked: list[str] = []
    columns = Columns(("", "S/D"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spelled, "MOST", most)
        patch.setattr(blocks, "FEW_CELLS", 3)
        for row in words:
            columns.take(block_of([[word] for word in row]))
            got = columns.answer(("a",), "length", each(lambda text: asked.append(text) or len(text), pl.Int64))
            known = [word.strip() for word in row]
            assert got.to_list() == [None if text in {"", "S/D"} else len(text) for text in known]
            assert columns.texts("a").to_list() == [None if text in {"", "S/D"} else text for text in known]
    if most > 2:
        assert len(asked) <= len({word for row in words for word in row})


def test_a_column_in_which_few_are_alike_is_no_longer_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelled, "FEW_ROWS", 4)
    columns = Columns(("",))
    for start in (0, 10):
        columns.take(block_of([[str(number)] for number in range(start, start + 10)]))
        assert columns.texts("a").to_list() == [str(number) for number in range(start, start + 10)]


def test_columns_are_joined_by_a_blank() -> None:
    columns = Columns(("",))
    columns.take(block_of([["1/2/2019", "10:30"], ["2/2/2019", ""]]))
    assert columns.answer(("a", "b"), "x", lambda texts: texts).to_list() == ["1/2/2019 10:30", "2/2/2019"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp850"])
def test_single_bytes_become_utf8(encoding: str) -> None:
    every = bytes(range(1, 256))
    assert _to_utf8(every, *_table(encoding)).decode() == every.decode(encoding, "replace")


ROWS = st.lists(st.lists(st.sampled_from(["1", "2", "3", "x", ""]), min_size=2, max_size=2), min_size=1, max_size=12)


@given(ROWS, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_rows_alike_are_found_whatever_the_blocks(rows: list[list[str]], size: int) -> None:
    identities = Identities(("a",))
    names, aside = [], []
    for start in range(0, len(rows), size):
        columns = Columns(("",))
        columns.take(block_of(rows[start : start + size]))
        ids = identities.of(columns)
        names += ids.to_list()
        aside += identities.repeated(np.arange(len(ids))).tolist()
    met: set[str] = set()
    expected = [bool(name) and (name in met or bool(met.add(name))) for name, _ in rows]  # type: ignore[func-returns-value]
    assert aside == expected
    assert all(name == row[0] for name, row in zip(names, rows, strict=True) if row[0])
    made = [name for name, row in zip(names, rows, strict=True) if not row[0]]
    assert len(set(made)) == len(made)
    assert all(len(name.split("-")[0]) == 20 for name in made)
    seconds = [row[1] for row in rows]
    assert identities.alike().tolist() == [place for place, text in enumerate(seconds) if text in seconds[:place]]


def test_names_made_of_content_are_the_same_in_any_block() -> None:
    rows = [["x", "1"], ["y", "2"], ["x", "1"]]
    whole, parts = Identities(()), Identities(())
    columns = Columns(("",))
    columns.take(block_of(rows))
    told = whole.of(columns).to_list()
    assert told[2] == f"{told[0]}-2"
    found = []
    for row in rows:
        columns.take(block_of([row]))
        found += parts.of(columns).to_list()
    assert found == told
    assert not whole.repeated(np.arange(3)).any()
    whole.expect(10)
    named = Identities(("a",))
    named.expect(100_000)
    columns.take(block_of(rows))
    named.of(columns)
    assert named.repeated(np.arange(3)).tolist() == [False, False, True]
    assert Identities(("a",)).alike().tolist() == []


def test_a_file_of_identifiers_alone_has_no_content_to_compare() -> None:
    identities = Identities(("a",))
    columns = Columns(("",))
    columns.take(block_of([["1"], ["2"]]))
    identities.of(columns)
    assert identities.alike().tolist() == []


def test_identifiers_of_several_columns_are_joined() -> None:
    columns = Columns(("",))
    columns.take(block_of([["7", "2019", "x"], ["7", "2020", "x"]]))
    assert Identities(("a", "b")).of(columns).to_list() == ["7/2019", "7/2020"]


def test_rows_with_quotes_inside_and_wrong_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'a;3" pipe;c\n"d ""e""";f;g\n3" x;y\n"h\ni";"j";k\r\n\nl;m;n'
    block = Cutter(("a", "b", "c"), ";", '"').cut(text.encode(), last=True)
    assert block is not None
    monkeypatch.setattr(blocks, "FEW_CELLS", 0)
    assert block.frame().rows() == [
        (1, "a", '3" pipe', "c"),
        (2, 'd "e"', "f", "g"),
        (4, "h\ni", "j", "k"),
        (5, "l", "m", "n"),
    ]
    assert block.broken == {3: '3" x;y'}
    assert block.head(2).rows == 2


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_hashes_of_rows_are_the_same_from_cells_and_from_numbers_of_spellings(rows: list[list[str]]) -> None:
    block = block_of(rows)
    whole, low = np.empty(len(rows), np.uint64), np.empty(len(rows), np.uint64)
    hash_rows(block.text, block.cells, np.arange(2), False, whole, low)
    columns = Columns(("",))
    columns.take(block)
    assert columns.numbered("a") is None
    columns.texts("a")
    numbered = columns.numbered("a")
    assert numbered is not None
    high = np.full(len(rows), 2, np.uint64)
    mix_known(*numbered, high)
    mix_cells(block.text, block.cells, 1, high)
    assert high.tolist() == whole.tolist()


def test_blanks_that_are_no_signs_of_ascii_are_taken_off_too() -> None:
    block = block_of([["\u2003Robo\u2003"], ["x"], [""]] * 200)
    assert block.texts("a", trim=True)[:3].to_list() == ["Robo", "x", None]


def test_numba_is_loaded_without_the_algebra_that_no_kernel_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "scipy.linalg", raising=False)
    load_lightly()
    assert "scipy.linalg" not in sys.modules
    monkeypatch.setitem(sys.modules, "scipy.linalg", sys)
    load_lightly()
    assert sys.modules["scipy.linalg"] is sys
