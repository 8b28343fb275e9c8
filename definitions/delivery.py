"""How letters are delivered: what may leave twice, when it is tried again, when a channel rests, where else it goes.

Pure: every instant is an argument. `flows/deliver.py` asks here, and does what it is told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal
from zoneinfo import ZoneInfo

from definitions.actions import Tell
from definitions.context import Context
from definitions.digest import Item
from definitions.hours import named_days, spoken_at
from definitions.moments import local_day
from definitions.vocabulary import Directory, Person, Quiet
from definitions.who import office

# ---------------------------------------------------------------- what may leave twice

Policy = Literal["park", "retry"]

PARKED: Final = frozenset({"ask-decision", "ask-partner", "issued", "decided", "lines-outcome", "escalate", "missed"})
"""What would harm if it left twice: a second code, a second asking of a partner, a paper issued twice, word about
somebody to somebody else. Everything else may, once, be sent again where nobody knows."""

DOUBTS: Final = 1
"""So many times a letter whose fate is unknown is sent again by itself: it leaves twice at most."""


def policy(kinds: Iterable[str]) -> Policy:
    """Whether a letter of these kinds may be sent again while nobody knows if it has left."""
    return "park" if PARKED.intersection(kinds) else "retry"


def may_repeat(kinds: Iterable[str], doubts: int) -> bool:
    """Whether it is sent once more although it may have left; `doubts` counts how often that was so before."""
    return policy(kinds) == "retry" and doubts < DOUBTS


# ---------------------------------------------------------------- when it is tried again

RETRY_AFTER: Final = tuple(dt.timedelta(minutes=m) for m in (5, 15, 60, 240, 720))
"""Greylisting wants five minutes at least; after the last the letter has failed for good."""

JITTER: Final = 0.2
"""Up to so much longer, so that a thousand refused letters do not come back in one second."""


def wait_of(id: str, refused: int) -> dt.timedelta | None:
    """How long after its refusal number `refused` (1, 2, ...) a letter waits; None: it has failed for good.

    Each letter's own, always the same: whoever computes it again gets the same instant.
    """
    if refused > len(RETRY_AFTER):
        return None
    share = int.from_bytes(hashlib.sha256(f"{id}/{refused}".encode()).digest()[:4]) / 2**32
    seconds = RETRY_AFTER[refused - 1].total_seconds() * (1 + JITTER * share)
    return dt.timedelta(seconds=round(seconds))


# ---------------------------------------------------------------- a channel that is away rests

AWAY_AFTER: Final = 3
"""So many letters in a row find the channel away, and it rests: nobody waits for its time limit a hundred times."""

REST: Final = tuple(dt.timedelta(minutes=m) for m in (1, 5, 15, 60))


@dataclass(frozen=True, slots=True)
class Circuit:
    """What is known of a channel: how many letters in a row found it away, since when, and until when it rests."""

    away: int = 0
    rests: int = 0
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def said(self) -> str:
        """As one line, to be kept; "" for a channel that works."""
        since, until = (at.isoformat() if at else "" for at in (self.since, self.until))
        return f"{self.away}|{self.rests}|{since}|{until}" if self.away else ""

    @classmethod
    def read(cls, text: str | None) -> Circuit:
        """What `said` wrote."""
        if not text:
            return cls()
        away, rests, since, until = text.split("|")
        at = [dt.datetime.fromisoformat(each) if each else None for each in (since, until)]
        return cls(int(away), int(rests), *at)


def room(circuit: Circuit, now: dt.datetime) -> int | None:
    """How many letters may be tried on the channel: None any number, 0 while it rests, 1 to see whether it is back."""
    if circuit.until is None:
        return None
    return 0 if now < circuit.until else 1


def found_away(circuit: Circuit, now: dt.datetime) -> Circuit:
    """One letter more has found it away."""
    seen = replace(circuit, away=circuit.away + 1, since=circuit.since or now)
    if seen.away < AWAY_AFTER and circuit.until is None:
        return seen
    return replace(seen, rests=circuit.rests + 1, until=now + REST[min(circuit.rests, len(REST) - 1)])


# ---------------------------------------------------------------- how many at once

BATCH: Final = 200
"""So many letters are taken in one transaction, and accounted for in another one, while the pace is not known."""

MOST: Final = 500
"""Never more: of a batch in which the power fails nobody knows what has left."""

PACE: Final = dt.timedelta(seconds=10)
"""What is taken should leave in so long: what waits for longer goes back, to be asked again whether it holds."""


def batch(before: int, took: dt.timedelta) -> int:
    """How many letters are taken after so many that took so long: as many as leave in PACE, at most twice as many."""
    fits = before * (PACE / took) if took > dt.timedelta() else MOST
    return max(1, int(min(fits, 2 * before, MOST)))


# ---------------------------------------------------------------- on which channel

CALLED: Final = "phone"
"""The address of a person that is no channel of ours: somebody calls it."""

PATIENCE: Final = dt.timedelta(hours=4)
"""A letter that has not been taken for so long goes out on the person's next channel."""


def channels(person: Person) -> tuple[str, ...]:
    """The channels by which a person is written to, the first choice first. A telephone is no such channel."""
    wanted = person.channels or tuple(person.addresses)
    return tuple(channel for channel in wanted if channel in person.addresses and channel != CALLED)


def elsewhere(directory: Directory, items: Iterable[Item], now: dt.datetime) -> tuple[Item, ...] | None:
    """The same things on the person's next channel; None where there is none, and only a telephone call is left."""
    moved = []
    for item in items:
        person = directory.known(item.person)
        following = _after(channels(person), item.channel) if person else None
        if following is None:
            return None
        moved.append(replace(item, channel=following, created=now))
    return tuple(moved) or None


