"""Backups: a night that was missed is caught up with once, and what is kept reaches back a year."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.backups import AGAIN, due, kept, named, stale, taken_at

ZONE = "Asia/Ho_Chi_Minh"
instants = st.datetimes(dt.datetime(2023, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)


@given(instants)
def test_a_name_says_its_instant(at):
    """A backup's folder says when it was taken, to the second; nothing else has to be asked."""
    assert taken_at(named(at, ZONE)) == at


@pytest.mark.parametrize("name", ["", "cu", "2027-03-02", "2027-03-02T013000+0700.part", "2027-3-2T013000+0700"])
def test_what_lies_beside_them_is_no_backup(name):
    """A folder that is named in any other way is nobody's backup, and is left alone."""
    assert taken_at(name) is None


def test_a_backup_is_due_once_a_night(at):
    """Due from half past one; once it is there, not before the next night."""
    before, night = at("2023-10-02 01:29"), at("2023-10-02 01:30")
    yesterday = at("2023-10-01 01:31")
    assert not due([yesterday], [], before, ZONE)
    assert due([yesterday], [], night, ZONE)
    assert not due([yesterday, night], [], at("2023-10-03 01:29"), ZONE)


def test_a_missed_night_is_caught_up_with_once(at):
    """The machine was off for a week: in the morning there is one backup, not seven."""
    morning = at("2023-10-09 07:40")
    assert due([at("2023-10-02 01:31")], [], morning, ZONE)
    assert not due([at("2023-10-02 01:31"), morning], [], morning + dt.timedelta(hours=8), ZONE)


def test_an_office_that_has_none_takes_its_first_at_once(at):
    """The first day of an office is covered too."""
    assert due([], [], at("2023-10-02 10:00"), ZONE)


def test_one_that_failed_is_tried_again_after_an_hour(at):
    """A disk that is full is told of once an hour."""
    failed = at("2023-10-02 01:31")
    assert not due([], [failed], failed + AGAIN - dt.timedelta(minutes=1), ZONE)
    assert due([], [failed], failed + AGAIN, ZONE)


def test_a_clock_that_was_wrong_hinders_nothing(at):
    """A backup dated 2030 neither makes tonight's unneeded nor is it deleted, nor does it take another one's place."""
    later, now = at("2030-01-01 01:30"), at("2023-10-02 01:30")
    days = [now - dt.timedelta(days=n) for n in range(7)]
    assert due([later], [later], now, ZONE)
    assert kept([later, *days], now, ZONE) == {later, *days}


def test_a_year_of_nights_leaves_seven_days_five_weeks_twelve_months(at):
    """After two years, the last seven days are there, a day of each of five weeks, one of each of twelve months."""
    now, there = at("2023-01-01 01:30"), set()
    for _ in range(730):
        now += dt.timedelta(days=1)
        there = kept(there | {now}, now, ZONE)
    assert {now - dt.timedelta(days=n) for n in range(7)} <= there
    assert len({it.astimezone().isocalendar()[:2] for it in there}) >= 5
    assert now - min(there) > dt.timedelta(days=330)
    assert len(there) <= 7 + 5 + 12


@given(st.sets(instants, max_size=60), instants)
def test_what_is_kept_is_the_newest_and_pruning_twice_prunes_once(there, now):
    """The newest backup always stays; what was kept is kept again."""
    left = kept(there, now, ZONE)
    assert left <= there
    past = [it for it in there if it <= now]
    assert not past or max(past) in left
    assert kept(left, now, ZONE) == left


def test_two_nights_without_one_are_too_many(at):
    """The doctor says so."""
    now = at("2023-10-05 09:00")
    assert stale(at("2023-10-03 01:30"), now)
    assert not stale(at("2023-10-04 01:30"), now)
