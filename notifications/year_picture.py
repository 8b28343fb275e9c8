"""The wall calendar of a year, as a sheet: twelve months in a grid, deadlines in their days, and a legend beneath."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from definitions.lettering import wrapped
from definitions.wallcalendar import Day, Mark, Month, Span, Wall
from notifications.sheet import Block, Line, Sheet, Words
from notifications.words import date, day_month, month

PAGE: Final = (16.54, 11.69)
"""A3 in landscape, in inches."""

_MARGIN: Final = 0.35
_TOP: Final = 1.2
_ACROSS: Final = 4
_BETWEEN: Final = 0.22  # between two months
_NAME, _WEEKDAYS = 0.27, 0.18  # the heights of a month's name and of the names of its weekdays
_ROW, _BAR = 0.36, 0.065  # the least height of a week, and how much more of it each further bar takes
_WEEKDAY_NAMES: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_PILL, _PILLS = 0.165, 3  # the width of a mark, and how many a day has room for
_TRACKS: Final = 2  # bars that a day has room for
_SIZE, _LEADING = 7.6, 0.142  # of the legend: points, inches
_MONTH: Final = (PAGE[0] - 2 * _MARGIN - (_ACROSS - 1) * _BETWEEN) / _ACROSS
_CELL: Final = _MONTH / 7


class Entry(NamedTuple):
    """An entry of the legend: its code and the lines of what it means; a heading has no code."""

    code: str
    lines: tuple[str, ...]


def year_sheet(wall: Wall) -> Sheet:
    """The year on one page of A3; a legend that needs more room makes the page higher, never the days smaller."""
    legend = _columns(tuple(_legend(wall)))
    room = max((sum(len(e.lines) for e in column) for column in legend), default=0) * _LEADING + 0.35
    tracks = min(_TRACKS, max((span.track for span in wall.spans), default=0) + 1)
    week = _ROW + (tracks - 1) * _BAR
    least = _TOP + 3 * (_NAME + _WEEKDAYS + 6 * week + _BETWEEN) + room + _MARGIN
    height = max(PAGE[1], least)
    row = (height - _TOP - room - _MARGIN) / 3
    sheet = Sheet(PAGE[0], height, f"Lịch năm: {wall.title}", told(wall))
    _head(sheet, wall)
    for n, each in enumerate(wall.months):
        x, y = _MARGIN + n % _ACROSS * (_MONTH + _BETWEEN), _TOP + n // _ACROSS * row
        _month(sheet, wall, each, (x, y), (row - _BETWEEN - _NAME - _WEEKDAYS) / 6)
    _write_legend(sheet, legend, _TOP + 3 * row + 0.1)
    return sheet


def told(wall: Wall) -> str:
    """The calendar in words, for whoever cannot see it: the deadlines of each month, then what each number means."""
    days = [day for month in wall.months for week in month.weeks for day in week if day is not None and day.marks]
    dated = "; ".join(f"{date(day.date)}: {', '.join(str(mark.number) for mark in day.marks)}" for day in days)
    meant = "; ".join(f"{due.number}. {due.title} ({', '.join(due.by)})" for due in wall.dues)
    return f"Ngày cuối còn trong hạn và số của bước: {dated}. Các bước: {meant}."


def _head(sheet: Sheet, wall: Wall) -> None:
    years = {month.first.year for month in wall.months}
    name = f"LỊCH NĂM {'–'.join(str(year) for year in sorted(years))}"
    said = f"{wall.title}. Thời gian thực hiện: {date(wall.first)} – {date(wall.last)}."
    unsure = "" if wall.published else " Lịch nghỉ chưa được công bố đủ."
    sheet.marks.append(Words(_MARGIN, _MARGIN + 0.22, name, size=15, bold=True))
    sheet.marks.append(Words(_MARGIN, _MARGIN + 0.46, said + unsure, size=9.5))
    _signs(sheet, _MARGIN + 0.58)


def _signs(sheet: Sheet, y: float) -> None:
    """What the signs mean, in one line above the months."""
    x, base = _MARGIN, y + 0.115
    _pill(sheet, x, y, Mark(5, planned=False))
    sheet.marks.append(Words(x + 0.25, base, "ngày cuối còn trong hạn của bước số 5", size=8))
    _pill(sheet, x + 2.75, y, Mark(6, planned=True))
    sheet.marks.append(Words(x + 3.0, base, "dự kiến: hạn còn tùy việc trước xong ngày nào", size=8))
    for left, fill, edge, said in (
        (6.0, 0.88, 0.6, "thứ Bảy, Chủ nhật"),
        (7.7, 0.4, 0.4, "ngày nghỉ lễ, Tết, nghỉ bù"),
        (9.85, 1.0, 0.0, "ngày làm bù"),
    ):
        line = 1.8 if fill == 1.0 else 0.5
        sheet.marks.append(Block(x + left, y, 0.22, 0.15, fill=fill, edge=edge, line=line))
        sheet.marks.append(Words(x + left + 0.3, base, said, size=8))
    sheet.marks.append(Block(x + 11.1, y + 0.05, 0.3, 0.06, fill=1.0, hatch="//", line=0.5))
    sheet.marks.append(Words(x + 11.5, base, "hoạt động có thời gian", size=8))
    sheet.marks.append(Words(x + 13.35, base, "+2", size=7, bold=True))
    sheet.marks.append(Words(x + 13.6, base, "còn 2 hạn nữa trong ngày", size=8))


# ---------------------------------------------------------------- months


def _month(sheet: Sheet, wall: Wall, each: Month, at: tuple[float, float], row: float) -> None:
    x, y = at
    name = f"THÁNG {month(each.first.month)}/{each.first.year}"
    sheet.marks.append(Block(x, y, _MONTH, _NAME, fill=0.15))
    sheet.marks.append(Words(x + _MONTH / 2, y + 0.185, name, size=10, bold=True, shade=1.0, at="center"))
    for n, weekday in enumerate(_WEEKDAY_NAMES):
        middle = x + (n + 0.5) * _CELL
        sheet.marks.append(Words(middle, y + _NAME + 0.13, weekday, size=7.5, bold=True, at="center"))
    top = y + _NAME + _WEEKDAYS
    for w, week in enumerate(each.weeks):
        for n, day in enumerate(week):
            if day is not None:
                _day(sheet, wall.spans, day, (x + n * _CELL, top + w * row), row)
    for w, week in enumerate(each.weeks):
        for n, day in enumerate(week):
            if day is not None and day.made_up:  # drawn last: above the edges of its neighbours
                _made_up(sheet, x + n * _CELL, top + w * row, row)


def _made_up(sheet: Sheet, x: float, y: float, row: float) -> None:
    sheet.marks.append(Block(x, y, _CELL, row, line=1.8))
    sheet.marks.append(Words(x + _CELL - 0.05, y + 0.12, "bù", size=6.5, bold=True, at="right"))


def _day(sheet: Sheet, spans: Iterable[Span], day: Day, at: tuple[float, float], row: float) -> None:
    x, y = at
    holiday = bool(day.rest) and not day.weekend
    fill = 0.4 if holiday else 0.88 if day.rest else 1.0
    shade = 1.0 if holiday else 0.0 if day.inside else 0.5
    sheet.marks.append(Block(x, y, _CELL, row, fill=fill, edge=0.6, line=0.5))
    sheet.marks.append(Words(x + 0.05, y + 0.125, str(day.date.day), size=8, shade=shade))
    for span in spans:
        if span.first <= day.date <= span.last and span.track < _TRACKS:
            _bar(sheet, span, day, (x, y), y + row - _BAR * (span.track + 1))
    _marks(sheet, day.marks, (x + 0.035, y + 0.15), shade=1.0 if holiday else 0.0)


def _bar(sheet: Sheet, span: Span, day: Day, at: tuple[float, float], y: float) -> None:
    x, top = at
    sheet.marks.append(Block(x, y, _CELL, 0.055, fill=1.0, hatch="//", line=0.4))
    if day.date == span.first or day.date.day == 1:
        right = x + _CELL - 0.05 - span.track * 0.14
        sheet.marks.append(Words(right, top + 0.125, span.letter, size=7.5, bold=True, at="right"))


def _marks(sheet: Sheet, marks: tuple[Mark, ...], at: tuple[float, float], shade: float) -> None:
    x, y = at
    shown = marks if len(marks) <= _PILLS else marks[: _PILLS - 1]
    for n, mark in enumerate(shown):
        _pill(sheet, x + n * _PILL, y, mark)
    if len(shown) < len(marks):
        more = f"+{len(marks) - len(shown)}"
        sheet.marks.append(Words(x + len(shown) * _PILL + 0.02, y + 0.11, more, size=7, bold=True, shade=shade))


def _pill(sheet: Sheet, x: float, y: float, mark: Mark) -> None:
    """A sure deadline is white on black, a planned one black on white."""
    fill, shade = (1.0, 0.0) if mark.planned else (0.0, 1.0)
    size = 6.6 if mark.number < 100 else 5.2
    sheet.marks.append(Block(x, y, _PILL - 0.015, 0.14, fill=fill, line=0.7, corner=0.03))
    sheet.marks.append(
        Words(x + (_PILL - 0.015) / 2, y + 0.105, str(mark.number), size=size, bold=True, shade=shade, at="center")
    )


# ---------------------------------------------------------------- legend


def _legend(wall: Wall) -> Iterator[Entry]:
    yield Entry("", ("VIỆC ĐẾN HẠN (số của bước)",))
    for due in wall.dues:
        yield _entry(str(due.number), f"{due.title}. {', '.join(due.by)}. {due.often}.")
    if wall.beyond:
        yield Entry("", ("HẠN NGOÀI CÁC THÁNG TRÊN",))
        yield from (_entry(str(number), f"hết ngày {date(day)}") for day, number in wall.beyond)
    if wall.spans:
        yield Entry("", ("HOẠT ĐỘNG CÓ THỜI GIAN",))
        yield from (_entry(s.letter, f"{date(s.first)} – {date(s.last)}: {s.title}{_unseen(s)}") for s in wall.spans)
    if wall.holidays:
        yield Entry("", ("NGÀY NGHỈ (ngoài thứ Bảy, Chủ nhật)",))
        yield from (_entry("", f"{_dates(dates)}: {name}") for name, dates in wall.holidays)


def _unseen(span: Span) -> str:
    return "" if span.track < _TRACKS else " (không vẽ vạch: nhiều hoạt động trùng ngày)"


def _entry(code: str, text: str) -> Entry:
    limit = (_MONTH - (0.32 if code else 0.05)) / (_SIZE / 72)
    return Entry(code or "–", wrapped(text if code else f"– {text}", limit))


def _dates(dates: tuple[dt.date, ...]) -> str:
    """Such as "23/01 – 25/01, 20/4": days in a row are said by their ends."""
    runs: list[list[dt.date]] = []
    for day in dates:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(" – ".join(day_month(d) for d in dict.fromkeys((run[0], run[-1]))) for run in runs)


def _columns(entries: tuple[Entry, ...]) -> list[list[Entry]]:
    """The entries in four columns of about the same height; a heading stays with what it heads."""
    share = sum(len(entry.lines) for entry in entries) / _ACROSS
    columns: list[list[Entry]] = [[]]
    for entry in entries:
        full = sum(len(e.lines) for e in columns[-1]) + len(entry.lines) / 2 > share
        if full and len(columns) < _ACROSS:
            headed = [columns[-1].pop()] if columns[-1] and not columns[-1][-1].code else []
            columns.append(headed)
        columns[-1].append(entry)
    return columns


def _write_legend(sheet: Sheet, columns: list[list[Entry]], y: float) -> None:
    sheet.marks.append(Line(((_MARGIN, y), (sheet.width - _MARGIN, y)), shade=0.5, line=0.6))
    for n, column in enumerate(columns):
        x, base = _MARGIN + n * (_MONTH + _BETWEEN), y + 0.18
        for entry in column:
            inset = 0.3 if entry.code not in {"", "–"} else 0.0
            if inset:
                right = x + 0.22
                sheet.marks.append(Words(right, base, entry.code, size=_SIZE, bold=True, at="right"))
            base = sheet.lines(x + inset, base, entry.lines, leading=_LEADING, size=_SIZE, bold=not entry.code)
