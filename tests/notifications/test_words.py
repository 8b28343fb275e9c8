"""How things are said in Vietnamese."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.calendar import working_calendar
from definitions.events import Outcome, Verdict
from definitions.facts import State
from notifications import words

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WORKED = working_calendar("none").last_working_on_or_before


def _deadline(*local: int) -> words.Deadline:
    return words.deadline(dt.datetime(*local, tzinfo=ZONE).astimezone(dt.UTC), ZONE, WORKED)


def test_a_deadline_is_said_both_ways():
    """A half-open deadline names its exclusive day, its last valid day, and the last working day."""
    said = "trước ngày 05/11/2023, tức hết ngày 04/11 (thứ Bảy); ngày làm việc cuối: 03/11 (thứ Sáu)"
    assert _deadline(2023, 11, 5).long == said


def test_a_last_day_that_is_worked_is_said_once():
    """Where the last valid day is a working day, it is not said again."""
    assert _deadline(2023, 4, 5).long == "trước ngày 05/4/2023, tức hết ngày 04/4 (thứ Ba)"


def test_a_deadline_within_a_day_names_its_hour():
    """A deadline at a time of day ends on that very day."""
    assert _deadline(2023, 11, 3, 17).long == "trước 17:00 ngày 03/11/2023 (thứ Sáu)"


def test_a_deadline_at_new_year_names_both_years():
    """The last valid day shows its year where it is not the deadline's."""
    assert "tức hết ngày 31/12/2023 (Chủ nhật)" in _deadline(2024, 1, 1).long


@given(st.dates(dt.date(2023, 1, 2), dt.date(2027, 1, 1)), st.integers(0, 23))
def test_the_last_day_is_always_before_the_deadline(day, hour):
    """Whoever acts at the end of the last working day, or of the last day before it, is in time."""
    said = _deadline(*day.timetuple()[:3], hour)
    assert said.last_working <= said.last
    assert dt.datetime.combine(said.last, dt.time(0), ZONE) < said.local


@pytest.mark.parametrize(
    ("day", "said"), [((2023, 2, 5), "05/02/2023"), ((2023, 3, 5), "05/3/2023"), ((2023, 11, 24), "24/11/2023")]
)
def test_months_one_and_two_alone_have_a_leading_zero(day, said):
    """Decree 30: a leading zero for days below 10, and for months 1 and 2."""
    assert words.date(dt.date(*day)) == said


PERIODS = {
    "2023-11": "tháng 11/2023",
    "2023-02": "tháng 02/2023",
    "2023-Q2": "quý II/2023",
    "2023-H1": "6 tháng đầu năm 2023",
    "2023-H2": "6 tháng cuối năm 2023",
    "2023-W15": "tuần 15/2023",
    "2023": "năm 2023",
    "2023-E012": "lần 12/2023",
}


@pytest.mark.parametrize(("period", "said"), PERIODS.items())
def test_periods_are_said_as_an_office_says_them(period, said):
    """Every kind of period has its words."""
    assert words.period(period) == said


TITLES = [
    ("Kế hoạch tuyên truyền tháng của đơn vị", "2023-11", "Kế hoạch tuyên truyền tháng 11/2023 của đơn vị"),
    ("Kiểm tra việc thực hiện", "2023-Q4", "Kiểm tra việc thực hiện quý IV/2023"),
    ("Báo cáo kết quả năm của đơn vị", "2023", "Báo cáo kết quả năm 2023 của đơn vị"),
    ("Kỷ niệm 20 năm thành lập Sở", "2023", "Kỷ niệm 20 năm thành lập Sở năm 2023"),
    ("Báo cáo hằng tháng", "2023-04", "Báo cáo hằng tháng tháng 4/2023"),
    ("Tổng kết năm 2023", "2023", "Tổng kết năm 2023"),
    ("Khó khăn, vướng mắc", "2023-E001", "Khó khăn, vướng mắc (lần 1/2023)"),
]


@pytest.mark.parametrize(("title", "period", "said"), TITLES)
def test_a_title_takes_its_period_where_vietnamese_has_it(title, period, said):
    """The period stands at the title's own word for it, else at the end."""
    assert words.titled(title, period) == said


def test_whose_a_plan_is_is_said_once():
    """The words "của đơn vị" give way to the unit's name; a title that names its owner keeps it."""
    assert words.of("Kế hoạch tháng của phòng, đơn vị", "Phòng Môi trường") == "Kế hoạch tháng của Phòng Môi trường"
    assert words.of("Kế hoạch tháng của Sở", "Văn phòng Sở") == "Kế hoạch tháng của Sở"


def test_numbers_have_dots_and_a_decimal_comma():
    """22.500 is 22 500, and 3,5 is three and a half."""
    assert (words.number(22500), words.number(1234.5)) == ("22.500", "1.234,5")


@given(st.text())
def test_clean_text_is_one_visible_line(text):
    """What people type has no line break, no control or direction character; cleaning twice is cleaning once."""
    cleaned = words.clean(text)
    assert len(cleaned.splitlines()) <= 1
    assert not set(cleaned) & set("\r\n\t\x00\u202e\u200b\u2066")
    assert words.clean(cleaned) == cleaned


def test_every_state_verdict_and_outcome_has_its_words():
    """Nothing that the core can say is without a Vietnamese name."""
    assert (set(words.STATES), set(words.VERDICTS), set(words.OUTCOMES)) == (set(State), set(Verdict), set(Outcome))
