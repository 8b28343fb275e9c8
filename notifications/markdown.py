"""Markdown that cannot be broken by what people typed: cells, names, deadlines, and no stray empty lines."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from definitions.calendar import working_calendar
from definitions.vocabulary import Definition
from notifications import words


def cell(text: object) -> str:
    """One line that cannot break a table or smuggle a link or a tag into the page."""
    plain = words.clean(str(text))
    return "".join(f"\\{c}" if c in "\\|<>[]`*_" else c for c in plain)


def tidy(markdown: str) -> str:
    """At most one empty line between paragraphs, and none inside a table."""
    kept: list[str] = []
    for line in markdown.splitlines():
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() + "\n"


def party_name(definition: Definition, party: str) -> str:
    """What a party is called; its id where this year does not know it any more."""
    try:
        return definition.year.party(party).name
    except KeyError:
        return party


def deadline(definition: Definition, due: dt.datetime | None, *, short: bool = False) -> str:
    """A deadline as people read it: "trước ngày 05/11, tức hết ngày 04/11 (thứ Bảy)", or short; "" where there is none."""
    if due is None:
        return ""
    calendar = working_calendar(definition.process.calendar, definition.calendars)
    found = words.deadline(due, ZoneInfo(definition.process.timezone), calendar.last_working_on_or_before)
    return found.short if short else found.long
