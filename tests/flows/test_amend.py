"""A running year is given another text: what is over stays, what waits follows, and the way back is the same path."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import shutil
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from definitions.facts import OVER, WAITING, Key, State
from definitions.migration import Becomes, Why
from flows import cli, house
from flows.amend import NothingBefore, OtherPlan, amend, amendment, reverted
from flows.collect import collect
from flows.heartbeat import heartbeat
from flows.house import ChangedYear, prepare_up
from flows.standing import standing, told
from flows.wiring import Settings, open_office
from storage.audit import broken
from storage.memory import MemoryLedger

SMALL = Path(__file__).parents[1] / "offices" / "small"
LATER = ("process.yaml", "before day 5", "before day 8")
REMINDED = ("process.yaml", "remind: [3 working", "remind: [5 working days before, 3 working")
JOINED = ("2023.yaml", "  lanh-dao-so:", "  c: {role: unit, name: Đơn vị C, from: 2023-11-01}\n  lanh-dao-so:")
LEFT = ("2023.yaml", "name: Đơn vị B}", "name: Đơn vị B, until: 2023-11-30}")
REACHED = ("organisation.yaml", "  lanh-dao-so:", "  c:\n    dm: {name: Đầu mối C, addresses: {mail: c@so.example}}\n  lanh-dao-so:")  # fmt: skip
ALL = (LATER, REMINDED, JOINED, LEFT, REACHED)


def changed(folder, *edits):
    """The small office's year file in that folder, with these words in the place of those."""
    if not folder.exists():
        shutil.copytree(SMALL, folder)
    for name, old, new in edits:
        file = folder / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
    return folder / "2023.yaml"


@pytest.fixture
def clock(at, monkeypatch):
    """The real clock, which a test sets."""
    clock = SimpleNamespace(now=at("2023-10-20 09:00"))
    clock.to = lambda text: setattr(clock, "now", at(text))
    monkeypatch.setattr("flows.wiring.utc_now", lambda: clock.now)
    monkeypatch.setattr(house, "utc_now", lambda: clock.now)
    return clock


@pytest.fixture
def post(monkeypatch):
    """Letters stay in memory."""
    from notifications.post import MemoryPost

    post = MemoryPost()
    monkeypatch.setattr("flows.posts.post_of", lambda *_: post)
    return post


@pytest.fixture
def running(tmp_path, clock, post):
    """An office in the middle of its year, on 1 November: A has sent November's plan, B has been asked for it."""
    said = Settings.read(tmp_path / "data", {"VONGNAM_SMTP_HOST": "127.0.0.1", "VONGNAM_MAIL_FROM": "vp@so.example"})
    prepare_up(said, changed(tmp_path / "office"), dt.date(2023, 10, 20))
    house.sending(said, "on")
    for day in ("2023-10-26 09:00", "2023-11-01 09:00"):
        clock.to(day)
        with open_office(said) as office:
            heartbeat(office)
            if day > "2023-11":
                collect(office, unit="a", period="2023-11", nil=True)
    return said


@pytest.fixture
def in_office(running):
    """`in_office(act)`: what an act gives that is done in the office, opened anew."""

    def within(act):
        with open_office(running) as office:
            return act(office)

    return within


def obligation(office, text):
    """The obligation of that key."""
    key = Key.parse(text)
    return office.ledger.obligation(key)


def year(office):
    """Every obligation, whatever its revision and its marks: states and dates."""
    return {it.key: (it.state, it.instants) for it in office.ledger.obligations()}


# ---------------------------------------------------------------- a changed plan in the middle of the year


@pytest.fixture
def followed(in_office, tmp_path):
    """The year before, and what was done when the changed file was applied."""
    file = changed(tmp_path / "changed", *ALL)
    return SimpleNamespace(before=in_office(year), found=in_office(lambda office: amend(office, file)), file=file)


