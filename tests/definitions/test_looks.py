"""What a look at an address means, and when it is looked at again."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.looks import SHOWN, Seen, judged, likeness, next_look

OWN = "http://www.bao.vn/tin/a-1.html"
TEXT = "Rác thải nhựa ven biển được người dân thu gom mỗi tuần"


@pytest.mark.parametrize(
    ("seen", "fails", "state", "counted"),
    [
        (Seen(200, "https://bao.vn/tin/a-1.html?utm_source=x", TEXT), 2, "alive", 0),
        (Seen(200, "https://bao.vn/tin-moi/a-1.html", TEXT), 0, "moved", 0),
        (Seen(200, "https://bao.vn/", TEXT), 0, "dead", 0),
        (Seen(200, OWN, "Trang đã được thay bằng một bài quảng cáo hoàn toàn khác"), 0, "changed", 0),
        (Seen(404), 0, "dead", 1),
        (Seen(410), 0, "dead", 1),
        (Seen(403), 5, "unreachable", 6),
        (Seen(503), 0, "unreachable", 1),
        (Seen(503), 2, "dead", 3),
        (Seen(reason="máy chủ không trả lời kịp thời"), 1, "unreachable", 2),
        (Seen(reason="máy chủ không trả lời kịp thời"), 2, "dead", 3),
        (Seen(reason="địa chỉ thuộc mạng nội bộ", lasting=True), 0, "refused", 0),
    ],
)
def test_a_look_is_judged(seen, fails, state, counted):
    """Gone is gone at once; silence counts, three times; what shuts us out is not gone."""
    found = judged(OWN, TEXT, fails, seen)
    assert (found[0], found[2]) == (state, counted)
    assert bool(found[1]) == (state != "alive")


def test_without_a_copy_nothing_has_changed():
    """The first look has nothing to compare with."""
    assert judged(OWN, "", 0, Seen(200, OWN, "gì cũng được"))[0] == "alive"


def test_a_few_words_more_are_no_change():
    """Related articles beneath it come and go."""
    assert likeness(TEXT, f"{TEXT} Tin liên quan: một bài khác") > 0.5
    assert likeness("", "") == 1.0


def test_it_is_looked_at_again_in_time():
    """At once, tomorrow, next month, or hardly ever; and every state has its word."""
    at = dt.datetime(2023, 4, 10, tzinfo=dt.UTC)
    days = {state: (next_look(state, at) - at).days for state in (None, *SHOWN)}
    assert days == {None: 0, "alive": 30, "moved": 30, "changed": 30, "unreachable": 1, "dead": 30, "refused": 90}
