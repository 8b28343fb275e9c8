"""The audit trail notices what was done to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.audit import Entry, Head, broken, chained

T = dt.datetime(2023, 4, 5, tzinfo=dt.UTC)
ENTRIES = st.lists(st.builds(Entry, st.text(), st.text(), st.text(), st.dictionaries(st.text(), st.text())), min_size=2)


@settings(deadline=None)
@given(ENTRIES)
def test_a_chain_that_was_left_alone_is_whole(entries):
    """Whatever is said in it."""
    assert broken(chained(entries, Head(), T)) is None


@settings(deadline=None)
@given(ENTRIES, st.data())
def test_a_changed_line_is_noticed(entries, data):
    """Each of its fields counts, and the chain is broken at that line."""
    lines = chained(entries, Head(), T)
    n = data.draw(st.integers(0, len(lines) - 1))
    changes = [{"what": lines[n].what + "x"}, {"key": "other-key-" + lines[n].key}, {"by": lines[n].by + "x"}]
    changes += [{"detail": {**lines[n].detail, "x" * 99: "x"}}, {"at": T + dt.timedelta(microseconds=1)}, {"hash": "0"}]
    lines[n] = replace(lines[n], **data.draw(st.sampled_from(changes)))
    assert broken(lines) == n + 1


@settings(deadline=None)
@given(ENTRIES)
def test_a_line_that_was_taken_out_is_noticed(entries):
    """By the gap in the numbers, and by the hash where the rest is numbered anew."""
    lines = chained(entries, Head(), T)
    assert broken(lines[1:]) == 2
    assert broken([replace(line, number=n) for n, line in enumerate(lines[1:], 1)]) == 1


def test_a_row_that_was_changed_in_the_database_is_noticed(sqlite_year, say):
    """Whoever edits the file cannot hide it."""
    sqlite_year.set("sending", "held", now=say.T)
    sqlite_year.set("sending", "free", now=say.T)
    assert broken(sqlite_year.events()) is None
    with sqlite_year._connections.engine.begin() as conn:
        conn.exec_driver_sql("""UPDATE event SET detail = '{"name":"sending","value":"lost"}' WHERE number = 2""")
    assert broken(sqlite_year.events()) == 2


@pytest.mark.parametrize("zone", [dt.timezone(dt.timedelta(hours=7)), dt.timezone(dt.timedelta(hours=-5))])
def test_the_zone_in_which_an_instant_was_said_is_no_part_of_the_hash(zone):
    """The same instant makes the same chain."""
    entry = Entry("set", "", "", {})
    assert chained([entry], Head(), T)[0].hash == chained([entry], Head(), T.astimezone(zone))[0].hash
