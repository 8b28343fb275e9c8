"""Letters leave: once each, tried again under the same name, never stale, and none of them stops another."""

from __future__ import annotations

import datetime as dt
import pickle
from collections import Counter
from dataclasses import replace

import pytest

from definitions.delivery import AWAY_AFTER, PATIENCE, REST, RETRY_AFTER, wait_of
from definitions.digest import digest
from definitions.vocabulary import Quiet
from flows.handing import Hands
from flows.queued import LEASE, Taking, waiting
from flows.saying import Words
from flows.wiring import Settings
from notifications.post import Receipt
from storage.journal import MemoryJournal

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


def wait(world, refused=1):
    """How long the newest letter waits after that refusal."""
    return wait_of(state(world).id, refused)


def test_a_refused_letter_is_tried_again_under_the_same_message_id(asked):
    """Greylisting costs five minutes and a little more, and no second letter."""
    server = Server(asked, REFUSED)
    told = asked.beat()
    assert "451 thử lại sau" in told.failures[0]
    assert "tự gửi lại" in told.failures[0]
    assert on(asked, RETRY_AFTER[0] - MINUTE).lines == ()
    assert on(asked, wait(asked) - RETRY_AFTER[0] + MINUTE).lines == ("Đã gửi 1 thư.",)
    assert len({parcel.message_id for parcel in server.handed}) == 1
    assert (state(asked).state, state(asked).attempts, state(asked).refused) == ("sent", 2, 1)


def test_the_time_between_tries_grows_and_ends(asked):
    """Five tries more, each after a longer while; then it has failed for good, and the Office reads what to do."""
    server = Server(asked, *[REFUSED] * 9)
    told = asked.beat()
    for refused in range(1, len(RETRY_AFTER) + 1):
        told = on(asked, wait(asked, refused))
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


# ---------------------------------------------------------------- nobody knows whether it has left


UNKNOWN = ("unknown", "mất kết nối sau DATA")


def test_a_letter_that_harms_nobody_is_sent_once_more_where_nobody_knows(asked):
    """A receipt that may have left leaves a second time at most, under the same name; then a person has to look."""
    server = Server(asked, UNKNOWN, UNKNOWN)
    told = asked.beat()
    assert "gửi lại một lần" in told.failures[0]
    assert (state(asked).state, state(asked).doubts) == ("unknown", 1)
    told = on(asked, wait(asked))
    assert "hỏi lại người nhận" in told.failures[0]
    assert on(asked, dt.timedelta(hours=30)).failures == ()
    assert len({p.message_id for p in server.handed if "Đã nhận" in p.letter.subject}) == 1
    assert (state_of(asked, server).state, state_of(asked, server).doubts) == ("unknown", 2)


def state_of(world, server):
    """The message that the server was handed first."""
    return next(m for m in world.ledger.messages() if f"<{m.id}@" in server.handed[0].message_id)


def test_a_letter_that_would_harm_twice_is_left_for_a_person(world):
    """A leader is asked with a code: what may have left is not sent again by itself, and it is said."""
    world.drafted()
    sent = world.post.sent[:]
    server = Server(world)
    server.answers = [UNKNOWN if p.address == "ld@so.example" else None for p in sent][:0]
    world.post.script = lambda p: Receipt(*UNKNOWN) if "@bao" in p.address or "@dai" in p.address else None
    from flows.assemble import assemble

    assemble(world.office, step="month-plan", period="2023-10")
    told = world.beat()
    assert ["hỏi lại người nhận" in line for line in told.failures] == [True, True]
    world.post.script = None
    on(world, dt.timedelta(hours=5))
    asked = [m for m in world.ledger.messages() if m.person == "bao.bt"]
    assert [(m.state, m.next_at, m.doubts) for m in asked] == [("unknown", None, 1)]
    assert world.letters("bao@bao.example") == []


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


def test_killed_before_it_was_handed_over_it_is_simply_sent(asked, monkeypatch):
    """The journal knows that nothing can have left: no doubt, no second copy, whatever the letter says."""
    handing = asked.office.journal.begins

    def killed(*_):
        raise Killed

    monkeypatch.setattr(asked.office.journal, "begins", killed)
    with pytest.raises(Killed):
        asked.beat()
    monkeypatch.setattr(asked.office.journal, "begins", handing)
    assert on(asked, LEASE).lines == ("Đã gửi 1 thư.",)
    assert (state(asked).state, state(asked).doubts) == ("sent", 0)


def test_killed_after_the_answer_it_is_not_sent_again(asked, monkeypatch):
    """The provider's answer is in the journal before the ledger is told: the ledger learns it from there."""
    end = asked.ledger.end

    def killed(*_, **__):
        raise Killed

    monkeypatch.setattr(asked.ledger, "end", killed)
    server = Server(asked)
    with pytest.raises(Killed):
        asked.beat()
    monkeypatch.setattr(asked.ledger, "end", end)
    assert on(asked, LEASE).failures == ()
    assert len(server.handed) == 1
    assert (state(asked).state, state(asked).subject) == ("sent", server.handed[0].letter.subject)