def _after(order: tuple[str, ...], channel: str) -> str | None:
    here = order.index(channel) + 1 if channel in order else len(order)
    return order[here] if here < len(order) else None


def waited_enough(created: dt.datetime, now: dt.datetime) -> bool:
    """Whether something has waited so long on its channel that the next one is taken."""
    return now - created >= PATIENCE


# ---------------------------------------------------------------- at what hour

AT_ONCE: Final = frozenset(
    {"received", "faulty", "ask-decision", "returned", "decided", "relay", "raised", "to-accept", "issued"}
)
"""What somebody's act has brought is said at once, outside office hours too: whoever acts is at work.

A person's quiet hours hold it back all the same; only a receipt is not held back, for it answers that very person."""


FRESH: Final = dt.timedelta(hours=1)
"""What was to be said no longer ago than this is said, at whatever hour that was: it was meant for that hour."""


def sayable_at(ctx: Context, person: Person | None, item: Item, at: dt.datetime) -> dt.datetime:
    """The first instant from `at` on at which this may be said to this person: office hours, and no quiet hours (UTC).

    What has waited (refused, held back, the program was off) waits for the office to work again.
    """
    late = item.kind not in AT_ONCE and at - item.created > FRESH and item.key.step in ctx.steps
    if not late and (person is None or person.quiet is None):
        return at
    for _ in range(3):  # the end of quiet hours may lie outside office hours, and the other way round
        before = at
        if item.kind not in AT_ONCE and at - item.created > FRESH and item.key.step in ctx.steps:
            at = spoken_at(ctx.clock, at, named_days(ctx, ctx.steps[item.key.step]))
        if person is not None and person.quiet is not None and item.kind != "received":
            at = _quiet_ends(person.quiet, at, ZoneInfo(ctx.clock.zone))
        if at == before:
            break
    return at


def _quiet_ends(quiet: Quiet, at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    local = at.astimezone(zone)
    over_midnight = quiet.begins > quiet.ends
    late, early = local.time() >= quiet.begins, local.time() < quiet.ends
    if not (late or early if over_midnight else late and early):
        return at
    day = local.date() + dt.timedelta(days=1) if over_midnight and late else local.date()
    return dt.datetime.combine(day, quiet.ends, zone).astimezone(dt.UTC)


# ---------------------------------------------------------------- how many a day

DAILY: Final = 20
"""So many letters one person gets in a day; what is more is shown to the Office, which may release it."""

UNCAPPED: Final = frozenset({"ask-decision", "received"})
"""What a person waits for is never counted away."""

TOO_MANY: Final = "người này đã nhận đủ số thư của một ngày"


def too_many(items: Iterable[Item], sent_today: Mapping[str, int]) -> tuple[Item, ...]:
    """Those of the items that are one letter too many for their person today."""
    return tuple(i for i in items if sent_today.get(i.person, 0) >= DAILY and i.kind not in UNCAPPED)


# ---------------------------------------------------------------- who speaks about whom

ABOUT_OTHERS: Final = frozenset({"escalate", "missed"})
"""Word about somebody who has not done something."""

RELEASED_BY_OFFICE: Final = "báo cho cấp trên về đơn vị khác: chờ Văn phòng cho phép gửi"


def _release(item: Item, told: str, ours: Collection[str]) -> str:
    """The Office itself, and whoever it is about, are told at once; without an Office there is nobody to ask."""
    about_others = item.kind in ABOUT_OTHERS and told not in {*ours, item.key.party}
    return RELEASED_BY_OFFICE if ours and about_others else ""


# ---------------------------------------------------------------- what is told becomes items


def items(ctx: Context, told: Iterable[Tell], at: dt.datetime) -> tuple[Item, ...]:
    """One item per person of every party that is told, on the person's first channel, when it may be said to them.

    `ctx` is of the definition that knows these parties; a party that nobody acts for has none (`unreachable`).
    """
    ours = office(ctx)
    return tuple(_item(ctx, tell, person, ours, at) for tell, person in _addressed(ctx, told, at))


def _addressed(ctx: Context, told: Iterable[Tell], at: dt.datetime) -> Iterator[tuple[Tell, Person]]:
    today, directory = local_day(at, ctx.clock.zone), ctx.definition.directory
    for tell in told:
        heard = _heard_by(directory, tell, today)
        yield from ((tell, person) for person in heard if channels(person))


def _heard_by(directory: Directory, tell: Tell, today: dt.date) -> Iterable[Person]:
    """The people whom it names, else everybody who acts for its parties that day."""
    if tell.people:
        return [person for person in directory.people if person.id in tell.people]
    return [person for party in tell.parties for person in directory.of(party, today)]


def _item(ctx: Context, tell: Tell, person: Person, ours: Collection[str], at: dt.datetime) -> Item:
    item = Item(tell.key, tell.rung, person.id, channels(person)[0], tell.kind, at, tell.note)
    created, held = sayable_at(ctx, person, item, at), _release(item, person.party, ours)
    return item if created == at and not held else replace(item, created=created, held=held)


def unreachable(ctx: Context, parties: Iterable[str], at: dt.datetime) -> tuple[str, ...]:
    """Those parties that nobody can be written to for: a call for the Office, never dropped."""
    today, directory = local_day(at, ctx.clock.zone), ctx.definition.directory
    return tuple(p for p in dict.fromkeys(parties) if not any(map(channels, directory.of(p, today))))
