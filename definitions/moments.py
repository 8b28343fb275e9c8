"""A moment becomes an instant: "before day 5" of 2023-11 is 2023-11-05T00:00+07:00.

Deadlines are half-open: the instant is the first one that is too late. Their *last valid day* is the last day on which
something can still be done in time: people count in days, so every "n days before" or "after" counts from that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from definitions.calendar import WorkingCalendar, working_calendar
from definitions.grammar import MomentError, parse_moment, parse_trigger
from definitions.periods import around, bounds
from definitions.vocabulary import (
    Activity,
    DayOfMonth,
    Definition,
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

__all__ = [
    "Clockwork",
    "Known",
    "Moment",
    "MomentError",
    "Trigger",
    "clockwork",
    "last_valid_day",
    "local_day",
    "midnight",
    "parse_moment",
    "parse_trigger",
    "resolve",
]

Known = Callable[[str | None, Fact], dt.datetime | None]
"""The instant of a fact of a step (None: of this step itself), or None while it is unknown."""

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What turns days into instants: the working days, the zone, when a day starts, the dated activities by id."""

    calendar: WorkingCalendar
    zone: str
    day_starts: dt.time
    activities: Mapping[str, Activity]


def clockwork(definition: Definition) -> Clockwork:
    """The clockwork of one office's year."""
    process, year = definition.process, definition.year
    return Clockwork(
        calendar=working_calendar(process.calendar, definition.calendars),
        zone=process.timezone,
        day_starts=process.day_starts,
        activities={activity.id: activity for activity in year.activities},
    )


def midnight(day: dt.date, zone: str) -> dt.datetime:
    """The instant at which a local day begins, in UTC."""
    return _instant(day, dt.time(), zone)


def local_day(instant: dt.datetime, zone: str) -> dt.date:
    """The local day that an instant falls on."""
    return instant.astimezone(ZoneInfo(zone)).date()


def last_valid_day(deadline: dt.datetime, zone: str) -> dt.date:
    """The last local day on which something is still in time: the day before a deadline that is a midnight."""
    local = deadline.astimezone(ZoneInfo(zone))
    return local.date() if local.time() > dt.time() else local.date() - ONE_DAY


def _instant(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, time, ZoneInfo(zone)).astimezone(dt.UTC)


# ---------------------------------------------------------------- resolving


def resolve(moment: Moment, period: str, *, as_deadline: bool, clock: Clockwork, known: Known) -> dt.datetime | None:
    """The instant of a moment in a period, in UTC; None while a fact that it counts from is unknown.

    A deadline without a time ends with its last day; it moves only where its words say what a rest day does. An opening
    or a reminder without a time comes at `day_starts`; one that calendar days have put on a rest day moves to the next
    working day, but not past its deadline, unless its words say otherwise.
    """
    if isinstance(moment.anchor, OfStep) and not moment.shift and moment.time is None:
        return known(moment.anchor.step, moment.anchor.fact)
    day = _day(moment, period, clock, known)
    if day is None:
        return None
    if as_deadline:
        return _end(moment, day, clock)
    if moment.bound == "before" and moment.time is None:
        day -= ONE_DAY
    return _start(moment, day, clock, known)


def _end(moment: Moment, day: dt.date, clock: Clockwork) -> dt.datetime:
    if moment.time is not None:
        return _instant(_off_rest(moment, day, clock), moment.time, clock.zone)
    last = day - ONE_DAY if moment.bound == "before" else day
    return midnight(_off_rest(moment, last, clock) + ONE_DAY, clock.zone)


def _off_rest(moment: Moment, day: dt.date, clock: Clockwork) -> dt.date:
    """The day itself, or the working day that the moment's words send it to."""
    match moment.rest:
        case "next":
            return clock.calendar.next_working_on_or_after(day)
        case "previous":
            return clock.calendar.last_working_on_or_before(day)
    return day


def _start(moment: Moment, day: dt.date, clock: Clockwork, known: Known) -> dt.datetime:
    time = moment.time or clock.day_starts
    said = _instant(day, time, clock.zone)
    if moment.rest == "previous":
        return _instant(_off_rest(moment, day, clock), time, clock.zone)
    if _stays(moment) or clock.calendar.is_working(day):
        return said
    moved = _instant(clock.calendar.shift(day, 1), time, clock.zone)
    due = known(None, Fact.DUE)
    if due is not None and said < due <= moved:
        return _instant(clock.calendar.shift(day, -1), time, clock.zone)
    return moved


def _stays(moment: Moment) -> bool:
    """Whether a rest day is meant: the office says so, or has named that very date."""
    if moment.rest is not None:
        return moment.rest == "stay"
    return not moment.shift and isinstance(moment.anchor, OnDate | OfActivity)


# ---------------------------------------------------------------- days


def _day(moment: Moment, period: str, clock: Clockwork, known: Known) -> dt.date | None:
    day = _anchor_day(moment, period, clock, known)
    return None if day is None else _shifted(day, moment.shift, moment.unit, clock.calendar)


def _anchor_day(moment: Moment, period: str, clock: Clockwork, known: Known) -> dt.date | None:
    match moment.anchor:
        case OfStep(step=step, fact=fact):
            return _fact_day(known(step, fact), fact, clock.zone)
        case OfActivity(activity=id):
            return _activity_day(clock.activities.get(id), moment.shift)
        case LastWorkingDay():
            last = _fact_day(known(None, Fact.DUE), Fact.DUE, clock.zone)
            return None if last is None else clock.calendar.last_working_on_or_before(last)
        case anchor:
            return _calendar_day(anchor, *bounds(period), clock.calendar)


def _calendar_day(
    anchor: DayOfMonth | OnDate | OnWeekday | Edge, first: dt.date, last: dt.date, calendar: WorkingCalendar
) -> dt.date:
    match anchor:
        case OnDate(date=date):
            return date
        case DayOfMonth(day=day):
            return min(last.replace(day=1) + dt.timedelta(days=day - 1), around("month", last)[1])
        case OnWeekday(weekday=weekday):
            return first + dt.timedelta(days=(weekday - first.isoweekday()) % 7)
        case Edge():
            return _edge_day(anchor, first, last, calendar)


def _edge_day(edge: Edge, first: dt.date, last: dt.date, calendar: WorkingCalendar) -> dt.date:
    if edge.which == "first":
        day = first if edge.of == "period" else around(edge.of, first)[0]
        return calendar.next_working_on_or_after(day) if edge.working else day
    day = last if edge.of == "period" else around(edge.of, last)[1]
    return calendar.last_working_on_or_before(day) if edge.working else day


def _activity_day(activity: Activity | None, shift: int) -> dt.date | None:
    if activity is None:
        return None
    return activity.last or activity.first if shift > 0 else activity.first


def _fact_day(instant: dt.datetime | None, fact: Fact, zone: str) -> dt.date | None:
    if instant is None:
        return None
    return last_valid_day(instant, zone) if fact is Fact.DUE else local_day(instant, zone)


def _shifted(day: dt.date, n: int, unit: Unit, calendar: WorkingCalendar) -> dt.date:
    match unit:
        case Unit.WORKING_DAY:
            return calendar.shift(day, n)
        case Unit.MONTH:
            return _months_later(day, n)
    return day + dt.timedelta(days=n * (7 if unit is Unit.WEEK else 1))


def _months_later(day: dt.date, n: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    first = dt.date(year, month + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), around("month", first)[1])