def test_an_open_deadline_moves_and_what_was_sent_stays(followed, in_office, at):
    """B has until the end of the 7th; what A has handed in is as it was."""
    b, a = (in_office(lambda office, unit=unit: obligation(office, f"unit-plan/2023-11/{unit}")) for unit in "ba")
    assert (b.state, b.instants.due) == (State.OPEN, at("2023-11-08 00:00"))
    assert (a.state, a.instants.due) == (State.NIL, at("2023-11-05 00:00"))


def test_what_counts_from_a_deadline_moves_along(followed, in_office, at):
    """The month's plan is due two working days after the units' new deadline."""
    assert in_office(lambda office: obligation(office, "month-plan/2023-11/van-phong")).instants.due == at(
        "2023-11-10 00:00"
    )


def test_a_party_that_ends_owes_nothing_later(followed, in_office):
    """Its planned duty is waived with a note in the trail, never deleted."""
    assert in_office(lambda office: obligation(office, "unit-plan/2023-12/b")).state is State.WAIVED
    moves = [e for e in in_office(lambda office: office.ledger.events()) if e.key == "unit-plan/2023-12/b"]
    assert [e.detail["cause"] for e in moves if e.what == "move"] == ["waived"]
    assert all("kế hoạch đã thay đổi" in (e.detail.get("note") or e.detail["why"]) for e in moves)


def test_a_party_that_joins_is_asked_by_the_next_heartbeat(followed, in_office, post):
    """A running office reads the new text and the new directory; C's first plan opens."""
    in_office(heartbeat)
    assert in_office(lambda office: obligation(office, "unit-plan/2023-11/c")).state is State.OPEN
    assert in_office(lambda office: obligation(office, "unit-plan/2023-10/c")) is None
    assert [p.letter.subject for p in post.sent if p.address == "c@so.example"] == [
        "Đề nghị gửi Kế hoạch tuyên truyền tháng 11/2023 trước ngày 08/11"
    ]


def test_whose_open_deadline_moves_is_told_once(followed, in_office, post):
    """B alone, in one letter with the old and the new deadline; A has sent its plan."""
    for _ in range(2):
        in_office(heartbeat)
    letters = [p for p in post.sent if "Điều chỉnh thời hạn" in p.letter.subject]
    assert {p.address for p in letters if "của đơn vị" in p.letter.subject or "gửi Kế hoạch" in p.letter.subject} == {
        "b@so.example"
    }
    told = next(p for p in letters if p.address == "b@so.example")
    assert told.letter.subject == "Điều chỉnh thời hạn gửi Kế hoạch tuyên truyền tháng 11/2023: trước ngày 08/11"
    assert "Thời hạn cũ: trước ngày 05/11/2023" in told.letter.text
    assert "Thời hạn mới: trước ngày 08/11/2023" in told.letter.text


def test_a_reminder_that_is_new_speaks_at_its_time(followed, in_office, clock, post):
    """Five working days before the new deadline was 31 October, gone by: nobody is told; December's comes on the 30th."""
    reminders = lambda: [p.address for p in post.sent if "Nhắc việc" in p.letter.subject]  # noqa: E731
    before = reminders()
    in_office(heartbeat)
    assert reminders() == before
    for day, reminded in (("2023-11-28 09:00", False), ("2023-11-30 09:00", True)):
        clock.to(day)
        in_office(heartbeat)
        assert ("a@so.example" in reminders()[len(before) :]) is reminded


def test_the_trail_names_both_texts(followed, in_office):
    """One event with both hashes and the counts; the chain holds; the old text can be asked for."""
    events = in_office(lambda office: office.ledger.events())
    said = [e.detail for e in events if e.what == "amend"]
    assert [(d["from"], d["to"]) for d in said] == [(followed.found.before.sha, followed.found.texts.sha)]
    assert said[0]["summary"]["begins"] == len(followed.found.of(Becomes.BEGINS)) > 0
    assert broken(events) is None
    assert in_office(lambda office: office.ledger.texts(1)).sha == followed.found.before.sha


def test_applied_twice_is_applied_once(followed, in_office):
    """The second time nothing differs, and nothing is written."""
    before = in_office(lambda office: office.ledger.events())
    assert in_office(lambda office: amend(office, followed.file)).empty
    assert in_office(lambda office: office.ledger.events()) == before


