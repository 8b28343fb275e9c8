"""Gathering: obligations, how far a step is, and what is due, from rows to the facts of the core."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    select,
    type_coerce,
    union_all,
)

from definitions.facts import OVER, SETTLED, Facts, Grant, Instants, Key, Obligation, Progress, State
from storage.alike import by_due
from storage.port import Occurrence
from storage.prepared import Prepared
from storage.tables import GRANT, ITEM, MESSAGE, OBLIGATION, REFUSED, RUNG

o = OBLIGATION.c
_STATES = {state.value: state for state in State}
_BETWEEN = "\n"  # between the rungs of one obligation
_KEY = (o.step, o.period, o.party, o.round)

# ---------------------------------------------------------------- obligations

_RUNGS = select(func.aggregate_strings(RUNG.c.rung, _BETWEEN)).where(RUNG.c.obligation == o.key).scalar_subquery()
_TRIES = (
    select(REFUSED.c.count).where(REFUSED.c.obligation == o.key, REFUSED.c.generation == o.generation).scalar_subquery()
)
_OBLIGATION = select(
    *(*_KEY, o.state, o.opens, o.due, o.closes, o.next_at, o.revision, o.version, o.generation),
    *(o.content, o.received, o.done, o.expires, o.assigned, o.why, _RUNGS),
)
_IN_OCCURRENCE = _OBLIGATION.where(o.step == bindparam("s"), o.period == bindparam("p"))
_ALL = Prepared(_IN_OCCURRENCE)
_COME = Prepared(_IN_OCCURRENCE.where(o.next_at <= bindparam("now", type_=o.next_at.type)))
_OF_KEY = Prepared(_OBLIGATION.add_columns(_TRIES).where(o.key == bindparam("key")))


def _obligation(row: Sequence[Any]) -> Obligation:
    rungs = frozenset(row[18].split(_BETWEEN)) if row[18] else frozenset()
    return Obligation(Key(*row[:4]), _STATES[row[4]], Instants(*row[5:8]), *row[8:18], rungs)


def obligations(conn: Connection, **wanted: Any) -> list[Obligation]:
    """Obligations by step, period, party, states; ordered by due, then key."""
    named = {name: wanted[name] for name in ("step", "period", "party") if wanted.get(name) is not None}
    states = wanted.get("states")
    question = _obligations_of(tuple(named), None if states is None else frozenset(states))
    return sorted(map(_obligation, question.rows(conn, named)), key=by_due)


@lru_cache(maxsize=128)
def _obligations_of(names: tuple[str, ...], states: frozenset[str] | None) -> Prepared:
    """The question by these columns and states; there are few different ones, and each is built once."""
    statement = _OBLIGATION.where(*(o[name] == bindparam(name) for name in names))
    return Prepared(statement if states is None else statement.where(any_of(o.state, states)))


def obligation(conn: Connection, key: Key) -> Obligation | None:
    """That one, whole; None where there is none."""
    rows = _OF_KEY.rows(conn, {"key": str(key)})
    return _obligation(rows[0]) if rows else None


_AT_ONCE = 300
"""Keys in one question: always so many, the rest of them empty, so that the question is prepared once."""

_STANDING = select(*_KEY, o.state, o.due, o.version, o.generation, o.content)
_STANDING_ONE = Prepared(_STANDING.where(o.key == bindparam("key")))
_STANDING_MANY = Prepared(_STANDING.where(o.key.in_([bindparam(f"k{n}", type_=o.key.type) for n in range(_AT_ONCE)])))


def standing(conn: Connection, keys: Iterable[Key]) -> dict[Key, Obligation]:
    """The obligations of these keys: state, deadline, version, generation and content, nothing else of them."""
    named = sorted(map(str, keys))
    if len(named) == 1:
        rows = _STANDING_ONE.rows(conn, {"key": named[0]})
    else:
        rows = [row for first in range(0, len(named), _AT_ONCE) for row in _many(conn, named[first : first + _AT_ONCE])]
    return {it.key: it for it in map(_stands, rows)}


def _many(conn: Connection, named: Sequence[str]) -> list[tuple[Any, ...]]:
    padded = [*named, *[""] * (_AT_ONCE - len(named))]
    return _STANDING_MANY.rows(conn, {f"k{n}": key for n, key in enumerate(padded)})


def _stands(row: Sequence[Any]) -> Obligation:
    state, due, version, generation, content = row[4:]
    instants = Instants(None, due, None)
    return Obligation(Key(*row[:4]), _STATES[state], instants, None, 0, version, generation, content)


# ---------------------------------------------------------------- progress


def any_of(column: Any, words: Collection[str]) -> Any:
    """The column holds one of our own words; written into the text, so that its length is known."""
    return column.in_([literal_column(f"'{word}'") for word in sorted(words)]) if words else false()


_LATER = OBLIGATION.alias("later")
_LATEST = ~exists().where(
    *(_LATER.c[name] == o[name] for name in ("step", "period", "party")),
    _LATER.c.round > o.round,
)


_ONE, _NONE = literal_column("1", Integer), literal_column("0", Integer)


def _progress_of(place: int) -> Select[Any]:
    settled = any_of(o.state, SETTLED)
    return select(
        literal_column(str(place)).label("place"),
        func.count().label("total"),
        func.sum(case((settled, _ONE), else_=_NONE)).label("settled"),
        func.sum(case((any_of(o.state, OVER), _ONE), else_=_NONE)).label("over"),
        func.min(o.opens).label("opens"),
        func.max(o.due).label("due"),
        func.max(case((settled, o.done))).label("done"),
        func.max(o.content).label("content"),
        func.max(o.round).label("rounds"),
    ).where(o.step == bindparam(f"s{place}"), o.period == bindparam(f"p{place}"), _LATEST)


@lru_cache(maxsize=64)
def _progress_of_many(many: int) -> Prepared:
    return Prepared(_progress_of(0) if many == 1 else union_all(*map(_progress_of, range(many))))


def progress(conn: Connection, occurrences: Sequence[Occurrence]) -> list[Progress]:
    """How far each of these steps is in its period, in one question."""
    names = {}
    for place, (step, period) in enumerate(occurrences):
        names[f"s{place}"], names[f"p{place}"] = step, period
    rows = _progress_of_many(len(occurrences)).rows(conn, names)
    return [_counted(occurrences[row[0]], row) for row in sorted(rows, key=lambda row: row[0])]


def _counted(occurrence: Occurrence, row: Any) -> Progress:
    _, total, settled, over, opens, due, done, content, rounds = row
    if not total:
        return Progress(*occurrence)
    return Progress(*occurrence, total, settled, over, opens, due, done, content if total == 1 else None, rounds)


# ---------------------------------------------------------------- facts

g = GRANT.c
_GRANT = select(*_KEY, g.person, g.content, g.generation, g.expires, g.used_at, g.instead_of).join_from(
    GRANT, OBLIGATION
)
_GRANT_OF_CODE = Prepared(
    _GRANT.where(GRANT.c.obligation == bindparam("key"), GRANT.c.code == bindparam("code"))
    .order_by(GRANT.c.generation.desc(), GRANT.c.used_at.is_not(None), GRANT.c.person)
    .limit(literal_column("1"))
)
_GRANTS = _GRANT.where(GRANT.c.obligation == bindparam("key")).order_by(GRANT.c.generation, GRANT.c.person)


def _grant(row: Sequence[Any]) -> Grant:
    return Grant(Key(*row[:4]), *row[4:])


def facts(
    conn: Connection,
    occurrence: Occurrence,
    needs: Sequence[Occurrence],
    *,
    now: dt.datetime | None,
    key: Key | None,
    code: str | None,
    adopted: dt.datetime | None,
) -> Facts:
    """One occurrence and what it needs: two questions, a third one for a code."""
    step, period = occurrence
    tries = 0
    if key is not None:
        rows = _OF_KEY.rows(conn, {"key": str(key)})
        tries = rows[0][19] or 0 if rows else 0
    elif now is not None:
        rows = _COME.rows(conn, {"s": step, "p": period, "now": now})
    else:
        rows = _ALL.rows(conn, {"s": step, "p": period})
    found = tuple(map(_obligation, rows))
    own, *others = progress(conn, (occurrence, *needs))
    return Facts(
        step,
        period,
        found if len(found) < 2 else tuple(sorted(found, key=lambda each: each.key)),
        own,
        {each.step: each for each in others},
        adopted,
        grant_of(conn, key, code) if key is not None and code is not None else None,
        tries,
    )


def grant_of(conn: Connection, key: Key, code: str) -> Grant | None:
    """The grant of that key that the code belongs to, the latest where there are two."""
    rows = _GRANT_OF_CODE.rows(conn, {"key": str(key), "code": code})
    return _grant(rows[0]) if rows else None


def grants(conn: Connection, key: Key) -> list[Grant]:
    """The grants of the latest generation."""
    found = [_grant(row) for row in conn.execute(_GRANTS, {"key": str(key)})]
    return [grant for grant in found if grant.generation == found[-1].generation]


# ---------------------------------------------------------------- what is due

_NOW = bindparam("now", type_=o.next_at.type)
_DUE = Prepared(select(type_coerce(o.next_at, Integer), o.step, o.period).where(o.next_at <= _NOW))  # only to sort by
_NEXT = Prepared(
    union_all(
        select(func.min(o.next_at)).where(o.next_at.is_not(None)),  # said so that the index is used
        select(func.min(ITEM.c.created)).where(any_of(ITEM.c.state, ["pending"])),
        select(func.min(MESSAGE.c.next_at)).where(MESSAGE.c.next_at.is_not(None)),
    )
)


def due(conn: Connection, now: dt.datetime, steps: Sequence[str] | None, limit: int) -> list[Occurrence]:
    """The occurrences whose instant has come, oldest first, then by name. Reads what is due, whatever else exists."""
    # Sifted and grouped here: in the question that would lure SQLite away from the index by time.
    come = sorted(_DUE.rows(conn, {"now": now}))
    found = dict.fromkeys(row[1:] for row in come if steps is None or row[1] in steps)
    return list(found)[:limit]


def next_instant(conn: Connection) -> dt.datetime | None:
    """When something needs attention next: an obligation, an item, or a message."""
    return min((at for (at,) in _NEXT.rows(conn, {}) if at is not None), default=None)
