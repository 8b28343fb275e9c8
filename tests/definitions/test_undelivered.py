"""What reached nobody: once for each thing told to a person, as long as it still says something true."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions import agenda, undelivered
from definitions.delivery import PATIENCE
from definitions.digest import Item
from definitions.facts import Instants, Key, Obligation, State
from definitions.undelivered import Failure, Tried, said
from definitions.vocabulary import Directory, Person, Quiet

NOW = dt.datetime(2023, 11, 3, 3, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
KEYS = [Key("unit-plan", "2023-11", party) for party in ("a", "b")]
ITEM = Item(KEYS[0], "r", "a.dm", "mail", "remind", NOW)


def duty(key=KEYS[0], state=State.OPEN, due=NOW + HOUR):
    """An obligation as it stands."""
    return Obligation(key, state, Instants(None, due, None))


def asked(ctx, *, failures=(), pending=(), owed=(), standing=None, now=NOW):
    """What is lost; everything stands open unless told otherwise."""
    known = {key: duty(key) for key in KEYS} if standing is None else standing
    return undelivered.undelivered(ctx, failures=failures, pending=pending, owed=owed, standing=known, now=now)


def with_people(ctx, *people):
    """The same office with this directory."""
    return agenda.context(ctx.definition.model_copy(update={"directory": Directory(people=people)}))


def failure(channel="mail", *, state="failed", made=NOW, letter="", **more):
    """A letter about ITEM that ended."""
    return Failure(replace(ITEM, channel=channel, **more), letter or f"m-{channel}", state, f"no {channel}", made)


failures = st.builds(
    Failure,
    st.builds(
        replace,
        st.just(ITEM),
        key=st.sampled_from(KEYS),
        rung=st.sampled_from("rs"),
        person=st.sampled_from(["a.dm", "b.dm", "gone"]),
        channel=st.sampled_from(["mail", "zalo", "sms"]),
    ),
    st.uuids().map(str),
    st.sampled_from(["failed", "unknown"]),
    st.just("no"),
    st.integers(0, 5).map(lambda hours: NOW + hours * HOUR),
)
by_identity = {"unique_by": lambda it: it.item.identity}


# ---------------------------------------------------------------- letters that ended


@given(st.lists(failures, **by_identity), st.randoms())
def test_each_thing_is_listed_once_with_every_channel_that_was_tried(ctx, found, dice):
    """Whatever the order in which they are known: nothing is lost, nothing is listed twice, the last letter is named."""
    lost = asked(ctx, failures=found)
    assert len(lost) == len({said(it.item) for it in found})
    assert sorted(t.channel for it in lost for t in it.tried) == sorted(f.item.channel for f in found)
    for it in lost:
        last = next(f for f in found if f.letter == it.letter)
        theirs = [f for f in found if said(f.item) == said(last.item)]
        assert last.made == max(f.made for f in theirs)
        assert (it.key, it.person, it.state) == (last.item.key, last.item.person, last.state)
    shuffled = list(found)
    dice.shuffle(shuffled)
    assert sorted(map(repr, asked(ctx, failures=shuffled))) == sorted(map(repr, lost))


@given(st.lists(failures, **by_identity), st.sampled_from([s for s in State if s is not State.OPEN]))
def test_what_says_nothing_true_any_more_is_nobodys_loss(ctx, found, state):
    """The plan came in, was waived, or is over; another party's stays; what is no longer in the text is not known."""
    if state is State.RETURNED:
        return
    standing = {KEYS[0]: duty(KEYS[0], state), KEYS[1]: duty(KEYS[1])}
    lost = asked(ctx, failures=found, standing=standing)
    assert {it.key for it in lost} == {f.item.key for f in found} - {KEYS[0]}
    assert asked(ctx, failures=found, standing={}) == ()


def test_what_an_older_text_knew_is_left_out(ctx):
    """Its step or its party is no word of this definition."""
    key = Key("no-such-step", "2023-11", "a")
    assert asked(ctx, failures=[failure(key=key)], standing={key: duty(key)}) == ()


