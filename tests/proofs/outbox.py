"""Two hundred real kills of the outbox under load: real processes, a real database, a real SMTP server. `make prove-outbox`.

Workers deliver what a feeder queues without pause; one of them after the other is killed with SIGKILL and started again.
In the end every letter is counted, at the server and in the ledger. The figures are written into docs/proofs.md.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "proofs.md"
BEGIN, END = "<!-- outbox: begin -->", "<!-- outbox: end -->"
sys.path.insert(0, str(ROOT))

WORKERS = 3
PEOPLE = 40  # the first half gets what may not leave twice, the other half what may
MAILS = 6  # are queued at once
LEASE, AGAIN, BATCH = dt.timedelta(seconds=4), dt.timedelta(seconds=0.3), 20
"""As shipped, a hundred and fifty times quicker, so that a lease runs out while one waits."""


# ---------------------------------------------------------------- the office


def office_of(url: str, folder: Path, port: int) -> Any:
    """The office of one worker; people are told something, and the words do not matter."""
    from definitions import agenda
    from flows.wiring import Office, utc_now
    from notifications.send import MailPost, Posts
    from storage.journal import FileJournal
    from storage.ledger import open_ledger

    post = Posts({"mail": MailPost("127.0.0.1", port, "vp@so.example")})
    ledger = open_ledger(url)
    context = agenda.context(definition())
    journal = FileJournal(folder / "journal" / "sent.jsonl")
    return Office(ledger, context, None, None, None, post, b"known to all", utc_now, journal=journal)  # type: ignore[arg-type]


def definition() -> Any:
    """Forty units that owe a report."""
    from definitions.vocabulary import (
        Definition,
        Directory,
        Every,
        Issuer,
        Kind,
        Party,
        Person,
        Process,
        Role,
        Step,
        Year,
    )

    units = tuple(Party(id=f"u{n:02}", name=f"Phòng {n}", roles=("unit",)) for n in range(PEOPLE))
    people = tuple(
        Person(id=f"{u.id}.dm", party=u.id, name=u.name, addresses={"mail": f"{u.id}@so.example"}) for u in units
    )
    step = Step(id="report", title="Báo cáo", kind=Kind.SUBMIT, every=Every.MONTH, by=("unit",))
    day = dt.date(2023, 1, 1)
    year = Year(
        year=2023, process="p", first=day, last=day.replace(month=12), issuer=Issuer(name="Sở mẫu"), parties=units
    )
    process = Process(id="p", title="P", roles=(Role(id="unit", title="Đơn vị"),), steps=(step,))
    return Definition(process=process, year=year, directory=Directory(people=people))


@dataclass(frozen=True)
class Words:
    """Says how many things it says."""

    office: Any
    domain: str = "so.example"

    def letter(self, person: str, items: Sequence[Any]) -> tuple[Any, Any]:
        """A letter."""
        from notifications.messages import Letter

        text = f"{len(items)} nội dung"
        return self.office.definition.directory.person(person), Letter(text, text, f"<p>{text}</p>")


def begin(url: str) -> None:
    """The year, with one open duty for each unit."""
    from definitions.actions import Open
    from definitions.facts import Instants, State
    from flows.wiring import utc_now
    from storage.ledger import open_ledger
    from storage.port import Texts

    ledger, now = open_ledger(url), utc_now()
    planned = [Open(_key(n), State.OPEN, Instants(), None) for n in range(PEOPLE)]
    ledger.begin(Texts("p", "y"), "", planned, adopted=now, now=now)
    ledger.close()


def _key(n: int) -> Any:
    from definitions.facts import Key

    return Key("report", "2023-04", f"u{n:02}")


def queued(ledger: Any, number: int) -> int:
    """Some things more that are to be said."""
    from definitions.digest import Item
    from flows.wiring import utc_now

    now, people = utc_now(), random.sample(range(PEOPLE), MAILS)
    kinds = {n: "issued" if n < PEOPLE // 2 else "received" for n in people}
    items = [Item(_key(n), f"r{number}", f"u{n:02}.dm", "mail", kinds[n], now) for n in people]
    ledger.record([], seen={}, now=now, items=items)
    return len(items)


# ---------------------------------------------------------------- processes


def forked(work: Callable[[], None]) -> int:
    """A process of its own for that work; everything it needs is imported already."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        work()
    except BaseException:  # noqa: BLE001 - the child of a fork ends here, whatever happens
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def worker(url: str, folder: Path, port: int) -> None:
    """Deliver for ever."""
    from definitions import delivery
    from flows import deliver, queued

    delivery.DAILY, queued.LEASE, deliver.ASKED_AGAIN, delivery.BATCH, delivery.MOST = 10**9, LEASE, AGAIN, BATCH, BATCH  # type: ignore[misc]
    office = office_of(url, folder, port)
    random.seed()
    while True:
        deliver.deliver(office, {}, str, [], Words(office))
        time.sleep(0.01)


