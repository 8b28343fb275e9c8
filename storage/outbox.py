"""The outbox: items wait, a message carries them, and whether it left is written down whatever happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, exists, func, null, or_, select, update

from definitions.digest import Bundle, Item
from definitions.facts import Key
from storage.alike import named, outgoing_entry
from storage.outward import Ending, Message
from storage.prepared import Prepared, plainly
from storage.tables import ITEM, MESSAGE, OBLIGATION
from storage.writing import add_items, append, insert_once

i, m, o = ITEM.c, MESSAGE.c, OBLIGATION.c

# ---------------------------------------------------------------- reading

_ITEM = select(
    *(o.step, o.period, o.party, o.round, i.rung, i.person, i.channel, i.kind, i.created, i.note, i.message, i.why),
    i.id,
).join_from(ITEM, OBLIGATION)
_PENDING = Prepared(
    _ITEM.where(i.state == "pending", i.created <= bindparam("now", type_=i.created.type)).order_by(i.created, i.id)
)
_HELD = Prepared(_ITEM.where(i.state == "held").order_by(i.created, i.id))
_MESSAGE = select(
    *(m.id, m.person, m.channel, m.state, m.created, m.attempts, m.subject, m.sent, m.error, m.next_at),
    *(m.refused, m.doubts),
)
_NOW = bindparam("now", type_=m.next_at.type)


def _item(row: Sequence[Any], held: str = "") -> Item:
    return Item(Key(*row[:4]), *row[4:10], held, row[12])


def pending(conn: Connection, now: dt.datetime) -> list[Item]:
    """Items that no message carries yet, oldest first."""
    return [_item(row) for row in _PENDING.rows(conn, {"now": now})]


def held(conn: Connection) -> list[Item]:
    """Items that wait for the Office, oldest first, with the reason."""
    return [_item(row, row[11]) for row in _HELD.rows(conn, {})]


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
        *(row.subject, row.sent, row.error, row.next_at, row.refused, row.doubts),
    )


def newest(conn: Connection, since: dt.datetime | None, limit: int | None) -> list[Message]:
    """Messages, newest first."""
    which = _MESSAGE.order_by(m.created.desc(), m.id.desc()).limit(limit)
    return _messages(conn, which if since is None else which.where(m.created >= since), {})


_COME = {
    states: _MESSAGE.where(m.state.in_(states), m.next_at <= _NOW).order_by(m.next_at, m.id)
    for states in (("sending",), ("failed", "unknown"))
}
_OF_ID = _MESSAGE.where(m.id == bindparam("id"))
_SENT_SINCE = (
    select(m.person, func.count()).where(m.state == "sent", m.created >= bindparam("since", type_=m.created.type))
).group_by(m.person)


def come(conn: Connection, states: tuple[str, ...], now: dt.datetime) -> list[Message]:
    """The messages of these states whose instant has come, oldest first."""
    return _messages(conn, _COME[states], {"now": now})


def sent_since(conn: Connection, since: dt.datetime) -> dict[str, int]:
    """How many messages each person was sent since then."""
    return {row[0]: row[1] for row in conn.execute(_SENT_SINCE, {"since": since})}


# ---------------------------------------------------------------- taking a message

_THIS_ITEM = and_(
    i.obligation == bindparam("its_obligation"),
    i.rung == bindparam("its_rung"),
    i.person == bindparam("its_person"),
    i.channel == bindparam("its_channel"),
)
_CARRIED = {"state": "carried", "message": bindparam("its_message")}
_CARRY = Prepared(update(ITEM).where(_THIS_ITEM, i.state == "pending").values(_CARRIED))
_CARRY_READ = Prepared(update(ITEM).where(i.id == bindparam("its_row"), i.state == "pending").values(_CARRIED))
_LEASE = insert_once(MESSAGE, *(column.name for column in MESSAGE.columns))
_THIS = update(MESSAGE).where(m.id == bindparam("its_id"))
_WAITS = and_(m.state.in_(["failed", "unknown"]), m.next_at.is_not(None))
_RENEW = _THIS.where(or_(_WAITS, and_(m.state == "sending", m.next_at <= _NOW))).values(
    state="sending", attempts=m.attempts + 1, next_at=bindparam("until"), error=""
)
_FRESH = {"state": "sending", "attempts": 1, "subject": "", "reply": "", "error": "", "refused": 0, "doubts": 0}


class Taken(Exception):  # noqa: N818 - it tells, it is no error
    """Another worker has taken it; the transaction is to be undone."""


def _identity(item: Item) -> dict[str, str]:
    obligation, rung, person, channel = item.identity
    return {"its_obligation": obligation, "its_rung": rung, "its_person": person, "its_channel": channel}


def lease(conn: Connection, bundles: Sequence[Bundle], *, now: dt.datetime, until: dt.datetime) -> list[Message]:
    """The messages that carry these bundles; one of which another worker has an item leaves nothing behind.

    All at once, for mostly nobody else is there; one by one where somebody was.
    """
    plainly(conn, "SAVEPOINT batch")
    if not _leased(conn, bundles, now, until):
        plainly(conn, "ROLLBACK TO SAVEPOINT batch")
        bundles = [bundle for bundle in bundles if _one(conn, bundle, now, until)]
    plainly(conn, "RELEASE SAVEPOINT batch")
    return [Message(b.id, b.person, b.channel, b.items, "sending", now, next_at=until) for b in bundles]


def _one(conn: Connection, bundle: Bundle, now: dt.datetime, until: dt.datetime) -> bool:
    plainly(conn, "SAVEPOINT one")
    leased = _leased(conn, [bundle], now, until)
    if not leased:
        plainly(conn, "ROLLBACK TO SAVEPOINT one")
    plainly(conn, "RELEASE SAVEPOINT one")
    return leased


def _leased(conn: Connection, bundles: Sequence[Bundle], now: dt.datetime, until: dt.datetime) -> bool:
    """Whether all of them could be taken; if not, the caller undoes what there was of it."""
    fresh = {**_FRESH, "created": now, "next_at": until, "sent": None}
    rows = [{"id": b.id, "person": b.person, "channel": b.channel, **fresh} for b in bundles]
    carried = [(item, bundle.id) for bundle in bundles for item in bundle.items]
    return _LEASE.run_all(conn, rows) == len(rows) and _carry(conn, carried)


def _carry(conn: Connection, carried: Sequence[tuple[Item, str]]) -> bool:
    """Whether each of these items waited, and is in its message now; one that was read from here is found by its row."""
    read = [{"its_row": item.row, "its_message": id} for item, id in carried if item.row]
    named = [{**_identity(item), "its_message": id} for item, id in carried if not item.row]
    count = (_CARRY_READ.run_all(conn, read) if read else 0) + (_CARRY.run_all(conn, named) if named else 0)
    return count == len(carried)


def renew(conn: Connection, id: str, now: dt.datetime, until: dt.datetime, more: Sequence[Item]) -> Message:
    """The message once more. Taken where another worker has it or an item, or there is nothing to send again."""
    if not conn.execute(_RENEW, {"its_id": id, "now": now, "until": until}).rowcount or not _carry(
        conn, [(item, id) for item in more]
    ):
        raise Taken
    return _messages(conn, _OF_ID, {"id": id})[0]


# ---------------------------------------------------------------- how it ended

_CANCEL = update(ITEM).where(_THIS_ITEM, i.state != "cancelled")
_NOT_SENT = ~exists().where(m.id == i.message, m.state == "sent")
_CANCELLED = _CANCEL.where(_NOT_SENT).values(state="cancelled", message=None, why=bindparam("because"))
_EMPTY = and_(m.state.in_(["sending", "failed", "unknown"]), m.next_at.is_not(None), ~exists().where(i.message == m.id))
_DROP = delete(MESSAGE).where(_EMPTY, m.attempts == 1, m.state == "sending")
_GIVE_UP = update(MESSAGE).where(_EMPTY).values(state="failed", next_at=None, error=bindparam("because"))
_BETTER = and_(m.state == "unknown", bindparam("its_state") != "unknown")  # its worker was slow, and knows after all
_MINE = _THIS.where(m.attempts == bindparam("its_attempt"), or_(m.state == "sending", _BETTER))
_END = Prepared(
    _MINE.values(
        state=bindparam("its_state"),
        next_at=bindparam("its_next_at", type_=m.next_at.type),
        subject=bindparam("its_subject"),
        sent=bindparam("its_sent", type_=m.sent.type),
        reply=bindparam("its_reply"),
        error=bindparam("its_error"),
        refused=m.refused + bindparam("its_refused"),
        doubts=m.doubts + bindparam("its_doubts"),
    )
)
_WAIT_AGAIN = Prepared(
    update(ITEM)
    .where(i.message == bindparam("its_message"), i.state == "carried")
    .values(state="pending", message=null())
)
_TAKE_BACK = Prepared(delete(MESSAGE).where(m.id == bindparam("its_id")))
_STILL_MINE = Prepared(
    select(m.id).where(m.id == bindparam("its_id"), m.attempts == bindparam("its_attempt"), m.state == "sending")
)


def cancel(conn: Connection, items: Sequence[Item], why: str, instead: Sequence[Item]) -> None:
    """Items that no longer hold; what has left already is not called back. A message of nothing goes too."""
    if items:
        conn.execute(_CANCELLED, [{**_identity(item), "because": why} for item in items])
        conn.execute(_DROP)
        conn.execute(_GIVE_UP, {"because": why})
    add_items(conn, instead)


def end(conn: Connection, endings: Sequence[Ending], now: dt.datetime) -> frozenset[str]:
    """What became of each attempt; the ids of those whose attempt it still was."""
    return frozenset(ending.id for ending in endings if _ended(conn, ending, now))


def _ended(conn: Connection, ending: Ending, now: dt.datetime) -> bool:
    mine = {"its_id": ending.id, "its_attempt": ending.attempt}
    if ending.state == "back" and ending.attempt == 1:
        return _put_back(conn, ending.id, mine)
    if ending.state == "back" and not _STILL_MINE.rows(conn, mine):
        return False
    said = {"its_subject": ending.subject, "its_reply": ending.reply, "its_error": ending.error}
    when = {"its_next_at": ending.retry, "its_sent": now if ending.state == "sent" else None}
    counts = {"its_refused": ending.refused, "its_doubts": ending.doubts}
    state = "failed" if ending.state == "back" else ending.state
    if not _END.run(conn, {**mine, **said, **when, **counts, "its_state": state}):
        return False
    add_items(conn, ending.instead)
    return True


def _put_back(conn: Connection, id: str, mine: dict[str, Any]) -> bool:
    """It was not tried: its items wait as before, to be merged with whatever has come meanwhile."""
    if not _STILL_MINE.rows(conn, mine):
        return False
    _WAIT_AGAIN.run(conn, {"its_message": id})
    return bool(_TAKE_BACK.run(conn, {"its_id": id}))


# ---------------------------------------------------------------- what a person does

_HOLD = Prepared(update(ITEM).where(_THIS_ITEM, i.state == "pending").values(state="held", why=bindparam("because")))
_RELEASE = Prepared(update(ITEM).where(_THIS_ITEM, i.state == "held").values(state="pending", why=""))
_RESEND = _THIS.where(m.state.in_(["failed", "unknown"])).values(
    state="failed", next_at=_NOW, refused=0, doubts=0, error=""
)


def hold(conn: Connection, items: Sequence[Item], why: str, now: dt.datetime, by: str) -> int:
    """Those that are pending wait for the Office."""
    kept = [item for item in items if _HOLD.run(conn, {**_identity(item), "because": why})]
    append(conn, [outgoing_entry("hold", map(named, kept), by, why)] if kept else [], now)
    return len(kept)


def release(conn: Connection, items: Sequence[Item], now: dt.datetime, by: str) -> int:
    """Those that are held are pending again."""
    freed = [item for item in items if _RELEASE.run(conn, _identity(item))]
    append(conn, [outgoing_entry("release", map(named, freed), by)] if freed else [], now)
    return len(freed)


def resend(conn: Connection, id: str, now: dt.datetime, by: str) -> bool:
    """It is tried at once, as if it had never been refused."""
    found = bool(conn.execute(_RESEND, {"its_id": id, "now": now}).rowcount)
    append(conn, [outgoing_entry("resend", [id], by)] if found else [], now)
    return found


# ---------------------------------------------------------------- what came back

_BOUNCED = _THIS.where(m.state.in_(["sent", "unknown"])).values(
    state="failed", error=bindparam("because"), next_at=null()
)


def message(conn: Connection, id: str) -> Message | None:
    """The message of that id."""
    return next(iter(_messages(conn, _OF_ID, {"id": id})), None)


def bounced(conn: Connection, id: str, why: str, now: dt.datetime) -> bool:
    """What had left came back: it failed for good."""
    found = bool(conn.execute(_BOUNCED, {"its_id": id, "because": why}).rowcount)
    append(conn, [outgoing_entry("bounce", [id], "", why)] if found else [], now)
    return found
