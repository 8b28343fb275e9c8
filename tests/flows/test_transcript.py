"""The year 2023 as it is told: the specification of a rehearsed year."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from definitions.facts import State
from flows.transcript import transcript

SPECIFIED = Path(__file__).with_name("transcript-2023.txt")


def test_the_year_is_told_as_it_is_specified(year):
    """The transcript is the one that was read line by line; VONGNAM_RENEW=1 writes it anew, to be read again."""
    if os.environ.get("VONGNAM_RENEW"):
        SPECIFIED.write_text(year.result.transcript + "\n", encoding="utf-8")
    assert year.result.transcript + "\n" == SPECIFIED.read_text(encoding="utf-8")


def test_every_month_from_april_has_a_plan_that_was_issued(year):
    """The nine months that the plan of March 2023 asks for each end with the plan sent out."""
    told = year.result.transcript.split("\n\n")
    months = [part for part in told if part.startswith("Kỳ 2023-") and part[8:10].isdigit() and part[8:10] != "03"]
    assert [part[8:10] for part in months if "-B" not in part[:14]] == [
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "10",
        "11",
        "12",
    ]
    assert all("Gửi kế hoạch tháng đã thống nhất để triển khai: 1 đã gửi" in part for part in months)


def test_whoever_sent_nothing_is_named(world):
    """A unit that let the month close is named by its name, and counted."""
    world.to("2023-11-02 09:00")
    assert world.it("unit-plan/2023-10/b").state is State.MISSED
    assert "2 không nộp. Không nộp: Đơn vị A; Đơn vị B" in transcript(world.office)


def test_a_partner_is_never_said_to_have_failed(world):
    """A partner that stayed silent has not given its opinion; it owes nothing that could be handed in."""
    world.confirmed()
    world.to("2023-10-20 09:00")
    told = transcript(world.office)
    assert "Lấy ý kiến: 2 chưa có ý kiến. Chưa có ý kiến: Báo; Đài" in told
    assert "Báo: chưa có ý kiến" in told


@pytest.mark.parametrize("word", ["None", "{{", "State.", "accepted", "month-plan", "unit-plan"])
def test_no_word_of_the_machine_is_told(year, word):
    """What officials read holds no name of the program."""
    assert word not in year.result.transcript
