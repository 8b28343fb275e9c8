"""Releasing: what the Office holds back, lets go, or sends again; and what could not be delivered, with what was tried.

Plain functions: whoever makes forms or pages calls them. A refusal says what is wrong and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from definitions import delivery
from definitions.digest import Item, stale
from definitions.facts import WAITING, Key, Refusal, State
from definitions.vocabulary import Person
from flows.told import Refused, Told
from flows.wiring import Office
from storage.outward import Message

HELD_BY_HAND = "Văn phòng giữ lại"
OFFICE = "van-phong"


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits for the Office: `id` names it in `release`; the rest is for people to read."""

    id: str
    to: str
    about: str
    kind: str
    since: dt.datetime
    why: str
    item: Item


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Something that could not be delivered, or that nobody knows about. `id` is a message's, for `resend`; "" for none.

    `tried` are the channels with what was said on each; `phone` is where to call, "" where the directory has none.
    """

    id: str
    key: Key
    person: str
    to: str
    about: str
    due: dt.datetime | None
    tried: tuple[str, ...]
    phone: str
    state: str  # failed, unknown, waiting, nobody


NOTHING_HELD = Refusal(
    "not-held",
    "Nội dung này không còn chờ Văn phòng.",
    "Mở lại danh sách nội dung đang giữ: nội dung đã gửi hoặc đã hủy.",
)
NOTHING_TO_RESEND = Refusal(
    "nothing-to-resend", "Không có thư nào như vậy cần gửi lại.", "Chọn một thư trong danh sách chưa gửi được."
)

# ---------------------------------------------------------------- held


def held(office: Office) -> list[Held]:
    """What waits for the Office now, oldest first; what says nothing true any more is cancelled and left out."""
    now, items = office.now(), office.ledger.held()
    standing = office.ledger.standing({item.key for item in items})
    found = []
    for item in items:
        why = stale(item, standing.get(item.key) if office.context.names(item.key) else None)
        if why is None:
            found.append(_held(office, item))
        else:
            office.ledger.cancel([item], why, now=now)
    return found


def _held(office: Office, item: Item) -> Held:
    return Held(
        _id(item), _name(office, item.person), _about(office, item.key), item.kind, item.created, item.held, item
    )


def _id(item: Item) -> str:
    return "|".join(item.identity)


def release(office: Office, chosen: Collection[str] = (), *, by: str = OFFICE) -> Told:
    """Let these go (ids of `held`), or all that waits where none are named. Refused where none of them waits."""
    found = [each.item for each in held(office) if not chosen or each.id in chosen]
    if chosen and not found:
        raise Refused(NOTHING_HELD)
    count = office.ledger.release(found, now=office.now(), by=by) if found else 0
    return Told("Cho phép gửi", (f"Đã cho phép gửi {count} nội dung; thư đi ở nhịp gần nhất.",))


def hold(office: Office, people: Collection[str], *, why: str = "", by: str = OFFICE) -> Told:
    """Hold back whatever still waits to be sent to these people; what is being sent is not called back."""
    now = office.now()
    items = [item for item in office.ledger.pending(now + _YEAR) if item.person in people]
    count = office.ledger.hold(items, why or HELD_BY_HAND, now=now, by=by) if items else 0
    return Told("Giữ lại", (f"Đã giữ lại {count} nội dung chưa gửi.",))


_YEAR = dt.timedelta(days=366)


def resend(office: Office, message_id: str, *, by: str = OFFICE) -> Told:
    """Send a letter again that failed or that nobody knows about; Refused where there is none such."""
    if not office.ledger.resend(message_id, now=office.now(), by=by):
        raise Refused(NOTHING_TO_RESEND)
    return Told("Gửi lại", ("Thư được gửi lại ở nhịp gần nhất.",))


# ---------------------------------------------------------------- undelivered


def undelivered(office: Office) -> list[Undelivered]:
    """What reached nobody, or may not have: the Office sees what was tried, and calls. By deadline, then name."""
    now = office.now()
    found = [*_failed(office), *_waits_long(office, now), *_nobody(office, now)]
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda each: (each.due or far, each.to, str(each.key)))


def _failed(office: Office) -> Iterator[Undelivered]:
    """Letters that ended without reaching anybody, as long as they still say something true."""
    messages = office.ledger.messages()
    reached = {_said(item) for m in messages if m.state == "sent" for item in m.items}
    under_way = {_said(item) for m in messages if m.state == "sending" or m.next_at for item in m.items}
    under_way |= {_said(item) for item in office.ledger.pending(office.now() + _YEAR)}
    ended = [m for m in messages if m.state in ("failed", "unknown") and m.next_at is None]
    standing = office.ledger.standing({item.key for m in ended for item in m.items})
    told: dict[tuple[str, str, str], tuple[Message, Item]] = {}
    for message in reversed(ended):
        for item in message.items:
            it = standing.get(item.key) if office.context.names(item.key) else None
            if _said(item) not in reached | under_way and stale(item, it) is None:
                told[_said(item)] = (message, item)
    for said, (message, item) in told.items():
        tried = tuple(_tried(m) for m in _in_order(office, ended) if any(_said(i) == said for i in m.items))
        due = standing[item.key].instants.due
        yield _row(office, item, message.id, tried, message.state, due)


def _in_order(office: Office, messages: Sequence[Message]) -> list[Message]:
    """As they were tried: by their time, then by the order of the person's channels."""
    order = {p.id: delivery.channels(p) for p in office.definition.directory.people}
    place = {
        m.id: order.get(m.person, ()).index(m.channel) if m.channel in order.get(m.person, ()) else 99 for m in messages
    }
    return sorted(messages, key=lambda message: (message.created, place[message.id]))


