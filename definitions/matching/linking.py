"""Linking, by rule: which lines count, what a publication says as an item, what people made of it, what links itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from definitions import figures
from definitions.matching.index import PlanLine
from definitions.matching.items import Item
from definitions.matching.learned import Judged
from definitions.matching.suggest import Suggestion
from definitions.newest import newest
from definitions.periods import base_of
from definitions.spoken import Spoken, of_no_line, refused
from definitions.vocabulary import Every, Kind, Step

OFFERED_LINES: Final = 3
"""So many lines are offered for one publication: whoever reads more has to search."""


class Linked(Protocol):
    """A link of a publication."""

    @property
    def kind(self) -> str:
        """What it leads to: topic, activity or line."""

    @property
    def target(self) -> str:
        """The id of that."""

    @property
    def how(self) -> str:
        """Who made it: person or machine."""


class Published(figures.Published, Protocol):
    """What came out, as the ledger knows it, with what was said of its links."""

    @property
    def url(self) -> str:
        """Its address; empty where it has none."""

    @property
    def said(self) -> Sequence[Linked]:
        """The links that a machine made, or that have a reason."""

    @property
    def words(self) -> Sequence[Spoken]:
        """What people said of its links since it was recorded."""


def planning(steps: Iterable[Step]) -> tuple[tuple[str, str], ...]:
    """The steps whose contents are the month's plans that were put together to be sent, each with the step that sends it."""
    return tuple(
        (step.on, step.id) for step in steps if step.kind is Kind.SEND and step.on and step.every is Every.MONTH
    )


def planned(plans: Mapping[str, Sequence[Mapping[str, Any]]], sent: Collection[str]) -> Iterator[PlanLine]:
    """The lines of the plans, period -> lines, numbered as their plan numbers them, but for those that were dropped.

    Each stands once, as the newest plan says it; what is not `sent` yet (periods) changes no line that is: until then
    the press keeps to the plan that it has.
    """
    numbers = {(period, str(line["id"])): n for period, lines in plans.items() for n, line in enumerate(lines, 1)}
    out = newest((period, lines) for period, lines in plans.items() if period in sent)
    for id, (period, line) in {**newest(plans.items()), **out}.items():
        if line.get("state") != "dropped":
            yield PlanLine.of(line, base_of(period), numbers[period, id])


def item_of(it: Published, lead: str = "") -> Item:
    """What the matcher sees of a publication; `lead` is how its text begins, where that is known."""
    return Item(
        title=it.title, at=it.at, partner=it.partner, genre=it.genre, unit=it.unit, url=it.url, lead=lead,
        topics=it.topics, activities=it.activities,
    )  # fmt: skip


def judged_of(it: Published) -> Judged:
    """What people said of it: a link that a machine made teaches nothing."""
    made = {(said.kind, said.target) for said in it.said if said.how == "machine"}
    return Judged(
        item_of(it),
        lines=[id for id in it.lines if ("line", id) not in made],
        topics=[id for id in it.topics if ("topic", id) not in made],
        activities=[id for id in it.activities if ("activity", id) not in made],
        refused=refused(it.words),
    )


def waits(it: Published) -> bool:
    """Whether it waits for a person: it has no line, and nobody has said that it belongs to none."""
    return not it.lines and not of_no_line(it.words)


def links_itself(it: Published, suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """What is certain, of each kind of which nobody named one; nothing where a person named lines."""
    if it.lines:
        return ()
    free = {"line": True, "topic": not it.topics, "activity": not it.activities}
    return tuple(one for one in suggestions if one.certain and free[one.kind])


def repeats(it: Published, before: Published) -> bool:
    """Whether it names no link but those of the earlier record, or such as a person has judged since."""
    judged = {(word.kind, word.target) for word in before.words}
    return {*_named(it)} <= {*_named(before), *judged}


def _named(it: Published) -> Iterator[tuple[str, str]]:
    for kind, ids in (("line", it.lines), ("topic", it.topics), ("activity", it.activities)):
        yield from ((kind, id) for id in ids)


def offered(it: Published, suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """What a person is asked about: the first lines; topics and activities where nobody named one."""
    kinds: dict[str, list[Suggestion]] = {"line": [], "topic": [], "activity": []}
    for one in suggestions:
        kinds[one.kind].append(one)
    lines = kinds["line"][:OFFERED_LINES]
    free = [*([] if it.topics else kinds["topic"]), *([] if it.activities else kinds["activity"])]
    return (*lines, *(one for one in free if one.certain))
