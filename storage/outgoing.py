"""The outbox of a ledger in memory: the contract of `outward.Outbox`, and the audit lines of what people do there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from definitions.digest import Bundle, Item
from definitions.facts import Instants, Key, Obligation
from definitions.undelivered import Failure
from storage import alike
from storage.audit import Entry, Head, chained
from storage.outward import Ending, Message
from storage.port import AuditEvent
from storage.recall import Recall, alone


class MemoryOutbox(Recall):
    """The part of a ledger in memory that letters leave by."""

    def _chained(self, entries: Sequence[Entry], now: dt.datetime) -> list[AuditEvent]:
        head = Head(self._events[-1].number, self._events[-1].hash) if self._events else Head()
        return chained(entries, head, now)

    def _note(self, entries: Sequence[Entry], now: dt.datetime) -> None:
        self._events += self._chained(entries, now)

    @alone
    def pending(self, now: dt.datetime) -> list[Item]:
        """Items that no message carries yet, and whose time has come, oldest first; none that is held."""
        return self._box.pending(now)

    @alone
    def standing(self, keys: Collection[Key]) -> dict[Key, Obligation]:
        """The obligations of these keys as they are now: state, deadline, version, generation and content alone."""
        found = [self._obligations[key] for key in keys if key in self._obligations]
        return {it.key: _standing(it) for it in found}

    @alone
    def lease(self, bundles: Sequence[Bundle], *, now: dt.datetime, until: dt.datetime) -> list[Message]:
        """Make the message of each bundle; a bundle of which another worker has taken an item is left out."""
        made = (self._box.lease(bundle, now=now, until=until) for bundle in bundles)
        return [message for message in made if message is not None]

    @alone
    def renew(self, id: str, *, now: dt.datetime, until: dt.datetime, more: Sequence[Item] = ()) -> Message | None:
        """Take an expired message again, or one that waits to be tried again; None where another worker did."""
        return self._box.renew(id, now, until, more)

    @alone
    def end(self, endings: Sequence[Ending], *, now: dt.datetime) -> frozenset[str]:
        """How attempts ended; the ids of those that were still theirs to end."""
        return frozenset(ending.id for ending in endings if self._box.end(ending, now))

    @alone
    def expired(self, now: dt.datetime) -> list[Message]:
        """Messages whose lease ran out while they were being sent."""
        return self._box.come(("sending",), now)

    @alone
    def retries(self, now: dt.datetime) -> list[Message]:
        """Messages that were not taken, or may not have been, and whose next try has come."""
        return self._box.come(("failed", "unknown"), now)

    @alone
    def cancel(self, items: Sequence[Item], why: str, *, now: dt.datetime, instead: Sequence[Item] = ()) -> None:  # noqa: ARG002 - the contract's
        """Items that no longer hold leave no message; the reason is kept."""
        self._box.cancel(items, why)
        self._box.add(map(alike.in_utc, instead))

    @alone
    def held(self) -> list[Item]:
        """Items that wait for the Office, oldest first."""
        return self._box.held()

    @alone
    def hold(self, items: Sequence[Item], why: str, *, now: dt.datetime, by: str) -> int:
        """Those of the items that are still pending wait for the Office."""
        kept = self._box.hold(items, why)
        self._note([alike.outgoing_entry("hold", map(alike.named, kept), by, why)] if kept else [], now)
        return len(kept)

    @alone
    def release(self, items: Sequence[Item], *, now: dt.datetime, by: str) -> int:
        """Those of the items that are held are pending again."""
        freed = self._box.release(items)
        self._note([alike.outgoing_entry("release", map(alike.named, freed), by)] if freed else [], now)
        return len(freed)

    @alone
    def resend(self, id: str, *, now: dt.datetime, by: str) -> bool:
        """A person wants a message that failed, or that nobody knows about, sent again."""
        found = self._box.resend(id, now)
        self._note([alike.outgoing_entry("resend", [id], by)] if found else [], now)
        return found

    @alone
    def message(self, id: str) -> Message | None:
        """The message of that id."""
        return self._box.message(id)

    @alone
    def bounced(self, id: str, why: str, *, now: dt.datetime) -> bool:
        """A message that has left came back."""
        found = self._box.bounced(id, why)
        self._note([alike.outgoing_entry("bounce", [id], "", why)] if found else [], now)
        return found

    @alone
    def sent_since(self, since: dt.datetime) -> dict[str, int]:
        """How many messages each person was sent since then."""
        return self._box.sent_since(since)

    @alone
    def failures(self) -> list[Failure]:
        """What letters ended with that reached nobody, and that nothing else tells or will tell."""
        return self._box.failures()

    @alone
    def messages(self, *, since: dt.datetime | None = None, limit: int | None = None) -> list[Message]:
        """Messages, newest first."""
        return self._box.newest(since, limit)


def _standing(it: Obligation) -> Obligation:
    instants = Instants(None, it.instants.due, None)
    return Obligation(it.key, it.state, instants, None, 0, it.version, it.generation, it.content)
