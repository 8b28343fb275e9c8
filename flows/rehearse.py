"""The same year under a virtual clock: scripted people, the same doors, storage and words, without Prefect."""

from __future__ import annotations

import csv
import datetime as dt
import math
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from definitions import agenda
from definitions.errors import EnvironmentWrong
from definitions.facts import WAITING, State
from definitions.vocabulary import Definition
from flows.heartbeat import heartbeat
from flows.people import Act, next_act
from flows.script import Script
from flows.told import Say, Stage, Told, plainly, silently
from flows.transcript import transcript
from flows.wiring import Office

if TYPE_CHECKING:
    from flows.files import Sources
    from storage.port import Ledger, Texts

REHEARSAL = "rehearsal.yaml"
TAIL = dt.timedelta(days=20)
"""How long after its last period a rehearsed year is still watched."""

SECRET = b"a rehearsal has no secrets: its codes open nothing outside of its own folder"


@dataclass
class VirtualClock:
    """A clock that is told what time it is, and never goes back."""

    instant: dt.datetime

    def __call__(self) -> dt.datetime:
        """The instant it was last told."""
        return self.instant

    def to(self, instant: dt.datetime) -> None:
        """Go on to that instant."""
        self.instant = max(self.instant, instant)


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal left: a transcript for people, a timeline for spreadsheets, and how long it took to tell."""

    transcript: str
    timeline: tuple[tuple[str, ...], ...]
    failures: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The timeline as rows with names."""
        return {
            "timeline": [dict(zip(COLUMNS, row, strict=True)) for row in self.timeline],
            "failures": list(self.failures),
        }


COLUMNS = ("instant", "what", "who", "channel", "subject")


def begin(
    ledger: Ledger, definition: Definition, texts: Texts, directory: str, *, adopted: dt.datetime, now: dt.datetime
) -> None:
    """Start a year: its texts are kept whole, and every obligation of it is planned."""
    ledger.begin(texts, directory, agenda.plan(definition, adopted), adopted=adopted, now=now)


def texts_of(sources: Sources) -> Texts:
    """The texts that a year runs on, with the hash that it is pinned to."""
    from definitions.load import texts_sha
    from storage.port import Texts

    calendars = {Path(source.name).name: _text(source) for source in sources.calendars}
    sha = texts_sha(sources.process, sources.year, list(sources.calendars))
    return Texts(_text(sources.process), _text(sources.year), calendars, sha)


def _text(source: Any) -> str:
    return source.text if isinstance(source.text, str) else source.text.decode("utf-8").removeprefix("\ufeff")


# ---------------------------------------------------------------- living


def live(
    office: Office,
    script: Script,
    clock: VirtualClock,
    until: dt.datetime,
    *,
    at_each: Callable[[dt.datetime], None] = lambda _: None,
    say: Say = silently,
) -> list[str]:
    """Play every instant up to and including `until`, in order: what people do, what falls due. Failures as sentences.

    What people do comes before the heartbeat of the same instant. The ledger is the only memory: a play that was
    killed goes on where it stopped.
    """
    failures: list[str] = []
    left: dt.datetime | None = None
    while True:
        act, due = next_act(office, script), office.ledger.next_instant()
        if due is not None and due == left and due <= clock.instant:
            due = _later(office, clock.instant)
        at = min((when for when in (act.at if act else None, due) if when is not None), default=None)
        if at is None or at > until:
            clock.to(until)
            at_each(until)
            return failures
        clock.to(at)
        at_each(clock.instant)
        _act(office, script, act, clock.instant)
        told = heartbeat(office, say=say)
        failures += told.failures
        if told.failures and len(failures) > PATIENCE:
            return failures
        left = office.ledger.next_instant()  # if it has come already: held back, or broken, and not waited for


def _act(office: Office, script: Script, act: Act | None, now: dt.datetime) -> None:
    """Everything that people do at this instant, each thing once."""
    done: set[str] = set()
    while act is not None and act.at <= now and act.what not in done:
        act.do()
        done.add(act.what)
        act = next_act(office, script)


def _later(office: Office, now: dt.datetime) -> dt.datetime | None:
    """The next instant at which an obligation needs attention, whatever an instant gone by has left behind."""
    waiting = office.ledger.obligations(states=[State.PLANNED, *WAITING])
    return min((it.next_at for it in waiting if it.next_at is not None and it.next_at > now), default=None)


PATIENCE = 50
"""So many failures and a rehearsal stops: the same thing goes wrong again and again."""


# ---------------------------------------------------------------- rehearse


