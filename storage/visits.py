"""Visits: links into the program's own page, in SQL; opened as often as one likes, used up once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from definitions.facts import Key
from definitions.links import Link, Purpose
from storage.alike import link_entry
from storage.port import Spent, Visited
from storage.prepared import Prepared
from storage.tables import PAGE_LINK
from storage.writing import append, insert_once

c = PAGE_LINK.c

_NEW = insert_once(PAGE_LINK, "hash", "obligation", "person", "purpose", "turn", "expires", "opened")
_OF = c.hash == bindparam("its_hash")
_OPEN = Prepared(update(PAGE_LINK).where(_OF).values(opened=c.opened + 1, last_opened=bindparam("at")))
_USE = Prepared(update(PAGE_LINK).where(_OF, c.used_at.is_(None)).values(used_at=bindparam("at")))
_VISITED = Prepared(
    select(c.obligation, c.person, c.purpose, c.turn, c.expires, c.opened, c.last_opened, c.used_at).where(_OF)
)


def opened(conn: Connection, hash: str, link: Link, now: dt.datetime) -> None:
    """One opening more."""
    _NEW.run(conn, _row(hash, link))
    _OPEN.run(conn, {"its_hash": hash, "at": now})


def use(conn: Connection, hash: str, link: Link, now: dt.datetime) -> None:
    """Used up, with its line in the audit trail; Spent where it was before."""
    _NEW.run(conn, _row(hash, link))
    if not _USE.run(conn, {"its_hash": hash, "at": now}):
        raise Spent(f"a link to {link.key} was used before")
    append(conn, [link_entry(link)], now)


def visited(conn: Connection, hash: str) -> Visited | None:
    """What became of it."""
    for obligation, person, purpose, turn, expires, opened, last, used in _VISITED.rows(conn, {"its_hash": hash}):
        link = Link(Purpose(purpose), Key.parse(obligation), person, turn, expires)
        return Visited(link, opened, last, used)
    return None


def _row(hash: str, link: Link) -> dict[str, Any]:
    return {
        "hash": hash,
        "obligation": str(link.key),
        "person": link.person,
        "purpose": str(link.purpose),
        "turn": link.turn,
        "expires": link.expires,
        "opened": 0,
    }
