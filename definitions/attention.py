"""What needs a human eye, the most pressing first, and the act that settles each of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from definitions.facts import Key, State
from definitions.moments import local_day
from definitions.report import Waiting
from definitions.vocabulary import Definition, Kind, Step


class Need(StrEnum):
    """Why somebody has to look; in the order of the page."""

    DOUBTED = "doubted"  # nobody knows whether a letter has left
    UNSENT = "unsent"  # a letter could not be delivered
    UNREACHED = "unreached"  # somebody is waited for and has no address
    LOCKED = "locked"  # too many wrong codes
    UNDECIDED = "undecided"  # a verdict that is overdue
    UNANSWERED = "unanswered"  # a partner has not answered in time
    OVERDUE = "overdue"  # anything else that is overdue
    TO_ACCEPT = "to-accept"
    TO_CONFIRM = "to-confirm"  # a draft that the machine has put together


class Act(StrEnum):
    """The operator's act that settles it: the name of a form."""

    COLLECT = "collect"
    CONFIRM = "confirm"
    AGREE = "agree"
    ACCEPT = "accept"
    ASK_AGAIN = "ask-again"
    DECIDE = "decide"  # by the run that waits


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at. `parties` are whom it is about, `said` is what a provider answered about a letter."""

    need: Need
    parties: tuple[str, ...]
    title: str
    key: Key | None = None
    due: dt.datetime | None = None
    act: Act | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A letter that did not reach a person, or of which nobody knows."""

    person: str
    channel: str
    subject: str
    error: str
    doubted: bool
    at: dt.datetime


_SETTLES: Final = {
    Kind.SUBMIT: Act.COLLECT,
    Kind.TRACK: Act.COLLECT,
    Kind.ANNOUNCE: Act.COLLECT,
    Kind.AGREE: Act.AGREE,
    Kind.APPROVE: Act.DECIDE,
    Kind.COMPILE: Act.CONFIRM,
    Kind.SEND: Act.CONFIRM,
    Kind.DO: Act.CONFIRM,
}


def settling(step: Step, state: State) -> Act:
    """The act that settles what waits in this step and state."""
    return Act.ACCEPT if state is State.SUBMITTED else _SETTLES[step.kind]


def attention(
    definition: Definition,
    waiting: Iterable[Waiting],
    letters: Iterable[Undelivered],
    *,
    locked: Collection[Key] = (),
    now: dt.datetime,
) -> tuple[Attention, ...]:
    """Everything that somebody has to look at: by need, then deadline, then the order of the year."""
    steps = {step.id: step for step in definition.process.steps}
    rows = list(waiting)
    found = [*_letters(definition, letters), *_unreached(definition, rows, now)]
    found += [it for row in rows if (it := _looked_at(steps[row.key.step], row, locked, now)) is not None]
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    needs = tuple(Need)
    return tuple(sorted(found, key=lambda it: (needs.index(it.need), it.due or last)))


def _letters(definition: Definition, letters: Iterable[Undelivered]) -> Iterator[Attention]:
    people = {person.id: person.party for person in definition.directory.people}
    for letter in letters:
        party = people.get(letter.person)
        need = Need.DOUBTED if letter.doubted else Need.UNSENT
        yield Attention(need, (party,) if party else (), letter.subject, said=letter.error, due=letter.at)


def _unreached(definition: Definition, rows: Iterable[Waiting], now: dt.datetime) -> Iterator[Attention]:
    """Somebody is waited for, and nothing that the program says can reach them."""
    today = local_day(now, definition.process.timezone)
    asked = dict.fromkeys(party for row in rows if row.group != "standing" for party in row.parties)
    for party in asked:
        if not any(person.addresses for person in definition.directory.of(party, today)):
            yield Attention(Need.UNREACHED, (party,), "")


def _looked_at(step: Step, row: Waiting, locked: Collection[Key], now: dt.datetime) -> Attention | None:
    need = _need(step, row, locked, now)
    if need is None:
        return None
    act = Act.ASK_AGAIN if need is Need.LOCKED else settling(step, row.state)
    return Attention(need, row.parties, row.title, row.key, row.due, act)


def _need(step: Step, row: Waiting, locked: Collection[Key], now: dt.datetime) -> Need | None:
    if row.key in locked:
        return Need.LOCKED
    if row.state is State.SUBMITTED:
        return Need.TO_ACCEPT
    if row.due is not None and row.due <= now:
        return {Kind.APPROVE: Need.UNDECIDED, Kind.AGREE: Need.UNANSWERED}.get(step.kind, Need.OVERDUE)
    return Need.TO_CONFIRM if step.kind is Kind.COMPILE else None
