"""Releasing: what the Office holds back, lets go, or sends again.

Plain functions: whoever makes forms or pages calls them. A refusal says what is wrong and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from definitions.actions import Refusal
from definitions.digest import Item, stale
from definitions.facts import Key
from flows.told import Refused, Told
from flows.wiring import Office

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
        _id(item), _name(office, item.person), about(office, item.key), item.kind, item.created, item.held, item
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


# ---------------------------------------------------------------- names


def _name(office: Office, id: str) -> str:
    person = office.definition.directory.known(id)
    return person.name if person else id


def about(office: Office, key: Key) -> str:
    """The duty and whose it is; a text that has changed may not know it any more."""
    if not office.context.names(key):
        return str(key)
    from notifications.words import period

    return (
        f"{office.context.steps[key.step].title}, {period(key.period)} ({office.definition.year.party(key.party).name})"
    )