def test_a_journal_that_is_lost_leaves_a_doubt(asked):
    """Without its journal an interrupted letter may have left, for all that anybody knows."""
    Server(asked, "killed")
    with pytest.raises(Killed):
        asked.beat()
    asked.office = replace(asked.office, journal=MemoryJournal())
    told = on(asked, LEASE)
    assert "ngắt giữa chừng" in told.failures[0]
    assert state(asked).doubts == 1


def test_an_older_database_that_is_put_back_sends_nothing_again(asked):
    """What left after the backup is known to the journal: it is written down as sent, and the Office is told."""
    backup = pickle.dumps(asked.ledger._box)
    asked.beat()
    sent = len(asked.post.sent)
    asked.ledger._box = pickle.loads(backup)
    told = asked.beat()
    assert len(asked.post.sent) == sent
    assert "sổ gửi" in told.failures[0]
    assert state(asked).state == "sent"
    assert asked.beat().failures == ()


def test_a_letter_that_another_worker_is_handing_over_is_left_alone(asked):
    """Whoever looked before the other one took it finds the journal ahead of the ledger: nothing is cancelled."""
    office, now = asked.office, asked.clock.instant
    seen = waiting(office, now)
    (other,) = office.ledger.lease(digest(office.ledger.pending(now)), now=now, until=now + LEASE)
    office.journal.begin(now)
    office.journal.handing([other], ())
    office.journal.begins(other)
    for answer in (None, "sent"):
        if answer:
            office.journal.answered(other, answer, "250", "Đã nhận")
        taking = Taking(office, Hands(office, Words(office, {})), {}, [])
        assert taking.take(seen) == []
        assert [m.items for m in office.ledger.messages() if m.id == other.id] == [other.items]


def test_an_older_database_learns_of_a_later_attempt(asked):
    """The letter was refused when the backup was made, and taken afterwards: it is not sent once more."""
    Server(asked, REFUSED)
    asked.beat()
    backup, waits = pickle.dumps(asked.ledger._box), wait(asked)
    on(asked, waits)
    sent = len(asked.post.sent)
    asked.ledger._box = pickle.loads(backup)
    on(asked, MINUTE)
    assert len(asked.post.sent) == sent
    assert {m.state for m in asked.ledger.messages()} == {"sent"}


# ---------------------------------------------------------------- a channel that is away


AWAY = ("away", "Connection refused")


def test_a_channel_that_is_away_rests_and_is_said_once(world):
    """Three letters find it away; the others are not tried, wait unharmed, and one line tells of all of them."""
    world.agreed().decide()
    server = Server(world, *[AWAY] * 99)
    told = world.beat()
    assert len(server.handed) == AWAY_AFTER
    (line,) = told.failures
    assert "«mail» không hoạt động" in line
    assert "Connection refused" in line
    waiting = len({item.person for item in world.ledger.pending(world.clock.instant)})
    assert f"{waiting} thư đang chờ" in line
    assert world.beat().failures == (line.replace(" (Connection refused)", ""),)
    assert len(server.handed) == AWAY_AFTER
    assert {m.state for m in world.ledger.messages()} == {"sent"}


def test_a_channel_that_is_back_is_found_by_one_letter(asked):
    """When it has rested one letter is tried; taken, all the others leave in the same run."""
    asked.hand_in("b")
    server = Server(asked, *[AWAY] * 99)
    for _ in range(AWAY_AFTER):
        asked.beat()
    rested = len(server.handed)
    asked.beat()
    assert len(server.handed) == rested
    server.answers.clear()
    waiting = len({item.person for item in asked.ledger.pending(asked.clock.instant)})
    assert on(asked, REST[0]).lines == (f"Đã gửi {waiting} thư.",)
    assert asked.ledger.setting("circuit:mail") == ""


def test_a_letter_that_no_server_could_take_does_not_stop_the_others(asked):
    """It finds the server away each time; the one letter that is tried is another one each time."""
    asked.hand_in("b")
    asked.post.script = lambda p: Receipt(*AWAY) if p.address == "a@so.example" else None
    for _ in range(6):
        on(asked, REST[-1] / 4)
    assert [p.address for p in asked.letters("b@so.example")][-1:] == ["b@so.example"]


# ---------------------------------------------------------------- a person's channels


def with_person(world, **changed):
    """The same office with another entry for the first unit's person in its directory."""
    directory = world.office.definition.directory
    people = tuple(p.model_copy(update=changed) if p.id == "a.dm" else p for p in directory.people)
    directory = directory.model_copy(update={"people": people})
    definition = world.office.definition.model_copy(update={"directory": directory})
    world.office = replace(world.office, context=replace(world.office.context, definition=definition, _memory={}))
    return world


BOTH = {"addresses": {"mail": "a@so.example", "zalo": "chat-a", "phone": "0912"}, "channels": ("zalo", "mail")}


