"""The one door to icalendar: what a party owes as a calendar feed, the same bytes from the same definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from definitions.views import Owed
from definitions.vocabulary import Definition, Party
from notifications import words

ONE_DAY = dt.timedelta(days=1)
PRODUCT = "-//Vong Nam//vongnam//VI"


def feed(definition: Definition, party: Party, rows: Iterable[Owed]) -> bytes:
    """The feed of one party: an event for each deadline, on its last day in time or at its time of day.

    RFC 5545: an event's uid never changes, its alarms are the reminders of the ladder at their real instants, and what
    counts from something that has not happened yet is tentative. What has no deadline is no event.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{party.name}: {definition.process.title} {definition.year.year}")
    calendar.add("x-wr-timezone", definition.process.timezone)
    for row in rows:
        if row.it.due is not None:
            calendar.add_component(_event(definition, row))
    return bytes(calendar.to_ical())


def _event(definition: Definition, row: Owed) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{definition.process.id}.{row.it.step}.{row.it.period}.{row.party.id}@vongnam.example")
    event.add("dtstamp", dt.datetime(definition.year.first.year, 1, 1, tzinfo=dt.UTC))
    event.add("summary", _title(row))
    event.add("description", _description(definition, row))
    event.add("status", "TENTATIVE" if row.it.planned else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    _place(event, row, ZoneInfo(definition.process.timezone))
    for at in row.reminders:
        event.add_component(_alarm(at, _title(row)))
    return event


def _title(row: Owed) -> str:
    """As its owner reads it: without "của đơn vị"."""
    return words.own(words.titled(row.it.title, row.it.period))


def _place(event: Any, row: Owed, zone: ZoneInfo) -> None:
    """On the whole last day, whose end is exclusive; at the instant itself where the deadline has a time of day."""
    assert row.it.due is not None
    assert row.it.last_valid is not None
    local = row.it.due.astimezone(zone)
    if local.time() == dt.time():
        event.add("dtstart", row.it.last_valid)
        event.add("dtend", row.it.last_valid + ONE_DAY)
    else:
        event.add("dtstart", row.it.due)
        event.add("dtend", row.it.due)


def _alarm(at: dt.datetime, summary: str) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", at, parameters={"VALUE": "DATE-TIME"})  # an instant, in UTC
    return alarm


def _description(definition: Definition, row: Owed) -> str:
    """The deadline in words, to whom it goes, by which clause, and what has to be kept in mind."""
    to = [party.name for role in row.step.to for party in definition.year.playing(role)]
    goes = words.listed(dict.fromkeys(to)) if 0 < len(to) <= 3 else ""
    said = [
        f"Thời hạn: {row.it.reason}.",
        f"Gửi: {goes}." if goes else "",
        f"Căn cứ: {', '.join(row.step.basis)}." if row.step.basis else "",
        *(f"- {line}" for line in row.step.criteria),
    ]
    return "\n".join(line for line in said if line)
