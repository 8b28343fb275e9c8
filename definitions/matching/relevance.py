"""Whether something that was found by itself is of the year's field, what it may be about, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from definitions.matching.index import Index
from definitions.matching.items import Item
from definitions.matching.keywords import Named
from definitions.matching.reasons import SPOKEN
from definitions.matching.suggest import Suggestion, suggest
from definitions.matching.weights import OF_THE_FIELD


@dataclass(frozen=True, slots=True)
class Relevance:
    """What an article may be about: ids of topics and activities, and the reason in words. Empty: beside the year."""

    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    why: str = ""

    def __bool__(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.why)


def relevant(index: Index, item: Item) -> Relevance:
    """Of the field is what names a keyword of the year, or what is like a line, a topic or an activity by its words.

    A place, a month and an outlet make nothing relevant: words of the field have to be there.
    """
    named, like = index.named(item), alike(index, item)
    ids = {*(it.id for it in named), *(it.id for it in like)}
    year = index.definition.year
    return Relevance(
        tuple(it.id for it in year.topics if it.id in ids),
        tuple(it.id for it in year.activities if it.id in ids),
        "; ".join([*_by_keyword(named), *_by_likeness(index, like[:1])]),
    )


def alike(index: Index, item: Item) -> list[Suggestion]:
    """What it is like enough to be of the field, by words that both say; the most probable first."""
    spoken = (it for it in suggest(index, item) if any(why.startswith(SPOKEN) for why in it.reasons))
    return sorted((it for it in spoken if it.score >= OF_THE_FIELD), key=lambda it: -it.score)


def _by_keyword(named: Iterable[Named]) -> Iterator[str]:
    """«rác thải nhựa» in the title: II.7, II.k06; each keyword said once."""
    clauses: dict[tuple[bool, str], list[str]] = {}
    for it in named:
        clauses.setdefault((it.in_title, it.phrase), []).append(it.clause)
    for (in_title, phrase), of in clauses.items():
        yield f"{'tên bài' if in_title else 'đoạn đầu'} có «{phrase}» ({', '.join(of)})"


def _by_likeness(index: Index, like: Iterable[Suggestion]) -> Iterator[str]:
    for it in like:
        yield from (f"gần dòng kế hoạch «{index.lines[it.id].content}»",) if it.kind == "line" else ()
        yield from (why[:1].lower() + why[1:] for why in it.reasons if why.startswith(SPOKEN))
