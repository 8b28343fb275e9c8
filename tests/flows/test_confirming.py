"""Confirming: a person's word on what was found; all of it or none, and once."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.confirming import Judgement, confirm
from flows.track import track
from storage.published import Finding, Said


@pytest.fixture
def offered(press_world):
    """Three findings that wait; the third without a day."""
    now = press_world.office.now()
    found = [
        Finding(
            f"bao.example/{n}", f"tin {n}", f"http://bao.example/{n}", "bao", f"Tin số {n}", now, day,
            author="Tác giả 01", topics=("t1",), why="tên bài có «rác» (II.1)",
        )
        for n, day in enumerate([dt.date(2023, 10, 1), dt.date(2023, 10, 2), None], 1)
    ]  # fmt: skip
    press_world.ledger.offer(found, now=now)
    return press_world


YES, NO = (
    Judgement("confirmed", genre="Bài", by="van-phong.cv"),
    Judgement("refused", comment="không phải", by="van-phong.cv"),
)


def test_what_is_confirmed_becomes_a_publication(offered):
    """With what was found of it, how it was found, and the reason of each link."""
    confirm(offered.office, "1", YES)
    (kept,) = offered.ledger.publications()
    assert (kept.title, kept.partner, kept.at, kept.url, kept.how) == (
        "Tin số 1", "bao", dt.date(2023, 10, 1), "http://bao.example/1", "found",
    )  # fmt: skip
    assert (kept.topics, kept.said) == (("t1",), (Said("topic", "t1", "person", "tên bài có «rác» (II.1)"),))
    assert [it.fate for it in offered.ledger.findings()] == ["confirmed", "waiting", "waiting"]


def test_several_are_refused_at_once_and_one_of_them_confirmed_later(offered):
    """A slip can be put right; what is confirmed stays."""
    told = confirm(offered.office, "1-2, 3", NO)
    assert len(told.lines) == 3
    confirm(offered.office, "2", YES)
    assert [it.fate for it in offered.ledger.findings()] == ["refused", "confirmed", "refused"]


@pytest.mark.parametrize(
    ("which", "said", "reason"),
    [
        ("", YES, "unknown-finding"),
        ("9", YES, "unknown-finding"),
        ("một", YES, "numbers"),
        ("1-9999", YES, "numbers"),
        ("1", Judgement(""), "no-verdict"),
        ("1", Judgement("confirmed"), "incomplete"),
        ("1, 3", YES, "incomplete"),
        ("1", Judgement("confirmed", genre="Bài", topics=["t9"]), "unknown-topics"),
        ("1", Judgement("confirmed", genre="Bài", at=dt.date(2023, 11, 1)), "not-yet"),
    ],
)
def test_what_cannot_be_is_refused_whole(offered, refused, which, said, reason):
    """Nothing of it is kept: the first is not confirmed where the third has no day."""
    with refused(reason):
        confirm(offered.office, which, said)
    assert {it.fate for it in offered.ledger.findings()} == {"waiting"}
    assert offered.ledger.publications() == []


def test_what_is_decided_is_not_decided_again(offered, refused):
    """Whoever comes second learns of it."""
    confirm(offered.office, "1", YES)
    for said in (YES, NO):
        with refused("decided"):
            confirm(offered.office, "1", said)


def test_what_is_recorded_otherwise_is_not_overwritten(offered, refused):
    """The same title, body and day by hand: whoever confirms learns of it."""
    track(offered.office, title="Tin số 1", partner="bao", genre="Bài", at=dt.date(2023, 10, 1))
    with refused("recorded"):
        confirm(offered.office, "1", YES)
