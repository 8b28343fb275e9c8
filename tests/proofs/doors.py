"""The doors proved: 500 generated mails, and the watched folder under two hundred real kills. `make prove-doors`.

A process sweeps the folder as fast as it can while files are dropped; it is killed with SIGKILL and started again. In the
end each file is in exactly one folder, and was taken exactly once. The figures are written into docs/proofs.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
PAGE = ROOT / "docs" / "proofs.md"
BEGIN, END = "<!-- doors: begin -->", "<!-- doors: end -->"
UNITS = ("a", "b")
SMALL = ROOT / "tests" / "offices" / "small" / "2023.yaml"


def office(folder: Path, url: str = "", *, begins: bool = False) -> Any:
    """The small office in a database of its own, else in that one; its clock stands at a morning of October."""
    from definitions import agenda
    from flows.files import read_definition
    from flows.living import VirtualClock, begin, texts_of
    from flows.wiring import Office
    from notifications.documents import Documents
    from notifications.post import MemoryPost
    from notifications.render import Templates
    from storage.archive import Archive
    from storage.ledger import open_ledger

    definition, sources = read_definition(SMALL)
    ledger = open_ledger(url or f"sqlite:///{folder / 'vongnam.db'}")
    clock = VirtualClock(dt.datetime(2023, 10, 2, 2, tzinfo=dt.UTC))
    if begins:
        begin(ledger, definition, texts_of(sources), "", adopted=clock.instant, now=clock.instant)
    return Office(
        ledger=ledger, context=agenda.context(definition), archive=Archive(folder / "archive"), templates=Templates(None),
        post=MemoryPost(), documents=Documents(None), secret=b"known to all", now=clock,
    )  # fmt: skip


# ---------------------------------------------------------------- mails


def mails(count: int, seed: int, folder: Path) -> dict[str, int]:
    """Where each generated mail went; "crashed" and "elsewhere" have to be 0."""
    from flows.heartbeat import heartbeat
    from flows.mailbox.reading import Reading
    from tests.flows.postbag import Bag, generated

    at_work = office(folder, begins=True)
    heartbeat(at_work)
    found: Counter[str] = Counter(crashed=0, elsewhere=0, changed=0)
    for number in range(seed, seed + count):
        bag = Bag()
        bag.put(generated(number), at_work.now())
        bag.validity = number + 1
        before = len(at_work.ledger.arrivals())
        look = Reading(at_work, bag)
        try:
            look.look()
        except Exception as error:  # noqa: BLE001 - that is what is counted
            print(number, type(error).__name__, error)
            found["crashed"] += 1
            continue
        found["crashed"] += sum("cách ly" in said for said in look.failures)
        new = at_work.ledger.arrivals()[before:]
        whole = [it for it in new if it.part == 0]
        known = not new
        found["elsewhere"] += len(whole) != 1 and not known
        found.update(["come before"] if known else [it.place.value for it in whole])
        bag.validity = -number - 1
        Reading(at_work, bag).look()
        found["changed"] += len(at_work.ledger.arrivals()) != before + len(new)
    at_work.ledger.close()
    return dict(found)


# ---------------------------------------------------------------- kills


def worker(folder: Path, url: str) -> None:
    """Sweep without pause, until killed."""
    from flows.watched import Watch

    at_work = office(folder, url)
    watch = Watch(at_work, folder / "inbox")
    while True:
        watch.look()


def started(folder: Path, url: str) -> int:
    """A worker in a process of its own; its id."""
    child = os.fork()
    if child == 0:
        try:
            worker(folder, url)
        finally:
            os._exit(1)
    return child


def kills(count: int, seed: int, folder: Path, url: str = "") -> dict[str, int]:
    """What was lost or taken twice, after so many kills; in a SQLite file, else in the empty database at `url`."""
    from flows.heartbeat import heartbeat

    chance = random.Random(seed)
    at_work = office(folder, url, begins=True)
    heartbeat(at_work)
    at_work.ledger.close()
    dropped: dict[bytes, str] = {}
    inbox = folder / "inbox"
    child = started(folder, url)
    for number in range(count):
        for n in range(chance.randint(1, 3)):
            unit = chance.choice(UNITS)
            data = b"%PDF-1.4\n" + f"{number}-{n}".encode()
            dropped[data] = unit
            _drop(inbox / "cho-nhan" / unit / f"ke hoach {number}-{n}.pdf", data)
        time.sleep(chance.uniform(0.005, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        child = started(folder, url)
    _settled(inbox, child)
    return {**_counted(folder, url, dropped), "kills": count, "files": len(dropped)}


def _drop(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _settled(inbox: Path, child: int) -> None:
    """Nothing waits any more; then the last worker ends too."""
    for _ in range(1200):
        if not any(path.is_file() for path in (inbox / "cho-nhan").rglob("*")):
            break
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _counted(folder: Path, url: str, dropped: dict[bytes, str]) -> dict[str, int]:
    from definitions.arrivals import Place
    from definitions.facts import Key

    at_work = office(folder, url)
    places = Counter(path.read_bytes() for path in (folder / "inbox").rglob("*.pdf"))
    rows = Counter(it.sha for it in at_work.ledger.arrivals() if it.place is Place.ACCEPTED and it.reason != "known")
    versions = {unit: at_work.ledger.obligation(Key("unit-plan", "2023-10", unit)).version for unit in UNITS}
    at_work.ledger.close()
    return {
        "lost": sum(data not in places for data in dropped),
        "in two places": sum(count > 1 for count in places.values()),
        "taken twice": sum(count > 1 for count in rows.values()),
        "not taken": len(dropped) - len(rows),
        "versions wrong": sum(versions[unit] != sum(it == unit for it in dropped.values()) for unit in UNITS),
    }


# ---------------------------------------------------------------- the run


def main() -> int:
    """Both proofs; the figures into the page. 1 where anything was lost, taken twice, or crashed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="write no page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        read = mails(asked.mails, asked.seed, Path(one))
        begun = time.monotonic()
        swept = kills(asked.kills, asked.seed, Path(two))
        took = time.monotonic() - begun
    places = ", ".join(
        f"{count} {name}" for name, count in sorted(read.items()) if count or name in ("crashed", "elsewhere")
    )
    ends = ", ".join(f"{count} {name}" for name, count in swept.items() if name not in ("kills", "files"))
    lines = [
        f"{asked.mails} mails (seed {asked.seed}): {places}.",
        "",
        f"{swept['files']} files under {swept['kills']} times `kill -9` ({took:.0f} s, SQLite): {ends}.",
    ]
    print("\n".join(lines))
    if not asked.dry:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        text = "\n".join([BEGIN, *lines, END])
        PAGE.write_text(f"{before}{text}{rest.partition(END)[2]}", encoding="utf-8")
    wrong = [read[it] for it in ("crashed", "elsewhere", "changed")]
    wrong += [count for name, count in swept.items() if name not in ("kills", "files")]
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
