"""The outbox of a ledger in SQL: the contract of `outward.Outbox`, each method one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from definitions.digest import Bundle, Item
from definitions.facts import Key, Obligation
from definitions.undelivered import Failure
from storage import failures, gathering, outbox
from storage.engine import Connections
from storage.outward import Ending, Message


class SqlOutbox:
    """The part of a ledger in SQLite or PostgreSQL that letters leave by."""

    def __init__(self, connections: Connections) -> None:
        self._reading, self._writing = connections.reading, connections.writing

    def pending(self, now: dt.datetime) -> list[Item]:
        """Items that no message carries yet, and whose time has come, oldest first; none that is held."""
        with self._reading() as conn:
            return outbox.pending(conn, now)

    def standing(self, keys: Collection[Key]) -> dict[Key, Obligation]:
        """The obligations of these keys as they are now: state, deadline, version, generation and content alone."""
        with self._reading() as conn:
            return gathering.standing(conn, keys)

    def lease(self, bundles: Sequence[Bundle], *, now: dt.datetime, until: dt.datetime) -> list[Message]:
        """Make the message of each bundle; a bundle of which another worker has taken an item is left out."""
        with self._writing() as conn:
            return outbox.lease(conn, bundles, now=now, until=until)

    def renew(self, id: str, *, now: dt.datetime, until: dt.datetime, more: Sequence[Item] = ()) -> Message | None:
        """Take an expired message again, or one that waits to be tried again; None where another worker did."""
        try:
            with self._writing() as conn:
                return outbox.renew(conn, id, now, until, more)
        except outbox.Taken:
            return None

    def end(self, endings: Sequence[Ending], *, now: dt.datetime) -> frozenset[str]:
        """How attempts ended; the ids of those that were still theirs to end."""
        with self._writing() as conn:
            return outbox.end(conn, endings, now)

    def expired(self, now: dt.datetime) -> list[Message]:
        """Messages whose lease ran out while they were being sent."""
        with self._reading() as conn:
            return outbox.come(conn, ("sending",), now)

    def retries(self, now: dt.datetime) -> list[Message]:
        """Messages that were not taken, or may not have been, and whose next try has come."""
        with self._reading() as conn:
            return outbox.come(conn, ("failed", "unknown"), now)

    def cancel(self, items: Sequence[Item], why: str, *, now: dt.datetime, instead: Sequence[Item] = ()) -> None:  # noqa: ARG002 - the contract's
        """Items that no longer hold leave no message; the reason is kept."""
        with self._writing() as conn:
            outbox.cancel(conn, items, why, instead)

    def held(self) -> list[Item]:
        """Items that wait for the Office, oldest first."""
        with self._reading() as conn:
            return outbox.held(conn)

    def hold(self, items: Sequence[Item], why: str, *, now: dt.datetime, by: str) -> int:
        """Those of the items that are still pending wait for the Office."""
        with self._writing() as conn:
            return outbox.hold(conn, items, why, now, by)

    def release(self, items: Sequence[Item], *, now: dt.datetime, by: str) -> int:
        """Those of the items that are held are pending again."""
        with self._writing() as conn:
            return outbox.release(conn, items, now, by)

    def resend(self, id: str, *, now: dt.datetime, by: str) -> bool:
        """A person wants a message that failed, or that nobody knows about, sent again."""
        with self._writing() as conn:
            return outbox.resend(conn, id, now, by)

    def message(self, id: str) -> Message | None:
        """The message of that id."""
        with self._reading() as conn:
            return outbox.message(conn, id)

    def bounced(self, id: str, why: str, *, now: dt.datetime) -> bool:
        """A message that has left came back."""
        with self._writing() as conn:
            return outbox.bounced(conn, id, why, now)

    def sent_since(self, since: dt.datetime) -> dict[str, int]:
        """How many messages each person was sent since then."""
        with self._reading() as conn:
            return outbox.sent_since(conn, since)

    def failures(self) -> list[Failure]:
        """What letters ended with that reached nobody, and that nothing else tells or will tell."""
        with self._reading() as conn:
            return failures.failures(conn)

    def messages(self, *, since: dt.datetime | None = None, limit: int | None = None) -> list[Message]:
        """Messages, newest first."""
        with self._reading() as conn:
            return outbox.newest(conn, since, limit)
