"""Writing: a batch into rows, with as few statements as it takes; every statement is built once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, case, insert, literal_column, or_, select, text, update

from definitions.actions import Action, Open, Wake
from definitions.content import canonical
from definitions.digest import Item
from definitions.facts import Grant, Key
from definitions.periods import supplement_of
from storage import tries
from storage.alike import document_entry
from storage.audit import Entry, Head, chained_as_said
from storage.batch import WAKEABLE, Batch, Rung, batch_of, year_of
from storage.gathering import any_of
from storage.port import AuditEvent, Conflict, Decision, Document, Json, Submission
from storage.prepared import Prepared
from storage.tables import CONTENT, DECISION, DOCUMENT, EVENT, GRANT, ITEM, OBLIGATION, RUNG, SUBMISSION

o = OBLIGATION.c


def insert_once(table: Table, *columns: str) -> Prepared:
    """An insert that leaves a row that exists already as it is: the same words for SQLite and PostgreSQL."""
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(f":{name}" for name in columns)
    statement = text(f'INSERT INTO "{table.name}" ({names}) VALUES ({values}) ON CONFLICT DO NOTHING')  # noqa: S608 - our own names
    return Prepared(statement.bindparams(*(bindparam(name, type_=table.c[name].type) for name in columns)))


_NEW = {
    OBLIGATION: insert_once(
        OBLIGATION,
        *("key", "step", "period", "party", "round", "state", "opens", "due", "closes", "next_at"),
        *("revision", "version", "generation"),
    ),
    CONTENT: insert_once(CONTENT, "sha", "json_text"),
    RUNG: insert_once(RUNG, "obligation", "rung", "told", "why", "at"),
    ITEM: insert_once(ITEM, "obligation", "rung", "person", "channel", "kind", "created", "note", "state", "why"),
    DOCUMENT: insert_once(DOCUMENT, "obligation", "kind", "version", "name", "sha", "source", "created"),
}


def _add_new(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        _NEW[table].run_all(conn, rows)


# ---------------------------------------------------------------- a record


def record(
    conn: Connection,
    actions: Sequence[Action],
    *,
    seen: Mapping[Key, int],
    now: dt.datetime,
    contents: Mapping[str, Json],
    items: Sequence[Item],
    documents: Sequence[Document],
    grants: Sequence[tuple[str, Grant]],
) -> None:
    """All writes of these actions; Conflict where somebody else wrote first. The caller's transaction undoes them."""
    batch = batch_of(actions)
    _open_all(conn, batch.opened.values())
    _change_all(conn, batch, seen)
    _add_new(conn, CONTENT, [_content(sha, content) for sha, content in contents.items()])
    if batch.submissions:
        _SUBMIT.run_all(conn, [_submission(each) for each in batch.submissions])
    _add_new(conn, RUNG, [_rung(each, now) for each in batch.rungs])
    if grants:
        _GRANT.run_all(conn, [_grant(code, grant) for code, grant in grants])
    for decision in batch.decisions:
        _decide(conn, decision)
    for refused in batch.refused:
        tries.count(conn, refused)
    add_items(conn, items)
    batch.entries.extend(_write_documents(conn, documents))
    _wake_all(conn, batch.wakes)
    append(conn, batch.entries, now)


# ---------------------------------------------------------------- obligations


def _open_all(conn: Connection, opened: Iterable[Open]) -> None:
    _add_new(conn, OBLIGATION, [_opened(each) for each in opened])


def _opened(action: Open) -> dict[str, Any]:
    (step, period, party, round), (opens, due, closes) = action.key, action.instants
    return {
        "key": str(action.key),
        "step": step,
        "period": period,
        "party": party,
        "round": round,
        "state": action.state.value,
        "opens": opens,
        "due": due,
        "closes": closes,
        "next_at": action.next_at,
        "revision": 0,
        "version": 0,
        "generation": 0,
    }


@lru_cache(maxsize=256)
def _change(columns: tuple[str, ...], *, seen: bool) -> Prepared:
    """An update of these columns; there are few different ones, and each is built once."""
    statement = update(OBLIGATION).where(o.key == bindparam("its_key"))
    if seen:
        statement = statement.where(o.revision == bindparam("its_revision"))
    values = {name: bindparam(name, type_=o[name].type) for name in columns}
    return Prepared(statement.values(**values, revision=o.revision + 1))


def _change_all(conn: Connection, batch: Batch, seen: Mapping[Key, int]) -> None:
    kinds: dict[Any, list[dict[str, Any]]] = {}
    for key, values in batch.changed.items():
        revision = seen.get(key, 0 if key in batch.opened else None)
        columns = tuple(sorted(values))
        row = {**values, "its_key": str(key), "its_revision": revision}
        if revision is None:
            del row["its_revision"]
        kinds.setdefault(_change(columns, seen=revision is not None), []).append(row)
    for statement, rows in kinds.items():
        _exactly(statement.run_all(conn, rows), len(rows))
    _check(conn, {key: revision for key, revision in seen.items() if key not in batch.changed})


def _exactly(found: int, wanted: int) -> None:
    if found != wanted:
        raise Conflict("an obligation has changed since it was read, or there is none of that key")


_REVISION = Prepared(select(o.revision).where(o.key == bindparam("key")))


def _check(conn: Connection, seen: Mapping[Key, int]) -> None:
    for key, revision in seen.items():
        if _REVISION.rows(conn, {"key": str(key)}) != [(revision,)]:
            raise Conflict(f"{key} has changed since it was read")


