"""The year's own words: which topics and activities a text names by one of their keywords, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from definitions.content import clean, fold
from definitions.matching.glossary import Glossary, Keys
from definitions.matching.spelling import bare, key, words
from definitions.vocabulary import Activity, Topic

_APART: Final = re.compile(r"[;,.:()\"“”]|\bvà\b")
_WORD: Final = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
_SAYS_NOTHING_TEXT: Final = (
    "cong tac tuyen truyen thong thuc hien to chuc trien khai nhiem vu ket qua xay dung phat nang cao hieu dia ban tinh"
    " toan quan ly linh vuc chu truong chinh sach chuong trinh hanh dong trong tam nganh cac mot so ve va cua cho den tu"
    " nam du an lon hoat kiem soat chat che su noi"
)
_SAYS_NOTHING: Final = frozenset(_SAYS_NOTHING_TEXT.split())
"""Words of plans that say nothing of what an article is about."""


@dataclass(frozen=True, slots=True)
class Named:
    """A topic or an activity that a text names: by which of its keywords, in its title or in its lead."""

    id: str
    clause: str
    phrase: str
    in_title: bool


class Keywords:
    """The keywords of a year's topics and activities, ready to look for in texts."""

    def __init__(self, glossary: Glossary, subjects: Iterable[Topic | Activity]) -> None:
        """From the year's own keywords; where it names none, the pairs of telling words of a short name."""
        self.glossary = glossary
        self.subjects = tuple((it, tuple((phrase, _keys(phrase)) for phrase in phrases(it))) for it in subjects)

    def named(self, title: str, lead: str, *, plain: bool) -> tuple[Named, ...]:
        """What these texts name, each once: in the title before the lead, by a longer keyword before a shorter one."""
        places = [(self._read(text, plain=plain), in_title) for text, in_title in ((title, True), (lead, False))]
        return tuple(found for it, said in self.subjects if (found := _first(it, said, places)))

    def _read(self, text: str, *, plain: bool) -> list[tuple[Keys, Keys]]:
        """Runs of words between phrases that fool, by their keys with diacritics and without."""
        runs = self.glossary.runs(text, plain=plain)
        return [(tuple(map(key, run)), tuple(map(bare, run))) for run in runs]


def phrases(it: Topic | Activity) -> tuple[str, ...]:
    """Its keywords, the longest first; where the year names none, the pairs of telling words in its short name."""
    said = it.keywords or tuple(_pairs(it.short or it.title))
    return tuple(
        sorted(dict.fromkeys(clean(each) for each in said if clean(each)), key=lambda each: (-len(each), each))
    )


def _pairs(text: str) -> Iterator[str]:
    for part in _APART.split(clean(text)):
        for one, other in pairwise(_WORD.findall(part)):
            if not {fold(one), fold(other)} & _SAYS_NOTHING:
                yield f"{one} {other}"


def _keys(phrase: str) -> tuple[Keys, bool]:
    """Several words are the same without diacritics; a word that stands alone («rác») needs its own."""
    said = words(phrase)
    alone = len(said) == 1
    return tuple(map(key if alone else bare, said)), alone


def _first(
    it: Topic | Activity,
    said: Sequence[tuple[str, tuple[Keys, bool]]],
    places: Sequence[tuple[Sequence[tuple[Keys, Keys]], bool]],
) -> Named | None:
    for runs, in_title in places:
        for phrase, (keys, alone) in said:
            if any(_holds(marked if alone else plain, keys) for marked, plain in runs):
                return Named(it.id, it.basis or it.id, phrase, in_title)
    return None


def _holds(run: Keys, keys: Keys) -> bool:
    return any(run[n : n + len(keys)] == keys for n in range(len(run) - len(keys) + 1))
