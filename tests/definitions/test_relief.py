"""More time, another decider, taken back: what each brings, and who decides on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from definitions import agenda
from definitions.actions import Ask, Decider, Keep, Move, Open, Tell, Wait
from definitions.answer import answer
from definitions.due import due
from definitions.events import AskAgain, Decide, Extend, Reassign, Verdict, Withdraw
from definitions.facts import Facts, Grant, Instants, Key, Obligation, Progress, State
from definitions.vocabulary import Person
from definitions.who import candidates, cast_changes, deciders

NOVEMBER = "2023-11"
APPROVAL = Key("month-approval", NOVEMBER, "lanh-dao-so")
PLAN = Key("month-plan", NOVEMBER, "van-phong")
A = Key("unit-plan", NOVEMBER, "a")
DATE = dt.date.fromisoformat


def person(id, **more):
    return Person(id=id, party=id.partition(".")[0], name=id, addresses={"mail": f"{id}@so.example"}, **more)


def with_people(ctx, *people):
    """The small office with these people alone."""
    directory = ctx.definition.directory.model_copy(update={"people": people})
    return agenda.context(ctx.definition.model_copy(update={"directory": directory}))


AWAY = (DATE("2023-11-06"), DATE("2023-11-10"))
HEAD = person("lanh-dao-so.pt", away=AWAY, substitute="van-phong.pho")
DEPUTY = person("van-phong.pho")


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2023-11-05", (Decider("lanh-dao-so.pt"),)),
        ("2023-11-06", (Decider("van-phong.pho", "lanh-dao-so.pt"),)),
        ("2023-11-10", (Decider("van-phong.pho", "lanh-dao-so.pt"),)),
        ("2023-11-11", (Decider("lanh-dao-so.pt"),)),
    ],
)
def test_a_substitute_decides_on_the_days_of_the_absence(ctx, day, asked):
    """From the first day to the last, and on no other."""
    assert deciders(with_people(ctx, HEAD, DEPUTY), "lanh-dao-so", DATE(day)) == asked


def test_a_substitute_who_is_away_too_is_stood_in_for(ctx):
    """The chain is followed; a circle, or a chain that ends with nobody there, leaves the decider itself."""
    third = person("van-phong.cv")
    away = DEPUTY.model_copy(update={"away": AWAY, "substitute": third.id})
    circle = DEPUTY.model_copy(update={"away": AWAY, "substitute": HEAD.id})
    on = DATE("2023-11-07")
    assert deciders(with_people(ctx, HEAD, away, third), "lanh-dao-so", on) == (Decider(third.id, HEAD.id),)
    assert deciders(with_people(ctx, HEAD, circle), "lanh-dao-so", on) == (Decider(HEAD.id),)
    assert deciders(with_people(ctx, HEAD), "lanh-dao-so", on) == (Decider(HEAD.id),)


def test_the_other_one_of_a_role_is_asked_once(ctx):
    """A substitute who decides anyhow gets one code, not two."""
    other = person("lanh-dao-so.khac")
    head = HEAD.model_copy(update={"substitute": other.id})
    found = deciders(with_people(ctx, other, head), "lanh-dao-so", DATE("2023-11-07"))
    assert [each.person for each in found] == [other.id]


def test_a_substitute_who_has_left_stands_in_for_nobody(ctx):
    """Only who is there on that day can act."""
    gone = DEPUTY.model_copy(update={"valid_to": DATE("2023-10-31")})
    assert deciders(with_people(ctx, HEAD, gone), "lanh-dao-so", DATE("2023-11-07")) == (Decider(HEAD.id),)


def test_whoever_it_was_given_to_decides_alone(ctx):
    """For another party it decides for that one's own person; nobody else is asked."""
    context = with_people(ctx, HEAD, DEPUTY, person("van-phong.cv"))
    on = DATE("2023-11-13")
    assert deciders(context, "lanh-dao-so", on, DEPUTY.id) == (Decider(DEPUTY.id, HEAD.id),)
    assert deciders(context, "lanh-dao-so", on, "van-phong.cv") == (Decider("van-phong.cv", HEAD.id),)
    assert candidates(context, context.steps["month-approval"], on) == (HEAD.id, DEPUTY.id)


def test_the_cast_changes_when_somebody_leaves_or_comes_back(ctx, at):
    """The next midnight at which others decide; none once all that is known has happened."""
    later = DEPUTY.model_copy(update={"valid_from": DATE("2024-01-01")})
    context = with_people(ctx, HEAD.model_copy(update={"valid_to": DATE("2023-11-30")}), later)
    seen, now = [], at("2023-11-01 09:00")
    while (now := cast_changes(context, "lanh-dao-so", now)) is not None:
        seen.append(now)
    assert seen == [at(f"{day} 00:00") for day in ("2023-11-06", "2023-11-11", "2023-12-01", "2024-01-01")]


# ---------------------------------------------------------------- a decision that waits


def asked(at, **more):
    """The approval of November, asked for, and what it is about."""
    expires = at("2023-11-12 09:00")
    it = Obligation(APPROVAL, State.OPEN, Instants(), content="sha-1", generation=1, expires=expires, **more)
    needs = {"month-plan": Progress("month-plan", NOVEMBER, 1, 1, 1, content="sha-1")}
    return Facts("month-approval", NOVEMBER, (it,), Progress("month-approval", NOVEMBER, 1), needs,
                 grant=Grant(APPROVAL, "ld", "sha-1", 1, expires))  # fmt: skip


