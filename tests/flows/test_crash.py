"""Killed at every commit and started again, the office ends in the same state, with the same outbox."""

from __future__ import annotations

import datetime as dt
import pickle
from collections import Counter
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from definitions.vocabulary import Edge, Every, Kind, Moment, Step
from flows.rehearse import live
from flows.script import Script
from notifications.post import MemoryPost
from storage.audit import broken
from storage.memory import MemoryLedger

START = dt.datetime(2023, 9, 30, 17, tzinfo=dt.UTC)
UNTIL = dt.datetime(2023, 11, 20, tzinfo=dt.UTC)
WRITES = frozenset(
    "begin keep_directory set record refuse publish lease renew cancel sent failed unknown".split()
)
"""The methods of a ledger that commit; a test below compares this list with the contract."""

PEOPLE = {
    "units": {
        "a": {"when": 1, "at": "09:10", "late": [11], "returned": [10]},
        "b": {"when": 0, "at": "15:40", "silent": [11]},
    },
    "late_by": {"days": 2, "at": "09:20"},
    "returned_comment": "Đề nghị bổ sung.",
    "office": {"confirms_at": "15:30"},
    "partners": {"bao": {"days": 1, "changed": 2}, "dai": {"days": 2, "silent": [11], "refused": 2}},
    "leader": {"days": 1, "returns": {"2023-10": "Đề nghị rà soát."}, "changes": {"2023-11": "Đưa dòng 2 lên đầu."}},
    "publications": {"days": [12, 16], "at": "16:00", "share": 3},
    "lines": {
        unit: [{"content": f"Việc {unit}{n}", "topics": "1", "genre": "Tin"} for n in range(3)] for unit in ("a", "b")
    },
    "events": [{"on": "2023-10-18", "at": "09:00", "step": "difficulty", "party": "a", "note": "Thiếu người."}],
}
"""Somebody late, somebody silent, a plan sent back, a plan returned by the leader, one approved with changes."""


# ---------------------------------------------------------------- the harness


def kept(ledger):
    """All that a ledger in memory holds, as bytes: what a killed program finds again."""
    return pickle.dumps({name: value for name, value in vars(ledger).items() if name != "_lock"})


def again(held):
    """A ledger that holds this."""
    ledger = MemoryLedger()
    vars(ledger).update(pickle.loads(held))
    return ledger


@dataclass(frozen=True)
class Kill:
    """A point at which the program is killed: the ledger and the clock as they are then, and the letters that have left."""

    number: int
    when: str  # before or after the commit
    what: str  # the ledger's method
    held: bytes
    instant: dt.datetime
    left: tuple

    def __str__(self):
        return f"{self.when} commit {self.number} ({self.what}) at {self.instant:%m-%d %H:%M}"


class Watched:
    """A ledger that is photographed just before and just after each of its commits."""

    def __init__(self, ledger, post):
        self.ledger, self.post = ledger, post
        self.clock = lambda: START
        self.points = []
        self.commits = 0

    def __getattr__(self, name):
        method = getattr(self.ledger, name)
        return self._watched(name, method) if name in WRITES else method

    def _watched(self, name, method):
        def watched(*args, **more):
            self.commits += 1
            self._point("before", name)
            result = method(*args, **more)
            self._point("after", name)
            return result

        return watched

    def _point(self, when, name):
        left = tuple(parcel.message_id for parcel in self.post.sent)
        self.points.append(Kill(self.commits, when, name, kept(self.ledger), self.clock(), left))


def outcome(ledger):
    """What may not depend on whether, or where, the program was killed."""
    box = ledger._box
    items = {
        identity: (
            box._cancelled.get(identity) or "carried" * (identity in box._carried),
            item.kind,
            item.note,
            item.created,
        )
        for identity, item in box._items.items()
    }
    return {
        "obligations": [replace(it, revision=0) for it in ledger.obligations()],
        "submissions": sorted(str(s) for of in ledger._submissions.values() for s in of.values()),
        "decisions": ledger.decisions(),
        "documents": ledger.documents(),
        "publications": ledger.publications(),
        "items": items,
        "not sent": Counter(m.state for m in ledger.messages() if m.state != "sent"),
        "events": Counter((e.what, e.key, e.by, str(e.detail)) for e in ledger.events()),
        "broken": broken(ledger.events()),
    }


