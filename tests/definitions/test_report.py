"""Numbers of a year: every total is a sum, the order of facts is irrelevant, nothing after the cut-off counts."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.compile import UnitPlan
from definitions.facts import Instants, Key, Obligation, State
from definitions.report import IssuedPlan, YearFacts, ministry_report, today, traced
from definitions.traces import found, named, slugs, value

UTC = dt.UTC
DUE = {month: dt.datetime(2023, month, 4, 17, tzinfo=UTC) for month in (10, 11, 12)}
END = dt.datetime(2023, 12, 31, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Out:
    """A publication as the ledger gives it."""

    title: str
    partner: str
    genre: str
    at: dt.date
    unit: str = ""
    author: str = ""
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    programme: str = ""
    slot: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Verdict:
    """A decision as the ledger gives it."""

    key: Key
    verdict: str
    at: dt.datetime


def month(number, *states):
    lines = [
        {"id": f"2023-{number}/a/{n:02}", "unit": "ab"[n % 2], "topics": ["t1"], "activities": [], "partners": ["bao"],
         "genre": "Tin", "state": state} for n, state in enumerate(states, 1)
    ]  # fmt: skip
    return {"kind": "month-plan", "period": f"2023-{number}", "lines": lines, "units": [], "silent": []}


DAYS = st.dates(dt.date(2023, 10, 1), dt.date(2023, 12, 31))
INSTANTS = st.datetimes(dt.datetime(2023, 9, 1), dt.datetime(2023, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # bounds
OUT = st.builds(
    Out, title=st.sampled_from("xyz"), partner=st.sampled_from(["bao", "dai", "khac"]), genre=st.sampled_from(["Tin", "Bài"]),
    at=DAYS, unit=st.sampled_from(["", "a", "b"]), topics=st.sampled_from([(), ("t1",)]),
    lines=st.sampled_from([(), ("2023-10/a/01",), ("2023-11/a/01", "2023-11/a/02"), ("nowhere",)]),
    programme=st.sampled_from(["", "Thời sự tối"]), seconds=st.sampled_from([0, 0, 330]),
)  # fmt: skip
PLAN = st.builds(
    lambda n, unit, state, came: Obligation(
        Key("unit-plan", f"2023-{n}", unit), state, Instants(due=DUE[n]), received=came if state is not State.MISSED else None
    ),
    st.sampled_from([10, 11, 12]), st.sampled_from("ab"), st.sampled_from([State.ACCEPTED, State.NIL, State.MISSED, State.BEFORE]),
    INSTANTS,
)  # fmt: skip
REPORTS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), INSTANTS), unique_by=lambda it: it[0])
ISSUED = st.lists(st.tuples(st.sampled_from([10, 11, 12]), INSTANTS), unique_by=lambda it: it[0])


def _facts(plans, out, reports, issued):
    asked = [Obligation(Key("unit-year-report", "2023", unit)) for unit in "ab"]
    raised = [
        Obligation(Key("feedback", f"2023-E{n:03}", "a"), State.OPEN, Instants(at)) for n, (_, at) in enumerate(issued)
    ]
    return YearFacts(
        obligations=[*plans, *asked, *raised],
        publications=out,
        month_plans=[IssuedPlan(month(n, "planned", "postponed", "dropped"), at) for n, at in issued],
        unit_reports=[UnitPlan({"party": p, "figures": {"supplied": n}}, at) for p, n, at in reports],
    )


FACTS = st.builds(_facts, st.lists(PLAN, unique_by=lambda it: it.key), st.lists(OUT, max_size=8), REPORTS, ISSUED)


@settings(deadline=None)
@given(FACTS, INSTANTS)
def test_every_total_is_a_sum(small, facts, cutoff):
    """Plans by kind, by unit and by month, lines by state, publications by place, partner and unit."""
    it = ministry_report(small[0], facts, cutoff)
    for plans in (it.plans, *(u.plans for u in it.units), *(m.plans for m in it.months)):
        assert plans.owed == plans.on_time + plans.late + plans.nil + plans.waived + plans.missed
    assert it.plans.owed == sum(u.plans.owed for u in it.units) == sum(m.plans.owed for m in it.months)
    assert it.lines.total == it.lines.planned + it.lines.postponed + it.lines.dropped
    assert it.lines.total == sum(u.lines.total for u in it.units) == sum(m.lines.total for m in it.months)
    out = it.publications
    assert out.total == out.linked + out.before_plan + out.unplanned
    assert out.total == sum(count for _, genres in it.partners for _, count in genres)
    assert out.total == out.without_unit + sum(u.publications for u in it.units)
    on_air = [p for p in facts.publications if p.programme or p.seconds]
    assert sum(of.count for of in it.broadcasts) <= len(on_air)
    assert all(of.unsaid <= of.count and of.seconds == 330 * (of.count - of.unsaid) for of in it.broadcasts)
    assert dict(it.figures)["supplied"] == sum(dict(u.figures)["supplied"] for u in it.units)


@settings(deadline=None)
@given(FACTS, INSTANTS)
def test_a_figure_is_its_rows_counted(small, facts, cutoff):
    """Every figure of the report has a name, rows under it, and no other value than theirs; none has a row twice."""
    report, rows = traced(small[0], facts, cutoff)
    assert {name: value(its) for name, its in rows.items()} == named(report)
    for name, its in rows.items():
        if ".figures." not in f".{name}" and not name.endswith(".seconds"):
            assert len(its) == value(its) == named(report)[name]
            assert name == "silent" or all(it.what != "report" for it in its)


def test_a_figure_is_found_as_people_type_it():
    """By its name; without accents; or all that stand below the name, where it is no figure's own."""
    names = ["partners.bao.phóng-sự", "partners.bao.tin", "topics.t1.covered", "topics.t10.covered"]
    assert found("partners.bao.phong-su", names) == ("partners.bao.phóng-sự",)
    assert found("topics.t1", names) == ("topics.t1.covered",)
    assert found("partners.bao.", names) == tuple(names[:2])
    assert found("nowhere", names) == ()


