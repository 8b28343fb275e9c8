"""What needs a human eye, the most pressing first, and the act that settles each of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from definitions.altered import Aside
from definitions.arrivals import Arrival, Place
from definitions.facts import Key, State
from definitions.moments import local_day
from definitions.report import Waiting
from definitions.vocabulary import Definition, Kind, Step


class Need(StrEnum):
    """Why somebody has to look; in the order of the page."""

    DOUBTED = "doubted"  # nobody knows whether a letter has left
    UNSENT = "unsent"  # a letter could not be delivered
    HELD = "held"  # word about somebody, which leaves only when the Office says so
    UNREACHED = "unreached"  # somebody is waited for and has no address
    ARRIVED = "arrived"  # a file or a mail of which only a person can tell what it is for
    PUT_AWAY = "put-away"  # a file or a mail that nobody opens before it is known where it comes from
    LOCKED = "locked"  # too many wrong codes
    UNDECIDED = "undecided"  # a verdict that is overdue
    UNANSWERED = "unanswered"  # a partner has not answered in time
    OVERDUE = "overdue"  # anything else that is overdue
    LEFT_ASIDE = "left-aside"  # a unit's newest plan leaves a line out, or changes it in vain
    TO_ACCEPT = "to-accept"
    TO_CONFIRM = "to-confirm"  # a draft that the machine has put together


class Act(StrEnum):
    """The operator's act that settles it: the name of a form."""

    COLLECT = "collect"
    CONFIRM = "confirm"
    AGREE = "agree"
    ACCEPT = "accept"
    ASK_AGAIN = "ask-again"
    RESEND = "resend"
    RELEASE = "release"
    CONTACT = "contact"
    ALLOT = "allot"
    DECIDE = "decide"  # by the run that waits


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at: whom it is about (`parties`, or a `person`); `said` is what a provider answered, or why."""

    need: Need
    parties: tuple[str, ...]
    title: str
    key: Key | None = None
    due: dt.datetime | None = None
    act: Act | None = None
    said: str = ""
    person: str = ""
    number: int = 0  # of what came
    sender: str = ""  # of what came: whom it says that it is from


@dataclass(frozen=True, slots=True)
class Letter:
    """Something told to a person that did not arrive (`why`: what was tried), or that waits for the Office."""

    need: Need  # DOUBTED, UNSENT or HELD
    person: str
    about: str
    why: str


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
    letters: Iterable[Letter],
    *,
    locked: Collection[Key] = (),
    came: Iterable[Arrival] = (),
    aside: Iterable[Aside] = (),
    now: dt.datetime,
) -> tuple[Attention, ...]:
    """Everything that somebody has to look at: by need, then deadline, then the order of the year."""
    steps = {step.id: step for step in definition.process.steps}
    rows = list(waiting)
    found = [*_letters(letters), *_unreached(definition, rows, now), *_came(came), *_aside(aside)]
    found += [it for row in rows if (it := _looked_at(steps[row.key.step], row, locked, now)) is not None]
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    needs = tuple(Need)
    return tuple(sorted(found, key=lambda it: (needs.index(it.need), it.due or last)))


def _letters(letters: Iterable[Letter]) -> Iterator[Attention]:
    for it in letters:
        act = Act.RELEASE if it.need is Need.HELD else Act.RESEND
        yield Attention(it.need, (), it.about, act=act, said=it.why, person=it.person)


def _came(came: Iterable[Arrival]) -> Iterator[Attention]:
    """What came and nobody has settled: its name, why, and what its sender wrote."""
    for it in came:
        need = Need.PUT_AWAY if it.place is Place.QUARANTINED else Need.ARRIVED
        wrote = f" Nội dung: «{it.text}»" if it.text else ""
        parties = (it.party,) if it.party else ()
        title = f"Số {it.number}: {it.name}"
        yield Attention(need, parties, title, it.key, act=Act.ALLOT, said=f"{it.said}{wrote}", number=it.number,
                        sender=it.sender)  # fmt: skip


def _aside(aside: Iterable[Aside]) -> Iterator[Attention]:
    """Each line of which a person has to ask the unit; the act is to hand in its plan as it is meant."""
    for it in aside:
        yield Attention(Need.LEFT_ASIDE, (it.key.party,), it.content, it.key, act=Act.COLLECT, said=it.why)


def _unreached(definition: Definition, rows: Iterable[Waiting], now: dt.datetime) -> Iterator[Attention]:
    """Somebody is waited for, and nothing that the program says can reach them."""
    today = local_day(now, definition.process.timezone)
    asked = dict.fromkeys(party for row in rows if row.group != "standing" for party in row.parties)
    for party in asked:
        if not any(person.addresses for person in definition.directory.of(party, today)):
            yield Attention(Need.UNREACHED, (party,), "", act=Act.CONTACT)


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
