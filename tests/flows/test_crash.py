"""Killed at every commit and started again, the office ends in the same state, with the same outbox."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from definitions import delivery
from definitions.delivery import policy
from flows.handing import Hands
from flows.living import live
from flows.script import Script
from notifications.messages import KINDS
from notifications.post import MemoryPost, Receipt
from storage.audit import broken
from storage.journal import MemoryJournal
from storage.ledger import open_ledger
from storage.memory import MemoryLedger

START = dt.datetime(2023, 9, 30, 17, tzinfo=dt.UTC)
UNTIL = dt.datetime(2023, 11, 20, tzinfo=dt.UTC)
MORNING = dt.timedelta(hours=2)
"""From then until the office works: what had to wait for it leaves in a last heartbeat."""

WRITES = frozenset(
    (
        "begin",
        "amend",
        "keep_directory",
        "set",
        "record",
        "opened",
        "publish",
        "erase",
        "relate",
        "check",
        "offer",
        "judge",
        "keep_feed",
        "lease",
        "renew",
        "cancel",
        "end",
        "hold",
        "release",
        "resend",
        "arrive",
        "bounced",
    )
)
"""The methods of a ledger that commit; a test below compares this list with the contract."""

PEOPLE = {
    "units": {
        "a": {"when": 1, "at": "09:10", "late": ["11"], "returned": ["10"]},
        "b": {"when": 0, "at": "08:10", "silent": ["11"]},
    },
    "late_by": {"days": 2, "at": "09:20"},
    "returned_comment": "Đề nghị bổ sung.",
    "office": {"confirms_at": "15:30"},
    "partners": {"bao": {"days": 1, "changed": 2}, "dai": {"days": 2, "silent": ["11"], "refused": 2}},
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
    journal: tuple = ()

    def __str__(self):
        return f"{self.when} commit {self.number} ({self.what}) at {self.instant:%m-%d %H:%M}"


def reread(lines):
    """A journal that holds these lines, as one reads its file after a restart."""
    journal = MemoryJournal()
    for line in lines:
        journal._write(line, durable=True)
    return journal


class Watched:
    """A ledger that is photographed just before and just after each of its commits, and of the lines of its journal."""

    def __init__(self, ledger, post, journal=None):
        self.ledger, self.post = ledger, post
        self.lines = journal or MemoryJournal()
        self.journal = WatchedJournal(self)
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
        self.points.append(
            Kill(self.commits, when, name, kept(self.ledger), self.clock(), left, tuple(self.lines.lines))
        )


class WatchedJournal:
    """The journal of a watched ledger: a letter is handed over between its two lines."""

    def __init__(self, watched):
        self._watched = watched

    def __getattr__(self, name):
        method = getattr(self._watched.lines, name)
        return self._watched._watched(name, method) if name in ("begin", "handing", "begins", "answered") else method


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
        "not sent": Counter(m.state for m in ledger.messages() if m.state != "sent" and m.items),
        "events": Counter((e.what, e.key, e.by, str(e.detail)) for e in ledger.events()),
        "broken": broken(ledger.events()),
    }


AWAY = (
    ("2023-10-04 07:30", "2023-10-04 08:30"),
    ("2023-10-10 14:30", "2023-10-10 17:00"),
    ("2023-11-06 07:00", "2023-11-06 09:30"),
)
"""While the mail server is away letters are refused: some are tried again, some say nothing true any more by then."""


def refusing(parcel):
    """What the mail server answers then."""
    local = f"{parcel.at + dt.timedelta(hours=7):%Y-%m-%d %H:%M}"
    return Receipt("retry", "451 thử lại sau") if any(gone <= local < back for gone, back in AWAY) else None


@pytest.fixture(scope="module")
def play(found, busy, tmp_path_factory):
    """`play(ledger, post, instant)`: people and program go on from that instant to the end; the world as it is then."""
    folder = tmp_path_factory.mktemp("crash")

    def on(ledger, post, instant=START, journal=None):
        post.script = refusing
        world = found(folder, ledger=ledger, definition=busy, post=post, journal=journal or ledger.journal)
        world.clock.to(instant)
        if isinstance(ledger, Watched):
            ledger.clock = world.clock
        live(world.office, Script(PEOPLE, world.office.context), world.clock, UNTIL)
        world.clock.to(UNTIL + MORNING)
        world.beat()
        return world

    return on


def lived(play, watched=Watched):
    """A life without a kill, and every point at which there could have been one."""
    post = MemoryPost()
    ledger = watched(MemoryLedger(), post)
    play(ledger, post)
    return SimpleNamespace(outcome=outcome(ledger.ledger), ledger=ledger.ledger, post=post, points=ledger.points)


@pytest.fixture(scope="module")
def life(play):
    """The life that every killed one is compared with."""
    return lived(play)


def resumed(play, point, watched=lambda ledger, *_: ledger):
    """The program started again after that kill, to the end."""
    ledger, post, journal = again(point.held), MemoryPost(), reread(point.journal)
    held = watched(ledger, post, journal)
    play(held, post, point.instant, getattr(held, "journal", journal))
    return SimpleNamespace(outcome=outcome(ledger), ledger=ledger, post=post, points=getattr(held, "points", ()))


def differences(life, ended, *kills):
    """What is different in the life that was killed at that point (or those points, in turn), as sentences."""
    doubted = set().union(*map(doubtful, kills))
    unknown = {f"<{m.id}@vongnam.example>" for m in ended.ledger.messages() if m.state == "unknown"}
    harmless = {
        f"<{m.id}@vongnam.example>" for m in ended.ledger.messages() if policy(i.kind for i in m.items) == "retry"
    }
    expected = dict(life.outcome)
    expected["not sent"] = expected["not sent"] + Counter({"unknown": len(doubted & unknown)})
    parked = {
        i.identity for m in ended.ledger.messages() if f"<{m.id}@vongnam.example>" in doubted & unknown for i in m.items
    }
    ends = {**ended.outcome, "items": {key: it for key, it in ended.outcome["items"].items() if key not in parked}}
    expected["items"] = {key: it for key, it in expected["items"].items() if key not in parked}
    found = [f"{part}: {_apart(expected[part], it)}" for part, it in ends.items() if it != expected[part]]
    times = Counter([*(id for kill in kills for id in kill.left), *(parcel.message_id for parcel in ended.post.sent)])
    told = {f"<{m.id}@vongnam.example>" for m in ended.ledger.messages() if m.state == "sent"}
    if (set(times) ^ told) - unknown:
        found.append(f"letters that the ledger calls sent and letters that have left differ: {set(times) ^ told}")
    twice = {id for id, n in times.items() if n > 1}
    if twice - (doubted & harmless) or any(times[id] > 2 for id in twice):
        found.append(f"{len(twice)} letters left twice")
    return found


def doubtful(point):
    """Letters that were handed over, and whose answer is not in the journal: nobody can know whether they have left."""
    journal = reread(point.journal)
    entries = [journal.of(line[1]) for line in point.journal if line[0] == "handing"]
    return {f"<{entry.id}@vongnam.example>" for entry in entries if entry.may_have_left}


def _apart(one, other):
    if isinstance(one, dict):
        return {key: (one.get(key), other.get(key)) for key in {*one, *other} if one.get(key) != other.get(key)}
    if isinstance(one, list):
        return [it for it in one if it not in other], [it for it in other if it not in one]
    return one, other


# ---------------------------------------------------------------- the tests


def test_the_list_of_writes_is_the_contract():
    """Every method of the contract that is told the time and changes something is a commit that is watched."""
    from storage.inward import Inbox
    from storage.outward import Outbox
    from storage.port import Ledger
    from storage.published import Press

    reads = {
        "texts",
        "version",
        "directory",
        "adopted",
        "setting",
        "due",
        "next_instant",
        "facts",
        "obligation",
        "obligations",
        "progress",
    }
    reads |= {"submission", "submissions", "content", "decisions", "grants", "documents", "publications", "events"}
    reads |= {"next_event_period", "pending", "expired", "retries", "messages", "close", "begun", "standing", "held"}
    reads |= {"sent_since", "visited", "arrivals", "message", "findings", "feeds", "failures"}
    contract = {name for part in (Ledger, Outbox, Inbox, Press) for name in vars(part)}
    assert {name for name in contract if not name.startswith("_")} == WRITES | reads


def test_the_life_that_is_killed_has_everything_in_it(life):
    """Every kind of commit of an ordinary life is among the points, and every kind of ending among its obligations."""
    ordinary = {"begin", "record", "publish", "lease", "end", "renew", "cancel", "handing", "begins", "answered"}
    assert {point.what for point in life.points} == ordinary
    assert {it.state.value for it in life.ledger.obligations()} >= {"accepted", "missed", "returned", "planned"}
    assert {it.key.round for it in life.ledger.obligations()} == {1, 2}


def test_killed_at_every_commit_the_end_is_the_same(play, life, capsys):
    """Just before and just after every commit: the same state, the same outbox, no letter lost, none said twice."""
    wrong = {str(p): found for p in life.points if (found := differences(life, resumed(play, p), p))}
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(life.points)} crash points of {len(life.points) // 2} commits, {len(wrong)} ended differently\n"
        )
    assert wrong == {}


def test_killed_again_while_it_recovers_the_end_is_the_same(play, life, capsys):
    """A second kill soon after the first, at a sample of pairs: the same end; no letter leaves a third time."""
    pairs, wrong = 0, {}
    for first in life.points[3::13]:
        for second in resumed(play, first, Watched).points[:24:5]:
            pairs += 1
            ended = resumed(play, second)
            if found := differences(life, ended, first, second):
                wrong[f"{first}, then {second}"] = found
    with capsys.disabled():
        sys.stdout.write(f"\n{pairs} pairs of crash points, {len(wrong)} ended differently\n")
    assert wrong == {}


def test_started_again_hours_later_nothing_is_lost(play, life):
    """An outage of three hours after the kill: every duty ends as it would have, and nothing waits to be said."""
    ends = {it.key: it.state for it in life.ledger.obligations()}
    for point in life.points[5::11]:
        ended = resumed(play, replace(point, instant=min(point.instant + dt.timedelta(hours=3), UNTIL)))
        assert {it.key: it.state for it in ended.ledger.obligations()} == ends, str(point)
        assert ended.ledger.pending(UNTIL) == []
        times = Counter([*point.left, *(parcel.message_id for parcel in ended.post.sent)])
        assert max(times.values()) <= 2


OUTBOX = frozenset({"begin", "lease", "handing", "begins", "answered", "end", "renew", "cancel"})


@pytest.mark.parametrize("which", ["park", "retry"])
def test_each_policy_holds_at_every_point_of_the_outbox(play, which, monkeypatch, capsys):
    """All letters parked: none lost unseen, none twice. All sent again: none lost, twice at most, and each is counted."""
    monkeypatch.setattr(delivery, "PARKED", frozenset(KINDS if which == "park" else ()))
    life = lived(play)
    points = [p for p in life.points if p.what in OUTBOX and p.instant < UNTIL - dt.timedelta(days=30)]
    wrong, twice, parked = {}, 0, 0
    for point in points:
        ended = resumed(play, point)
        if found := differences(life, ended, point):
            wrong[str(point)] = found
        times = Counter([*point.left, *(parcel.message_id for parcel in ended.post.sent)])
        copies = {id for id, n in times.items() if n > 1}
        counted = {f"<{m.id}@vongnam.example>" for m in ended.ledger.messages() if m.doubts}
        twice, parked = twice + len(copies), parked + sum(m.state == "unknown" for m in ended.ledger.messages())
        assert copies <= counted, str(point)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{which}: {len(points)} points of the outbox, {len(wrong)} ended differently, {twice} letters left twice, "
            f"{parked} parked for a person\n"
        )
    assert wrong == {}
    assert (twice == 0, parked > 0) == ((True, True) if which == "park" else (False, False))


# ---------------------------------------------------------------- what a SQLite file holds after a kill

TABLES = {
    "obligation": "key, state, version, generation, content, received, done, opens, due, closes, expires, next_at",
    "item": "obligation, rung, person, channel, kind, created, note, state, why",
    "submission": "*",
    "decision": "*",
    "publication": "*",
}


def in_file(file):
    """What the tables of this file hold, row by row, in an order of its own."""
    with closing(sqlite3.connect(file)) as db:
        return {
            name: sorted(map(repr, db.execute(f"SELECT {columns} FROM {name}"))) for name, columns in TABLES.items()
        }


class Copied(Watched):
    """A ledger in a SQLite file; the file and its journal are copied at every n-th point, as a kill leaves them."""

    every = 24

    def __init__(self, file, post, folder=None, journal=None):
        super().__init__(open_ledger(f"sqlite:///{file}", durable=False), post, journal)
        self.file, self.folder, self.count = file, folder, 0

    def _point(self, when, name):
        self.count += 1
        if self.folder is None or self.count % self.every:
            return
        copy = self.folder / f"killed-{self.count}.db"
        for tail in ("", "-wal"):
            if (source := Path(f"{self.file}{tail}")).exists():
                shutil.copy(source, f"{copy}{tail}")
        left = tuple(parcel.message_id for parcel in self.post.sent)
        self.points.append(Kill(self.commits, when, name, copy, self.clock(), left, tuple(self.lines.lines)))


def test_a_sqlite_file_that_was_left_by_a_kill_goes_on_to_the_same_end(play, tmp_path, capsys):
    """Every 24th point, on files: what was committed is there, what was not is not, and the end is the same."""
    ledger = Copied(tmp_path / "life.db", MemoryPost(), tmp_path)
    play(ledger, ledger.post)
    ledger.ledger.close()
    expected = in_file(ledger.file)
    for point in ledger.points:
        killed = Copied(point.held, MemoryPost(), journal=reread(point.journal))
        play(killed, killed.post, point.instant)
        assert broken(killed.events()) is None
        killed.ledger.close()
        ended = in_file(point.held)
        assert {name: _apart(expected[name], rows) for name, rows in ended.items() if rows != expected[name]} == {}, (
            str(point)
        )
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(ledger.points)} of {ledger.count} crash points on SQLite files, 0 ended differently\n"
        )


# ---------------------------------------------------------------- does the test see?


class ItemsApart(Watched):
    """A safeguard removed: what is to be said is written after the transaction that decided it."""

    def record(self, actions, *, items=(), **more):
        """Two commits where there should be one."""
        self._watched("record", self.ledger.record)(actions, **more)
        self._watched("record", self.ledger.record)([], seen={}, now=more["now"], items=items)


class ActionsApart(Watched):
    """A safeguard removed: the actions of one decision are written one by one."""

    def record(self, actions, **more):
        """As many commits as there are actions: contents with the first, and with the last what hangs on all of them."""
        first = {name: more[name] for name in ("contents", "version") if name in more}
        rest = {name: value for name, value in more.items() if name not in ("seen", "now", "contents", "version")}
        for n, action in enumerate(actions):
            seen, last = {} if n else more["seen"], n == len(actions) - 1
            with_it = {**({} if n else first), **(rest if last else {})}
            self._watched("record", self.ledger.record)([action], seen=seen, now=more["now"], **with_it)


@pytest.mark.parametrize("careless", [ItemsApart, ActionsApart])
def test_a_transaction_that_is_torn_is_seen(play, life, careless):
    """With the one transaction torn in two, some killed life ends differently: this test can fail."""
    torn = lived(play, careless)
    assert torn.outcome["items"] == life.outcome["items"]
    assert any(differences(life, resumed(play, p), p) for p in torn.points if p.what == "record")


def test_a_letter_that_is_called_sent_too_early_is_seen(play, life, monkeypatch):
    """With the answer written down before the letter is handed over, a kill between loses it, and that is seen."""
    over = Hands.over

    def careless(self, worded, now):
        journal = self.office.journal
        journal.begins(worded.message)
        journal.answered(worded.message, "sent", "", "")
        return over(self, worded, now)

    monkeypatch.setattr(Hands, "over", careless)
    early = lived(play)
    assert any(
        differences(early, resumed(play, p), p) for p in early.points if (p.when, p.what) == ("after", "answered")
    )


def test_a_letter_handed_over_before_the_journal_knows_is_seen(play, life):
    """Were the hand-over entered afterwards, a kill between the two would send a letter again, and that is seen."""
    torn = [replace(p, journal=p.journal[:-1]) for p in life.points if (p.when, p.what) == ("before", "answered")]
    assert any(differences(life, resumed(play, p), p) for p in torn)


def test_a_lease_that_never_runs_out_is_seen(play, life, monkeypatch):
    """With interrupted letters never looked at again, a kill while one is being sent loses it, and that is seen."""
    monkeypatch.setattr(MemoryLedger, "expired", lambda *_: [])
    assert any(differences(life, resumed(play, p), p) for p in life.points if (p.when, p.what) == ("after", "lease"))
