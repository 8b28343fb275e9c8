"""The agenda: who owes what for which period, when, and who waits for whom."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions import agenda
from definitions.context import woken
from definitions.facts import Instants, Key, Progress, State
from definitions.moments import parse_moment, parse_trigger
from definitions.vocabulary import (
    CalendarYear,
    DayOff,
    Definition,
    Every,
    Issuer,
    Kind,
    Party,
    Process,
    Rung,
    Step,
    Year,
)

DATE = dt.date.fromisoformat
OFF = ("2023-05-01", "2023-05-02", "2023-05-03", "2023-09-01", "2023-09-04")
FILE = CalendarYear(calendar="vietnam", year=2023, off=tuple(DayOff(date=DATE(d), name="nghỉ") for d in OFF))
PARTIES = (
    Party(id="van-phong", name="Văn phòng", roles=("office",)),
    Party(id="phong-a", name="Phòng A", roles=("unit",)),
    Party(id="phong-b", name="Phòng B", roles=("unit", "other"), valid_to=DATE("2023-06-30")),
    Party(id="bao", name="Báo", roles=("partner",)),
)
REMIND = ("3 working days before", "last working day", "1 working day after")


def _step(id, every="month", by=("office",), starts=None, ladder=(), **more):
    for name in ("opens", "due", "closes"):
        if name in more:
            more[name] = parse_moment(more[name])
    rungs = tuple(Rung(id=f"r{n}", kind="remind", moment=parse_moment(text)) for n, text in enumerate(ladder))
    trigger = parse_trigger(starts) if starts else None
    return Step(id=id, title=id, kind=more.pop("kind", "do"), every=every, by=by, starts=trigger, ladder=rungs, **more)


STEPS = (
    _step("plan-issue", "once", due="by 2023-03-15"),
    _step(
        "unit-plan", by=("unit",), opens="10 days before", due="before day 5", closes="end of the month", ladder=REMIND
    ),
    _step("month-plan", source="unit-plan", starts="all settled, or 1 working day after unit-plan is due"),
    _step("agreement", by=("partner",), on="month-plan", due="2 working days after month-plan is done"),
    _step("issue", needs=("agreement", "plan-issue")),
    _step("publications", needs=("plan-issue",), closes="end of the month", kind=Kind.TRACK),
    _step("year-report", "year", by=("unit", "other"), due="before 2023-12-01", opens="10 working days before"),
    _step("difficulty", "event", by=("unit",), due="5 working days after it opens"),
    _step("answer-to-it", "event", needs=("difficulty",)),
)


def _definition(*steps, parties=PARTIES, first="2023-03-15"):
    year = Year(
        year=2023, process="p", first=DATE(first), last=DATE("2023-12-31"), issuer=Issuer(name="Sở"), parties=parties
    )
    process = Process(id="p", title="P", roles=(), forms=(), steps=steps or STEPS)
    return Definition(process=process, year=year, calendars=(FILE,))


CTX = agenda.context(_definition())


def _utc(local):
    return dt.datetime.fromisoformat(f"{local}+07:00").astimezone(dt.UTC)


def _local(instant):
    return instant and (instant + dt.timedelta(hours=7)).strftime("%m-%d %H:%M")


def _plan(*steps, adopted=None, **more):
    ctx = agenda.context(_definition(*steps, **more))
    return {str(it.key): it for it in agenda.plan(ctx, adopted and _utc(adopted))}


def _instants(step, period="2023-11", needs=(), **more):
    found = agenda.instants(CTX, CTX.steps[step], period, {p.step: p for p in needs}, **more)
    return tuple(map(_local, found))


@pytest.fixture(params=["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def _machine_zone(request):
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


# ---------------------------------------------------------------- instants


@pytest.mark.parametrize(
    ("step", "period", "expected"),
    [
        ("unit-plan", "2023-11", ("10-25 08:00", "11-05 00:00", "12-01 00:00")),
        ("unit-plan", "2023-04", ("03-27 08:00", "04-05 00:00", "05-01 00:00")),
        ("year-report", "2023", ("11-16 08:00", "12-01 00:00", None)),
        ("publications", "2023-03", ("03-15 08:00", None, "04-01 00:00")),
        ("publications", "2023-10", ("10-02 08:00", None, "11-01 00:00")),
        ("month-plan", "2023-11", (None, None, None)),
        ("agreement", "2023-11", (None, None, None)),
    ],
)
def test_what_the_definition_alone_knows_needs_no_fact(step, period, expected):
    """Deadlines by the calendar are known; what waits for facts is not; a step that says nothing opens with its period."""
    assert _instants(step, period) == expected


def test_a_deadline_counts_from_a_step_that_is_done():
    """Done on Friday 03/11, two working days later is the end of Tuesday 07/11."""
    done = Progress("month-plan", "2023-11", 1, 1, 1, done=_utc("2023-11-03T16:00"))
    assert _instants("agreement", needs=[done])[1] == "11-08 00:00"


@pytest.mark.parametrize(("total", "over", "period"), [(2, 1, "2023-11"), (0, 0, "2023-11"), (1, 1, "2023-10")])
def test_a_step_is_done_when_all_of_it_is_over_in_that_period(total, over, period):
    """Half of it, nothing of it, or another month's does not count."""
    half = Progress("month-plan", period, total, over, over, done=_utc("2023-11-03T16:00"))
    assert _instants("agreement", needs=[half])[1] is None


