"""Where the rows of delimited text begin, and how many cells each has: one pass over the bytes, quotes respected."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

LONGEST_QUOTED = 100_000
"""A quote that is not closed within this many bytes was no opening quote."""

STRAY = 1_000_000
"""Added to the width of a row that has a quote inside an unquoted cell."""


@njit(cache=True)
def find_rows(
    text: NDArray[np.uint8],
    delimiter: int,
    quote: int,
    last: bool,
    starts: NDArray[np.int64],
    widths: NDArray[np.int32],
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
        `STRAY` is added for a row with a quote inside an unquoted cell.

    Returns
    -------
    Number of rows found, and the place after the last of them.
    """
    n = 0
    k = 0
    end = text.shape[0]
    while k < end:
        start = k
        width = 1
        at_cell_start = True
        closed = broken = stray = False
        while k < end:
            byte = text[k]
            if byte == quote and at_cell_start:
                close = _closing(text, k + 1, quote)
                if close == -1 and not last and end - k <= LONGEST_QUOTED:
                    return n, start  # the quote may be closed in the next piece
                k = max(k, close)
                # a quote that never closes, or with letters after it, makes a row that cannot be told apart
                following = text[k + 1] if k + 1 < end else 10
                broken = broken or close == -1 or following not in (10, 13, delimiter)
                at_cell_start = False
            elif byte == delimiter:
                width += 1
                at_cell_start = True
            elif byte == 10:
                closed = True
                break
            else:
                stray = stray or byte == quote
                at_cell_start = False
            k += 1
        if not closed and not last:
            return n, start
        length = k - start
        empty = length == 0 or (length == 1 and text[start] == 13)
        starts[n] = start
        widths[n] = 0 if empty else -1 if broken else width + STRAY if stray else width
        n += 1
        k += 1
    return n, end


@njit(cache=True)
def _closing(text: NDArray[np.uint8], k: int, quote: int) -> int:
    """Place of the quote that closes, or -1; a doubled quote stands for itself."""
    stop = min(text.shape[0], k + LONGEST_QUOTED)
    while k < stop:
        if text[k] == quote:
            if k + 1 < text.shape[0] and text[k + 1] == quote:
                k += 1
            else:
                return k
        k += 1
    return -1
