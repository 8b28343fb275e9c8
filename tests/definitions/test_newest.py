"""A line that travelled more than once is one line, as it was said last; every figure of it is one."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from definitions.coverage import coverage
from definitions.figures import IssuedPlan, YearFacts
from definitions.newest import UNCHANGED, newest
from definitions.report import ministry_report, traced

AT = dt.datetime(2023, 10, 9, 2, tzinfo=dt.UTC)
NOW = dt.datetime(2023, 12, 15, 3, tzinfo=dt.UTC)
IDS = [f"2023-10/a/{n:02}" for n in range(1, 5)]
LATER = ["2023-10", "2023-10-B1", "2023-10-B2", "2023-10-B10", "2023-11"]
"""The plans of a line, the oldest first."""


def line(id, said, state="planned"):
    return {
        "id": id, "content": said, "unit": "a", "topics": ["t1"], "activities": [], "partners": ["bao"], "genre": "Tin",
        "when": "", "state": state,
    }  # fmt: skip


STATES = st.sampled_from(["planned", "planned", "dropped", "postponed", UNCHANGED])
PLANS = st.dictionaries(st.sampled_from(LATER), st.dictionaries(st.sampled_from(IDS), STATES, max_size=4), min_size=1)


def written(drawn):
    return [(period, [line(id, period, state) for id, state in lines.items()]) for period, lines in drawn.items()]


@given(PLANS, st.randoms(use_true_random=False))
def test_the_newest_says_what_a_line_is(drawn, order):
    """Of each line the last plan that says something of it, whatever the order in which the plans are given."""
    plans = written(drawn)
    found = newest(plans)
    for id in IDS:
        saying = [period for period in LATER if drawn.get(period, {}).get(id, UNCHANGED) != UNCHANGED]
        assert (found[id].period if id in found else None) == (saying[-1] if saying else None)
    order.shuffle(plans)
    assert [*newest(plans).items()] == [*found.items()]


@given(PLANS)
def test_a_year_counts_each_line_once(small, drawn):
    """The total, the sum of the months and coverage are one figure: the lines that there are."""
    plans = [IssuedPlan({"period": period, "lines": lines}, AT) for period, lines in written(drawn)]
    random.shuffle(plans)
    facts, lines = YearFacts(month_plans=plans), newest(written(drawn))
    report, rows = traced(small[0], facts, NOW)
    assert report.lines.total == len(lines) == sum(month.lines.total for month in report.months)
    assert all(len({row.id for row in its}) == len(its) for its in rows.values())
    total = coverage(small[0], facts, NOW)[0].total
    assert total.planned + total.dropped == len(lines)


def test_a_change_that_is_not_issued_counts_for_nothing(small):
    """Until the "bổ sung" is sent, the line is what the plan of the month says that it is; then it is what that says."""
    first = IssuedPlan({"period": "2023-10", "lines": [line(IDS[0], "cũ")]}, AT)
    dropped = {"period": "2023-10-B1", "lines": [line(IDS[0], "mới", "dropped")]}
    counted = [
        ministry_report(small[0], YearFacts(month_plans=[IssuedPlan(dropped, issued), first]), NOW).lines
        for issued in (None, AT)
    ]
    assert [(it.total, it.planned, it.dropped) for it in counted] == [(1, 1, 0), (1, 0, 1)]
