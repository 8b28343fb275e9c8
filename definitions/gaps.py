"""Gaps: what is not being covered, named while there is still time to act; no words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from definitions.coverage import Coverage, belongs
from definitions.fates import Fated
from definitions.periods import bounds
from definitions.vocabulary import Activity, Definition, Target

AHEAD: Final = dt.timedelta(days=60)
"""So long before its first day a dated activity without anything is a gap: a month's plan may still take it in."""
QUIET: Final = 2
"""So many whole months without a line or a publication make a topic, or a partner, a gap."""
RECENT: Final = dt.timedelta(days=62)
"""So long after its day a line that never came out is a gap; what is older is a figure of the year."""


class Lack(StrEnum):
    """What is lacking; in the order in which it presses."""

    DATED = "dated"  # an activity has its days, and nothing has come out about it
    PASSED = "passed"  # the day of an agreed line has passed without anything
    BEHIND = "behind"  # a target of the joint plan is behind the calendar
    QUIET = "quiet"  # a topic without a line and without a publication for months
    UNASKED = "unasked"  # a partner whom no line of the last plans names


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap. `id` is that of the activity, line, topic or partner; a target's number.

    `day`: the first day of the activity, the last of the line; the last day on which there was anything of the topic or
    for the partner (None: never). `count`: lines that are planned and have not come out; of a target, what is out.
    """

    lack: Lack
    id: str
    day: dt.date | None = None
    count: int = 0
    over: bool = False  # the days of the activity have passed


def gaps(definition: Definition, it: Coverage) -> tuple[Gap, ...]:
    """Every gap on the day of that coverage: by what presses, then by day, then in the order of the year."""
    found = [
        *_dated(definition, it),
        *_passed(it),
        *_behind(definition, it),
        *_quiet(definition, it),
        *_unasked(definition, it),
    ]
    lacks = tuple(Lack)
    return tuple(sorted(found, key=lambda gap: (gap.over, lacks.index(gap.lack), gap.day or dt.date.min)))


def _dated(definition: Definition, it: Coverage) -> Iterator[Gap]:
    for activity in definition.year.activities:
        if activity.first is not None and activity.first - AHEAD <= it.today and not _told(activity, it):
            open_lines = [line for line in _lines(it, "activities", activity.id) if line.fate in {"waiting", "never"}]
            over = activity.last is not None and activity.last < it.today
            yield Gap(Lack.DATED, activity.id, activity.first, len(open_lines), over)


def _told(activity: Activity, it: Coverage) -> bool:
    return any(activity.id in belongs("activities", out) for out in it.out)


def _lines(it: Coverage, group: str, id: str) -> list[Fated]:
    return [line for line in it.lines if line.fate != "dropped" and id in belongs(group, line)]


def _passed(it: Coverage) -> Iterator[Gap]:
    for line in it.lines:
        if line.fate == "never" and it.today - line.last <= RECENT:
            yield Gap(Lack.PASSED, line.line["id"], line.last)


def _behind(definition: Definition, it: Coverage) -> Iterator[Gap]:
    """Behind its share of the year that is over: a target of 12 has to have 6 by the middle."""
    year = definition.year
    whole, gone = (year.last - year.first).days + 1, (min(it.today, year.last) - year.first).days
    for n, aimed in enumerate(it.targets, 1):
        if aimed.out < aimed.target.at_least * max(gone, 0) // whole:
            yield Gap(Lack.BEHIND, str(n), None, aimed.out)


def _quiet(definition: Definition, it: Coverage) -> Iterator[Gap]:
    """Nothing planned and nothing out in the last whole months, in this one, and nothing planned for later."""
    if (since := _since(definition, it.today)) is not None:
        for topic in definition.year.topics:
            lines = _lines(it, "topics", topic.id)
            days = [line.last for line in lines]
            days += [out.it.at for out in it.out if topic.id in belongs("topics", out)]
            if max(days, default=dt.date.min) < since:
                yield Gap(Lack.QUIET, topic.id, max(days, default=None))


def _unasked(definition: Definition, it: Coverage) -> Iterator[Gap]:
    """There were plans in these months, and no line of them is for this partner."""
    since = _since(definition, it.today)
    if since is None or not any(line.last >= since for line in it.lines):
        return
    for partner in definition.year.playing("partner", it.today):
        days = [line.last for line in _lines(it, "partners", partner.id)]
        if max(days, default=dt.date.min) < since:
            yield Gap(Lack.UNASKED, partner.id, max(days, default=None))


def _since(definition: Definition, today: dt.date) -> dt.date | None:
    """The first day of the months that are looked at; None while the year is younger than they are long."""
    first = bounds(f"{today:%Y-%m}")[0]
    for _ in range(QUIET):
        first = bounds(f"{first - dt.timedelta(days=1):%Y-%m}")[0]
    return first if today - definition.year.first >= RECENT else None


def target_of(definition: Definition, gap: Gap) -> Target:
    """The target that a gap is about."""
    return definition.year.targets[int(gap.id) - 1]