def test_a_code_lives_until_others_decide(ctx, at):
    """It runs out at the midnight at which the absence begins, and the heartbeat then asks the substitute."""
    context = with_people(ctx, HEAD, DEPUTY)
    again = answer(context, asked(at), AskAgain(APPROVAL), at("2023-11-04 09:00"))
    (ask,) = [a for a in again if isinstance(a, Ask)]
    assert (ask.expires, ask.people) == (at("2023-11-06 00:00"), (Decider(HEAD.id),))
    facts = asked(at)
    facts = replace(facts, obligations=(replace(facts.obligations[0], expires=ask.expires),))
    later = due(context, facts, ask.expires)
    assert [a.people for a in later if isinstance(a, Ask)] == [(Decider(DEPUTY.id, HEAD.id),)]
    assert [a.people for a in later if isinstance(a, Tell)] == [(DEPUTY.id,)]


def test_a_decision_is_given_on_with_its_reason(ctx, at):
    """A further generation for the one it is given to; whoever was asked before is told."""
    other = person("lanh-dao-so.khac")
    event = Reassign(APPROVAL, other.id, "Đi công tác", asked=(HEAD.id,))
    actions = answer(with_people(ctx, HEAD, other), asked(at), event, at("2023-11-09 09:00"))
    (ask,) = [a for a in actions if isinstance(a, Ask)]
    assert (ask.generation, ask.assigned, [each.person for each in ask.people]) == (2, other.id, [other.id])
    assert "Đi công tác" in ask.why
    assert [a.people for a in actions if isinstance(a, Tell) and a.kind == "reassigned"] == [(HEAD.id,)]


def test_what_is_taken_back_asks_nobody_until_it_is_finished(ctx, at):
    """The plan is open again; the decision has no code, no end and no reminder; finished, it is asked for anew."""
    facts = asked(at)
    plan = Obligation(PLAN, State.ACCEPTED, content="sha-1", version=1)
    event = Withdraw(PLAN, "Thiếu một dòng", facts.obligations, ("ld",))
    now = at("2023-11-09 09:00")
    taken = answer(ctx, Facts("month-plan", NOVEMBER, (plan,), Progress("month-plan", NOVEMBER, 1, 1, 1)), event, now)
    (nobody,) = [a for a in taken if isinstance(a, Ask)]
    assert (nobody.people, nobody.expires, nobody.content) == ((), None, "")
    assert [a.to for a in taken if isinstance(a, Move)] == [State.RETURNED]
    it = replace(facts.obligations[0], generation=2, content="", expires=None)
    unfinished = {"month-plan": Progress("month-plan", NOVEMBER, 1, 0, 0, content="sha-1")}
    waits = replace(facts, obligations=(it,), needs=unfinished)
    assert {type(a) for a in due(ctx, waits, at("2023-12-20 09:00"))} == {Wait}
    for act in (Decide(APPROVAL, Verdict.APPROVE, "", 2), AskAgain(APPROVAL)):
        assert answer(ctx, waits, act, now).reason == "withdrawn"
    finished = {"month-plan": Progress("month-plan", NOVEMBER, 1, 1, 1, content="sha-1")}
    again = due(ctx, replace(waits, needs=finished), now)
    assert [(a.generation, a.content) for a in again if isinstance(a, Ask)] == [(3, "sha-1")]


@pytest.mark.parametrize("state", [State.OPEN, State.RETURNED])
def test_only_what_was_submitted_is_taken_back(ctx, at, state):
    """A draft is the Office's already."""
    plan = Obligation(PLAN, state, content="sha-1", version=1)
    facts = Facts("month-plan", NOVEMBER, (plan,), Progress("month-plan", NOVEMBER, 1))
    event = Withdraw(PLAN, "Lý do", asked(at).obligations, ())
    assert answer(ctx, facts, event, at("2023-11-09 09:00")).reason == "nothing-submitted"


def test_the_verdict_of_a_substitute_says_for_whom(ctx, at):
    """What the grant names is kept with the decision."""
    facts = asked(at)
    facts = replace(facts, grant=replace(facts.grant, instead_of="ld"))
    actions = answer(ctx, facts, Decide(APPROVAL, Verdict.APPROVE, "sha-1", 1), at("2023-11-09 15:00"))
    assert [a.instead_of for a in actions if isinstance(a, Keep)] == ["ld"]


# ---------------------------------------------------------------- more time


def test_an_extension_keeps_the_distance_to_the_closing(ctx, at):
    """It closes as long after its new deadline as before, and its state is what it was."""
    planned = next(o for o in agenda.plan(ctx) if o.key == A)
    it = Obligation(A, State.OPEN, planned.instants, rungs=frozenset({"opened"}))
    facts = Facts("unit-plan", NOVEMBER, (it,), Progress("unit-plan", NOVEMBER, 2))
    actions = answer(ctx, facts, Extend(A, at("2023-11-09 00:00"), "Lý do"), at("2023-11-02 09:00"))
    (wait,) = [a for a in actions if isinstance(a, Wait)]
    assert wait.instants.due - it.instants.due == wait.instants.closes - it.instants.closes
    assert not [a for a in actions if isinstance(a, Move | Open)]
    assert [a.kind for a in actions if isinstance(a, Tell)] == ["extended"]
    assert wait.next_at is not None
