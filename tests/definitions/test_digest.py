"""Who is told, in how many messages, and whether it is still true when it leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.codes import code_for, code_hash
from definitions.digest import Item, digest, stale
from definitions.facts import Instants, Key, Obligation, State

KEY = Key("unit-plan", "2023-11", "a")
NOW = dt.datetime(2023, 11, 3, 1, tzinfo=dt.UTC)
ITEM = Item(KEY, "remind", "a.dm", "mail", "remind", NOW)

ITEMS = st.builds(
    Item,
    key=st.builds(Key, st.sampled_from(["s", "t"]), st.just("2023-11"), st.sampled_from("abc")),
    rung=st.sampled_from(["opened", "remind"]),
    person=st.sampled_from(["p", "q"]),
    channel=st.sampled_from(["mail", "zalo"]),
    kind=st.just("remind"),
    created=st.just(NOW),
)


@given(st.lists(ITEMS, unique_by=lambda i: i.identity))
def test_one_message_per_person_and_channel(waiting):
    """Whatever is due for one person on one channel leaves as one message, and nothing is left out."""
    bundles = digest(waiting)
    assert len({(b.person, b.channel) for b in bundles}) == len(bundles)
    assert sorted(i.identity for b in bundles for i in b.items) == sorted(i.identity for i in waiting)


@given(st.lists(ITEMS, unique_by=lambda i: i.identity, min_size=2), st.randoms())
def test_the_order_of_arrival_is_irrelevant(waiting, random):
    """The same items make the same messages under the same ids, so that a second worker makes no second one."""
    shuffled = list(waiting)
    random.shuffle(shuffled)
    assert digest(waiting) == digest(shuffled)


@pytest.mark.parametrize(
    ("kind", "rung", "state", "holds"),
    [
        ("remind", "r", State.OPEN, True),
        ("remind", "r", State.RETURNED, True),
        ("remind", "r", State.ACCEPTED, False),
        ("escalate", "e", State.NIL, False),
        ("ask-decision", "ask:2", State.OPEN, True),
        ("ask-decision", "ask:1", State.OPEN, False),
        ("ask-decision", "ask:2", State.ACCEPTED, False),
        ("missed", "missed", State.MISSED, True),
        ("missed", "missed", State.SUBMITTED, False),
        ("received", "received:1", State.ACCEPTED, True),
    ],
)
def test_what_no_longer_holds_does_not_leave(kind, rung, state, holds):
    """Nobody is reminded of a plan that has arrived, nor asked with a code that was replaced."""
    item = replace(ITEM, kind=kind, rung=rung)
    assert (stale(item, Obligation(KEY, state, generation=2)) is None) is holds


def test_an_item_without_its_obligation_does_not_leave():
    """What nobody owes any more is said to nobody."""
    assert stale(ITEM, None)


def test_a_code_is_recomputable_and_bound():
    """The same key, obligation, person, content and generation give the same code; any other gives another."""
    said = (b"key", KEY, "a.dm", "sha", 1)
    others = [
        (b"yek", *said[1:]),
        (b"key", KEY._replace(party="b"), *said[2:]),
        (*said[:2], "b.dm", "sha", 1),
        (*said[:4], 2),
    ]
    code = code_for(*said)
    assert code == code_for(*said)
    assert code not in {code_for(*other) for other in others}


@given(st.sampled_from(["{}", " {} ", "{}\n"]), st.booleans())
def test_a_code_is_typed_as_people_type(shape, lower):
    """Blanks, the hyphen, small letters, zero for O and one for I are all forgiven."""
    code = code_for(b"key", KEY, "a.dm", "sha", 1)
    typed = shape.format(code.replace("-", " ").replace("O", "0").replace("I", "1"))
    assert code_hash(typed.lower() if lower else typed) == code_hash(code)


def test_a_deadline_that_went_back_is_not_told():
    """Moved and moved back before the letter left, nothing has changed for its reader."""
    old = NOW + dt.timedelta(days=2)
    item = replace(ITEM, kind="moved", rung="moved:3", note=old.isoformat())
    it = Obligation(KEY, State.OPEN, Instants(None, old + dt.timedelta(days=3), None))
    assert stale(item, it) is None
    assert stale(item, replace(it, instants=Instants(None, old, None)))
    assert stale(item, replace(it, state=State.ACCEPTED))
