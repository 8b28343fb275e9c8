"""Office hours: whether an instant is within them, the first one that is, and which dates a step has named itself.

What time brings is said in office hours: a deadline that ends at midnight, or on a Sunday, wakes nobody. A date that
the definition names stands, rest day or not, as `moments.py` has it for openings and reminders.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from definitions.context import Context
from definitions.moments import Clockwork
from definitions.vocabulary import OfActivity, OnDate, Step

DAY_ENDS: Final = dt.time(17)
"""When an office closes; the language has a word for when its day starts, and none for this."""


def within_hours(clock: Clockwork, at: dt.datetime, named: frozenset[dt.date] = frozenset()) -> bool:
    """Whether the office works at that instant (aware). A `named` day is worked from its first minute to its last."""
    local = at.astimezone(ZoneInfo(clock.zone))
    if local.date() in named:
        return True
    return clock.calendar.is_working(local.date()) and clock.day_starts <= local.time() <= DAY_ENDS


def spoken_at(clock: Clockwork, at: dt.datetime, named: frozenset[dt.date] = frozenset()) -> dt.datetime:
    """When something may be said that is to be said at `at`: then, or when the office next starts its day (UTC)."""
    if within_hours(clock, at, named):
        return at
    zone = ZoneInfo(clock.zone)
    local = at.astimezone(zone)
    day = local.date() if local.time() < clock.day_starts else local.date() + dt.timedelta(days=1)
    starts = clock.calendar.next_working_on_or_after(day)
    return dt.datetime.combine(starts, clock.day_starts, zone).astimezone(dt.UTC)


def named_days(ctx: Context, step: Step) -> frozenset[dt.date]:
    """The dates on which the definition itself has this step open or remind: a date, or the day of an activity."""
    return ctx.remember(("named days", step.id), lambda: _named_days(ctx, step))


def _named_days(ctx: Context, step: Step) -> frozenset[dt.date]:
    own = (step.opens, step.starts.moment if step.starts else None, *(rung.moment for rung in step.ladder))
    days: list[dt.date | None] = []
    for moment in own:
        if moment is None or moment.shift:
            continue
        if isinstance(moment.anchor, OnDate):
            days.append(moment.anchor.date)
        elif isinstance(moment.anchor, OfActivity) and moment.anchor.activity in ctx.clock.activities:
            days.append(ctx.clock.activities[moment.anchor.activity].first)
    return frozenset(day for day in days if day is not None)
