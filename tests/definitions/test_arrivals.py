"""What came: for which duty a file is, whose folder it lies in, which names are of half-written files."""

from __future__ import annotations

import datetime as dt

import pytest

from definitions.arrivals import HALF_WRITTEN, fits, meant, party_named, period_named
from definitions.facts import Instants, Key, Obligation, State

NOW = dt.datetime(2023, 11, 3, 2, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def owed(period, state=State.OPEN, *, step="unit-plan", opens=-5, closes=20):
    """A duty of unit A."""
    return Obligation(Key(step, period, "a"), state, Instants(NOW + opens * DAY, NOW, NOW + closes * DAY))


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("KH thang 4.xlsx", "4"),
        ("Kế hoạch tháng 11-2023.docx", "2023-11"),
        ("ke_hoach_T11_phong_A.xlsx", "11"),
        ("tháng 11/2023", "2023-11"),
        ("tháng 10 và tháng 11", ""),
        ("ke hoach.xlsx", ""),
        ("T13", ""),
        ("thang 4 nam 2024", "2024-04"),
    ],
)
def test_a_month_is_read_from_a_name(name, period):
    """One month, with its year where that stands there; two months are none."""
    assert period_named(name) == period


def test_a_period_fits_the_month_that_is_named():
    """A month without a year fits any year's; nothing named fits all; a quarter is no month."""
    assert fits("2023-11", "11")
    assert fits("2023-11-B1", "2023-11")
    assert fits("2023-11", "")
    assert not fits("2023-11", "2022-11")
    assert not fits("2023-Q4", "4")


def test_what_answers_a_request_is_for_what_was_requested():
    """Whatever else is open, and whatever its name says."""
    one, other = owed("2023-10"), owed("2023-11")
    assert meant([one, other], [one.key], "11", NOW) == (one.key, None)


def test_the_one_that_is_open_is_meant():
    """What is over or not yet begun does not stand in its way."""
    mine = [owed("2023-10", State.ACCEPTED), owed("2023-11"), owed("2023-12", State.PLANNED, opens=9)]
    assert meant(mine, [], "", NOW)[0] == mine[1].key


def test_several_that_are_open_are_a_persons_to_choose():
    """Unless the file names its month."""
    mine = [owed("2023-10", State.RETURNED), owed("2023-11")]
    assert meant(mine, [], "", NOW)[1].reason == "several"
    assert meant(mine, [], "10", NOW)[0] == mine[0].key


def test_a_corrected_version_is_for_what_has_not_closed():
    """It was accepted, and comes once more."""
    mine = [owed("2023-10", State.ACCEPTED, closes=-1), owed("2023-11", State.ACCEPTED)]
    assert meant(mine, [], "", NOW)[0] == mine[1].key


def test_what_was_missed_is_taken_late_where_it_names_its_month():
    """Without a name nobody guesses that it is for a period that is over."""
    missed = owed("2023-10", State.MISSED, closes=-1)
    assert meant([missed], [], "10", NOW)[0] == missed.key
    assert meant([missed], [], "", NOW)[1].reason == "nothing-owed"


def test_another_month_than_any_that_is_owed_is_said():
    """The wrong period is not put into the right one."""
    assert meant([owed("2023-11")], [], "3", NOW)[1].reason == "other-period"
    assert meant([], [], "", NOW)[1].reason == "nothing-owed"


def test_a_folder_bears_the_id_or_the_name_of_a_party():
    """With or without marks, with any signs between; an empty name is nobody's."""
    names = [("phong-moi-truong", "Phòng Môi trường"), ("bao", "Báo")]
    for said in ("phong-moi-truong", "Phòng Môi trường", "PHONG MOI TRUONG", "Phòng Môi trường"):
        assert party_named(said, names) == "phong-moi-truong"
    assert party_named("phong", names) == party_named("--", names) == ""


@pytest.mark.parametrize("name", ["~$ke hoach.xlsx", "a.tmp", "b.part", ".nfs01", "c.crdownload", "Thumbs.db"])
def test_what_is_being_written_is_known_by_its_name(name):
    """Word's and Excel's locks, browsers' downloads, file managers' leavings."""
    assert HALF_WRITTEN.search(name)
    assert not HALF_WRITTEN.search("ke hoach.tmp.xlsx")
