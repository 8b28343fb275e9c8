"""Who might be commended, and on what evidence: authors with their works, ordered by the rule of the definition.

A list for people to choose from: nothing is proposed by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from definitions.content import clean, fold, sort_key
from definitions.figures import Published
from definitions.vocabulary import Process, Step

RANKS: Final = ("publications", "topics", "activities", "genres", "partners", "reposts")
"""What candidates can be ordered by: how many works, and of how many different ...; reposts are counted apart."""
TOPIC: Final = "topic "
"""`topic t6`: by the works about that topic alone."""

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An author with what speaks for that author. `works` are titles, each once, in the order in which they came out.

    A repost is the same title once more, in another paper or on another day: it counts as a repost, not as a work.
    """

    author: str
    works: tuple[str, ...]
    genres: Counts
    topics: Counts
    activities: Counts
    partners: Counts
    reposts: int

    def count(self, word: str) -> int:
        """How much of that there is, by a word of `RANKS` or `topic <id>`."""
        if word.startswith(TOPIC):
            return dict(self.topics).get(word.removeprefix(TOPIC), 0)
        return {
            "publications": len(self.works),
            "topics": len(self.topics),
            "activities": len(self.activities),
            "genres": len(self.genres),
            "partners": len(self.partners),
            "reposts": self.reposts,
        }[word]


def candidates(process: Process, publications: Iterable[Published]) -> tuple[Candidate, ...]:
    """Every author with as many works as the definition asks for, ordered by its rule; none where it has no rule."""
    step = ranked(process)
    if step is None:
        return ()
    found = [it for it in _authors(publications) if len(it.works) >= step.at_least]
    return tuple(sorted(found, key=lambda it: (*(-it.count(word) for word in step.rank), sort_key(it.author))))


def ranked(process: Process) -> Step | None:
    """The step for which candidates are listed."""
    return next((step for step in process.steps if step.rank), None)


def _authors(publications: Iterable[Published]) -> Iterable[Candidate]:
    works: dict[str, list[Published]] = {}
    for it in sorted(publications, key=lambda it: (it.at, it.partner, it.title)):
        if fold(it.author):
            works.setdefault(fold(it.author), []).append(it)
    return [_candidate(its) for its in works.values()]


def _candidate(its: Sequence[Published]) -> Candidate:
    firsts = {fold(it.title): it for it in reversed(its)}
    once = [it for it in its if firsts[fold(it.title)] is it]
    return Candidate(
        author=clean(its[0].author),
        works=tuple(it.title for it in once),
        genres=_counts(it.genre for it in once),
        topics=_counts(topic for it in once for topic in it.topics),
        activities=_counts(activity for it in once for activity in it.activities),
        partners=_counts(it.partner for it in its),
        reposts=len(its) - len(once),
    )


def _counts(words: Iterable[str]) -> Counts:
    """The most frequent first, those alike by their id."""
    return tuple(sorted(Counter(words).items(), key=lambda it: (-it[1], it[0])))
