"""The contract of an outbox: what is to be said waits, a message carries it, and how that ended is written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from definitions.digest import Bundle, Item
from definitions.facts import Key, Obligation
from definitions.undelivered import Failure


@dataclass(frozen=True, slots=True)
class Message:
    """What one person gets on one channel: pending items merged. `id` also makes the Message-ID, stable over tries.

    `attempts` is the fence: it grows with every lease, and an `Ending` names the one that it ends. `refused` counts
    the times that it was surely not taken, `doubts` those that nobody knows about.
    """

    id: str
    person: str
    channel: str
    items: tuple[Item, ...]
    state: str  # sending, sent, failed, unknown
    created: dt.datetime
    attempts: int = 1
    subject: str = ""
    sent: dt.datetime | None = None
    error: str = ""
    next_at: dt.datetime | None = None  # end of the lease, or next try
    refused: int = 0
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How one attempt at a message ended. `instead` are items for another channel, kept in the same transaction.

    sent; failed until `retry`, or for good; unknown until `retry`, or until a person looks; back: it was not tried,
    its items wait again (a message that was tried before waits until `retry`). `refused` and `doubts` are added.
    """

    id: str
    attempt: int
    state: Literal["sent", "failed", "unknown", "back"]
    subject: str = ""
    reply: str = ""
    error: str = ""
    retry: dt.datetime | None = None
    refused: int = 0
    doubts: int = 0
    instead: tuple[Item, ...] = ()


class Outbox(Protocol):
    """The part of a ledger that letters leave by. Every method is one transaction."""

    def pending(self, now: dt.datetime) -> list[Item]:
        """Items that no message carries yet, and whose time has come, oldest first; none that is held."""

    def standing(self, keys: Collection[Key]) -> dict[Key, Obligation]:
        """The obligations of these keys as they are now: state, deadline, version, generation and content alone; what is not there
        is left out.
        """

    def lease(self, bundles: Sequence[Bundle], *, now: dt.datetime, until: dt.datetime) -> list[Message]:
        """Make the message of each bundle; a bundle of which another worker has taken an item is left out."""

    def renew(self, id: str, *, now: dt.datetime, until: dt.datetime, more: Sequence[Item] = ()) -> Message | None:
        """Take an expired message again, or one that waits to be tried again: one attempt more, with these pending
        items added. None where another worker did, or has one of the items.
        """

    def end(self, endings: Sequence[Ending], *, now: dt.datetime) -> frozenset[str]:
        """How attempts ended, all in one transaction; the ids of those that were still theirs to end.

        Whoever's lease ran out and was taken by another changes nothing; what was sent stays sent.
        """

    def expired(self, now: dt.datetime) -> list[Message]:
        """Messages whose lease ran out while they were being sent."""

    def retries(self, now: dt.datetime) -> list[Message]:
        """Messages that were not taken, or may not have been, and whose next try has come."""

    def cancel(self, items: Sequence[Item], why: str, *, now: dt.datetime, instead: Sequence[Item] = ()) -> None:
        """Items that no longer hold leave no message; the reason is kept. `instead` are kept in the same transaction."""

    def held(self) -> list[Item]:
        """Items that wait for the Office, oldest first; `held` says why."""

    def hold(self, items: Sequence[Item], why: str, *, now: dt.datetime, by: str) -> int:
        """Those of the items that are still pending wait for the Office; how many. Leaves an audit event."""

    def release(self, items: Sequence[Item], *, now: dt.datetime, by: str) -> int:
        """Those of the items that are held are pending again; how many. Leaves an audit event."""

    def resend(self, id: str, *, now: dt.datetime, by: str) -> bool:
        """A person wants a message that failed, or that nobody knows about, sent again: it is tried at once, under
        the same id. False where there is none such. Leaves an audit event.
        """

    def sent_since(self, since: dt.datetime) -> dict[str, int]:
        """How many messages each person was sent since then."""

    def failures(self) -> list[Failure]:
        """What letters ended with that reached nobody, by when they were made: every item that such a letter carries,
        unless the same is told to the same person by another one, sent or under way, or waits to be sent.

        A letter has ended so when it failed, or nobody knows, and no try is to come.
        """

    def messages(self, *, since: dt.datetime | None = None, limit: int | None = None) -> list[Message]:
        """Messages, newest first."""

    def message(self, id: str) -> Message | None:
        """The message of that id."""

    def bounced(self, id: str, why: str, *, now: dt.datetime) -> bool:
        """A message that has left came back: it failed, for good. False where none such has left. Leaves an audit event."""
