"""The heartbeat: what is due is done once, whoever runs it how often; one broken thing never stops the rest."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from dataclasses import replace

import pytest

from definitions import due as core
from definitions.facts import State
from flows import heartbeat as beating
from flows.api import Away as NoServer
from flows.heartbeat import heartbeat
from flows.perform import AGAIN
from storage.port import Conflict

PLANS = ("unit-plan/2023-10/a", "unit-plan/2023-10/b")


class Away:
    """A screen whose server is away."""

    def left(self):
        """Nobody answers."""
        raise NoServer(code="prefect-away", url="http://127.0.0.1", why="connection refused")

    def reconcile(self, _wanted):
        """Nobody answers."""
        raise ConnectionError("connection refused")


def everything(world):
    """What may not change by a second run."""
    return world.ledger.obligations(), world.ledger.events(), world.ledger.messages(), len(world.post.sent)


def test_what_is_due_is_done(world):
    """On the first day both units have been asked, each by one letter."""
    assert [world.it(plan).state for plan in PLANS] == [State.OPEN, State.OPEN]
    assert len(world.letters("a@so.example")) == len(world.letters("b@so.example")) == 1


@pytest.mark.parametrize("day", ["2023-10-04 08:00", "2023-10-05 09:00", "2023-11-01 09:00"])
def test_run_twice_it_does_nothing_the_second_time(world, day):
    """Not a row, not a line of the trail, not a letter."""
    world.to(day)
    before = everything(world)
    told = world.beat()
    assert everything(world) == before
    assert (told.lines, told.failures) == ((), ())


def test_it_tells_what_it_did(world):
    """Its page has one line for each occurrence that moved, and one for the letters."""
    world.to("2023-10-24 09:00")
    world.jump("2023-10-25 08:00")
    told = world.beat()
    assert any(line.startswith("Kế hoạch tuyên truyền tháng của đơn vị, kỳ 2023-11: 2") for line in told.lines)
    assert told.lines[-1] == "Đã gửi 2 thư."
    assert "- Đã gửi 2 thư." in told.markdown


def test_its_phases_have_names(world):
    """A screen shows what it is doing, in Vietnamese."""
    names = []

    def stage(name, phase):
        names.append(name)
        return phase()

    world.jump("2023-10-25 08:00")
    world.beat(stage=stage)
    assert names[0] == "Xem việc đến hạn"
    assert "Kế hoạch tuyên truyền tháng của đơn vị, kỳ 2023-11" in names
    assert names[-2:] == ["Đối chiếu việc chờ phê duyệt", "Gửi thư"]


def test_filtered_by_steps_it_leaves_the_rest(world):
    """A part of it does its own part alone."""
    world.jump("2023-10-06 08:30")
    world.beat(steps=["unit-plan"])
    assert world.it("month-plan/2023-10/van-phong").state is State.PLANNED
    world.beat(steps=["month-plan"])
    assert world.it("month-plan/2023-10/van-phong").state is State.OPEN


def test_after_an_outage_everybody_gets_one_letter(world):
    """A month without heartbeats: what is still useful is said once, what was passed over has its reason."""
    world.to("2023-10-20 09:00")
    sent = len(world.post.sent)
    world.jump("2023-11-03 09:00")
    world.beat()
    assert set(Counter(p.address for p in world.letters(since=sent)).values()) == {1}
    assert world.it("unit-plan/2023-10/a").state is State.MISSED
    assert world.it("unit-plan/2023-11/a").state is State.OPEN
    skipped = [e for e in world.ledger.events() if e.what == "skip" and e.key == "unit-plan/2023-11/a"]
    assert skipped
    assert all(e.detail["why"] for e in skipped)


def test_whether_it_is_late_does_not_depend_on_the_outage(world, at):
    """A plan that came in time is in time, though it is typed in days later."""
    world.jump("2023-10-09 09:00")
    world.hand_in("a", received=at("2023-10-04 16:00"))
    assert not world.ledger.submission(world.Key.parse(PLANS[0])).late


# ---------------------------------------------------------------- what is broken


def test_one_broken_occurrence_does_not_stop_the_sweep(world, monkeypatch):
    """It is told with where and what; everything else is done; the next heartbeat looks at it again."""

    def careful(ctx, facts, now):
        if facts.step == "unit-plan":
            raise ValueError("hỏng")
        return core.due(ctx, facts, now)

    world.confirmed()
    monkeypatch.setattr(beating, "due", careful)
    world.jump("2023-10-26 09:00")
    told = world.beat()
    assert told.failures == ("unit-plan, kỳ 2023-11: hỏng.",)
    assert world.it("partner-agreement/2023-10/bao").state is State.MISSED
    monkeypatch.undo()
    assert world.beat().failures == ()
    assert world.it("unit-plan/2023-11/a").state is State.OPEN


def test_a_failure_stands_on_the_page_of_the_run(world, monkeypatch):
    """Whoever looks at the run sees what was not done."""
    monkeypatch.setattr(beating, "due", lambda *_: 1 / 0)
    world.jump("2023-10-26 09:00")
    assert "Việc chưa thực hiện được" in world.beat().markdown


def test_a_screen_that_is_away_keeps_no_letter_back(world):
    """Letters leave without their links; the failure says that it will be tried again."""
    away = replace(world.office, screen=Away())
    world.to("2023-10-24 09:00")
    world.jump("2023-10-25 08:00")
    told = heartbeat(away)
    assert "Màn hình phê duyệt" in told.failures[0]
    assert "Đã gửi 2 thư." in told.lines


def test_an_answer_that_cannot_be_taken_keeps_no_letter_back(world):
    """Whatever is wrong with what a killed worker left on the screen: it is told, and letters leave."""
    broken = Away()
    broken.left = lambda: 1 / 0
    broken.reconcile = lambda _wanted: {}
    world.to("2023-10-24 09:00")
    world.jump("2023-10-25 08:00")
    told = heartbeat(replace(world.office, screen=broken))
    assert "Ý kiến còn trên màn hình chưa đọc lại được" in told.failures[0]
    assert "Đã gửi 2 thư." in told.lines


@pytest.mark.parametrize(("conflicts", "failures"), [(1, 0), (AGAIN - 1, 0), (AGAIN, 1)])
def test_whoever_was_overtaken_gathers_again(world, monkeypatch, conflicts, failures):
    """A few times; then the occurrence is left to the next heartbeat, and said."""
    record, left = world.ledger.record, [conflicts]

    def contended(*args, **more):
        if left[0]:
            left[0] -= 1
            raise Conflict("somebody else wrote first")
        record(*args, **more)

    monkeypatch.setattr(world.ledger, "record", contended)
    world.jump("2023-10-25 08:00")
    assert len(world.beat().failures) == failures
    world.beat()
    assert world.it("unit-plan/2023-11/a").state is State.OPEN


# ---------------------------------------------------------------- two workers


def test_two_workers_at_once_do_what_one_does(found, sqlite_world, tmp_path):
    """The same sweep by two threads on one file: the same end, every item carried once, every letter once."""
    from storage.ledger import open_ledger

    sqlite_world.confirmed()
    sqlite_world.ledger.close()
    worlds = []
    for name in ("alone", "one", "other"):
        file = tmp_path / ("alone.db" if name == "alone" else "shared.db")
        if not file.exists():
            shutil.copy(tmp_path / "vongnam.db", file)
        worlds.append(found(tmp_path, ledger=open_ledger(f"sqlite:///{file}", durable=False)))
        worlds[-1].jump("2023-11-02 09:00")
    alone, *both = worlds
    alone.beat()
    gate = threading.Barrier(2)
    workers = [threading.Thread(target=lambda world=world: (gate.wait(), world.beat())) for world in both]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    both[0].beat()
    letters = [p for world in both for p in world.post.sent]
    ended = [{it.key: (it.state, it.version, it.rungs) for it in w.ledger.obligations()} for w in (alone, both[0])]
    told = [sorted(i.identity for m in w.ledger.messages() for i in m.items) for w in (alone, both[0])]
    assert ended[0] == ended[1]
    assert told[0] == told[1]
    assert max(Counter(p.message_id for p in letters).values()) == 1
    assert {m.state for m in both[0].ledger.messages()} == {"sent"}
    for world in worlds:
        world.ledger.close()
