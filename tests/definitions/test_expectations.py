"""Whether what is expected is so, and what is said where it is not."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from definitions.expectations import Miss, Round, Seen, Told, missed_message, missed_round

days = st.dates(dt.date(2023, 10, 1), dt.date(2023, 12, 31))


def test_only_what_is_expected_is_asked_for():
    """A word that is not as expected is named with both; what nobody asked for is not looked at."""
    seen = Seen({"is": "open", "late": False, "due": dt.date(2023, 11, 4)})
    expected = Round("unit-plan", "2023-11", "a", {"is": "accepted", "due": dt.date(2023, 11, 4)}, "", 3)
    assert missed_round(expected, seen) == (Miss("is", "accepted", "open"),)
    assert missed_round(expected, None) == (Miss("no-round", "2023-11", ""),)


def test_what_is_printed_is_found_within_a_line():
    """A document is asked for words, not for a whole line."""
    expected = Round("month-plan", "2023-11", "vp", {"prints": "chưa có ý kiến"}, "dai", 3)
    assert missed_round(expected, Seen({"prints": ("Đài: chưa có ý kiến.",)})) == ()
    assert missed_round(expected, Seen({"prints": ("Đài: nhất trí.",)})) != ()


@given(st.sets(days), days, st.integers(0, 30))
def test_a_message_is_there_or_it_is_not(left, first, width):
    """Of «there is one» and «there is none», exactly one holds, whatever left when."""
    last = first + dt.timedelta(days=width)
    there, none = (Told("remind", "a", first, last, "", told, 1) for told in (True, False))
    assert bool(missed_message(there, left)) is not bool(missed_message(none, left))
    assert bool(missed_message(there, left)) is not any(first <= day <= last for day in left)
