"""What was typed on the screen outlives whoever reads it: killed at every step, it is decided once or asked again whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions.codes import code_for
from definitions.refusals import TRIES
from flows.approvals import waiting_approvals
from flows.heartbeat import heartbeat
from flows.screen import DECIDE, RESPONSE
from flows.told import Refused, plainly
from flows.typed_in import Asked, _decided, left_behind, taken

pytestmark = pytest.mark.prefect
COMMENT = "Thiếu chuyên đề đất đai."
WRONG = "AAAAA-AAAAA"
APPROVAL = "month-approval/2023-10/lanh-dao-so"


class Killed(BaseException):
    """The worker is gone; nothing of ours catches this."""


class Mortal:
    """A ledger, or Prefect's API: the process is killed just before its touch number `at`."""

    def __init__(self, inner, life):
        self._inner, self._life = inner, life

    def __call__(self, *said, **more):
        self._touch()
        return self._inner(*said, **more)

    def __getattr__(self, name):
        found = getattr(self._inner, name)
        if name != "record":
            return found

        def committed(*said, **more):
            self._touch()
            return found(*said, **more)

        return committed

    def _touch(self):
        self._life["touches"] += 1
        if self._life["touches"] == self._life["at"]:
            raise Killed


@pytest.fixture
def asking(found, screen, tmp_path):
    """`asking()`: an office whose leader has just been asked, with the form on the screen."""

    def make(n):
        for run in screen.api("POST", "/flow_runs/filter", {"deployments": {"name": {"any_": [DECIDE]}}}):
            screen.api("DELETE", f"/flow_runs/{run['id']}")
        world = found(tmp_path / str(n))
        world.to("2023-10-02 09:00")
        world.agreed()
        (approval,) = waiting_approvals(world.office)
        return world, approval

    return make


def killed_at(screen, act, office, at):
    """Whether the process was killed at that touch of the ledger or of Prefect, which takes its run for crashed."""
    life = {"touches": 0, "at": at}
    api, screen.api = screen.api, Mortal(screen.api, life)
    try:
        act(replace(office, ledger=Mortal(office.ledger, life), screen=screen))
    except Killed:
        return True
    finally:
        screen.api = api
    return False


def sent(screen, approval, code, attempt=1):
    """The leader sends the form of a fresh run, or the one that was drawn after so many."""
    run = screen.draw(approval, after=attempt - 1)
    typed = {"verdict": "Trả lại", "comment": COMMENT, "code": code}
    said = screen.api("POST", f"/flow_runs/{run}/resume", {"run_input": typed})
    assert said["status"] == "ACCEPT", said
    return Asked(run, approval.key, approval.generation, attempt)


def crashed(screen, run):
    """What a worker says of a run whose process is gone."""
    state = {"type": "CRASHED", "name": "Crashed"}
    screen.api("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": True})


def forms(screen, approval):
    """The comments that stand in the forms that wait for this approval."""
    waiting = [run for run in screen.living() if run.key == approval.key and run.waits]
    inputs = [screen.api("GET", f"/flow_runs/{run.id}/input/y-kien-schema") for run in waiting]
    return [form["properties"]["comment"].get("default") for form in inputs]


def settled(world, screen, approval, run, *, right, tries=None):
    """One decision with its comment, or one form that has it; the code is gone from Prefect, and nothing is left."""
    kept = [(d.verdict, d.comment) for d in world.ledger.decisions()]
    assert kept == ([("return", COMMENT)] if right else [])
    assert forms(screen, approval) == ([] if right else [COMMENT])
    assert tried(world, approval) == (int(not right) if tries is None else tries)
    assert screen.api("GET", f"/flow_runs/{run}/input/{RESPONSE}", also=[404]) is None
    assert screen.api("GET", f"/flow_runs/{run}")["tags"] == []
    assert screen.left() == []


def tried(world, approval):
    """How many wrong codes are counted for it."""
    return world.ledger.facts(approval.key.step, approval.key.period, key=approval.key).tries


def code_of(world, approval, *, right):
    if not right:
        return WRONG
    person = world.office.definition.directory.of(approval.key.party)[0].id
    return code_for(world.office.secret, approval.key, person, approval.content, approval.generation)


