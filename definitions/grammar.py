"""How an office says a moment: "before day 5", "3 working days before unit-plan is due". Text to words, no dates."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Literal, TypeVar

from definitions.vocabulary import (
    Anchor,
    DayOfMonth,
    Edge,
    Fact,
    LastWorkingDay,
    Moment,
    OfActivity,
    OfStep,
    OnDate,
    OnWeekday,
    Trigger,
    Unit,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SCOPES = ("period", "week", "month", "quarter", "half-year", "year")
FURTHEST = 366  # a moment further away than a year is a slip of the pen
LONGEST = 200
EXAMPLES = (
    '"before day 5", "on 2023-12-01", "end of the month", "3 working days before", "2 days after unit-plan is due"'
)

_KNOWN = (
    *("before", "by", "on", "after", "when", "day", "days", "working", "week", "weeks", "month", "months", "first"),
    *("last", "start", "end", "of", "the", "it", "is", "due", "done", "opens", "activity", "at", "settled", "any"),
    *("all", "or", "next", "previous", "even", "rest", *WEEKDAYS, *SCOPES),
)
_FACTS = {"opens": Fact.OPENS, "is due": Fact.DUE, "is done": Fact.DONE}
_ID = r"[^\W_][\w.-]*"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_AT = _pattern(r"(?P<rest>.+) at (?P<time>\S+)")
_SHIFT = _pattern(r"(?P<n>[0-9]+) (?P<unit>working day|day|week|month)s? (?P<way>before|after)(?: (?P<what>.+))?")
_BOUND = _pattern(r"(?P<bound>before|by|on) (?P<what>.+)")
_DAY = _pattern(r"(?:the )?day (?P<day>[0-9]+)(?: of the month)?")
_DATE = _pattern(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_TIME = _pattern(r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})")
_EDGE = _pattern(
    r"(?:the )?(?:(?P<which>first|last) (?P<working>working )?day|(?P<side>start|end) (?=of))"
    rf"(?: ?of the (?P<of>{'|'.join(SCOPES)}))?"
)
_STEP = _pattern(rf"(?:when )?(?P<step>{_ID}) (?P<fact>opens|is due|is done)")
_ACTIVITY = _pattern(rf"activity (?P<activity>{_ID})")
_REST = _pattern(r"(?P<rest>.+?),? (?:or the (?P<way>next|previous) working day|(?P<stay>even on a rest day))")
_COUNT = _pattern(r"(?P<n>[0-9]+) of (?P<m>[0-9]+)(?: settled)?")
_SLASHED = _pattern(r"\b(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})\b")
_BARE_DAY = _pattern(r"\b(before|by|on) ([0-9]{1,2})(?![0-9:/-])")
_WORD = _pattern(r"[a-z][a-z-]*")


class MomentError(ValueError):
    """A moment that cannot be read: `message` says what is wrong and names the words, `remedy` what to write.

    `meant` is the moment that was probably meant, where a spelling away there is one; "" otherwise.
    """

    def __init__(self, message: str, remedy: str = "", meant: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
        self.meant = meant


def parse_moment(text: str) -> Moment:
    """The moment that these words say; `.text` keeps them, spaces tidied. MomentError where they say none."""
    return _read(_tidy(text), _moment)


def parse_trigger(text: str) -> Trigger:
    """When something starts: "all settled", "any", "3 of 5", a moment, or one of the three and ", or" a moment."""
    return _read(_tidy(text), _trigger)


def _tidy(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise MomentError("No moment is written here.", f"Write one, such as {EXAMPLES}.")
    if len(words) > LONGEST:
        raise MomentError(f'"{words[:40]}..." is too long for a moment.', f"Write one such as {EXAMPLES}.")
    return words


Said = TypeVar("Said", Moment, Trigger)


def _read(words: str, read: Callable[[str], Said]) -> Said:
    """What the words say; where they say nothing, the error asks whether a spelling that does was meant."""
    try:
        return read(words)
    except MomentError as wrong:
        mended = _mended(words)
        if mended != words and _reads(mended, read):
            raise MomentError(wrong.message, f'Did you mean "{mended}"?', mended) from None
        raise


def _mended(words: str) -> str:
    """The words as they were probably meant: spelling, "by 5", "05/12/2023", a comma left out."""
    words = _WORD.sub(_nearest, words)
    words = _SLASHED.sub(lambda d: f"{d['y']}-{int(d['m']):02}-{int(d['d']):02}", words)
    words = _BARE_DAY.sub(r"\1 day \2", words)
    return words if ", or" in words else words.replace(" or ", ", or ", 1)


def _nearest(word: re.Match[str]) -> str:
    said = word[0].lower()
    near = get_close_matches(said, _KNOWN, n=3, cutoff=0.65)
    return next((n for n in near if n[0] == said[0]), near[0]) if near else word[0]


def _reads(words: str, read: Callable[[str], Said]) -> bool:
    try:
        read(words)
    except MomentError:
        return False
    return True


# ---------------------------------------------------------------- triggers


def _trigger(words: str) -> Trigger:
    first, comma, second = words.partition(", or ")
    settled = _settled(first)
    if settled is None and comma and not _REST.fullmatch(words):
        raise MomentError(
            f'"{first}" does not say how many are waited for.',
            f'Before ", or" write "all settled", "any" or "3 of 5"; you wrote "{words}".',
        )
    if settled is None:
        return Trigger(text=words, moment=_moment(words))
    return Trigger(text=words, settled=settled, moment=_moment(second) if comma else None)


def _settled(words: str) -> Literal["all", "any"] | int | None:
    match words.lower():
        case "all" | "all settled":
            return "all"
        case "any" | "any settled":
            return "any"
    count = _COUNT.fullmatch(words)
    return _number_of(words, int(count["n"]), int(count["m"])) if count else None


def _number_of(words: str, wanted: int, whole: int) -> int:
    if not 1 <= wanted <= whole:
        raise MomentError(f'"{words}" can never be.', f'Write a number from 1 to {whole}, as in "1 of {whole}".')
    return wanted


# ---------------------------------------------------------------- moments


def _moment(words: str) -> Moment:
    """What a rest day does to it is said last, the time of day before that."""
    ruled = _REST.fullmatch(words)
    body = ruled["rest"] if ruled else words
    timed = _AT.fullmatch(body)
    body, time = (timed["rest"], _time(timed["time"])) if timed else (body, None)
    found = _without_time(words, body, time)
    return found.model_copy(update={"rest": (ruled["way"] or "stay").lower()}) if ruled else found


def _without_time(words: str, body: str, time: dt.time | None) -> Moment:
    shifted = _SHIFT.fullmatch(body)
    if shifted:
        return _shifted(words, shifted, time)
    bound = _BOUND.fullmatch(body)
    if bound:
        said: Literal["before", "by"] = "before" if bound["bound"].lower() == "before" else "by"
        return Moment(text=words, anchor=_named_day(bound["what"], words), bound=said, time=time)
    return Moment(text=words, anchor=_anchor(body, words), time=time)


def _shifted(words: str, shifted: re.Match[str], time: dt.time | None) -> Moment:
    count = int(shifted["n"]) if len(shifted["n"]) < 6 else FURTHEST + 1
    if not 1 <= count <= FURTHEST:
        raise MomentError(
            f'"{words}" counts {shifted["n"]} {shifted["unit"]}s.',
            f'Write a number from 1 to {FURTHEST}; for the day itself write "on day 5" or "last working day".',
        )
    way = -1 if shifted["way"].lower() == "before" else 1
    what = shifted["what"]
    return Moment(
        text=words,
        anchor=_anchor(what, words) if what else OfStep(),
        shift=way * count,
        unit=Unit(shifted["unit"].lower()),
        time=time,
    )


def _anchor(words: str, whole: str) -> Anchor:
    if words.lower() == "last working day":
        return LastWorkingDay()
    step = _STEP.fullmatch(words)
    if step:
        own = step["step"].lower() == "it"
        return OfStep(step=None if own else step["step"], fact=_FACTS[step["fact"].lower()])
    return _named_day(words, whole)


def _named_day(words: str, whole: str) -> Anchor:
    """An anchor that is a day of its own: the only kind that "before", "by" and "on" may stand before."""
    for pattern, make in _DAYS:
        found = pattern.fullmatch(words)
        if found:
            return make(found)
    if words.lower() in WEEKDAYS:
        return OnWeekday(weekday=WEEKDAYS.index(words.lower()) + 1)
    raise _unread(words, whole)


def _unread(words: str, whole: str) -> MomentError:
    if _STEP.fullmatch(words):
        return MomentError(
            f'"{whole}" does not say how long.', f'Write "{words}" for that instant, or "1 working day before {words}".'
        )
    first = words.split(maxsplit=1)[0]
    if first.lower() in {"before", "by", "on", "after"}:
        return MomentError(f'"{whole}" does not name a day after "{first}".', f"Write {EXAMPLES}.")
    return MomentError(f'"{whole}" is not a moment.', f"Write {EXAMPLES}.")


def _day_of_month(found: re.Match[str]) -> Anchor:
    day = found["day"]
    if len(day) > 2 or not 1 <= int(day) <= 31:
        raise MomentError(f"No month has a day {day[:20]}.", 'Write a day from 1 to 31, or "end of the month".')
    return DayOfMonth(day=int(day))


def _on_date(found: re.Match[str]) -> Anchor:
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    if not 1900 <= year <= 2200:
        raise MomentError(f'"{found[0]}" is not in a year that is planned.', "Write a year from 1900 to 2200.")
    if not 1 <= month <= 12:
        raise MomentError(f'"{found[0]}" has no month: {month}.', "Write year-month-day, as in 2023-12-01.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise MomentError(
            f'"{found[0]}" is no date: that month has {last} days.',
            f"Write a day from 01 to {last}, as in {year}-{month:02}-{last}.",
        )
    return OnDate(date=dt.date(year, month, day))


def _edge(found: re.Match[str]) -> Anchor:
    last = (found["which"] or "").lower() == "last" or (found["side"] or "").lower() == "end"
    return Edge(which="last" if last else "first", working=bool(found["working"]), of=(found["of"] or "period").lower())


def _activity(found: re.Match[str]) -> Anchor:
    return OfActivity(activity=found["activity"])


_DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Anchor]], ...] = (
    (_DAY, _day_of_month),
    (_DATE, _on_date),
    (_EDGE, _edge),
    (_ACTIVITY, _activity),
)


def _time(words: str) -> dt.time:
    found = _TIME.fullmatch(words)
    if not found or int(found["h"]) > 23 or int(found["m"]) > 59:
        raise MomentError(
            f'"{words}" is not a time of day.', 'Write hours and minutes, as in "at 08:30" (00:00 to 23:59).'
        )
    return dt.time(int(found["h"]), int(found["m"]))