def test_an_event_counts_from_the_instant_at_which_it_was_raised():
    """Its own opening is a fact, given outright or by its own progress."""
    raised = _utc("2023-08-30T10:00")
    own = Progress("difficulty", "2023-E001", 1, opens=raised)
    expected = ("08-30 10:00", "09-09 00:00", None)
    assert _instants("difficulty", "2023-E001", opened=raised) == expected
    assert _instants("difficulty", "2023-E001", [own]) == expected


def test_a_trigger_fires_by_time_alone_at_its_moment():
    """One working day after Saturday 04/11 is Monday; the deadline that was moved counts, where facts tell of one."""
    step = CTX.steps["month-plan"]
    moved = Progress("unit-plan", "2023-11", 2, due=_utc("2023-11-08T00:00"))
    assert _local(agenda.trigger_at(CTX, step, "2023-11", {})) == "11-06 08:00"
    assert _local(agenda.trigger_at(CTX, step, "2023-11", {"unit-plan": moved})) == "11-08 08:00"
    assert agenda.trigger_at(CTX, CTX.steps["issue"], "2023-11", {}) is None


def test_rungs_come_in_the_order_of_their_instants():
    """The ladder of Saturday 04/11: Wednesday, Friday, Monday; without a deadline there is none."""
    step = CTX.steps["unit-plan"]
    when = agenda.instants(CTX, step, "2023-11", {})
    ladder = agenda.rungs(CTX, step, "2023-11", when, {})
    assert [(rung.id, _local(at)) for rung, at in ladder] == [
        ("r0", "11-01 08:00"),
        ("r1", "11-03 08:00"),
        ("r2", "11-06 08:00"),
    ]
    assert agenda.rungs(CTX, step, "2023-11", Instants(), {}) == ()


def test_rungs_count_from_the_deadline_that_they_are_given():
    """A deadline that was moved moves its reminders."""
    moved = Instants(due=_utc("2023-11-11T00:00"))
    ladder = agenda.rungs(CTX, CTX.steps["unit-plan"], "2023-11", moved, {})
    assert [_local(at) for _, at in ladder] == ["11-07 08:00", "11-10 08:00", "11-13 08:00"]


def test_a_circle_of_moments_is_unknown_and_ends():
    """Two steps that count from each other have no instants."""
    ctx = agenda.context(_definition(_step("a", due="1 day after b is due"), _step("b", due="1 day after a is due")))
    assert agenda.instants(ctx, ctx.steps["a"], "2023-11", {}).due is None


# ---------------------------------------------------------------- who waits for whom


@pytest.mark.parametrize(
    ("step", "period", "pairs"),
    [
        ("plan-issue", "2023", ()),
        ("month-plan", "2023-11", (("unit-plan", "2023-11"),)),
        ("agreement", "2023-11", (("month-plan", "2023-11"),)),
        ("issue", "2023-11", (("agreement", "2023-11"), ("plan-issue", "2023"))),
        ("answer-to-it", "2023-E002", (("difficulty", "2023-E002"),)),
    ],
)
def test_a_step_asks_for_the_progress_of_what_it_waits_for(step, period, pairs):
    """In the same period, the year's where that step is yearly, the same event's where both are events."""
    assert agenda.needed(CTX, step, period) == pairs
    assert agenda.needed(CTX.definition, step, period) == pairs


