"""What a time in words means: the last of its days. One rule, wherever a plan says when.

"tuần 2 tháng 4" is the days 8 to 14: week n of a month ends with day 7n, and week 5, as "tuần cuối", with the month.
"đầu tháng" ends with day 10, "giữa tháng" with day 20, "cuối tháng" with the month; "10-12/4" with the 12th. What names
no month speaks of the one month that is planned. Whatever else is written ("cả tháng", "trong quý") says no day.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Final

from definitions.content import fold

_SHORT: Final = re.compile(r"\btuan(?: thu)? ([1-5])\s*/\s*([0-9]{1,2})")
_WEEKS: Final = re.compile(r"\btuan(?: thu)? ([1-5])((?:\s*(?:,|-|va|den|;)\s*(?:tuan(?: thu)? )?[1-5](?![0-9/]))*)")
_LAST_WEEK: Final = re.compile(r"\btuan cuoi\b")
_FIRST_WEEK: Final = re.compile(r"\btuan dau\b")
_PART: Final = re.compile(r"(?<!tuan )\b(dau|giua|cuoi) thang\b")
_PARTS: Final = {"dau": 10, "giua": 20, "cuoi": 31}
_MONTH: Final = re.compile(r"\bthang ([0-9]{1,2})(?![0-9])")
_DAY: Final = re.compile(r"(?<![0-9/])([0-9]{1,2})\s*/\s*([0-9]{1,2})(?:\s*/\s*[0-9]{4})?(?![0-9/])")
_NAMED_DAY: Final = re.compile(r"\bngay ([0-9]{1,2})(?![0-9/])")


def last_day(text: str, first: dt.date, last: dt.date) -> dt.date | None:
    """The last day that a text names between `first` and `last`; None where it names none there."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        said = _SHORT.sub(r"tuan \1 thang \2", fold(text))
    days = [_day(int(month), int(day), first, last) for day, month in _DAY.findall(said)]
    if not days and (day := _last_of_month(said)):
        days = [_day(month, day, first, last) for month in _months(said, first, last)[-1:]]
    inside = [day for day in days if day is not None and first <= day <= last]
    return max(inside, default=None)


def _last_of_month(said: str) -> int:
    """The last day that is named of a month; 0 where none is."""
    weeks = [int(n) for found in _WEEKS.finditer(said) for n in re.findall(r"[1-5]", found[0])]
    found = [7 * n if n < 5 else 31 for n in weeks]
    found += [31] * bool(_LAST_WEEK.search(said)) + [7] * bool(_FIRST_WEEK.search(said))
    found += [_PARTS[part] for part in _PART.findall(said)] + [int(day) for day in _NAMED_DAY.findall(said)]
    return max(found, default=0)


def _months(said: str, first: dt.date, last: dt.date) -> list[int]:
    """The months that are named; else the one that is planned, where it is one."""
    one = [first.month] if (first.year, first.month) == (last.year, last.month) else []
    return [int(month) for month in _MONTH.findall(said)] or one


def _day(month: int, day: int, first: dt.date, last: dt.date) -> dt.date | None:
    """That day of that month of the year planned; the last of a shorter month. None for what is no month or day."""
    year = first.year if month >= first.month else last.year
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return dt.date(year, month, min(day, monthrange(year, month)[1]))
