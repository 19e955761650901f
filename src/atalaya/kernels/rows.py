"""Where the rows and cells of delimited text begin: one pass over the bytes, quotes respected."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

LONGEST_QUOTED = 100_000
"""A quote that is not closed within this many bytes was no opening quote."""

STRAY = 1_000_000
"""Added to the width of a row that has a quote inside a cell: its cells must be read by rules, not by places."""


@njit(cache=True)
def find_rows(
    text: NDArray[np.uint8],
    delimiter: int,
    quote: int,
    last: bool,
    starts: NDArray[np.int64],
    widths: NDArray[np.int32],
    cells: NDArray[np.int32],
) -> tuple[int, int]:
    """Find the rows of a piece of text (RFC 4180; a quote inside an unquoted cell is a letter like others).

    Parameters
    ----------
    text
        Bytes in an encoding in which delimiter, quote and line ends are single bytes.
    delimiter, quote
        Byte values.
    last
        Whether the text ends with the piece: the last row then needs no line end.
    starts, widths
        Filled with each row's first byte and its number of cells; as long as there are line ends, and one more.
        An empty line has width 0, a row whose quotes are wrong -1;
        `STRAY` is added for a row with a quote inside a cell.
    cells
        Shape (rows, columns, 2): filled with the first byte of each cell and the place after its last, quotes left
        out, as far as the row has no more cells than columns.

    Returns
    -------
    Number of rows found, and the place after the last of them.
    """
    n = 0
    k = 0
    end = text.shape[0]
    columns = cells.shape[1]
    special = np.zeros(256, np.bool_)
    special[delimiter] = special[quote] = special[10] = True
    while k < end:
        start = k
        width = 0
        closed = broken = stray = False
        while not closed:  # one cell in each turn
            first = k
            stop = -1
            if k < end and text[k] == quote:
                close, doubled = _closing(text, k + 1, quote)
                if close == -1 and not last and end - k <= LONGEST_QUOTED:
                    return n, start  # the quote may be closed in the next piece
                # a quote that never closes, or with letters after it, makes a row that cannot be told apart
                following = text[close + 1] if close >= 0 and close + 1 < end else 10
                broken = broken or close == -1 or following not in (10, 13, delimiter)
                stray = stray or doubled
                first = k + 1
                stop = close
                k = max(k, close) + 1
            while k < end:
                while k < end and not special[text[k]]:
                    k += 1
                if k == end or text[k] != quote:
                    break
                stray = True
                k += 1
            if width < columns:
                cells[n, width, 0] = first
                cells[n, width, 1] = stop if stop >= 0 else k
            width += 1
            if k >= end:
                if not last:
                    return n, start
                closed = True
            elif text[k] == 10:
                closed = True
            k += 1
        length = min(k - 1, end) - start
        empty = length == 0 or (length == 1 and text[start] == 13)
        starts[n] = start
        widths[n] = 0 if empty else -1 if broken else width + STRAY if stray else width
        if 0 < width <= columns and cells[n, width - 1, 1] > cells[n, width - 1, 0]:
            tail = cells[n, width - 1, 1]
            if tail == min(k - 1, end) and text[tail - 1] == 13:
                cells[n, width - 1, 1] = tail - 1
        n += 1
    return n, min(k, end)


@njit(cache=True)
def _closing(text: NDArray[np.uint8], k: int, quote: int) -> tuple[int, bool]:
    """Place of the quote that closes, or -1, and whether one was doubled; a doubled quote stands for itself."""
    stop = min(text.shape[0], k + LONGEST_QUOTED)
    doubled = False
    while k < stop:
        if text[k] == quote:
            if k + 1 < text.shape[0] and text[k + 1] == quote:
                doubled = True
                k += 1
            else:
                return k, doubled
        k += 1
    return -1, doubled