def rehearse(
    definition: Definition, sources: Sources, *, out: Path | None = None, progress: Say = silently
) -> Rehearsed:
    """The whole year. With `out`, leaves timeline.csv, the documents under their names, and the database."""
    with _folder(out) as folder, _office(definition, sources, folder) as (office, clock):
        script = Script.read(Path(sources.year.name).parent / REHEARSAL, office.context)
        end = _midnight(office, definition.year.last) + TAIL
        months: dict[str, None] = {}
        told = partial(_month, office, months, progress)
        failures = live(office, script, clock, end, at_each=told)
        timeline = tuple(_timeline(office))
        result = Rehearsed(transcript(office), timeline, tuple(failures))
        if out is not None:
            _leave(office, folder, timeline)
    return result


def _month(office: Office, months: dict[str, None], progress: Say, instant: dt.datetime) -> None:
    month = f"{instant.astimezone(office.zone):%m/%Y}"
    if month not in months:
        months[month] = None
        progress(month)


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    if out is None:
        scratch = tempfile.mkdtemp(prefix="vongnam-")
        try:
            yield Path(scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return
    out.mkdir(parents=True, exist_ok=True)
    if (out / "vongnam.db").exists():
        raise EnvironmentWrong(code="rehearsed-already", folder=out)
    yield out


@contextmanager
def _office(definition: Definition, sources: Sources, folder: Path) -> Iterator[tuple[Office, VirtualClock]]:
    from notifications.documents import Documents
    from notifications.post import MemoryPost
    from notifications.render import Templates
    from storage.archive import Archive
    from storage.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{folder / 'vongnam.db'}", durable=False)
    context = agenda.context(definition)
    try:
        clock = VirtualClock(dt.datetime.min.replace(tzinfo=dt.UTC))
        office = Office(
            ledger=ledger,
            context=context,
            archive=Archive(folder / "archive"),
            documents=Documents(None),
            templates=Templates(None),
            post=MemoryPost(),
            secret=SECRET,
            now=clock,
        )
        start = _midnight(office, definition.year.first)
        clock.to(start)
        directory = _text(sources.organisation) if sources.organisation else ""
        begin(ledger, definition, texts_of(sources), directory, adopted=start, now=start)
        yield office, clock
    finally:
        ledger.close()


def _midnight(office: Office, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), office.zone).astimezone(dt.UTC)


def _timeline(office: Office) -> Iterator[tuple[str, ...]]:
    """What happened and what was said, in order of instant."""
    directory = office.definition.directory
    rows = [
        (m.sent or m.created, "thư", directory.person(m.person).name, m.channel, m.subject)
        for m in office.ledger.messages()
        if m.state == "sent"
    ]
    rows += [(e.at, e.what, e.by, "", e.key) for e in office.ledger.events()]
    for at, *rest in sorted(rows, key=lambda row: (row[0], *map(str, row[1:]))):
        yield (at.astimezone(office.zone).isoformat(timespec="minutes"), *map(str, rest))


def _leave(office: Office, folder: Path, timeline: tuple[tuple[str, ...], ...]) -> None:
    with (folder / "timeline.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *timeline])
    documents = folder / "documents"
    documents.mkdir(exist_ok=True)
    for document in office.ledger.documents():
        (documents / document.name).write_bytes(office.archive.read(document.sha))


# ---------------------------------------------------------------- the demo's "Đi tới ngày"


def go_to(
    office: Office, day: dt.date, *, time: dt.time = dt.time(9), stage: Stage = plainly, say: Say = silently
) -> Told:
    """Play every instant up to that day (demo only); every process tells the time that is being played."""
    from flows.wiring import utc_now

    source = office.ledger.setting("rehearsal")
    if office.ledger.setting("demo") != "yes" or source is None:
        raise EnvironmentWrong(code="not-a-demo")
    clock = VirtualClock(office.now())
    until = dt.datetime.combine(day, time, office.zone).astimezone(dt.UTC)

    def told(instant: dt.datetime) -> None:
        offset = (instant - utc_now()).total_seconds()
        office.ledger.set("clock-offset", str(math.ceil(offset)), now=instant)

    script = Script.read(Path(source), office.context)
    playing = office.at(clock)
    failures = stage("Sống tới ngày đã chọn", partial(live, playing, script, clock, until, at_each=told, say=say))
    return Told(
        f"Đã tới ngày {day:%d/%m/%Y}", (f"Đồng hồ của văn phòng mẫu: {day:%d/%m/%Y} {time:%H:%M}.",), tuple(failures)
    )