def _said(item: Item) -> tuple[str, str, str]:
    """What is told to whom, whatever the channel."""
    return str(item.key), item.rung, item.person


def _tried(message: Message) -> str:
    return f"{message.channel}: {message.error or message.state}"


def _waits_long(office: Office, now: dt.datetime) -> Iterator[Undelivered]:
    """What its channel has not taken for hours."""
    items = [item for item in office.ledger.pending(now) if delivery.waited_enough(item.created, now)]
    standing = office.ledger.standing({item.key for item in items})
    for item in items:
        person = _person(office, item.person)
        if delivery.sayable_at(office.context, person, item, now) <= now and item.key in standing:
            tried = (f"{item.channel}: kênh chưa nhận",)
            yield _row(office, item, "", tried, "waiting", standing[item.key].instants.due)


def _nobody(office: Office, now: dt.datetime) -> Iterator[Undelivered]:
    """Open duties of a party that nobody can be written to for."""
    opened = office.ledger.obligations(states=[*WAITING])
    parties = delivery.unreachable(office.context, (it.key.party for it in opened), now)
    for it in (it for it in opened if it.key.party in parties and it.state is not State.PLANNED):
        people: Sequence[Person | None] = office.definition.directory.of(it.key.party) or [None]
        for person in people:
            to = person.name if person else office.definition.year.party(it.key.party).name
            phone = person.addresses.get(delivery.CALLED, "") if person else ""
            id = person.id if person else ""
            yield Undelivered("", it.key, id, to, _about(office, it.key), it.instants.due, (), phone, "nobody")


def _row(
    office: Office, item: Item, id: str, tried: tuple[str, ...], state: str, due: dt.datetime | None
) -> Undelivered:
    person = _person(office, item.person)
    phone = person.addresses.get(delivery.CALLED, "") if person else ""
    return Undelivered(
        id, item.key, item.person, _name(office, item.person), _about(office, item.key), due, tried, phone, state
    )


def _person(office: Office, id: str) -> Person | None:
    return office.definition.directory.known(id)


def _name(office: Office, id: str) -> str:
    person = _person(office, id)
    return person.name if person else id


def _about(office: Office, key: Key) -> str:
    """The duty and whose it is; a text that has changed may not know it any more."""
    if not office.context.names(key):
        return str(key)
    from notifications.words import period

    return (
        f"{office.context.steps[key.step].title}, {period(key.period)} ({office.definition.year.party(key.party).name})"
    )


# ---------------------------------------------------------------- calls


@dataclass(frozen=True, slots=True)
class PhoneList:
    """Who has to be called, as a page and for a spreadsheet."""

    markdown: str
    csv: str
    calls: int


def phone_list(office: Office, lost: Sequence[Undelivered] | None = None) -> PhoneList:
    """The calls to make now: one for each person and duty that no letter has reached (`lost`, where it was asked)."""
    from notifications.phone_list import Call, as_csv, as_markdown

    calls = [
        Call(u.to, u.phone, u.about, u.due, u.tried, u.state == "unknown")
        for u in (undelivered(office) if lost is None else lost)
    ]
    return PhoneList(as_markdown(calls, office.zone, office.now()), as_csv(calls, office.zone), len(calls))
