"""What a content is called and how texts are compared: canonical JSON, its SHA-256, folded and sorted Vietnamese.

A text that somebody wrote is never rewritten beyond NFC and spaces; folding serves comparison alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode

_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_DASHES: Final = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"}
_D: Final = {ord("đ"): "d", ord("Đ"): "D"}  # đ does not decompose
_ALPHABET: Final = {letter: n for n, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

SortKey = tuple[tuple[tuple[tuple[int, int], ...], ...], tuple[int, ...], str]


def canonical(value: Any) -> str:
    """A content as JSON: sorted keys, no spaces, NFC. TypeError or ValueError for what is no JSON (dates, NaN)."""
    text = _encode(value)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return _encode(json.loads(unicodedata.normalize("NFC", text)))  # again: the keys may sort otherwise now


def sha(value: Any) -> str:
    """The name of a content: the SHA-256 of its canonical JSON in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@lru_cache(maxsize=8192)  # the same titles, genres and names come again with every row
def clean(text: str) -> str:
    """NFC, without invisible characters, every run of white space (U+00A0 too) one space, trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The key under which texts are the same: no accents, no case, one kind of dash, single spaces.

    Without tone marks the old and the new placement (hoá, hóa) are one, as are NFD and NFC.
    """
    plain = unicodedata.normalize("NFD", clean(text).translate(_D).translate(_DASHES))
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def sort_key(text: str) -> SortKey:
    """Vietnamese order: the letters of all syllables (a ă â ... d đ ...), then their tones, then the text itself.

    Tones: ngang, huyền, hỏi, ngã, sắc, nặng. What is no letter stands before the letters.
    """
    syllables = [_syllable(word) for word in clean(text).split()]
    return tuple(letters for letters, _ in syllables), tuple(tone for _, tone in syllables), text


def shown_date(text: str) -> str:
    """A stored date as an official writes it: 2023-04-05 -> 05/4/2023; words ("cả tháng") stay as they are.

    A leading zero stands before days below 10 and months 1 and 2 alone (Decree 30/2020/NĐ-CP).
    """
    found = _ISO_DATE.fullmatch(text)
    if found is None:
        return text
    month = int(found[2])
    return f"{found[3]}/{f'{month:02d}' if month < 3 else month}/{found[1]}"


def _syllable(word: str) -> tuple[tuple[tuple[int, int], ...], int]:
    letters: list[str] = []
    tone = 0
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char in _TONES:
            tone = _TONES[char]
        elif unicodedata.combining(char) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
    return tuple((1, _ALPHABET[c]) if c in _ALPHABET else (0, ord(c[0])) for c in letters), tone