def test_a_longer_period_looks_at_the_last_shorter_one_and_back():
    """A quarter's report waits for its last month; a month for the quarter that it is in."""
    ctx = agenda.context(_definition(_step("m", needs=("q",)), _step("q", "quarter", needs=("m",))))
    assert agenda.needed(ctx, "q", "2023-Q2") == (("m", "2023-06"),)
    assert agenda.needed(ctx, "m", "2023-05") == (("q", "2023-Q2"),)


def test_whoever_is_waited_for_knows_who_waits():
    """`followers` is `needed` the other way round."""
    assert agenda.followers(CTX, "plan-issue") == ("issue", "publications")
    assert agenda.followers(CTX, "unit-plan") == ("month-plan",)
    for step in CTX.steps:
        assert all(step in dict(agenda.needed(CTX, other, "2023")) for other in agenda.followers(CTX, step))


# ---------------------------------------------------------------- the plan of the year


def test_every_party_of_the_role_owes_the_step_while_it_exists():
    """Phòng B ends with June: it owes no plan for July, and no report in December."""
    found = _plan()
    assert "unit-plan/2023-06/phong-b" in found
    assert "unit-plan/2023-07/phong-b" not in found
    assert "year-report/2023/phong-b" not in found
    assert "year-report/2023/phong-a" in found


def test_a_party_with_two_roles_owes_one_thing_once():
    """Phòng B is named by both roles."""
    keys = [it.key for it in agenda.plan(agenda.context(_definition(_step("s", by=("unit", "other")))))]
    assert len(keys) == len(set(keys))


def test_a_round_that_was_over_before_the_year_began_is_not_owed():
    """The plan of 15/3/2023 asks for no unit's plan by 05/3, and compiles none; April is the first month."""
    found = _plan()
    for step, party in (
        ("unit-plan", "phong-a"),
        ("month-plan", "van-phong"),
        ("agreement", "bao"),
        ("issue", "van-phong"),
    ):
        assert f"{step}/2023-03/{party}" not in found
        assert f"{step}/2023-04/{party}" in found
    assert "publications/2023-03/van-phong" in found


def test_the_plan_is_looked_at_when_time_can_bring_something():
    """At the opening, at the trigger's moment, or never where facts alone will wake it."""
    found = _plan()
    assert _local(found["unit-plan/2023-11/phong-a"].next_at) == "10-25 08:00"
    assert _local(found["month-plan/2023-11/van-phong"].next_at) == "11-06 08:00"
    assert found["agreement/2023-11/bao"].next_at is None
    assert {it.state for it in found.values()} == {State.PLANNED}


def test_the_plan_is_in_the_order_of_its_deadlines():
    """The first due first, what has no deadline last, then by key."""
    opened = agenda.plan(CTX)
    dues = [it.instants.due for it in opened]
    known = [due for due in dues if due]
    assert dues[: len(known)] == sorted(known)
    undated = [it.key for it in opened if it.instants.due is None]
    assert undated == sorted(undated)


def test_what_is_older_than_adoption_is_before_and_never_looked_at():
    """With its deadline, or as the round that it carries on, or with its window."""
    found = _plan(adopted="2023-11-10T00:00")
    before = {key for key, it in found.items() if it.state is State.BEFORE}
    for step in ("unit-plan/2023-11/phong-a", "month-plan/2023-11/van-phong", "agreement/2023-11/bao"):
        assert step in before
    assert "publications/2023-10/van-phong" in before
    assert not {"publications/2023-11/van-phong", "unit-plan/2023-12/phong-a", "year-report/2023/phong-a"} & before
    assert all(found[key].next_at is None for key in before)


