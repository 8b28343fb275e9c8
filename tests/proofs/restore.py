"""Restoring proved: backups at random moments of a lived year, each put back and held against it. `make prove-restore`.

The sample office lives its year 2023; at random instants a backup is taken, every other one while somebody writes. Each is
restored into an empty folder: the same facts, the trail a beginning of the year's, every document by its content, no
letter before it is released, none that had left once more. Every fiftieth restored office then lives on to the end of its
year, and has to end as the first one did. Then backups are killed with SIGKILL. The figures go into docs/proofs.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
PAGE = ROOT / "docs" / "proofs.md"
BEGIN, END = "<!-- restore: begin -->", "<!-- restore: end -->"
YEAR = ROOT / "definitions" / "ha-tinh" / "2023.yaml"
TO_THE_END = 50
"""Every so manyth restored office lives on to the end of the year."""


@contextmanager
def home(folder: Path, *, begins: bool = False) -> Iterator[Any]:
    """The sample office in a data folder of its own, with a virtual clock and a post that keeps what is handed to it."""
    from flows.files import read_definition, text_of
    from flows.living import VirtualClock, begin, texts_of
    from flows.wiring import Settings, open_office
    from notifications.post import MemoryPost
    from storage.ledger import open_ledger

    settings = Settings.read(folder, {})
    if begins:
        definition, sources = read_definition(YEAR)
        first = dt.datetime.combine(definition.year.first, dt.time(), dt.UTC) - dt.timedelta(hours=7)
        folder.mkdir(parents=True)
        ledger = open_ledger(settings.database, durable=False)
        begin(ledger, definition, texts_of(sources), text_of(sources.organisation), adopted=first, now=first)
        ledger.close()
    with open_office(settings, durable=False) as office:
        clock = VirtualClock(office.ledger.events()[-1].at)
        yield replace(office.at(clock), post=MemoryPost())


def live_to(office: Any, until: dt.datetime) -> None:
    """Play on, by the sample's own script."""
    from flows.living import live
    from flows.script import Script

    failures = live(office, Script.read(YEAR.parent / "rehearsal.yaml", office.context), office.now, until)
    assert not failures, failures[0]


def facts(ledger: Any) -> tuple[Any, ...]:
    """What a year comes to, but for its letters and its trail."""
    steps = sorted({it.key.step for it in ledger.obligations()})
    return (
        ledger.texts(), ledger.directory(), ledger.obligations(), ledger.decisions(), ledger.documents(),
        [it for step in steps for it in ledger.submissions(step)],
    )  # fmt: skip


def ended(ledger: Any) -> Any:
    """How a year ended: every duty with its state and its instants; the number of each kind of letter that left."""
    kinds = Counter(item.kind for m in ledger.messages() if m.state == "sent" for item in m.items)
    return [(it.key, it.state, it.instants) for it in ledger.obligations()], kinds


def drill(office: Any, folder: Path, writing: bool) -> dict[str, Any]:
    """One backup and its restore; what was found wrong, and how long each took (seconds)."""
    from flows.backing import back_up
    from flows.heartbeat import heartbeat
    from flows.restoring import restore

    before, events = facts(office.ledger), office.ledger.events()
    begun = time.monotonic()
    with others(office) if writing else nothing():
        done = back_up(office, os.environ, into=folder / "backups")
    taken = time.monotonic() - begun
    begun = time.monotonic()
    restore(done.folder, folder / "again", {}, now=office.now())
    put_back = time.monotonic() - begun
    with home(folder / "again") as again:
        again.now.to(office.now())
        its = again.ledger.events()
        cut = next(n for n, event in enumerate(its) if event.detail == {"name": "sending", "value": "held"})
        sent = {m.id for m in again.ledger.messages() if m.state == "sent"}
        wrong = {
            "another year": int(facts(again.ledger) != before),
            "another trail": int(its[:cut] != office.ledger.events()[:cut] or cut < len(events)),
            "documents lost": sum(not _same(office, again, it.sha) for it in again.ledger.documents()),
        }
        heartbeat(again)
        wrong["letters before release"] = len(again.post.sent)
        again.ledger.set("sending", "on", now=again.now())
        heartbeat(again)
        left = Counter(parcel.message_id.strip("<>").partition("@")[0] for parcel in again.post.sent)
        wrong["letters twice"] = sum(count > 1 for count in left.values()) + len(set(left) & sent)
    return {"wrong": wrong, "taken": taken, "put back": put_back, "lines": cut}


def _same(office: Any, again: Any, sha: str) -> bool:
    return bool(office.archive.read(sha) == again.archive.read(sha))


@contextmanager
def nothing() -> Iterator[None]:
    """Nobody else."""
    yield