def sink(folder: Path, ready: int) -> None:
    """An SMTP server that writes down the Message-ID of everything it takes."""
    from aiosmtpd.smtp import SMTP

    log = os.open(folder / "taken.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    class Sink:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
            for line in envelope.content.splitlines():
                if line.lower().startswith(b"message-id:"):
                    os.write(log, line.split(b":", 1)[1].strip() + b"\n")
            return "250 OK"

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Sink(), hostname="sink.example"), "127.0.0.1")
        os.write(ready, str(server.sockets[0].getsockname()[1]).encode() + b"\n")
        await asyncio.Event().wait()

    asyncio.run(serve())


# ---------------------------------------------------------------- the storm


@dataclass(frozen=True)
class Result:
    """What was counted at the end."""

    database: str
    kills: int
    items: int
    letters: int
    lost: int
    silent: int  # letters that left twice although they may not
    twice: int  # letters that left twice and may
    uncounted: int  # of those, the ones of which the ledger does not know that they were in doubt
    most: int
    parked: int
    seconds: float

    @property
    def good(self) -> bool:
        """Whether it is what is promised."""
        return not (self.lost or self.silent or self.uncounted) and self.most <= 2

    def row(self) -> str:
        """A line of the table."""
        return (
            f"| {self.database} | {self.kills} | {self.items} | {self.letters} | {self.lost} | {self.silent} | "
            f"{self.parked} | {self.twice} (most {self.most}, uncounted {self.uncounted}) | {self.seconds:.0f} s |"
        )


