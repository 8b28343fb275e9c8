"""What time brings: openings, reminders, closings, drafts, approvals."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions import agenda
from definitions.actions import Ask, Assemble, Issue, Move, Open, Skip, Tell, Wait
from definitions.due import CODE_LIVES, due, next_at
from definitions.facts import OVER, SETTLED, Facts, Instants, Key, Obligation, Progress, State

NOVEMBER = "2023-11"


def unit(ctx, party="a", **more):
    """The obligation of a unit's plan of November, as the agenda plans it."""
    planned = next(o for o in agenda.plan(ctx) if o.key == Key("unit-plan", NOVEMBER, party))
    return replace(Obligation(planned.key, planned.state, planned.instants, planned.next_at), **more)


def facts(*obligations, over=0, total=2, needs=(), step="unit-plan", **more):
    own = Progress(step, NOVEMBER, total, over, over)
    return Facts(step, NOVEMBER, obligations, own, {n.step: n for n in needs}, **more)


def done(step, at, content=None, total=1, settled=None):
    settled = total if settled is None else settled
    return Progress(step, NOVEMBER, total, settled, settled, done=at if settled else None, content=content)


def after(it, actions, ctx, found, now):
    """The obligation as the ledger would hold it after these actions."""
    for action in actions:
        if isinstance(action, Move) and action.key == it.key:
            it = replace(it, state=action.to)
        if isinstance(action, Wait) and action.key == it.key:
            it = replace(it, instants=action.instants, next_at=action.next_at)
        if isinstance(action, Tell | Skip) and action.key == it.key:
            it = replace(it, rungs=it.rungs | {action.rung})
        if isinstance(action, Ask):
            it = replace(it, generation=action.generation, content=action.content, expires=action.expires)
        if isinstance(action, Assemble) and action.key == it.key:
            it = replace(it, received=now)
    return it


def kinds(actions):
    return [a.kind for a in actions if isinstance(a, Tell)]


def test_nothing_is_due_before_it_opens(ctx, at):
    """A unit hears nothing before the plan of the month opens."""
    it = unit(ctx)
    assert kinds(due(ctx, facts(it), it.instants.opens - dt.timedelta(seconds=1))) == []


def test_it_opens_with_one_letter(ctx, at):
    """When it opens, whoever owes it is asked once, and it is looked at again at the first reminder."""
    it = unit(ctx)
    actions = due(ctx, facts(it), it.instants.opens)
    assert [a.to for a in actions if isinstance(a, Move)] == [State.OPEN]
    assert kinds(actions) == ["opened"]
    assert actions[-1].next_at == at("2023-11-01 08:00")


def test_the_ladder_reminds_and_then_escalates(ctx, at):
    """Three working days before, the last working day, and after the deadline the Office is told instead."""
    it = replace(unit(ctx), state=State.OPEN)
    heard = []
    for text in ("2023-11-01 08:00", "2023-11-03 08:00", "2023-11-06 08:00"):
        actions = due(ctx, facts(it), at(text))
        heard += [(a.kind, a.parties) for a in actions if isinstance(a, Tell)]
        it = after(it, actions, ctx, None, at(text))
    assert heard == [("remind", ("a",)), ("remind", ("a",)), ("escalate", ("van-phong",))]


def test_an_outage_over_the_reminders_sends_one_and_records_the_rest(ctx, at):
    """After a gap only the latest reminder still useful is sent; what was skipped keeps its reason."""
    it = replace(unit(ctx), state=State.OPEN)
    actions = due(ctx, facts(it), at("2023-11-04 09:00"))
    assert kinds(actions) == ["remind"]
    assert [a.rung for a in actions if isinstance(a, Skip)] == ["remind: 3 working days before"]


def test_an_outage_over_the_deadline_reminds_nobody(ctx, at):
    """Whoever is late already is not reminded; the Office is told."""
    it = replace(unit(ctx), state=State.OPEN)
    actions = due(ctx, facts(it), at("2023-11-07 09:00"))
    assert kinds(actions) == ["escalate"]
    assert len([a for a in actions if isinstance(a, Skip)]) == 2


def test_an_outage_over_the_whole_month_opens_and_closes_in_one_go(ctx, at):
    """A year that slept through November finds the plan missed, with every transition kept."""
    actions = due(ctx, facts(unit(ctx)), at("2023-12-05 09:00"))
    assert [a.to for a in actions if isinstance(a, Move)] == [State.OPEN, State.MISSED]
    assert "missed" in kinds(actions)