_AT = bindparam("wake_at", type_=o.next_at.type)
_WAKING = {
    # The revision counts even where the instant stays: whoever is at work on it has read an older world.
    "next_at": case((or_(o.next_at.is_(None), o.next_at > _AT), _AT), else_=o.next_at),
    "revision": o.revision + 1,
}
_WAKEABLE = and_(o.step == bindparam("its_step"), any_of(o.state, WAKEABLE))
_WAKE = Prepared(update(OBLIGATION).where(_WAKEABLE, o.period == bindparam("its_period")).values(_WAKING))
_WAKE_WITHIN = Prepared(update(OBLIGATION).where(_WAKEABLE, o.period.like(bindparam("within"))).values(_WAKING))


def _wake_all(conn: Connection, wakes: Iterable[Wake]) -> None:
    """The obligations of those steps in the same period (and its additions), in its year, or in any period of a year."""
    for wake in wakes:
        year = year_of(wake.period)
        periods = dict.fromkeys((wake.period, year))
        which = [{"its_step": step, "wake_at": wake.next_at} for step in wake.steps]
        _WAKE.run_all(conn, [{**row, "its_period": period} for row in which for period in periods])
        if wake.period == year:
            _WAKE_WITHIN.run_all(conn, [{**row, "within": f"{year}-%"} for row in which])
        elif wake.additions:
            added = [f"{supplement_of(period, 0)[:-1]}%" for period in periods]
            _WAKE_WITHIN.run_all(conn, [{**row, "within": names} for row in which for names in added])


# ---------------------------------------------------------------- what hangs on them

_SUBMIT, _GRANT, _KEEP = Prepared(insert(SUBMISSION)), Prepared(insert(GRANT)), Prepared(insert(DECISION))
_OF_GRANT = and_(
    GRANT.c.obligation == bindparam("its_obligation"),
    GRANT.c.person == bindparam("its_person"),
    GRANT.c.generation == bindparam("its_generation"),
)
_USE = Prepared(update(GRANT).where(_OF_GRANT, GRANT.c.used_at.is_(None)).values(used_at=bindparam("used")))
_USED = Prepared(select(GRANT.c.used_at).where(_OF_GRANT))


def _content(sha: str, content: Json) -> dict[str, Any]:
    said = canonical(content)
    if hashlib.sha256(said.encode()).hexdigest() != sha:
        raise ValueError(f"this content is not named {sha}")
    return {"sha": sha, "json_text": said}


def _submission(each: Submission) -> dict[str, Any]:
    return {
        "obligation": str(each.key),
        "version": each.version,
        "content": each.content,
        "received": each.received,
        "nil": int(each.nil),
        "late": int(each.late),
        "addendum": int(each.addendum),
        "said_sent": each.said_sent,
        "typed": each.typed,
        "by": each.by,
    }


def _rung(each: Rung, now: dt.datetime) -> dict[str, Any]:
    return {"obligation": str(each.key), "rung": each.rung, "told": int(each.told), "why": each.why, "at": now}


def _grant(code: str, grant: Grant) -> dict[str, Any]:
    return {
        "obligation": str(grant.key),
        "person": grant.person,
        "generation": grant.generation,
        "code": code,
        "content": grant.content,
        "expires": grant.expires,
        "used_at": grant.used,
        "instead_of": grant.instead_of,
    }


def _decide(conn: Connection, each: Decision) -> None:
    """One decision for ever, and its grant used up; a step without proof has no grant."""
    its = {"its_obligation": str(each.key), "its_person": each.person, "its_generation": each.generation}
    if not _USE.run(conn, {**its, "used": each.at}) and _USED.rows(conn, its):
        raise Conflict(f"the code of {each.person} for {each.key} was used before")
    values = {
        "obligation": str(each.key),
        "person": each.person,
        "verdict": each.verdict,
        "content": each.content,
        "generation": each.generation,
        "comment": each.comment,
        "at": each.at,
        "instead_of": each.instead_of,
    }
    _KEEP.run(conn, values)


def add_items(conn: Connection, items: Iterable[Item]) -> None:
    """New items; what exists already stays as it is."""
    _add_new(conn, ITEM, [_item(each) for each in items])


def _item(each: Item) -> dict[str, Any]:
    return {
        "obligation": str(each.key),
        "rung": each.rung,
        "person": each.person,
        "channel": each.channel,
        "kind": each.kind,
        "created": each.created,
        "note": each.note,
        "state": "held" if each.held else "pending",
        "why": each.held,
    }


def _write_documents(conn: Connection, documents: Sequence[Document]) -> Iterable[Entry]:
    for each in documents:
        names = ("kind", "version", "name", "sha", "source", "created")
        values = {name: getattr(each, name) for name in names}
        if _NEW[DOCUMENT].run(conn, {"obligation": str(each.key), **values}):
            yield document_entry(each)


# ---------------------------------------------------------------- the audit trail

_EVENT = Prepared(insert(EVENT))
_HEAD = Prepared(select(EVENT.c.number, EVENT.c.hash).order_by(EVENT.c.number.desc()).limit(literal_column("1")))


def append(conn: Connection, entries: Sequence[Entry], now: dt.datetime) -> None:
    """Add lines at the end of the chain. The caller's transaction is the only writer."""
    if not entries:
        return
    last = _HEAD.rows(conn, {})
    lines = chained_as_said(entries, Head(*last[0]) if last else Head(), now)
    _EVENT.run_all(conn, [_line(*each) for each in lines])


def _line(each: AuditEvent, detail: str) -> dict[str, Any]:
    return {
        "number": each.number,
        "at": each.at,
        "what": each.what,
        "key": each.key,
        "by": each.by,
        "detail": detail,
        "previous": each.previous,
        "hash": each.hash,
    }
