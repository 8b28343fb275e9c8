"""How letters are delivered: what may leave twice, when, where else, at what hour, and how many."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions import agenda, delivery
from definitions.actions import Tell
from definitions.delivery import Circuit
from definitions.digest import Item
from definitions.facts import Key
from definitions.vocabulary import Directory, Person, Quiet
from flows.deliver import ASKED_AGAIN
from notifications.messages import KINDS

KEY = Key("unit-plan", "2023-11", "a")
NOW = dt.datetime(2023, 11, 3, 1, tzinfo=dt.UTC)
ITEM = Item(KEY, "remind", "a.dm", "mail", "remind", NOW)
HOUR = dt.timedelta(hours=1)


def person(**more):
    """Somebody with three addresses."""
    addresses = {"mail": "a@so.example", "phone": "0912", "zalo": "chat"}
    return Person(id="a.dm", party="a", name="A", **{"addresses": addresses, **more})


def of(ctx, *people):
    """The same definition with this directory."""
    return agenda.context(ctx.definition.model_copy(update={"directory": Directory(people=people)}))


# ---------------------------------------------------------------- who, on which channel


def test_everybody_who_acts_for_a_party_is_told(ctx):
    """A party is told through its people, each on one channel."""
    told = delivery.items(ctx, [Tell(KEY, "remind", "r", ("a", "b"), None)], NOW)
    assert [(i.person, i.channel) for i in told] == [("a.dm", "mail"), ("b.dm", "mail")]


def test_a_party_that_nobody_acts_for_is_named(ctx):
    """A message that reaches nobody is a task for the Office, never dropped; a telephone alone reaches nobody."""
    assert delivery.unreachable(ctx, ["a", "nobody"], NOW) == ("nobody",)
    assert delivery.unreachable(of(ctx, person(addresses={"phone": "0912"})), ["a"], NOW) == ("a",)


@pytest.mark.parametrize(
    ("wanted", "order"),
    [((), ("mail", "zalo")), (("zalo",), ("zalo",)), (("zalo", "mail", "phone"), ("zalo", "mail")), (("fax",), ())],
)
def test_the_order_of_a_persons_channels_is_theirs(wanted, order):
    """The one that is named, else that of the addresses; the telephone is for calling."""
    assert delivery.channels(person(channels=wanted)) == order


def test_after_the_last_channel_there_is_only_a_call():
    """One after the other, each once; for somebody who has left there is none."""
    directory = Directory(people=(person(channels=("zalo", "mail")),))
    (first,) = delivery.elsewhere(directory, [replace(ITEM, channel="zalo")], NOW + HOUR)
    assert (first.channel, first.created, first.key) == ("mail", NOW + HOUR, KEY)
    assert delivery.elsewhere(directory, [first], NOW) is None
    assert delivery.elsewhere(Directory(), [ITEM], NOW) is None
    assert delivery.elsewhere(directory, [], NOW) is None


# ---------------------------------------------------------------- twice, again


def test_every_kind_of_message_has_its_policy():
    """What is parked is named; one item that would harm twice parks the whole letter."""
    assert set(KINDS) >= delivery.PARKED
    assert {kind: delivery.policy([kind]) for kind in ("remind", "received", "issued", "ask-decision")} == {
        "remind": "retry", "received": "retry", "issued": "park", "ask-decision": "park",
    }  # fmt: skip
    assert delivery.policy(["remind", "issued"]) == "park"
    assert [delivery.may_repeat(["remind"], doubts) for doubts in (0, 1, 2)] == [True, False, False]
    assert not delivery.may_repeat(["remind", "ask-partner"], 0)


@given(st.text(max_size=40), st.integers(1, len(delivery.RETRY_AFTER)))
def test_a_refused_letter_waits_its_own_time(id, refused):
    """Never less than the table says, at most a fifth more, and whoever asks again gets the same."""
    wait, least = delivery.wait_of(id, refused), delivery.RETRY_AFTER[refused - 1]
    assert least <= wait <= least * 1.2 + dt.timedelta(seconds=1)
    assert wait == delivery.wait_of(id, refused)


def test_letters_that_were_refused_together_do_not_come_back_together():
    """A thousand letters spread over the fifth that they may wait longer."""
    waits = {delivery.wait_of(str(n), 3) for n in range(1000)}
    assert len(waits) > 400
    assert delivery.wait_of("x", len(delivery.RETRY_AFTER) + 1) is None


# ---------------------------------------------------------------- a channel that is away


def test_a_channel_rests_longer_each_time():
    """Three in a row and it rests; found away once more it rests longer, up to an hour; then that is how it stays."""
    circuit, rests = Circuit(), []
    for _ in range(delivery.AWAY_AFTER - 1):
        circuit = delivery.found_away(circuit, NOW)
        assert delivery.room(circuit, NOW) is None
    for _ in range(6):
        circuit = delivery.found_away(circuit, NOW)
        rests.append(circuit.until - NOW)
    assert rests == [*delivery.REST, delivery.REST[-1], delivery.REST[-1]]
    assert delivery.room(circuit, circuit.until - HOUR / 60) == 0
    assert delivery.room(circuit, circuit.until) == 1
    assert circuit.since == NOW


@pytest.mark.parametrize("circuit", [Circuit(), Circuit(2, 0, NOW), Circuit(4, 2, NOW, NOW + HOUR)])
def test_what_is_known_of_a_channel_is_kept_as_a_line(circuit):
    """And read back; a channel that works needs none."""
    assert Circuit.read(circuit.said()) == circuit
    assert Circuit.read(None) == Circuit()


# ---------------------------------------------------------------- how many at once


def test_a_batch_is_what_leaves_in_its_time():
    """Quick letters are taken in larger batches, twice the one before and never more than the most; slow ones in smaller."""
    second = dt.timedelta(seconds=1)
    assert [delivery.batch(200, dt.timedelta()), delivery.batch(200, second)] == [400, 400]
    assert delivery.batch(400, second) == delivery.MOST
    assert delivery.batch(200, 200 * second) == 10  # a letter takes a second
    assert delivery.batch(10, 10 * second) == 10
    assert delivery.batch(1, 60 * second) == 1
    assert delivery.PACE < ASKED_AGAIN


# ---------------------------------------------------------------- at what hour


@pytest.mark.parametrize(
    ("kind", "waited", "when", "said"),
    [
        ("remind", False, "2023-11-04 23:00", "2023-11-04 23:00"),  # it was meant for that hour
        ("remind", True, "2023-11-04 23:00", "2023-11-06 08:00"),  # a Saturday
        ("remind", True, "2023-11-06 16:59", "2023-11-06 16:59"),
        ("remind", True, "2023-01-20 09:00", "2023-01-27 08:00"),  # Tết
        ("returned", True, "2023-11-04 23:00", "2023-11-04 23:00"),  # somebody's act
    ],
)
def test_what_has_waited_waits_for_the_office(ctx, at, kind, waited, when, said):
    """In office hours of working days, Tết included; what somebody's act brought does not wait."""
    item = replace(ITEM, kind=kind, created=at(when) - (9 * HOUR if waited else HOUR / 2))
    assert delivery.sayable_at(ctx, None, item, at(when)) == at(said)


