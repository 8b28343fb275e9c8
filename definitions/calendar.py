"""Working days: an office's weekends, the public holidays of its country, and the override file of a year, which wins.

The `holidays` library fills only the years that have no file: it misses the swaps that a government decides days
before, so such a year counts as not published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from definitions.vocabulary import CalendarYear, DayOff

COUNTRIES = {"vietnam": "VN"}
WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """A day off, or a weekend day that is worked, as a reader sees it; `assumed` is the library's guess."""

    date: dt.date
    works: bool
    name: str
    notice: str
    status: Literal["verified", "cited", "unconfirmed", "assumed"]

    @property
    def counts(self) -> bool:
        """Whether days are counted by it; what is unconfirmed only stands there to be seen."""
        return self.status != "unconfirmed"


@dataclass(frozen=True, slots=True)
class _Days:
    """One year: why its days off are off (weekends apart), and the weekend days that are worked."""

    off: Mapping[dt.date, str]
    worked: frozenset[dt.date]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of one calendar, by year. Ask `working_calendar` for one."""

    calendar: str
    files: Mapping[int, CalendarYear]
    _years: dict[int, _Days] = field(default_factory=dict, repr=False, compare=False)

    def is_working(self, date: dt.date) -> bool:
        """Whether the office works on that day."""
        days = self._days(date.year)
        return date not in days.off and (date.weekday() < 5 or date in days.worked)

    def shift(self, date: dt.date, n: int) -> dt.date:
        """The n-th working day after a date (before it, for a negative n), the date itself excluded; 0 is the date."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            date += step
            left -= self.is_working(date)
        return date

    def last_working_on_or_before(self, date: dt.date) -> dt.date:
        """The date itself where it is a working day, else the one before."""
        return date if self.is_working(date) else self.shift(date, -1)

    def next_working_on_or_after(self, date: dt.date) -> dt.date:
        """The date itself where it is a working day, else the next."""
        return date if self.is_working(date) else self.shift(date, 1)

    def name(self, date: dt.date) -> str:
        """Why a day is a rest day, with the notice that decided it: "Quốc khánh (8056/VPCP-KGVX)"; "" for others."""
        if self.is_working(date):
            return ""
        return self._days(date.year).off.get(date) or WEEKDAY_NAMES[date.weekday()]

    def published(self, year: int) -> bool:
        """Whether that year's days off are known for sure; always where a calendar has only weekends."""
        file = self.files.get(year)
        return file.published if file else self.calendar not in COUNTRIES

    def listed(self, year: int) -> tuple[Listed, ...]:
        """Every day off and every make-up day that is known or assumed of a year, by date; weekends are not listed."""
        file = self.files.get(year)
        if file:
            kinds = ((False, file.off), (True, file.working))
            found = [Listed(d.date, works, d.name, d.notice, d.status) for works, days in kinds for d in days]
        else:
            days = self._days(year)
            found = [Listed(date, False, name, "", "assumed") for date, name in days.off.items()]
            found += [Listed(date, True, "", "", "assumed") for date in days.worked]
        return tuple(sorted(found, key=lambda it: it.date))

    def _days(self, year: int) -> _Days:
        days = self._years.get(year)
        if days is None:
            days = self._years[year] = self._read(year)
        return days

    def _read(self, year: int) -> _Days:
        file = self.files.get(year)
        if file:
            off, working = ([day for day in days if _counts(day)] for days in (file.off, file.working))
            return _Days({day.date: _named(day) for day in off}, frozenset(day.date for day in working))
        return _from_library(COUNTRIES[self.calendar], year) if self.calendar in COUNTRIES else _Days({}, frozenset())


def working_calendar(calendar: str, files: Iterable[CalendarYear] = ()) -> WorkingCalendar:
    """The calendar of that name ("vietnam", or "none" for weekends only), with those of the files that are about it."""
    return WorkingCalendar(calendar, {file.year: file for file in files if file.calendar == calendar})


def _counts(day: DayOff) -> bool:
    """A day that is `unconfirmed` stands in the file to be seen; nobody's deadline moves by it."""
    return day.status != "unconfirmed"


def _named(day: DayOff) -> str:
    return f"{day.name} ({day.notice})" if day.notice else day.name


@lru_cache(maxsize=64)
def _from_library(country: str, year: int) -> _Days:
    import holidays  # noqa: PLC0415  # needed only for years without a file; it takes a moment to load

    days = holidays.country_holidays(country, years=year, language="vi")
    return _Days(
        {d: str(name) for d, name in days.items()}, frozenset(day for day in days.weekend_workdays if day.year == year)
    )
