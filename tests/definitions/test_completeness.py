"""Completeness and timeliness: counted by hand, both ways of counting a merged unit, never capped, never 0 of nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions import agenda
from definitions.completeness import FIELDS, Counted, completeness, heir
from definitions.facts import Instants, Key, Obligation, State
from definitions.report import YearFacts, ministry_report
from definitions.traces import value
from definitions.vocabulary import Party, Year

NOW = dt.datetime(2023, 12, 31, 16, tzinfo=dt.UTC)
DUE = {month: dt.datetime(2023, month, 4, 17, tzinfo=dt.UTC) for month in (10, 11, 12)}
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """A submission as the ledger gives it."""

    key: Key
    received: dt.datetime
    nil: bool = False
    late: bool = False


@pytest.fixture(scope="module")
def merging(small):
    """The small office, in which unit a was merged into b at the end of October."""
    definition = small[0]
    ended = {"a": {"valid_to": dt.date(2023, 10, 31), "merged_into": "b"}}
    parties = tuple(party.model_copy(update=ended.get(party.id, {})) for party in definition.year.parties)
    return definition.model_copy(update={"year": with_parties(definition.year, parties)})


def with_parties(year, parties):
    """That year with other parties; a copy would keep what was looked up before."""
    return Year.model_validate({**dict(year), "parties": parties})


def owed(party, month, state, hours=None, step="unit-plan"):
    """An obligation of that month; `hours` after its deadline it came."""
    came = None if hours is None else DUE[month] + hours * HOUR
    return Obligation(Key(step, f"2023-{month}", party), state, Instants(due=DUE[month]), received=came)


# the year counted by hand: who, when, what became of it, hours after the deadline at which it came (None: never)
YEAR = [
    ("a", 10, State.ACCEPTED, -1),
    ("b", 10, State.ACCEPTED, 0),  # at the deadline is late
    ("b", 11, State.NIL, -5),
    ("b", 12, State.MISSED, None),
]  # fmt: skip
BY_HAND = {  # in the order of FIELDS: expected, received, on time, late, nil, returned, waived, missing, beyond
    "a": (1, 1, 1, 0, 0, 0, 0, 0, 0),
    "b": (3, 2, 1, 1, 1, 0, 0, 1, 0),
    "both": (4, 3, 2, 1, 1, 0, 0, 1, 0),
}


def test_a_small_year_counted_by_hand(merging):
    """As the units were, under their successor, and all of them: the same obligations, the same totals."""
    (it,), rows = completeness(merging, [owed(*each) for each in YEAR], [], NOW)
    assert it.total == Counted(*BY_HAND["both"])
    assert [(p.party, p.counted) for p in it.parties] == [(p, Counted(*BY_HAND[p])) for p in "ab"]
    assert [(p.party, p.counted, p.formerly) for p in it.merged] == [("b", Counted(*BY_HAND["both"]), ("a",))]
    assert [row.id for row in rows["completeness.unit-plan.b.missing"]] == ["unit-plan/2023-12/b"]
    assert [row.party for row in rows["merged.unit-plan.b.on_time"]] == ["a", "b"]
    assert (it.total.complete, it.total.timely) == (0.75, 0.5)


def test_what_is_not_due_yet_is_not_expected_yet(small):
    """In the middle of the year nobody is blamed for December, and what is older than adoption never was expected."""
    its = [owed("a", 11, State.ACCEPTED, -1), owed("a", 12, State.PLANNED), owed("b", 10, State.BEFORE)]
    (it,), _ = completeness(small[0], its, [], DUE[12] - HOUR)
    assert (it.total, it.merged) == (Counted(expected=1, received=1, on_time=1), ())


def test_an_empty_whole_has_no_percentage(small):
    """A unit that was let go of everything is not 0 %: nothing was expected of it."""
    (it,), _ = completeness(small[0], [owed("a", 11, State.WAIVED)], [], NOW)
    assert (it.total, it.total.complete, it.total.timely) == (Counted(waived=1), None, None)


def test_a_percentage_is_never_capped(small):
    """What came and was let go afterwards is received beyond what is expected: the share says so, `beyond` says why."""
    its = [owed("a", 11, State.WAIVED, -1), owed("b", 11, State.ACCEPTED, -1)]
    (it,), rows = completeness(small[0], its, [], NOW)
    assert it.total.complete == 2
    assert [row.id for row in rows["completeness.unit-plan.beyond"]] == ["unit-plan/2023-11/a"]


def test_the_first_receipt_decides_whether_it_was_in_time(small):
    """What was sent back and came again after the deadline is on time still; what stands sent back is named."""
    again = owed("a", 11, State.ACCEPTED, 30)
    back = owed("b", 11, State.RETURNED, -1)
    sent = [Sent(again.key, DUE[11] + 30 * HOUR, late=True), Sent(again.key, DUE[11] - HOUR)]
    (it,), rows = completeness(small[0], [again, back], sent, NOW)
    assert (it.total.on_time, it.total.late, it.total.returned) == (2, 0, 1)
    assert [row.party for row in rows["completeness.unit-plan.returned"]] == ["b"]


def test_who_took_a_unit_over(merging):
    """However often it went on; a ring in the file leads nowhere, and nobody unknown inherits."""
    year = merging.year
    assert (heir(year, "a"), heir(year, "b"), heir(year, "gone")) == ("b", "b", "gone")
    ring = tuple(
        Party(id=id, name=id, roles=("unit",), merged_into=to) for id, to in (("a", "b"), ("b", "c"), ("c", "b"))
    )
    assert heir(with_parties(year, ring), "a") == "a"


def test_a_unit_counts_for_as_long_as_it_was_there(small):
    """a ended in October and was merged into b, c began in December: each owes its own months, both ways add up."""
    year = small[0].year
    said = {"a": {"valid_to": dt.date(2023, 10, 31), "merged_into": "b"}}
    parties = [party.model_copy(update=said.get(party.id, {})) for party in year.parties]
    parties.append(Party(id="c", name="Đơn vị C", roles=("unit",), valid_from=dt.date(2023, 12, 1)))
    definition = small[0].model_copy(update={"year": with_parties(year, tuple(parties))})
    planned = [it for it in agenda.plan(definition) if it.key.step == "unit-plan"]
    its = [Obligation(it.key, State.MISSED, it.instants) for it in planned]
    (step,), _ = completeness(definition, its, [], NOW)
    assert {it.party: it.counted.expected for it in step.parties} == {"a": 1, "b": 3, "c": 1}
    assert {it.party: (it.counted.expected, it.formerly) for it in step.merged} == {"b": (4, ("a",)), "c": (1, ())}


STATES = [State.ACCEPTED, State.NIL, State.MISSED, State.WAIVED, State.RETURNED, State.BEFORE, State.OPEN]
OWED = st.builds(
    owed, st.sampled_from("ab"), st.sampled_from([10, 11, 12]), st.sampled_from(STATES), st.one_of(st.none(), st.integers(-9, 9)),
    st.sampled_from(["unit-plan", "partner-agreement", "month-approval"]),
)  # fmt: skip


@given(st.lists(OWED, unique_by=lambda it: it.key), st.randoms(use_true_random=False))
def test_every_whole_is_the_sum_of_its_parts(merging, its, rng):
    """By party, by successor and in all; what is expected or beyond is received or missing; a figure is its rows."""
    steps, rows = completeness(merging, its, [], NOW)
    assert completeness(merging, rng.sample(its, len(its)), [], NOW) == (steps, rows)
    for step in steps:
        for ways in (step.parties, step.merged or step.parties):
            for field in FIELDS:
                assert sum(getattr(it.counted, field) for it in ways) == getattr(step.total, field)
        for it in (step.total, *(party.counted for party in (*step.parties, *step.merged))):
            assert it.expected + it.beyond == it.received + it.missing
            assert it.received == it.on_time + it.late
            assert it.complete is None or it.complete <= 1 or it.beyond
        for field in FIELDS:
            assert len(rows[f"completeness.{step.step}.{field}"]) == getattr(step.total, field)
    assert all(len(its) == value(its) for its in rows.values())


@given(st.lists(OWED, unique_by=lambda it: it.key))
def test_the_report_and_completeness_say_the_same(small, its):
    """The plans of the units in the report to the Ministry are those counted here."""
    plans = ministry_report(small[0], YearFacts(its), NOW).plans
    steps, _ = completeness(small[0], its, [], NOW)
    total = next((step.total for step in steps if step.step == "unit-plan"), Counted())
    assert plans.owed == total.expected + total.waived
    assert (plans.missed, plans.received, plans.timely) == (total.missing, total.received, total.on_time)


def test_the_order_of_versions_is_irrelevant(small):
    """Three versions in any order: the first decides the time, the last whether it says nil."""
    it = owed("a", 11, State.NIL, 9)
    sent = [Sent(it.key, DUE[11] + n * HOUR, nil=n == 9, late=n >= 0) for n in (9, -3, 2)]
    (step,), _ = completeness(small[0], [replace(it)], sent, NOW)
    assert (step.total.on_time, step.total.nil) == (1, 1)
