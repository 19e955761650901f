"""Files of every kind become the same blocks of text; broken rows keep their numbers."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from atalaya.errors import InputFileError
from atalaya.intake import text_file
from atalaya.intake.blocks import ROW
from atalaya.intake.readers import file_sha256, format_of, guess_file, read_blocks

ROWS = [
    ("fecha", "tipo", "nota"),
    ("1/2/2019", "Robo", 'Año; "sí"'),
    ("2/2/2019", "Hurto", ""),
    ("3/2/2019", "Daño", "x"),
]


def as_csv(rows: list[tuple[str, ...]], delimiter: str = ";") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def read(path: Path) -> tuple[pl.DataFrame, list[int]]:
    reading, *_sure = guess_file(path)
    blocks = list(read_blocks(path, reading))
    return pl.concat([block.frame() for block in blocks]), [row for block in blocks for row in block.broken]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_in_every_encoding_and_separator(encoding: str, delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(ROWS, delimiter).encode(encoding))
    frame, broken = read(path)
    assert frame.drop(ROW).fill_null("").rows() == ROWS[1:]
    assert frame[ROW].to_list() == [1, 2, 3]
    assert broken == []


def test_packed_text_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(as_csv(ROWS).encode()))
    assert read(path)[0].height == 3


def test_a_banner_is_skipped_and_broken_rows_are_told_by_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Policía\na;b;c\n1;2;3\n\n4;5\n6;7;8;9\n"unclosed;1;2\n10;11;12', encoding="utf-8")
    frame, broken = read(path)
    assert frame[ROW].to_list() == [1, 5]
    assert broken == [2, 3, 4]
    assert frame["a"].to_list()[-1] == "10"


def test_pieces_are_joined_wherever_they_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(ROWS * 3).encode("utf-16"))
    whole = read(path)[0]
    for size in (1, 7, 64):
        monkeypatch.setattr(text_file, "PIECE_BYTES", size)
        assert read(path)[0].equals(whole)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=12))
def test_what_was_written_is_read(rows: list[tuple[str, ...]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        stream = io.StringIO()
        csv.writer(stream, delimiter=",", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
            [("a", "b", "c"), *rows]
        )
        path.write_text(stream.getvalue(), encoding="utf-8", newline="")
        reading = text_file.Reading(delimiter=",", columns=("a", "b", "c"))
        blocks = list(read_blocks(path, reading))
        assert [row for block in blocks for row in block.frame().drop(ROW).fill_null("").rows()] == rows
        assert all(not block.broken for block in blocks)


def test_a_workbook_with_banner_dates_hours_and_total(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Portada").write(0, 0, "x")
        sheet = book.add_worksheet("Hechos")
        day, hour = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
        sheet.write(0, 0, "MUNICIPALIDAD")
        sheet.write_row(2, 0, [" ID ", "FECHA", "HORA"])
        sheet.write(3, 0, "a")
        sheet.write_datetime(3, 1, dt.datetime(2024, 1, 2), day)  # noqa: DTZ001  (a workbook has no zones)
        sheet.write_datetime(3, 2, dt.time(8, 30), hour)
        sheet.write_row(5, 0, ["TOTAL", 2])
    frame, _ = read(path)
    assert frame.columns == [ROW, "ID", "FECHA", "HORA"]
    assert frame.rows() == [(1, "a", "2024-01-02 00:00:00", "1899-12-31 08:30:00"), (3, "TOTAL", "2", None)]


def test_an_empty_workbook_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    assert guess_file(path)[0].columns == ()


def test_parquet_is_told_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moment = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    columns = {"n": [1.5], "naive": [moment.replace(tzinfo=None)], "aware": [moment], "bytes": [b"x"]}
    pl.DataFrame(columns).write_parquet(path)
    frame, _ = read(path)
    assert frame.row(0)[:3] == (1, "1.5", "2024-01-02 03:04:05")
    assert frame["aware"].item().startswith("2024-01-02T03:04:05")
    assert frame["bytes"].item() is None


@pytest.mark.parametrize(("content", "told"), [(b"", "file-empty"), (b"%PDF-1.7", "file-kind-unknown")])
def test_what_is_no_table_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(InputFileError) as error:
        format_of(path)
    assert error.value.id == told
    with pytest.raises(InputFileError) as error:
        format_of(tmp_path / "none")
    assert error.value.id == "file-missing"


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    assert file_sha256(path).startswith("e3b0c442")


@given(st.lists(st.sampled_from(["a", '"', ";", "\n", "x", '""', " "]), max_size=40).map("".join))
def test_no_text_stops_the_reading_and_every_line_is_counted(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(f"a;b\n{text}\n", encoding="utf-8")
        blocks = list(read_blocks(path, text_file.Reading(delimiter=";", columns=("a", "b"))))
        numbers = sorted(n for block in blocks for n in (*block.numbers.tolist(), *block.broken))
        assert numbers == list(range(1, len(numbers) + 1))
        if '"' not in text:
            assert len(numbers) == sum(bool(line) for line in text.split("\n"))


def test_the_encoding_is_told_by_the_first_accent_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_file, "SAMPLE_BYTES", 40)
    path = tmp_path / "a.csv"
    path.write_bytes(("a;b\n" + "1;x\n" * 100 + "2;Año\n").encode("cp1252"))
    assert read(path)[0]["b"].to_list()[-1] == "Año"
