"""What people have confirmed and refused before, as evidence: the same story, the same series, what they spoke of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from rapidfuzz import fuzz, process

from definitions.matching.items import Item, series, story

_SAME: Final = 90.0  # two titles of one story, on two outlets
_CLOSE: Final = 60.0
_VERY_LIKE: Final = 0.75  # what was refused for a title less like tells nothing (on the tuning half)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person made of an item: confirmed for these lines, topics and activities, refused for those ids."""

    item: Item
    lines: Sequence[str] = ()
    topics: Sequence[str] = ()
    activities: Sequence[str] = ()
    refused: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Something confirmed earlier that an item is like: how (0 to 1), the same story or series, and its title."""

    how: float
    same: bool
    serial: bool
    title: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """What judgements say of one item.

    `alike`: line -> what was confirmed for it that this item is most like; `unlike`: line -> how like (0 to 1) this item
    is to one that was refused for it; `refused`: ids that were refused for this very story; `subjects`: topic or activity
    -> the title of the same story or series that was confirmed for it.
    """

    alike: Mapping[str, Likeness] = field(default_factory=dict)
    unlike: Mapping[str, float] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    subjects: Mapping[str, str] = field(default_factory=dict)


_NOTHING: Final = Recalled()


class Learned:
    """Judgements, ready to be asked; their order is no matter."""

    def __init__(self, judged: Iterable[Judged] = (), place: str = "") -> None:
        """Use `Learned.of`."""
        self.place = place
        self.judged = tuple(sorted(judged, key=lambda it: (it.item.at, it.item.title, it.item.partner)))
        self._stories = [story(it.item.title, place) for it in self.judged]
        self._serials: dict[str, list[Judged]] = defaultdict(list)
        self._refused: dict[str, set[str]] = defaultdict(set)
        for it, told in zip(self.judged, self._stories, strict=True):
            self._refused[told].update(it.refused)
            if series(it.item.title):
                self._serials[series(it.item.title)].append(it)

    @classmethod
    def of(cls, judged: Iterable[Judged], place: str = "") -> Self:
        """From what people said; `place` is the province, whose name outlets put before a title."""
        return cls(judged, place)

    def recall(self, item: Item) -> Recalled:
        """What was said of this story, of its series, and of what is like it."""
        if not self.judged:
            return _NOTHING
        alike: dict[str, Likeness] = {}
        unlike: dict[str, float] = {}
        subjects: dict[str, str] = {}
        for it, how, same, serial in self._near(item):
            for line in it.lines:
                if line not in alike or alike[line].how < how:
                    alike[line] = Likeness(how, same, serial, it.item.title)
            unlike |= {id: max(how, unlike.get(id, 0.0)) for id in it.refused if how >= _VERY_LIKE}
            if same or serial:
                subjects |= dict.fromkeys((*it.topics, *it.activities), it.item.title)
        return Recalled(alike, unlike, frozenset(self._refused.get(story(item.title, self.place), ())), subjects)

    def _near(self, item: Item) -> list[tuple[Judged, float, bool, bool]]:
        told, part = story(item.title, self.place), series(item.title)
        hits = process.extract(told, self._stories, scorer=fuzz.token_sort_ratio, score_cutoff=_CLOSE, limit=8)
        serials = [(it, 1.0, False, True) for it in self._serials.get(part, ())] if part else []
        known = {id(it) for it, *_ in serials}
        near = [(self.judged[n], how / 100, how >= _SAME, False) for _, how, n in hits]
        return [*serials, *(one for one in near if id(one[0]) not in known)]
