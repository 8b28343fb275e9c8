"""Reading: what was handed in, decided and written, for people and documents to look at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from definitions.facts import Key
from storage.port import AuditEvent, Decision, Document, Json, Submission
from storage.prepared import Prepared
from storage.tables import CONTENT, DECISION, DOCUMENT, EVENT, OBLIGATION, SUBMISSION

o = OBLIGATION.c
_KEY = (o.step, o.period, o.party, o.round)

# ---------------------------------------------------------------- what was handed in, decided, written

s = SUBMISSION.c
_SUBMISSION = select(
    *(*_KEY, s.version, s.content, s.received, s.nil, s.late, s.addendum, s.said_sent, s.typed, s.by)
).join_from(SUBMISSION, OBLIGATION)
_OF_KEY = _SUBMISSION.where(s.obligation == bindparam("its_key"))
_LATEST = Prepared(_OF_KEY.order_by(s.version.desc()).limit(literal_column("1")))
_VERSION = Prepared(_OF_KEY.where(s.version == bindparam("its_version")))
_OF_STEP = _SUBMISSION.where(o.step == bindparam("its_step")).order_by(o.round, s.version)
_ALL = Prepared(_OF_STEP)
_IN_PERIOD = Prepared(_OF_STEP.where(o.period == bindparam("its_period")))


def _submission(row: Sequence[Any]) -> Submission:
    return Submission(Key(*row[:4]), *row[4:7], *map(bool, row[7:10]), *row[10:])


def submission(conn: Connection, key: Key, version: int | None) -> Submission | None:
    """The latest version, or that one."""
    names = {"its_key": str(key), "its_version": version}
    rows = (_LATEST if version is None else _VERSION).rows(conn, names)
    return _submission(rows[0]) if rows else None


def submissions(conn: Connection, step: str, period: str | None) -> list[Submission]:
    """The latest version of each party, by period then party."""
    names = {"its_step": step, "its_period": period}
    rows = (_ALL if period is None else _IN_PERIOD).rows(conn, names)
    latest = {each.key[1:3]: each for each in map(_submission, rows)}
    return [latest[place] for place in sorted(latest)]


_CONTENT = Prepared(select(CONTENT.c.json_text).where(CONTENT.c.sha == bindparam("its_sha")))


def content(conn: Connection, sha: str) -> Json:
    """The content of that name; KeyError where there is none."""
    rows = _CONTENT.rows(conn, {"its_sha": sha})
    if not rows:
        raise KeyError(sha)
    return json.loads(rows[0][0])


d = DECISION.c
_DECISION = (
    select(*_KEY, d.person, d.verdict, d.content, d.generation, d.comment, d.at, d.instead_of)
    .join_from(DECISION, OBLIGATION)
    .order_by(d.at, d.obligation)
)


def decisions(conn: Connection, step: str | None, period: str | None) -> list[Decision]:
    """Decisions, oldest first."""
    named = {name: said for name, said in (("step", step), ("period", period)) if said is not None}
    return [Decision(Key(*row[:4]), *row[4:]) for row in _decisions_by(tuple(named)).rows(conn, named)]


@lru_cache(maxsize=4)
def _decisions_by(names: tuple[str, ...]) -> Prepared:
    return Prepared(_DECISION.where(*(o[name] == bindparam(name) for name in names)))


w = DOCUMENT.c
_DOCUMENT = (
    select(*_KEY, w.kind, w.version, w.name, w.sha, w.source, w.created)
    .join_from(DOCUMENT, OBLIGATION)
    .order_by(w.created, w.id)
)


def documents(conn: Connection, key: Key | None) -> list[Document]:
    """Documents, oldest first."""
    statement = _DOCUMENT if key is None else _DOCUMENT.where(w.obligation == str(key))
    return [Document(Key(*row[:4]), *row[4:]) for row in conn.execute(statement)]


# ---------------------------------------------------------------- events

_EVENT = (
    select(*(EVENT.c[name] for name in ("number", "at", "what", "key", "by", "detail", "previous", "hash")))
    .where(EVENT.c.number > bindparam("after"))
    .order_by(EVENT.c.number)
)
_EVENT_PERIODS = select(o.period).where(o.step == bindparam("step"), o.period.like(bindparam("like"))).distinct()


def events(conn: Connection, after: int) -> list[AuditEvent]:
    """The audit trail after that number."""
    return [AuditEvent(*row[:5], json.loads(row[5]), *row[6:]) for row in conn.execute(_EVENT, {"after": after})]


def event_periods(conn: Connection, step: str, year: int) -> list[str]:
    """The numbered periods of that step in that year, in no order."""
    return list(conn.execute(_EVENT_PERIODS, {"step": step, "like": f"{year}-E%"}).scalars())
