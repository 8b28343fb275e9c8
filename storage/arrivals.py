"""Arrivals in SQL: the contract of `inward.Inbox`, each method one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from definitions.arrivals import Arrival, Door, Place
from definitions.digest import Item
from definitions.facts import Key
from storage.alike import arrival_entry, in_utc
from storage.port import Spent
from storage.prepared import Prepared
from storage.tables import ARRIVAL
from storage.writing import add_items, append, insert_once

c = ARRIVAL.c
Transaction = Callable[[], AbstractContextManager[Connection]]

_COLUMNS = tuple(column.name for column in ARRIVAL.columns)
_ALL = select(*ARRIVAL.columns).order_by(c.number)
_KNOWN = Prepared(select(*ARRIVAL.columns).where(c.id == bindparam("its_id")))
_LAST = Prepared(select(func.max(c.number)))
_NEW = insert_once(ARRIVAL, *_COLUMNS)
_MESSAGE = Prepared(
    select(c.id).where(c.message == bindparam("its_message"), c.part == bindparam("its_part"), c.message != "")
)
_TAKEN = Prepared(
    select(c.id).where(
        c.obligation == bindparam("its_obligation"), c.sha == bindparam("its_sha"), c.place == Place.ACCEPTED.value
    )
)
_MOVE = Prepared(
    update(ARRIVAL)
    .where(c.id == bindparam("id"), c.closed.is_(None))
    .values({name: bindparam(f"its_{name}", type_=c[name].type) for name in _COLUMNS if name not in ("id", "number")})
)


class SqlInbox:
    """The part of a ledger in SQLite or PostgreSQL that keeps what came."""

    _reading: Transaction
    _writing: Transaction

    def arrive(self, arrival: Arrival, *, now: dt.datetime, items: Sequence[Item] = ()) -> bool:
        """Keep something new, or what became of something that waited."""
        with self._writing() as conn:
            placed = place(conn, arrival)
            if placed is not None:
                add_items(conn, items)
                append(conn, [arrival_entry(placed)], now)
            return placed is not None

    def arrivals(self, *, since: dt.datetime | None = None, open: bool = False, **wanted: Any) -> list[Arrival]:
        """What came and is all of this, by number."""
        columns = {"key": "obligation"}
        asked = {columns.get(name, name): value for name, value in wanted.items() if value is not None}
        which = _ALL.where(*(c[name] == _plain(value) for name, value in asked.items()))
        which = which if since is None else which.where(c.came >= since)
        with self._reading() as conn:
            return [_arrival(row) for row in conn.execute(which.where(c.closed.is_(None)) if open else which)]


def use(conn: Connection, arrival: Arrival, now: dt.datetime) -> None:
    """Kept with an act; Spent where it was taken before."""
    placed = place(conn, arrival)
    if placed is None:
        raise Spent(f"arrival {arrival.id} was taken before")
    append(conn, [arrival_entry(placed)], now)


def place(conn: Connection, arrival: Arrival) -> Arrival | None:
    """Written where it now is; None, and nothing is written, where it cannot be."""
    arrival = in_utc(arrival)
    rows = _KNOWN.rows(conn, {"its_id": arrival.id})
    known = _arrival(rows[0]) if rows else None
    if known is not None and (known.closed is not None or known == replace(arrival, number=known.number)):
        return None
    if {row[0] for row in _clashing(conn, arrival)} - {arrival.id}:
        return None
    placed = replace(arrival, number=known.number if known else (_LAST.rows(conn, {})[0][0] or 0) + 1)
    if known is None:
        _NEW.run(conn, _row(placed))
    else:
        row = {f"its_{name}": value for name, value in _row(placed).items() if name not in ("id", "number")}
        _MOVE.run(conn, {**row, "id": placed.id})
    return placed


def _clashing(conn: Connection, arrival: Arrival) -> list[tuple[Any, ...]]:
    found = _MESSAGE.rows(conn, {"its_message": arrival.message, "its_part": arrival.part})
    if arrival.place is Place.ACCEPTED and arrival.key is not None and arrival.sha:
        found += _TAKEN.rows(conn, {"its_obligation": str(arrival.key), "its_sha": arrival.sha})
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Key) else value


def _row(it: Arrival) -> dict[str, Any]:
    row = {name: getattr(it, name) for name in _COLUMNS if name != "obligation"}
    return {**row, "door": it.door.value, "place": it.place.value, "obligation": str(it.key) if it.key else None}


def _arrival(row: Sequence[Any]) -> Arrival:
    said = dict(zip(_COLUMNS, row, strict=True))
    key = said.pop("obligation")
    return Arrival(
        **{**said, "door": Door(said["door"]), "place": Place(said["place"])}, key=Key.parse(key) if key else None
    )