@contextmanager
def others(office: Any) -> Iterator[None]:
    """Somebody who writes without pause meanwhile."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1  # what is written often leaves no line in the trail: it is to grow as a year's does
            name = "circuit:meanwhile" if number % 50 else "meanwhile"
            office.ledger.set(name, str(number), now=office.now())

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


# ---------------------------------------------------------------- the drills


def drills(count: int, seed: int, folder: Path, minutes: float) -> dict[str, Any]:
    """So many of them over a whole year, or as many as the time allows; what was wrong, by its name, and the times."""
    until_then = time.monotonic() + 60 * minutes
    chance = random.Random(seed)
    wrong: Counter[str] = Counter({"another end": 0})
    times: dict[str, list[float]] = {"taken": [], "put back": []}
    ends: list[Any] = []
    with home(folder / "year", begins=True) as office:
        year = office.definition.year
        first = dt.datetime.combine(year.first, dt.time(), dt.UTC)
        until = dt.datetime.combine(year.last, dt.time(), dt.UTC) + dt.timedelta(days=20)
        moments = sorted(first + (until - first) * chance.random() for _ in range(count))
        for number, at in enumerate(moments, 1):
            if time.monotonic() > until_then:
                break
            live_to(office, at.replace(microsecond=0))
            found = drill(office, folder, writing=number % 2 == 0)
            wrong.update(found["wrong"])
            for name, its in times.items():
                its.append(found[name])
            if number % TO_THE_END == 0:
                with home(folder / "again") as again:
                    again.now.to(office.now())
                    live_to(again, until)
                    ends.append(ended(again.ledger))
            for name in ("backups", "again"):
                shutil.rmtree(folder / name)
            print(f"\r{number}/{count} {dict(wrong)}", end="", file=sys.stderr)
        live_to(office, until)
        wrong["another end"] = sum(it != ended(office.ledger) for it in ends)
        lines = len(office.ledger.events())
    done = len(times["taken"])
    return {"wrong": dict(wrong), "times": times, "ends": len(ends), "lines": lines, "done": done}


def kills(count: int, seed: int, folder: Path) -> dict[str, int]:
    """Backups that are killed at any moment: how many came to no end, and how many looked whole and were not."""
    from flows.packing import found
    from storage import manifest
    from storage.errors import BadBackup

    chance, into = random.Random(seed), folder / "killed"
    told: Counter[str] = Counter({"came to no end": 0, "left half behind": 0, "looked whole and were not": 0})
    begun = time.monotonic()
    os.waitpid(_backing_up(folder / "year", into), 0)
    whole = time.monotonic() - begun
    for _ in range(count):
        child = _backing_up(folder / "year", into)
        time.sleep(chance.uniform(0, whole * 1.2))
        os.kill(child, signal.SIGKILL)
        told["came to no end"] += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        told["left half behind"] += len(found(into)[1])
        for path in found(into)[0].values():
            try:
                manifest.check(path, manifest.read(path))
            except BadBackup:
                told["looked whole and were not"] += 1
            shutil.rmtree(path)
    return dict(told)


def _backing_up(year: Path, into: Path) -> int:
    child = os.fork()
    if child == 0:
        from flows.backing import back_up

        try:
            with home(year) as office:
                back_up(office, os.environ, into=into)
        finally:
            os._exit(0)
    return child


def main() -> int:
    """Both; the figures into the page. 1 where anything was lost, sent twice or early, or looked whole and was not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drills", type=int, default=200)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=600, help="begin no drill after so long")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="write no page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        begun = time.monotonic()
        told = drills(asked.drills, asked.seed, folder, asked.minutes)
        took = time.monotonic() - begun
        ended_by = kills(asked.kills, asked.seed, folder)
    worst = ", ".join(f"{name} in {max(its):.1f} s at the most" for name, its in told["times"].items())
    lines = [
        f"{told['done']} of {asked.drills} backups of one year ({told['lines']:,} lines of trail at its end), every other one under writes, each "
        f"restored into an empty folder (seed {asked.seed}, {took:.0f} s, SQLite): "
        + ", ".join(f"**{count}** {name}" for name, count in told["wrong"].items()) + ".",
        "",
        f"{told['ends']} of them lived on to the end of the year. Backups were {worst}.",
        "",
        f"{asked.kills} backups, `kill -9` at a random moment: {ended_by['came to no end']} came to no end, "
        f"{ended_by['left half behind']} of them with half a backup left behind, "
        f"**{ended_by['looked whole and were not']}** looked whole and were not.",
    ]  # fmt: skip
    print("\n".join(["", *lines]))
    if not asked.dry:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        text = "\n".join([BEGIN, *lines, END])
        PAGE.write_text(f"{before}{text}{rest.partition(END)[2]}", encoding="utf-8")
    return 1 if any(told["wrong"].values()) or ended_by["looked whole and were not"] else 0


if __name__ == "__main__":
    sys.exit(main())
