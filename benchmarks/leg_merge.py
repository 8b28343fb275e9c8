"""Merging 10,000 due reminders for 2,000 people: ours, or a bare Core read and write of the same rows."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path

import crowd

PEOPLE, EACH = 2000, 5


def main(leg: str) -> None:
    """Print the milliseconds of all of it."""
    with tempfile.TemporaryDirectory() as folder:
        office = crowd.office(Path(folder), PEOPLE, EACH)
        took = (_ours if leg == "ours" else _core)(office)
        assert len(office.ledger.messages()) == PEOPLE
        assert office.ledger.pending(crowd.NOW) == []
        office.ledger.close()
    print(json.dumps({"value": took * 1000}))


def _ours(office: crowd.Office) -> float:
    """What waits is gathered, asked whether it holds, cleared of what is needless, leased: up to the hand-over."""
    from definitions import delivery
    from flows.handing import Hands
    from flows.queued import Taking, waiting
    from flows.saying import Words

    start = time.perf_counter()
    office.journal.begin(crowd.NOW)
    groups = waiting(office, crowd.NOW)
    taking = Taking(office, Hands(office, Words(office, {})), {}, [])
    taken, batch = 0, delivery.BATCH
    while groups:  # as `deliver` does where letters leave as quickly as they are taken
        began = time.perf_counter()
        taken += len(taking.take(groups[:batch]))
        groups, batch = groups[batch:], delivery.batch(batch, dt.timedelta(seconds=time.perf_counter() - began))
    took = time.perf_counter() - start
    assert taken == PEOPLE
    return took


def _core(office: crowd.Office) -> float:
    """SQLAlchemy Core: the rows are read, a message for each person is written, and every row names its message."""
    from sqlalchemy import bindparam, insert, select, update

    from storage.tables import ITEM, MESSAGE, OBLIGATION

    i, o = ITEM.c, OBLIGATION.c
    columns = (
        i.id,
        o.step,
        o.period,
        o.party,
        o.round,
        i.rung,
        i.person,
        i.channel,
        i.kind,
        i.created,
        i.note,
        o.state,
    )
    read = select(*columns).join_from(ITEM, OBLIGATION).where(i.state == "pending").order_by(i.person)
    write = update(ITEM).where(i.id == bindparam("its")).values(state="carried", message=bindparam("into"))
    fresh = {"channel": "mail", "state": "sending", "created": crowd.NOW, "next_at": crowd.NOW, "attempts": 1}
    fresh |= {"subject": "", "reply": "", "error": "", "refused": 0, "doubts": 0}
    start = time.perf_counter()
    with office.ledger._connections.writing() as conn:  # noqa: SLF001 - the same connection, with the same settings
        rows = conn.execute(read).all()
        people = {person: [row.id for row in its] for person, its in groupby(rows, key=lambda row: row.person)}
        conn.execute(insert(MESSAGE), [{"id": person, "person": person, **fresh} for person in people])
        conn.execute(write, [{"its": id, "into": person} for person, its in people.items() for id in its])
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1])