def test_no_two_genres_share_a_name():
    """What differs only by blanks, dots or capitals is still told apart."""
    assert list(slugs(["Phóng sự", "phóng.sự", "Tin"]).values()) == ["phóng-sự", "phóng-sự~", "tin"]


@settings(deadline=None)
@given(FACTS, INSTANTS, st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(small, facts, cutoff, rng: random.Random):
    """The same facts shuffled are the same report."""
    names = ("obligations", "publications", "month_plans", "unit_reports")
    shuffled = replace(facts, **{name: rng.sample(getattr(facts, name), len(getattr(facts, name))) for name in names})
    assert ministry_report(small[0], shuffled, cutoff) == ministry_report(small[0], facts, cutoff)


@settings(deadline=None)
@given(FACTS, INSTANTS)
def test_nothing_after_the_cut_off_counts(small, facts, cutoff):
    """With every later publication, plan, report and event left out, the report is the same."""
    last = (cutoff + dt.timedelta(hours=7)).date()
    earlier = replace(
        facts,
        publications=[p for p in facts.publications if p.at <= last],
        month_plans=[p for p in facts.month_plans if p.issued <= cutoff],
        unit_reports=[r for r in facts.unit_reports if r.received <= cutoff],
        obligations=[o for o in facts.obligations if o.instants.opens is None or o.instants.opens <= cutoff],
    )
    assert ministry_report(small[0], earlier, cutoff) == ministry_report(small[0], facts, cutoff)


@pytest.mark.parametrize(
    ("state", "received", "counted"),
    [
        (State.ACCEPTED, -1, "on_time"), (State.ACCEPTED, 0, "late"), (State.NIL, -1, "nil"), (State.MISSED, None, "missed"),
        (State.WAIVED, None, "waived"), (State.OPEN, None, "missed"), (State.BEFORE, None, None),
    ],
)  # fmt: skip
def test_a_plan_is_counted_once(small, state, received, counted):
    """Late is at or after the due instant; what is older than adoption is not counted at all."""
    came = None if received is None else DUE[11] + dt.timedelta(seconds=received)
    it = Obligation(Key("unit-plan", "2023-11", "a"), state, Instants(due=DUE[11]), received=came)
    plans = ministry_report(small[0], YearFacts([it]), END).plans
    counts = {name: getattr(plans, name) for name in ("on_time", "late", "nil", "waived", "missed")}
    assert counts == dict.fromkeys(counts, 0) | ({counted: 1} if counted else {})


@pytest.mark.parametrize(
    ("day", "lines", "place"),
    [
        (20, ("2023-11/a/01",), "linked"),
        (5, (), "before_plan"),
        (20, (), "unplanned"),
        (20, ("2023-10/a/01",), "unplanned"),
    ],
)
def test_what_came_before_the_plan_is_a_result(small, day, lines, place):
    """Beside the plan is only what came out on or after the day the plan was issued, linked to no line of a plan."""
    issued = [IssuedPlan(month(11, "planned"), dt.datetime(2023, 11, 9, tzinfo=UTC))]
    out = [Out("x", "bao", "Tin", dt.date(2023, 11, day), lines=lines)]
    report = ministry_report(small[0], YearFacts(month_plans=issued, publications=out), END)
    assert getattr(report.publications, place) == 1
    assert report.lines.covered == (place == "linked")


def test_units_that_did_not_report_are_named(small):
    """Whoever owes a report of the year and had not sent it by the cut-off."""
    asked = [Obligation(Key("unit-year-report", "2023", unit)) for unit in "ab"]
    sent = [
        UnitPlan({"party": "a", "figures": {}}, END),
        UnitPlan({"party": "b", "figures": {}}, END + dt.timedelta(1)),
    ]
    assert ministry_report(small[0], YearFacts(asked, unit_reports=sent), END).silent == ("b",)


def test_an_estimate_is_kept_as_said_and_never_summed(small):
    """The sum is of the exact numbers; who said "hơn 500" stands beside it, in the unit's row and in the whole."""
    sent = [UnitPlan({"party": p, "figures": {"supplied": n}}, END) for p, n in (("a", 12), ("b", "hơn 500"))]
    asked = [Obligation(Key("unit-year-report", "2023", unit)) for unit in "ab"]
    it = ministry_report(small[0], YearFacts(asked, unit_reports=sent), END)
    assert dict(it.figures)["supplied"] == 12
    assert dict(it.exact)["supplied"] == 1
    assert it.estimates == (("supplied", (("b", "hơn 500"),)),)
    assert [unit.estimates for unit in it.units] == [(), (("supplied", "hơn 500"),)]
    assert type(it).from_json(it.as_json()) == it


def test_commendations_are_raised_settled_and_approved(small):
    """A returned proposal is not approved, and what was decided later does not count."""
    keys = [Key("commendation-approval", f"2023-E00{n}", "lanh-dao-so") for n in (1, 2, 3)]
    raised = [
        Obligation(Key("commendation", k.period, "a"), State.ACCEPTED, Instants(DUE[11]), done=DUE[11]) for k in keys
    ]
    said = [
        Verdict(keys[0], "approve", DUE[11]),
        Verdict(keys[1], "return", DUE[11]),
        Verdict(keys[2], "approve", DUE[12]),
    ]
    it = ministry_report(small[0], YearFacts(raised, decisions=said), DUE[12] - dt.timedelta(1)).commendations
    assert (it.raised, it.settled, it.approved) == (3, 3, 1)


def test_today_is_ordered(small):
    """What waits for a leader first, then what is late, then by deadline; what is settled does not wait."""
    made = [
        ("unit-plan", "b", State.OPEN, DUE[12]), ("unit-plan", "a", State.OPEN, DUE[12]), ("month-plan", "van-phong", State.OPEN, DUE[10]),
        ("month-approval", "lanh-dao-so", State.OPEN, None), ("unit-plan", "a", State.ACCEPTED, DUE[10]),
    ]  # fmt: skip
    waiting = [Obligation(Key(s, "2023-11", p), state, Instants(due=due)) for s, p, state, due in made]
    seen = today(small[0], waiting, DUE[11])
    assert [(it.group, it.key.party) for it in seen] == [
        ("decide", "lanh-dao-so"), ("late", "van-phong"), ("due", "a"), ("due", "b"),
    ]  # fmt: skip
    assert seen == today(small[0], waiting[::-1], DUE[11])
