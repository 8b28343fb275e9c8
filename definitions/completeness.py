"""Completeness and timeliness: of what was asked of each party at each step, what came, when, and who is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from definitions.facts import Obligation, State
from definitions.figures import Received
from definitions.receipts import Receipt, came, counts, first_receipts
from definitions.traces import Row, Trace, owed_row
from definitions.vocabulary import Definition, Kind, Year

HANDED_IN: Final = frozenset({Kind.SUBMIT, Kind.AGREE})
"""The kinds of step at which something comes from a party: a plan, a report, an answer."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was due by now, counted: expected + beyond = received + missing, and received = on_time + late.

    `expected` is what was asked and not let go; `waived` what was let go; `received` all that came, whatever became of
    it; `beyond` of these what came although it was let go. `on_time` and `late` go by the first time that it came, its
    deadline being the one that held then; `nil` and `returned` are among the received: what said that there is nothing,
    and what stands sent back. `missing` is expected and has not come, whether its round is still open or closed.
    """

    expected: int = 0
    received: int = 0
    on_time: int = 0
    late: int = 0
    nil: int = 0
    returned: int = 0
    waived: int = 0
    missing: int = 0
    beyond: int = 0

    @property
    def complete(self) -> Fraction | None:
        """Received of expected: never capped, above 1 where something came that was let go; None of an empty whole."""
        return Fraction(self.received, self.expected) if self.expected else None

    @property
    def timely(self) -> Fraction | None:
        """Received on time, of expected; None of an empty whole."""
        return Fraction(self.on_time, self.expected) if self.expected else None


class OfParty(NamedTuple):
    """One party at one step; `formerly` are the parties that were merged into it and are counted with it."""

    party: str
    counted: Counted
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfStep:
    """One step: every party as it was; and, where some were merged, every party with those that it took over.

    The same obligations are counted both ways: the totals are one.
    """

    step: str
    total: Counted
    parties: tuple[OfParty, ...]
    merged: tuple[OfParty, ...] = ()


class _Case(NamedTuple):
    """An obligation that counts, and when it came."""

    it: Obligation
    receipt: Receipt | None


Steps = tuple[OfStep, ...]


def completeness(
    definition: Definition, obligations: Iterable[Obligation], submissions: Iterable[Received], now: dt.datetime
) -> tuple[Steps, Mapping[str, tuple[Row, ...]]]:
    """Every step at which parties hand something in, in the order of the process; and the rows of every figure.

    What is not due yet is not expected yet; what is older than adoption never was. What has no deadline counts when it
    has come. Figures are named `completeness.STEP.late`, `completeness.STEP.PARTY.late`, and with the merged parties
    `merged.STEP.PARTY.late`.
    """
    trace, firsts = Trace(), first_receipts(submissions, now)
    cases = [_Case(it, came(it, firsts, now)) for it in obligations]
    counted = sorted((case for case in cases if counts(case.it, case.receipt, now)), key=lambda case: case.it.key)
    by_step = {step: list(its) for step, its in groupby(counted, key=lambda case: case.it.key.step)}
    steps = [step.id for step in definition.process.steps if step.kind in HANDED_IN and step.id in by_step]
    return tuple(_of_step(definition.year, step, by_step[step], trace) for step in steps), trace.rows


def _of_step(year: Year, step: str, cases: list[_Case], trace: Trace) -> OfStep:
    name = f"completeness.{step}"
    heirs = {case.it.key.party: heir(year, case.it.key.party) for case in cases}
    moved = any(party != other for party, other in heirs.items())
    return OfStep(
        step,
        _counted(trace, name, cases),
        _parties(year, cases, lambda case: case.it.key.party, trace, name),
        _parties(year, cases, lambda case: heirs[case.it.key.party], trace, f"merged.{step}") if moved else (),
    )


def _parties(
    year: Year, cases: list[_Case], whose: Callable[[_Case], str], trace: Trace, name: str
) -> tuple[OfParty, ...]:
    order = {party.id: n for n, party in enumerate(year.parties)}
    found: dict[str, list[_Case]] = {}
    for case in cases:
        found.setdefault(whose(case), []).append(case)
    return tuple(
        OfParty(
            party,
            _counted(trace, f"{name}.{party}", found[party]),
            tuple(sorted({case.it.key.party for case in found[party]} - {party}, key=lambda id: order.get(id, 0))),
        )
        for party in sorted(found, key=lambda id: (order.get(id, len(order)), id))
    )


def heir(year: Year, party: str) -> str:
    """Who took a party over, however often that went on; itself where it was not merged, or the file goes in a ring."""
    seen = [party]
    while (it := year.known(seen[-1])) is not None and it.merged_into and year.known(it.merged_into):
        if it.merged_into in seen:
            return party
        seen.append(it.merged_into)
    return seen[-1]


# ---------------------------------------------------------------- one by one

_IS: Final[Mapping[str, Callable[[_Case], bool]]] = {
    "expected": lambda case: case.it.state is not State.WAIVED,
    "received": lambda case: case.receipt is not None,
    "on_time": lambda case: case.receipt is not None and not case.receipt.late,
    "late": lambda case: case.receipt is not None and case.receipt.late,
    "nil": lambda case: case.receipt is not None and case.receipt.nil,
    "returned": lambda case: case.receipt is not None and case.it.state is State.RETURNED,
    "waived": lambda case: case.it.state is State.WAIVED,
    "missing": lambda case: case.it.state is not State.WAIVED and case.receipt is None,
    "beyond": lambda case: case.it.state is State.WAIVED and case.receipt is not None,
}
FIELDS: Final = tuple(_IS)


def _counted(trace: Trace, name: str, cases: Iterable[_Case]) -> Counted:
    known = [(case, owed_row(case.it, _state(case))) for case in cases]
    return Counted(
        **{
            field: trace.count(f"{name}.{field}", (row for case, row in known if is_so(case)))
            for field, is_so in _IS.items()
        }
    )


def _state(case: _Case) -> str:
    """What became of it, in one word: the first that holds."""
    return next(
        field for field in ("beyond", "returned", "nil", "late", "on_time", "waived", "missing") if _IS[field](case)
    )
