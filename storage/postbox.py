"""The outbox in memory: what `outbox.py` does in SQL, with plain dicts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from definitions.digest import Bundle, Item
from definitions.undelivered import Failure, said
from storage.outward import Ending, Message

Identity = tuple[str, str, str, str]


class Postbox:
    """Items by what may not be said twice, messages by id. Whoever owns it sees to it that one works at a time."""

    def __init__(self) -> None:
        self._items: dict[Identity, Item] = {}  # with why they are held, if they are
        self._carried: dict[Identity, str] = {}  # by which message
        self._cancelled: dict[Identity, str] = {}  # why
        self._messages: dict[str, Message] = {}

    def add(self, items: Iterable[Item]) -> None:
        """New items; what exists already stays as it is."""
        for item in items:
            self._items.setdefault(item.identity, item)

    def pending(self, now: dt.datetime | None = None) -> list[Item]:
        """Items that no message carries yet, oldest first; with `now` those whose time has come."""
        waiting = (item for item in self._waiting() if not item.held)
        return sorted((i for i in waiting if now is None or i.created <= now), key=lambda item: item.created)

    def held(self) -> list[Item]:
        """Items that wait for the Office, oldest first."""
        return sorted((item for item in self._waiting() if item.held), key=lambda item: item.created)

    def _waiting(self) -> list[Item]:
        taken = self._carried.keys() | self._cancelled.keys()
        return [item for identity, item in self._items.items() if identity not in taken]

    def instants(self) -> list[dt.datetime]:
        """When an item or a message needs attention."""
        waiting = (message.next_at for message in self._messages.values())
        return [*(item.created for item in self.pending()), *(at for at in waiting if at is not None)]

    # ---------------------------------------------------------------- taking a message

    def lease(self, bundle: Bundle, *, now: dt.datetime, until: dt.datetime) -> Message | None:
        """The message that carries these items; None where another one has one of them."""
        if bundle.id in self._messages or not self._carry(bundle.id, bundle.items):
            return None
        items = tuple(self._items[item.identity] for item in bundle.items)
        return self._keep(Message(bundle.id, bundle.person, bundle.channel, items, "sending", now, next_at=until))

    def _carry(self, id: str, items: Sequence[Item]) -> bool:
        identities = [item.identity for item in items]
        if len(set(identities)) != len(identities) or not all(map(self._free, identities)):
            return False
        self._carried.update(dict.fromkeys(identities, id))
        return True

    def _free(self, identity: Identity) -> bool:
        taken = identity in self._carried or identity in self._cancelled
        return identity in self._items and not taken and not self._items[identity].held

    def _keep(self, message: Message) -> Message:
        self._messages[message.id] = message
        return message

    def renew(self, id: str, now: dt.datetime, until: dt.datetime, more: Sequence[Item]) -> Message | None:
        """The message once more; None where another worker has it, or an item."""
        message = self._messages.get(id)
        if message is None or message.next_at is None or (message.state == "sending" and message.next_at > now):
            return None
        if not self._carry(id, more):
            return None
        items = (*message.items, *(self._items[item.identity] for item in more))
        again = replace(message, state="sending", items=items, attempts=message.attempts + 1, error="", next_at=until)
        return self._keep(again)

    def come(self, states: tuple[str, ...], now: dt.datetime) -> list[Message]:
        """The messages of these states whose instant has come, oldest first."""
        waiting = [(m.next_at, m.id, m) for m in self._messages.values() if m.state in states and m.next_at]
        return [message for at, _, message in sorted(waiting, key=lambda it: it[:2]) if at <= now]

    # ---------------------------------------------------------------- how it ended

    def cancel(self, items: Iterable[Item], why: str) -> None:
        """Items that no longer hold; what was sent stays. A message of nothing goes, or is given up."""
        for item in items:
            self._cancel(item.identity, why)
        for message in list(self._messages.values()):
            if not message.items and message.state != "sent" and message.next_at is not None:
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
            del self._messages[message.id]
        else:
            self._keep(replace(message, state="failed", error=why, next_at=None))

    def end(self, ending: Ending, now: dt.datetime) -> bool:
        """How an attempt ended; False where it was no longer its own to end."""
        message = self._messages.get(ending.id)
        if message is None or message.attempts != ending.attempt:
            return False
        if message.state != "sending" and (message.state != "unknown" or ending.state in ("unknown", "back")):
            return False
        if ending.state == "back" and ending.attempt == 1:
            del self._messages[message.id]
            for item in message.items:
                del self._carried[item.identity]
            return True
        ended = replace(
            message,
            state="failed" if ending.state == "back" else ending.state,
            subject=ending.subject,
            sent=now if ending.state == "sent" else None,
            error=ending.error,
            next_at=ending.retry,
            refused=message.refused + ending.refused,
            doubts=message.doubts + ending.doubts,
        )
        self._keep(ended)
        self.add(ending.instead)
        return True

    # ---------------------------------------------------------------- what a person does

    def hold(self, items: Iterable[Item], why: str) -> list[Item]:
        """Those that are pending wait for the Office."""
        kept = [item for item in items if self._free(item.identity)]
        for item in kept:
            self._items[item.identity] = replace(self._items[item.identity], held=why)
        return kept

    def release(self, items: Iterable[Item]) -> list[Item]:
        """Those that are held are pending again."""
        held = {item.identity for item in self.held()}
        freed = [item for item in items if item.identity in held]
        for item in freed:
            self._items[item.identity] = replace(self._items[item.identity], held="")
        return freed

    def resend(self, id: str, now: dt.datetime) -> bool:
        """It is tried at once, as if it had never been refused."""
        message = self._messages.get(id)
        if message is None or message.state not in ("failed", "unknown"):
            return False
        self._keep(replace(message, state="failed", next_at=now, refused=0, doubts=0, error=""))
        return True

    def bounced(self, id: str, why: str) -> bool:
        """What had left came back."""
        message = self._messages.get(id)
        if message is None or message.state not in ("sent", "unknown"):
            return False
        self._keep(replace(message, state="failed", error=why, next_at=None))
        return True

    # ---------------------------------------------------------------- looking back

    def message(self, id: str) -> Message | None:
        """The message of that id."""
        return self._messages.get(id)

    def failures(self) -> list[Failure]:
        """What letters ended with that reached nobody, and that nothing else tells or will tell."""
        ended = [m for m in self._messages.values() if m.state in ("failed", "unknown") and m.next_at is None]
        others = (m for m in self._messages.values() if m.state in ("sent", "sending") or m.next_at is not None)
        told = {said(item) for message in others for item in message.items} | set(map(said, self.pending()))
        found = [
            Failure(item, m.id, "failed" if m.state == "failed" else "unknown", m.error, m.created)
            for m in ended
            for item in m.items
            if said(item) not in told
        ]
        return sorted(found, key=lambda it: (it.made, it.letter, it.item.identity))

    def sent_since(self, since: dt.datetime) -> dict[str, int]:
        """How many messages each person was sent since then."""
        return dict(Counter(m.person for m in self._messages.values() if m.state == "sent" and m.created >= since))

    def newest(self, since: dt.datetime | None, limit: int | None) -> list[Message]:
        """Messages, newest first."""
        found = [m for m in self._messages.values() if since is None or m.created >= since]
        return sorted(found, key=lambda message: (message.created, message.id), reverse=True)[:limit]