def test_put_back_everything_is_as_before(followed, in_office):
    """States and dates, but for the unit that had joined: what it owed is waived."""
    in_office(lambda office: amend(office, None))
    after = in_office(year)
    assert {key: after[key] for key in followed.before} == followed.before
    assert {after[key][0] for key in after.keys() - followed.before} == {State.WAIVED}
    assert in_office(lambda office: office.ledger.version()) == 3


def test_put_back_and_applied_again_it_follows_again(followed, in_office):
    """What was ended, brought back and ended once more has its marks; the dates are those of the text that runs."""
    first = in_office(year)
    in_office(lambda office: amend(office, None))
    in_office(lambda office: amend(office, followed.file))
    assert in_office(year) == first


def test_the_file_can_be_started_again(followed, in_office, running, tmp_path):
    """`up` takes the file that was applied, and refuses the one that is out of date with the remedy."""
    prepare_up(running, followed.file, dt.date(2023, 10, 20))
    with pytest.raises(ChangedYear) as refused:
        prepare_up(running, tmp_path / "office" / "2023.yaml", dt.date(2023, 10, 20))
    assert "vongnam diff" in refused.value.remedy
    assert "vongnam apply" in refused.value.remedy


# ---------------------------------------------------------------- what cannot follow


def test_a_deadline_in_the_past_is_refused_or_left(in_office, tmp_path, clock, running, capsys):
    """Nothing is written; with --leave-out it keeps its date, by name in the trail, and all else follows."""
    file = changed(tmp_path / "earlier", ("process.yaml", "before day 5", "before day 3"), REMINDED)
    clock.to("2023-11-03 09:00")
    in_office(heartbeat)
    before = in_office(year)
    call = ["apply", str(file), "--data", str(running.data), "--yes", "--lang", "vi"]
    assert cli.main(call) == 1
    assert in_office(year) == before
    assert cli.main([*call, "--leave-out"]) == 0
    assert "Thời hạn mới (hết ngày 02/11 (thứ Năm)) đã qua" in capsys.readouterr().out
    after = in_office(year)
    b = Key("unit-plan", "2023-11", "b")
    assert after[b] == before[b]
    assert after[b._replace(period="2023-12")] != before[b._replace(period="2023-12")]
    said = next(e for e in in_office(lambda office: office.ledger.events()) if e.what == "amend")
    assert str(b) in said.detail["summary"]["left"]


def test_what_was_left_stays_left(in_office, tmp_path, clock):
    """The heartbeats that follow do not move it, open or planned."""
    file = changed(tmp_path / "earlier", ("process.yaml", "before day 5", "before day 3"))
    clock.to("2023-11-04 09:00")
    before = in_office(year)
    found = in_office(lambda office: amend(office, file, leave_out=True))
    left = [fate.key for fate in found.of(Becomes.CANNOT)]
    assert left
    in_office(heartbeat)
    after = in_office(year)
    assert [after[key][1].due for key in left] == [before[key][1].due for key in left]


def test_a_renamed_step_is_named_as_one(in_office, tmp_path):
    """What was handed in for it cannot follow; the sentence asks whether a rename was meant."""
    edits = [("process.yaml", old, new) for old, new in (
        ("  unit-plan:\n    title: Kế hoạch tuyên", "  plan-of-unit:\n    title: Kế hoạch tuyên"),
        ("from: unit-plan", "from: plan-of-unit"), ("unit-plan is due", "plan-of-unit is due"),
    )]  # fmt: skip
    found = in_office(lambda office: amendment(office, changed(tmp_path / "renamed", *edits)))
    cannot = found.of(Becomes.CANNOT)
    assert {(fate.key.step, fate.key.party, fate.why, fate.hint) for fate in cannot} == {
        ("unit-plan", "a", Why.HANDED_IN, "plan-of-unit")
    }


