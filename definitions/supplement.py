"""Supplement: late and urgent lines travel as a numbered "bổ sung" of their period, along the same path as the plan itself.

The plan that was signed stays as it was. A "bổ sung" is an occurrence of its own (2023-11-B1): put together, agreed on,
decided on and issued as any other, with rounds, documents and letters of its own. In it stand the lines that are new, and
those that their unit has changed since they travelled (altered.py). Once it is issued, it says what such a line is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from definitions.actions import Action, Assemble, Move, Open, Tell
from definitions.agenda import Context, parties
from definitions.agreement import addressed
from definitions.altered import Travelled, again
from definitions.compile import UnitPlan, lines_of
from definitions.context import supplemented
from definitions.due import EDITED
from definitions.facts import OVER, Instants, Key, Obligation, State
from definitions.periods import base_of, number_of, supplement_of
from definitions.states import Cause
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key


def late_lines(
    plans: Iterable[UnitPlan], gone: Sequence[Travelled], over: Collection[str] = ()
) -> tuple[UnitPlan, ...]:
    """The plans with those lines alone that no plan so far (`gone`) has had, or that are changed since; none without.

    A line keeps its id through versions, so that what the Office struck from a draft does not come back by itself, and a
    changed line is the line that it was. `over` are the ids of lines that have come out, or go on in a later month.
    """
    found = (_late(plan, gone, over) for plan in plans if not plan.content.get("nil"))
    return tuple(plan for plan in found if plan.content["lines"])


def _late(plan: UnitPlan, gone: Sequence[Travelled], over: Collection[str]) -> UnitPlan:
    known = {id for it in gone for id in it.had}
    lines = (it if it["id"] not in known else again(it, plan.party, gone, over) for it in plan.content.get("lines", ()))
    return replace(plan, content={**plan.content, "lines": [line for line in lines if line is not None]})


def asked_late(ctx: Context, source: Step, period: str) -> Iterator[Action]:
    """What is asked for when something of this step has come late: to put together what came, if the plan is over.

    Nothing where it came late for a "bổ sung" itself: the next one is the period's own.
    """
    if number_of(period):
        return
    for name in ctx.followers[source.id]:
        step = ctx.steps[name]
        if step.source == source.id and supplemented(ctx, step) and step.every is source.every:
            yield Assemble(compiled_key(ctx, name, period), None, late=True)


def unread(latest: Obligation) -> bool:
    """Whether what was put together last is a "bổ sung" that nobody has edited, confirmed or sent back: it may grow."""
    return number_of(latest.key.period) > 0 and latest.state is State.OPEN and EDITED not in latest.rungs


def supplement(
    ctx: Context,
    step: Step,
    latest: Obligation,
    found: Sequence[UnitPlan],
    drafted: Iterable[Mapping[str, Any]],
    now: dt.datetime,
) -> tuple[Action, ...]:
    """What late lines (`found`) bring: the next "bổ sung", or another version of the draft that is still unread.

    `latest` is what was put together last for the period: its plan, or its last "bổ sung", which holds the lines
    `drafted`. A draft that a person has edited, or that came back, is theirs: what is late waits for its confirmation.
    Before the period's own plan is put together nothing is late. What a draft says already makes no new version of it;
    one whose units have taken everything back is let go of.
    """
    if unread(latest):
        lines = {line["id"]: line for plan in found for line in lines_of(plan)}
        if lines == {line["id"]: line for line in drafted}:
            return ()
        return (Assemble(latest.key, None),) if lines else tuple(_let_go(ctx, step, latest, now))
    over = latest.state in OVER - {State.BEFORE}
    return tuple(_opened(ctx, step, latest.key.period, now)) if found and over else ()


def asked_about(
    ctx: Context,
    step: Step,
    period: str,
    lines: Sequence[Mapping[str, Any]],
    now: dt.datetime,
    known: Collection[Key] = (),
) -> Iterator[Action]:
    """Who is asked about a "bổ sung" that is confirmed: the partners that its lines are for; all of them where none is.

    `known` are those who were asked already: confirmed once more (it had come back), it asks whoever is new.
    """
    for other in ctx.steps.values():
        if other.kind is Kind.AGREE and other.on == step.id and other.every is step.every:
            everybody = [party.id for party in parties(ctx, other, period)]
            meant = {p for line in lines for p in addressed(line, everybody)}
            keys = [Key(other.id, period, p) for p in everybody if p in meant] or [
                Key(other.id, period, p) for p in everybody
            ]
            yield from (Open(key, State.PLANNED, Instants(), now) for key in keys if key not in known)


def _opened(ctx: Context, step: Step, latest: str, now: dt.datetime) -> Iterator[Action]:
    period = supplement_of(base_of(latest), number_of(latest) + 1)
    key = compiled_key(ctx, step.id, period)
    yield Open(key, State.OPEN, Instants(opens=now), now)
    yield from (Open(other, State.PLANNED, Instants(), now) for other in _beside(ctx, step, period))
    yield Assemble(key, None)
    yield Tell(key, "draft-ready", "opened", (key.party,), None)


def _beside(ctx: Context, step: Step, period: str) -> Iterator[Key]:
    """What a "bổ sung" is bound to go through when it is confirmed; whom it asks is known then alone."""
    for other in (it for it in ctx.steps.values() if it.on == step.id and it.every is step.every):
        for party in parties(ctx, other, period) if other.kind is not Kind.AGREE else ():
            yield Key(other.id, period, party.id)


NOTHING_LEFT: Final = "Đơn vị đã rút lại, không còn nội dung nào để bổ sung."


def _let_go(ctx: Context, step: Step, latest: Obligation, now: dt.datetime) -> Iterator[Action]:
    """Nothing is left of a draft: it is emptied, and nobody has to confirm it. Its number is not used again."""
    yield Assemble(latest.key, None)
    for key in (latest.key, *_beside(ctx, step, latest.key.period)):
        yield Move(key, Cause.WAIVED, State.WAIVED, now, None, NOTHING_LEFT)
    party = latest.key.party
    yield Tell(latest.key, "waived", f"waived:{latest.revision}", (party,), None, NOTHING_LEFT)
