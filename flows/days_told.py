"""Days off, and what a notice of them moves, as a person reads it and as a machine does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from flows.say import Language, say

if TYPE_CHECKING:
    from definitions.calendar import Listed, WorkingCalendar
    from definitions.dated import Dated
    from definitions.notice import ChangedDay, Moved
    from definitions.vocabulary import CalendarYear

_WEEKDAYS: Final = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_STATUS: Final = {"assumed": "assumed-day"}
SATURDAY: Final = 5
_TIMED: Final = ("opens", "remind", "escalate")


# ---------------------------------------------------------------- one year


def year(calendar: WorkingCalendar, number: int, lang: Language) -> str:
    """Whether the year is published, then one line per day: date, weekday, off or worked, name, notice, status."""
    listed = calendar.listed(number)
    head = say(lang, _state(calendar, number), WORDS, calendar=calendar.calendar, year=number)
    return "\n".join([head, *(_line(day, lang) for day in listed), *_counts(listed, lang)])


def year_row(calendar: WorkingCalendar, number: int) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "calendar": calendar.calendar,
        "year": number,
        "published": calendar.published(number),
        "file": number in calendar.files,
        "days": [_day_row(day) for day in calendar.listed(number)],
    }


def _state(calendar: WorkingCalendar, number: int) -> str:
    if calendar.published(number):
        return "published" if number in calendar.files else "weekends-only"
    return "provisional" if number in calendar.files else "assumed"


def _line(day: Listed, lang: Language) -> str:
    kind = say(lang, "works" if day.works else "off", WORDS)
    about = "; ".join(filter(None, [day.name, day.notice]))
    said = f"{_day(day.date, lang):<23} {kind:<8} {about}".rstrip()
    return f"  {said} [{say(lang, _STATUS.get(day.status, day.status), WORDS)}]"


def _counts(listed: Sequence[Listed], lang: Language) -> Iterator[str]:
    off = sum(day.counts and not day.works and day.date.weekday() < SATURDAY for day in listed)
    worked = sum(day.counts and day.works for day in listed)
    if listed:
        yield say(lang, "counts", WORDS, off=off, worked=worked)


def _day_row(day: Listed) -> dict[str, Any]:
    kind = "working" if day.works else "off"
    about = {"name": day.name, "notice": day.notice, "status": day.status, "counts": day.counts}
    return {"date": day.date.isoformat(), "kind": kind, **about}


# ---------------------------------------------------------------- what a notice moves


def change(
    new: CalendarYear,
    sides: tuple[WorkingCalendar, ...],
    days: Sequence[ChangedDay],
    moved: Sequence[Moved] | None,
    lang: Language,
) -> str:
    """The days that changed, then what moves for whom: a paragraph per step and period, a line per instant."""
    was, now = (calendar.published(new.year) for calendar in sides)
    lines = [say(lang, f"now-{'published' if now else 'provisional'}", WORDS, year=new.year)] if was != now else []
    lines.append(say(lang, "days" if days else "no-days", WORDS, calendar=new.calendar, year=new.year, count=len(days)))
    lines += [_changed(day, lang) for day in days]
    return "\n".join([*lines, *(_moves(moved, lang) if moved is not None else ())])


def change_row(new: CalendarYear, days: Sequence[ChangedDay], moved: Sequence[Moved] | None) -> dict[str, Any]:
    """The same for a machine; `moved` is null where no year was named."""
    return {
        "calendar": new.calendar,
        "year": new.year,
        "days": [
            {"date": it.date.isoformat(), "working": it.works, "listed": _day_row(it.why) if it.why else None}
            for it in days
        ],
        "moved": None if moved is None else [_moved_row(it) for it in moved],
    }


def _changed(day: ChangedDay, lang: Language) -> str:
    listed = day.why is not None and day.why.works == day.works
    kind = ("made-up" if listed else "working-again") if day.works else "off-now"
    about = "; ".join(filter(None, [day.why.name, day.why.notice])) if day.why else ""
    return f"  {_day(day.date, lang)}: {say(lang, kind, WORDS)}" + (f" ({about})" if about else "")


def _moves(moved: Sequence[Moved], lang: Language) -> Iterator[str]:
    if not moved:
        yield say(lang, "nothing-moves", WORDS)
        return
    deadlines = sum(it.it.what == "due" for it in moved)
    yield say(lang, "moves", WORDS, count=len(moved))
    yield say(lang, "deadlines" if deadlines else "no-deadline", WORDS, count=deadlines)
    together = sorted(moved, key=lambda it: (it.it.period, it.it.step))
    for (title, period, parties), its in groupby(together, key=lambda it: (it.it.title, it.it.period, it.it.parties)):
        yield say(lang, "step", WORDS, title=title, period=period, parties=parties)
        yield from (f"    {_move(it, lang)}" for it in its)


def _move(it: Moved, lang: Language) -> str:
    before, after = (_at(side, lang) if side else say(lang, "nowhere", WORDS) for side in (it.before, it.after))
    rung = it.it.said if lang == "vi" else it.it.rung.partition(": ")[2]
    return say(lang, it.it.what, WORDS, rung=rung, before=before, after=after)


def _at(it: Dated, lang: Language) -> str:
    """An opening and a reminder by their hour; an end by the last day that is still in time."""
    if it.what in _TIMED:
        return f"{it.at:%H:%M} {_day(it.at.date(), lang)}"
    ends = it.what != "last-working" and it.at.time() == dt.time()
    return _day(it.at.date() - dt.timedelta(days=ends), lang)


def _moved_row(it: Moved) -> dict[str, Any]:
    named = {"step": it.it.step, "period": it.it.period, "what": it.it.what, "rung": it.it.rung}
    ends = {name: side.at.isoformat() if side else None for name, side in (("from", it.before), ("to", it.after))}
    return {**named, **ends, "parties": it.it.parties}


def _day(day: dt.date, lang: Language) -> str:
    from definitions.explain import short_date

    return f"{short_date(day)} ({_WEEKDAYS[lang][day.weekday()]})"


WORDS: Final = {
    "published": (
        "Lịch {calendar} năm {year}: đã công bố.",
        "Calendar {calendar}, {year}: published.",
    ),
    "provisional": (
        "Lịch {calendar} năm {year}: chưa công bố; tệp lịch là tạm tính. Ngày nhắc việc, ngày làm việc tính theo lịch này "
        "còn có thể thay đổi.",
        "Calendar {calendar}, {year}: not yet published; its file is provisional. Reminders and working days computed "
        "from it may still change.",
    ),
    "assumed": (
        "Lịch {calendar} năm {year}: chưa công bố, chưa có tệp lịch. Dưới đây là lịch mà thư viện giả định; ngày nhắc "
        "việc, ngày làm việc tính theo lịch này là tạm tính.",
        "Calendar {calendar}, {year}: not yet published, there is no file. Below is what the library assumes; reminders "
        "and working days computed from it are provisional.",
    ),
    "weekends-only": (
        "Lịch {calendar} năm {year}: chỉ nghỉ thứ Bảy, Chủ nhật.",
        "Calendar {calendar}, {year}: Saturdays and Sundays are off, nothing else.",
    ),
    "off": ("nghỉ", "off"),
    "works": ("làm bù", "worked"),
    "verified": ("đã đối chiếu", "verified"),
    "cited": ("theo nguồn dẫn lại", "cited"),
    "unconfirmed": ("chưa chắc, không tính", "unconfirmed, does not count"),
    "assumed-day": ("giả định", "assumed"),
    "counts": (
        "Tính cả năm: {off} ngày nghỉ, {worked} ngày làm bù (không kể thứ Bảy, Chủ nhật).",
        "In the year: {off} days off, {worked} make-up days (weekends apart).",
    ),
    "now-published": ("Lịch nghỉ năm {year} nay đã công bố.", "The days off of {year} are published now."),
    "now-provisional": ("Lịch nghỉ năm {year} nay là chưa công bố.", "The days off of {year} are provisional now."),
    "days": ("Lịch {calendar} năm {year}: {count} ngày thay đổi.", "Calendar {calendar}, {year}: {count} days change."),
    "no-days": ("Lịch {calendar} năm {year}: không ngày nào thay đổi.", "Calendar {calendar}, {year}: no day changes."),
    "off-now": ("nay là ngày nghỉ", "is off now"),
    "working-again": ("nay là ngày làm việc, trước đó ghi nghỉ", "is worked now, was off"),
    "made-up": ("nay là ngày làm bù", "is a make-up day now"),
    "nothing-moves": (
        "Không có ngày mở, ngày nhắc hay thời hạn nào thay đổi.",
        "No opening, no reminder and no deadline moves.",
    ),
    "moves": ("{count} thời điểm của năm kế hoạch thay đổi:", "{count} instants of the year move:"),
    "deadlines": (
        "  Trong đó {count} thời hạn tính bằng ngày làm việc nên cũng dời.",
        "  Of them {count} deadlines, which count working days.",
    ),
    "no-deadline": ("  Không thời hạn nào dời.", "  No deadline itself moves."),
    "step": ("  {title}, kỳ {period}, {parties} nơi thực hiện:", "  {title}, {period}, owed by {parties}:"),
    "opens": ("mở: {before} chuyển thành {after}{rung}", "opens: {before} becomes {after}{rung}"),
    "due": ("hết hạn: {before} chuyển thành {after}{rung}", "due by the end of: {before} becomes {after}{rung}"),
    "last-working": (
        "ngày làm việc cuối còn kịp: {before} chuyển thành {after}{rung}",
        "last working day in time: {before} becomes {after}{rung}",
    ),
    "closes": (
        "đóng khi hết: {before} chuyển thành {after}{rung}",
        "closes at the end of: {before} becomes {after}{rung}",
    ),
    "remind": ("nhắc ({rung}): {before} chuyển thành {after}", "reminder ({rung}): {before} becomes {after}"),
    "escalate": (
        "báo quá hạn ({rung}): {before} chuyển thành {after}",
        "escalation ({rung}): {before} becomes {after}",
    ),
    "nowhere": ("không có", "nowhere"),
}
