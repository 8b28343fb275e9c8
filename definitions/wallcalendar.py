"""A year as a wall calendar: twelve months of weeks, what is a rest day and why, what is due on each day; no ink."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from definitions.context import Context, prepared
from definitions.explain import explain
from definitions.helps import EVERIES
from definitions.picture import numbered
from definitions.timing import instants
from definitions.vocabulary import Activity, Definition, Step


@dataclass(frozen=True, slots=True)
class Mark:
    """A deadline on its last valid day: the number of its step. `planned` where it counts from what has yet to happen."""

    number: int
    planned: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `rest` says why it is none of work; `weekend` whether by its weekday alone; `inside` the year's bounds."""

    date: dt.date
    rest: str
    weekend: bool
    made_up: bool
    inside: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday to Sunday; None where a day belongs to another month."""

    first: dt.date
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A line of the legend: the number of a step, what is due, for whom, how often."""

    number: int
    title: str
    by: tuple[str, ...]
    often: str


@dataclass(frozen=True, slots=True)
class Span:
    """A dated activity: its letter, its dates, and the track on which its bar runs, from 0, so that no two bars meet."""

    letter: str
    title: str
    first: dt.date
    last: dt.date
    track: int


@dataclass(frozen=True, slots=True)
class Wall:
    """The whole year. `beyond` are the deadlines on days that the twelve months do not show: day, number."""

    title: str
    first: dt.date
    last: dt.date
    months: tuple[Month, ...]
    dues: tuple[Due, ...]
    spans: tuple[Span, ...]
    holidays: tuple[tuple[str, tuple[dt.date, ...]], ...]
    beyond: tuple[tuple[dt.date, int], ...]
    published: bool


def wall(of: Context | Definition) -> Wall:
    """The calendar of a definition's year: its twelve months, or the twelve from its first one where it begins earlier."""
    ctx = prepared(of)
    year = ctx.definition.year
    begin = dt.date(year.year, 1, 1)
    begin = begin if begin <= year.first else year.first.replace(day=1)
    firsts = [dt.date(begin.year + (begin.month - 1 + n) // 12, (begin.month - 1 + n) % 12 + 1, 1) for n in range(12)]
    marks = _marks(ctx)
    months = tuple(Month(first, tuple(_weeks(ctx, first, marks))) for first in firsts)
    shown = {day.date: day for month in months for week in month.weeks for day in week if day is not None}
    return Wall(
        title=year.title or ctx.definition.process.title,
        first=year.first,
        last=year.last,
        months=months,
        dues=tuple(_dues(ctx, {mark.number for found in marks.values() for mark in found})),
        spans=tuple(_spans(year.activities)),
        holidays=tuple(_holidays(shown.values())),
        beyond=tuple((date, mark.number) for date in sorted(marks.keys() - shown) for mark in marks[date]),
        published=all(ctx.clock.calendar.published(first.year) for first in firsts),
    )


def _marks(ctx: Context) -> dict[dt.date, tuple[Mark, ...]]:
    numbers = numbered(ctx.steps.values())
    found: dict[dt.date, dict[int, bool]] = {}
    for line in explain(ctx):
        if line.last_valid is not None:
            sure = instants(ctx, ctx.steps[line.step], line.period, {}).due
            found.setdefault(line.last_valid, {}).setdefault(numbers[line.step], line.due != sure)
    return {date: tuple(Mark(n, planned) for n, planned in sorted(marks.items())) for date, marks in found.items()}


# ---------------------------------------------------------------- days


def _weeks(ctx: Context, first: dt.date, marks: Mapping[dt.date, tuple[Mark, ...]]) -> Iterator[tuple[Day | None, ...]]:
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        yield tuple(_day(ctx, date, marks.get(date, ())) if date.month == first.month else None for date in week)


def _day(ctx: Context, date: dt.date, marks: tuple[Mark, ...]) -> Day:
    year, days = ctx.definition.year, ctx.clock.calendar
    weekend, working = date.weekday() >= 5, days.is_working(date)
    return Day(
        date=date,
        rest="" if working else _reason(ctx, date),
        weekend=weekend,
        made_up=weekend and working,
        inside=year.first <= date <= year.last,
        marks=marks,
    )


def _reason(ctx: Context, date: dt.date) -> str:
    """The name of a rest day, without the notice that decided it."""
    files = (file for file in ctx.definition.calendars if file.calendar == ctx.definition.process.calendar)
    named = {day.date: day.name for file in files for day in file.off}
    return named.get(date) or ctx.clock.calendar.name(date)


def _holidays(days: Iterable[Day]) -> Iterator[tuple[str, tuple[dt.date, ...]]]:
    """The rest days that are no weekends, by their names, in the order of the calendar."""
    found: dict[str, list[dt.date]] = {}
    for day in days:
        if day.rest and not day.weekend:
            found.setdefault(day.rest, []).append(day.date)
    yield from ((name, tuple(dates)) for name, dates in found.items())


# ---------------------------------------------------------------- legend


def _dues(ctx: Context, shown: set[int]) -> Iterator[Due]:
    titles = {role.id: role.title for role in ctx.definition.process.roles}
    for number, step in enumerate(ctx.steps.values(), 1):
        if number in shown:
            yield Due(number, step.title, _who(step, titles), EVERIES[step.every].title)


def _who(step: Step, titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(titles.get(role, role) for role in step.by)


def _spans(activities: Iterable[Activity]) -> Iterator[Span]:
    """Each on the first track that is free by then; its letter is A ... Z, then A1 ... Z1 and so on."""
    ends: list[dt.date] = []
    dated = sorted((a.first, a.last, n, a) for n, a in enumerate(activities) if a.first and a.last)
    for count, (first, last, _, activity) in enumerate(dated):
        track = next((n for n, end in enumerate(ends) if end < first), len(ends))
        ends[track : track + 1] = [last]
        letter = chr(ord("A") + count % 26) + str(count // 26 or "")
        yield Span(letter, activity.short or activity.title, first, last, track)
