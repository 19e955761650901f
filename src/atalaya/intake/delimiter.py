"""Which sign separates the cells of a text file, and in which line its header stands."""

from __future__ import annotations

import csv
import statistics
from dataclasses import dataclass

DELIMITERS = (";", ",", "\t", "|")


@dataclass(frozen=True)
class Layout:
    """The separator, the number of the header's line (from 1), the cells of a row, and how sure it is (0 to 1)."""

    delimiter: str
    header_row: int
    width: int
    confidence: float


def guess_layout(lines: list[str]) -> Layout:
    """The separator under which most lines have the same number of cells, more than one.

    Parameters
    ----------
    lines
        The first lines of the file, decoded; the last may be cut.

    Returns
    -------
    Layout
        The header is the first line with as many non-empty cells as the rows have; what stands above is banner. A file
        without any separator is one column under ``","``.

    Examples
    --------
    >>> guess_layout(["Policía de Puerto Claro", "fecha;hora;lat", "1/2/2019;8;-34,5", "2/2/2019;9;-34,6"])
    Layout(delimiter=';', header_row=2, width=3, confidence=0.75)
    """
    best = Layout(",", 1, 1, 0.0)
    for delimiter in DELIMITERS:
        rows = [_cells(line, delimiter) for line in lines]
        widths = [len(row) for row in rows if row]
        if not widths:
            continue
        width = statistics.mode(widths)
        share = widths.count(width) / len(widths)
        if width > 1 and (share, width) > (best.confidence, best.width):
            best = Layout(delimiter, _header(rows, width), width, round(share, 3))
    return best


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])


def _header(rows: list[list[str]], width: int) -> int:
    for number, row in enumerate(rows, start=1):
        if len(row) == width and sum(bool(cell.strip()) for cell in row) >= width - 1:
            return number
    return 1
