"""What somebody's act brings: handing in, returning, confirming, deciding; and what is refused, with its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions import agenda
from definitions.actions import Ask, Assemble, Keep, Move, Open, Receive, Refusal, Tell, Wake
from definitions.answer import answer
from definitions.events import Accept, AskAgain, Confirm, Decide, Raise, Return, Submit, Verdict, Waive
from definitions.facts import Facts, Grant, Instants, Key, Obligation, Progress, State
from definitions.refusals import TRIES
from definitions.states import TRANSITIONS, after
from definitions.vocabulary import Person

NOVEMBER = "2023-11"
A = Key("unit-plan", NOVEMBER, "a")
PLAN = Key("month-plan", NOVEMBER, "van-phong")
APPROVAL = Key("month-approval", NOVEMBER, "lanh-dao-so")


def facts(it, over=0, total=2, **more):
    return Facts(it.key.step, it.key.period, (it,), Progress(it.key.step, it.key.period, total, over, over), **more)


def a_unit(ctx, state=State.OPEN, **more):
    planned = next(o for o in agenda.plan(ctx) if o.key == A)
    return Obligation(A, state, planned.instants, **more)


def moves(actions):
    return [a.to for a in actions if isinstance(a, Move)]


def test_a_plan_before_the_deadline_is_taken_and_receipted(ctx, at):
    """A unit that sends in time is accepted at once and gets a receipt."""
    now = at("2023-11-04 23:59")
    actions = answer(ctx, facts(a_unit(ctx)), Submit(A, "sha", now), now)
    assert moves(actions) == [State.SUBMITTED, State.ACCEPTED]
    assert [a.late for a in actions if isinstance(a, Receive)] == [False]
    assert [a.kind for a in actions if isinstance(a, Tell)] == ["received"]


def test_late_is_told_by_the_receipt_not_by_the_typing(ctx, at):
    """A plan that came at the last second of the 4th and was typed days later is in time; one at midnight is late."""
    typed = at("2023-11-09 10:00")
    for received, late in (("2023-11-04 23:59:59", False), ("2023-11-05 00:00", True)):
        actions = answer(ctx, facts(a_unit(ctx)), Submit(A, "sha", at(received), typed=typed), typed)
        assert [(a.late, a.addendum) for a in actions if isinstance(a, Receive)] == [(late, late)]


def test_nothing_to_report_is_said_on_purpose(ctx, at):
    """Saying "không phát sinh" settles a duty without a plan."""
    actions = answer(
        ctx, facts(a_unit(ctx)), Submit(A, "sha", at("2023-11-02 09:00"), nil=True), at("2023-11-02 09:00")
    )
    assert moves(actions) == [State.NIL]


def test_a_plan_may_come_before_its_time_and_after_its_closing(ctx, at):
    """Early and very late plans are both kept: nothing that people send is thrown away."""
    for state in (State.PLANNED, State.MISSED, State.RETURNED, State.NIL, State.ACCEPTED):
        actions = answer(
            ctx, facts(a_unit(ctx, state)), Submit(A, "sha", at("2023-11-20 09:00")), at("2023-11-20 09:00")
        )
        assert moves(actions)[-1] is State.ACCEPTED


def test_the_last_one_wakes_the_month(ctx, at):
    """When all have settled, whoever waits for them is woken; before that only what is late or new again does."""
    event = Submit(A, "sha", at("2023-11-02 09:00"))
    first, last = (answer(ctx, facts(a_unit(ctx), over=over), event, event.received) for over in (0, 1))
    assert not [a for a in first if isinstance(a, Wake)]
    assert [a.steps for a in last if isinstance(a, Wake)] == [("month-plan",)]


def test_a_return_needs_its_reason_and_tells_the_sender_at_once(ctx, at):
    """A unit that gets its plan back hears what is missing; without a word nothing is returned."""
    it, now = a_unit(ctx, State.ACCEPTED, version=1), at("2023-11-03 09:00")
    silent = answer(ctx, facts(it, over=1), Return(A, "  "), now)
    assert isinstance(silent, Refusal)
    assert silent.reason == "comment-needed"
    actions = answer(ctx, facts(it, over=1), Return(A, "Thiếu thời gian"), now)
    assert moves(actions) == [State.RETURNED]
    assert [(a.kind, a.parties, a.note) for a in actions if isinstance(a, Tell)] == [
        ("returned", ("a",), "Thiếu thời gian")
    ]


@pytest.mark.parametrize(("event", "state"), [(Waive(A, "Mới thành lập"), State.WAIVED), (Accept(A), None)])
def test_only_what_the_table_knows_happens(ctx, at, event, state):
    """An open duty can be waived; it cannot be accepted before something was handed in."""
    taken = answer(ctx, facts(a_unit(ctx)), event, at("2023-11-03 09:00"))
    assert (moves(taken) == [state]) if state else taken.reason == "not-now"


def test_a_draft_is_confirmed_as_it_was_read(ctx, at):
    """Whoever confirms a draft that has changed meanwhile is asked to look again."""
    it = Obligation(PLAN, State.OPEN, content="sha-2", version=2)
    assert answer(ctx, facts(it, total=1), Confirm(PLAN, "sha-1"), at("2023-11-06 15:00")).reason == "stale"
    actions = answer(ctx, facts(it, total=1), Confirm(PLAN, "sha-2"), at("2023-11-06 15:00"))
    assert moves(actions) == [State.ACCEPTED]
    assert [a.steps for a in actions if isinstance(a, Wake)] == [
        ("partner-agreement", "month-approval", "month-plan-issue")
    ]


def test_the_last_partner_makes_the_agreed_version(ctx, at):
    """When every partner has answered, the answers are merged into the next version of the plan."""
    key = Key("partner-agreement", NOVEMBER, "bao")
    event = Submit(key, "sha", at("2023-11-08 10:00"))
    for over, merged in ((0, []), (1, [PLAN])):
        actions = answer(ctx, facts(Obligation(key, State.OPEN), over=over), event, event.received)
        assert [a.key for a in actions if isinstance(a, Assemble)] == merged


def an_approval(at, **more):
    expires = at("2023-11-12 09:00")
    it = Obligation(APPROVAL, State.OPEN, Instants(), content="sha-1", generation=1, expires=expires)
    return facts(it, total=1, grant=Grant(APPROVAL, "ld", "sha-1", 1, expires), **more)


def test_a_verdict_with_its_code_is_kept_and_moves_the_year_on(ctx, at):
    """The right code, the content that was shown, a verdict: a decision for ever, and whoever waits is woken."""
    actions = answer(ctx, an_approval(at), Decide(APPROVAL, Verdict.APPROVE, "sha-1", 1), at("2023-11-09 15:00"))
    assert [(a.person, a.content) for a in actions if isinstance(a, Keep)] == [("ld", "sha-1")]
    assert moves(actions) == [State.ACCEPTED]
    assert [a.steps for a in actions if isinstance(a, Wake)] == [("month-plan-issue",)]


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.APPROVE_WITH_CHANGES])
def test_what_is_not_approved_as_it_is_goes_back_to_whoever_compiled_it(ctx, at, verdict):
    """A returned plan, and one approved with changes, is open again for the Office, with the leader's words."""
    event = Decide(APPROVAL, verdict, "sha-1", 1, "Ghi rõ đơn vị")
    actions = answer(ctx, an_approval(at), event, at("2023-11-09 15:00"))
    assert [(a.key, a.note) for a in actions if isinstance(a, Move)][-1] == (PLAN, "Ghi rõ đơn vị")
    assert "returned" in [a.kind for a in actions if isinstance(a, Tell)]