@pytest.mark.parametrize("right", [True, False], ids=["right code", "wrong code"])
def test_killed_at_every_step_nothing_typed_is_lost(asking, screen, right, capsys):
    """Before each touch of Prefect and of the ledger, the worker dies; the next heartbeat takes the answer to its end."""
    for at in range(1, 40):
        world, approval = asking(at)
        asked = sent(screen, approval, code_of(world, approval, right=right))
        died = killed_at(screen, lambda office, asked=asked: taken(office, screen, asked), world.office, at)
        if died:
            crashed(screen, asked.run)
            assert heartbeat(replace(world.office, screen=screen)).failures == ()
        settled(world, screen, approval, asked.run, right=right)
        if not died:
            break
    assert at > 5
    with capsys.disabled():
        print(f"\n{at - 1} points, killed before each: 0 comments lost, 0 decisions twice")  # noqa: T201 - the figure


@pytest.mark.parametrize("right", [True, False], ids=["right code", "wrong code"])
def test_killed_while_taking_up_what_was_left(asking, screen, right):
    """The heartbeat that reads an answer again may be killed at each of its steps, too: the one after it ends it."""
    for at in range(1, 40):
        world, approval = asking(at)
        asked = sent(screen, approval, code_of(world, approval, right=right))
        crashed(screen, asked.run)
        died = killed_at(screen, lambda office: left_behind(office, str, []), world.office, at)
        assert heartbeat(replace(world.office, screen=screen)).failures == ()
        settled(world, screen, approval, asked.run, right=right)
        if not died:
            break
    assert at > 5


def test_the_last_try_locks_and_tells_the_office_once_wherever_it_is_killed(asking, screen):
    """Four wrong codes were typed before: the fifth is the fifth, not the fourth and not the sixth."""
    for at in range(1, 40):
        world, approval = asking(at)
        for attempt in range(1, TRIES):
            assert not taken(world.office, screen, sent(screen, approval, WRONG, attempt))[1]
        asked = sent(screen, approval, WRONG, TRIES)
        died = killed_at(screen, lambda office, asked=asked: taken(office, screen, asked), world.office, at)
        if died:
            crashed(screen, asked.run)
            assert heartbeat(replace(world.office, screen=screen)).failures == ()
        world.beat()
        assert tried(world, approval) == TRIES
        told = [p for p in world.letters("vp@so.example") if "tạm khóa" in p.letter.text]
        assert (len(told), screen.left()) == (1, [])
        if not died:
            break
    assert at > 5


def test_the_same_form_read_by_two_is_one_try(asking, screen):
    """A worker that was thought dead counts nothing a second time; what it typed is nowhere but on the screen."""
    world, approval = asking(0)
    asked = sent(screen, approval, WRONG)
    typed = screen.answer(asked.run)
    for _ in range(3):
        with pytest.raises(Refused, match="Mã phê duyệt chưa đúng"):
            _decided(world.office, asked, typed, plainly, str)
    assert tried(world, approval) == 1
    assert WRONG not in repr(world.ledger.events())
    other = sent(screen, approval, WRONG, 2)
    with pytest.raises(Refused):
        _decided(world.office, other, typed, plainly, str)
    assert tried(world, approval) == 2


def test_a_form_that_was_cancelled_decides_nothing_and_keeps_the_words(asking, screen):
    """Whoever sends an answer and cancels the run before it is read is asked again, with every word."""
    world, approval = asking(0)
    asked = sent(screen, approval, code_of(world, approval, right=True))
    screen.api("POST", f"/flow_runs/{asked.run}/set_state", {"state": {"type": "CANCELLED"}, "force": True})
    heartbeat(replace(world.office, screen=screen))
    settled(world, screen, approval, asked.run, right=False, tries=0)


def test_who_is_at_work_is_left_alone(asking, screen):
    """A run that reads an answer now is not read by a heartbeat as well."""
    world, approval = asking(0)
    asked = sent(screen, approval, WRONG)
    screen.api("POST", f"/flow_runs/{asked.run}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    assert left_behind(replace(world.office, screen=screen), str, []) == []
    assert screen.answer(asked.run) is not None
