"""A time in words has one last day, by one rule."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.periods import bounds
from definitions.spans import last_day

APRIL = bounds("2023-04")
YEAR = bounds("2023")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-04-05", 5), ("tuần 1 tháng 4", 7), ("tuần 2 tháng 4", 14), ("Tuần 2", 14), ("tuần thứ 3", 21), ("tuần 4/4", 28),
        ("tuần 5 tháng 4", 30), ("tuần cuối tháng 4", 30), ("tuần đầu tháng", 7), ("tuần 2, 3 tháng 4", 21), ("tuần 2-3", 21),
        ("tuần 1 và tuần 2", 14), ("TUẦN 2 THÁNG 4/2023", 14), ("đầu tháng 4", 10), ("giữa tháng", 20), ("cuối tháng 4", 30),
        ("10-12/4", 12), ("từ 10/4 đến 12/4/2023", 12), ("ngày 10 đến ngày 12", 12), ("ngày 9 tháng 4", 9), ("31/4", 30),
    ],
)  # fmt: skip
def test_words_that_name_a_day_end_with_it(text, day):
    """However they are written: week n ends with day 7n, the fifth with the month."""
    assert last_day(text, *APRIL) == dt.date(2023, 4, day)


@pytest.mark.parametrize(
    "text", ["", "cả tháng", "trong tháng 4", "tháng 4", "sau Tết", "tuần 6", "tuần 0", "hằng tuần", "tuần 2 tháng 13"]
)
def test_words_that_name_none_say_no_day(text):
    """Nothing is guessed: the plan's own end holds."""
    assert last_day(text, *APRIL) is None


@pytest.mark.parametrize("text", ["tuần 2 tháng 5", "12/5", "cuối tháng 3"])
def test_another_month_is_none_of_this_plan(text):
    """Days outside what is planned are not taken."""
    assert last_day(text, *APRIL) is None
    assert last_day(text, *YEAR) is not None


def test_a_week_of_no_month_is_none_of_a_year():
    """«tuần 2» means something within a month alone."""
    assert last_day("tuần 2", *YEAR) is None


@given(st.integers(1, 12), st.integers(1, 5))
def test_weeks_follow_each_other_within_their_month(month, week):
    """Each later week ends later or with the month, and none leaves it."""
    span = bounds(f"2024-{month:02}")
    ends = [last_day(f"tuần {n} tháng {month}", *span) for n in range(1, week + 1)]
    assert ends == sorted(ends)
    assert all(span[0] <= day <= span[1] for day in ends)


@given(st.text(max_size=40))
def test_any_text_is_borne(text):
    """A day of the plan, a day that is written in full, or none."""
    day = last_day(text, *APRIL)
    assert day is None or APRIL[0] <= day <= APRIL[1] or text.strip()[:1].isdigit()
