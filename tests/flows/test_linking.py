"""Linking: what came out goes to its line by itself where that is certain, and a machine's word is known as one."""

from __future__ import annotations

import datetime as dt

from flows.track import track

DAY = dt.date(2023, 10, 2)


def _planned(world, content="Thu gom rác thải sinh hoạt trên bãi biển"):
    world.hand_in("a", lines=(content,))
    world.hand_in("b", lines=("Việc B1",))
    world.beat()


def _recorded(world, title, **more):
    told = track(world.office, title=title, partner="bao", genre="Tin", at=DAY, **more)
    return told, next(it for it in world.ledger.publications() if it.title == title)


def test_what_is_certain_links_itself(world):
    """The line is kept with the machine's reasons, and the one who records it reads them."""
    _planned(world)
    told, kept = _recorded(world, "Thu gom rác thải sinh hoạt trên bãi biển")
    assert len(kept.lines) == 1
    assert {it.how for it in kept.said} == {"machine"}
    why = next(it.why for it in kept.said if it.kind == "line")
    assert why.startswith("Cùng nói về: Thu gom rác thải")
    assert any("Tự gắn với dòng kế hoạch" in line for line in told.lines)


def test_what_shares_nothing_links_to_nothing(world):
    """Without a word in common nothing is claimed."""
    _planned(world)
    told, kept = _recorded(world, "Đội bóng đá thắng trận sân nhà")
    assert (kept.lines, kept.said) == ((), ())
    assert len(told.lines) == 1


def test_what_a_person_named_is_left_alone(world):
    """Lines that were given stay the only ones, and nobody else said so."""
    _planned(world)
    _, kept = _recorded(world, "Thu gom rác thải sinh hoạt trên bãi biển", lines=["2023-10/a/01"])
    assert (kept.lines, kept.said) == (("2023-10/a/01",), ())


def test_recorded_again_it_is_the_same(world):
    """A plan that came in between makes no other publication of it."""
    _, before = _recorded(world, "Thu gom rác thải sinh hoạt trên bãi biển")
    _planned(world)
    _, after = _recorded(world, "Thu gom rác thải sinh hoạt trên bãi biển")
    assert before == after
