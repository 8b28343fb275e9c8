"""Letters leave: once each, tried again under the same name, never stale, and none of them stops another."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from flows.deliver import LEASE, RETRY_AFTER
from flows.saying import Words
from flows.wiring import Settings
from notifications.post import Receipt

MINUTE = dt.timedelta(minutes=1)


class Killed(BaseException):
    """The program ends in the middle of sending."""


class Server:
    """A mail server as a script: answers in turn, then takes everything; remembers what it was handed."""

    def __init__(self, world, *answers):
        self.answers, self.handed = list(answers), []
        world.post.script = self

    def __call__(self, parcel):
        self.handed.append(parcel)
        answer = self.answers.pop(0) if self.answers else None
        if answer == "killed":
            raise Killed
        return Receipt(*answer) if answer else None


REFUSED = ("retry", "451 thử lại sau")


@pytest.fixture
def asked(world):
    """A world in which one letter is about to leave: the receipt of a's plan."""
    world.hand_in("a")
    return world


def state(world):
    """The states of all messages, the newest first."""
    return world.ledger.messages()[0]


def on(world, time):
    """So much later, one heartbeat."""
    world.clock.to(world.clock.instant + time)
    return world.beat()


def test_a_refused_letter_is_tried_again_under_the_same_message_id(asked):
    """Greylisting costs five minutes and no second letter."""
    server = Server(asked, REFUSED)
    told = asked.beat()
    assert "451 thử lại sau" in told.failures[0]
    assert "tự gửi lại" in told.failures[0]
    assert on(asked, RETRY_AFTER[0] - MINUTE).lines == ()
    assert on(asked, MINUTE).lines == ("Đã gửi 1 thư.",)
    assert len({parcel.message_id for parcel in server.handed}) == 1
    assert (state(asked).state, state(asked).attempts) == ("sent", 2)


def test_the_time_between_tries_grows_and_ends(asked):
    """Five tries more, each after a longer while; then it has failed for good, and the Office reads what to do."""
    server = Server(asked, *[REFUSED] * 9)
    told = asked.beat()
    for wait in RETRY_AFTER:
        told = on(asked, wait)
    assert "kiểm tra địa chỉ" in told.failures[0]
    on(asked, dt.timedelta(hours=30))
    assert len([p for p in server.handed if p.address == "a@so.example" and "Đã nhận" in p.letter.subject]) == 6
    assert "failed" in {m.state for m in asked.ledger.messages()}


def test_what_is_refused_for_good_is_not_tried_again(asked):
    """An unknown mailbox stays unknown; the others' letters are not held up."""
    server = Server(asked, ("failed", "550 không có hộp thư này"))
    told = asked.beat()
    assert "550 không có hộp thư này" in told.failures[0]
    on(asked, dt.timedelta(hours=30))
    assert len([p for p in server.handed if p.address == "a@so.example" and "Đã nhận" in p.letter.subject]) == 1


def test_what_may_have_left_is_for_a_person_to_look_at(asked):
    """Nobody knows: it is not sent again, and it is said."""
    Server(asked, ("unknown", "mất kết nối sau DATA"))
    told = asked.beat()
    assert state(asked).state == "unknown"
    assert "Không rõ thư" in told.failures[0]
    assert on(asked, dt.timedelta(hours=5)).lines == ()


def test_an_interrupted_letter_is_tried_once_more_under_the_same_name(asked):
    """Killed while sending: when the lease has run out it is sent again, so that mailboxes can see it is the same."""
    server = Server(asked, "killed")
    with pytest.raises(Killed):
        asked.beat()
    assert on(asked, LEASE - MINUTE).lines == ()
    assert on(asked, MINUTE).lines == ("Đã gửi 1 thư.",)
    assert len({parcel.message_id for parcel in server.handed}) == 1


def test_interrupted_twice_it_is_unknown(asked):
    """After the second time a person has to look; nothing is sent a third time."""
    server = Server(asked, "killed", "killed")
    for _ in range(2):
        with pytest.raises(Killed):
            on(asked, LEASE)
    told = on(asked, LEASE)
    assert state(asked).state == "unknown"
    assert "ngắt giữa chừng" in told.failures[0]
    assert len(server.handed) == 2


# ---------------------------------------------------------------- held


def test_while_sending_is_held_nothing_leaves_and_nothing_is_lost(world):
    """The run says how much waits; released, all of it leaves."""
    sent = len(world.post.sent)
    world.ledger.set("sending", "held", now=world.clock.instant)
    world.hand_in("a")
    told = world.beat()
    assert told.lines == ("Đang chạy thử: 1 nội dung chưa gửi, chờ Văn phòng cho phép gửi.",)
    assert len(world.post.sent) == sent
    world.ledger.set("sending", "on", now=world.clock.instant)
    assert world.beat().lines == ("Đã gửi 1 thư.",)


def test_a_reminder_that_became_stale_is_cancelled_with_its_reason(world):
    """Held over the day on which the plan came in: the reminder says nothing true any more."""
    world.ledger.set("sending", "held", now=world.clock.instant)
    world.to("2023-10-04 08:30")
    assert "remind" in {item.kind for item in world.ledger.pending(world.clock.instant)}
    world.hand_in("a")
    world.ledger.set("sending", "on", now=world.clock.instant)
    sent = len(world.post.sent)
    world.beat()
    assert ["Đã nhận" in p.letter.subject for p in world.letters("a@so.example", sent)] == [True]
    assert set(world.ledger._box._cancelled.values()) == {"đã xong trước khi thư được gửi"}


