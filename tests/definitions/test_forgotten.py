"""Nothing that waits is forgotten: whoever waits for a fact is looked at when it comes, and what went by is caught up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from definitions import agenda
from definitions.actions import Assemble, Move, Tell, Wait, Wake
from definitions.answer import answer
from definitions.due import due
from definitions.events import Decide, NextRound, Raise, Return, Submit, Verdict
from definitions.facts import Facts, Grant, Instants, Key, Obligation, Progress, State
from definitions.load import Source, load

HEAD = "process: p\ntitle: P\ncalendar: none\nroles: {office: VP, unit: ĐV}\nsteps:\n"
YEAR = """\
year: 2023
process: process.yaml
runs: 2023-01-01 to 2023-12-31
issuer: {name: Sở}
parties: {vp: {role: office, name: VP}, a: {role: unit, name: A}, b: {role: unit, name: B}}
"""


def office(*steps, year=YEAR):
    """The context of an office with these steps, each written in one line."""
    text = HEAD + "".join(f"  {step}\n" for step in steps)
    return agenda.context(load(Source("process.yaml", text), Source("2023.yaml", year)))


def now(day="2023-06-15"):
    return dt.datetime.fromisoformat(f"{day}T03:00:00+00:00")


def one(ctx, key, state=State.PLANNED, needs=(), total=1, over=0, **more):
    """The facts of one obligation."""
    own = Progress(key.step, key.period, total, over, over)
    return Facts(key.step, key.period, (Obligation(key, state, **more),), own, {n.step: n for n in needs})


def over(step, period, at, **more):
    return Progress(step, period, 1, 1, 1, done=at, **more)


def last_look(actions, key):
    """When the ledger looks at it next: what the last action about it says."""
    return [a.next_at for a in actions if getattr(a, "key", None) == key][-1]


UNIT = "ask: {title: A, kind: submit, by: unit, every: month, opens: first day, due: before day 5, closes: end of the month}"


def test_a_process_without_forms_is_taken():
    """An office that hands in free text declares no form."""
    assert office(UNIT).definition.process.forms == ()


@pytest.mark.parametrize("every", ["event", "request"])
def test_what_was_raised_is_looked_at_at_once(every):
    """Its deadline and its reminders count from now on: the letter about it does not end the looking."""
    ctx = office(f"hear: {{title: H, kind: do, by: office, to: unit, every: {every}, due: 5 days after it opens}}")
    key = Key("hear", "2023-E001", "vp")
    actions = answer(ctx, one(ctx, key), Raise("hear", "2023-E001", ("vp",)), now())
    assert last_look(actions, key) == now()


AGREE = (
    UNIT,
    "plan: {title: G, kind: compile, by: office, from: ask, starts: all}",
    "talk: {title: T, kind: agree, on: plan, with: unit, rounds: 2, due: 2 days after plan is done}",
)


def test_a_further_round_is_looked_at_at_once():
    """The second answer is reminded and closed like the first."""
    ctx = office(*AGREE)
    key = Key("talk", "2023-05", "a")
    facts = one(ctx, key, State.SUBMITTED, needs=[over("plan", "2023-05", now())])
    assert last_look(answer(ctx, facts, NextRound(key), now()), key._replace(round=2)) == now()


def test_what_is_returned_is_reminded_and_closed_again():
    """After the letter of return, time goes on: the end of the month is the next look."""
    ctx = office(UNIT)
    key, closes = Key("ask", "2023-06", "a"), now("2023-06-30")
    known = Instants(now("2023-06-01"), now("2023-06-05"), closes)
    facts = one(ctx, key, State.SUBMITTED, total=2, over=1, instants=known, version=1)
    actions = answer(ctx, facts, Return(key, "Thiếu"), now())
    assert any(isinstance(a, Tell) and a.kind == "returned" for a in actions)
    assert last_look(actions, key) == closes


def test_what_is_returned_after_its_end_is_looked_at_at_once():
    """What went by while nobody was waited for is caught up."""
    ctx = office(UNIT)
    key = Key("ask", "2023-05", "a")
    facts = one(ctx, key, State.SUBMITTED, total=2, over=1, instants=Instants(closes=now("2023-06-01")), version=1)
    assert last_look(answer(ctx, facts, Return(key, "Thiếu"), now()), key) == now()


def test_an_opening_that_counts_from_the_unknown_does_not_come():
    """Two months after something is done is not yet, while it is not done."""
    ctx = office(
        UNIT, "tell: {title: T, kind: announce, by: office, to: unit, every: month, opens: 2 days after ask is done}"
    )
    key = Key("tell", "2023-06", "vp")
    waiting = due(ctx, one(ctx, key, needs=[Progress("ask", "2023-06", 2)]), now())
    assert [type(action) for action in waiting] == [Wait]
    told = due(ctx, one(ctx, key, needs=[over("ask", "2023-06", now("2023-06-05"))]), now())
    assert any(isinstance(action, Move) for action in told)


def woken(actions):
    return {(step, wake.period) for wake in actions if isinstance(wake, Wake) for step in wake.steps}


def test_the_months_of_a_quarter_are_woken_with_it():
    """Whoever comes round more often waits for the longer period too."""
    ctx = office(
        "guide: {title: G, kind: do, by: office, every: quarter}",
        "use: {title: U, kind: do, by: unit, every: month, needs: guide}",
    )
    key = Key("guide", "2023-Q2", "vp")
    actions = answer(ctx, one(ctx, key, State.OPEN), Submit(key, "sha", now()), now())
    assert {("use", f"2023-{month:02}") for month in (4, 5, 6)} <= woken(actions)
    assert ("use", "2023-07") not in woken(actions)


def test_a_later_year_is_woken_by_what_comes_once():
    """A plan of several years issued once frees the months of all of them."""
    steps = (
        "issue: {title: I, kind: do, by: office, every: once}",
        "use: {title: U, kind: do, by: unit, every: month, needs: issue}",
    )
    ctx = office(*steps, year=YEAR.replace("year: 2023", "year: 2023 to 2024").replace("2023-12-31", "2024-12-31"))
    key = Key("issue", "2023", "vp")
    assert ("use", "2024-05") in woken(answer(ctx, one(ctx, key, State.OPEN), Submit(key, "sha", now()), now()))


def test_what_counts_from_an_opening_is_known_when_it_opens():
    """A step that facts open closes so long after that, and is looked at then."""
    ctx = office(UNIT, "sum: {title: S, kind: do, by: office, every: month, needs: ask, closes: 8 days after it opens}")
    key = Key("sum", "2023-06", "vp")
    actions = due(ctx, one(ctx, key, needs=[over("ask", "2023-06", now())]), now())
    wait = next(action for action in actions if isinstance(action, Wait))
    assert wait.instants.closes is not None
    assert wait.next_at == wait.instants.closes


def test_whoever_counts_from_an_opening_is_woken_by_it():
    """The instant of another step is known at its opening, long before it is done."""
    ctx = office(
        UNIT,
        "sum: {title: S, kind: do, by: office, every: month, needs: ask}",
        "tell: {title: T, kind: do, by: office, every: month, opens: 3 days after sum opens}",
    )
    actions = due(ctx, one(ctx, Key("sum", "2023-06", "vp"), needs=[over("ask", "2023-06", now())]), now())
    assert ("tell", "2023-06") in woken(actions)


def test_whoever_waits_for_what_is_older_than_adoption_is_looked_at_then():
    """What was over before the office began wakes nobody any more."""
    ctx = office(
        "old: {title: O, kind: do, by: office, every: once, opens: 2023-01-02, due: on 2023-01-20}",
        "new: {title: N, kind: send, by: office, to: unit, every: once, needs: old}",
    )
    planned = {it.key.step: it for it in agenda.plan(ctx, now())}
    assert planned["old"].state is State.BEFORE
    assert planned["new"].next_at == now()


def test_a_draft_that_began_early_takes_up_what_comes_in_after():
    """A compilation that starts by time is looked at whenever something comes in, late or not."""
    ctx = office(UNIT, "plan: {title: G, kind: compile, by: office, from: ask, starts: 2 days before ask is due}")
    key = Key("ask", "2023-06", "a")
    facts = one(ctx, key, State.OPEN, total=2)
    early, later = (answer(ctx, facts, Submit(key, "sha", at), at) for at in (now("2023-06-01"), now("2023-06-04")))
    assert woken(early) == set()
    assert ("plan", "2023-06") in woken(later)


YEARLY = (UNIT, "plan: {title: G, kind: compile, by: office, from: ask, every: year}",
          "talk: {title: T, kind: agree, on: plan, with: unit, every: month}")  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "merged"), [(over("plan", "2023", now()), [Key("plan", "2023", "vp")]), (Progress("plan", "2023"), [])]
)
def test_answers_are_merged_into_what_they_are_about(plan, merged):
    """The plan of the year, where months are agreed about it; and nothing where there is no plan."""
    ctx = office(*YEARLY)
    key = Key("talk", "2023-06", "a")
    actions = answer(ctx, one(ctx, key, State.OPEN, needs=[plan]), Submit(key, "sha", now()), now())
    assert [action.key for action in actions if isinstance(action, Assemble)] == merged


APPROVE = (*AGREE[:2], "sign: {title: S, kind: approve, on: plan, by: office, every: month}")


@pytest.mark.parametrize(("settled", "back"), [(1, True), (0, False)])
def test_a_verdict_sends_back_only_what_is_there(settled, back):
    """What was missed cannot be open again; what was handed over is looked at at once."""
    ctx = office(*APPROVE)
    key, plan = Key("sign", "2023-06", "vp"), Key("plan", "2023-06", "vp")
    needs = [Progress("plan", "2023-06", 1, settled, 1, done=now(), content="sha")]
    facts = one(ctx, key, State.OPEN, needs=needs, generation=1, content="sha")
    facts = replace(facts, grant=Grant(key, "vp.x", "sha", 1, now("2023-07-01")))
    actions = answer(ctx, facts, Decide(key, Verdict.RETURN, "sha", 1, "Sửa"), now())
    assert any(isinstance(a, Move) and a.key == plan for a in actions) == back
    assert not back or last_look(actions, plan) == now()
