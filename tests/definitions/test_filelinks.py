"""A link to a file that waits opens that file alone, as long as it waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.arrivals import Arrival, Door, Place
from definitions.filelinks import APART, number_in, opens, saved_as, token_for

NOW = dt.datetime(2023, 10, 2, tzinfo=dt.UTC)
FILE = Arrival("i", Door.FOLDER, "a" * 64, "quét.pdf", NOW, number=7)
SECRET = b"known to nobody"


def test_the_link_of_a_file_opens_it():
    """Computed again it is the same, and says which it is."""
    token = token_for(SECRET, FILE)
    assert number_in(token) == 7
    assert opens(SECRET, token, FILE)
    assert token == token_for(SECRET, replace(FILE, name="khác.pdf", place=Place.QUARANTINED))


@pytest.mark.parametrize(
    "other", [replace(FILE, number=8), replace(FILE, sha="b" * 64), replace(FILE, closed=NOW), replace(FILE, sha="")]
)
def test_it_opens_no_other_file_and_none_that_is_settled(other):
    """Another number, other bytes, one that somebody has settled, one of which nothing is kept."""
    assert not opens(SECRET, token_for(SECRET, FILE), other)
    assert not opens(b"another key", token_for(SECRET, FILE), FILE)


@given(st.text(max_size=60))
def test_no_other_text_opens_anything(text):
    """Whatever is typed into the address."""
    assert not opens(SECRET, text, FILE)
    assert number_in(text) is None or text.startswith("tep-cho/")


@given(st.text(max_size=200))
def test_the_name_of_a_file_stays_in_its_folder(name):
    """No path, no control, no letters that turn the name around; what is kept apart opens with no double click."""
    said = saved_as(replace(FILE, name=name))
    assert said
    assert not set(said) & set('/\\:"<>|?*\x00\n\r\u202e')
    assert not said.startswith(".")
    assert saved_as(replace(FILE, name=name, place=Place.QUARANTINED)).endswith(APART)
