"""How long a broadcast lasts, and numbers as a clerk lists them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.cells import UnreadableError
from definitions.durations import MOST, seconds_of, shown_duration
from definitions.numbered import numbers


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0), ("5 phút 30 giây", 330), ("05:30", 330), ("5'30\"", 330), ("90 giây", 90), ("12p", 720), ("1:02:03", 3723),
        ("1 giờ", 3600), ("1 giờ 5 phút", 3900), ("5 PHÚT", 300),
    ],
)  # fmt: skip
def test_a_duration_is_read_as_people_write_it(text, seconds):
    """Words, a clock, minutes and seconds by their marks."""
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["5", "lâu", "5:75", "0 phút", "9 giờ", "-5 phút", "5,5 phút"])
def test_what_could_be_two_durations_is_none(text):
    """A bare number may be minutes or seconds: it is refused with an example."""
    with pytest.raises(UnreadableError) as refused:
        seconds_of(text)
    assert "5 phút 30 giây" in refused.value.remedy


@given(st.integers(1, MOST))
def test_what_is_shown_is_read_back(seconds):
    """Every duration up to six hours."""
    assert seconds_of(shown_duration(seconds)) == seconds


def test_numbers_are_listed_with_commas_and_spans():
    """Each once, in the order said; empty is none."""
    assert numbers("12, 14-16; số 3\n12") == (12, 14, 15, 16, 3)
    assert numbers(" ") == ()


@pytest.mark.parametrize(
    "text", ["a", "3-1", "1-999", "1 2", "-5", "1,,x", ", ".join(f"{n}-{n + 150}" for n in (1, 500))]
)
def test_what_is_no_short_list_is_refused(text):
    """Backwards, endless, or words: the part is named."""
    with pytest.raises(ValueError, match=r"\d|a|x"):
        numbers(text)