def test_what_is_older_than_the_adoption_is_neither_asked_nor_missed(ctx, at):
    """A duty whose deadline lies before the day of adoption is `before`, and is never looked at again."""
    actions = due(ctx, facts(unit(ctx), adopted=at("2023-11-05 00:00")), at("2023-11-10 09:00"))
    assert [a.to for a in actions if isinstance(a, Move)] == [State.BEFORE]
    assert kinds(actions) == []
    assert actions[0].key.party == "a"


def test_silence_does_not_block_the_month(ctx, at):
    """One working day after the deadline the month is put together from what has come."""
    it = Obligation(Key("month-plan", NOVEMBER, "van-phong"))
    needs = [replace(done("unit-plan", at("2023-11-02 10:00"), total=2, settled=1), due=at("2023-11-05 00:00"))]
    assert not [
        a
        for a in due(ctx, facts(it, total=1, needs=needs, step="month-plan"), at("2023-11-06 07:59"))
        if isinstance(a, Assemble)
    ]
    actions = due(ctx, facts(it, total=1, needs=needs, step="month-plan"), at("2023-11-06 08:00"))
    assert [type(a) for a in actions].count(Assemble) == 1
    assert kinds(actions) == ["draft-ready"]


def test_when_all_have_sent_the_month_is_put_together_at_once(ctx, at):
    """Nobody waits for a deadline when everybody has settled."""
    it = Obligation(Key("month-plan", NOVEMBER, "van-phong"))
    needs = [done("unit-plan", at("2023-11-02 10:00"), total=2)]
    assert any(
        isinstance(a, Assemble)
        for a in due(ctx, facts(it, total=1, needs=needs, step="month-plan"), at("2023-11-02 10:00"))
    )


def test_a_plan_that_comes_before_the_draft_is_confirmed_is_taken_into_it(ctx, at):
    """A draft that nobody has confirmed is put together again, without another letter."""
    it = Obligation(Key("month-plan", NOVEMBER, "van-phong"), State.OPEN, received=at("2023-11-06 08:00"))
    needs = [done("unit-plan", at("2023-11-06 09:00"), total=2)]
    actions = due(ctx, facts(it, total=1, needs=needs, step="month-plan"), at("2023-11-06 09:00"))
    assert [type(a) for a in actions].count(Assemble) == 1
    assert kinds(actions) == []


def approval(ctx, at, **more):
    needs = [
        done("month-plan", at("2023-11-06 15:30"), content="sha-1"),
        done("partner-agreement", at("2023-11-08 15:30"), total=2),
    ]
    return facts(
        Obligation(Key("month-approval", NOVEMBER, "lanh-dao-so"), **more), total=1, needs=needs, step="month-approval"
    )


def test_an_approval_is_asked_for_with_a_code_bound_to_what_is_decided(ctx, at):
    """Opening an approval asks for a decision on the content of the plan, for three days."""
    now = at("2023-11-08 15:30")
    ask = next(a for a in due(ctx, approval(ctx, at), now) if isinstance(a, Ask))
    assert (ask.content, ask.generation, ask.expires) == ("sha-1", 1, now + CODE_LIVES)


@pytest.mark.parametrize(("content", "expires"), [("sha-0", "2023-11-30 08:00"), ("sha-1", "2023-11-09 08:00")])
def test_an_approval_is_asked_for_again_when_the_plan_or_the_code_has_changed(ctx, at, content, expires):
    """Another content, or a code that has run out, makes a fresh question with the next generation."""
    more = {"state": State.OPEN, "generation": 1, "content": content, "expires": at(expires)}
    actions = due(ctx, approval(ctx, at, **more), at("2023-11-09 08:00"))
    assert [a.generation for a in actions if isinstance(a, Ask)] == [2]


def test_what_was_returned_and_comes_back_is_decided_in_a_fresh_round(ctx, at):
    """A verdict stays as it was given: what comes back is another obligation, in the next round."""
    found = approval(ctx, at, state=State.RETURNED, generation=1, content="sha-0")
    actions = due(ctx, found, at("2023-11-10 09:00"))
    assert [a.key.round for a in actions if isinstance(a, Open)] == [2]
    again = replace(found, obligations=tuple(after(o, actions, ctx, found, None) for o in found.obligations))
    assert not [a for a in due(ctx, again, at("2023-11-10 09:00")) if isinstance(a, Open)]


