"""The override files of a calendar: those that ship say what was decided, and a wrong one is refused with its place."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import definitions
from definitions.calendar import working_calendar
from definitions.errors import Faults
from definitions.load import Source, load_calendar

FOLDER = Path(definitions.__file__).parent / "calendars"
DECIDED = json.loads(Path(__file__).with_name("days-off-2023-2026.json").read_text("utf-8"))
YEARS = sorted(DECIDED)
HEAD = "calendar: vietnam\nyear: 2023\n"


def _shipped(year):
    return load_calendar(Source(f"vietnam-{year}.yaml", (FOLDER / f"vietnam-{year}.yaml").read_bytes()))


@pytest.mark.parametrize("year", YEARS)
def test_the_files_that_ship_say_what_was_decided(year):
    """Each day off with its status, and each make-up day, as in the list that was checked against the notices."""
    file = _shipped(year)
    assert {str(day.date): day.status for day in file.off} == DECIDED[year]["off"]
    assert [str(day.date) for day in file.working] == DECIDED[year]["working"]
    assert file.published


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_year_is_worked_as_it_was_decided(year):
    """Weekdays but for the confirmed days off, and the make-up days of weekends: 365 days, one by one."""
    calendar, decided = working_calendar("vietnam", [_shipped(year)]), DECIDED[year]
    off = {day for day, status in decided["off"].items() if status != "unconfirmed"}
    days = [dt.date(int(year), 1, 1) + dt.timedelta(days=n) for n in range(365)]
    expected = [(d.weekday() < 5 and str(d) not in off) or str(d) in decided["working"] for d in days]
    assert [calendar.is_working(day) for day in days] == expected


def test_the_swap_of_new_year_2026_and_the_day_that_is_not_law():
    """02/01/2026 is off for Saturday 10/01; 24/11/2026 stands in the file and counts for nothing."""
    calendar = working_calendar("vietnam", [_shipped(2026)])
    days = [dt.date(2026, 1, 2), dt.date(2026, 1, 10), dt.date(2026, 11, 24)]
    assert [calendar.is_working(day) for day in days] == [False, True, True]
    assert {it.date: it.status for it in calendar.listed(2026)}[days[2]] == "unconfirmed"


WRONG = [
    ("working:\n  2023-09-05: {name: Bù}\n", [("made-up-on-weekday", 4, 3)]),
    ("off:\n  2023-09-02: {name: Quốc khánh}\n", [("off-on-weekend", 4, 3)]),
    ("off:\n  2023-09-04: {name: Nghỉ, weekend: yes}\n", [("weekend-on-weekday", 4, 3)]),
    ("off:\n  2023-09-04: {name: Nghỉ}\nworking:\n  2023-09-04: {name: Bù}\n", [("off-and-working", 6, 3)]),
    ("off:\n  2023-09-02: {name: Nghỉ}\nworking:\n  2023-09-02: {name: Bù}\n", [("off-and-working", 6, 3)]),
    ("off:\n  2024-09-01: {name: Nghỉ}\n", [("day-elsewhere", 4, 3)]),
    (
        "off:\n  2023-09-02: {name: A}\nworking:\n  2023-09-05: {name: B}\n",
        [("off-on-weekend", 4, 3), ("made-up-on-weekday", 6, 3)],
    ),
]


@pytest.mark.parametrize(("days", "expected"), WRONG)
def test_a_wrong_override_file_is_refused_with_its_place(days, expected):
    """Every slip of a notice's copy is a fault at its line and column, and all of them come at once."""
    with pytest.raises(Faults) as refused:
        load_calendar(Source("vietnam-2023.yaml", HEAD + days))
    assert [(it.code, it.line, it.column) for it in refused.value.faults] == expected
    assert "2023-" in refused.value.say("vi") or "2024-" in refused.value.say("vi")


def test_a_day_off_on_a_weekend_may_be_listed_on_purpose():
    """Marked `weekend: yes` it is shown with its name, and stays off."""
    file = load_calendar(Source("c.yaml", HEAD + "off:\n  2023-09-02: {name: Quốc khánh, weekend: yes}\n"))
    calendar = working_calendar("vietnam", [file])
    assert not calendar.is_working(dt.date(2023, 9, 2))
    assert calendar.name(dt.date(2023, 9, 2)) == "Quốc khánh"
