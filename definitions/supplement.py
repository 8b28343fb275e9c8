"""Supplement: late and urgent lines travel as a numbered "bổ sung" of their period, along the same path as the plan itself.

The plan that was signed stays as it was. A "bổ sung" is an occurrence of its own (2023-11-B1): put together, agreed on,
decided on and issued as any other, with rounds, documents and letters of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from definitions.actions import Action, Assemble, Open, Tell
from definitions.agenda import Context, parties
from definitions.agreement import addressed
from definitions.compile import UnitPlan
from definitions.context import supplemented
from definitions.due import EDITED
from definitions.facts import OVER, WAITING, Instants, Key, Obligation, State
from definitions.periods import base_of, number_of, supplement_of
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key


def late_lines(plans: Iterable[UnitPlan], known: set[str]) -> tuple[UnitPlan, ...]:
    """The plans with those lines alone that stood in no version of the plan so far (`known`: their ids); none without.

    A line keeps its id through versions, so that what the Office struck from a draft does not come back by itself.
    """
    found = (
        replace(plan, content={**plan.content, "lines": [it for it in plan.content["lines"] if it["id"] not in known]})
        for plan in plans
        if not plan.content.get("nil")
    )
    return tuple(plan for plan in found if plan.content["lines"])


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


def supplement(ctx: Context, step: Step, latest: Obligation, now: dt.datetime) -> tuple[Action, ...]:
    """What late lines bring, where there are any: the next "bổ sung", or another version of the draft that is still open.

    `latest` is what was put together last for the period: its plan, or its last "bổ sung". A draft that a person has
    edited, or that came back, is theirs: what is late waits for its confirmation. Before the period's own plan is put
    together nothing is late.
    """
    period = latest.key.period
    if latest.state in WAITING:
        again = number_of(period) > 0 and latest.state is State.OPEN and EDITED not in latest.rungs
        return (Assemble(latest.key, None),) if again else ()
    return tuple(_opened(ctx, step, period, now)) if latest.state in OVER - {State.BEFORE} else ()


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
    for other in (it for it in ctx.steps.values() if it.on == step.id and it.every is step.every):
        for party in parties(ctx, other, period) if other.kind is not Kind.AGREE else ():
            yield Open(Key(other.id, period, party.id), State.PLANNED, Instants(), now)
    yield Assemble(key, None)
    yield Tell(key, "draft-ready", "opened", (key.party,), None)
