"""What reached nobody, or may not have: the Office sees what was tried, and calls.

Pure: what a ledger knows comes in, what is lost comes out; names, telephone numbers and words are for others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from definitions import delivery
from definitions.context import Context
from definitions.digest import Item, stale
from definitions.facts import WAITING, Key, Obligation
from definitions.moments import local_day

Standing = Mapping[Key, Obligation]
Said = tuple[Key, str, str]


@dataclass(frozen=True, slots=True)
class Failure:
    """One item on one channel whose letter ended without reaching anybody, and that nothing else has told or will.

    `letter` is the message's id, `made` the instant of its first lease, `reply` what was answered ("" for nothing).
    """

    item: Item
    letter: str
    state: Literal["failed", "unknown"]
    reply: str
    made: dt.datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """One channel that was tried: failed, unknown, or still waiting for the channel to take it."""

    channel: str
    state: Literal["failed", "unknown", "waiting"]
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A duty that somebody does not know of, or may not. `person` is "" where a party has nobody at all.

    `letter` is the message that can be sent again, "" for none; `nobody` means that there is no channel to write on.
    """

    key: Key
    person: str
    state: Literal["failed", "unknown", "waiting", "nobody"]
    due: dt.datetime | None
    tried: tuple[Tried, ...] = ()
    letter: str = ""


def undelivered(
    ctx: Context,
    *,
    failures: Iterable[Failure],
    pending: Iterable[Item],
    owed: Iterable[Obligation],
    standing: Standing,
    now: dt.datetime,
) -> tuple[Undelivered, ...]:
    """By deadline, then duty, then person.

    `pending` is what waits to be sent, `owed` the obligations that are WAITING, `standing` the obligations of the
    failed and the pending items as they are now.
    """
    lost = [*_failed(ctx, failures, standing), *_waits_long(ctx, pending, standing, now), *_nobody(ctx, owed, now)]
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return tuple(sorted(lost, key=lambda it: (it.due or far, it.key, it.person)))


def said(item: Item) -> Said:
    """What is told to whom, whatever the channel."""
    return item.key, item.rung, item.person


def _failed(ctx: Context, failures: Iterable[Failure], standing: Standing) -> Iterator[Undelivered]:
    """As long as it still says something true: one for each thing told to a person, with every channel tried."""
    told: dict[Said, list[Failure]] = {}
    for failure in failures:
        if _holds(ctx, failure.item, standing):
            told.setdefault(said(failure.item), []).append(failure)
    for (key, _, person), together in told.items():
        its = _in_order(ctx, person, together)
        tried = tuple(Tried(it.item.channel, it.state, it.reply) for it in its)
        yield Undelivered(key, person, its[-1].state, standing[key].instants.due, tried, its[-1].letter)


def _holds(ctx: Context, item: Item, standing: Standing) -> bool:
    return stale(item, standing.get(item.key) if ctx.names(item.key) else None) is None


def _in_order(ctx: Context, person: str, failures: Iterable[Failure]) -> list[Failure]:
    """As they were tried: by their time, then by the order of the person's channels."""
    known = ctx.definition.directory.known(person)
    order = {channel: place for place, channel in enumerate(delivery.channels(known))} if known else {}
    return sorted(failures, key=lambda it: (it.made, order.get(it.item.channel, len(order)), it.item.channel))


def _waits_long(ctx: Context, pending: Iterable[Item], standing: Standing, now: dt.datetime) -> Iterator[Undelivered]:
    """What its channel has not taken for hours, though it may be said now."""
    for item in pending:
        person = ctx.definition.directory.known(item.person)
        waited = delivery.waited_enough(item.created, now) and delivery.sayable_at(ctx, person, item, now) <= now
        if waited and _holds(ctx, item, standing):
            tried = (Tried(item.channel, "waiting"),)
            yield Undelivered(item.key, item.person, "waiting", standing[item.key].instants.due, tried)


def _nobody(ctx: Context, owed: Iterable[Obligation], now: dt.datetime) -> Iterator[Undelivered]:
    """Open duties of a party that nobody can be written to for: whoever acts for it, each to be called."""
    opened = [it for it in owed if it.state in WAITING and ctx.names(it.key)]
    parties = delivery.unreachable(ctx, (it.key.party for it in opened), now)
    today = local_day(now, ctx.clock.zone)
    for it in (it for it in opened if it.key.party in parties):
        people = [person.id for person in ctx.definition.directory.of(it.key.party, today)] or [""]
        yield from (Undelivered(it.key, person, "nobody", it.instants.due) for person in people)
