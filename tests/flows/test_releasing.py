"""The Office holds, releases and sends again; what reached nobody is listed with what was tried, to be called."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace

import pytest

from definitions.delivery import PATIENCE
from definitions.digest import Item
from definitions.undelivered import Tried
from flows.calling import call, phone_list, undelivered
from flows.releasing import held, hold, release, resend
from notifications.phone_list import HEADS
from notifications.post import Receipt


@pytest.fixture
def told_on(world):
    """An escalation to the leader waits for the Office."""
    key = world.Key("unit-plan", "2023-10", "a")
    now = world.clock.instant
    item = Item(key, "e", "lanh-dao-so.pt", "mail", "escalate", now, held="báo cho cấp trên")
    world.ledger.record([], seen={}, now=now, items=[item])
    return world


def with_address(world, **addresses):
    """The first unit's person has these addresses."""
    directory = world.office.definition.directory
    people = tuple(p.model_copy(update={"addresses": addresses}) if p.id == "a.dm" else p for p in directory.people)
    definition = world.office.definition.model_copy(
        update={"directory": directory.model_copy(update={"people": people})}
    )
    world.office = replace(world.office, context=replace(world.office.context, definition=definition, _memory={}))
    return world


# ---------------------------------------------------------------- held


def test_word_about_somebody_leaves_when_the_office_says_so(told_on):
    """Before, nothing leaves; the Office reads to whom, about what and why; released it goes with the next heartbeat."""
    told_on.beat()
    assert told_on.letters("ld@so.example") == []
    (waiting,) = held(told_on.office)
    assert (waiting.to, waiting.why) == ("Lãnh đạo phụ trách", "báo cho cấp trên")
    assert waiting.about == "Kế hoạch tuyên truyền tháng của đơn vị, tháng 10/2023 (Đơn vị A)"
    assert "1 nội dung" in release(told_on.office, [waiting.id]).lines[0]
    told_on.beat()
    assert [p.address for p in told_on.letters("ld@so.example")] == ["ld@so.example"]
    assert [e.what for e in told_on.ledger.events()][-1] == "release"


def test_what_is_no_longer_true_need_not_be_released(told_on):
    """The plan came in meanwhile: there is nothing to tell, and nothing to release."""
    told_on.hand_in("a")
    assert held(told_on.office) == []
    assert "0 nội dung" in release(told_on.office).lines[0]


def test_what_does_not_wait_cannot_be_released(told_on, refused):
    """An id of a list that is out of date is refused in a sentence."""
    (waiting,) = held(told_on.office)
    release(told_on.office)
    with refused("not-held"):
        release(told_on.office, [waiting.id])


def test_the_office_holds_back_what_has_not_left(world):
    """For one person; the others' letters leave."""
    world.hand_in("a")
    world.hand_in("b")
    assert "1 nội dung" in hold(world.office, ["a.dm"], why="chờ xem lại").lines[0]
    sent = len(world.post.sent)
    world.beat()
    assert "a@so.example" not in {p.address for p in world.letters(since=sent)}
    assert [each.why for each in held(world.office)] == ["chờ xem lại"]
    release(world.office)
    world.beat()
    assert "a@so.example" in {p.address for p in world.letters(since=sent)}


# ---------------------------------------------------------------- sent again


@pytest.mark.parametrize("answer", [("failed", "550 không có hộp thư"), ("unknown", "mất kết nối")])
def test_a_letter_is_sent_again_when_the_office_says_so(world, answer):
    """Failed, or in doubt twice: under the same name; and it is no longer among what was not delivered."""
    world.hand_in("a")
    world.post.script = lambda _: Receipt(*answer)
    for _ in range(3):
        world.beat()
        world.clock.to(world.clock.instant + dt.timedelta(minutes=10))
    (lost,) = [each for each in undelivered(world.office) if each.person == "a.dm"]
    assert lost.state == answer[0]
    assert lost.tried == (Tried("mail", *answer),)
    world.post.script = None
    resend(world.office, lost.letter)
    assert [each for each in undelivered(world.office) if each.person == "a.dm"] == []
    world.beat()
    assert world.post.sent[-1].message_id == f"<{lost.letter}@vongnam.example>"
    assert [each for each in undelivered(world.office) if each.person == "a.dm"] == []


def test_a_letter_that_was_sent_is_not_sent_again(world, refused):
    """There is nothing to resend, and it is said."""
    world.hand_in("a")
    world.beat()
    with refused("nothing-to-resend"):
        resend(world.office, world.ledger.messages()[0].id)


# ---------------------------------------------------------------- what was tried


def test_the_office_sees_every_channel_that_was_tried(world):
    """Zalo refused it, then the mail server: one line with both, and the number to call."""
    with_address(world, zalo="chat", mail="a@so.example", phone="0912 345 678").hand_in("a")
    answers = {"zalo": Receipt("failed", "400 chat not found"), "mail": Receipt("failed", "550 no such user")}
    world.post.script = lambda parcel: answers[parcel.channel]
    for _ in range(2):
        world.beat()
    (lost,) = [each for each in undelivered(world.office) if each.person == "a.dm"]
    assert lost.tried == (
        Tried("zalo", "failed", "400 chat not found"),
        Tried("mail", "failed", "550 no such user"),
    )
    assert call(world.office, lost).phone == "0912 345 678"


def test_the_ladder_ends_at_the_office_which_reads_what_was_tried(world):
    """The letter that says who has not sent says how often they were written to, when last, and what did not arrive."""
    world.post.script = lambda p: Receipt("failed", "550 đầy hộp thư") if p.address == "b@so.example" else None
    world.to("2023-10-06 12:00")
    text = "\n".join(p.letter.text for p in world.letters("vp@so.example"))
    assert "Đơn vị A: đã gửi 2 thư, gần nhất 08:00 ngày 04/10/2023" in text
    assert (
        "Đơn vị B: đã gửi 1 thư, gần nhất 08:00 ngày 02/10/2023; 1 thư chưa chắc đến nơi "
        "(thư điện tử: không gửi được (550 đầy hộp thư))" in text
    )


def test_what_waits_for_a_channel_for_hours_is_shown(world):
    """The mail server is away, and there is no other channel: a call is quicker."""
    world.hand_in("a")
    world.post.script = lambda _: Receipt("away", "Connection refused")
    world.beat()
    assert undelivered(world.office) == ()
    world.clock.to(world.clock.instant + PATIENCE)
    assert {each.state for each in undelivered(world.office)} == {"waiting"}


def test_a_party_that_nobody_can_be_written_to_for_is_called(world):
    """A telephone number alone: nothing is sent, and nobody is forgotten."""
    with_address(world, phone="0912 345 678")
    (lost,) = undelivered(world.office)
    assert (lost.person, lost.state, lost.tried) == ("a.dm", "nobody", ())
    assert (call(world.office, lost).to, call(world.office, lost).phone) == ("Đầu mối A", "0912 345 678")


def test_the_list_of_calls_can_be_printed_and_opened_in_a_spreadsheet(world):
    """Who, the number, what, until when, what was tried; a formula is no formula, a bar is no column."""
    with_address(world, phone="=HYPERLINK(1)|x")
    listed = phone_list(world.office, undelivered(world.office))
    assert listed.calls == 1
    assert "hết ngày 04/10/2023" in listed.markdown
    assert "\\|x" in listed.markdown
    head, row = csv.reader(listed.csv.splitlines())
    assert tuple(head) == HEADS
    assert row[1].startswith("'=")
    world.hand_in("a")
    assert "Không có ai cần gọi điện." in phone_list(world.office, undelivered(world.office)).markdown
