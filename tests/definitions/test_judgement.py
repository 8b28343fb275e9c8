"""The judgement of a year: loads, rest days, what never happened, and the budget; whatever order the letters come in."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from definitions.facts import Instants, Key, Obligation, State
from definitions.judgement import Letter, judge

KEY = Key("unit-plan", "2023-10", "a")
QUARTER = (dt.datetime(2023, 10, 1), dt.datetime(2023, 12, 31))  # noqa: DTZ001 - hypothesis adds the zone
instants = st.datetimes(*QUARTER, timezones=st.just(dt.UTC))
letters = st.lists(st.builds(Letter, st.sampled_from("xyz"), instants, st.just(((KEY, "remind"),))), max_size=30)


@given(letters, st.randoms())
def test_every_letter_is_counted_once_in_whatever_order(ctx, written, random):
    """The totals sum up to the letters, a day is at most a month, a month at most the year; order is irrelevant."""
    found = judge(ctx, written, ())
    shuffled = random.sample(written, len(written))
    assert judge(ctx, shuffled, ()).loads == found.loads
    assert sum(load.total for load in found.loads) == len(written) == found.letters
    assert all(1 <= it.most_in_day <= it.most_in_month <= it.total for it in found.loads)


@given(letters, st.sampled_from(["day", "month", "year"]))
def test_a_budget_of_the_most_is_kept_and_one_less_is_not(ctx, written, span):
    """Whoever gets the most passes a budget of as many, and is named with kinds by one of fewer."""
    widths = {"day": 10, "month": 7, "year": 4}
    zone = dt.timezone(dt.timedelta(hours=7))
    most = max(Counter((it.person, str(it.at.astimezone(zone))[: widths[span]]) for it in written).values(), default=1)
    assert judge(ctx, written, (), budget={span: most}).overruns == ()
    for over in judge(ctx, written, (), budget={span: most - 1}).overruns:
        assert (over.span, over.count, over.allowed) == (span, most, most - 1)
        assert over.kinds == (("remind", "unit-plan", most),)


def test_a_letter_on_a_rest_day_or_in_the_night_does_not_pass(ctx, at):
    """Saturday 04/11/2023 and midnight are both named; Friday morning is not."""
    when = ["2023-11-03 09:00", "2023-11-04 09:00", "2023-11-03 23:00"]
    found = judge(ctx, [Letter("x", at(text), ((KEY, "remind"),)) for text in when], ())
    assert [(it.at, it.rest_day) for it in found.outside] == [(at(when[1]), True), (at(when[2]), False)]
    assert found.refused


def test_what_never_happened_is_named(ctx, at):
    """A round that never opened, and one that was never closed; a verdict with a next round is no gap."""
    held = [
        Obligation(KEY, State.ACCEPTED, Instants()),
        Obligation(KEY._replace(party="b"), State.MISSED),
        Obligation(Key("month-approval", "2023-10", "lanh-dao-so"), State.RETURNED),
        Obligation(Key("month-approval", "2023-10", "lanh-dao-so", 2), State.OPEN),
        Obligation(Key("month-plan-issue", "2023-10", "van-phong"), State.PLANNED),
    ]
    found = judge(ctx, (), held, late={KEY})
    assert (found.settled, found.late, found.missed) == (1, 1, 1)
    assert found.unopened == (("month-plan-issue", "2023-10", 1),)
    assert found.unclosed == (Key("month-approval", "2023-10", "lanh-dao-so", 2),)
    assert not found.refused
