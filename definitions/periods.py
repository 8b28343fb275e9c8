"""Periods: 2023, 2023-04, 2023-Q2, 2023-H1, 2023-W15, 2023-W15-1of2, 2023-E001, 2023-04-B1; a year's, and their days."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache

from definitions.vocabulary import Every, Year

Bounds = tuple[dt.date, dt.date]

SUPPLEMENT = "-B"
"""2023-04-B1 is the first "bổ sung" of what was put together for 2023-04: an occurrence of its own, on the same days."""

_PERIOD = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|(?P<kind>[QHE])(?P<number>[0-9]+)|W(?P<week>[0-9]+)(?:-(?P<part>[1-7])of(?P<parts>[1-7]))?))?"
)
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6}


def periods_of(every: Every, year: Year, times: int = 1) -> tuple[str, ...]:
    """The periods of that recurrence that meet the year's first to last day, in order; none for events and requests.

    A week belongs to the year that its Thursday is in (ISO 8601), so that no week is owed in two years. What comes
    round several `times` a week has as many periods in it: 2023-W15-1of2 ends on Wednesday, 2023-W15-2of2 on Sunday.
    """
    if every is Every.ONCE:
        return (str(year.year),)
    if every is Every.YEAR:
        return tuple(str(number) for number in range(year.year, year.last_year + 1))
    if every in {Every.EVENT, Every.REQUEST}:
        return ()
    if every is Every.WEEK:
        return tuple(part for week in _weeks(year.first, year.last) for part in _parts(week, times))
    return tuple(_month_periods(_MONTHS[every], year.first, year.last))


def _weeks(first: dt.date, last: dt.date) -> Iterator[str]:
    thursday = first + dt.timedelta(days=(3 - first.weekday()) % 7)
    while thursday <= last:
        iso = thursday.isocalendar()
        yield f"{iso.year}-W{iso.week:02}"
        thursday += dt.timedelta(days=7)


def _parts(week: str, times: int) -> Iterator[str]:
    yield from (week,) if times == 1 else (f"{week}-{n}of{times}" for n in range(1, times + 1))


def _month_periods(length: int, first: dt.date, last: dt.date) -> Iterator[str]:
    number = (first.year * 12 + first.month - 1) // length
    while number <= (last.year * 12 + last.month - 1) // length:
        year, index = divmod(number * length, 12)
        yield _month_period(year, index // length + 1, length)
        number += 1


def _month_period(year: int, number: int, length: int) -> str:
    return f"{year}-{number:02}" if length == 1 else f"{year}-{'Q' if length == 3 else 'H'}{number}"


def base_of(period: str) -> str:
    """The period that a "bổ sung" adds to; any other period is its own."""
    base, mark, number = period.rpartition(SUPPLEMENT)
    return base if mark and number.isdecimal() else period


def supplement_of(period: str, number: int) -> str:
    """The name of the n-th "bổ sung" of a period."""
    return f"{period}{SUPPLEMENT}{number}"


def number_of(period: str) -> int:
    """Which "bổ sung" a period is; 0 for one that is none."""
    return int(period.rpartition(SUPPLEMENT)[2]) if base_of(period) != period else 0


@lru_cache(maxsize=4096)
def bounds(period: str) -> Bounds:
    """The first and the last date of a period; of 2023-E001 those of its year. ValueError for any other text."""
    found = _PERIOD.fullmatch(base_of(period))
    if not found:
        raise ValueError(f'"{period}" is no period; periods look like 2023, 2023-04, 2023-Q2, 2023-H1, 2023-W15.')
    year = int(found["year"])
    if found["month"]:
        return _months(year, int(found["month"]), 1)
    if found["week"]:
        return _days_of(_monday(period), int(found["part"] or 1), int(found["parts"] or 1))
    number = int(found["number"] or 0)
    match found["kind"]:
        case "Q":
            return _months(year, number * 3 - 2, 3)
        case "H":
            return _months(year, number * 6 - 5, 6)
    return _months(year, 1, 12)


def _monday(week: str) -> dt.date:
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:8]), 1)


def _days_of(monday: dt.date, part: int, parts: int) -> Bounds:
    """The part of a week, in whole days: the first halves of a week are the shorter ones, for its end is its weekend."""
    first, after = ((n * 7) // parts for n in (part - 1, part))
    return monday + dt.timedelta(days=first), monday + dt.timedelta(days=after - 1)


def _months(year: int, month: int, length: int) -> Bounds:
    last = month + length - 1
    return dt.date(year, month, 1), dt.date(year, last, monthrange(year, last)[1])


def within(period: str, other: str) -> bool:
    """Whether a period lies in another: 2023-04 in 2023, a week in the month and year that its Thursday is in."""
    first, last = bounds(period)
    if "W" in period and "W" not in other:
        first = last = _monday(period) + dt.timedelta(days=3)
    begin, end = bounds(other)
    return begin <= first and last <= end


def around(scope: str, day: dt.date) -> Bounds:
    """The week, month, quarter, half-year or year that a day is in: its first and its last date."""
    match scope:
        case "week":
            monday = day - dt.timedelta(days=day.weekday())
            return monday, monday + dt.timedelta(days=6)
        case "month":
            length = 1
        case "quarter":
            length = 3
        case "half-year":
            length = 6
        case _:
            length = 12
    return _months(day.year, (day.month - 1) // length * length + 1, length)