def refused(
    ctx, at, found, verdict=Verdict.APPROVE, content="sha-1", generation=1, comment="", when="2023-11-09 15:00"
):
    return answer(ctx, found, Decide(APPROVAL, verdict, content, generation, comment), at(when)).reason


def test_every_objection_to_a_verdict_has_its_reason(ctx, at):
    """Wrong, used, expired, stale, locked, without verdict, without its words: each is told apart."""
    good = an_approval(at)
    grant = good.grant
    done = replace(good.obligations[0], state=State.ACCEPTED)
    found = {
        "already": refused(ctx, at, replace(good, obligations=(done,))),
        "stale": refused(ctx, at, good, content="sha-0"),
        "wrong-code": refused(ctx, at, replace(good, grant=None)),
        "used": refused(ctx, at, replace(good, grant=replace(grant, used=at("2023-11-09 09:00")))),
        "expired": refused(ctx, at, good, when="2023-11-12 09:00"),
        "locked": refused(ctx, at, replace(good, tries=TRIES)),
        "no-verdict": refused(ctx, at, good, verdict=None),
        "comment-needed": refused(ctx, at, good, verdict=Verdict.RETURN),
    }
    assert {reason: reason for reason in found} == found


def test_a_code_opens_nothing_but_what_it_was_given_for(ctx, at):
    """A code for another obligation, another generation or another content is not good for this one."""
    good = an_approval(at)
    for other in ({"key": Key("month-approval", "2023-10", "lanh-dao-so")}, {"generation": 0}, {"content": "sha-0"}):
        assert refused(ctx, at, replace(good, grant=replace(good.grant, **other))) == "stale"