def test_channels_tried_at_one_instant_come_in_the_order_of_the_person(ctx):
    """First by time; one that is not theirs (any more) comes last."""
    addresses = {"mail": "a@so.example", "zalo": "chat"}
    ours = with_people(ctx, Person(id="a.dm", party="a", name="A", addresses=addresses, channels=("zalo", "mail")))
    (lost,) = asked(ours, failures=[failure("sms"), failure("mail"), failure("zalo", state="unknown")])
    assert lost.tried == (
        Tried("zalo", "unknown", "no zalo"),
        Tried("mail", "failed", "no mail"),
        Tried("sms", "failed", "no sms"),
    )
    (lost,) = asked(ours, failures=[failure("zalo", made=NOW + HOUR, state="unknown"), failure("mail")])
    assert (lost.letter, lost.state, [it.channel for it in lost.tried]) == ("m-zalo", "unknown", ["mail", "zalo"])


def test_the_nearest_deadline_comes_first(ctx):
    """What has none comes last."""
    third = Key("unit-plan", "2023-12", "a")
    standing = {KEYS[0]: duty(due=None), KEYS[1]: duty(KEYS[1], due=NOW + HOUR), third: duty(third, due=NOW)}
    lost = asked(ctx, failures=[failure(key=key, letter=str(key)) for key in standing], standing=standing)
    assert [it.key for it in lost] == [third, KEYS[1], KEYS[0]]


# ---------------------------------------------------------------- letters that wait


@given(st.integers(0, 600))
def test_what_its_channel_has_not_taken_for_hours_is_lost_until_it_does(ctx, minutes):
    """From the patience of a letter on, not before."""
    waited = dt.timedelta(minutes=minutes)
    lost = asked(ctx, pending=[replace(ITEM, kind="received", created=NOW - waited)])
    assert bool(lost) is (waited >= PATIENCE)
    assert all(it.tried == (Tried("mail", "waiting"),) and not it.letter for it in lost)


def test_what_may_not_be_said_now_waits_rightly(ctx):
    """The person's quiet hours, or the office is closed: no call either. What is over waits for nothing."""
    old = replace(ITEM, kind="decided", created=NOW - PATIENCE)
    quiet = Quiet(begins=dt.time(9), ends=dt.time(11))
    resting = Person(id="a.dm", party="a", name="A", addresses={"mail": "a@so.example"}, quiet=quiet)
    assert asked(with_people(ctx, resting), pending=[old]) == ()
    assert asked(with_people(ctx, resting.model_copy(update={"quiet": None})), pending=[old]) != ()
    assert asked(ctx, pending=[replace(old, kind="remind")], standing={KEYS[0]: duty(state=State.SUBMITTED)}) == ()
    assert asked(ctx, pending=[old], standing={}) == ()


# ---------------------------------------------------------------- nobody to write to


@pytest.mark.parametrize(
    ("addresses", "lost"), [({"mail": "a@so.example"}, []), ({"phone": "0912"}, ["a.dm"]), ({}, ["a.dm"])]
)
def test_a_party_without_a_channel_is_called(ctx, addresses, lost):
    """Whoever acts for it now is named; a telephone is no channel."""
    ours = with_people(ctx, Person(id="a.dm", party="a", name="A", addresses=addresses))
    found = asked(ours, owed=[duty()])
    assert [(it.person, it.state, it.tried) for it in found] == [(person, "nobody", ()) for person in lost]


def test_a_party_without_people_is_named_itself(ctx):
    """Somebody who has left is not called in its name; what is not open is not asked for."""
    gone = Person(
        id="a.dm", party="a", name="A", addresses={"mail": "a@so.example"}, valid_to=NOW.date() - dt.timedelta(1)
    )
    ours = with_people(ctx, gone)
    owed = [duty(state=state) for state in State]
    assert [(it.key, it.person, it.state) for it in asked(ours, owed=owed)] == [(KEYS[0], "", "nobody")] * 2
