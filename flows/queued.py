"""What may leave now: what waits is gathered per person and channel, asked whether it still holds, and taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from definitions import delivery
from definitions.digest import Bundle, Item, digest, needless, stale
from definitions.facts import Key, Obligation
from flows.handing import Hands
from flows.wiring import Office
from storage.outward import Message

if TYPE_CHECKING:
    from definitions.vocabulary import Person
    from storage.journal import Entry

LEASE = dt.timedelta(minutes=10)
"""At least three times the hard time limit of a channel (the failure modes' pattern 1)."""

FAR = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Group:
    """What waits for one person on one channel: new items, and a letter that was not taken and goes with them."""

    person: str
    channel: str
    items: tuple[Item, ...] = ()
    message: Message | None = None

    @property
    def all(self) -> tuple[Item, ...]:
        """Everything that one letter would say."""
        return (*(self.message.items if self.message else ()), *self.items)


def waiting(office: Office, now: dt.datetime) -> list[Group]:
    """Everything whose time has come, by channel, then person.

    A letter that was not taken leaves with what has come since, whenever its next try is; one that may have left is
    tried alone, at its own time, so that its second copy is the same letter.
    """
    pending = sorted(office.ledger.pending(now), key=_place)
    groups = {place: Group(*reversed(place), tuple(items)) for place, items in groupby(pending, key=_place)}
    alone = []
    for message in office.ledger.retries(FAR):
        place, come = _place(message), message.next_at is not None and message.next_at <= now
        group = groups.get(place, Group(message.person, message.channel))
        if message.state == "failed" and group.message is None and (come or group.items):
            groups[place] = replace(group, message=message)
        elif come:
            alone.append(Group(message.person, message.channel, (), message))
    return sorted([*groups.values(), *alone], key=_place)


def _place(it: Item | Message | Group) -> tuple[str, str]:
    return it.channel, it.person


@dataclass(slots=True)
class Taking:
    """One batch, taken: asked whether it still holds, cleared of what is needless, and leased in one transaction."""

    office: Office
    hands: Hands
    today: dict[str, int]  # letters that each person was sent
    failures: list[str]
    now: dt.datetime = field(init=False)

    def take(self, groups: Sequence[Group]) -> list[Message]:
        """The letters of these groups that are ours to hand over now."""
        self.now = self.office.now()
        self.office.journal.look()
        clear = list(self._clear(groups))
        fresh = [item for group in clear if group.message is None for item in group.items]
        recalled = self._recalled(fresh)
        fresh = [item for item in fresh if item not in recalled] if recalled else fresh
        leased = self.office.ledger.lease(digest(fresh), now=self.now, until=self.now + LEASE) if fresh else []
        renewed = (self._renewed(group) for group in clear if group.message is not None)
        return [*(message for message in renewed if message is not None), *leased]

    # ---------------------------------------------------------------- what is not said

    def _clear(self, groups: Sequence[Group]) -> Iterator[Group]:
        """The groups with what they still have to say now; what is needless is cancelled with its reason."""
        standing = self.office.ledger.standing({item.key for group in groups for item in group.all})
        gone: dict[str, list[Item]] = {}
        for group in groups:
            reasons = {item: why for item in group.all if (why := self._stale(item, standing))}
            reasons |= dict(needless([item for item in group.all if item not in reasons]))
            for item, why in reasons.items():
                gone.setdefault(why, []).append(item)
            if left := self._left(group, reasons):
                yield left
        for why, items in gone.items():
            self.office.ledger.cancel(items, why, now=self.now)

    def _stale(self, item: Item, standing: dict[Key, Obligation]) -> str | None:
        """A text of the year that has changed may not know its key any more."""
        return stale(item, standing.get(item.key) if self.office.context.names(item.key) else None)

    def _left(self, group: Group, reasons: dict[Item, str]) -> Group | None:
        items, kept = group.items, group.message.items if group.message else ()
        if reasons:
            items, kept = (tuple(i for i in of if i not in reasons) for of in (items, kept))
        person = self.office.definition.directory.known(group.person)
        sayable = partial(self._sayable, person)
        message = replace(group.message, items=kept) if group.message and kept else None
        if message is not None and not all(map(sayable, kept)):
            return None  # all of it later
        items = tuple(filter(sayable, items))
        items = self._capped(items) if message is None else items
        return replace(group, items=items, message=message) if items or message else None

    def _sayable(self, person: Person | None, item: Item) -> bool:
        return delivery.sayable_at(self.office.context, person, item, self.now) <= self.now

    def _capped(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """One letter too many for today is shown to the Office instead."""
        more = delivery.too_many(items, self.today)
        if more:
            self.office.ledger.hold(more, delivery.TOO_MANY, now=self.now, by="")
            self.failures.append(
                f"Giữ lại {len(more)} nội dung gửi {more[0].person}: {delivery.TOO_MANY}. Đề nghị Văn phòng xem lại."
            )
        return tuple(item for item in items if item not in more) if more else items

    # ---------------------------------------------------------------- what the journal knows better

    def _recalled(self, items: Iterable[Item]) -> set[Item]:
        """Items that have left, or may have, before an older database was put back: not sent again unasked."""
        letters: dict[str, tuple[Entry, list[Item]]] = {}
        for item in items:
            entry = self.office.journal.carrying(item)
            if entry is not None and (entry.answer == "sent" or entry.may_have_left):
                letters.setdefault(entry.id, (entry, []))[1].append(item)
        for entry, carried in letters.values():
            self._recall(entry, tuple(carried))
        return {item for _, carried in letters.values() for item in carried}

    def _recall(self, entry: Entry, items: tuple[Item, ...]) -> None:
        """The ledger is told what the journal knows of a letter."""
        bundle = Bundle(entry.id, items[0].person, items[0].channel, items)
        made = self.office.ledger.lease([bundle], now=self.now, until=self.now + LEASE)
        if not made:  # another worker has it this very moment, and the journal is ahead of the ledger
            return
        outcome, reply = ("sent" if entry.answer == "sent" else "unknown"), entry.reply or "theo sổ gửi"
        self.office.ledger.end([self.hands.judged(made[0], outcome, reply, entry.subject, self.now)], now=self.now)
        self.failures.append(f"Thư cho {bundle.person} được ghi theo sổ gửi, không gửi lại ({len(items)} nội dung).")

    def _renewed(self, group: Group) -> Message | None:
        """The letter once more, unless the journal knows more of it than the ledger: that it has left, or may have."""
        message = group.message
        assert message is not None, "asked of groups that hold one"
        entry = self.office.journal.of(message.id)
        again = self.office.ledger.renew(message.id, now=self.now, until=self.now + LEASE, more=group.items)
        outcome = _better_known(message, entry)
        if again is None or entry is None or outcome is None:
            return again
        self.office.ledger.end([self.hands.judged(again, outcome, entry.reply, entry.subject, self.now)], now=self.now)
        return None


def _better_known(message: Message, entry: Entry | None) -> str | None:
    """What the journal knows of a letter that is to be tried again: its worker was slow, or the ledger is an older one."""
    if entry is None or (message.state != "unknown" and entry.attempt <= message.attempts):
        return None
    if entry.answer == "sent":
        return "sent"
    return "unknown" if entry.attempt > message.attempts and entry.may_have_left else None


def interrupted(office: Office, hands: Hands, now: dt.datetime) -> tuple[list[tuple[Message, bool]], list[Group]]:
    """Letters whose worker is gone: those that may have left, and whether they are sent once more; and those that
    surely have not. What the journal knows the end of is written down, and needs no word.
    """
    expired = office.ledger.expired(now)
    if not expired:
        return [], []
    office.journal.look()
    endings = {m.id: hands.interrupted(m, office.journal.of(m.id), now) for m in expired}
    ended = office.ledger.end([ending for ending in endings.values() if ending is not None], now=now)
    untouched = [Group(m.person, m.channel, (), m) for m in expired if endings[m.id] is None]
    doubted = [(m, end.retry is not None) for m in expired if (end := endings[m.id]) and end.state == "unknown"]
    return [(m, again) for m, again in doubted if m.id in ended], untouched
