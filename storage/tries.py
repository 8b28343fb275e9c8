"""Tries: the wrong codes of an approval, counted for each time that it was asked."""

from __future__ import annotations

from sqlalchemy import Connection, and_, bindparam, insert, update

from definitions.actions import Refuse
from storage.prepared import Prepared
from storage.tables import REFUSED

_THESE = and_(REFUSED.c.obligation == bindparam("its_key"), REFUSED.c.generation == bindparam("its_generation"))
_ONE_MORE = Prepared(update(REFUSED).where(_THESE).values(count=REFUSED.c.count + 1))
_FIRST = Prepared(insert(REFUSED))


def count(conn: Connection, each: Refuse) -> None:
    """One more; the revision of the obligation, which is written with it, lets one at a time do so."""
    if not _ONE_MORE.run(conn, {"its_key": str(each.key), "its_generation": each.generation}):
        _FIRST.run(conn, {"obligation": str(each.key), "generation": each.generation, "count": 1})
