"""An instant as a clerk types it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.typed import NoInstant, typed_instant

ZONE, EIGHT = "Asia/Ho_Chi_Minh", dt.time(8)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("05/11/2023 09:30", dt.datetime(2023, 11, 5, 2, 30, tzinfo=dt.UTC)),
        (" 5/11/2023,  9h30 ", dt.datetime(2023, 11, 5, 2, 30, tzinfo=dt.UTC)),
        ("5/11/2023 9h", dt.datetime(2023, 11, 5, 2, tzinfo=dt.UTC)),
        ("05/11/2023", dt.datetime(2023, 11, 5, 1, tzinfo=dt.UTC)),
        ("", None),
    ],
)
def test_the_day_comes_first_and_the_time_is_the_offices(text, instant):
    """05/11 is the fifth of November, and half past nine is that of Hà Tĩnh; a day alone is its beginning of work."""
    assert typed_instant(text, ZONE, EIGHT) == instant


@pytest.mark.parametrize("text", ["30/02/2023", "2023-11-05", "05/11", "05/11/2023 25:00", "hôm qua", "11/13/2023"])
def test_what_is_no_instant_is_refused(text):
    """It is never guessed: the sentence names what was typed and how to write it."""
    with pytest.raises(NoInstant) as refused:
        typed_instant(text, ZONE, EIGHT)
    assert text in refused.value.say("vi")


@given(st.dates(dt.date(1976, 1, 1), dt.date(2200, 1, 1)), st.times())
def test_what_is_written_is_read_back(day, time):
    """Whatever minute is written as day, month, year and time is read as that minute."""
    found = typed_instant(f"{day:%d/%m/%Y} {time:%H:%M}", ZONE, EIGHT)
    written = dt.datetime.combine(day, time.replace(second=0, microsecond=0), dt.timezone(dt.timedelta(hours=7)))
    assert found == written
