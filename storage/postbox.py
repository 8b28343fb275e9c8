"""The outbox in memory: what `outbox.py` does in SQL, with plain dicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from definitions.digest import Item
from storage.port import Message

Identity = tuple[str, str, str, str]


class Postbox:
    """Items by what may not be said twice, messages by id. Whoever owns it sees to it that one works at a time."""

    def __init__(self) -> None:
        self._items: dict[Identity, Item] = {}
        self._carried: dict[Identity, str] = {}  # by which message
        self._cancelled: dict[Identity, str] = {}  # why
        self._messages: dict[str, Message] = {}
        self._next_at: dict[str, dt.datetime] = {}  # end of the lease, or next try

    def add(self, items: Iterable[Item]) -> None:
        """New items; what exists already stays as it is."""
        for item in items:
            self._items.setdefault(item.identity, item)

    def pending(self, now: dt.datetime | None = None) -> list[Item]:
        """Items that no message carries yet, oldest first; with `now` those whose time has come."""
        taken = self._carried.keys() | self._cancelled.keys()
        waiting = [item for identity, item in self._items.items() if identity not in taken]
        return sorted((i for i in waiting if now is None or i.created <= now), key=lambda item: item.created)

    def instants(self) -> list[dt.datetime]:
        """When an item or a message needs attention."""
        return [*(item.created for item in self.pending()), *self._next_at.values()]

    def lease(
        self, id: str, to: tuple[str, str], items: Sequence[Item], *, now: dt.datetime, until: dt.datetime
    ) -> Message | None:
        """The message that carries these items; None where another one has one of them."""
        identities = [item.identity for item in items]
        free = {item.identity for item in self.pending()}
        if id in self._messages or len(set(identities)) != len(identities) or not free.issuperset(identities):
            return None
        self._carried.update(dict.fromkeys(identities, id))
        message = Message(id, *to, tuple(self._items[identity] for identity in identities), "sending", now)
        return self._keep(message, until)

    def _keep(self, message: Message, next_at: dt.datetime | None) -> Message:
        self._messages[message.id] = message
        self._next_at.pop(message.id, None)
        if next_at is not None:
            self._next_at[message.id] = next_at
        return message

    def renew(self, id: str, now: dt.datetime, until: dt.datetime) -> Message | None:
        """The message once more; None where another worker has it."""
        message = self._messages.get(id)
        expired = message is not None and message.state == "sending" and self._next_at[id] <= now
        if message is None or not (expired or message.state == "failed"):
            return None
        return self._keep(replace(message, state="sending", attempts=message.attempts + 1, error=""), until)

    def come(self, state: str, now: dt.datetime) -> list[Message]:
        """The messages of that state whose instant has come, oldest first."""
        found = [m for m in self._messages.values() if m.state == state and self._come(m.id, now)]
        return sorted(found, key=lambda message: (self._next_at[message.id], message.id))

    def _come(self, id: str, now: dt.datetime) -> bool:
        return id in self._next_at and self._next_at[id] <= now

    def cancel(self, items: Iterable[Item], why: str) -> None:
        """Items that no longer hold; what was sent stays. A message of nothing goes, or is given up."""
        for item in items:
            self._cancel(item.identity, why)
        for message in list(self._messages.values()):
            if not message.items and message.state in ("sending", "failed") and message.id in self._next_at:
                self._drop(message, why)

    def _cancel(self, identity: Identity, why: str) -> None:
        id = self._carried.get(identity)
        message = self._messages[id] if id else None
        if identity not in self._items or identity in self._cancelled or (message and message.state == "sent"):
            return
        self._cancelled[identity] = why
        if message:
            del self._carried[identity]
            kept = tuple(item for item in message.items if item.identity != identity)
            self._messages[message.id] = replace(message, items=kept)

    def _drop(self, message: Message, why: str) -> None:
        if message.state == "sending" and message.attempts == 1:
            del self._messages[message.id], self._next_at[message.id]
        else:
            self._keep(replace(message, state="failed", error=why), None)

    def end(self, id: str, change: Callable[[Message], Message], retry: dt.datetime | None = None) -> None:
        """How it ended; what was sent stays sent."""
        message = self._messages.get(id)
        if message is not None and message.state != "sent":
            self._keep(change(message), retry)

    def newest(self, since: dt.datetime | None, limit: int | None) -> list[Message]:
        """Messages, newest first."""
        found = [m for m in self._messages.values() if since is None or m.created >= since]
        return sorted(found, key=lambda message: (message.created, message.id), reverse=True)[:limit]
