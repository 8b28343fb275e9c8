"""Who is told, and in how many messages: one per person and channel in a run, whatever the steps and processes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from definitions.facts import SETTLED, WAITING, Key, Obligation, State, Tell
from definitions.vocabulary import Directory

STATED_AT_OPENING: Final = "đã nêu trong thư mở kỳ"
MERGED: Final = "gộp vào lần nhắc sau cùng"


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be said to one person on one channel, not the words. Unique by key, rung, person and channel."""

    key: Key
    rung: str
    person: str
    channel: str
    kind: str
    created: dt.datetime
    note: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What may not be said twice."""
        return str(self.key), self.rung, self.person, self.channel


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that one person is told on one channel in one run; the id is the same whoever computes it."""

    id: str
    person: str
    channel: str
    items: tuple[Item, ...]


def items(directory: Directory, told: Iterable[Tell], now: dt.datetime, zone: dt.tzinfo) -> tuple[Item, ...]:
    """One item per person and channel of every party that is told; a party that nobody acts for has none."""
    today = now.astimezone(zone).date()
    return tuple(
        Item(tell.key, tell.rung, person.id, channel, tell.kind, now, tell.note)
        for tell in told
        for party in tell.parties
        for person in directory.of(party, today)
        for channel in person.addresses
    )


def unreachable(directory: Directory, told: Iterable[Tell], now: dt.datetime, zone: dt.tzinfo) -> tuple[str, ...]:
    """The parties that are told something and have nobody with an address: a task for the Office, never dropped."""
    today = now.astimezone(zone).date()
    parties = dict.fromkeys(party for tell in told for party in tell.parties)
    return tuple(p for p in parties if not any(person.addresses for person in directory.of(p, today)))


def digest(waiting: Iterable[Item]) -> tuple[Bundle, ...]:
    """One bundle per person and channel, the items in the order of their keys; the order of arrival is irrelevant."""
    ordered = sorted(waiting, key=lambda item: (item.person, item.channel, item.identity))
    return tuple(
        Bundle(_bundle_id(carried), person, channel, carried)
        for (person, channel), group in groupby(ordered, key=lambda item: (item.person, item.channel))
        for carried in (tuple(group),)
    )


def _bundle_id(carried: tuple[Item, ...]) -> str:
    text = "\n".join("|".join(item.identity) for item in carried)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


ASKS_FOR_SOMETHING = frozenset({"opened", "remind", "escalate", "ask-partner", "draft-ready", "returned", "moved"})


def stale(item: Item, obligation: Obligation | None) -> str | None:
    """Why an item says nothing true any more, or None where it still holds (asked again just before it leaves)."""
    if obligation is None:
        return "nhiệm vụ không còn"
    if item.kind in ASKS_FOR_SOMETHING and obligation.state not in WAITING:
        return "đã xong trước khi thư được gửi" if obligation.state in SETTLED else "không còn mở"
    if item.kind == "ask-decision" and (
        obligation.state is not State.OPEN or item.rung != f"ask:{obligation.generation}"
    ):
        return "đã có lần trình mới hơn" if obligation.state is State.OPEN else "đã có ý kiến"
    if item.kind == "moved" and obligation.instants.due == dt.datetime.fromisoformat(item.note):
        return "thời hạn đã trở lại như cũ"
    if item.kind == "missed" and obligation.state is not State.MISSED:
        return "đã nộp sau khi hết kỳ"
    return None


def needless(waiting: Iterable[Item]) -> tuple[tuple[Item, str], ...]:
    """Of the items that ask one person for one thing, those that another one makes needless, each with the reason.

    Letters that wait for long (held, or an outage) would otherwise remind of what their first paragraph asks for.
    """
    asking = sorted(
        (item for item in waiting if item.kind in _REPEATED), key=lambda it: (it.key, it.person, it.channel, it.created)
    )
    found = []
    for _, group in groupby(asking, key=lambda item: (item.key, item.person, item.channel)):
        alike = tuple(group)
        opened = any(item.kind == "opened" for item in alike)
        last = {item.kind: item for item in alike}
        for item in alike:
            if item.kind == "remind" and opened:
                found.append((item, STATED_AT_OPENING))
            elif item is not last[item.kind]:
                found.append((item, MERGED))
    return tuple(found)


_REPEATED: Final = frozenset({"opened", "remind", "escalate", "moved"})
