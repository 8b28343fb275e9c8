"""The outbox: items wait, a message carries them, and whether it left is written down whatever happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from definitions.digest import Item
from definitions.facts import Key
from storage.port import Message
from storage.tables import ITEM, MESSAGE, OBLIGATION

i, m, o = ITEM.c, MESSAGE.c, OBLIGATION.c

# ---------------------------------------------------------------- reading

_ITEM = select(
    *(o.step, o.period, o.party, o.round, i.rung, i.person, i.channel, i.kind, i.created, i.note, i.message)
).join_from(ITEM, OBLIGATION)
_PENDING = _ITEM.where(i.state == "pending", i.created <= bindparam("now", type_=i.created.type)).order_by(
    i.created, i.id
)
_MESSAGE = select(m.id, m.person, m.channel, m.state, m.created, m.attempts, m.subject, m.sent, m.error)
_NOW = bindparam("now", type_=m.next_at.type)


def _item(row: Sequence[Any]) -> Item:
    return Item(Key(*row[:4]), *row[4:10])


def pending(conn: Connection, now: dt.datetime) -> list[Item]:
    """Items that no message carries yet, oldest first."""
    return [_item(row) for row in conn.execute(_PENDING, {"now": now})]


def _messages(conn: Connection, which: Select[Any], names: dict[str, Any]) -> list[Message]:
    rows = conn.execute(which, names).all()
    carried: dict[str, list[Item]] = {row.id: [] for row in rows}
    ids = which.with_only_columns(m.id)
    for row in (
        conn.execute(_ITEM.where(i.message.in_(ids), i.state == "carried").order_by(i.id), names) if rows else ()
    ):
        carried[row.message].append(_item(row))
    return [_message(row, carried[row.id]) for row in rows]


def _message(row: Any, items: Iterable[Item]) -> Message:
    return Message(
        *(row.id, row.person, row.channel, tuple(items), row.state, row.created, row.attempts),
        *(row.subject, row.sent, row.error),
    )


def newest(conn: Connection, since: dt.datetime | None, limit: int | None) -> list[Message]:
    """Messages, newest first."""
    which = _MESSAGE.order_by(m.created.desc(), m.id.desc()).limit(limit)
    return _messages(conn, which if since is None else which.where(m.created >= since), {})


_COME = _MESSAGE.where(m.state == bindparam("state"), m.next_at <= _NOW).order_by(m.next_at, m.id)
_OF_ID = _MESSAGE.where(m.id == bindparam("id"))


def come(conn: Connection, state: str, now: dt.datetime) -> list[Message]:
    """The messages of that state whose instant has come, oldest first."""
    return _messages(conn, _COME, {"state": state, "now": now})


# ---------------------------------------------------------------- taking a message

_THIS_ITEM = and_(
    i.obligation == bindparam("its_obligation"),
    i.rung == bindparam("its_rung"),
    i.person == bindparam("its_person"),
    i.channel == bindparam("its_channel"),
)
_CARRY = update(ITEM).where(_THIS_ITEM, i.state == "pending").values(state="carried", message=bindparam("its_message"))
_LEASE = insert(MESSAGE)
_THIS = update(MESSAGE).where(m.id == bindparam("its_id"))
_RENEW = _THIS.where(or_(m.state == "failed", and_(m.state == "sending", m.next_at <= _NOW))).values(
    state="sending", attempts=m.attempts + 1, next_at=bindparam("until"), error=""
)


class Taken(Exception):  # noqa: N818 - it tells, it is no error
    """Another worker has taken it; the transaction is to be undone."""


def _identity(item: Item) -> dict[str, str]:
    obligation, rung, person, channel = item.identity
    return {"its_obligation": obligation, "its_rung": rung, "its_person": person, "its_channel": channel}


def lease(
    conn: Connection, id: str, to: tuple[str, str], items: Sequence[Item], *, now: dt.datetime, until: dt.datetime
) -> Message:
    """The message that carries these items. Taken where another worker has one of them."""
    person, channel = to
    row = {"id": id, "person": person, "channel": channel, "state": "sending", "created": now, "next_at": until}
    try:
        conn.execute(_LEASE, {**row, "attempts": 1, "subject": "", "reply": "", "error": ""})
    except IntegrityError as error:
        raise Taken from error
    carried = conn.execute(_CARRY, [{**_identity(item), "its_message": id} for item in items]).rowcount if items else 0
    if carried != len(items):
        raise Taken
    return Message(id, person, channel, tuple(items), "sending", now)


def renew(conn: Connection, id: str, now: dt.datetime, until: dt.datetime) -> Message:
    """The message once more. Taken where another worker has it, or there is nothing to send again."""
    if not conn.execute(_RENEW, {"its_id": id, "now": now, "until": until}).rowcount:
        raise Taken
    return _messages(conn, _OF_ID, {"id": id})[0]


# ---------------------------------------------------------------- how it ended

_CANCEL = update(ITEM).where(_THIS_ITEM, i.state != "cancelled")
_NOT_SENT = ~exists().where(m.id == i.message, m.state == "sent")
_CANCELLED = _CANCEL.where(_NOT_SENT).values(state="cancelled", message=None, why=bindparam("because"))
_EMPTY = and_(m.state.in_(["sending", "failed"]), ~exists().where(i.message == m.id))
_DROP = delete(MESSAGE).where(_EMPTY, m.attempts == 1, m.state == "sending")
_GIVE_UP = (
    update(MESSAGE)
    .where(_EMPTY, m.next_at.is_not(None))
    .values(state="failed", next_at=None, error=bindparam("because"))
)
_END = _THIS.where(m.state != "sent").values(
    state=bindparam("its_state"),
    next_at=bindparam("its_next_at"),
    subject=bindparam("its_subject"),
    sent=bindparam("its_sent"),
    reply=bindparam("its_reply"),
    error=bindparam("its_error"),
)
_DOUBT = _THIS.where(m.state != "sent").values(state="unknown", next_at=None, error=bindparam("its_error"))


def cancel(conn: Connection, items: Sequence[Item], why: str) -> None:
    """Items that no longer hold; what has left already is not called back. A message of nothing goes too."""
    if items:
        conn.execute(_CANCELLED, [{**_identity(item), "because": why} for item in items])
        conn.execute(_DROP)
        conn.execute(_GIVE_UP, {"because": why})


def end(
    conn: Connection,
    id: str,
    state: str,
    *,
    subject: str,
    sent: dt.datetime | None = None,
    reply: str = "",
    error: str = "",
    retry: dt.datetime | None = None,
) -> None:
    """Sent, or failed until `retry` or for good. What was sent stays sent."""
    said = {"its_subject": subject, "its_sent": sent, "its_reply": reply, "its_error": error}
    conn.execute(_END, {"its_id": id, "its_state": state, "its_next_at": retry, **said})


def doubt(conn: Connection, id: str, why: str) -> None:
    """Nobody knows whether it left: a person has to look."""
    conn.execute(_DOUBT, {"its_id": id, "its_error": why})
