"""What a notice of days off moves: two working calendars compared, day by day and instant by instant of a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from definitions.calendar import ONE_DAY, Listed, WorkingCalendar
from definitions.context import Context
from definitions.dated import Dated, dated
from definitions.vocabulary import CalendarYear, Definition


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that was worked and is off now, or the other way round; `why` is the day as it is listed, if it is."""

    date: dt.date
    works: bool
    why: Listed | None


@dataclass(frozen=True, slots=True)
class Moved:
    """One named instant of the year, before and after; None where the step is not owed (or not known) on that side."""

    before: Dated | None
    after: Dated | None

    @property
    def it(self) -> Dated:
        """What it is, whichever side has it."""
        found = self.after or self.before
        assert found is not None, "nothing moves that is on neither side"
        return found


def changed_days(old: WorkingCalendar, new: WorkingCalendar, year: int) -> tuple[ChangedDay, ...]:
    """The days of that year on which the two calendars differ, by date."""
    first = dt.date(year, 1, 1)
    days = (first + n * ONE_DAY for n in range((dt.date(year + 1, 1, 1) - first).days))
    listed = {day.date: day for calendar in (old, new) for day in calendar.listed(year)}
    return tuple(
        ChangedDay(day, new.is_working(day), listed.get(day))
        for day in days
        if old.is_working(day) != new.is_working(day)
    )


def moved(old: Context | Definition, new: Context | Definition) -> tuple[Moved, ...]:
    """The instants that are not the same in two definitions that differ in their calendars, in the order of the year."""
    before, after = ({it.name: it for it in dated(side)} for side in (old, new))
    pairs = (Moved(before.get(name), after.get(name)) for name in {**before, **after})
    return tuple(sorted((pair for pair in pairs if _at(pair.before) != _at(pair.after)), key=lambda pair: pair.it.at))


def under(definition: Definition, file: CalendarYear | None, *, calendar: str, year: int) -> Definition:
    """The same definition with that file for a year of a calendar, in place of any other; None is no file at all."""
    others = tuple(it for it in definition.calendars if (it.calendar, it.year) != (calendar, year))
    return definition.model_copy(update={"calendars": (*others, *((file,) if file else ()))})


def _at(it: Dated | None) -> dt.datetime | None:
    return it.at if it else None
