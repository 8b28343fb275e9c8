"""Assemble: the machine puts together, a person edits and confirms; a duty of the Office is ticked off."""

from __future__ import annotations

import pytest

from definitions.facts import State
from flows.assemble import assemble
from flows.collect import collect

PLAN = "month-plan/2023-10/van-phong"
HEAD = "Nội dung tuyên truyền\tNội dung số\n"
ROW = f"{HEAD}Việc khác\t1"


def test_the_draft_is_put_together_when_all_have_settled(world):
    """With the last plan the Office has a draft, and a letter that says so."""
    world.drafted()
    assert [line["id"] for line in world.content(PLAN)["lines"]] == ["2023-10/a/01", "2023-10/a/02", "2023-10/b/01"]
    assert "Dự thảo" in world.letters("vp@so.example")[-1].letter.subject


def test_a_silent_unit_does_not_stop_the_month(world):
    """One working day after the deadline the draft is made of what has come, and says who has not sent."""
    world.hand_in("a")
    world.to("2023-10-05 08:00")
    assert world.content(PLAN)["silent"] == ["b"]
    assert "Đơn vị B" in world.letters("vp@so.example")[-1].letter.text


def test_what_comes_before_it_is_confirmed_goes_in(world):
    """The draft is put together again; nobody has to ask for it."""
    world.hand_in("a")
    world.to("2023-10-05 08:30")
    world.jump("2023-10-05 08:40")
    world.hand_in("b")
    world.beat()
    assert (world.it(PLAN).version, world.content(PLAN)["silent"]) == (2, [])


def test_what_comes_after_it_is_confirmed_does_not_change_it(world):
    """The partners answer to what they were shown; the late plan is kept as an addendum."""
    world.hand_in("a")
    world.to("2023-10-05 08:30")
    assemble(world.office, step="month-plan", period="2023-10")
    world.hand_in("b")
    world.beat()
    assert world.it(PLAN).version == 1
    assert world.ledger.submission(world.Key.parse("unit-plan/2023-10/b")).addendum


def test_confirmed_the_partners_are_asked(world):
    """Both of them, once."""
    world.confirmed()
    assert len(world.letters("bao@bao.example")) == len(world.letters("dai@dai.example")) == 1


def test_a_confirmation_is_bound_to_what_was_seen(world, refused, monkeypatch):
    """A draft that changed between the look and the word is not confirmed."""
    world.hand_in("a")
    world.to("2023-10-05 08:30")
    seen = world.ledger.submission(world.Key.parse(PLAN))
    world.hand_in("b")
    world.beat()
    monkeypatch.setattr(world.ledger, "submission", lambda *_: seen)
    with refused("stale"):
        assemble(world.office, step="month-plan", period="2023-10")


def test_confirmed_twice_is_refused(world, refused):
    """The second word has nothing to confirm."""
    world.confirmed()
    with refused("not-now"):
        assemble(world.office, step="month-plan", period="2023-10")


def test_an_unknown_step_is_refused(world, refused):
    """The remedy names the steps of the year."""
    with refused("unknown-step") as caught:
        assemble(world.office, step="no-such-step", period="2023-10")
    assert "month-plan" in caught.value.remedy


@pytest.mark.parametrize("step", ["unit-plan", "partner-agreement", "month-approval"])
def test_what_somebody_else_answers_is_not_confirmed(world, refused, step):
    """A plan comes from its unit, an answer from its partner, a verdict from its leader."""
    with refused("not-to-confirm"):
        assemble(world.office, step=step, period="2023-10")


@pytest.mark.parametrize(("period", "party"), [("2022-10", ""), ("2023-10", "x")])
def test_what_nobody_owes_is_not_confirmed(world, refused, period, party):
    """An unknown period or party."""
    with refused("unknown"):
        assemble(world.office, step="month-plan-issue", period=period, party=party)


def test_without_a_period_it_is_what_waits(world, refused):
    """Whoever confirms need not know the period; where nothing waits it is said."""
    with refused("nothing-waits"):
        assemble(world.office, step="month-plan", period="")
    world.drafted()
    assemble(world.office, step="month-plan", period="")
    assert world.it(PLAN).state is State.ACCEPTED


def test_what_a_person_has_edited_is_not_put_together_again(world):
    """A late plan does not undo the Office's work."""
    world.hand_in("a")
    world.to("2023-10-05 08:30")
    assemble(world.office, step="month-plan", period="2023-10", rows=ROW, confirm=False)
    world.jump("2023-10-05 08:40")
    world.hand_in("b")
    world.beat()
    assert [line["content"] for line in world.content(PLAN)["lines"]] == ["Việc khác"]


def test_a_line_that_the_office_puts_back_is_the_units_own(world):
    """Taken out and put in again, it keeps its id and its unit."""
    world.drafted()
    for rows in (ROW, f"{HEAD}Việc A1\t1"):
        assemble(world.office, step="month-plan", period="2023-10", rows=rows, confirm=False)
    (line,) = world.content(PLAN)["lines"]
    assert (line["id"], line["unit"]) == ("2023-10/a/01", "a")


def test_there_is_nothing_to_edit_before_the_draft(world, refused):
    """The remedy is to wait for it."""
    with refused("no-draft"):
        assemble(world.office, step="month-plan", period="2023-10", rows=ROW)


def test_only_what_is_put_together_is_edited(world, refused):
    """Rows for a duty that compiles nothing are refused; nothing is confirmed then."""
    with refused("no-draft"):
        assemble(world.office, step="month-plan-issue", period="2023-10", rows=ROW)


def test_a_duty_of_the_office_is_ticked_off(busy_world):
    """A step that is raised and done by hand leaves who did it and what was said."""
    collect(busy_world.office, step="feedback", unit="van-phong", period="", note="Mùi rác.")
    assert busy_world.it("feedback/2023-E001/van-phong").state is State.OPEN
    assemble(busy_world.office, step="feedback", period="2023-E001", comment="Đã trả lời.")
    assert busy_world.it("feedback/2023-E001/van-phong").state is State.ACCEPTED
    assert busy_world.ledger.events()[-1].detail["note"] == "Đã trả lời."