def test_quiet_hours_go_over_midnight(ctx, at):
    """From six in the evening to seven: before and after it is said, in between it waits; a receipt does not."""
    quiet = person(quiet=Quiet(begins=dt.time(18), ends=dt.time(7)))
    item = replace(ITEM, kind="returned")
    for when, said in [
        ("06 17:59", "06 17:59"),
        ("06 18:00", "07 07:00"),
        ("07 06:59", "07 07:00"),
        ("07 07:00", "07 07:00"),
    ]:
        assert delivery.sayable_at(ctx, quiet, item, at(f"2023-11-{when}")) == at(f"2023-11-{said}")
    assert delivery.sayable_at(ctx, quiet, replace(item, kind="received"), at("2023-11-06 23:00")) == at(
        "2023-11-06 23:00"
    )


def test_quiet_hours_within_a_day(ctx, at):
    """At noon nobody is disturbed."""
    quiet = person(quiet=Quiet(begins=dt.time(11, 30), ends=dt.time(13, 30)))
    item = replace(ITEM, kind="returned")
    assert delivery.sayable_at(ctx, quiet, item, at("2023-11-06 12:00")) == at("2023-11-06 13:30")
    assert delivery.sayable_at(ctx, quiet, item, at("2023-11-06 14:00")) == at("2023-11-06 14:00")


def test_what_is_said_to_somebody_in_quiet_hours_is_dated_at_their_end(ctx, at):
    """The item carries the instant at which it may be said: nothing looks at it before."""
    quiet = of(ctx, person(quiet=Quiet(begins=dt.time(18), ends=dt.time(7))))
    (item,) = delivery.items(quiet, [Tell(KEY, "returned", "r", ("a",), None)], at("2023-11-06 20:00"))
    assert item.created == at("2023-11-07 07:00")


# ---------------------------------------------------------------- how many; about whom


def test_one_letter_too_many_is_named():
    """Beyond the daily number everything but what the person waits for."""
    asked = replace(ITEM, kind="ask-decision")
    assert delivery.too_many([ITEM, asked], {"a.dm": delivery.DAILY}) == (ITEM,)
    assert delivery.too_many([ITEM], {"a.dm": delivery.DAILY - 1, "b.dm": 99}) == ()


@pytest.mark.parametrize(
    ("kind", "to", "held"),
    [
        ("escalate", "lanh-dao-so", True), ("missed", "lanh-dao-so", True), ("escalate", "b", True),
        ("escalate", "van-phong", False), ("escalate", "a", False), ("remind", "lanh-dao-so", False),
    ],
)  # fmt: skip
def test_word_about_somebody_waits_for_the_office(ctx, kind, to, held):
    """To a superior, or to anybody else: the Office releases it. To the Office itself, or to whom it is about, it goes."""
    told = delivery.items(ctx, [Tell(KEY, kind, "e", (to,), None)], NOW)
    assert [bool(item.held) for item in told] == [held]


def test_without_an_office_nothing_waits_for_it(ctx):
    """A process in which nobody puts things together has nobody to ask."""
    process = ctx.definition.process
    bare = process.model_copy(update={"steps": tuple(s for s in process.steps if s.id == "unit-plan")})
    alone = agenda.context(ctx.definition.model_copy(update={"process": bare}))
    (item,) = delivery.items(alone, [Tell(KEY, "escalate", "e", ("lanh-dao-so",), None)], NOW)
    assert not item.held
