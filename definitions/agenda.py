"""Process and year become dated obligations: who owes what for which period, when it opens, is due and closes.

Who waits for whom stands in `context`, the dates of one round in `timing`; their public names are asked for here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from definitions.actions import Open
from definitions.context import YEARLY, Context, context, followers, needed, prepared, related
from definitions.facts import Instants, Key, State
from definitions.moments import last_valid_day, midnight
from definitions.periods import bounds
from definitions.timing import EXTENDED, Needs, extensions, gone_by, instants, rungs, rungs_of, trigger_at
from definitions.vocabulary import Definition, Every, Moment, OfStep, Party, Step

__all__ = [
    "EXTENDED",
    "Context",
    "Needs",
    "context",
    "extensions",
    "followers",
    "gone_by",
    "instants",
    "needed",
    "occurrences",
    "parties",
    "plan",
    "related",
    "rungs",
    "rungs_of",
    "trigger_at",
]


_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def plan(ctx: Context | Definition, adopted: dt.datetime | None = None) -> tuple[Open, ...]:
    """Every obligation of the year, the first due first: one per party that owes the step, with what is known of when.

    `adopted` is the instant from which the office works with the program: what was over by then is BEFORE, and is
    never looked at again (`next_at` None). `next_at` of the others is their opening, or the trigger's moment, or None
    for those that facts alone will wake.
    """
    ctx = prepared(ctx)
    opened = (
        _open(ctx, step, period, party, adopted)
        for step, period in occurrences(ctx)
        for party in parties(ctx, step, period)
    )
    return tuple(sorted(opened, key=lambda it: (it.instants.due or _NEVER, it.key)))


def occurrences(ctx: Context | Definition) -> Iterator[tuple[Step, str]]:
    """Every step in every period of the year in which it is owed.

    A round that was over before the year's first day is not: the plan of 15/3/2023 asks for nothing by 05/3.
    """
    ctx = prepared(ctx)
    for step in ctx.steps.values():
        for period in ctx.periods[step.id]:
            if step.every in _WHOLE or _ours(ctx, step, period):
                yield step, period


_WHOLE = YEARLY | {Every.WEEK}  # each is one year's alone: its own, or the one that its Thursday is in


def _ours(ctx: Context, step: Step, period: str) -> bool:
    """Whether a period that the year's first or last day cuts in two is owed here, or in the year beside this one.

    The round belongs to the year in which it is over: two years that touch owe every period once.
    """
    year, (begin, end) = ctx.definition.year, bounds(period)
    start, stop = (midnight(day, ctx.clock.zone) for day in (year.first, year.last + dt.timedelta(days=1)))
    earlier = begin < year.first and _over_by(ctx, step, period, start)
    later = year.last < end and not _over_by(ctx, step, period, stop)
    return not earlier and not later


def parties(ctx: Context, step: Step, period: str) -> tuple[Party, ...]:
    """The parties that owe a step in a period: of its roles, and valid when it is due, or at all in the period."""
    year = ctx.definition.year
    begin, end = bounds(period)
    due = instants(ctx, step, period, {}).due
    day = last_valid_day(due, ctx.clock.zone) if due else None
    first, last = (day, day) if day else (max(begin, year.first), max(begin, min(end, year.last)))
    owing = {p.id: p for role in step.by for p in year.playing(role) if _valid(p, first, last)}
    return tuple(owing.values())


def _valid(party: Party, first: dt.date, last: dt.date) -> bool:
    return (party.valid_from is None or party.valid_from <= last) and (
        party.valid_to is None or first <= party.valid_to
    )


def _open(ctx: Context, step: Step, period: str, party: Party, adopted: dt.datetime | None) -> Open:
    when = instants(ctx, step, period, {})
    key = Key(step.id, period, party.id)
    if adopted is not None and _over_by(ctx, step, period, adopted):
        return Open(key, State.BEFORE, when, None)
    return Open(
        key, State.PLANNED, when, when.opens or trigger_at(ctx, step, period, {}) or _freed(ctx, step, period, adopted)
    )


def _freed(ctx: Context, step: Step, period: str, adopted: dt.datetime | None) -> dt.datetime | None:
    """When the office begins, where something that it waits for was over by then: nobody else will wake it."""
    if adopted is None:
        return None
    awaited = ((ctx.steps[name], at) for name, at in needed(ctx, step.id, period))
    return adopted if any(_over_by(ctx, other, at, adopted) for other, at in awaited) else None


# ---------------------------------------------------------------- what is older than the program


def _over_by(ctx: Context, step: Step, period: str, cut: dt.datetime, seen: frozenset[str] = frozenset()) -> bool:
    return ctx.remember(("over", step.id, period, cut), lambda: _is_over(ctx, step, period, cut, seen | {step.id}))


def _is_over(ctx: Context, step: Step, period: str, cut: dt.datetime, seen: frozenset[str]) -> bool:
    """Whether a round belongs to the time before: by its deadline, or as the round that it follows, or by its end."""
    when: Instants = instants(ctx, step, period, {})
    if when.due is not None:
        return when.due <= cut
    for name in _led_by(ctx, step):
        other = ctx.steps[name]
        if name not in seen and _over_by(ctx, other, related(ctx, step, other, period), cut, seen):
            return True
    end = when.closes or midnight(bounds(period)[1] + dt.timedelta(days=1), ctx.clock.zone)
    return end <= cut


def _led_by(ctx: Context, step: Step) -> tuple[str, ...]:
    """The steps of the same recurrence whose round this one carries on: their artefact, their deadline, their verdict."""
    due, starts = step.due, step.starts.moment if step.starts else None
    counted = (_step_of(moment) for moment in (step.opens, due, starts) if moment is not None)
    own = (step.source, step.on, *counted, *(() if step.every in YEARLY else step.needs))
    return tuple(
        n for n in dict.fromkeys(own) if n and n in ctx.steps and ctx.steps[n].every is step.every and n != step.id
    )


def _step_of(moment: Moment) -> str | None:
    return moment.anchor.step if isinstance(moment.anchor, OfStep) else None
