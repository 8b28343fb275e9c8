"""Proving a definition by its tests: each lives the year from its first day, in memory, and looks when it says."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from definitions import agenda, testwords
from definitions.errors import Faults, VongNamError
from definitions.exercised import Exercised, Way, begins, exercised
from definitions.expectations import Miss, Round, Seen, Test, Told, missed_message, missed_round
from definitions.facts import Key, Obligation, State
from definitions.moments import last_valid_day, local_day
from definitions.states import Cause
from definitions.vocabulary import Definition, Person
from flows.deliver import deliver
from flows.given import act
from flows.heartbeat import sweep
from flows.living import VirtualClock, begin, later, texts_of
from flows.told import plainly, silently
from flows.wiring import Office

if TYPE_CHECKING:
    from definitions.digest import Item
    from definitions.source import Source
    from flows.files import Sources
    from notifications.messages import Letter

FILE = "tests.yaml"


@dataclass(frozen=True, slots=True)
class Failure:
    """A line of a test file that is not so: where, what is missing, or why an act was refused."""

    file: str
    line: int
    misses: tuple[Miss, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Proved:
    """What became of one test, and the ways that it went."""

    test: Test
    failures: tuple[Failure, ...]
    ways: tuple[tuple[str, Way], ...] = field(repr=False, default=())


def read_tests(year_file: Path, ctx: agenda.Context) -> tuple[Test, ...]:
    """The tests beside a year file, of tests.yaml and of every *.tests.yaml. Faults of all of them at once."""
    named = [year_file.parent / FILE, *sorted(year_file.parent.glob("*.tests.yaml"))]
    found: list[Test] = []
    faults: list[Any] = []
    for file in (file for file in named if file.is_file()):
        try:
            found += testwords.tests(_source(file), ctx)
        except Faults as wrong:
            faults += wrong.faults
    if faults:
        raise Faults(faults)
    if not found:
        raise VongNamError(code="no-tests", file=named[0])
    return tuple(found)


def _source(file: Path) -> Source:
    from definitions.source import Source

    return Source(file.as_posix(), file.read_bytes())


def covered(ctx: agenda.Context, proved: Sequence[Proved]) -> Exercised:
    """What the tests went through, all together."""
    return exercised(
        ctx, {step for one in proved for step in one.test.steps}, (way for one in proved for way in one.ways)
    )


class Laboratory:
    """A definition, ready to be tried: prepared once, lived as often as there are tests. No file, no letter is made."""

    def __init__(self, definition: Definition, sources: Sources) -> None:
        from notifications.documents import Documents
        from notifications.render import Templates

        self.context = agenda.context(definition)
        self._bare = agenda.context(_undocumented(definition))
        self._sources = sources
        self._documents, self._templates = Documents(None), Templates(None)

    def prove(self, test: Test) -> Proved:
        """Live until the instant of the test, with what is given, and look."""
        with tempfile.TemporaryDirectory(prefix="vongnam-") as folder:
            office, clock = self._office(Path(folder))
            refused = list(_live(office, clock, test))
            failures = refused or [f for expected in test.expect for f in _looked(office, test, expected)]
            return Proved(test, tuple(failures), tuple(way for way in _ways(office) if way[0] in test.steps))

    def _office(self, folder: Path) -> tuple[Office, VirtualClock]:
        from notifications.post import MemoryPost
        from storage.archive import Archive
        from storage.memory import MemoryLedger

        definition = self._bare.definition
        start = dt.datetime.combine(definition.year.first, dt.time(), _zone(self._bare)).astimezone(dt.UTC)
        clock = VirtualClock(start)
        office = Office(
            ledger=MemoryLedger(), context=self._bare, archive=Archive(folder), documents=self._documents,
            templates=self._templates, post=MemoryPost(), secret=b"a test has no secrets", now=clock,
        )  # fmt: skip
        begin(office.ledger, definition, texts_of(self._sources), "", adopted=start, now=start)
        return office, clock


def _zone(ctx: agenda.Context) -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(ctx.clock.zone)


def _undocumented(definition: Definition) -> Definition:
    bare = tuple(step.model_copy(update={"document": None}) for step in definition.process.steps)
    return definition.model_copy(update={"process": definition.process.model_copy(update={"steps": bare})})


# ---------------------------------------------------------------- living


class _Unworded:
    """Letters without words: a test asks who is told what, not how."""

    domain = "vongnam.example"

    def __init__(self, office: Office) -> None:
        self._office = office

    def letter(self, person: str, items: Sequence[Item]) -> tuple[Person, Letter]:
        from notifications.messages import Letter

        return self._office.definition.directory.person(person), Letter(f"{len(items)}", "", "")


def _live(office: Office, clock: VirtualClock, test: Test) -> Iterator[Failure]:
    """Play what is given and what falls due, in order; what people do comes before the beat of the same instant."""
    line = test.line
    try:
        for given in test.given:
            line = given.line
            _to(office, clock, given.at, itself=False)
            act(office, given)
        line = test.line
        _to(office, clock, test.at)
    except VongNamError as error:
        yield Failure(test.file, line, refused=" ".join(error.parts("vi")))


def _to(office: Office, clock: VirtualClock, until: dt.datetime, *, itself: bool = True) -> None:
    """A beat at every instant at which something is due, up to that one, and then at that one."""
    due = office.ledger.next_instant()
    while due is not None and due <= until:
        if due == until and not itself:
            break
        clock.to(due)
        _beat(office)
        due = office.ledger.next_instant()
        if due is not None and due <= clock.instant:
            due = later(office, clock.instant)
    clock.to(until)
    if itself:
        _beat(office)


def _beat(office: Office) -> None:
    failures: list[str] = []
    sweep(office, None, plainly, silently, [], failures)
    deliver(office, {}, silently, failures, _Unworded(office))
    if failures:
        raise VongNamError(failures[0])


# ---------------------------------------------------------------- looking


def _looked(office: Office, test: Test, expected: Round | Told) -> Iterator[Failure]:
    if isinstance(expected, Round):
        misses = missed_round(expected, _seen(office, expected))
    else:
        misses = missed_message(expected, _days(office, expected))
    if misses:
        yield Failure(test.file, expected.line, misses)


def _seen(office: Office, expected: Round) -> Seen | None:
    held = office.ledger.obligations(step=expected.step, period=expected.period, party=expected.party)
    if not held:
        return None
    it, zone = max(held, key=lambda it: it.key.round), office.context.clock.zone
    submitted = office.ledger.submission(it.key)
    due, opens = it.instants.due, it.instants.opens
    return Seen(
        {
            "is": it.state.value,
            "opens": local_day(opens, zone) if opens else None,
            "due": last_valid_day(due, zone) if due else None,
            "late": bool(submitted and submitted.late),
            "reminded": any(item.kind == "remind" and item.key == it.key for _, item in _told(office)),
            "prints": tuple(_printed(office, it, expected.printed_for)),
        }
    )


def _told(office: Office) -> Iterator[tuple[dt.datetime, Item]]:
    return ((m.sent or m.created, item) for m in office.ledger.messages() if m.state == "sent" for item in m.items)


def _days(office: Office, expected: Told) -> set[dt.date]:
    people = {person.id for person in office.definition.directory.of(expected.to)}
    return {
        local_day(at, office.context.clock.zone)
        for at, item in _told(office)
        if item.person in people and item.kind == expected.kind and expected.about in ("", item.key.step)
    }


def _printed(office: Office, it: Obligation, party: str) -> Iterator[str]:
    """What the document of a round says, line by line; of one party, where one is named."""
    from notifications import tables

    submitted = office.ledger.submission(it.key)
    content = office.ledger.content(submitted.content) if submitted else {}
    if "answers" not in content:
        return
    name = office.definition.year.party(party).name if party else ""
    yield from (line for line in _lines(tables.month(office.definition, content)) if name in line)


def _lines(shown: Any) -> Iterator[str]:
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, dict):
        yield from (line for value in shown.values() for line in _lines(value))
    elif isinstance(shown, list | tuple):
        yield from (line for value in shown for line in _lines(value))


def _ways(office: Office) -> Iterator[tuple[str, Way]]:
    """Every transition that was made, as (step, (from, cause)), from the audit trail."""
    states: dict[str, State] = {}
    for event in office.ledger.events():
        if event.what == "move":
            step = office.context.steps[Key.parse(event.key).step]
            before = states.get(event.key, begins(office.context, step))
            yield step.id, (before, Cause(event.detail["cause"]))
            states[event.key] = State(event.detail["to"])
