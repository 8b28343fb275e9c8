"""The year as the Office looks over it: who owes what now, by party and by month, and every party's months at a glance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from definitions.facts import Obligation, State
from definitions.periods import bounds
from definitions.report import Waiting
from definitions.vocabulary import Definition, Kind, Step

MONTHS: Final = 12
"""So many months fit into one picture: of a longer year, those up to the present and what follows."""


class Mark(StrEnum):
    """How a party stands in a month, the worst first: of several duties the worst is shown."""

    MISSED = "missed"
    OVERDUE = "overdue"  # still awaited, and the deadline has passed
    SILENT = "silent"  # a partner that was asked and has not answered: silence is printed as what it is
    RETURNED = "returned"
    OPEN = "open"
    LATE = "late"  # done, after the deadline
    DONE = "done"
    NIL = "nil"
    WAIVED = "waived"
    BEFORE = "before"
    PLANNED = "planned"


_WORST: Final = tuple(Mark)
_SETTLED: Final = {State.NIL: Mark.NIL, State.WAIVED: Mark.WAIVED, State.BEFORE: Mark.BEFORE, State.MISSED: Mark.MISSED}


@dataclass(frozen=True, slots=True)
class Standing:
    """One party's months, in the order of the board; None where it owes nothing by a date in that month."""

    party: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Parties by months ("2023-11"), each cell the worst of what was due in it."""

    months: tuple[str, ...]
    rows: tuple[Standing, ...]


def board(definition: Definition, obligations: Iterable[Obligation], now: dt.datetime) -> Board:
    """Every party that owes something by a date, in the order of the year; a duty stands in the month of its deadline."""
    steps = {step.id: step for step in definition.process.steps}
    zone = ZoneInfo(definition.process.timezone)
    found: dict[tuple[str, str], Mark] = {}
    for it in _latest(it for it in obligations if it.key.step in steps and it.instants.due is not None):
        where = it.key.party, _month(it, zone)
        mark = _mark(steps[it.key.step], it, now)
        found[where] = min(mark, found.get(where, mark), key=_WORST.index)
    months = months_shown(definition, sorted({month for _, month in found}), f"{now.astimezone(zone):%Y-%m}")
    owing = {party for party, _ in found}
    return Board(
        months,
        tuple(
            Standing(party.id, tuple(found.get((party.id, month)) for month in months))
            for party in definition.year.parties
            if party.id in owing
        ),
    )


def _latest(obligations: Iterable[Obligation]) -> Iterable[Obligation]:
    """What was asked once more stands for what was asked before."""
    rounds: dict[tuple[str, str, str], Obligation] = {}
    for it in obligations:
        known = rounds.get(it.key[:3])
        if known is None or known.key.round < it.key.round:
            rounds[it.key[:3]] = it
    return rounds.values()


def _month(it: Obligation, zone: ZoneInfo) -> str:
    """The month of the last valid day: a deadline at midnight belongs to the day before."""
    due = it.instants.due
    assert due is not None, "asked only of what has a deadline"
    return f"{(due - dt.timedelta(microseconds=1)).astimezone(zone):%Y-%m}"


def _mark(step: Step, it: Obligation, now: dt.datetime) -> Mark:
    due = it.instants.due
    if step.kind is Kind.AGREE and unanswered(it, now):
        return Mark.SILENT
    if it.state in _SETTLED:
        return _SETTLED[it.state]
    if it.state is State.PLANNED:
        return Mark.PLANNED
    if it.state in (State.SUBMITTED, State.ACCEPTED):
        came = it.received if step.kind in (Kind.SUBMIT, Kind.AGREE) else it.done
        return Mark.LATE if due is not None and came is not None and came >= due else Mark.DONE
    if due is not None and due <= now:
        return Mark.OVERDUE
    return Mark.RETURNED if it.state is State.RETURNED else Mark.OPEN


def unanswered(it: Obligation, now: dt.datetime) -> bool:
    """Whether it was asked, its time has passed, and nothing came."""
    passed = it.instants.due is not None and it.instants.due <= now
    return it.state is State.MISSED or (it.state is State.OPEN and passed)


def months_shown(definition: Definition, named: list[str], present: str) -> tuple[str, ...]:
    """From the first month of the year to its last, and those beyond it in which something is due."""
    first, last = f"{definition.year.first:%Y-%m}", f"{definition.year.last:%Y-%m}"
    every = list(_following(min([first, *named[:1]]), max([last, *named[-1:]])))
    if len(every) <= MONTHS:
        return tuple(every)
    at = next((n for n, month in enumerate(every) if month >= present), len(every))
    start = min(max(at - MONTHS // 2, 0), len(every) - MONTHS)
    return tuple(every[start : start + MONTHS])


def _following(month: str, last: str) -> Iterator[str]:
    while month <= last:
        yield month
        month = f"{bounds(month)[1] + dt.timedelta(1):%Y-%m}"


# ---------------------------------------------------------------- who owes what now


def by_party(definition: Definition, waiting: Iterable[Waiting]) -> tuple[tuple[str, tuple[Waiting, ...]], ...]:
    """What each party is waited for, in the order of the year; what several are asked for stands with each of them."""
    rows = list(waiting)
    found = ((party.id, tuple(it for it in rows if party.id in it.parties)) for party in definition.year.parties)
    return tuple((party, its) for party, its in found if its)


def by_month(definition: Definition, waiting: Iterable[Waiting]) -> tuple[tuple[str, tuple[Waiting, ...]], ...]:
    """What is waited for, by the month of its deadline ("2023-11"); what has none stands last, under ""."""
    zone = ZoneInfo(definition.process.timezone)
    months: dict[str, list[Waiting]] = {}
    for it in waiting:
        month = f"{(it.due - dt.timedelta(microseconds=1)).astimezone(zone):%Y-%m}" if it.due else ""
        months.setdefault(month, []).append(it)
    return tuple((month, tuple(months[month])) for month in sorted(months, key=lambda month: (not month, month)))
