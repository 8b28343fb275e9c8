"""What counts as well: three heartbeats, a day for a letter, a gigabyte, a clock that goes forward."""

from __future__ import annotations

import datetime as dt

from definitions.health import BEAT, ROOM, WAITING, beating, cramped, gone_back, waits_too_long

NOW = dt.datetime(2023, 10, 2, 2, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def test_three_heartbeats_may_be_missed_and_no_more():
    """An office that never had one is not at work."""
    assert beating(NOW - BEAT, NOW)
    assert not beating(NOW - BEAT - SECOND, NOW)
    assert not beating(None, NOW)


def test_a_clock_may_be_set_right_by_minutes():
    """Five minutes are a correction; more is a clock that has gone back."""
    assert not gone_back(None, NOW)
    assert not gone_back(NOW + 300 * SECOND, NOW)
    assert gone_back(NOW + 301 * SECOND, NOW)


def test_a_letter_waits_for_a_day_at_the_most():
    """Nothing waits in an outbox that is empty."""
    assert not waits_too_long(None, NOW)
    assert not waits_too_long(NOW - WAITING, NOW)
    assert waits_too_long(NOW - WAITING - SECOND, NOW)


def test_a_gigabyte_has_to_be_free():
    """Less is told before it is nothing."""
    assert cramped(ROOM - 1)
    assert not cramped(ROOM)
