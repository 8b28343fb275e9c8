"""Gathering a "bổ sung": which lines came when the plan of their period was put together already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from definitions.actions import Action, Assemble, Move, Receive
from definitions.compile import UnitPlan
from definitions.facts import Key, State
from definitions.periods import base_of, number_of
from definitions.supplement import asked_about, late_lines, supplement
from definitions.vocabulary import Step
from flows.wiring import Office


def supplemented(
    office: Office, asked: Assemble, rows: Sequence[Action], contents: Mapping[str, Any], now: dt.datetime
) -> Sequence[Action]:
    """What the late lines bring; nothing without any. `rows` and `contents` are of this same transaction."""
    step = office.context.steps[asked.key.step]
    month = base_of(asked.key.period)
    asking = _asking(office, asked, step, now)
    held = [it for it in office.ledger.obligations(step=step.id) if base_of(it.key.period) == month]
    if not held or not late(office, step, month, rows, contents):
        return asking
    latest = max(held, key=lambda it: number_of(it.key.period))
    moves = [row.to for row in rows if isinstance(row, Move) and row.key == latest.key]
    return (*asking, *supplement(office.context, step, replace(latest, state=moves[-1]) if moves else latest, now))


def _asking(office: Office, asked: Assemble, step: Step, now: dt.datetime) -> tuple[Action, ...]:
    """A "bổ sung" is named where it is confirmed: now it is known whom its lines are for."""
    submitted = office.ledger.submission(asked.key) if base_of(asked.key.period) != asked.key.period else None
    lines = office.ledger.content(submitted.content).get("lines", ()) if submitted else ()
    if not submitted:
        return ()
    known = {it.key for it in office.ledger.obligations(period=asked.key.period)}
    return tuple(asked_about(office.context, step, asked.key.period, lines, now, known))


def late(
    office: Office, step: Step, period: str, rows: Sequence[Action] = (), contents: Mapping[str, Any] | None = None
) -> tuple[UnitPlan, ...]:
    """The plans of the units with the lines that no other version of the plan has had.

    For a "bổ sung" those of its own versions are still its own; for the month itself every line that stood anywhere is
    known.
    """
    assert step.source, f"{step.id} compiles nothing"
    month = base_of(period)
    others = [it.key for it in office.ledger.obligations(step=step.id) if base_of(it.key.period) == month]
    own = {period} if period != month else set()
    known = {id for key in others if key.period not in own for id in _ids(office, key)}
    return late_lines(_plans(office, step.source, month, rows, contents or {}), known)


def _ids(office: Office, key: Key) -> Iterator[str]:
    latest = office.ledger.submission(key)
    for n in range(1, latest.version + 1 if latest else 1):
        if version := office.ledger.submission(key, n):
            yield from (line["id"] for line in office.ledger.content(version.content).get("lines", ()))


def _plans(
    office: Office, source: str, month: str, rows: Sequence[Action], contents: Mapping[str, Any]
) -> list[UnitPlan]:
    """The latest plan of each unit, with what comes in this same transaction; what was sent back waits."""
    back = {it.key for it in office.ledger.obligations(step=source, period=month, states=[State.RETURNED])}
    found = {it.key: (it.content, it.received, it.late) for it in office.ledger.submissions(source, month)}
    came = [row for row in rows if isinstance(row, Receive) and row.key.step == source]
    found |= {row.key: (row.content, row.received, row.late) for row in came}
    taken = {key: it for key, it in found.items() if key not in back or any(row.key == key for row in came)}
    return [
        UnitPlan(contents.get(sha) or office.ledger.content(sha), received, was_late)
        for _, (sha, received, was_late) in sorted(taken.items())
    ]