def test_what_the_text_no_longer_knows_troubles_nobody(in_office, tmp_path, running, capsys):
    """Left where it is, a handed-in plan of a party that was deleted keeps neither heartbeat nor status from their work."""
    edits = [("2023.yaml", "  a: {role: unit, name: Đơn vị A}\n", "")]
    edits += [("organisation.yaml", "  a:\n    dm: {name: Đầu mối A, addresses: {mail: a@so.example}}\n", "")]
    in_office(lambda office: amend(office, changed(tmp_path / "gone", *edits), leave_out=True))
    assert in_office(heartbeat).failures == ()
    assert cli.main(["status", "--data", str(running.data), "--lang", "vi"]) == 0
    assert in_office(lambda office: obligation(office, "unit-plan/2023-11/a")).state is State.NIL
    in_office(lambda office: amend(office, None))
    assert in_office(heartbeat).failures == ()


def test_a_decision_that_was_asked_for_is_waited_for(world, tmp_path):
    """An approval that waits does not change under whoever has its letter."""
    world.agreed()
    file = changed(tmp_path / "slow", ("process.yaml", "due: 2 working days after partner-agreement", "due: 4 working days after partner-agreement"))  # fmt: skip
    found = amendment(world.office, file)
    assert [(fate.key.step, fate.why) for fate in found.of(Becomes.CANNOT)] == [("month-approval", Why.ASKED_FOR)]


def test_another_plan_is_refused(in_office, tmp_path):
    """A file of another year is no amendment of this one; and before the first amendment nothing can be put back."""
    with pytest.raises(OtherPlan):
        in_office(lambda office: amendment(office, changed(tmp_path / "o", ("process.yaml", "process: small", "process: other"))))  # fmt: skip
    with pytest.raises(NothingBefore):
        in_office(reverted)


# ---------------------------------------------------------------- killed, and overtaken


class Killed(BaseException):
    """The program ends."""


def test_killed_at_any_write_the_old_year_is_there(in_office, tmp_path, capsys):
    """Before each statement of the one transaction, and just before its commit: the old text, whole; then it is applied."""
    file = changed(tmp_path / "changed", *ALL)
    rows = lambda: in_office(lambda o: (year(o), o.ledger.events(), o.ledger.version(), o.ledger.directory()))  # noqa: E731
    before, points = rows(), itertools.count(1)
    killed = 0
    while in_office(partial(_killed, file, next(points))):
        assert rows() == before
        killed += 1
    assert killed > 8
    assert rows()[2] == 2
    with capsys.disabled():
        sys.stdout.write(f"\n{killed} crash points of one amendment, 0 left anything but the old year\n")


