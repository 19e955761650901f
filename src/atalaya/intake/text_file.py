"""Delimited text of any size: decoded and cut into rows piece by piece; broken rows are told apart, none is mended."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from atalaya.intake.blocks import Block, Cutter, named
from atalaya.intake.delimiter import guess_layout
from atalaya.intake.encoding import guess_encoding
from atalaya.intake.profile import Reading

PIECE_BYTES = 6_000_000
SAMPLE_BYTES = 400_000
SAMPLE_LINES = 400
SINGLE_BYTE = ("cp1252", "latin-1", "cp850")


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
    cutter = Cutter(reading.columns, reading.delimiter, reading.quote, skip=reading.header_row)
    for piece, last in _pieces(path, reading.encoding):
        block = cutter.cut(piece, last=last)
        if block is not None:
            yield block


def _pieces(path: Path, encoding: str) -> Iterator[tuple[bytes, bool]]:
    """The text as UTF-8, in pieces; the flag tells the last."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    table = _table(encoding) if encoding in SINGLE_BYTE else None
    with open_bytes(path) as stream:
        raw = stream.read(PIECE_BYTES)
        while True:
            following = stream.read(PIECE_BYTES)
            text = decoder.decode(raw, not following).encode() if table is None else _to_utf8(raw, *table)
            yield text, not following
            if not following:
                return
            raw = following


@cache
def _table(encoding: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The UTF-8 of each byte of an encoding, and its length."""
    signs = [bytes([byte]).decode(encoding, "replace").encode() for byte in range(256)]
    table = np.array([list(sign.ljust(3, b"\0")) for sign in signs], np.uint8)
    return table, np.array([len(sign) for sign in signs], np.uint8)


def _to_utf8(raw: bytes, table: NDArray[np.uint8], lengths: NDArray[np.uint8]) -> bytes:
    from atalaya.kernels.cells import to_utf8

    data = np.frombuffer(raw, np.uint8)
    out = np.empty(len(data) + 2 * int(np.count_nonzero(data > 127)), np.uint8)
    return out[: to_utf8(data, table, lengths, out)].tobytes()
