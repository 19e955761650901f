"""Every kind of file as blocks of text; what a stranger sent is read in a child process under limits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from atalaya.errors import InputFileError
from atalaya.i18n import N_
from atalaya.intake.blocks import BLOCK_ROWS, Block, cut_frames, named
from atalaya.intake.profile import Format, Reading
from atalaya.intake.text_file import guess_reading, read_text

SHEET_SAMPLE_ROWS = 200


def format_of(path: Path) -> Format:
    """What kind of file it is, by its first bytes and never by its name.

    Raises
    ------
    InputFileError
        ``file-missing``, ``file-empty`` or ``file-kind-unknown``.
    """
    if not path.is_file():
        raise InputFileError("file-missing", N_("There is no file {name}."), name=path.name)
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start:
        raise InputFileError("file-empty", N_("The file {name} is empty."), hint=_AGAIN, name=path.name)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return "xlsx"
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise InputFileError("file-kind-unknown", N_("The file {name} is not a table."), hint=_AGAIN, name=path.name)
    return "csv"


_AGAIN = N_("Export it again as CSV or XLSX.")


def guess_file(path: Path) -> tuple[Reading, float, float]:
    """How a file is to be read, how sure its encoding is and how sure its layout."""
    kind = format_of(path)
    if kind == "csv":
        return guess_reading(path)
    if kind == "parquet":
        names = pl.read_parquet_schema(path)
        return Reading(format="parquet", columns=named(list(names))), 1.0, 1.0
    return _guess_workbook(path)


def read_blocks(path: Path, reading: Reading) -> Iterator[Block]:
    """The file's rows, in blocks, all cells as text."""
    if reading.format == "csv":
        yield from read_text(path, reading)
    elif reading.format == "parquet":
        yield from cut_frames(_read_parquet(path, reading), reading.columns)
    else:
        yield from cut_frames(_read_workbook(path, reading), reading.columns)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_parquet(path: Path, reading: Reading) -> Iterator[pl.DataFrame]:
    scan = pl.scan_parquet(path)
    total = scan.select(pl.len()).collect().item()
    for start in range(0, total, BLOCK_ROWS):
        part = scan.slice(start, BLOCK_ROWS).collect()
        yield pl.DataFrame([_as_text(part.to_series(k)).alias(name) for k, name in enumerate(reading.columns)])


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Binary:
        return pl.Series(column.name, [None] * len(column), dtype=pl.String)
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.to_string("iso:strict" if column.dtype.time_zone else "%Y-%m-%d %H:%M:%S")
    return column.cast(pl.String)


def _sheet(path: Path, sheet: str | int, rows: int | None = None) -> pl.DataFrame:
    import fastexcel

    book = fastexcel.read_excel(path)
    loaded = book.load_sheet(sheet, header_row=None, dtypes="string", n_rows=rows)
    frame: pl.DataFrame = loaded.to_polars()
    return frame


def _guess_workbook(path: Path) -> tuple[Reading, float, float]:
    """The sheet with most cells; its header is the first row that is nearly as wide as the widest."""
    import fastexcel

    names = fastexcel.read_excel(path).sheet_names
    best, best_name = pl.DataFrame(), names[0]
    for name in names:
        frame = _sheet(path, name, SHEET_SAMPLE_ROWS)
        if frame.height * frame.width > best.height * best.width:
            best, best_name = frame, name
    filled = [sum(bool(cell) for cell in row) for row in best.iter_rows()]
    wide = max(filled, default=0)
    header = next((number for number, cells in enumerate(filled) if cells >= max(wide - 1, 1)), 0)
    columns = named([cell or "" for cell in best.row(header)]) if best.height else ()
    reading = Reading(format="xlsx", sheet=best_name, header_row=header + 1, columns=columns)
    return reading, 1.0, 0.95 if header == 0 else 0.85


def _read_workbook(path: Path, reading: Reading) -> Iterator[pl.DataFrame]:
    frame = _sheet(path, reading.sheet)
    yield frame.slice(reading.header_row).rename(dict(zip(frame.columns, reading.columns, strict=True)))


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook."""
    import fastexcel

    return tuple(fastexcel.read_excel(path).sheet_names)


def sheet_head(path: Path, sheet: str) -> list[list[str]]:
    """The first rows of a sheet as they stand."""
    return [[cell or "" for cell in row] for row in _sheet(path, sheet, SHEET_SAMPLE_ROWS).iter_rows()]