@pytest.fixture(scope="module")
def busy(small):
    """The small office with two steps more: publications are recorded, and a difficulty may be raised."""
    process = small[0].process
    opens, closes = (Moment(text=which, anchor=Edge(which=which)) for which in ("first", "last"))
    track = {"kind": Kind.TRACK, "every": Every.MONTH, "by": ("office",), "opens": opens, "closes": closes}
    submit = {"kind": Kind.SUBMIT, "every": Every.EVENT, "by": ("unit",), "to": ("office",)}
    more = (Step(id="publications", title="Theo dõi tin", **track), Step(id="difficulty", title="Khó khăn", **submit))
    return small[0].model_copy(update={"process": process.model_copy(update={"steps": (*process.steps, *more)})})


@pytest.fixture(scope="module")
def play(found, busy, tmp_path_factory):
    """`play(ledger, post, instant)`: people and program go on from that instant to the end; the world as it is then."""
    folder = tmp_path_factory.mktemp("crash")

    def on(ledger, post, instant=START, people=PEOPLE):
        world = found(folder, ledger=ledger, definition=busy, post=post)
        world.clock.to(instant)
        if isinstance(ledger, Watched):
            ledger.clock = world.clock
        assert live(world.office, Script(people, world.office.context), world.clock, UNTIL) == []
        return world

    return on


def lived(play, **more):
    """A life without a kill, and every point at which there could have been one."""
    post = MemoryPost()
    ledger = Watched(MemoryLedger(), post)
    play(ledger, post, **more)
    return SimpleNamespace(outcome=outcome(ledger.ledger), ledger=ledger.ledger, post=post, points=ledger.points)


@pytest.fixture(scope="module")
def life(play):
    """The life that every killed one is compared with."""
    return lived(play)


def differences(play, life, point):
    """What is different in the life that was killed at that point, as sentences."""
    ledger, post = again(point.held), MemoryPost()
    play(ledger, post, point.instant)
    ended = outcome(ledger)
    found = [
        f"{part}: {_apart(life.outcome[part], ended[part])}" for part in ended if ended[part] != life.outcome[part]
    ]
    times = Counter([*point.left, *(parcel.message_id for parcel in post.sent)])
    once = {f"<{m.id}@vongnam.example>" for m in ledger.messages() if m.state == "sent"}
    twice = [id for id, n in times.items() if n > 1]
    allowed = 1 if (point.when, point.what) == ("before", "sent") else 0
    if set(times) != once:
        found.append(f"letters sent and letters that have left differ: {set(times) ^ once}")
    if len(twice) > allowed or any(times[id] > 2 for id in twice):
        found.append(f"{len(twice)} letters left twice")
    return found


def _apart(one, other):
    if isinstance(one, dict):
        return {key: (one.get(key), other.get(key)) for key in {*one, *other} if one.get(key) != other.get(key)}
    if isinstance(one, list):
        return [it for it in one if it not in other], [it for it in other if it not in one]
    return one, other


# ---------------------------------------------------------------- the tests


def test_the_list_of_writes_is_the_contract():
    """Every method of the contract that is told the time and changes something is a commit that is watched."""
    from storage.port import Ledger

    reads = {"texts", "directory", "adopted", "setting", "due", "next_instant", "facts", "obligations", "progress"}
    reads |= {"submission", "submissions", "content", "decisions", "grants", "documents", "publications", "events"}
    reads |= {"next_event_period", "pending", "expired", "retries", "messages", "close"}
    assert {name for name in vars(Ledger) if not name.startswith("_")} == WRITES | reads


def test_the_life_that_is_killed_has_everything_in_it(life):
    """Every kind of commit of an ordinary life is among the points, and every kind of ending among its obligations."""
    assert {"begin", "record", "publish", "lease", "sent"} <= {point.what for point in life.points}
    assert {it.state.value for it in life.ledger.obligations()} >= {"accepted", "missed", "returned", "planned"}
    assert {it.key.round for it in life.ledger.obligations()} == {1, 2}


def test_killed_at_every_commit_the_end_is_the_same(play, life, capsys):
    """Just before and just after every commit: the same state, the same outbox, no letter lost, none said twice."""
    wrong = {str(point): found for point in life.points if (found := differences(play, life, point))}
    with capsys.disabled():
        print(f"\n{len(life.points)} crash points of {len(life.points) // 2} commits, {len(wrong)} ended differently")
    assert wrong == {}
