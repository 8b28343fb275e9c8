"""Gathering a "bổ sung": which lines came, or were changed, when the plan of their period was put together already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from definitions.actions import Action, Assemble, Move, Receive
from definitions.altered import Aside, Travelled, alterations, asides
from definitions.compile import UnitPlan
from definitions.context import supplemented as adds
from definitions.facts import OVER, Key, Obligation, State
from definitions.fates import spoken_of
from definitions.periods import base_of, number_of
from definitions.supplement import asked_about, late_lines, supplement, unread
from definitions.vocabulary import Step
from flows.wiring import Office
from storage.port import Submission


def supplemented(
    office: Office, asked: Assemble, rows: Sequence[Action], contents: Mapping[str, Any], now: dt.datetime
) -> Sequence[Action]:
    """What the late lines bring; nothing without any. `rows` and `contents` are of this same transaction."""
    step = office.context.steps[asked.key.step]
    month = base_of(asked.key.period)
    asking = _asking(office, asked, step, now)
    if not (held := _held(office, step, month)):
        return asking
    latest = _as_moved(max(held, key=lambda it: number_of(it.key.period)), rows)
    ours = unread(latest)
    found = late(office, step, latest.key.period if ours else month, rows, contents)
    drafted = office.ledger.submission(latest.key) if ours else None
    lines = office.ledger.content(drafted.content)["lines"] if drafted else ()
    return (*asking, *supplement(office.context, step, latest, found, lines, now))


def _held(office: Office, step: Step, month: str) -> list[Obligation]:
    return [it for it in office.ledger.obligations(step=step.id) if base_of(it.key.period) == month]


def _as_moved(it: Obligation, rows: Sequence[Action]) -> Obligation:
    moves = [row.to for row in rows if isinstance(row, Move) and row.key == it.key]
    return replace(it, state=moves[-1]) if moves else it


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
    """The plans of the units with the lines that no other plan has had, or that have been changed since one had them.

    For a "bổ sung" those of its own versions are still its own; for the month itself every line that stood anywhere is
    known.
    """
    assert step.source, f"{step.id} compiles nothing"
    month = base_of(period)
    own = period if period != month else ""
    gone = [it for it in _gone(office, step, month) if it.period != own]
    return late_lines(_plans(office, step.source, month, rows, contents or {}), gone, _over(office, step, month))


# ---------------------------------------------------------------- what has travelled


def _gone(office: Office, step: Step, month: str) -> list[Travelled]:
    """The plan of the month and each "bổ sung" of it, as far as it has been put together."""
    keys = [it.key for it in _held(office, step, month)]
    return [_travelled(office, it) for key in keys if (it := office.ledger.submission(key))]


def _travelled(office: Office, latest: Submission) -> Travelled:
    versions = [office.ledger.content(it.content) for it in _since_drafted(office, latest)]
    plans = {unit["party"]: unit["plan"] for unit in versions[-1].get("units", ()) if unit.get("plan")}
    said = {
        unit: {str(line["id"]): line for line in office.ledger.content(sha).get("lines", ())}
        for unit, sha in plans.items()
    }
    had = {str(line["id"]) for content in versions for line in content.get("lines", ())}
    return Travelled(latest.key.period, versions[-1].get("lines", ()), had, said)


def _since_drafted(office: Office, latest: Submission) -> list[Submission]:
    """From the last version that the machine put together to the latest: what people struck is missing from a later one."""
    found = [latest]
    while "edited" in office.ledger.content(found[0].content) and found[0].version > 1:
        before = office.ledger.submission(latest.key, found[0].version - 1)
        if before is None:
            break
        found.insert(0, before)
    return found


def _over(office: Office, step: Step, month: str) -> set[str]:
    """The lines that have come out, or that the plan of a later month has taken on."""
    later = [it for it in office.ledger.submissions(step.id) if base_of(it.key.period) > month]
    went_on = {str(line["id"]) for it in later for line in office.ledger.content(it.content).get("lines", ())}
    return went_on | {line for it in office.ledger.publications() for line in it.lines}


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
        UnitPlan(contents.get(sha) or office.ledger.content(sha), received, was_late, sha)
        for _, (sha, received, was_late) in sorted(taken.items())
    ]


# ---------------------------------------------------------------- what a person has to look at


def left_aside(office: Office, now: dt.datetime) -> Iterator[Aside]:
    """What the newest plans of the units leave out, or change in vain, in the months that are not over yet."""
    today = now.astimezone(office.zone).date()
    for step in office.context.steps.values():
        if step.source is None or not adds(office.context, step):
            continue
        for it in office.ledger.obligations(step=step.id, states=list(OVER - {State.BEFORE})):
            period = it.key.period
            if period == base_of(period) and today <= spoken_of(office.definition, period)[1]:
                yield from _asides(office, step, step.source, period)


def _asides(office: Office, step: Step, source: str, month: str) -> tuple[Aside, ...]:
    plans = [
        (Key(source, month, it.party), () if nil else lines)
        for it in _plans(office, source, month, (), {})
        if (nil := it.content.get("nil"))
        or (lines := it.content.get("lines"))  # a file that nobody has keyed says nothing
    ]
    return asides(plans, _gone(office, step, month), _over(office, step, month))


def brought(office: Office, key: Key) -> Iterator[tuple[str, Any]]:
    """The changes that the latest version of a unit's plan has brought into a "bổ sung": its period, the line."""
    handed = office.ledger.submission(key)
    for step in office.context.steps.values() if handed else ():
        if step.source != key.step or not adds(office.context, step):
            continue
        for it in _held(office, step, base_of(key.period)):
            made = office.ledger.submission(it.key) if number_of(it.key.period) else None
            content = office.ledger.content(made.content) if made else {}
            taken = [unit["party"] for unit in content.get("units", ()) if unit.get("plan") == handed.content]
            for line in content.get("lines", ()) if key.party in taken else ():
                if line["unit"] == key.party and alterations(line):
                    yield it.key.period, line
