"""The year as the Office looks over it: marks, months, who owes what; and what needs a human eye."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.attention import Act, Letter, Need, attention, settling
from definitions.facts import Instants, Key, Obligation, State
from definitions.overview import Mark, board, by_month, by_party
from definitions.report import today

A = Key("unit-plan", "2023-11", "a")
TALK = Key("partner-agreement", "2023-11", "bao")


@pytest.fixture(scope="module")
def now(at):
    """A day after the plans were due."""
    return at("2023-11-06 09:00")


def _plan(at, state, **more):
    """A unit's plan of November, due before the 5th."""
    return Obligation(A, state, Instants(due=at("2023-11-05 00:00")), **more)


def _cell(definition, now, *obligations, party="a", month="2023-11"):
    found = board(definition, obligations, now)
    row = next(row for row in found.rows if row.party == party)
    return row.marks[found.months.index(month)]


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (State.PLANNED, Mark.PLANNED),
        (State.OPEN, Mark.OVERDUE),
        (State.RETURNED, Mark.OVERDUE),
        (State.NIL, Mark.NIL),
        (State.WAIVED, Mark.WAIVED),
        (State.MISSED, Mark.MISSED),
        (State.BEFORE, Mark.BEFORE),
    ],
)
def test_every_state_has_its_mark(small, at, now, state, mark):
    """What is awaited after its deadline is overdue, whatever it is called; the rest is shown as what it is."""
    assert _cell(small[0], now, _plan(at, state)) is mark


def test_what_is_awaited_in_time_is_open_or_sent_back(small, at):
    """Before the deadline nobody is late."""
    before = at("2023-11-03 09:00")
    assert _cell(small[0], before, _plan(at, State.OPEN)) is Mark.OPEN
    assert _cell(small[0], before, _plan(at, State.RETURNED)) is Mark.RETURNED


@pytest.mark.parametrize(("received", "mark"), [("2023-11-04 23:59", Mark.DONE), ("2023-11-05 00:00", Mark.LATE)])
def test_late_is_derived_from_two_instants(small, at, now, received, mark):
    """Received at the deadline or after it is late, whenever it was typed in."""
    assert _cell(small[0], now, _plan(at, State.ACCEPTED, received=at(received), done=now)) is mark


def test_a_deadline_at_midnight_stands_in_the_month_of_its_last_day(small, at, now):
    """Before 01/12 is the end of 30/11: the duty stands in November."""
    it = replace(_plan(at, State.PLANNED), instants=Instants(due=at("2023-12-01 00:00")))
    assert _cell(small[0], now, it) is Mark.PLANNED
    assert board(small[0], [it], now).rows[0].marks[-1] is None  # nothing in December


def test_a_cell_shows_the_worst_of_its_duties(small, at, now):
    """One report in time does not hide the other one that is missing."""
    other = Obligation(Key("month-plan", "2023-11", "a"), State.ACCEPTED, Instants(due=at("2023-11-20 00:00")))
    assert _cell(small[0], now, _plan(at, State.MISSED), other) is Mark.MISSED


def test_a_partner_that_has_not_answered_is_silent_and_never_late(small, at, now):
    """Silence is printed as what it is."""
    due = Instants(due=at("2023-11-05 00:00"))
    for state in (State.OPEN, State.MISSED):
        assert _cell(small[0], now, Obligation(TALK, state, due), party="bao") is Mark.SILENT


def test_the_latest_round_stands_for_those_before(small, at, now):
    """What was asked once more is what counts."""
    due = Instants(due=at("2023-11-10 00:00"))
    first = Obligation(TALK, State.MISSED, due)
    second = Obligation(TALK._replace(round=2), State.ACCEPTED, due, received=now)
    for order in ([first, second], [second, first]):
        assert _cell(small[0], now, *order, party="bao") is Mark.DONE


def test_a_programme_of_several_years_shows_twelve_months_around_now(small, at, now):
    """A picture has room for a year; the present is in it."""
    year = small[0].year.model_copy(update={"first": dt.date(2022, 1, 1), "last": dt.date(2024, 12, 31)})
    months = board(small[0].model_copy(update={"year": year}), [_plan(at, State.OPEN)], now).months
    assert len(months) == 12
    assert "2023-11" in months


