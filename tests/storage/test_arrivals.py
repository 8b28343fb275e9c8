"""What came in, by every kind of ledger: in one place at a time, taken once, and told of in the audit trail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions.arrivals import Arrival, Door, Place
from storage.audit import broken
from storage.port import Spent


@pytest.fixture
def came(say):
    """`came(id, ...)`: a file of the watched folder that waits."""

    def make(id="f1", **more):
        return replace(Arrival(id, Door.FOLDER, "a" * 64, "ke-hoach.xlsx", say.T, party="phong-moi-truong"), **more)

    return make


def test_what_came_comes_back_as_it_was_kept(year, came, say):
    """Every field, and the number that people call it by."""
    one = came(
        message="<1@so.example>", part=2, sender="a@so.example", text="Kính gửi", said="Chưa rõ", reason="several"
    )
    assert year.arrive(one, now=say.T)
    assert year.arrive(came("f2", came=say.T + say.HOUR), now=say.T)
    assert year.arrivals() == [replace(one, number=1), came("f2", number=2, came=say.T + say.HOUR)]
    assert year.arrivals(number=2, open=True)[0].id == "f2"
    assert year.arrivals(message="<1@so.example>") == year.arrivals(sender="a@so.example") == [replace(one, number=1)]
    assert [it.id for it in year.arrivals(since=say.T + say.HOUR)] == ["f2"]
    assert year.arrivals(id="f3") == []


def test_the_same_thing_once_more_changes_nothing(year, came, say):
    """Run twice is run once: no second row, no second line in the trail."""
    assert year.arrive(came(), now=say.T)
    before = year.events()
    assert not year.arrive(came(), now=say.T + say.HOUR)
    assert year.events() == before


def test_what_waits_is_moved_on_once(year, came, say):
    """From waiting to accepted; what was closed never moves again."""
    year.arrive(came(), now=say.T)
    taken = came(place=Place.ACCEPTED, key=say.UNIT, closed=say.T + say.HOUR, by="vp")
    assert year.arrive(taken, now=say.T + say.HOUR)
    assert not year.arrive(replace(taken, place=Place.RETURNED), now=say.T + say.HOUR)
    assert year.arrivals(key=say.UNIT) == [replace(taken, number=1)]
    assert year.arrivals(open=True) == []
    assert [(e.what, e.key, e.detail["place"]) for e in year.events()[1:]] == [
        ("arrive", "", "waiting"),
        ("arrive", str(say.UNIT), "accepted"),
    ]
    assert broken(year.events()) is None


def test_one_part_of_a_mail_comes_once(year, came, say):
    """The Message-ID and the part are a unique key, whatever the id."""
    assert year.arrive(came(message="<1@so.example>"), now=say.T)
    assert not year.arrive(came("f2", message="<1@so.example>"), now=say.T)
    assert year.arrive(came("f3", message="<1@so.example>", part=1), now=say.T)
    assert year.arrive(came("f4"), now=say.T)
    assert year.arrive(came("f5"), now=say.T)


def test_the_same_bytes_are_accepted_once_for_an_obligation(year, came, say):
    """By whatever door they come; for another obligation they are something else."""
    taken = {"place": Place.ACCEPTED, "key": say.UNIT, "closed": say.T}
    assert year.arrive(came(**taken), now=say.T)
    assert not year.arrive(came("f2", **taken), now=say.T)
    assert year.arrive(came("f3", **{**taken, "key": say.OTHER}), now=say.T)
    assert year.arrive(came("f4", **{**taken, "place": Place.RETURNED}), now=say.T)


def test_a_file_is_kept_with_what_it_brings_or_not_at_all(year, came, say):
    """In one transaction with the submission; a second one of the same file leaves nothing behind."""
    taken = came(place=Place.ACCEPTED, key=say.UNIT, closed=say.T)
    year.record(say.submitted(), seen={say.UNIT: 0}, now=say.T, contents=say.contents, arrival=taken)
    assert year.arrivals() == [replace(taken, number=1)]
    before = (say.state_of(year), year.arrivals())
    with pytest.raises(Spent):
        year.record(say.submitted(version=2), seen={say.UNIT: 1}, now=say.T, contents=say.contents, arrival=taken)
    assert (say.state_of(year), year.arrivals()) == before


def test_what_is_to_be_said_is_kept_with_it(year, came, say):
    """The letter about a file and its place are one transaction, and are there once."""
    back = came(place=Place.RETURNED, key=say.UNIT, closed=say.T)
    assert year.arrive(back, now=say.T, items=[say.item(rung="arrival:f1")])
    assert not year.arrive(back, now=say.T, items=[say.item(rung="arrival:f2")])
    assert [item.rung for item in year.pending(say.T)] == ["arrival:f1"]


def test_a_letter_that_came_back_has_failed(year, say):
    """Only one that has left; it is found by its id, and the trail says why."""
    say.leased(year)
    assert year.message("m1").state == "sending"
    assert year.message("m2") is None
    assert not year.bounced("m1", "550 no such user", now=say.T)
    year.end([say.ending("m1", 1, "sent")], now=say.T)
    assert year.bounced("m1", "550 no such user", now=say.T)
    assert not year.bounced("m1", "550 no such user", now=say.T)
    found = year.message("m1")
    assert (found.state, found.error, found.next_at) == ("failed", "550 no such user", None)
    assert year.events()[-1].what == "bounce"
