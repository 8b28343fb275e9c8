"""Who is told, and in how many messages: one per person and channel in a run, whatever the steps and processes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Final

from definitions.facts import SETTLED, WAITING, Key, Obligation, State

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
    held: str = ""  # why it waits for the Office; "" where it need not
    row: int = field(default=0, compare=False, repr=False)  # where a ledger keeps it, once it has been read from one

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


def digest(waiting: Iterable[Item]) -> tuple[Bundle, ...]:
    """One bundle per person and channel, the items in the order of their keys; the order of arrival is irrelevant."""
    ordered = sorted(((item.person, item.channel, item.identity, item) for item in waiting), key=itemgetter(0, 1, 2))
    return tuple(
        Bundle(_bundle_id(row[2] for row in carried), person, channel, tuple(row[3] for row in carried))
        for (person, channel), group in groupby(ordered, key=itemgetter(0, 1))
        for carried in (tuple(group),)
    )


def _bundle_id(carried: Iterable[tuple[str, ...]]) -> str:
    text = "\n".join(map("|".join, carried))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


BEGINS: Final = frozenset({"opened", "ask-partner", "ask-decision", "draft-ready", "raised", "announce", "issued"})
"""The kinds of message by which a duty begins: a step may name its own words for them."""

ASKS_FOR_SOMETHING: Final = frozenset(
    {"opened", "remind", "escalate", "ask-partner", "draft-ready", "returned", "relay", "moved", "extended"},
)


def stale(item: Item, obligation: Obligation | None) -> str | None:
    """Why an item says nothing true any more, or None where it still holds (asked again just before it leaves)."""
    if obligation is None:
        return "nhiệm vụ không còn"
    if item.kind in ASKS_FOR_SOMETHING and obligation.state not in WAITING:
        return "đã xong trước khi thư được gửi" if obligation.state in SETTLED else "không còn mở"
    says = _SAYS.get(item.kind)
    return says(item, obligation) if says else None


def _asked_since(item: Item, obligation: Obligation) -> str | None:
    if obligation.state is not State.OPEN:
        return "đã có ý kiến"
    return None if item.rung == f"ask:{obligation.generation}" else "đã có lần trình mới hơn"


def _moved_back(item: Item, obligation: Obligation) -> str | None:
    same = obligation.instants.due == dt.datetime.fromisoformat(item.note)
    return "thời hạn đã trở lại như cũ" if same else None


_SAYS: Final[dict[str, Callable[[Item, Obligation], str | None]]] = {
    "ask-decision": _asked_since,
    "moved": _moved_back,
    "to-accept": lambda _, it: None if it.state is State.SUBMITTED else "đã được tiếp nhận hoặc trả lại",
    "missed": lambda _, it: None if it.state is State.MISSED else "đã nộp sau khi hết kỳ",
    "to-key": lambda item, it: None if item.rung == f"to-key:{it.version}" else "đã có bản mới hơn",
    "faulty": lambda item, it: None if item.rung.split(":")[1] == str(it.version) else "đã có bản mới hơn",
}
"""What makes each kind of message untrue, beside that its obligation is over."""


def needless(waiting: Iterable[Item]) -> tuple[tuple[Item, str], ...]:
    """Of the items that ask one person for one thing, those that another one makes needless, each with the reason.

    Letters that wait for long (held, or an outage) would otherwise remind of what their first paragraph asks for.
    """
    asking = [item for item in waiting if item.kind in _REPEATED]
    if len({(item.key, item.person, item.channel) for item in asking}) == len(asking):
        return ()
    asking.sort(key=lambda it: (it.key, it.person, it.channel, it.created))
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
