"""The day and hour that a newspaper prints: "Thứ hai, 10/04/2023 08:15", "ngày 10 tháng 4 năm 2023", ISO, RFC 822."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterable
from typing import Final

from definitions.content import clean, fold

_DAY: Final = r"(?<!\d)(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)"
_WORDS: Final = r"(?:ngay\s+)?(?<!\d)(\d{1,2})\s+(?:thang\s+|th)(\d{1,2})\s*(?:,|nam|/)?\s*(\d{4})(?!\d)"
_HOUR: Final = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s?(?::|h|gio)\s?(\d{2})?(?:[:m]\s?(\d{2}))?(?:\s?(?:phut|p))?(?!\d)\s?(am|pm|sa|ch)?\b"
)
_NUMERIC: Final = re.compile(_DAY)
_WORDED: Final = re.compile(_WORDS)
_ISO: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")
_MONTHS: Final = ["mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi_mot", "muoi_hai"]
_MONTH: Final = re.compile(
    r"(?<=\bthang )(muoi hai|muoi mot|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi)\b(?=,? ?(?:nam )?\d{4})"
)
_EARLIEST: Final = 1990


def printed_instant(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """The instant that a text states; one without an hour is its midnight, one without an offset is in `zone`.

    The day stands before the month. None where no day is stated, or no such day is in the calendar.
    """
    said = clean(text)[:300]
    found = _iso(said) or _rfc(said)
    if found is None:
        found = _vietnamese(fold(said))
    if found is None or found.year < _EARLIEST:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return None


def _iso(text: str) -> dt.datetime | None:
    found = _ISO.match(text)
    if found is None:
        return None
    try:
        return dt.datetime.fromisoformat(found[0].replace(",", ".").replace(" +", "+").replace(" Z", "Z"))
    except ValueError:
        return None


def _rfc(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text) if re.search(r"\d [A-Za-z]{3} \d{4}", text) else None
    except (ValueError, TypeError, OverflowError):
        return None


def _vietnamese(text: str) -> dt.datetime | None:
    day, rest = _day(text)
    return dt.datetime.combine(day, _hour(rest)) if day else None


def _day(text: str) -> tuple[dt.date | None, str]:
    """The first day that is stated, and the text without it."""
    text = _MONTH.sub(lambda found: str(_MONTHS.index(found[0].replace(" ", "_")) + 1), text)
    for pattern, groups in ((_NUMERIC, (1, 3, 4)), (_WORDED, (1, 2, 3))):
        for found in pattern.finditer(text):
            day, month, year = (int(found[n]) for n in groups)
            try:
                return dt.date(year, month, day), f"{text[: found.start()]} ; {text[found.end() :]}"
            except ValueError:
                continue
    return None, text


def _hour(text: str) -> dt.time:
    """The hour beside the day; midnight where none is stated, or none that there is."""
    found = _HOUR.search(text)
    if found is None:
        return dt.time()
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4] in ("pm", "ch") and hour < 12:
        hour += 12
    if found[4] in ("am", "sa") and hour == 12:
        hour = 0
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        return dt.time()


def first_stated(texts: Iterable[str], zone: dt.tzinfo) -> dt.datetime | None:
    """The instant of the first text that states one."""
    return next((found for text in texts if (found := printed_instant(text, zone))), None)
