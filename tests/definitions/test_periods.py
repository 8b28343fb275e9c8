"""Periods: their names, their bounds, and which of them a year has."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.periods import around, bounds, periods_of, within
from definitions.vocabulary import Every, Issuer, Year

DATE = dt.date.fromisoformat
DAYS = st.dates(DATE("2020-01-01"), DATE("2030-12-31"))


def _year(first="2023-03-15", last="2023-12-31"):
    first, last = (d if isinstance(d, dt.date) else DATE(d) for d in (first, last))
    return Year(year=first.year, process="p", first=first, last=last, issuer=Issuer(name="Sở"), parties=())


@pytest.mark.parametrize(
    ("every", "first", "last", "count"),
    [
        (Every.ONCE, "2023", "2023", 1),
        (Every.YEAR, "2023", "2023", 1),
        (Every.HALF_YEAR, "2023-H1", "2023-H2", 2),
        (Every.QUARTER, "2023-Q1", "2023-Q4", 4),
        (Every.MONTH, "2023-03", "2023-12", 10),
        (Every.WEEK, "2023-W11", "2023-W52", 42),
    ],
)
def test_a_year_has_the_periods_that_meet_it(every, first, last, count):
    """From the one that its first day is in to the one that its last day is in."""
    found = periods_of(every, _year())
    assert (found[0], found[-1], len(found)) == (first, last, count)


@pytest.mark.parametrize("every", [Every.EVENT, Every.REQUEST])
def test_events_have_no_periods_of_their_own(every):
    """They come when somebody says so."""
    assert periods_of(every, _year()) == ()


def test_monthly_duties_may_run_on_into_the_next_year():
    """The year bounds periods, and may end after December."""
    assert periods_of(Every.MONTH, _year("2023-11-01", "2024-02-10")) == ("2023-11", "2023-12", "2024-01", "2024-02")


def test_no_week_is_owed_in_two_years():
    """The week of 30/12/2024 belongs to 2025 alone, where its Thursday is."""
    assert periods_of(Every.WEEK, _year("2024-01-01", "2024-12-31"))[-1] == "2024-W52"
    assert periods_of(Every.WEEK, _year("2025-01-01", "2025-12-31"))[0] == "2025-W01"


@given(DAYS, st.integers(0, 500), st.sampled_from([Every.MONTH, Every.QUARTER, Every.HALF_YEAR, Every.WEEK]))
def test_periods_follow_each_other_without_a_gap(first, days, every):
    """Each begins on the day after the one before, and each meets the year."""
    last = first + dt.timedelta(days=days)
    spans = [bounds(period) for period in periods_of(every, _year(first, last))]
    assert all(a[1] + dt.timedelta(days=1) == b[0] for a, b in pairwise(spans))
    assert all(begin <= last and first <= end for begin, end in spans)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-Q2", "2023-04-01", "2023-06-30"),
        ("2023-H2", "2023-07-01", "2023-12-31"),
        ("2023-W15", "2023-04-10", "2023-04-16"),
        ("2025-W01", "2024-12-30", "2025-01-05"),
        ("2023-E001", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period, first, last):
    """By its name alone; an event's are its year's."""
    assert bounds(period) == (DATE(first), DATE(last))


@pytest.mark.parametrize(
    "text", ["", "23", "2023-13", "2023-00", "2023-Q5", "2023-H3", "2023-W54", "2023-X1", "2023-1"]
)
def test_what_is_no_period_is_an_error(text):
    """A name that no calendar knows is never guessed at."""
    with pytest.raises(ValueError, match=r"."):
        bounds(text)


@pytest.mark.parametrize(
    ("period", "other", "inside"),
    [
        ("2023-04", "2023", True),
        ("2023-04", "2023-Q2", True),
        ("2023-04", "2023-H2", False),
        ("2023-E001", "2023", True),
        ("2024-01", "2023", False),
        ("2025-W01", "2025", True),
        ("2025-W01", "2024", False),
        ("2023-W15", "2023-04", True),
        ("2023-W15", "2023-W15", True),
        ("2023", "2023-04", False),
    ],
)
def test_a_period_lies_in_another(period, other, inside):
    """A week lies where its Thursday does."""
    assert within(period, other) is inside


@given(DAYS, st.sampled_from(["week", "month", "quarter", "half-year", "year"]))
def test_a_day_lies_in_what_is_around_it(day, scope):
    """Whatever the scope, and both ends are around themselves."""
    first, last = around(scope, day)
    assert first <= day <= last
    assert around(scope, first) == around(scope, last) == (first, last)


# ---------------------------------------------------------------- several times a week, several years


@given(DAYS, st.integers(2, 7))
def test_the_parts_of_a_week_cover_it_in_order_and_meet_nowhere(day, times):
    """From Monday to Sunday, each part begins on the day after the one before, and none is empty."""
    thursday = day - dt.timedelta(days=day.weekday() - 3)
    parts = [bounds(part) for part in periods_of(Every.WEEK, _year(thursday, thursday), times)]
    assert len(parts) == times
    assert (parts[0][0], parts[-1][1]) == around("week", day)
    assert all(first <= last for first, last in parts)
    assert all(a[1] + dt.timedelta(days=1) == b[0] for a, b in pairwise(parts))


def test_the_halves_of_a_week_are_three_days_and_four():
    """Monday to Wednesday, and Thursday to Sunday: the weekend makes the second the longer one."""
    assert [bounds(f"2023-W15-{n}of2") for n in (1, 2)] == [
        (DATE("2023-04-10"), DATE("2023-04-12")),
        (DATE("2023-04-13"), DATE("2023-04-16")),
    ]


@pytest.mark.parametrize(
    ("other", "inside"), [("2023-W15", True), ("2023-W16", False), ("2023-04", True), ("2023", True)]
)
def test_a_part_of_a_week_lies_where_its_week_does(other, inside):
    """In its own week, and in the month and the year of that week's Thursday."""
    assert within("2023-W15-2of2", other) is inside


def _years(first, last):
    year = _year(f"{first}-01-01", f"{last}-12-31")
    return year.model_copy(update={"until": last})


@given(st.integers(2020, 2026), st.integers(1, 5))
def test_a_programme_has_the_periods_of_each_of_its_years(first, more):
    """Several years have what the single years have, one after the other; what comes once comes once."""
    whole = _years(first, first + more)
    for every in (Every.WEEK, Every.MONTH, Every.QUARTER, Every.HALF_YEAR, Every.YEAR):
        single = [
            p for n in range(more + 1) for p in periods_of(every, _year(f"{first + n}-01-01", f"{first + n}-12-31"))
        ]
        assert list(periods_of(every, whole)) == single
    assert periods_of(Every.ONCE, whole) == (str(first),)
