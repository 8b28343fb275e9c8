"""An instant as a clerk types it: "05/11/2023 09:30", the day first, in the office's own time."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from definitions.errors import InputRefused

_TYPED = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?:[ ,]+(?P<h>\d{1,2})[:hg](?P<min>\d{2})?)?")


class NoInstant(InputRefused):
    """What was typed is no day of the calendar, or no time of day."""

    def __init__(self, text: str) -> None:
        super().__init__(code="no-instant", text=text)


def typed_instant(text: str, zone: str, day_starts: dt.time) -> dt.datetime | None:
    """The instant (UTC) that was typed; a day alone is its beginning of work; None for nothing. Raises NoInstant."""
    words = " ".join(text.split())
    if not words:
        return None
    found = _TYPED.fullmatch(words)
    if found is None:
        raise NoInstant(words)
    try:
        day = dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
        time = dt.time(int(found["h"]), int(found["min"] or 0)) if found["h"] else day_starts
        return dt.datetime.combine(day, time, ZoneInfo(zone)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise NoInstant(words) from None