def test_what_was_held_is_said_once(found, tmp_path):
    """Opened and reminded while nothing could leave: one letter, which asks for the plan once."""
    world = found(tmp_path)
    world.ledger.set("sending", "held", now=world.clock.instant)
    world.to("2023-10-04 09:00")
    kinds = Counter(item.kind for item in world.ledger.pending(world.clock.instant) if item.person == "a.dm")
    assert kinds == {"opened": 1, "remind": 1}
    world.ledger.set("sending", "on", now=world.clock.instant)
    world.beat()
    (letter,) = world.letters("a@so.example")
    assert "khác" not in letter.letter.subject
    assert letter.letter.subject.startswith("Đề nghị gửi Kế hoạch tuyên truyền tháng 10/2023")
    assert "đã nêu trong thư mở kỳ" in world.ledger._box._cancelled.values()


def test_of_two_reminders_that_waited_the_last_is_said(world):
    """Both held after the opening letter had left: one of them says it all."""
    world.to("2023-10-25 08:30")
    world.ledger.set("sending", "held", now=world.clock.instant)
    world.to("2023-11-03 09:00")
    world.ledger.set("sending", "on", now=world.clock.instant)
    sent = len(world.post.sent)
    world.beat()
    (letter,) = world.letters("a@so.example", sent)
    assert letter.letter.subject.startswith("Nhắc việc")
    assert "khác" not in letter.letter.subject
    assert "gộp vào lần nhắc sau cùng" in world.ledger._box._cancelled.values()


def test_a_refused_reminder_does_not_leave_after_the_plan_has_come(world):
    """Before it is tried again it is asked once more whether it still holds."""
    Server(world, REFUSED, REFUSED)
    world.to("2023-10-04 08:00")
    world.hand_in("a")
    sent = len(world.post.sent)
    world.to("2023-10-04 09:00")
    assert ["Nhắc việc" in p.letter.subject for p in world.letters("a@so.example", sent)] == [False]
    assert [p.address for p in world.letters("b@so.example", sent)] == ["b@so.example"]


# ---------------------------------------------------------------- one letter, and none that stops another


def test_one_person_with_many_items_gets_one_letter(world):
    """Receipt and further news of one heartbeat stand in one letter, the most pressing first."""
    world.agreed().decide()
    sent = len(world.post.sent)
    world.beat()
    assert set(Counter(p.address for p in world.letters(since=sent)).values()) == {1}
    assert "(và 1 nội dung khác)" in world.letters("a@so.example")[-1].letter.subject


def test_a_letter_that_cannot_be_worded_does_not_stop_the_others(world, monkeypatch):
    """It is told and tried again later; everybody else has theirs."""
    wording = Words.letter

    def half(self, person, items):
        if person == "a.dm":
            raise ValueError("mẫu hỏng")
        return wording(self, person, items)

    monkeypatch.setattr(Words, "letter", half)
    world.hand_in("a")
    world.hand_in("b")
    told = world.beat()
    assert told.lines[-1] == "Đã gửi 2 thư."
    assert [f for f in told.failures if "a.dm chưa soạn được: mẫu hỏng" in f]
    monkeypatch.undo()
    assert on(world, RETRY_AFTER[0]).lines == ("Đã gửi 1 thư.",)


@pytest.mark.parametrize("gone", ["person", "address"])
def test_somebody_who_left_the_directory_does_not_stop_the_others(world, gone):
    """Between the item and the letter a person, or the address, was taken out: it is said, and the others get theirs."""
    world.hand_in("a")
    world.hand_in("b")
    directory = world.office.definition.directory
    people = tuple(p.model_copy(update={"addresses": {"zalo": "1"}}) if p.id == "a.dm" else p for p in directory.people)
    people = tuple(p for p in people if p.id != "a.dm") if gone == "person" else people
    definition = world.office.definition.model_copy(
        update={"directory": directory.model_copy(update={"people": people})}
    )
    world.office = replace(world.office, context=replace(world.office.context, definition=definition))
    told = world.beat()
    assert told.lines[-1] == "Đã gửi 2 thư."
    assert len([f for f in told.failures if "danh bạ" in f]) == 1


def test_a_letter_that_can_never_be_worded_is_given_up(world, monkeypatch):
    """It is not tried for ever."""
    monkeypatch.setattr(Words, "letter", lambda *_: 1 / 0)
    world.hand_in("a")
    world.beat()
    for wait in RETRY_AFTER:
        on(world, wait)
    assert {m.state for m in world.ledger.messages() if not m.sent} == {"failed"}
    assert [m for m in world.ledger.retries(world.clock.instant + dt.timedelta(days=9)) if "a.dm" in m.person] == []


def test_the_message_id_is_of_the_senders_domain(world, tmp_path):
    """So that a mailbox trusts it; it is printed from what is said, not from when."""
    settings = replace(Settings.read(tmp_path, {}), mail_from="van-phong@so-tnmt.example")
    world.office = replace(world.office, settings=settings)
    world.hand_in("a")
    world.beat()
    assert world.post.sent[-1].message_id.endswith("@so-tnmt.example>")


def test_a_letter_that_another_worker_has_taken_is_left_to_it(world, monkeypatch):
    """Two workers see the same items; one leases them, the other sends nothing."""
    world.hand_in("a")
    monkeypatch.setattr(world.ledger, "lease", lambda *_, **__: None)
    assert world.beat().lines == ()