def test_an_approved_plan_is_issued_and_units_hear_of_their_lines(ctx, at):
    """Sending by mail needs nobody: recipients get the plan, units what became of their lines."""
    needs = [done("month-plan", at("2023-11-06 15:30"), "sha-1"), done("month-approval", at("2023-11-09 15:00"))]
    it = Obligation(Key("month-plan-issue", NOVEMBER, "van-phong"))
    actions = due(ctx, facts(it, total=1, needs=needs, step="month-plan-issue"), at("2023-11-09 15:00"))
    assert [a.parties for a in actions if isinstance(a, Issue)] == [("a", "b", "bao", "dai")]
    assert sorted(kinds(actions)) == ["issued", "lines-outcome"]


def test_a_partner_that_stays_silent_never_counts_as_agreed(ctx, at):
    """At the close of the agreement the plan is merged with the answers there are; the silent partner is `missed`."""
    needs = [done("month-plan", at("2023-11-06 15:30"), "sha-1")]
    it = Obligation(Key("partner-agreement", NOVEMBER, "dai"), State.OPEN)
    found = facts(it, over=1, needs=needs, step="partner-agreement")
    actions = due(ctx, found, at("2023-11-20 09:00"))
    assert [a.to for a in actions if isinstance(a, Move)] == [State.MISSED]
    assert [a.agreed for a in actions if isinstance(a, Assemble)] == ["partner-agreement"]


INSTANTS = st.integers(0, 111 * 24 * 60).map(
    lambda m: dt.datetime(2023, 10, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=m)
)


@given(now=INSTANTS, state=st.sampled_from(State), party=st.sampled_from("ab"))
def test_due_twice_is_due_once(ctx, now, state, party):
    """What a heartbeat has done, the next one at the same instant does not do again."""
    it = unit(ctx, party, state=state)
    actions = due(ctx, facts(it), now)
    again = due(ctx, facts(after(it, actions, ctx, None, now), over=sum(s in OVER for s in [it.state])), now)
    assert [a for a in again if not isinstance(a, Wait)] == []


@given(now=INSTANTS, state=st.sampled_from(sorted(SETTLED)))
def test_what_is_settled_is_never_due(ctx, now, state):
    """Nobody hears of a duty that is done."""
    actions = due(ctx, facts(unit(ctx, state=state)), now)
    assert [a for a in actions if not isinstance(a, Wait)] == []
    assert actions[0].next_at is None


@given(now=INSTANTS)
def test_the_order_of_facts_is_irrelevant(ctx, now):
    """Whichever obligation is looked at first, the same is done."""
    one, two = unit(ctx, "a"), unit(ctx, "b", state=State.OPEN)
    first, second = due(ctx, facts(one, two), now), due(ctx, facts(two, one), now)
    assert sorted(map(repr, first)) == sorted(map(repr, second))


@given(now=INSTANTS, state=st.sampled_from(State))
def test_the_next_look_lies_ahead(ctx, now, state):
    """Every obligation says when to look at it again, and never in the past: the heartbeat cannot spin."""
    it = unit(ctx, state=state)
    ahead = next_at(ctx, facts(it), it, now)
    assert ahead is None or ahead > now


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def test_the_zone_of_the_machine_is_irrelevant(small, zone, monkeypatch):
    """A server in another zone asks and reminds at the same instants."""
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        ctx = agenda.context(small[0])
        it = replace(unit(ctx), state=State.OPEN)
        actions = due(ctx, facts(it), dt.datetime(2023, 11, 1, 1, tzinfo=dt.UTC))
        assert (kinds(actions), actions[-1].next_at) == (["remind"], dt.datetime(2023, 11, 3, 1, tzinfo=dt.UTC))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_instants_that_were_known_do_not_move(ctx, at):
    """An open deadline never moves by itself."""
    moved = Instants(at("2023-10-25 08:00"), at("2023-11-20 00:00"), at("2023-12-01 00:00"))
    it = replace(unit(ctx), state=State.OPEN, instants=moved)
    assert due(ctx, facts(it), at("2023-11-01 08:00"))[-1].instants == moved
