"""Cells of text as bytes: hashed, numbered by spelling, read as numbers, copied out; no string is made of them.

A cell is two places in the text. Hashes are 64 bits, multiplied and folded eight bytes at a time in the manner of
Fowler, Noll and Vo, twice with different constants; they depend on nothing but the bytes, so that what is named by them
keeps its name.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_EXACT = 9_007_199_254_740_992
"""Whole numbers up to this are doubles, and so are the powers of ten up to the 22nd: their quotient is rounded once."""
POWERS = 10.0 ** np.arange(23)


@njit(cache=True)
def _mixed(h: np.uint64) -> np.uint64:
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


@njit(cache=True)
def _hashed(text: NDArray[np.uint8], first: int, last: int) -> tuple[np.uint64, np.uint64]:
    a = np.uint64(last - first) * _FIRST + np.uint64(1)
    b = np.uint64(last - first) * _SECOND + np.uint64(1)
    k = np.uint64(first)
    end = np.uint64(last)
    while k + np.uint64(8) <= end:  # eight bytes, which the compiler reads as one word
        word = np.uint64(text[k])
        for j in range(1, 8):
            word |= np.uint64(text[k + np.uint64(j)]) << np.uint64(8 * j)
        a = (a ^ word) * _FIRST
        a ^= a >> np.uint64(29)
        b = (b ^ word) * _SECOND
        b ^= b >> np.uint64(31)
        k += np.uint64(8)
    word = np.uint64(0)
    held = np.uint64(0)
    while k < end:
        word |= np.uint64(text[k]) << held
        held += np.uint64(8)
        k += np.uint64(1)
    a = (a ^ word) * _FIRST
    b = (b ^ word) * _SECOND
    return _mixed(a), _mixed(b)


@njit(cache=True)
def _trimmed(text: NDArray[np.uint8], first: int, last: int) -> tuple[int, int]:
    """The cell without blanks at its ends (the signs of ASCII; the hard blank of UTF-8)."""
    while first < last:
        if text[first] <= 32:
            first += 1
        elif text[first] == 0xC2 and last - first > 1 and text[first + 1] == 0xA0:
            first += 2
        else:
            break
    while first < last:
        if text[last - 1] <= 32:
            last -= 1
        elif text[last - 1] == 0xA0 and last - first > 1 and text[last - 2] == 0xC2:
            last -= 2
        else:
            break
    return first, last


@njit(cache=True)
def hash_rows(
    text: NDArray[np.uint8],
    cells: NDArray[np.int32],
    columns: NDArray[np.int64],
    trim: bool,
    high: NDArray[np.uint64],
    low: NDArray[np.uint64],
) -> None:
    """Two hashes of each row's cells of these columns, in their order.

    Parameters
    ----------
    text, cells
        Bytes, and the places of cells in them: shape (rows, columns, 2).
    columns
        Which columns to take.
    trim
        Whether blanks at the ends of a cell count for nothing.
    high, low
        Filled, shape (rows,).
    """
    for row in range(cells.shape[0]):
        a = np.uint64(columns.shape[0])
        b = np.uint64(columns.shape[0]) + np.uint64(1)
        for column in columns:
            first, last = cells[row, column, 0], cells[row, column, 1]
            if trim:
                first, last = _trimmed(text, first, last)
            x, y = _hashed(text, first, last)
            a = _mixed((a ^ x) * _FIRST)
            b = _mixed((b ^ y) * _SECOND)
        high[row] = a
        low[row] = b


@njit(cache=True)
def mix_cells(text: NDArray[np.uint8], cells: NDArray[np.int32], column: int, high: NDArray[np.uint64]) -> None:
    """Go on with the first hash of `hash_rows` by the cells of one more column.

    `high` (rows,) begins with the number of columns, and is what `hash_rows` gives after the last of them.
    """
    for row in range(cells.shape[0]):
        x, _y = _hashed(text, cells[row, column, 0], cells[row, column, 1])
        high[row] = _mixed((high[row] ^ x) * _FIRST)


@njit(cache=True)
def mix_known(codes: NDArray[np.uint32], known: NDArray[np.uint64], high: NDArray[np.uint64]) -> None:
    """The same by the numbers that `number_cells` gave to the cells of a column, and the hashes it keeps of each."""
    for row in range(codes.shape[0]):
        high[row] = _mixed((high[row] ^ known[codes[row], 0]) * _FIRST)


@njit(cache=True)
def number_cells(
    text: NDArray[np.uint8],
    cells: NDArray[np.int32],
    column: int,
    table: NDArray[np.int32],
    known: NDArray[np.uint64],
    held: int,
    codes: NDArray[np.uint32],
    fresh: NDArray[np.int64],
) -> int:
    """Give equal cells of a column one number, in order of first appearance; returns how many there are now.

    Parameters
    ----------
    table
        A power of two long, at least twice as long as `known`; -1 marks a free place. It remembers over the blocks.
    known
        Shape (most, 2): the hashes of each number.
    held
        How many numbers there are so far.
    codes
        Filled, shape (rows,).
    fresh
        Filled with the row in which each new number was first met.

    Returns
    -------
    How many numbers there are now, or -1 when there would be more than `known` has room for: the table is then spoilt.
    """
    size = np.uint64(table.shape[0] - 1)
    before = held
    for row in range(cells.shape[0]):
        a, b = _hashed(text, cells[row, column, 0], cells[row, column, 1])
        place = a & size
        while True:
            code = table[place]
            if code < 0:
                if held == known.shape[0]:
                    return -1
                code = np.int32(held)
                table[place] = code
                known[held, 0] = a
                known[held, 1] = b
                fresh[held - before] = row
                held += 1
                break
            if known[code, 0] == a and known[code, 1] == b:
                break
            place = (place + np.uint64(1)) & size
        codes[row] = code
    return held


@njit(cache=True)
def read_decimals(
    text: NDArray[np.uint8],
    cells: NDArray[np.int32],
    column: int,
    decimal: int,
    powers: NDArray[np.float64],
    out: NDArray[np.float64],
    odd: NDArray[np.bool_],
) -> int:
    """Numbers of a column, each the double nearest to its text; returns how many cells are `odd`.

    An empty cell is not a number. What is not digits with a sign in front and one decimal sign, or has more digits than
    a double holds, is marked in `odd`, for the caller to read by its rules.
    """
    strange = 0
    for row in range(cells.shape[0]):
        first, last = _trimmed(text, cells[row, column, 0], cells[row, column, 1])
        out[row] = np.nan
        odd[row] = False
        if first == last:
            continue
        k = first
        negative = text[k] == 45
        if negative or text[k] == 43:
            k += 1
        whole = 0
        places = -1
        digits = 0
        fits = True
        while k < last:
            byte = text[k]
            if 48 <= byte <= 57:
                whole = whole * 10 + (byte - 48)
                digits += 1
                if places >= 0:
                    places += 1
                if digits > 17:
                    fits = False
                    break
            elif byte == decimal and places < 0:
                places = 0
            else:
                fits = False
                break
            k += 1
        if not fits or digits == 0 or whole > _EXACT:
            odd[row] = True
            strange += 1
            continue
        value = np.float64(whole) / powers[max(places, 0)]
        out[row] = -value if negative else value
    return strange


@njit(cache=True)
def copy_lines(
    text: NDArray[np.uint8],
    cells: NDArray[np.int32],
    column: int,
    rows: NDArray[np.int64],
    trim: bool,
    out: NDArray[np.uint8],
) -> int:
    """Write the cells of some rows as lines, trimmed or not; an empty one as a zero byte. Returns the bytes written.

    Returns -1 when a cell has a line end or a sign below 32 inside: lines cannot hold it. `out` has room for all.
    """
    n = 0
    for row in rows:
        first, last = cells[row, column, 0], cells[row, column, 1]
        if trim:
            first, last = _trimmed(text, first, last)
        if first == last:
            out[n] = 0
            n += 1
        for k in range(first, last):
            if text[k] < 32:
                return -1
            out[n] = text[k]
            n += 1
        out[n] = 10
        n += 1
    return n


@njit(cache=True)
def hex_lines(high: NDArray[np.uint64], low: NDArray[np.uint64], out: NDArray[np.uint8]) -> None:
    """Write 80 bits of each pair of hashes as a line of twenty hexadecimal digits."""
    for row in range(high.shape[0]):
        for k in range(20):
            half = high[row] if k < 16 else low[row]
            digit = (half >> np.uint64(60 - 4 * (k % 16))) & np.uint64(15)
            out[row * 21 + k] = digit + (48 if digit < 10 else 87)
        out[row * 21 + 20] = 10


@njit(cache=True)
def to_utf8(
    data: NDArray[np.uint8], table: NDArray[np.uint8], lengths: NDArray[np.uint8], out: NDArray[np.uint8]
) -> int:
    """Write bytes of a single-byte encoding as UTF-8; returns how many were written.

    `table` (256, 3) has the UTF-8 of each byte and `lengths` (256,) its length; `out` has room for three times as many.
    """
    n = 0
    for byte in data:
        if byte < 128:
            out[n] = byte
            n += 1
        else:
            for k in range(lengths[byte]):
                out[n + k] = table[byte, k]
            n += lengths[byte]
    return n
