"""Feeds: what a party owes, in the calendar of its phone."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from icalendar import Calendar

from definitions import agenda, views
from flows import files
from notifications.feeds import feed

HA_TINH = Path(__file__).resolve().parents[2] / "definitions/ha-tinh/2023.yaml"


@pytest.fixture(scope="module")
def ctx():
    """The plan of 2023."""
    return agenda.context(files.read_definition(HA_TINH)[0])


def _feed(ctx, party):
    return feed(ctx.definition, ctx.definition.year.party(party), views.owed(ctx, party))


@pytest.mark.parametrize("party", ["phong-moi-truong", "van-phong", "bao-ha-tinh", "lanh-dao-so"])
def test_a_feed_is_read_back_as_it_was_meant(ctx, party):
    """Every deadline is an event on its last day in time; the day after is its end, as RFC 5545 counts."""
    rows = {(r.it.step, r.it.period): r.it for r in views.owed(ctx, party) if r.it.due}
    events = list(Calendar.from_ical(_feed(ctx, party)).walk("VEVENT"))
    assert len(events) == len(rows)
    for event in events:
        _, step, period, _ = event["uid"].split("@")[0].split(".")
        assert event["dtstart"].dt == rows[step, period].last_valid
        assert event["dtend"].dt == rows[step, period].last_valid + dt.timedelta(days=1)
        assert event["status"] == ("TENTATIVE" if rows[step, period].planned else "CONFIRMED")


def test_before_the_fifth_is_the_fourth(ctx):
    """A plan due before 05/11 stands on 04/11, with an alarm at 08:00 of the last working day, in UTC."""
    events = Calendar.from_ical(_feed(ctx, "phong-moi-truong")).walk("VEVENT")
    november = next(e for e in events if ".2023-11." in e["uid"])
    assert november["dtstart"].dt == dt.date(2023, 11, 4)
    assert [alarm["trigger"].dt for alarm in november.walk("VALARM")] == [
        dt.datetime(2023, 11, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2023, 11, 3, 1, tzinfo=dt.UTC),
    ]
    assert "trước 05/11, tức hết ngày 04/11 (thứ Bảy); ngày làm việc cuối: 03/11" in november["description"]


def test_the_same_definition_gives_the_same_bytes(ctx):
    """A calendar that is fetched again finds nothing changed; uids are unique and stay."""
    once = _feed(ctx, "van-phong")
    assert once == _feed(ctx, "van-phong")
    uids = re.findall(rb"UID:(\S+)", once.replace(b"\r\n ", b""))
    assert len(uids) == len(set(uids)) > 5


def test_lines_are_as_rfc_5545_asks(ctx):
    """Each ends with CRLF and has at most 75 octets; an alarm's instant says that it is one."""
    data = _feed(ctx, "van-phong")
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert b"TRIGGER;VALUE=DATE-TIME:" in data


def test_a_deadline_with_a_time_is_an_instant(ctx):
    """Where the definition names a time of day, the event stands at that instant, not on the whole day."""
    row = next(r for r in views.owed(ctx, "van-phong") if r.it.due)
    at = dt.datetime(2023, 3, 24, 10, tzinfo=dt.UTC)
    timed = type(row)(row.party, row.step, type(row.it)(**{**_fields(row.it), "due": at}), ())
    event = next(iter(Calendar.from_ical(feed(ctx.definition, row.party, [timed])).walk("VEVENT")))
    assert event["dtstart"].dt == at


def _fields(it):
    return {name: getattr(it, name) for name in it.__slots__}
