"""What reached nobody, asked of the database: the letters that ended so, and whether anything else tells the same."""

from __future__ import annotations

from sqlalchemy import Connection, and_, exists, or_, select

from definitions.digest import Item
from definitions.facts import Key
from definitions.undelivered import Failure
from storage.gathering import any_of
from storage.prepared import Prepared
from storage.tables import ITEM, MESSAGE, OBLIGATION

i, m, o = ITEM.c, MESSAGE.c, OBLIGATION.c
_OTHER, _LETTER = ITEM.alias("other"), MESSAGE.alias("letter")
_same = and_(_OTHER.c.obligation == i.obligation, _OTHER.c.rung == i.rung, _OTHER.c.person == i.person)
_tells = or_(any_of(_LETTER.c.state, ("sent", "sending")), _LETTER.c.next_at.is_not(None))
_will_be_told = exists().where(_same, _OTHER.c.state == "pending")
_is_told = exists().where(_same, _OTHER.c.state == "carried", _OTHER.c.message == _LETTER.c.id, _tells)
_its = and_(i.message == m.id, i.state == "carried", ~_will_be_told, ~_is_told)

# Outer joins, or SQLite begins with all items of the year: the letters that ended so are few.
_FAILURES = Prepared(
    select(
        *(o.step, o.period, o.party, o.round, i.rung, i.person, i.channel, i.kind, i.created, i.note, i.id),
        *(m.id, m.state, m.error, m.created),
    )
    .select_from(MESSAGE.outerjoin(ITEM, _its).outerjoin(OBLIGATION, i.obligation == o.key))
    .where(any_of(m.state, ("failed", "unknown")), m.next_at.is_(None))
    .order_by(m.created, m.id, i.obligation, i.rung, i.person, i.channel)
)


def failures(conn: Connection) -> list[Failure]:
    """By when the letters were made; of a letter that reached somebody otherwise there is nothing to tell."""
    rows = (row for row in _FAILURES.rows(conn, {}) if row[10] is not None)
    return [Failure(Item(Key(*row[:4]), *row[4:10], row=row[10]), *row[11:]) for row in rows]
