"""The records of the year: what is written down each time it happens, what follows from it, and how many there were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Protocol

from definitions.events import Verdict
from definitions.facts import SETTLED, WAITING, Key, Obligation, State
from definitions.vocabulary import Every, Form, Kind, Process, Step

KEPT = frozenset({Kind.SUBMIT, Kind.DO, Kind.TRACK, Kind.ANNOUNCE})
"""The kinds of step at which something is written down by whoever owes it."""

Contents = Mapping[Key, Mapping[str, Any]]


class Decided(Protocol):
    """A verdict, as the ledger knows it."""

    @property
    def key(self) -> Key:
        """Which obligation it belongs to."""

    @property
    def verdict(self) -> str:
        """One of `Verdict`."""

    @property
    def at(self) -> dt.datetime:
        """When it was said."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that was written down: what it says, and the step of the same occasion that is awaited now, if any.

    `verdict` is what a leader said of it; "" where none has, or none is asked.
    """

    own: Obligation
    lines: tuple[Mapping[str, Any], ...]
    note: str
    awaited: Obligation | None
    verdict: str

    @property
    def closed(self) -> bool:
        """Whether nothing more is waited for."""
        return self.awaited is None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The records of one step: how many, with how many lines, how many are closed, how many a leader agreed to.

    `parties` counts the records of each that wrote one.
    """

    step: str
    records: int
    lines: int
    closed: int
    approved: int
    parties: tuple[tuple[str, int], ...] = ()


def record_steps(process: Process) -> tuple[Step, ...]:
    """The steps of the process at which the year's records begin: each time something happens, and after nothing else."""
    events = {step.id for step in process.steps if step.every is Every.EVENT}
    return tuple(
        step
        for step in process.steps
        if step.id in events and step.kind in KEPT and not events & {*step.needs, step.on or ""}
    )


def follows(process: Process, first: str) -> tuple[str, ...]:
    """The steps that follow a record in the same occasion, in the order of the process."""
    found = {first}
    events = [step for step in process.steps if step.every is Every.EVENT]
    for _ in events:  # as often as the longest chain
        found |= {step.id for step in events if found & {*step.needs, step.on or ""}}
    return tuple(step.id for step in events if step.id in found and step.id != first)


def raised_by(process: Process, step: str) -> tuple[str, ...]:
    """The steps at which what is decided or done here was written down first."""
    return tuple(first.id for first in record_steps(process) if step in follows(process, first.id))


# ---------------------------------------------------------------- where a line belongs


def led_to(form: Form, line: Mapping[str, Any]) -> str:
    """The step at which this line is recorded instead, because of what it chooses; "" where it stays."""
    said = (dict(field.leads_to).get(str(line.get(field.id, "")), "") for field in form.fields)
    return next(filter(None, said), "")


def carried(form: Form, line: Mapping[str, Any]) -> dict[str, Any]:
    """What of a line the other step's form asks for: nothing else goes there, and nothing else is kept."""
    return {field.id: line[field.id] for field in form.fields if line.get(field.id)}


# ---------------------------------------------------------------- the book


def book(
    process: Process, obligations: Iterable[Obligation], contents: Contents, decisions: Iterable[Decided]
) -> tuple[tuple[Step, tuple[Record, ...]], ...]:
    """Every record by its step, in the order of the process; within a step in the order in which they happened."""
    known = {it.key: it for it in obligations}
    said = {it.key: it.verdict for it in decisions}
    return tuple((step, tuple(_records(process, step, known, contents, said))) for step in record_steps(process))


def _records(
    process: Process, step: Step, known: Mapping[Key, Obligation], contents: Contents, said: Mapping[Key, str]
) -> Iterator[Record]:
    chain = follows(process, step.id)
    own = sorted((it for it in known.values() if it.key.step == step.id and it.state is not State.BEFORE), key=_when)
    for it in own:
        after = [o for name in chain for o in known.values() if o.key.step == name and o.key.period == it.key.period]
        content = contents.get(it.key, {})
        verdicts = [said[o.key] for o in after if o.key in said]
        yield Record(
            it, tuple(content.get("lines", ())), str(content.get("note", "")),
            next((o for o in (it, *after) if o.state in {*WAITING, State.PLANNED, State.SUBMITTED}), None),
            verdicts[-1] if verdicts else "",
        )  # fmt: skip


def _when(it: Obligation) -> tuple[str, Key]:
    opens = it.instants.opens
    return opens.isoformat() if opens else "", it.key


# ---------------------------------------------------------------- how many


class Said(NamedTuple):
    """One thing that is counted: a record, and which of its lines; None where it is counted as a whole."""

    record: Record
    line: int | None = None


Count = Callable[[str, Sequence[Said]], int]
"""How many these are, by the name of the figure: "feedback.closed", "feedback.parties.van-phong"."""


def _how_many(_: str, counted: Sequence[Said]) -> int:
    return len(counted)


def counted(
    process: Process,
    obligations: Sequence[Obligation],
    contents: Contents,
    decisions: Iterable[Decided],
    cutoff: dt.datetime,
    count: Count = _how_many,
) -> tuple[Recorded, ...]:
    """How many records there were of each step up to the cut-off; a record without lines counts as one."""
    raised = [it for it in obligations if it.instants.opens is None or it.instants.opens <= cutoff]
    known = [it if it.done is None or it.done <= cutoff else _still_open(it) for it in raised]
    told = [it for it in decisions if it.at <= cutoff]
    return tuple(_recorded(step, its, count) for step, its in book(process, known, contents, told))


def _still_open(it: Obligation) -> Obligation:
    return replace(it, state=State.OPEN, done=None) if it.state in SETTLED else it


_AGREED: Final = frozenset({Verdict.APPROVE, Verdict.APPROVE_WITH_CHANGES})


def _recorded(step: Step, its: Sequence[Record], count: Count) -> Recorded:
    parts = {
        "records": [Said(it) for it in its],
        "lines": [Said(it, n) for it in its for n in range(max(1, len(it.lines)))],
        "closed": [Said(it) for it in its if it.closed],
        "approved": [Said(it) for it in its if it.verdict in _AGREED],
    }
    of = {
        party: [Said(it) for it in its if it.own.key.party == party]
        for party in sorted({it.own.key.party for it in its})
    }
    return Recorded(
        step.id,
        **{part: count(f"{step.id}.{part}", said) for part, said in parts.items()},
        parties=tuple((party, count(f"{step.id}.parties.{party}", said)) for party, said in of.items()),
    )
