"""A number that nobody would swear to: "hơn 500", "gần 22.500", "khoảng 40"; kept as said, never summed in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from definitions.content import clean, fold


class Bound(StrEnum):
    """On which side of the number the truth is said to be."""

    MORE = "more"
    LESS = "less"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Approximate:
    """What was said, word for word, the number in it, and on which side of it the truth is said to be."""

    said: str
    number: int
    bound: Bound


@dataclass(frozen=True, slots=True)
class Tally:
    """What several said of one thing: the sum of the exact numbers, how many those are, and who said what beside."""

    total: int
    exact: int
    estimates: tuple[tuple[str, str], ...] = ()


_BEFORE: Final = {
    Bound.MORE: ("hon", "tren", "it nhat", "toi thieu", "khong duoi", ">", ">=", "≥"),
    Bound.LESS: ("gan", "duoi", "chua den", "nhieu nhat", "toi da", "khong qua", "<", "<=", "≤"),
    Bound.ABOUT: ("khoang", "khoang chung", "tam", "chung", "uoc", "uoc tinh", "xap xi", "~", "≈"),
}
_AFTER: Final = {Bound.MORE: ("tro len", "+"), Bound.LESS: ("tro xuong",), Bound.ABOUT: ("(uoc)", "(uoc tinh)")}
_NUMBER: Final = re.compile(r"(?P<before>\D*?)\s*(?P<digits>\d{1,3}(?:[. ]\d{3})+|\d+)\s*(?P<after>\D*)")


def stated(text: str) -> Approximate | None:
    """The approximation that a cell states; None for an exact number, and for whatever else stands there.

    One word before the number or one behind it says that it is no exact one; what names a thing counted ("hơn 500
    lượt") is not read: the column says what is counted.
    """
    found = _NUMBER.fullmatch(fold(text))
    bound = _bound(found["before"], found["after"]) if found else None
    if found is None or bound is None:
        return None
    return Approximate(clean(text), int(re.sub(r"\D", "", found["digits"])), bound)


def _bound(before: str, after: str) -> Bound | None:
    sides = ((_BEFORE, before), (_AFTER, after))
    said = [next((b for b, known in words.items() if word in known), None) for words, word in sides if word]
    return said[0] if len(said) == 1 else None


def tally(said: Iterable[tuple[str, object]]) -> Tally:
    """(who, what) -> the sum of the whole numbers, and the estimates beside it, in the order given.

    An estimate never enters the sum, at whatever value; what is neither is left out.
    """
    rows = list(said)
    exact = [it for _, it in rows if isinstance(it, int) and not isinstance(it, bool)]
    estimates = tuple((who, it) for who, it in rows if isinstance(it, str) and stated(it) is not None)
    return Tally(sum(exact), len(exact), estimates)
