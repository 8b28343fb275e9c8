"""The inverted index over the lines of a year's plans, and over the words of its topics and activities.

What a term weighs depends on how many lines say it, never on how many lines there are: a line that shares no term with
an item changes nothing for it.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from rapidfuzz.utils import default_process

from definitions.content import fold
from definitions.matching.glossary import Glossary, Spelled, Terms
from definitions.matching.items import Item
from definitions.matching.keywords import Keywords, Named
from definitions.matching.spelling import is_bare
from definitions.vocabulary import Activity, Definition, Topic

LEAD: Final = 0.6  # what a word of the lead says beside one of the title
CANDIDATES: Final = 20
_MANY: Final = math.log(1000)  # a term that a thousand lines say tells nothing
_LEAST: Final = 0.05
_TELLING: Final = 0.15  # what weighs less brings no line to a closer look
_OF_PLACE: Final = 0.8


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of a plan, as the matcher needs it; `period` is its month (2023-04), empty where nobody said.

    `number` is its place in the month's plan, by which people call it.
    """

    id: str
    content: str
    period: str = ""
    unit: str = ""
    partners: Sequence[str] = ()
    genre: str = ""
    topics: Sequence[str] = ()
    activities: Sequence[str] = ()
    number: int = 0

    @classmethod
    def of(cls, line: Mapping[str, Any], period: str, number: int = 0) -> Self:
        """A line of a unit's or a month's plan, as its content keeps it."""
        return cls(
            id=str(line["id"]), content=str(line.get("content", "")), period=period, unit=str(line.get("unit", "")),
            partners=tuple(line.get("partners", ())), genre=str(line.get("genre", "")),
            topics=tuple(line.get("topics", ())), activities=tuple(line.get("activities", ())), number=number,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A line or a subject with what its text says, read once; `total` is the weight of all its terms."""

    terms: Terms
    folded: str
    total: float


@dataclass(frozen=True, slots=True)
class Seen:
    """An item, read: its terms with their weight here (those of the lead less), places, and its folded title."""

    item: Item
    weights: Mapping[str, float]
    said: tuple[Spelled, Spelled]  # the words of its title and of its lead, with their keys
    title: Terms
    lead: Terms
    folded: str
    plain: bool
    known: float  # what its terms weigh that some line says, places apart
    titled: float  # what the terms of its title weigh beside each other
    whole: float  # what all terms of its title weigh; a term that no line says weighs most

    @property
    def places(self) -> frozenset[str]:
        """Every place that it names."""
        return self.title.places | self.lead.places

    @property
    def districts(self) -> frozenset[str]:
        """The districts that it may be about: those of the title, where it names any."""
        return self.title.districts or self.lead.districts


class Side:
    """One half of the index: read with diacritics, or without."""

    def __init__(self, glossary: Glossary, texts: Mapping[str, str], *, plain: bool) -> None:
        """Texts by id; the order of ids is no matter."""
        terms = {id: glossary.read(text, plain=plain) for id, text in texts.items()}
        counts: dict[str, int] = defaultdict(int)
        for found in terms.values():
            for term in _all(found):
                counts[term] += 1
        self.weight = {term: max(_LEAST, 1 - math.log(n) / _MANY) for term, n in counts.items()}
        self.known = {id: self._known(found, texts[id]) for id, found in terms.items()}
        self.postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self._holding: dict[str, list[str]] = defaultdict(list)
        for id, found in terms.items():
            for term, factor in _all(found).items():
                if term in found.weights:
                    self._holding[term].append(id)
                if factor * self.weight[term] >= _TELLING:
                    self.postings[term].append((id, factor * self.weight[term]))

    def _known(self, terms: Terms, text: str) -> Known:
        return Known(terms, default_process(fold(text)), sum(self.weight[t] * w for t, w in terms.weights.items()))

    def sharing(self, weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
        """id -> the terms that it shares with these, places apart, and what each weighs."""
        found: dict[str, dict[str, float]] = {id: {} for id in self.known}
        for term, factor in weights.items():
            for id in self._holding.get(term, ()):
                found[id][term] = factor * self.weight[term]
        return found

    def nearest(self, weights: Mapping[str, float], limit: int) -> list[str]:
        """The ids that share the most with these terms, the most alike first; ties by id."""
        scores: dict[str, float] = defaultdict(float)
        for term, factor in weights.items():
            for id, weight in self.postings.get(term, ()):
                scores[id] += factor * weight
        least = heapq.nlargest(limit, scores.values())[-1] if scores else 0.0
        return sorted((id for id, score in scores.items() if score >= least), key=lambda id: (-scores[id], id))[:limit]


class Index:
    """Everything that items are held against."""

    def __init__(self, definition: Definition, lines: Iterable[PlanLine]) -> None:
        """Use `Index.of`."""
        self.definition = definition
        self.glossary = Glossary(definition)
        self.lines = {line.id: line for line in lines}
        texts = {line.id: line.content for line in self.lines.values()}
        self.sides = {plain: Side(self.glossary, texts, plain=plain) for plain in (False, True)}
        about = _subjects(definition)
        self.subjects = {plain: Side(self.glossary, about, plain=plain) for plain in (False, True)}
        self._keywords = Keywords(self.glossary, (*definition.year.topics, *definition.year.activities))

    @classmethod
    def of(cls, definition: Definition, lines: Iterable[PlanLine]) -> Self:
        """The index of a year: its topics, its activities, the lines of its plans in any order."""
        return cls(definition, lines)

    def see(self, item: Item) -> Seen:
        """The item, read once for all that is asked about it."""
        plain = is_bare(item.title)
        said = (self.glossary.spelled(item.title, plain=plain), self.glossary.spelled(item.lead, plain=plain))
        title, lead = (self.glossary.terms(text, plain=plain) for text in said)
        weights = {term: LEAD * weight for term, weight in _all(lead).items()}
        weights.update(_all(title))
        folded = default_process(fold(self.glossary.expand(item.title)))
        told = self.sides[plain].weight
        known = sum(factor * told[term] for term, factor in weights.items() if term in told and term[0] != "@")
        whole = sum(factor * told.get(term, 1.0) for term, factor in title.weights.items())
        return Seen(item, weights, said, title, lead, folded, plain, known, sum(title.weights.values()), whole)

    def named(self, item: Item) -> tuple[Named, ...]:
        """The topics and activities that the item names by one of their keywords."""
        return self._keywords.named(item.title, item.lead, plain=is_bare(item.title))

    def candidates(self, seen: Seen) -> list[PlanLine]:
        """The lines worth a closer look."""
        return [self.lines[id] for id in self.sides[seen.plain].nearest(seen.weights, CANDIDATES)]


def _all(terms: Terms) -> dict[str, float]:
    """Terms and places with their weights beside each other; a district that may be meant counts as a place does."""
    about = dict.fromkeys((*terms.places, *(f"@{name}" for name in terms.districts)), _OF_PLACE)
    return {**terms.weights, **about}


def _subjects(definition: Definition) -> dict[str, str]:
    """What topics and activities are about: the keywords where the year has some, else their short name and title."""
    about: tuple[Topic | Activity, ...] = (*definition.year.topics, *definition.year.activities)
    return {it.id: ". ".join((it.short, *it.keywords)) if it.keywords else f"{it.short}. {it.title}" for it in about}
