"""Track: what came out is recorded once, whoever records it how often."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.track import track

DAY = dt.date(2023, 10, 2)


def record(world, title="Một tin", at=DAY, **more):
    """A publication in the paper."""
    return track(world.office, title=title, partner=more.pop("partner", "bao"), genre="Tin", at=at, **more)


def test_a_publication_is_recorded_with_what_it_is_about(world):
    """Title, body, day, and its topics and lines."""
    record(world, topics=["t1"], lines=["2023-10/a/01"], unit="a", author="Nhóm tác giả")
    (kept,) = world.ledger.publications()
    assert (kept.title, kept.partner, kept.at, kept.topics, kept.lines) == (
        "Một tin", "bao", DAY, ("t1",), ("2023-10/a/01",),
    )  # fmt: skip


@pytest.mark.parametrize("title", ["Một tin", " Một  tin ", "MỘT TIN", "Mô\u0323t tin"])
def test_recorded_twice_it_counts_once(world, title):
    """The same title, body and day is the same publication, however it is typed."""
    record(world)
    record(world, title)
    assert len(world.ledger.publications()) == 1


def test_another_day_or_body_is_another_publication(world):
    """What both partners print counts twice."""
    record(world)
    record(world, partner="dai")
    record(world, at=dt.date(2023, 10, 1))
    assert len(world.ledger.publications()) == 3


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"title": "  "}, "no-title"),
        ({"at": dt.date(2023, 10, 3)}, "not-yet"),
        ({"partner": "x"}, "unknown-partner"),
        ({"partner": ""}, "unknown-partner"),
        ({"unit": "x"}, "unknown-unit"),
        ({"topics": ["t9"]}, "unknown-topics"),
        ({"activities": ["k99"]}, "unknown-activities"),
    ],
)
def test_what_cannot_be_recorded_is_refused(world, refused, more, reason):
    """Without a title, before its day, or by nobody of the year: nothing is kept."""
    with refused(reason):
        record(world, **more)
    assert world.ledger.publications() == []


def test_today_is_not_too_early(world):
    """What came out today, by the office's own calendar, is recorded today."""
    world.to("2023-10-03 00:30")
    record(world, at=dt.date(2023, 10, 3))
    assert len(world.ledger.publications()) == 1


def test_more_known_of_the_same_publication_is_refused_with_a_sentence(world, refused):
    """The same title, body and day with other particulars: the first record stands, and whoever types learns of it."""
    record(world)
    with refused("recorded"):
        record(world, url="https://bao.example/1")


def test_a_broadcast_is_recorded_with_its_programme_slot_and_duration(world):
    """As it is typed; how long it lasted as whole seconds."""
    record(world, partner="dai", programme=" Thời  sự ", slot="19:45", duration="5 phút 30 giây")
    (kept,) = world.ledger.publications()
    assert (kept.programme, kept.slot, kept.seconds, kept.how) == ("Thời sự", "19:45", 330, "hand")


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"duration": "5"}, "duration"), ({"url": "http://192.168.1.5/a"}, "address"), ({"url": "bao.vn"}, "address")],
)
def test_a_slip_in_a_duration_or_an_address_is_refused(world, refused, more, reason):
    """A bare number, an address of the inside, one without its beginning."""
    with refused(reason):
        record(world, **more)
    assert world.ledger.publications() == []
