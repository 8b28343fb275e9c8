"""Vietnamese spelling for comparison: one key per syllable, whatever the tone placement, i or y, NFC or NFD, case.

A text that lost its diacritics is compared by bare keys; both kinds of key are kept apart, for `đất` is not `đạt`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from definitions.content import clean, fold

_TONES: Final = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_WORD: Final = re.compile(r"[^\W_]+")
_LONE_Y: Final = re.compile(r"(qu|[bcdđghklmnprstvx]|th|ch|ph|kh|nh|gh|tr)y([2-6]?)")
_FEW: Final = 8  # letters: a shorter text may well have no diacritic of its own ("Formosa")

# Words that hold a sentence together and say nothing of what it is about.
EMPTY: Final = (
    "của và các những ở tại trên về cho với từ trong là có được bị đã đang sẽ khi này đó ra vào đến một theo do để"
    " qua sau trước không cần như nào đâu gì sao bao thế vẫn còn lại mà thì cũng hơn vì người nhiều năm tháng"
)


@lru_cache(maxsize=32768)
def key(syllable: str) -> str:
    """The key of one syllable: its letters, then its tone: hoá and hóa are `hoa5`, kỹ and kĩ are `ki4`."""
    tone = ""
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", syllable.casefold()):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    plain = unicodedata.normalize("NFC", "".join(letters)) + tone
    lone = _LONE_Y.fullmatch(plain)
    return f"{lone[1]}i{lone[2]}" if lone else plain


@lru_cache(maxsize=32768)
def bare(syllable: str) -> str:
    """The key of a syllable without its diacritics."""
    plain = fold(syllable)
    return plain[:-1] + "i" if _LONE_Y.fullmatch(plain) else plain


def words(text: str) -> list[str]:
    """The words of a text as they were written: letters and digits, without punctuation."""
    return _WORD.findall(clean(text))


def is_bare(text: str) -> bool:
    """Whether a text has lost its diacritics: long enough to have some, and has none."""
    plain = clean(text)
    return len(plain) >= _FEW and " " in plain and not any(ord(char) > 127 and char.isalpha() for char in plain)


EMPTY_KEYS: Final = frozenset(map(key, EMPTY.split()))
EMPTY_BARE: Final = frozenset(map(bare, EMPTY.split()))