def test_a_person_is_written_to_on_the_first_channel_alone(world):
    """One person, one message: the other channels are for when the first one fails."""
    with_person(world, **BOTH).hand_in("a")
    world.beat()
    assert [(p.channel, p.address) for p in world.post.sent[-1:]] == [("zalo", "chat-a")]


def test_what_fails_for_good_goes_by_the_next_channel(world):
    """The same thing on the next channel, at once; and the Office reads which."""
    with_person(world, **BOTH).hand_in("a")
    world.post.script = lambda p: Receipt("failed", "400 chat not found") if p.channel == "zalo" else None
    told = world.beat()
    assert "kênh «mail»" in told.failures[0]
    world.beat()
    assert [(p.channel, p.address) for p in world.post.sent[-1:]] == [("mail", "a@so.example")]
    assert sorted(m.state for m in world.ledger.messages() if m.person == "a.dm")[:2] == ["failed", "sent"]


@pytest.mark.parametrize("answer", [REFUSED, AWAY])
def test_what_is_not_taken_for_hours_goes_by_the_next_channel(world, answer):
    """Refused again and again, or the channel away: after four hours the next one is taken."""
    with_person(world, **BOTH).hand_in("a")
    world.post.script = lambda p: Receipt(*answer) if p.channel == "zalo" else None
    for _ in range(10):
        on(world, PATIENCE / 10)
    on(world, MINUTE)
    assert [(p.channel, p.address) for p in world.letters("a@so.example")][-1:] == [("mail", "a@so.example")]


def test_nobody_is_written_to_in_quiet_hours(world):
    """What is said in them waits for their end; a receipt answers that very person, and does not wait."""
    quiet = Quiet(begins=dt.time(9), ends=dt.time(13))
    with_person(world, quiet=quiet).hand_in("a")
    assert world.beat().lines == ("Đã gửi 1 thư.",)
    from flows.collect import send_back

    send_back(world.office, step="unit-plan", unit="a", period="2023-10", comment="Đề nghị bổ sung.")
    sent = len(world.post.sent)
    world.beat()
    world.jump("2023-10-02 12:59")
    world.beat()
    assert world.letters(since=sent) == []
    world.jump("2023-10-02 13:00")
    world.beat()
    assert [p.address for p in world.letters(since=sent)] == ["a@so.example"]


def test_what_waited_for_the_program_waits_for_the_office_too(world):
    """Started again on a Saturday night, the program reminds nobody before Monday morning."""
    world.jump("2023-10-07 23:00")
    sent = len(world.post.sent)
    world.beat()
    assert [p for p in world.letters(since=sent) if "Nhắc" in p.letter.subject] == []


def test_a_letter_too_many_is_shown_to_the_office(world, monkeypatch):
    """Above the daily number nothing is sent: it is held with its reason, and leaves when the Office says so."""
    monkeypatch.setattr("definitions.delivery.DAILY", 0)
    monkeypatch.setattr("definitions.delivery.UNCAPPED", frozenset())
    world.hand_in("a")
    told = world.beat()
    assert "đủ số thư của một ngày" in told.failures[0]
    assert [item.kind for item in world.ledger.held()] == ["received"]


# ---------------------------------------------------------------- after an outage


def test_after_an_outage_of_the_server_one_current_letter_leaves(world):
    """Refused when the month opened, reminded while it was away: back again, one letter says it all, once."""
    world.to("2023-10-24 09:00")
    server = Server(world, *[REFUSED] * 99)
    world.to("2023-10-26 09:00")
    world.jump("2023-11-02 08:00")
    world.beat()
    server.answers.clear()
    sent = len(world.post.sent)
    for _ in range(12):
        on(world, dt.timedelta(hours=1))
    letters = [p for p in world.letters("a@so.example", sent) if "11/2023" in p.letter.subject]
    assert len(letters) == 1


def test_a_plan_that_comes_in_stops_the_reminder_within_the_minute(world, monkeypatch):
    """It is asked just before a letter leaves: what came in between the sweep and the sending is seen."""
    from flows import heartbeat as beating

    redraw = beating.redraw

    def meanwhile(office, say, failures):
        world.hand_in("a")
        return redraw(office, say, failures)

    monkeypatch.setattr(beating, "redraw", meanwhile)
    world.to("2023-10-04 07:00")
    sent = len(world.post.sent)
    world.jump("2023-10-04 08:00")
    world.beat()
    assert ["Đã nhận" in p.letter.subject for p in world.letters("a@so.example", sent)] == [True]


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
    assert [f for f in told.failures if "a.dm chưa gửi được: chưa soạn được: mẫu hỏng" in f]
    monkeypatch.undo()
    assert on(world, RETRY_AFTER[0] * 1.2).lines == ("Đã gửi 1 thư.",)


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
    for after in RETRY_AFTER:
        on(world, after * 1.2)
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
    monkeypatch.setattr(world.ledger, "lease", lambda *_, **__: [])
    assert world.beat().lines == ()
