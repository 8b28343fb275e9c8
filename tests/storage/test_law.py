"""What must not happen twice is forbidden by the database itself, whoever writes to it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage import tables, writing
from storage.errors import RuleBroken
from storage.ledger import open_ledger
from storage.port import Conflict


@pytest.fixture
def busy(sqlite_year, say):
    """A year in which everything has happened once; the ledger and its engine."""
    actions, grants = say.asked()
    more = {"contents": say.contents, "items": [say.item()], "grants": grants}
    sqlite_year.record([*say.submitted(), say.tell(say.UNIT, "remind-1"), *actions], seen={}, now=say.T, **more)
    sqlite_year.record([say.kept()], seen={}, now=say.T)
    return sqlite_year


@pytest.mark.parametrize(
    "table",
    ["OBLIGATION", "SUBMISSION", "RUNG", "DECISION", "GRANT", "ITEM", "EVENT", "CONTENT", "YEAR", "DIRECTORY"],
)
def test_the_same_row_cannot_be_written_twice(busy, table):
    """A second opening, version, rung, decision, grant, send, audit line: each breaks a key."""
    of = getattr(tables, table)
    with busy._connections.engine.begin() as conn:
        row = dict(conn.execute(select(of)).mappings().first())
    if table == "ITEM":
        del row["id"]  # the key is what is said to whom, not the number of the row
    with pytest.raises(IntegrityError, match="UNIQUE"), busy._connections.engine.begin() as conn:
        conn.execute(insert(of).values(row))


@pytest.mark.parametrize("wrong", [{"state": "late"}, {"round": "first"}, {"step": None}])
def test_a_row_that_makes_no_sense_is_refused(busy, wrong):
    """A state that is none, a word for a number, nothing where something belongs."""
    with busy._connections.engine.begin() as conn:
        row = dict(conn.execute(select(tables.OBLIGATION)).mappings().first())
    with pytest.raises(IntegrityError), busy._connections.engine.begin() as conn:
        conn.execute(insert(tables.OBLIGATION).values({**row, "key": "x/y/z", "party": "z", **wrong}))


def test_a_submission_of_unknown_content_is_refused(sqlite_year, say):
    """The foreign keys are on, and the whole record is undone."""
    before = say.state_of(sqlite_year)
    with pytest.raises(RuleBroken, match="FOREIGN KEY"):
        sqlite_year.record(say.submitted(), seen={}, now=say.T)
    assert say.state_of(sqlite_year) == before


@pytest.mark.parametrize("step", ["_change_all", "_add_new", "_decide", "_wake_all", "append"])
def test_a_crash_in_the_middle_of_a_record_leaves_nothing(sqlite_year, say, monkeypatch, step):
    """Whichever of its writes was the last."""
    actions, grants = say.asked()
    before = say.state_of(sqlite_year)

    def crash(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, step, crash)
    batch = [*say.submitted(), say.tell(say.OTHER, "remind-1"), *actions, say.kept()]
    with pytest.raises(KeyboardInterrupt):
        sqlite_year.record(batch, seen={}, now=say.T, contents=say.contents, items=[say.item()], grants=grants)
    monkeypatch.undo()
    assert say.state_of(sqlite_year) == before


def _together(many, act):
    """Run `act(n)` in many threads that start at one instant; what each came to."""
    start, came = threading.Barrier(many), [None] * many

    def one(n):
        start.wait()
        try:
            came[n] = act(n)
        except Conflict as conflict:
            came[n] = conflict

    threads = [threading.Thread(target=one, args=(n,)) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_of_many_who_decide_at_once_one_is_heard(busy, database, say):
    """Ledgers of their own on one file: one writes, the others gather again."""
    ledgers = [open_ledger(database) for _ in range(4)]
    seen = {say.OTHER: 0}

    def act(n):
        return ledgers[n].record([say.tell(say.OTHER, f"r{n}")], seen=seen, now=say.T)

    came = _together(4, act)
    assert [type(each) for each in came].count(Conflict) == 3
    assert len(busy.facts("unit-plan", "2023-04", key=say.OTHER).obligations[0].rungs) == 1
    for ledger in ledgers:
        ledger.close()


def test_two_ledgers_write_one_unbroken_trail(busy, database, say):
    """Every line has its number, though two programs write at once, with several threads each."""
    from storage.audit import broken

    with_other = [busy, open_ledger(database)]
    before = len(busy.events())

    def act(n):
        for k in range(10):
            with_other[n % 2].set(f"name-{n}-{k}", "value", now=say.T)

    assert _together(4, act) == [None] * 4
    trail = busy.events()
    assert (len(trail), broken(trail)) == (before + 40, None)
    with_other[1].close()


def test_of_two_workers_one_sends(busy, database, say):
    """The second send of an item is forbidden by the item's state, under the writer's lock."""
    ledgers = [open_ledger(database) for _ in range(4)]

    def act(n):
        return ledgers[n].lease([say.bundle(f"m{n}", say.item())], now=say.T, until=say.T + say.HOUR)

    came = _together(4, act)
    assert sorted(map(len, came)) == [0, 0, 0, 1]
    assert len(busy.messages()) == 1
    for ledger in ledgers:
        ledger.close()
