"""The day and hour that a newspaper prints, as Vietnamese papers print it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.printed import first_stated, printed_instant

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("Thứ hai, 10/04/2023 08:15", "2023-04-10 08:15"),
        ("Thứ Hai, 10/4/2023, 08:15 (GMT+7)", "2023-04-10 08:15"),
        ("08:15 10/04/2023", "2023-04-10 08:15"),
        ("8h15 ngày 10-4-2023", "2023-04-10 08:15"),
        ("10.4.2023 08h15p", "2023-04-10 08:15"),
        ("Cập nhật: 10/04/2023 lúc 08 giờ 15 phút", "2023-04-10 08:15"),
        ("10/04/2023 | 8:15 PM", "2023-04-10 20:15"),
        ("10/04/2023 08:15 CH", "2023-04-10 20:15"),
        ("ngày 10 tháng 4 năm 2023", "2023-04-10 00:00"),
        ("10 Tháng Tư, 2023", "2023-04-10 00:00"),
        ("10 tháng mười hai năm 2023", "2023-12-10 00:00"),
        ("Đăng ngày 5/11/2023", "2023-11-05 00:00"),
        ("Mon, 10 Apr 2023 08:15:00 +0700", "2023-04-10 08:15"),
        ("Mon, 10 Apr 2023 01:15:00 GMT", "2023-04-10 08:15"),
        ("2023-04-10T08:15:00+07:00", "2023-04-10 08:15"),
        ("2023-04-10T01:15:00.000Z", "2023-04-10 08:15"),
        ("2023-04-10 08:15:00", "2023-04-10 08:15"),
        ("2023-04-10", "2023-04-10 00:00"),
        ("10/04/2023 25:99", "2023-04-10 00:00"),
        ("31/02/2023, 01/03/2023", "2023-03-01 00:00"),
    ],
)
def test_a_printed_day_is_read(text, local):
    """The day first; an hour where it is stated; an offset where it is stated, the office's own otherwise."""
    found = printed_instant(text, ZONE)
    assert f"{found.astimezone(ZONE):%Y-%m-%d %H:%M}" == local


@pytest.mark.parametrize(
    "text", ["", "hôm nay", "31/02/2023", "04/10/23", "13/13/2023", "0912345678", "1/1/0001", "abc 2023"]
)
def test_what_states_no_day_is_no_day(text):
    """Nothing is guessed: two digits are no year."""
    assert printed_instant(text, ZONE) is None


@given(st.dates(dt.date(1995, 1, 1), dt.date(2099, 1, 1)), st.times())
def test_what_is_printed_is_read_back(day, hour):
    """Every minute of a century, in the form that papers use most."""
    found = printed_instant(f"Thứ ba, {day:%d/%m/%Y} {hour:%H:%M}", ZONE).astimezone(ZONE)
    assert (found.date(), found.time()) == (day, hour.replace(second=0, microsecond=0, tzinfo=None, fold=0))


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text):
    """A page may print anything where its day should stand."""
    printed_instant(text, ZONE)


def test_the_first_text_that_states_a_day_counts():
    """The surest comes first."""
    assert first_stated(["không rõ", "10/04/2023", "11/04/2023"], ZONE).astimezone(ZONE).day == 10
    assert first_stated([], ZONE) is None