HEAD = (
    "| database | `kill -9` | things to say | letters | lost | left twice, may not | parked for a person | "
    "left twice, may | took |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def storm(name: str, url: str, kills: int) -> Result:
    """Kill that often, let it come to rest, count."""
    from storage.ledger import open_ledger

    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vongnam-proof-") as text:
        folder = Path(text)
        begin(url.format(folder=folder))
        place = url.format(folder=folder)
        read, write = os.pipe()
        server = forked(lambda: sink(folder, write))
        with os.fdopen(read) as ready:
            port = int(ready.readline())
        start = lambda: forked(lambda: worker(place, folder, port))  # noqa: E731 - one use, one line
        workers = [start() for _ in range(WORKERS)]
        try:
            ledger = open_ledger(place)
            items = _killed(ledger, workers, start, kills)
            rested(ledger)
            result = counted(name, ledger, folder, kills, items, begun)
            ledger.close()
        finally:
            for pid in [*workers, server]:
                ended(pid)
    return result


def _killed(ledger: Any, workers: list[int], start: Callable[[], int], kills: int) -> int:
    items = number = 0
    for kill in range(kills):
        until = time.monotonic() + random.uniform(0.02, 0.3)
        while time.monotonic() < until:
            items += queued(ledger, number)
            number += 1
            time.sleep(0.02)
        place = random.randrange(WORKERS)
        ended(workers[place])
        workers[place] = start()
        if kill % 20 == 19:
            print(f"  {kill + 1} kills, {items} things to say", file=sys.stderr)
    return items


def ended(pid: int) -> None:
    """SIGKILL to a process that we started, and wait for it."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def rested(ledger: Any, patience: float = 120) -> None:
    """Until nothing is pending, under way, or waits to be tried again."""
    from flows.queued import FAR

    until, still = time.monotonic() + patience, 0
    while still < 5:  # the three are not asked at one instant, and a letter may go back from one to the other
        still = 0 if ledger.pending(FAR) or ledger.expired(FAR) or ledger.retries(FAR) else still + 1
        if time.monotonic() > until:
            left = (len(ledger.pending(FAR)), len(ledger.expired(FAR)), len(ledger.retries(FAR)))
            raise SystemExit(f"after {patience:.0f} s there still waits: {left}")
        time.sleep(0.2)


def counted(name: str, ledger: Any, folder: Path, kills: int, items: int, begun: float) -> Result:
    """At the server and in the ledger."""
    taken = Counter((folder / "taken.log").read_text().split())
    messages = {f"<{m.id}@so.example>": m for m in ledger.messages()}
    said = sum(len(m.items) for m in messages.values() if m.state in ("sent", "unknown"))
    never = [id for id, m in messages.items() if m.state == "sent" and not taken[id]]
    parked = {id for id, m in messages.items() if {i.kind for i in m.items} == {"issued"}}
    twice = {id for id, times in taken.items() if times > 1}
    return Result(
        name,
        kills,
        items,
        len(messages),
        (items - said) + len(never) + len(taken.keys() - messages.keys()),
        len(twice & parked),
        len(twice - parked),
        sum(not messages[id].doubts for id in twice - parked),
        max(taken.values()),
        sum(m.state == "unknown" for m in messages.values()),
        time.monotonic() - begun,
    )


# ---------------------------------------------------------------- PostgreSQL of our own


@contextmanager
def postgres() -> Iterator[str]:
    """A server on this machine alone, gone afterwards."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda it: int(it.parent.name))
    if not programs:
        raise SystemExit("this proof needs PostgreSQL (apt-get install postgresql)")
    owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    home = Path(tempfile.mkdtemp(prefix="vongnam-postgres-"))
    if owner:
        shutil.chown(home, "postgres")
    initdb = [programs[-1] / "initdb", "-A", "trust", "-U", "vongnam", "-E", "UTF8", "--no-locale", "-D", home / "c"]
    subprocess.run([*owner, *initdb], check=True, capture_output=True, cwd="/")
    port = random.randrange(20000, 50000)
    command = [programs[-1] / "postgres", "-D", home / "c", "-h", "127.0.0.1", "-p", str(port), "-k", ""]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen([*owner, *command], cwd="/", stderr=log, start_new_session=True)
    try:
        _answering(port)
        yield f"postgresql://vongnam@127.0.0.1:{port}/postgres"
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=60)
        shutil.rmtree(home)


def _answering(port: int) -> None:
    import psycopg

    for _ in range(300):
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=vongnam dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("PostgreSQL does not answer")


# ---------------------------------------------------------------- the run


def main() -> int:
    """Both databases; the figures into the page. 1 where something was lost, or left twice unseen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="on each database (default 200)")
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="on this one alone, and write no page")
    arguments = parser.parse_args()
    _imported()
    results = []
    if arguments.only != "postgres":
        results.append(storm("SQLite", "sqlite:///{folder}/vongnam.db", arguments.kills))
        print(HEAD, results[-1].row(), sep="\n")
    if arguments.only != "sqlite":
        with postgres() as url:
            results.append(storm("PostgreSQL", url, arguments.kills))
        print(HEAD, results[-1].row(), sep="\n")
    if not arguments.only:
        write([HEAD, *(result.row() for result in results)])
    return 0 if all(result.good for result in results) else 1


def _imported() -> None:
    """Once, before anything is forked: a worker that starts again is at work at once."""
    import aiosmtpd.smtp
    import psycopg
    import sqlalchemy.dialects.postgresql.psycopg
    import sqlalchemy.dialects.sqlite

    import flows.deliver
    import notifications.send
    import storage.ledger

    _ = (aiosmtpd, psycopg, sqlalchemy, flows, notifications, storage)


def write(lines: Sequence[str]) -> None:
    """The figures between their marks; the rest of the page stays as it is."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = "\n".join(lines)
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
