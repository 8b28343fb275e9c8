"""What counts as well around the program: how old a heartbeat may be, how long a letter may wait, how full a disk."""

from __future__ import annotations

import datetime as dt
from typing import Final

BEAT: Final = dt.timedelta(minutes=15)
"""Three heartbeats in a row that did not come are no accident."""

WAITING: Final = dt.timedelta(hours=24)
"""Whatever may leave has left by then: quiet hours end, a channel that is away is left for another one after four."""

ROOM: Final = 1_000_000_000
"""Bytes that have to be free: a backup, a month of logs, the database's own journal."""

BACK: Final = dt.timedelta(minutes=5)
"""A clock that stands this much before an instant that was written down has gone back."""


def beating(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the program is at work, by its last heartbeat; None where there never was one."""
    return last is not None and now - last <= BEAT


def gone_back(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the clock tells a time that is over already."""
    return last is not None and last - now > BACK


def waits_too_long(oldest: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the oldest of the letters that may leave has waited too long; None where none waits."""
    return oldest is not None and now - oldest > WAITING


def cramped(free: int) -> bool:
    """Whether a disk with so many free bytes is too full."""
    return free < ROOM
