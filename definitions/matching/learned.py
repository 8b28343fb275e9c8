"""What people have confirmed and refused before, as evidence: the same story, the same series, what they spoke of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from rapidfuzz import fuzz, process

from definitions.matching.items import Item, series, story

_SAME: Final = 90.0  # two titles of one story, on two outlets
_CLOSE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person made of an item: confirmed for these lines, topics and activities, refused for those lines."""

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

    def refused(self, item: Item) -> frozenset[str]:
        """The lines that a person refused for this very story."""
        return frozenset(self._refused.get(story(item.title, self.place), ()))

    def alike(self, item: Item) -> dict[str, Likeness]:
        """Line -> what was confirmed for it that this item is most like."""
        found: dict[str, Likeness] = {}
        for it, how, same, serial in self._near(item):
            for line in it.lines:
                here = Likeness(how, same, serial, it.item.title)
                if line not in found or found[line].how < how:
                    found[line] = here
        return found

    def subjects(self, item: Item) -> dict[str, str]:
        """Topic or activity -> the title of the same story or series that was confirmed for it."""
        near = [it for it, _, same, serial in self._near(item) if same or serial]
        return {id: it.item.title for it in near for id in (*it.topics, *it.activities)}

    def _near(self, item: Item) -> list[tuple[Judged, float, bool, bool]]:
        if not self.judged:
            return []
        told, part = story(item.title, self.place), series(item.title)
        hits = process.extract(told, self._stories, scorer=fuzz.token_sort_ratio, score_cutoff=_CLOSE, limit=8)
        serials = [(it, 1.0, False, True) for it in self._serials.get(part, ())] if part else []
        known = {id(it) for it, *_ in serials}
        near = [(self.judged[n], how / 100, how >= _SAME, False) for _, how, n in hits]
        return [*serials, *(one for one in near if id(one[0]) not in known)]
