"""Which lines are late, and what the name of a "bổ sung" means wherever a period is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.actions import Open
from definitions.altered import Travelled
from definitions.compile import UnitPlan
from definitions.context import context, needed, travels
from definitions.facts import Instants, Key, Obligation, State
from definitions.migration import Becomes, migrate
from definitions.periods import base_of, bounds, number_of, supplement_of, within
from definitions.supplement import asked_about, asked_late, late_lines
from notifications.words import period, titled

IDS = st.sets(st.sampled_from([f"2023-10/a/{n:02}" for n in range(1, 9)]))


@given(IDS, IDS)
def test_a_line_is_late_if_no_version_had_it(sent, known):
    """Each once, and none that is known; a plan without any is left out."""
    plans = [UnitPlan({"party": "a", "lines": [{"id": id} for id in sorted(sent)]})]
    gone = [Travelled("2023-10", (), known)]
    found = [line["id"] for plan in late_lines(plans, gone) for line in plan.content["lines"]]
    assert found == sorted(sent - known)
    assert all(plan.content["lines"] for plan in late_lines(plans, gone))


@given(st.integers(1, 12), st.integers(1, 99))
def test_a_supplement_is_of_its_month(month, number):
    """The name goes both ways; its days are those of the month."""
    base = f"2023-{month:02}"
    name = supplement_of(base, number)
    assert (base_of(name), number_of(name), bounds(name)) == (base, number, bounds(base))
    assert within(name, "2023")


@pytest.mark.parametrize(
    "other", ["2023", "2023-10", "2023-Q4", "2023-E001", "2023-W15-1of2", "2023-10-B", "2023-10-Bx"]
)
def test_no_other_period_is_one(other):
    """Whatever is no addition is its own base."""
    assert (base_of(other), number_of(other)) == (other, 0)


def test_it_is_said_as_what_it_is():
    """In a sentence and in a title."""
    assert period("2023-11-B2") == "tháng 11/2023 (bổ sung 2)"
    said = titled("Kế hoạch tuyên truyền tháng của Sở", "2023-11-B1")
    assert said == "Kế hoạch tuyên truyền tháng 11/2023 (bổ sung 1) của Sở"


def test_it_waits_for_its_own_and_looks_at_the_units_of_its_month(small):
    """What it goes through is of the same addition; the units' plans are the month's."""
    late = [it.model_copy(update={"late": "addendum"}) if it.id == "unit-plan" else it for it in small[0].process.steps]
    process = small[0].process.model_copy(update={"steps": tuple(late)})
    ctx = context(small[0].model_copy(update={"process": process}))
    assert [step.id for step in ctx.steps.values() if travels(ctx, step)] == [
        "month-plan", "partner-agreement", "month-approval", "month-plan-issue",
    ]  # fmt: skip
    assert dict(needed(ctx, "month-plan", "2023-10-B1")) == {"unit-plan": "2023-10"}
    assert set(dict(needed(ctx, "month-approval", "2023-10-B1")).values()) == {"2023-10-B1"}


def test_a_changed_plan_keeps_what_was_added(small, at):
    """An addition is owed as long as its month is: the year may be given another text while it is under way."""
    late = [it.model_copy(update={"late": "addendum"}) if it.id == "unit-plan" else it for it in small[0].process.steps]
    process = small[0].process.model_copy(update={"steps": tuple(late)})
    ctx = context(small[0].model_copy(update={"process": process}))
    it = Obligation(Key("month-plan", "2023-10-B1", "van-phong"), State.OPEN, Instants(opens=at("2023-10-10 09:00")))
    fate = next(fate for fate in migrate(ctx, ctx, [it], {}, at("2023-10-11 09:00")) if fate.key == it.key)
    assert (fate.becomes, fate.after) == (Becomes.KEEPS, it.instants)


def test_an_addition_that_came_back_asks_nobody_twice(small, at):
    """Confirmed once more, it asks whoever is new; the others have their key already."""
    ctx, now = context(small[0]), at("2023-10-20 09:00")
    asked = [a.key for a in asked_about(ctx, ctx.steps["month-plan"], "2023-10-B1", (), now)]
    assert {key.party for key in asked} == {"bao", "dai"}
    again = list(asked_about(ctx, ctx.steps["month-plan"], "2023-10-B1", (), now, asked[:1]))
    assert [a.key for a in again if isinstance(a, Open)] == asked[1:]


def test_what_comes_late_for_an_addition_makes_no_addition_of_its_own(small):
    """The next one is the month's: nothing is a "bổ sung" of a "bổ sung"."""
    late = [it.model_copy(update={"late": "addendum"}) if it.id == "unit-plan" else it for it in small[0].process.steps]
    process = small[0].process.model_copy(update={"steps": tuple(late)})
    ctx = context(small[0].model_copy(update={"process": process}))
    assert [a.key.step for a in asked_late(ctx, ctx.steps["unit-plan"], "2023-10")] == ["month-plan"]
    assert list(asked_late(ctx, ctx.steps["unit-plan"], "2023-10-B1")) == []
