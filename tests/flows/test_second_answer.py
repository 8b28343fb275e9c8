"""A partner thinks again while the leader's approval is open: nobody approves a plan that is no longer so."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.facts import State
from flows import perform
from flows.agree import agree
from storage.port import Conflict

ASKED = "month-approval/2023-10/lanh-dao-so"
PLAN = "month-plan/2023-10/van-phong"
ANSWER = "partner-agreement/2023-10/bao"
REASON = "Trùng chuyên mục đã phát."


def again(world, **said):
    """The newspaper answers once more, half an hour later."""
    world.clock.to(world.clock.instant + dt.timedelta(minutes=30))
    return agree(world.office, partner="bao", period="2023-10", **{"others": "refused", "reason": REASON, **said})


@pytest.fixture
def thought_again(world):
    """Both partners have agreed, the leader is asked, and the newspaper takes it back: the plan is another one."""
    world.agreed()
    world.first = world.it(ASKED).content, world.code(ASKED), len(world.post.sent)
    again(world)
    return world


def test_the_plan_holds_the_second_answer_at_once(thought_again):
    """A version of its own, merged as if it had been the first one: the lines go to whoever still takes them."""
    lines = thought_again.content(PLAN)["lines"]
    assert [line["partners"] for line in lines] == [["dai"]] * len(lines)
    assert thought_again.it(PLAN).version == 3


def test_the_leader_is_asked_anew_about_the_new_plan_and_told_once(thought_again):
    """With the next heartbeat, and with no other: one letter, which says why and that the old code is good no more."""
    content, _, since = thought_again.first
    for _ in range(4):
        thought_again.beat()
        thought_again.clock.to(thought_again.clock.instant + dt.timedelta(minutes=5))
    it = thought_again.it(ASKED)
    assert (it.state, it.generation, it.content != content) == (State.OPEN, 2, True)
    assert it.content == thought_again.it(PLAN).content
    (letter,) = thought_again.letters("ld@so.example", since)
    assert "nội dung trình đã thay đổi" in letter.letter.text
    thought_again.decide()
    assert thought_again.ledger.decisions()[-1].content == it.content


def test_what_is_no_longer_so_is_not_approved_even_before_the_heartbeat(thought_again, refused):
    """The old code, in the minutes before the new letter: the leader reads that the plan has changed; no try is counted."""
    with refused("stale"):
        thought_again.decide(code=thought_again.first[1])
    key = thought_again.it(ASKED).key
    assert thought_again.ledger.facts(key.step, key.period, key=key).tries == 0
    assert thought_again.ledger.decisions() == []


def test_the_same_answer_once_more_asks_nobody_anew(world):
    """It changes nothing of what is decided on."""
    world.agreed()
    since = len(world.post.sent)
    again(world, others="agreed", reason="")
    world.beat()
    assert world.it(ASKED).generation == 1
    assert world.letters("ld@so.example", since) == []


def test_after_the_decision_an_answer_is_kept_and_changes_nothing(world):
    """Nothing that somebody said is lost, and nothing is issued that nobody has approved."""
    world.agreed()
    world.decide()
    before = world.it(PLAN).content
    again(world)
    world.beat()
    assert (world.it(ANSWER).version, world.it(PLAN).content) == (2, before)


def test_an_answer_and_a_decision_at_one_moment_are_one_after_the_other(world, monkeypatch):
    """The leader decides while the answer is being worked out: it is worked out again, and comes too late."""
    world.agreed()
    before, recorded, tried = world.it(PLAN).content, perform.perform, []

    def slow(*said, **more):
        tried.append(said)
        if len(tried) == 1:
            world.decide()
        recorded(*said, **more)

    monkeypatch.setattr(perform, "perform", slow)
    again(world)
    assert len(tried) > 2
    assert world.it(PLAN).content == before
    assert world.it(ANSWER).version == 2
    assert world.it(ASKED).state is State.ACCEPTED


def test_a_partner_that_was_silent_may_still_answer_before_the_decision(world):
    """It closed without an answer; what comes before the leader decides is put in like any other."""
    world.confirmed()
    agree(world.office, partner="dai", period="2023-10", others="agreed")
    world.to("2023-10-09 09:00")
    assert (world.it(ANSWER).state, world.it(ASKED).state) == (State.MISSED, State.OPEN)
    generation = world.it(ASKED).generation
    again(world)
    world.beat()
    assert [line["partners"] for line in world.content(PLAN)["lines"]] == [["dai"]] * 3
    assert world.it(ASKED).generation == generation + 1


def test_a_revision_that_is_rested_on_is_a_conflict_when_it_has_changed(world):
    """What `perform` is told that it rests on is checked in the same transaction."""
    world.agreed()
    it = world.it(ASKED)
    facts = world.ledger.facts("partner-agreement", "2023-10")
    perform.perform(world.office, facts, [], world.clock.instant, seen={it.key: it.revision})
    with pytest.raises(Conflict):
        perform.perform(world.office, facts, [], world.clock.instant, seen={it.key: it.revision - 1})