def test_what_nobody_owes_is_unknown(ctx, at):
    """An act on an obligation that does not exist is refused with a remedy."""
    found = Facts("unit-plan", NOVEMBER, (), Progress("unit-plan", NOVEMBER))
    taken = answer(ctx, found, Submit(A, "sha", at("2023-11-02 09:00")), at("2023-11-02 09:00"))
    assert taken.reason == "unknown"
    assert taken.remedy


def test_something_that_happens_opens_its_own_occurrence(ctx, at):
    """Raising an event opens an obligation at once and tells whom it goes to."""
    now = at("2023-11-02 09:00")
    event = Raise("unit-plan", "2023-E001", ("a",), "Có khó khăn")
    actions = answer(ctx, Facts("unit-plan", "2023-E001", (), Progress("unit-plan", "2023-E001")), event, now)
    assert [(a.key, a.state, a.next_at) for a in actions if isinstance(a, Open)] == [
        (Key("unit-plan", "2023-E001", "a"), State.OPEN, now)
    ]
    assert [(a.kind, a.parties) for a in actions if isinstance(a, Tell)] == [("raised", ("van-phong",))]


def test_the_table_is_closed():
    """Every state has its row, and every transition leads to a state that has one too."""
    assert set(TRANSITIONS) == set(State)
    assert {to for row in TRANSITIONS.values() for to in row.values()} <= set(TRANSITIONS)


def test_no_state_is_a_dead_end_but_adoption():
    """From every state a plan can still be handed in: nobody is locked out by what the program thinks."""
    from definitions.states import Cause

    assert all(after(state, Cause.RECEIVED) is State.SUBMITTED for state in State)


def test_the_office_can_ask_once_more(ctx, at):
    """A lost letter or a locked code costs one act: the next generation, with its own code and letter."""
    now = at("2023-11-09 10:00")
    actions = answer(ctx, an_approval(at, tries=TRIES), AskAgain(APPROVAL), now)
    assert [(a.generation, a.content) for a in actions if isinstance(a, Ask)] == [(2, "sha-1")]
    assert [a.rung for a in actions if isinstance(a, Tell)] == ["ask:2"]
    closed = replace(an_approval(at).obligations[0], state=State.ACCEPTED)
    assert answer(ctx, replace(an_approval(at), obligations=(closed,)), AskAgain(APPROVAL), now).reason == "already"


# ---------------------------------------------------------------- without proof


def _unproved(ctx):
    """The small office, its approval without a code; two people act for the leader."""
    process, directory = ctx.definition.process, ctx.definition.directory
    steps = [s.model_copy(update={"proof": "none"}) if s.id == "month-approval" else s for s in process.steps]
    people = (*directory.people, Person(id="lanh-dao-so.pho", party="lanh-dao-so", name="Phó"))
    changed = {
        "process": process.model_copy(update={"steps": tuple(steps)}),
        "directory": directory.model_copy(update={"people": people}),
    }
    return agenda.context(ctx.definition.model_copy(update=changed))


@pytest.mark.parametrize(
    ("said", "kept"),
    [("lanh-dao-so.pho", "lanh-dao-so.pho"), ("van-phong.cv", "lanh-dao-so.pt"), ("", "lanh-dao-so.pt")],
)
def test_without_proof_the_named_person_counts_if_he_acts_for_the_party(ctx, at, said, kept):
    """Anybody else, or nobody, and it is the party's first: an outsider's name never stands under a verdict."""
    found = replace(an_approval(at), grant=None)
    event = Decide(APPROVAL, Verdict.APPROVE, "sha-1", 1, person=said)
    actions = answer(_unproved(ctx), found, event, at("2023-11-09 15:00"))
    assert [a.person for a in actions if isinstance(a, Keep)] == [kept]
    assert moves(actions) == [State.ACCEPTED]


def test_where_a_code_is_asked_for_a_name_proves_nothing(ctx, at):
    """The same act is refused for want of a code."""
    event = Decide(APPROVAL, Verdict.APPROVE, "sha-1", 1, person="lanh-dao-so.pt")
    assert answer(ctx, replace(an_approval(at), grant=None), event, at("2023-11-09 15:00")).reason == "wrong-code"


def test_without_proof_the_other_objections_stand(ctx, at):
    """What has changed meanwhile, and a verdict that is missing, are refused all the same."""
    bare, found = _unproved(ctx), replace(an_approval(at), grant=None)
    assert refused(bare, at, found, content="sha-2") == "stale"
    assert refused(bare, at, found, verdict=None) == "no-verdict"
    assert refused(bare, at, found, verdict=Verdict.RETURN) == "comment-needed"