@pytest.mark.parametrize(
    ("adopted", "state"), [("2023-11-04T00:00", State.PLANNED), ("2023-11-05T00:00", State.BEFORE)]
)
def test_adoption_on_the_last_valid_day_still_asks(adopted, state):
    """Adopted on the 4th, the plan of that day is owed; adopted on the 5th, it is not."""
    assert _plan(adopted=adopted)["unit-plan/2023-11/phong-a"].state is state


def test_events_are_not_planned():
    """They are raised."""
    assert not [key for key in _plan() if key.startswith(("difficulty", "answer"))]


@pytest.mark.usefixtures("_machine_zone")
def test_the_plan_is_the_same_in_every_zone_of_the_machine():
    """Under TZ=UTC, Asia/Ho_Chi_Minh and America/New_York, from a fresh context."""
    it = _plan(adopted="2023-11-10T00:00")["unit-plan/2023-12/phong-a"]
    assert it.key == Key("unit-plan", "2023-12", "phong-a")
    assert tuple(map(_local, it.instants)) == ("11-24 08:00", "12-05 00:00", "01-01 00:00")


def _moments_of_a_step():
    due = st.one_of(
        st.integers(1, 31).map("before day {}".format),
        st.integers(1, 31).map("by day {}".format),
        st.sampled_from(["end of the month", "last working day of the month", "by day 10 at 09:00"]),
    )
    unit = st.sampled_from(["days", "working days"])
    opens = st.one_of(st.none(), st.tuples(st.integers(1, 30), unit).map(lambda said: f"{said[0]} {said[1]} before"))
    return due, opens


@given(*_moments_of_a_step(), st.sampled_from([Every.MONTH, Every.QUARTER, Every.HALF_YEAR]))
def test_nothing_is_due_before_it_opens(due, opens, every):
    """However a step says its deadline, and whether or not it says its opening, it opens first."""
    said = {"opens": opens} if opens else {}
    planned = agenda.plan(agenda.context(_definition(_step("s", every, due=due, **said))))
    assert planned
    assert all(it.instants.opens < it.instants.due for it in planned)


@given(st.permutations(STEPS))
def test_the_order_of_the_steps_changes_nothing_of_the_plan(steps):
    """The same obligations with the same instants, wherever a step stands in the file."""
    assert agenda.plan(agenda.context(_definition(*steps))) == agenda.plan(CTX)


def test_what_is_needed_of_a_longer_period_does_not_open_every_round_at_once():
    """A week that needs the month's plan opens with its week; a month that needs the month's plan waits for it."""
    month = _step("month")
    ctx = agenda.context(_definition(month, _step("week", "week", needs=("month",)), _step("next", needs=("month",))))
    assert _local(agenda.instants(ctx, ctx.steps["week"], "2023-W45", {}).opens) == "11-06 08:00"
    assert agenda.instants(ctx, ctx.steps["next"], "2023-11", {}).opens is None


# ---------------------------------------------------------------- periods of several years and of other lengths


def _programme(*steps):
    definition = _definition(*steps)
    several = {"until": 2025, "last": DATE("2025-12-31")}
    return agenda.context(definition.model_copy(update={"year": definition.year.model_copy(update=several)}))


def test_what_comes_once_in_several_years_looks_at_the_last_of_them():
    """The final report of a programme waits for its last yearly report, and for its last month."""
    ctx = _programme(_step("yearly", "year"), _step("monthly"), _step("final", "once", needs=("yearly", "monthly")))
    assert agenda.needed(ctx, "final", "2023") == (("yearly", "2025"), ("monthly", "2025-12"))


def test_whoever_looks_at_a_round_is_woken_by_it_whatever_its_length():
    """A month wakes the quarter that it ends, though that bears another name; the last year wakes what comes once."""
    ctx = _programme(
        _step("yearly", "year"),
        _step("monthly"),
        _step("quarterly", "quarter", needs=("monthly",)),
        _step("final", "once", needs=("yearly",)),
    )
    found = [woken(ctx, ctx.steps["monthly"], period) for period in ("2024-05", "2024-06")]
    assert [pairs[1:] for pairs in found] == [(), ((("quarterly",), "2024-Q2"),)]
    found = [woken(ctx, ctx.steps["yearly"], period) for period in ("2024", "2025")]
    assert [pairs[1:] for pairs in found] == [(), ((("final",), "2023"),)]
