"""Two at once: a second heartbeat at every commit of the first one, and eight people who answer one question together."""

from __future__ import annotations

import pickle
import sys
import threading
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

from flows.answered import answered
from flows.decide import decide
from flows.heartbeat import heartbeat
from flows.told import Refused
from flows.typed_in import Asked
from notifications.post import MemoryPost
from storage.audit import broken
from storage.ledger import open_ledger
from storage.memory import MemoryLedger

COMMITS = frozenset({"record", "set", "lease", "renew", "cancel", "end", "hold", "release"})
LINES = frozenset({"begin", "handing", "begins", "answered", "flush"})


class Interrupted:
    """A ledger, or a journal: just before or just after its commit of that number, something else happens."""

    def __init__(self, inner, commits, count, at, meanwhile):
        self.inner, self.commits, self.count, self.at, self.meanwhile = inner, commits, count, at, meanwhile

    def __getattr__(self, name):
        method = getattr(self.inner, name)
        if name not in self.commits:
            return method

        def committed(*args, **more):
            self._point()
            result = method(*args, **more)
            self._point()
            return result

        return committed

    def _point(self):
        self.count[0] += 1
        if self.count[0] == self.at:
            self.meanwhile()


def photographed(world):
    """The ledger and the journal of this world, to be lived on from here any number of times."""
    journal = world.office.journal
    kept = {name: value for name, value in vars(world.ledger).items() if name != "_lock"}
    return pickle.dumps((kept, journal))


def again(world, held):
    """The same office as it was then, with a post of its own."""
    kept, journal = pickle.loads(held)
    ledger = MemoryLedger()
    vars(ledger).update(kept)
    return replace(world.office, ledger=ledger, journal=journal, post=MemoryPost())


def beaten(office, at=0):
    """One heartbeat; at its point `at` a whole second one by another worker. What is left, and how many points there were."""
    count = [0]
    other = office
    shared = replace(
        office,
        ledger=Interrupted(office.ledger, COMMITS, count, at, lambda: heartbeat(other)),
        journal=Interrupted(office.journal, LINES, count, at, lambda: heartbeat(other)),
    )
    heartbeat(shared)
    return left(office), count[0]


def left(office):
    """All that may not depend on how many workers there were."""
    ledger = office.ledger
    box = ledger._box
    letters = Counter((p.address, p.message_id) for p in office.post.sent)
    return {
        "obligations": [replace(it, revision=0) for it in ledger.obligations()],
        "items": {key: box._cancelled.get(key) or "carried" * (key in box._carried) for key in box._items},
        "messages": sorted((m.id, m.state, m.attempts, m.subject) for m in ledger.messages()),
        "letters": letters,
        "documents": ledger.documents(),
        "events": Counter((e.what, e.key, str(e.detail)) for e in ledger.events()),
        "broken": broken(ledger.events()),
    }


MOMENTS = {
    "a reminder and a month that opens": "2023-10-25 08:00",
    "plans are put together, units are late": "2023-10-05 08:00",
    "the Office has confirmed": "2023-10-06 09:00",
}


@pytest.fixture(params=MOMENTS)
def moment(request, world):
    """A world in which much is due at once."""
    if request.param == "the Office has confirmed":
        world.drafted()
        from flows.assemble import assemble

        assemble(world.office, step="month-plan", period="2023-10")
        for unit in ("a", "b"):
            world.hand_in(unit, "2023-10", ("Một việc muộn",))
    world.jump(MOMENTS[request.param])
    return world


def test_two_heartbeats_interleaved_at_every_commit_equal_one(moment, capsys):
    """Wherever the second worker comes in: the same state, the same items, each letter once, an unbroken trail."""
    held = photographed(moment)
    alone, points = beaten(again(moment, held))
    wrong = {}
    for at in range(1, points + 1):
        both, _ = beaten(again(moment, held), at)
        if both != alone:
            wrong[at] = {part: (alone[part], it) for part, it in both.items() if it != alone[part]}
    with capsys.disabled():
        sys.stdout.write(f"\n{points} points, a whole second heartbeat at each, {len(wrong)} ended differently\n")
    assert wrong == {}
    assert points > 20
    assert alone["letters"]


def test_a_letter_that_two_may_send_is_seen(moment, monkeypatch):
    """Without the state of an item as a lock, a second worker somewhere sends a letter again, and that is seen."""
    monkeypatch.setattr("storage.postbox.Postbox._free", lambda *_: True)
    monkeypatch.setattr("storage.outgoing.MemoryOutbox.lease", careless)
    held = photographed(moment)
    alone, points = beaten(again(moment, held))
    assert any(beaten(again(moment, held), at)[0] != alone for at in range(1, points + 1))


