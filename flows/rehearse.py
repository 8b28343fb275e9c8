"""The same year under a virtual clock: scripted people, the same doors, storage and words, without Prefect."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from definitions import agenda
from definitions.assumed import Assumed
from definitions.behaviour import budget
from definitions.errors import EnvironmentWrong
from definitions.facts import Obligation
from definitions.judgement import Judgement
from definitions.views import UnknownParty
from definitions.vocabulary import Definition
from flows.judging import Silenced, as_data, judge, silenced
from flows.living import VirtualClock, begin, live, text_of, texts_of
from flows.script import Script
from flows.told import Say, Stage, Told, plainly, silently
from flows.transcript import transcript
from flows.wiring import Office

if TYPE_CHECKING:
    from flows.files import Sources

REHEARSAL = "rehearsal.yaml"
TAIL = dt.timedelta(days=20)
"""How long after its last day and its last deadline a rehearsed year is still watched."""

SECRET = b"a rehearsal has no secrets: its codes open nothing outside of its own folder"


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal left: a transcript for people, a timeline for spreadsheets, the judgement of both."""

    transcript: str
    timeline: tuple[tuple[str, ...], ...]
    failures: tuple[str, ...]
    judgement: Judgement
    silenced: Silenced | None = None

    def told(self, definition: Definition) -> str:
        """All of it for people: the year month by month, its judgement, and what a silence brought."""
        from notifications.judged import judged
        from notifications.judged import silenced as told

        parts = [self.transcript, judged(definition, self.judgement)]
        if self.silenced:
            parts.append(told(definition, self.silenced.silence, self.silenced.printed))
        return "\n\n".join(parts)

    def as_json(self) -> dict[str, Any]:
        """The timeline as rows with names, and the judgement."""
        return {
            "timeline": [dict(zip(COLUMNS, row, strict=True)) for row in self.timeline],
            "failures": list(self.failures),
            "judgement": as_data(self.judgement),
            **({"silenced": as_data(self.silenced)} if self.silenced else {}),
        }


COLUMNS = ("instant", "what", "who", "channel", "subject")


# ---------------------------------------------------------------- rehearse


def rehearse(
    definition: Definition,
    sources: Sources,
    *,
    out: Path | None = None,
    script: Path | None = None,
    silent: Sequence[str] = (),
    progress: Say = silently,
) -> Rehearsed:
    """The whole year, judged. With `out`, leaves timeline.csv, the documents under their names, and the database.

    `script` is another file than the rehearsal.yaml beside the year. `silent` are parties that do nothing in it: the
    year is lived without their silence first, and what followed from it is told.
    """
    _known(definition, silent)
    plain = _plainly(definition, sources, script, progress) if silent else []
    with _folder(out) as folder, _office(definition, sources, folder) as (office, clock):
        people = _script(office, sources, script, silent)
        failures = _live(office, people, clock, progress)
        result = Rehearsed(
            transcript(office),
            tuple(_timeline(office)),
            tuple(failures),
            judge(office, budget(people.said)),
            silenced(office, silent, plain) if silent else None,
        )
        if out is not None:
            _leave(office, folder, result.timeline)
    return result


def _plainly(definition: Definition, sources: Sources, script: Path | None, progress: Say) -> list[Obligation]:
    """The obligations of the year as the script has it; its documents are nobody's concern."""
    bare = tuple(step.model_copy(update={"document": None}) for step in definition.process.steps)
    undocumented = definition.model_copy(update={"process": definition.process.model_copy(update={"steps": bare})})
    with _folder(None) as folder, _office(undocumented, sources, folder) as (office, clock):
        _live(office, _script(office, sources, script), clock, progress)
        return office.ledger.obligations()


def _known(definition: Definition, parties: Sequence[str]) -> None:
    known = {party.id for party in definition.year.parties}
    for party in parties:
        if party not in known:
            raise UnknownParty(party, definition)


def _script(office: Office, sources: Sources, file: Path | None, silent: Sequence[str] = ()) -> Script:
    if file is not None and not file.is_file():
        raise FileNotFoundError(errno.ENOENT, "", str(file))
    return Script.read(file or Path(sources.year.name).parent / REHEARSAL, office.context, silent)


def _live(office: Office, script: Script, clock: VirtualClock, progress: Say) -> list[str]:
    end = max(_midnight(office, office.definition.year.last), _last_due(office)) + TAIL
    months: dict[str, None] = {}
    return live(office, script, clock, end, at_each=partial(_month, office, months, progress))


def _last_due(office: Office) -> dt.datetime:
    """The last deadline of the year, if every step is done at the very end of its own time."""
    assumed = Assumed(office.context)
    found = (assumed.instants(step, period).due for step, period in agenda.occurrences(office.context))
    return max((due for due in found if due is not None), default=office.now())


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
            documents=Documents(sources.templates),
            templates=Templates(sources.templates),
            post=MemoryPost(),
            secret=SECRET,
            now=clock,
        )
        start = _midnight(office, definition.year.first)
        clock.to(start)
        directory = text_of(sources.organisation) if sources.organisation else ""
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
