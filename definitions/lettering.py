"""How wide words are and where they break, without a font at hand: DejaVu Sans, the face that pictures are set in."""

from __future__ import annotations

import unicodedata
from typing import Final

# advance widths in em, rounded up; a letter with its accents is as wide as the letter
_WIDTHS: Final = {
    **dict.fromkeys("ijlIJ.,'/|", 0.34),
    **dict.fromkeys(" :;-f", 0.39),
    **dict.fromkeys("!()[]tr", 0.44),
    **dict.fromkeys('"–zs?', 0.53),
    **dict.fromkeys("cL“”kvxyF", 0.61),
    **dict.fromkeys("oaeThnubdgpqESYP0123456789", 0.65),
    **dict.fromkeys("AVXZKBRC", 0.7),
    **dict.fromkeys("NHDGQ&", 0.79),
    **dict.fromkeys("w+<>=U", 0.86),
    **dict.fromkeys("MO", 0.92),
}
_OTHER: Final = 1.0
_BOLD: Final = 1.13


def width(text: str, *, bold: bool = False) -> float:
    """The width of a text in em: never less than a renderer gives it, seldom a tenth more."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    said = sum(_WIDTHS.get(c, _OTHER) for c in letters if not unicodedata.combining(c))
    return said * (_BOLD if bold else 1.0)


def wrapped(text: str, limit: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of at most `limit` em, broken between words; a word that is longer still is broken within."""
    lines: list[str] = []
    for word in text.split():
        together = f"{lines[-1]} {word}" if lines else word
        if lines and width(together, bold=bold) <= limit:
            lines[-1] = together
        else:
            lines += _broken(word, limit, bold=bold)
    return tuple(lines)


def _broken(word: str, limit: float, *, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, bold=bold) > limit:
            parts.append("")
        parts[-1] += letter
    return parts