def careless(self, bundles, *, now, until):
    """A lease that asks nobody."""
    for bundle in bundles:
        self._box._messages.pop(bundle.id, None)
    return [self._box.lease(bundle, now=now, until=until) for bundle in bundles]


# ---------------------------------------------------------------- eight at once

ASKED = "month-approval/2023-10/lanh-dao-so"


class Form:
    """The screen of one run, as far as an answer needs it: what was typed, and nothing is drawn."""

    def __init__(self, typed):
        self.typed = typed

    def answer(self, _run):
        """Read, and read again until it is forgotten."""
        return self.typed

    def forget(self, _run):
        """Gone."""
        self.typed = None

    def draw(self, *_, **__):
        """A fresh run."""
        return SimpleNamespace(id="fresh")

    def link(self, _):
        """Where it is."""
        return "http://127.0.0.1/fresh"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def asked(request, found, tmp_path):
    """An office whose leader is asked, and the address of its database."""
    url = f"sqlite:///{tmp_path / 'shared.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    world = found(tmp_path, ledger=open_ledger(url))
    world.to("2023-10-02 09:00")
    world.agreed()
    yield world, url
    world.ledger.close()


def test_of_eight_answers_at_once_one_is_kept(asked, found, tmp_path):
    """Through the form of the screen and through the plain door, agreeing and returning: one decision, seven refusals."""
    world, url = asked
    code, generation = world.code(ASKED), world.it(ASKED).generation
    worlds = [found(tmp_path, ledger=open_ledger(url)) for _ in range(8)]
    for each in worlds:
        each.clock.to(world.clock.instant)
    gate, came = threading.Barrier(8), [None] * 8

    def answer(n):
        office, verdict = worlds[n].office, ("Đồng ý", "Trả lại")[n // 2 % 2]
        said = {"verdict": verdict, "comment": f"Ý kiến {n}", "code": code}
        gate.wait()
        if n % 2:
            key = world.Key.parse(ASKED)
            came[n] = (
                answered(office, Form(said), Asked(f"run-{n}", key, generation, 1)).title == "Đã ghi ý kiến phê duyệt"
            )
            return
        try:
            decide(office, obligation=ASKED, generation=generation, **said)
        except Refused:
            came[n] = False
        else:
            came[n] = True

    threads = [threading.Thread(target=answer, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = world.ledger.decisions()
    assert sorted(came) == [False] * 7 + [True]
    assert kept.comment == f"Ý kiến {came.index(True)}"
    assert broken(world.ledger.events()) is None
    for each in worlds:
        each.ledger.close()


# ---------------------------------------------------------------- twenty who guess at once


def guessed(world, url, found, tmp_path, codes):
    """Each of the codes in a thread of its own, on a connection of its own, through one gate: the sorted outcomes."""
    worlds = [found(tmp_path, ledger=open_ledger(url)) for _ in codes]
    generation, gate, came = world.it(ASKED).generation, threading.Barrier(len(codes)), []

    def guess(office, code):
        gate.wait()
        try:
            decide(office, obligation=ASKED, generation=generation, verdict="Đồng ý", code=code)
        except Refused as refused:
            came.append(refused.reason)
        else:
            came.append("taken")

    for each in worlds:
        each.clock.to(world.clock.instant)
    threads = [threading.Thread(target=guess, args=(w.office, c)) for w, c in zip(worlds, codes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in worlds:
        each.ledger.close()
    return Counter(came)


def test_of_twenty_wrong_codes_at_once_five_are_answered(asked, found, tmp_path):
    """However many arrive together: five are counted, the rest find it locked, and the Office is told once."""
    world, url = asked
    right = world.code(ASKED)
    assert guessed(world, url, found, tmp_path, ["AAAAA-AAAAA"] * 20) == {"wrong-code": 5, "locked": 15}
    assert [e.detail["reason"] for e in world.ledger.events() if e.what == "refuse"] == ["wrong-code"] * 5
    assert guessed(world, url, found, tmp_path, [right]) == {"locked": 1}
    assert len([item for item in world.ledger.pending(world.clock.instant) if item.rung.startswith("locked")]) == 1


def test_the_right_code_among_twenty_is_taken_only_within_five(asked, found, tmp_path):
    """As if they had come one after the other: taken before the fifth wrong one was counted, or locked out for good."""
    world, url = asked
    came = guessed(world, url, found, tmp_path, [world.code(ASKED), *["AAAAA-AAAAA"] * 19])
    counted = sum(e.what == "refuse" for e in world.ledger.events())
    assert came["wrong-code"] == counted
    assert len(world.ledger.decisions()) == came["taken"]
    assert (came["taken"], counted) in {(0, 5), *((1, n) for n in range(5))}
    assert came["already"] + came["locked"] + came["wrong-code"] + came["taken"] == 20
