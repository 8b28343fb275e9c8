"""Working days: weekends, a year's override file, and the library only where no file speaks."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.calendar import working_calendar
from definitions.vocabulary import CalendarYear, DayOff

DATE = dt.date.fromisoformat
NOTICE = "8056/VPCP-KGVX"


def _file(year, off=(), working=(), **more):
    days = [
        tuple(DayOff(date=DATE(d), name="nghỉ Quốc khánh", notice=NOTICE) for d in listed) for listed in (off, working)
    ]
    return CalendarYear(calendar=more.pop("calendar", "vietnam"), year=year, off=days[0], working=days[1], **more)


FILES = (
    _file(2023, ["2023-01-02", "2023-09-01", "2023-09-04"]),
    _file(2024, ["2024-04-29", "2024-04-30", "2024-05-01"], ["2024-05-04"]),
    _file(2025),
    _file(2026, ["2026-01-01", "2026-01-02"], ["2026-01-10"]),
    _file(2023, ["2023-04-04"], calendar="elsewhere"),
)
FILED = working_calendar("vietnam", FILES)
LIBRARY = working_calendar("vietnam")
WEEKENDS = working_calendar("none", FILES)
DAYS = st.dates(DATE("2023-01-01"), DATE("2026-12-31"))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2023-11-03", True),
        ("2023-11-04", False),
        ("2023-06-04", False),
        ("2023-09-04", False),
        ("2023-04-04", True),
        ("2024-05-04", True),
        ("2024-04-29", False),
        ("2026-01-02", False),
        ("2026-01-10", True),
    ],
)
def test_a_day_is_worked_as_the_file_of_its_year_says(day, works):
    """Weekends rest, days off rest, a make-up Saturday is worked, another calendar's file says nothing."""
    assert FILED.is_working(DATE(day)) is works


def test_an_unconfirmed_day_counts_for_nothing():
    """It stands in the file to be seen: neither a day off nor a make-up day until it is decided."""
    days = [DayOff(date=DATE(day), name="Dự kiến", status="unconfirmed") for day in ("2026-11-24", "2026-11-28")]
    calendar = working_calendar(
        "vietnam", [CalendarYear(calendar="vietnam", year=2026, off=days[:1], working=days[1:])]
    )
    assert [calendar.is_working(day.date) for day in days] == [True, False]


@pytest.mark.parametrize(("day", "works"), [("2023-09-04", False), ("2024-05-04", True), ("2026-01-10", False)])
def test_the_library_fills_a_year_without_a_file(day, works):
    """It knows holidays and some swaps, and misses the one of New Year 2026."""
    assert LIBRARY.is_working(DATE(day)) is works


def test_a_file_alone_speaks_for_its_year():
    """A file without days off leaves only weekends, whatever the library holds."""
    assert FILED.is_working(DATE("2025-01-29"))
    assert not LIBRARY.is_working(DATE("2025-01-29"))


def test_weekends_only_knows_no_holiday():
    """The calendar `none` works on every weekday."""
    assert WEEKENDS.is_working(DATE("2023-09-04"))
    assert not WEEKENDS.is_working(DATE("2024-05-04"))


@pytest.mark.parametrize(
    ("day", "n", "there"),
    [
        ("2023-11-04", -1, "2023-11-03"),
        ("2023-11-04", 1, "2023-11-06"),
        ("2023-11-03", 1, "2023-11-06"),
        ("2023-09-04", -1, "2023-08-31"),
        ("2026-01-04", -1, "2025-12-31"),
        ("2024-05-03", 1, "2024-05-04"),
        ("2024-05-05", -2, "2024-05-03"),
        ("2023-11-04", 0, "2023-11-04"),
    ],
)
def test_a_shift_counts_working_days_without_the_day_itself(day, n, there):
    """Over weekends, holidays, make-up days and the end of a year."""
    assert FILED.shift(DATE(day), n) == DATE(there)


@given(DAYS, st.integers(1, 60))
def test_there_and_back_is_the_same_working_day(day, n):
    """From a working day, n forward and n back leads home; what lies between are n working days."""
    start = FILED.next_working_on_or_after(day)
    there = FILED.shift(start, n)
    assert FILED.shift(there, -n) == start
    between = (start + dt.timedelta(days=d) for d in range(1, (there - start).days + 1))
    assert sum(map(FILED.is_working, between)) == n


@given(DAYS)
def test_the_nearest_working_days_enclose_a_day(day):
    """On or before, on or after: both are worked, nothing worked lies between, and a working day is its own."""
    before, after = FILED.last_working_on_or_before(day), FILED.next_working_on_or_after(day)
    assert before <= day <= after
    assert FILED.is_working(before)
    assert FILED.is_working(after)
    assert (before == day == after) is FILED.is_working(day)


@pytest.mark.parametrize(
    ("calendar", "day", "why"),
    [
        (FILED, "2023-09-04", f"nghỉ Quốc khánh ({NOTICE})"),
        (FILED, "2023-11-04", "thứ Bảy"),
        (FILED, "2023-11-05", "Chủ nhật"),
        (FILED, "2023-11-03", ""),
        (FILED, "2024-05-04", ""),
        (LIBRARY, "2023-09-04", "Quốc khánh (nghỉ bù)"),
    ],
)
def test_a_rest_day_says_why_with_its_notice(calendar, day, why):
    """Its name and the notice that decided it; the weekday for weekends; nothing for working days."""
    assert calendar.name(DATE(day)) == why


def test_only_a_year_with_its_file_is_published():
    """The library's guess is none; a file may say that it is provisional; weekends need no notice."""
    provisional = working_calendar("vietnam", (_file(2027, published=False),))
    assert FILED.published(2023)
    assert not FILED.published(2027)
    assert not provisional.published(2027)
    assert WEEKENDS.published(2027)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_shifts_add_up(day, n, m):
    """n working days and then m more are n + m, forward and back."""
    assert FILED.shift(FILED.shift(day, n), m) == FILED.shift(day, n + m)
    assert FILED.shift(FILED.shift(day, -n), -m) == FILED.shift(day, -n - m)


@given(DAYS, st.integers(0, 40), st.integers(-30, 30))
def test_a_later_day_never_comes_earlier(day, later, n):
    """The same shift keeps the order of two days."""
    assert FILED.shift(day, n) <= FILED.shift(day + dt.timedelta(days=later), n) or n == 0


@given(st.integers(2015, 2035))
def test_what_is_listed_is_what_counts(year):
    """With a file or without: a listed day that counts rests or works as it says; every other weekday is worked."""
    listed = {day.date: day.works for day in FILED.listed(year) if day.counts}
    for n in range(365):
        day = dt.date(year, 1, 1) + dt.timedelta(days=n)
        assert FILED.is_working(day) is listed.get(day, day.weekday() < 5)
    assert {day.year for day in listed} <= {year}
