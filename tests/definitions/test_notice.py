"""What a notice moves: the days that differ, and the instants of the year that follow them; nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions import dated as every
from definitions import notice
from definitions.calendar import working_calendar
from definitions.doubts import doubts
from definitions.vocabulary import CalendarYear, DayOff

WEEKDAYS = st.dates(dt.date(2023, 9, 1), dt.date(2023, 12, 31)).filter(lambda day: day.weekday() < 5)
WEEKENDS = st.dates(dt.date(2023, 9, 1), dt.date(2023, 12, 31)).filter(lambda day: day.weekday() >= 5)


def _file(off=(), working=(), year=2023, **more):
    days = (tuple(DayOff(date=day, name="Nghỉ") for day in sorted(listed)) for listed in (off, working))
    return CalendarYear(calendar="vietnam", year=year, off=next(days), working=next(days), **more)


FILES = st.builds(_file, st.sets(WEEKDAYS, max_size=5), st.sets(WEEKENDS, max_size=3))


def _under(definition, file):
    return notice.under(definition, file, calendar="vietnam", year=2023)


def _moved(definition, old, new):
    return notice.moved(_under(definition, old), _under(definition, new))


@given(FILES, FILES)
def test_the_days_that_differ_are_all_that_differ(old, new):
    """A day is named exactly where one calendar works and the other rests, with what the new one does."""
    sides = [working_calendar("vietnam", [file]) for file in (old, new)]
    changed = {it.date: it.works for it in notice.changed_days(*sides, 2023)}
    for n in range(365):
        day = dt.date(2023, 1, 1) + dt.timedelta(days=n)
        was, now = (side.is_working(day) for side in sides)
        assert changed.get(day, was) is now
        assert (day in changed) is (was != now)


@settings(max_examples=20)
@given(FILES, FILES)
def test_there_and_back_moves_the_same_things(small, old, new):
    """What the new calendar moves, the old one moves back."""
    there, back = _moved(small[0], old, new), _moved(small[0], new, old)
    ends = lambda it: (it.before and it.before.at, it.after and it.after.at)  # noqa: E731 - one use
    assert {it.it.name: ends(it) for it in there} == {it.it.name: ends(it)[::-1] for it in back}


@given(FILES)
def test_the_same_calendar_moves_nothing(small, file):
    """Names and notices may change; where no day does, no instant does."""
    renamed = file.model_copy(update={"off": tuple(d.model_copy(update={"notice": "1/TB"}) for d in file.off)})
    assert _moved(small[0], file, renamed) == ()


def test_a_day_off_moves_the_last_working_day_and_its_reminders_but_no_deadline(small):
    """Friday 03/11 off: the plan is still due before 05/11, and the last reminder comes on Thursday."""
    moved = {
        it.it.what: it for it in _moved(small[0], _file(), _file([dt.date(2023, 11, 3)])) if it.it.step == "unit-plan"
    }
    assert "due" not in moved
    assert [f"{side.at:%d/%m %H:%M}" for side in (moved["last-working"].before, moved["last-working"].after)] == [
        "03/11 00:00",
        "02/11 00:00",
    ]
    assert moved["remind"].it.parties == 2


def test_a_deadline_that_counts_working_days_moves(small):
    """Monday 06/11 off: two working days after the units' deadline is Wednesday 08/11, no longer Tuesday."""
    moved = _moved(small[0], _file(), _file([dt.date(2023, 11, 6)]))
    due = next(it for it in moved if (it.it.step, it.it.what) == ("month-plan", "due"))
    assert [f"{side.at:%d/%m}" for side in (due.before, due.after)] == [
        "08/11",
        "09/11",
    ]  # the midnight that is too late


def test_every_instant_has_one_name(ctx):
    """Nothing is compared with something else of the same name."""
    names = [it.name for it in every.dated(ctx)]
    assert len(names) == len(set(names))
    assert {"opens", "due", "last-working", "remind", "escalate", "closes"} == {name[2] for name in names}


@pytest.mark.parametrize(
    ("files", "doubted"),
    [
        ((_file(), _file(year=2024)), []),
        ((_file(),), ["2024"]),
        ((_file(published=False), _file(year=2024)), ["2023"]),
        ((), ["2023", "2024"]),
    ],
)
def test_a_year_without_a_published_calendar_is_doubted(small, files, doubted):
    """The year itself, and the next January, which December's last deadlines reach: a file that says so, or no file."""
    definition = small[0].model_copy(update={"calendars": files})
    assert [it.words for it in doubts(definition) if it.code == "calendar-unpublished"] == doubted