@given(st.lists(st.sampled_from(list(State)), min_size=1, max_size=4), st.randoms())
def test_the_order_of_the_facts_is_irrelevant(small, at, states, random):
    """The same obligations in another order give the same board."""
    its = [
        replace(_plan(at, state), key=A._replace(party="ab"[n % 2], period=f"2023-{9 + n // 2:02}"))
        for n, state in enumerate(states)
    ]
    turned = random.sample(its, len(its))
    now = at("2023-11-06 09:00")
    assert board(small[0], its, now) == board(small[0], turned, now)


# ---------------------------------------------------------------- who owes what, and what needs a human eye


def _waiting(small, at, *obligations):
    return today(small[0], obligations, at("2023-11-06 09:00"))


def test_what_is_waited_for_stands_with_each_party_and_in_its_month(small, at):
    """Parties in the order of the year; months in order, what has no deadline last."""
    report = Obligation(Key("month-plan", "2023-11", "b"), State.OPEN, Instants(due=at("2023-12-01 00:00")))
    rows = _waiting(small, at, report, _plan(at, State.OPEN), Obligation(A._replace(party="b"), State.OPEN))
    assert [(party, len(its)) for party, its in by_party(small[0], rows)] == [("a", 1), ("b", 2)]
    assert [month for month, _ in by_month(small[0], rows)] == ["2023-11", ""]


def _needs(small, at, *obligations, letters=(), locked=()):
    now = at("2023-11-06 09:00")
    return attention(small[0], _waiting(small, at, *obligations), letters, locked=locked, now=now)


def test_what_is_overdue_is_looked_at_and_says_which_form_settles_it(small, at):
    """A unit that has not sent: the form in which a plan is recorded."""
    (found,) = _needs(small, at, _plan(at, State.OPEN))
    assert (found.need, found.parties, found.key, found.act) == (Need.OVERDUE, ("a",), A, Act.COLLECT)


def test_what_is_in_time_needs_nobody(small, at):
    """A page that shows everything shows nothing."""
    assert not _needs(small, at, replace(_plan(at, State.OPEN), instants=Instants(due=at("2023-11-09 00:00"))))


def test_a_draft_waits_for_whoever_confirms_it(small, at):
    """The machine has put it together; without a person nothing goes on."""
    it = Obligation(Key("month-plan", "2023-11", "van-phong"), State.OPEN, Instants(due=at("2023-11-08 00:00")))
    assert [(found.need, found.act) for found in _needs(small, at, it)] == [(Need.TO_CONFIRM, Act.CONFIRM)]


def test_a_locked_approval_comes_before_one_that_is_late(small, at):
    """Somebody may be guessing: the Office sends a fresh code, after it has asked."""
    due = Instants(due=at("2023-11-05 00:00"))
    it = Obligation(Key("month-approval", "2023-11", "lanh-dao-so"), State.OPEN, due)
    assert [found.need for found in _needs(small, at, it)] == [Need.UNDECIDED]
    assert [(found.need, found.act) for found in _needs(small, at, it, locked=[it.key])] == [
        (Need.LOCKED, Act.ASK_AGAIN)
    ]


def test_letters_that_did_not_arrive_come_first(small, at):
    """A doubt before a failure before what waits for the Office, all before anything that is only late."""
    letters = [Letter(need, "x", "Kế hoạch", "550") for need in (Need.HELD, Need.UNSENT, Need.DOUBTED)]
    found = _needs(small, at, _plan(at, State.OPEN), letters=letters)
    assert [it.need for it in found] == [Need.DOUBTED, Need.UNSENT, Need.HELD, Need.OVERDUE]
    assert [it.act for it in found] == [Act.RESEND, Act.RESEND, Act.RELEASE, Act.COLLECT]


def test_somebody_who_is_asked_and_has_no_address_is_named(small, at):
    """What is told to nobody is nobody's task; hence it is the Office's."""
    nobody = small[0].model_copy(update={"directory": small[0].directory.model_copy(update={"people": ()})})
    found = attention(nobody, _waiting(small, at, _plan(at, State.OPEN)), (), now=at("2023-11-06 09:00"))
    assert [(it.need, it.parties) for it in found] == [(Need.UNREACHED, ("a",)), (Need.OVERDUE, ("a",))]


def test_whatever_waits_has_an_act_that_settles_it(small):
    """Every kind of step, handed in or not."""
    for step in small[0].process.steps:
        assert settling(step, State.SUBMITTED) is Act.ACCEPT
        assert settling(step, State.OPEN) in set(Act)
