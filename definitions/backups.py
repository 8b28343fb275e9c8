"""Backups: how one is named, when the next is due, and which are kept of the days, weeks and months behind us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final
from zoneinfo import ZoneInfo

NIGHT: Final = dt.time(1, 30)
"""When a night's backup is due, in the office's time: after the evening's letters, before the first schedules."""

AGAIN: Final = dt.timedelta(hours=1)
"""A backup that did not come to its end is tried again after so long: a full disk is not told of every five minutes."""

STALE: Final = dt.timedelta(hours=48)
"""Older than this, the newest backup says that a night was missed and not caught up with."""

DAILY, WEEKLY, MONTHLY = 7, 5, 12

_SHAPE: Final = "%Y-%m-%dT%H%M%S%z"


def named(at: dt.datetime, zone: str) -> str:
    """The name of a backup taken at that instant: `2027-03-02T013000+0700`, in the office's time."""
    return at.astimezone(ZoneInfo(zone)).strftime(_SHAPE)


def taken_at(name: str) -> dt.datetime | None:
    """The instant (UTC) that such a name says; None for whatever else lies in a folder."""
    with suppress(ValueError):
        at = dt.datetime.strptime(name, _SHAPE)  # noqa: DTZ007 - the shape has its zone
        return at.astimezone(dt.UTC) if at.strftime(_SHAPE) == name else None
    return None


def due(whole: Iterable[dt.datetime], tried: Iterable[dt.datetime], now: dt.datetime, zone: str) -> bool:
    """Whether a backup is to be taken now: none since the latest night, and none begun within the last hour.

    `whole` are the instants of the backups that are there, `tried` of those that did not come to their end. A night on
    which the machine was off is caught up with once. What a wrong clock has dated later than now counts for nothing.
    """
    night = _latest_night(now, zone)
    return not any(night <= at <= now for at in whole) and not any(now - AGAIN < at <= now for at in tried)


def _latest_night(now: dt.datetime, zone: str) -> dt.datetime:
    local = now.astimezone(ZoneInfo(zone))
    tonight = dt.datetime.combine(local.date(), NIGHT, ZoneInfo(zone))
    return tonight if tonight <= local else tonight - dt.timedelta(days=1)


def stale(newest: dt.datetime, now: dt.datetime) -> bool:
    """Whether the newest backup is too old."""
    return now - newest > STALE


def kept(instants: Iterable[dt.datetime], now: dt.datetime, zone: str) -> set[dt.datetime]:
    """Which of these backups stay: the newest of each of 7 days, 5 weeks and 12 months that have one.

    Days without a backup are not counted: a machine that was off for a month has lost none of its week. What is dated
    later than now stays too, and takes nobody's place: a wrong clock is no reason to delete.
    """
    there = sorted(set(instants), reverse=True)
    past = [at for at in there if at <= now]
    local = {at: at.astimezone(ZoneInfo(zone)) for at in past}
    spans: Sequence[tuple[int, Callable[[dt.datetime], object]]] = (
        (DAILY, lambda at: local[at].date()),
        (WEEKLY, lambda at: local[at].isocalendar()[:2]),
        (MONTHLY, lambda at: (local[at].year, local[at].month)),
    )
    return {at for at in there if at > now}.union(*(_newest(past, most, of) for most, of in spans))


def _newest(instants: Sequence[dt.datetime], most: int, of: Callable[[dt.datetime], object]) -> set[dt.datetime]:
    """The newest of each of the latest so many spans; the instants come newest first."""
    found: dict[object, dt.datetime] = {}
    for at in instants:
        found.setdefault(of(at), at)
    return set(list(found.values())[:most])
