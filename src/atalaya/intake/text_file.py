"""Delimited text of any size: decoded and cut into rows piece by piece; broken rows are told apart, none is mended."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl

from atalaya.intake.blocks import ROW, Block, named
from atalaya.intake.delimiter import guess_layout
from atalaya.intake.encoding import guess_encoding
from atalaya.intake.profile import Reading

PIECE_BYTES = 8_000_000
SAMPLE_BYTES = 400_000
SAMPLE_LINES = 400


def open_bytes(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked when it is gzipped."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def guess_reading(path: Path) -> tuple[Reading, float, float]:
    """How the text is to be read, and how sure its encoding and its layout are (0 to 1)."""
    with open_bytes(path) as stream:
        sample = telling = stream.read(SAMPLE_BYTES)
        while telling.isascii() and (more := stream.read(PIECE_BYTES)):
            telling = more  # the first letter with an accent may stand far below
    encoding = guess_encoding(telling if not telling.isascii() else sample)
    text = sample.decode(encoding.encoding, "ignore")
    lines = text.splitlines()[:SAMPLE_LINES]
    layout = guess_layout(lines)
    header = next(csv.reader([lines[layout.header_row - 1]], delimiter=layout.delimiter)) if lines else []
    reading = Reading(
        format="csv",
        encoding=encoding.encoding,
        delimiter=layout.delimiter,
        header_row=layout.header_row,
        columns=named(header),
    )
    return reading, encoding.confidence, layout.confidence


def read_text(path: Path, reading: Reading) -> Iterator[Block]:
    """The rows after the header, block by block.

    Yields
    ------
    Block
        Empty lines are not rows. Bytes that the encoding does not know become the replacement sign.
    """
    from atalaya.kernels.rows import STRAY, find_rows

    rest, number, skip = b"", 0, reading.header_row
    width = len(reading.columns)
    for piece, last in _pieces(path, reading.encoding):
        data = np.frombuffer(rest + piece, np.uint8)
        ends = int((data == 10).sum()) + 1
        starts, widths = np.empty(ends, np.int64), np.empty(ends, np.int32)
        found, used = find_rows(data, ord(reading.delimiter), ord(reading.quote), last, starts, widths)
        rest = data[used:].tobytes()
        edges = np.append(starts[:found], used)
        begin = min(skip, found)
        skip -= begin
        edges, widths = edges[begin:], widths[begin:found]
        full = widths != 0
        numbers = number + np.cumsum(full)
        number = int(numbers[-1]) if len(numbers) else number
        good, stray = widths == width, widths == width + STRAY
        bad = np.flatnonzero(full & ~good & ~stray)
        broken = {int(numbers[int(row)]): _line(data, edges, int(row)) for row in bad}
        frame = _cells(data, edges, good, numbers, reading)
        if stray.any():
            frame = pl.concat([frame, _stray_cells(data, edges, np.flatnonzero(stray), numbers, reading)]).sort(ROW)
        if frame.height or broken:
            yield Block(frame, broken)


def _pieces(path: Path, encoding: str) -> Iterator[tuple[bytes, bool]]:
    """The text as UTF-8, in pieces; the flag tells the last."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with open_bytes(path) as stream:
        raw = stream.read(PIECE_BYTES)
        while True:
            following = stream.read(PIECE_BYTES)
            yield decoder.decode(raw, not following).encode(), not following
            if not following:
                return
            raw = following


def _cells(
    data: np.ndarray, edges: np.ndarray, good: np.ndarray, numbers: np.ndarray, reading: Reading
) -> pl.DataFrame:
    """The good rows as a table of text."""
    if good.all():
        text = data[edges[0] : edges[-1]].tobytes()
    else:
        keep = np.repeat(good, np.diff(edges))
        text = data[edges[0] : edges[-1]][keep].tobytes()
    names = list(reading.columns)
    if not text:
        frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    else:
        frame = pl.read_csv(
            text,
            has_header=False,
            new_columns=names,
            schema=dict.fromkeys(names, pl.String),
            separator=reading.delimiter,
            quote_char=reading.quote,
            infer_schema=False,
        )
    return frame.insert_column(0, pl.Series(ROW, numbers[good], dtype=pl.Int64))


def _stray_cells(
    data: np.ndarray, edges: np.ndarray, rows: np.ndarray, numbers: np.ndarray, reading: Reading
) -> pl.DataFrame:
    """Rows with a quote inside an unquoted cell (`3" pipe`), one by one: there the quote is a letter like others."""
    lines = [_line(data, edges, int(row)) for row in rows]
    cells = [next(csv.reader([line], delimiter=reading.delimiter, quotechar=reading.quote)) for line in lines]
    texts = [[cell or None for cell in row] for row in cells]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(reading.columns, pl.String), orient="row")
    return frame.insert_column(0, pl.Series(ROW, numbers[rows], dtype=pl.Int64))


def _line(data: np.ndarray, edges: np.ndarray, row: int) -> str:
    return data[edges[row] : edges[row + 1]].tobytes().decode().rstrip("\r\n")
