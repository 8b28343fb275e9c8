"""Links: computed again they are the same, altered they are nobody's, and each is for one turn."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions import links
from definitions.facts import Instants, Key, Obligation, State
from definitions.links import EXPIRED, REPLACED, USED, WRONG, Link, Purpose
from definitions.vocabulary import Person

SECRET = b"known to nobody but the tests"
T = dt.datetime(2023, 10, 5, 3, 30, tzinfo=dt.UTC)
NAME = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
MINUTES = st.integers(0, 10_000_000)


@st.composite
def a_link(draw):
    """Any link that the program can make."""
    key = Key(draw(NAME), draw(st.sampled_from(["2023", "2023-04", "2023-E001"])), draw(NAME), draw(st.integers(1, 9)))
    expires = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=draw(MINUTES))
    return Link(draw(st.sampled_from(Purpose)), key, f"{key.party}.{draw(NAME)}", draw(st.integers(0, 99)), expires)


@given(a_link())
def test_a_token_says_what_it_was_made_of(link):
    """Read back it is the same link, and made again the same token."""
    token = links.token_for(SECRET, link)
    assert links.read(SECRET, token) == link
    assert links.token_for(SECRET, links.read(SECRET, token)) == token


@given(a_link(), st.data())
def test_an_altered_token_is_nobody_s(link, data):
    """Whatever sign is another one, left out or put in; and whatever the key."""
    token = links.token_for(SECRET, link)
    place = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.characters(codec="utf-8").filter(lambda it: it != token[place]))
    for other in (token[:place] + sign + token[place + 1 :], token[:place] + token[place + 1 :], token + sign):
        assert other == token or links.read(SECRET, other) is None
    assert links.read(b"another key", token) is None


@given(st.text(max_size=600))
def test_any_text_is_read_without_a_fault(text):
    """What a stranger asks for is no link, never an error."""
    assert links.read(SECRET, text) is None


def test_a_code_s_key_makes_no_link():
    """Links and codes are computed from one secret, in words of their own: neither is the beginning of the other."""
    from definitions.codes import code_for

    link = Link(Purpose.DECIDE, Key("a", "2023", "b"), "b.x", 1, T)
    code = code_for(SECRET, link.key, "b.x", "", 1).replace("-", "").lower()
    assert code not in links.token_for(SECRET, link)


@pytest.mark.parametrize(
    ("obligation", "used", "now", "refusal"),
    [
        (Obligation(Key("a", "2023", "b"), State.OPEN, version=1), False, T, None),
        (None, False, T, WRONG),
        (Obligation(Key("a", "2023", "b"), State.OPEN, version=1), False, T + dt.timedelta(hours=1), EXPIRED),
        (Obligation(Key("a", "2023", "b"), State.OPEN, version=1), True, T, USED),
        (Obligation(Key("a", "2023", "b"), State.OPEN, version=2), False, T, REPLACED),
        (Obligation(Key("a", "2023", "b"), State.OPEN, version=0), False, T, REPLACED),
    ],
)
def test_why_a_link_is_not_good(obligation, used, now, refusal):
    """Half-open as every deadline: at the instant itself it has expired."""
    link = Link(Purpose.HAND_IN, Key("a", "2023", "b"), "b.x", 1, T + dt.timedelta(hours=1))
    assert links.objection(link, obligation, now, used=used) == refusal


def test_each_message_brings_the_link_of_its_purpose(ctx):
    """To whoever owes it, the page on which it is done; to the Office, the page on which it hands in for others."""
    unit, office = Person(id="a.dm", party="a", name="x"), Person(id="van-phong.cv", party="van-phong", name="y")
    it = Obligation(Key("unit-plan", "2023-10", "a"), State.OPEN, Instants(None, T, None))
    step = ctx.steps["unit-plan"]
    assert links.link_for(ctx, step, it, unit, "opened").purpose is Purpose.HAND_IN
    assert links.link_for(ctx, step, it, office, "opened") is None
    assert links.link_for(ctx, step, it, office, "escalate").purpose is Purpose.TAKE_IN
    assert links.link_for(ctx, step, it, unit, "escalate") is None
    assert links.link_for(ctx, step, it, office, "to-key").purpose is Purpose.READ
    assert links.link_for(ctx, step, it, unit, "opened").expires == T + links.LIVES
