"""Which encoding the bytes of a text file are in, among those that offices of the region write.

Valid UTF-8 and byte order marks decide by themselves. Of the single-byte encodings, Windows-1252 and the DOS code page
850 are told apart by which of them makes the letters of Spanish and Portuguese out of the bytes above 127.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import numpy as np

LETTERS = "áéíóúüñÁÉÍÓÚÜÑçãõâêôàÇÃÕÂÊÔÀ¿¡ºª°"
"""What bytes above 127 usually are in Spanish and Portuguese records."""

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SINGLE_BYTE = ("cp1252", "cp850")


@dataclass(frozen=True)
class Guess:
    """An encoding and how sure it is, from 0 to 1."""

    encoding: str
    confidence: float


def guess_encoding(sample: bytes) -> Guess:
    """The encoding of a file by its first bytes.

    Parameters
    ----------
    sample
        The beginning of the file; it may end in the middle of a character.

    Returns
    -------
    Guess
        ``utf-8``, ``utf-8-sig``, ``utf-16``, ``utf-16-le``, ``utf-16-be``, ``cp1252`` or ``cp850``.

    Examples
    --------
    >>> guess_encoding("Año;Categoría;São João".encode("cp1252")).encoding
    'cp1252'
    """
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            return Guess(encoding, 1.0)
    unmarked = _utf16_without_mark(sample)
    if unmarked:
        return Guess(unmarked, 0.95)
    if _is_utf8(sample):
        return Guess("utf-8", 1.0 if any(byte > 127 for byte in sample) else 0.9)
    return _single_byte(sample)


def _utf16_without_mark(sample: bytes) -> str:
    """Delimited text in UTF-16 has a zero in nearly every second byte."""
    pairs = np.frombuffer(sample[: len(sample) // 2 * 2], dtype=np.uint8).reshape(-1, 2)
    if len(pairs) < 2:
        return ""
    low, high = (pairs == 0).mean(axis=0)
    if high > 0.8 and low < 0.2:
        return "utf-16-le"
    return "utf-16-be" if low > 0.8 and high < 0.2 else ""


def _is_utf8(sample: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(sample: bytes) -> Guess:
    above = bytes(byte for byte in sample if byte > 127)
    likely = {name: sum(letter in LETTERS for letter in above.decode(name, "replace")) for name in SINGLE_BYTE}
    best = max(SINGLE_BYTE, key=lambda name: likely[name])
    others = len(above) - likely[best] + max(likely[name] for name in SINGLE_BYTE if name != best)
    return Guess(best, round(max(0.5, (likely[best] + 1) / (likely[best] + others + 2)), 3))
