"""Coverage: what the steps of a definition can go through is what the core lets them, and it is counted once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.exercised import REACHABLE, begins, exercised, ways_of
from definitions.facts import State
from definitions.states import TRANSITIONS, Cause
from definitions.vocabulary import Kind


@pytest.mark.parametrize("kind", Kind)
def test_every_way_is_a_transition_of_the_table(kind):
    """No kind of step can go where the table of states has no way."""
    assert all(cause in TRANSITIONS[state] for state, cause in REACHABLE[kind])


def test_a_step_cannot_close_that_has_no_closing(ctx):
    """The compiled plan has no `closes`; the units' plans have, and may be late after it."""
    assert (State.OPEN, Cause.CLOSES) not in ways_of(ctx, ctx.steps["month-plan"])
    assert {(State.OPEN, Cause.CLOSES), (State.MISSED, Cause.RECEIVED)} <= set(ways_of(ctx, ctx.steps["unit-plan"]))
    assert ways_of(ctx, ctx.steps["month-plan-issue"]) == ((State.PLANNED, Cause.DONE),)
    assert begins(ctx, ctx.steps["unit-plan"]) is State.PLANNED


@given(st.data())
def test_what_was_gone_through_and_what_was_not_is_all_there_is(ctx, data):
    """The two lists share nothing and together hold every way; a hundred percent is said of all alone."""
    every = [(step.id, way) for step in ctx.steps.values() for way in ways_of(ctx, step)]
    gone = data.draw(st.lists(st.sampled_from(every)))
    found = exercised(ctx, {step for step, _ in gone}, gone)
    assert sorted([*found.ways, *found.untested_ways]) == sorted(every)
    assert (found.percent == 100) is (set(gone) == set(every))
    assert {*found.steps, *found.untested_steps} == set(ctx.steps)
