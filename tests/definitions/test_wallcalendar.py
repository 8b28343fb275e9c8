"""A year as a wall calendar: every deadline on its last valid day, every rest day with its reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.explain import explain
from definitions.vocabulary import Activity
from definitions.wallcalendar import _spans, wall
from flows.files import read_definition

ROOT = Path(__file__).resolve().parents[2]
HA_TINH = read_definition(ROOT / "definitions/ha-tinh/2023.yaml")[0]
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2023, 12, 31))


def _days(drawn):
    return {day.date: day for month in drawn.months for week in month.weeks for day in week if day is not None}


def test_every_day_of_the_year_stands_once_below_its_weekday():
    """Twelve months, weeks from Monday to Sunday, no day left out and none twice."""
    drawn = wall(HA_TINH)
    days = [(n, d) for month in drawn.months for week in month.weeks for n, d in enumerate(week) if d is not None]
    assert [d.date for _, d in days] == [dt.date(2023, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    assert all(d.date.weekday() == n for n, d in days)


def test_every_deadline_stands_on_its_last_valid_day():
    """What `explain` says is what the calendar marks, in the year or beyond it."""
    drawn = wall(HA_TINH)
    numbers = {step.id: n for n, step in enumerate(HA_TINH.process.steps, 1)}
    said = {(e.last_valid, numbers[e.step]) for e in explain(HA_TINH) if e.last_valid}
    marked = {(date, mark.number) for date, day in _days(drawn).items() for mark in day.marks}
    assert marked | set(drawn.beyond) == said
    assert {due.number for due in drawn.dues} == {number for _, number in said}


@pytest.mark.parametrize(
    ("date", "step", "planned"), [((2023, 11, 4), "unit-plan", False), ((2023, 11, 13), "month-approval", True)]
)
def test_a_deadline_that_counts_from_what_may_happen_is_planned(date, step, planned):
    """Before day 5 is sure; two working days after the partners answered is not."""
    number = next(n for n, it in enumerate(HA_TINH.process.steps, 1) if it.id == step)
    marks = _days(wall(HA_TINH))[dt.date(*date)].marks
    assert [mark.planned for mark in marks if mark.number == number] == [planned]


def test_a_holiday_has_its_name_and_no_notice():
    """02/01/2023 was a day off in lieu; the number of the notice is for `explain`."""
    day = _days(wall(HA_TINH))[dt.date(2023, 1, 2)]
    assert (day.rest, day.weekend) == ("Nghỉ bù Tết Dương lịch (01/01 là Chủ nhật)", False)


def test_a_weekend_day_that_is_worked_is_marked():
    """04/5/2024 was a Saturday on which offices worked for 29/4."""
    year = HA_TINH.year.model_copy(update={"year": 2024, "first": dt.date(2024, 1, 1), "last": dt.date(2024, 12, 31)})
    day = _days(wall(HA_TINH.model_copy(update={"year": year})))[dt.date(2024, 5, 4)]
    assert (day.made_up, day.rest) == (True, "")


def test_a_year_that_begins_before_january_is_shown_from_its_first_month():
    """A school year begins in September: so does its calendar."""
    year = HA_TINH.year.model_copy(update={"year": 2024, "first": dt.date(2023, 9, 5), "last": dt.date(2024, 5, 31)})
    months = wall(HA_TINH.model_copy(update={"year": year})).months
    assert (months[0].first, months[-1].first) == (dt.date(2023, 9, 1), dt.date(2024, 8, 1))


@given(st.lists(st.tuples(DAYS, DAYS), max_size=30))
def test_no_two_bars_meet_on_a_track(pairs):
    """Activities on one track lie apart, and each has a letter of its own."""
    activities = [Activity(id=f"k{n}", title="A", first=min(p), last=max(p)) for n, p in enumerate(pairs)]
    spans = list(_spans(activities))
    assert len({span.letter for span in spans}) == len(spans) == len(pairs)
    for one in spans:
        others = [other for other in spans if other.track == one.track and other.letter != one.letter]
        assert all(other.last < one.first or one.last < other.first for other in others)