def _killed(file, point, office):
    """Whether the amendment was killed at that write of it; there are no more where it was not."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    from storage.prepared import Prepared

    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as listening:
        bomb = Bomb(point)
        for name in ("run", "run_all"):
            patch.setattr(Prepared, name, bomb.before(getattr(Prepared, name)))
        for what in ("before_cursor_execute", "commit"):
            event.listen(Engine, what, bomb.tick)
            listening.callback(event.remove, Engine, what, bomb.tick)
        try:
            _armed(bomb, office, file)
        except Killed:
            return True
    return False


class Bomb:
    """Ends the program at the n-th write after it was armed."""

    def __init__(self, point):
        self.left, self.armed = point, False

    def tick(self, *_, **__):
        """One write is about to happen."""
        self.left -= self.armed
        if self.armed and not self.left:
            raise Killed

    def before(self, method):
        """The same method, one write."""

        def ticking(*args):
            self.tick()
            return method(*args)

        return ticking


def _armed(bomb, office, file):
    """Only what the amendment writes is killed; the setting that follows is another commit."""
    write = office.ledger.amend

    def armed(*args, **more):
        bomb.armed = True
        write(*args, **more)
        bomb.armed = False

    return amend(replace(office, ledger=Through(office.ledger, armed)), file)


class Through:
    """A ledger whose `amend` is watched."""

    def __init__(self, ledger, armed):
        self.ledger, self.amend = ledger, armed

    def __getattr__(self, name):
        return getattr(self.ledger, name)


def test_a_heartbeat_under_way_writes_nothing_by_the_old_text(running, tmp_path):
    """An office that was opened before is told; the next one goes on under the new text."""
    with open_office(running) as old:
        with open_office(running) as other:
            amend(other, changed(tmp_path / "changed", *ALL))
        before = year(old)
        assert heartbeat(old).failures
        assert year(old) == before
    with open_office(running) as fresh:
        assert heartbeat(fresh).failures == ()


def test_overtaken_by_an_act_it_is_decided_anew(in_office, running, tmp_path):
    """B hands in between the look and the write: what is over by then stays as it was."""

    def overtaken(office):
        write, tries = office.ledger.amend, []

        def late(*args, **more):
            if not tries:
                with open_office(running) as other:
                    collect(other, unit="b", period="2023-11", nil=True)
            tries.append(1)
            return write(*args, **more)

        amend(replace(office, ledger=Through(office.ledger, late)), changed(tmp_path / "changed", *ALL))
        return len(tries)

    assert in_office(overtaken) == 2
    b = in_office(lambda office: obligation(office, "unit-plan/2023-11/b"))
    assert (b.state, b.instants.due.day) == (State.NIL, 4)  # 17:00 UTC: midnight in Hà Nội


# ---------------------------------------------------------------- on the command line


def test_without_yes_nothing_is_changed(in_office, running, tmp_path, capsys):
    """The sentences, how to do it for real, exit code 0; the ledger is untouched."""
    file = changed(tmp_path / "changed", *ALL)
    before = in_office(lambda office: office.ledger.events())
    assert cli.main(["apply", str(file), "--data", str(running.data), "--lang", "vi"]) == 0
    said = capsys.readouterr().out
    assert "--yes" in said
    assert "kỳ 2023-11: từ hết ngày 04/11 (thứ Bảy) sang hết ngày 07/11 (thứ Ba)" in said
    assert in_office(lambda office: office.ledger.events()) == before


def test_status_says_that_the_file_differs(in_office, tmp_path, running):
    """One sentence with the remedy; none while they agree, or where the file has gone."""
    assert in_office(standing)["changed"] == ""
    changed(tmp_path / "office", LATER)
    assert "vongnam apply" in told(in_office(standing), "vi")
    shutil.rmtree(tmp_path / "office")
    assert in_office(standing)["changed"] == ""


# ---------------------------------------------------------------- whatever changes

CLOSING = ("process.yaml", "closes: end of the month", "closes: 1 day after")
EDITS = st.lists(st.sampled_from([(LATER,), (REMINDED,), (JOINED, REACHED), (LEFT,), (CLOSING,)]), unique=True)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, hour=st.integers(3 * 24, 50 * 24), nil=st.sampled_from(["", "a", "ab"]))
def test_there_and_back_again(found, tmp_path_factory, edits, hour, nil):
    """Whatever the change and the day: what is over never moves, and put back, what waits has the dates that it had."""
    folder = tmp_path_factory.mktemp("property")
    world = found(folder, ledger=MemoryLedger())
    world.to("2023-10-03 09:00")
    for unit in nil:
        collect(world.office, unit=unit, period="2023-10", nil=True)
    world.to(f"2023-{10 + hour // 720}-{1 + hour % 720 // 24:02} {hour % 24:02}:00")
    before = {it.key: it for it in world.ledger.obligations()}
    amend(world.office, changed(folder / "office", *(edit for group in edits for edit in group)), leave_out=True)
    moved = {it.key: it for it in world.ledger.obligations()}
    assert all(moved[key].instants == it.instants for key, it in before.items() if it.state in OVER)
    back = amend(world.office, None, leave_out=True) if edits else None
    after = {it.key: it for it in world.ledger.obligations()}
    left = {fate.key.period for fate in back.of(Becomes.CANNOT)} if back else set()  # others count from what is left
    waited = [key for key, it in before.items() if it.state in {State.PLANNED, *WAITING} and key.period not in left]
    assert [after[key].instants for key in waited] == [before[key].instants for key in waited]
