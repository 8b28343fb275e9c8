"""Suggestions: lines, topics and activities for an item, the most probable first, each with its reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final, Literal

from definitions.matching.evidence import FEATURES, Evidence, weigh
from definitions.matching.index import Index, PlanLine, Seen
from definitions.matching.items import Item
from definitions.matching.learned import Learned, Recalled
from definitions.matching.reasons import of_line, of_subject
from definitions.matching.weights import (
    BEFORE_THE_NEXT,
    LINE,
    LINE_BIAS,
    LINKS_ITSELF,
    OFFERED,
    SUBJECT,
    SUBJECT_BIAS,
    SUBJECT_ITSELF,
    SUBJECT_OFFERED,
)

Kind = Literal["line", "topic", "activity"]

_NOTHING: Final = Learned()
_LIKELY: Final = 0.3  # a line that says something of its topics
MOST: Final = 5  # lines are suggested
_LINE: Final = tuple(LINE.get(name, 0.0) for name in FEATURES)
SUBJECT_FEATURES: Final = ("words", "cover", "whole", "rarest", "title", "line", "lines", "learned")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an item may belong to. `score` is a probability; what is `certain` links itself, the rest a person judges."""

    kind: Kind
    id: str
    score: float
    certain: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line that was looked at closely: the logarithm of its odds, and what they stand on."""

    line: PlanLine
    odds: float
    evidence: Evidence
    about: frozenset[str]  # its topics and activities


def suggest(index: Index, item: Item, learned: Learned = _NOTHING) -> tuple[Suggestion, ...]:
    """What this item may belong to: lines first, then topics, then activities, each the most probable first.

    Month and partner are evidence like any other: a line of another month or for another outlet is suggested too. A line
    (topic, activity) that a person has refused for this story is not suggested again.
    """
    seen, recalled = index.see(item), learned.recall(item)
    found = looked_at(index, seen, recalled)
    offered = [it for it in found[:MOST] if probability(it.odds) >= OFFERED]
    certain = {it.line.id for it in _certain(seen, found)}
    lines = [
        Suggestion("line", it.line.id, probability(it.odds), it.line.id in certain, _why(index, seen, it))
        for it in offered
    ]
    return (*lines, *_subjects(index, seen, recalled, found, certain))


def looked_at(index: Index, seen: Seen, recalled: Recalled) -> list[Weighed]:
    """Every line worth a closer look with the odds for it, the best first; ties by id."""
    alike, unlike = recalled.alike, recalled.unlike
    lines = {line.id: line for line in index.candidates(seen)}
    lines.update({id: index.lines[id] for id in alike if id in index.lines})
    told = (
        (line, weigh(index, seen, line, alike.get(id), unlike.get(id, 0.0)))
        for id, line in lines.items()
        if id not in recalled.refused
    )
    found = [Weighed(line, _odds(evidence.numbers), evidence, frozenset(_of(line))) for line, evidence in told]
    return sorted(found, key=lambda it: (-it.odds, it.line.id))


def _odds(numbers: Sequence[float]) -> float:
    odds: float = sum(map(mul, _LINE, numbers), LINE_BIAS)
    return odds


def probability(odds: float) -> float:
    """From the logarithm of the odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _certain(seen: Seen, found: Sequence[Weighed]) -> list[Weighed]:
    """What links itself: probable enough, and far enough before the next line that it could be mistaken for.

    A title that names several places may be about a line of each: those are not each other's rivals.
    """
    return [it for it in found[:3] if _sure(seen, it, found)]


def _sure(seen: Seen, it: Weighed, found: Sequence[Weighed]) -> bool:
    if probability(it.odds) < LINKS_ITSELF or not it.evidence.worded:
        return False
    rivals = (other for other in found if other is not it and not _apart(seen, it, other))
    next_one = max((other.odds for other in rivals), default=-math.inf)
    return it.odds - next_one >= BEFORE_THE_NEXT


def _apart(seen: Seen, one: Weighed, other: Weighed) -> bool:
    """Whether the title names a place of each that is not the other's."""
    here, there = (set(it.evidence.places) & seen.title.places for it in (one, other))
    return bool(here - there and there - here)


def _why(index: Index, seen: Seen, it: Weighed) -> tuple[str, ...]:
    return of_line(index, seen, it.line, it.evidence)


# ---------------------------------------------------------------- topics and activities


def _subjects(
    index: Index, seen: Seen, recalled: Recalled, found: Sequence[Weighed], certain: Iterable[str]
) -> list[Suggestion]:
    year = index.definition.year
    kinds: dict[str, Kind] = {**{it.id: "topic" for it in year.topics}, **{it.id: "activity" for it in year.activities}}
    given = {id for line in certain for id in _of(index.lines[line])}
    told = recalled.subjects
    suggested = []
    sharing = index.subjects[seen.plain].sharing(seen.weights)
    for id, kind in kinds.items():
        numbers, shared, line = subject_evidence(index, seen, id, sharing[id], found, told)
        odds = SUBJECT_BIAS + sum(SUBJECT.get(n, 0.0) * v for n, v in numbers.items())
        score = 1.0 if id in given else probability(odds)
        if score < SUBJECT_OFFERED or id in recalled.refused:
            continue
        why = of_subject(index, seen, shared, line if numbers["line"] > _LIKELY else None, told.get(id))
        if why:
            suggested.append(Suggestion(kind, id, score, score >= SUBJECT_ITSELF, why))
    return sorted(suggested, key=lambda it: (it.kind == "activity", -it.score, it.id))


def subject_evidence(
    index: Index, seen: Seen, id: str, shared: Mapping[str, float], found: Sequence[Weighed], told: Mapping[str, str]
) -> tuple[dict[str, float], list[str], PlanLine | None]:
    """The numbers for a topic or an activity, the terms that it shares, and its most probable line."""
    side = index.subjects[seen.plain]
    total = sum(shared.values())
    probable = [(probability(it.odds), it.line) for it in found[:MOST] if id in it.about]
    best, line = max(probable, key=lambda it: (it[0], it[1].id), default=(0.0, None))
    numbers = {
        "words": min(total, 4) / 2,
        "cover": total / side.known[id].total if side.known[id].total else 0.0,
        "whole": min(1.0, total / seen.titled) if seen.titled else 0.0,
        "rarest": max(shared.values(), default=0.0),
        "title": min(sum(w for term, w in shared.items() if term in seen.title.weights), 4) / 2,
        "line": best,
        "lines": min(1.0, sum(p for p, _ in probable)),
        "learned": float(id in told),
    }
    return numbers, list(shared), line


def _of(line: PlanLine) -> tuple[str, ...]:
    return (*line.topics, *line.activities)
