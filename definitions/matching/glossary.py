"""The words of the field as the definition declares them: abbreviations, synonyms, places, phrases that fool.

A text becomes terms: syllables, pairs of syllables, and the concepts that its words stand for. What a phrase that fools
is made of ("môi trường đầu tư") gives no term at all; places are kept apart from words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from definitions.matching.spelling import EMPTY_BARE, EMPTY_KEYS, bare, key, words
from definitions.vocabulary import Definition

_ALONE: Final = 0.35  # what one syllable says beside a pair of them
_KIND: Final = re.compile(r"^(?:huyện|thị xã|thành phố|xã|phường|thị trấn)\s+", re.IGNORECASE)

FOOLING: Final = (
    "môi trường đầu tư", "môi trường kinh doanh", "môi trường làm việc", "môi trường mạng", "môi trường số",
    "môi trường học đường", "môi trường giáo dục", "môi trường văn hóa", "môi trường học tập", "môi trường cạnh tranh",
    "môi trường pháp lý", "tài nguyên số", "tài nguyên du lịch", "đất nước", "đất khách", "nước ngoài", "nước bạn",
)  # fmt: skip
"""Phrases that only look like a field of nature and land, where the definition declares none (`misleading`)."""

Keys = tuple[str, ...]
Spell = Callable[[str], str]
Spelled = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of syllables that means something: a concept, a place with the districts it may be in, or nothing."""

    keys: Keys
    concept: str = ""
    place: str = ""
    districts: frozenset[str] = frozenset()

    @property
    def fools(self) -> bool:
        """Whether the words only look like those of the field."""
        return not self.concept and not self.place


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text says: terms with their weight beside each other, concepts among them, and the places it names."""

    weights: Mapping[str, float] = field(default_factory=dict)
    concepts: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()


class Glossary:
    """The declared words, ready to read texts with."""

    def __init__(self, definition: Definition) -> None:
        """From the abbreviations, synonyms and misleading phrases of the process and the places of the year."""
        self.short = {short: full for short, (full, *_) in definition.process.abbreviations}
        self._shorts = _any_of(self.short)
        self.home = definition.year.issuer.place
        self.shown: dict[str, str] = {}
        said = [*self._declared(definition), *self._placed(definition)]
        self._marked = _table(said, key)
        self._plain = _table(said, bare)

    def _declared(self, definition: Definition) -> Iterator[tuple[str, Phrase]]:
        for head, others in definition.process.synonyms:
            self.shown[f"#{head}"] = head
            yield from ((text, Phrase((), concept=f"#{head}")) for text in (head, *others))
        yield from ((text, Phrase(())) for text in definition.process.misleading or FOOLING)

    def _placed(self, definition: Definition) -> Iterator[tuple[str, Phrase]]:
        """A district's bare name may be that of two (Kỳ Anh); the province's own name is no place in it."""
        found: dict[str, set[str]] = {}
        for district, inside in definition.year.places:
            for name in (district, _KIND.sub("", district)):
                found.setdefault(name, set()).add(district)
            for name in inside:
                found.setdefault(name, set()).add(district)
        found.pop(self.home, None)
        if self.home:
            yield self.home, Phrase(())
        for name, districts in found.items():
            self.shown[f"@{name}"] = name
            yield name, Phrase((), place=f"@{name}", districts=frozenset(districts))

    def expand(self, text: str) -> str:
        """The text with its abbreviations written out."""
        return self._shorts.sub(lambda found: self.short[found[0]], text) if self.short else text

    def spelled(self, text: str, *, plain: bool = False) -> Spelled:
        """The words of a text, its abbreviations written out, each with its key."""
        spell = bare if plain else key
        return [(word, spell(word)) for word in words(self.expand(text))]

    def runs(self, text: str, *, plain: bool = False) -> list[list[str]]:
        """The words of a text, its abbreviations written out, in runs between phrases that fool."""
        table, spelled = self._plain if plain else self._marked, self.spelled(text, plain=plain)
        keys = [key for _, key in spelled]
        found: list[list[str]] = [[]]
        at = 0
        while at < len(keys):
            if fooled := _fooled(table, keys, at):
                found.append([])
            else:
                found[-1].append(spelled[at][0])
            at += fooled or 1
        return found

    def read(self, text: str, *, plain: bool = False) -> Terms:
        """The terms of a text; `plain` compares without diacritics."""
        return self.terms(self.spelled(text, plain=plain), plain=plain)

    def terms(self, spelled: Spelled, *, plain: bool = False) -> Terms:
        """The terms of words with their keys."""
        table, empty = (self._plain, EMPTY_BARE) if plain else (self._marked, EMPTY_KEYS)
        return _Reading(spelled, table, empty).terms()


class _Reading:
    """One text being read from its first syllable to its last."""

    def __init__(self, spelled: Spelled, table: Mapping[str, list[Phrase]], empty: frozenset[str]) -> None:
        self.spelled = [key for _, key in spelled]
        self.named = [word[:1].isupper() for word, _ in spelled]  # so begins a name: Bình An, a commune, not bình an
        self.table, self.empty = table, empty
        self.weights: dict[str, float] = {}
        self.concepts: set[str] = set()
        self.places: set[str] = set()
        self.districts: set[str] = set()

    def terms(self) -> Terms:
        """What it says, from its first syllable to its last."""
        at, before = 0, ""
        while at < len(self.spelled):
            taken = self._phrases(at)
            if taken:
                at, before = at + taken, ""
                continue
            before = self._word(self.spelled[at], before)
            at += 1
        return Terms(self.weights, frozenset(self.concepts), frozenset(self.places), frozenset(self.districts))

    def _phrases(self, at: int) -> int:
        """Every phrase that begins here; how many syllables a place or a phrase that fools takes with it."""
        for phrase in self.table.get(self.spelled[at], ()):
            if tuple(self.spelled[at : at + len(phrase.keys)]) != phrase.keys:
                continue
            if phrase.place and not self.named[at]:
                continue
            if phrase.concept:
                self.concepts.add(phrase.concept)
                self.weights[phrase.concept] = 1.0
                continue
            if phrase.place:
                self.places.add(phrase.place)
                self.districts |= phrase.districts
            return len(phrase.keys)
        return 0

    def _word(self, word: str, before: str) -> str:
        if word not in self.empty:
            self.weights.setdefault(word, _ALONE)
        if before and not (word in self.empty and before in self.empty):
            self.weights[f"{before} {word}"] = 1.0
        return word


def _fooled(table: Mapping[str, list[Phrase]], keys: Sequence[str], at: int) -> int:
    """How many syllables a phrase that fools takes here; 0 where none begins."""
    here = (phrase for phrase in table.get(keys[at], ()) if phrase.fools)
    return next((len(it.keys) for it in here if tuple(keys[at : at + len(it.keys)]) == it.keys), 0)


def _table(said: Iterable[tuple[str, Phrase]], spell: Spell) -> dict[str, list[Phrase]]:
    """First syllable -> phrases, the longest first; the same run said by several concepts stands several times."""
    table: dict[str, set[Phrase]] = {}
    for text, phrase in said:
        keys = tuple(spell(word) for word in words(text))
        if keys:
            table.setdefault(keys[0], set()).add(Phrase(keys, phrase.concept, phrase.place, phrase.districts))
    return {first: sorted(found, key=_longest) for first, found in table.items()}


def _longest(phrase: Phrase) -> tuple[int, Keys, str, str]:
    return -len(phrase.keys), phrase.keys, phrase.concept, phrase.place


def _any_of(shorts: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(shorts, key=lambda it: (-len(it), it))
    return re.compile(rf"(?<![\w&])(?:{'|'.join(map(re.escape, longest))})(?![\w&])")
