"""Linking: what came out goes to its line by itself where that is certain, and a machine's word is known as one."""

from __future__ import annotations

import datetime as dt

from flows import linking
from flows.confirming import Judgement, confirm
from flows.inbox import Filed
from flows.taking import take
from flows.track import track
from storage.published import Finding, Word

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


# ---------------------------------------------------------------- by whatever door it comes in

BEACH = "Thu gom rác thải sinh hoạt trên bãi biển"


def _imported(world, *titles):
    rows = [
        "Tên tin, bài;Cơ quan báo chí;Thể loại;Ngày đăng, phát",
        *(f"{title};Báo;Tin;02/10/2023" for title in titles),
    ]
    return take(world.office, Filed("\n".join(rows).encode(), "ds.csv"), by="van-phong.cv")


def test_an_imported_list_links_itself_and_once_more_it_is_the_same(press_world):
    """The same rule as by hand; the file once more changes nothing, though it names no line."""
    _planned(press_world, BEACH)
    told = _imported(press_world, BEACH, "Đội bóng đá thắng trận sân nhà")
    before = press_world.ledger.publications()
    assert {it.title: bool(it.lines) for it in before} == {BEACH: True, "Đội bóng đá thắng trận sân nhà": False}
    assert told.lines[-1] == "Gắn với dòng kế hoạch: 1 trên 2 tin, bài."
    again = _imported(press_world, BEACH, "Đội bóng đá thắng trận sân nhà")
    assert "2 tin, bài đã có từ trước" in again.lines[0]
    assert press_world.ledger.publications() == before


def test_a_list_is_held_against_one_index(press_world, monkeypatch):
    """However many rows a file has, the plans are read into an index once."""
    made = []
    monkeypatch.setattr(linking.Index, "of", lambda *said, of=linking.Index.of: made.append(1) or of(*said))
    _planned(press_world, BEACH)
    _imported(press_world, *(f"{BEACH}, lần {n}" for n in range(12)))
    assert (len(made), len(press_world.ledger.publications())) == (1, 12)


def test_a_finding_that_is_confirmed_links_itself_by_its_lead_too(press_world):
    """What its title does not say, the beginning of its text does; whoever confirms reads what it was linked to."""
    _planned(press_world, BEACH)
    now = press_world.office.now()
    found = Finding("bao.example/1", "x", "http://bao.example/1", "bao", "Sáng chủ nhật", now, DAY, lead=f"{BEACH}.")
    press_world.ledger.offer([found], now=now)
    told = confirm(press_world.office, "1", Judgement("confirmed", genre="Tin", by="van-phong.cv"))
    (kept,) = press_world.ledger.publications()
    assert len(kept.lines) == 1
    assert any(line.startswith("Tự gắn với dòng kế hoạch") for line in told.lines)


def test_what_was_judged_since_does_not_make_another_record_of_it(world, refused):
    """Recorded again with a line that a person has refused, it is the same; with a line of which nobody spoke, not."""
    _planned(world)
    _, kept = _recorded(world, BEACH)
    world.ledger.relate(kept.id, [Word("line", kept.lines[0], "refused")], now=world.office.now(), by="van-phong.cv")
    _, again = _recorded(world, BEACH, lines=list(kept.lines))
    assert again.lines == ()
    with refused("recorded"):
        _recorded(world, BEACH, lines=["2023-10/b/01"])


def test_what_a_person_refused_is_not_linked_again(world):
    """The same story on another outlet does not go where a person has said that it does not belong."""
    _planned(world)
    _, kept = _recorded(world, BEACH)
    world.ledger.relate(kept.id, [Word("line", kept.lines[0], "refused")], now=world.office.now(), by="van-phong.cv")
    track(world.office, title=BEACH, partner="dai", genre="Tin", at=DAY)
    assert [it.lines for it in world.ledger.publications()] == [(), ()]
