"""When one step of one period opens, is due, closes and reminds, as far as the definition and the facts tell.

Its public names are asked for through `agenda`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from definitions.context import UPON, Context, prepared, related
from definitions.facts import Instants, Obligation, Progress
from definitions.moments import Known, resolve
from definitions.periods import base_of, bounds
from definitions.vocabulary import Definition, Edge, Every, Fact, Kind, LastWorkingDay, Moment, OnDate, Rung, Step

Needs = Mapping[str, Progress]

_LENGTHS = {Every.WEEK: 0, Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12, Every.ONCE: 12}
_OPENING = Moment(text="start of the period", anchor=Edge(which="first"))
_LAST_CHANCE = Moment(text="last working day", anchor=LastWorkingDay())


def instants(
    ctx: Context | Definition, step: Step, period: str, needs: Needs, *, opened: dt.datetime | None = None
) -> Instants:
    """When a step of a period opens, is due and closes (UTC); None while a fact that it counts from is unknown.

    `needs` is the progress of other steps, by id. A step that facts open (an event, or what waits for others) has no
    opening of its own to compute: `opened` says when it was, or its own progress, where `needs` holds that too.
    """
    ctx = prepared(ctx)
    return ctx.remember(
        ("instants", step.id, period, opened, _told(ctx, step, needs)),
        lambda: _instants(ctx, step, period, needs, opened),
    )


def _instants(ctx: Context, step: Step, period: str, needs: Needs, opened: dt.datetime | None) -> Instants:
    if base_of(period) != period and step.kind is Kind.COMPILE:  # the plan names no day for what came late
        return Instants(opens=opened)
    asking = _Asking(ctx, needs)
    if opened is not None and step.opens is None:
        asking.found[step.id, period, Fact.OPENS] = opened
    due = asking.own(step, period, Fact.DUE)
    opens = asking.own(step, period, Fact.OPENS)
    known = _from(asking, step, period, Instants(opens, due))
    closes = resolve(step.closes, period, as_deadline=True, clock=ctx.clock, known=known) if step.closes else None
    return Instants(opens, due, closes)


def trigger_at(ctx: Context | Definition, step: Step, period: str, needs: Needs) -> dt.datetime | None:
    """The instant at which `starts` fires by time alone; None where it names no moment, or an unknown one."""
    ctx = prepared(ctx)
    moment = step.starts.moment if step.starts else None
    if moment is None:
        return None
    return ctx.remember(
        ("trigger", step.id, period, _told(ctx, step, needs)),
        lambda: resolve(
            moment, period, as_deadline=False, clock=ctx.clock, known=_Asking(ctx, needs).about(step, period)
        ),
    )


def rungs(
    ctx: Context | Definition, step: Step, period: str, instants: Instants, needs: Needs
) -> tuple[tuple[Rung, dt.datetime], ...]:
    """The rungs of a step's ladder whose instant is known, the earliest first, counted from these instants."""
    ctx = prepared(ctx)
    return ctx.remember(
        ("rungs", step.id, period, instants, _told(ctx, step, needs)),
        lambda: _rungs(ctx, step, period, instants, needs),
    )


EXTENDED = "extended:"
"""The mark of more time given to an obligation: extended:1, extended:2 ...; each begins its ladder anew."""


def rungs_of(ctx: Context, step: Step, it: Obligation, needs: Needs) -> tuple[tuple[Rung, dt.datetime], ...]:
    """The ladder of one obligation: that of its step, counted from its own instants, and anew after each extension."""
    found = rungs(ctx, step, it.key.period, it.instants, needs)
    times = extensions(it)
    return tuple((rung.model_copy(update={"id": f"{rung.id} +{times}"}), at) for rung, at in found) if times else found


def extensions(it: Obligation) -> int:
    """How often an obligation was given more time."""
    return sum(mark.startswith(EXTENDED) for mark in it.rungs)


def gone_by(ctx: Context, step: Step, it: Obligation, needs: Needs, now: dt.datetime) -> frozenset[str]:
    """The rungs of an obligation's ladder whose instant has come."""
    return frozenset(rung.id for rung, at in rungs_of(ctx, step, it, needs) if at <= now)


def _rungs(
    ctx: Context, step: Step, period: str, instants: Instants, needs: Needs
) -> tuple[tuple[Rung, dt.datetime], ...]:
    known = _from(_Asking(ctx, needs), step, period, instants)
    timed = (
        (rung, resolve(rung.moment, period, as_deadline=False, clock=ctx.clock, known=known)) for rung in step.ladder
    )
    return tuple(sorted(((rung, at) for rung, at in timed if at is not None), key=lambda pair: pair[1]))


def _from(asking: _Asking, step: Step, period: str, own: Instants) -> Known:
    """What is known where the step's own opening and deadline are given."""
    given = {Fact.OPENS: own.opens, Fact.DUE: own.due}
    about = asking.about(step, period)
    return lambda name, fact: given.get(fact) if name in {None, step.id} else about(name, fact)


def _told(ctx: Context, step: Step, needs: Needs) -> tuple[Any, ...]:
    """What of the needs can change an answer about this step: the question's other half."""
    seen = (needs.get(name) for name in ctx.watched[step.id])
    return tuple((p.step, p.period, p.opens, p.due, _done(p)) for p in seen if p is not None)


def _done(progress: Progress) -> dt.datetime | None:
    """When a step was done: once nothing of it is open any more."""
    return progress.done if progress.over >= progress.total > 0 else None


class _Asking:
    """One question, followed from step to step; a circle of moments is answered with None."""

    def __init__(self, ctx: Context, needs: Needs) -> None:
        self.ctx = ctx
        self.needs = needs
        self.found: dict[tuple[str, str, Fact], dt.datetime | None] = {}
        self.busy: set[tuple[str, str, Fact]] = set()
        self.circles = 0

    def about(self, step: Step, period: str) -> Known:
        """What this step, in this period, can know of itself and of others."""

        def known(name: str | None, fact: Fact) -> dt.datetime | None:
            if name in {None, step.id}:
                return self.own(step, period, fact)
            other = self.ctx.steps.get(name or "")
            return None if other is None else self.other(other, related(self.ctx, step, other, period), fact)

        return known

    def other(self, step: Step, period: str, fact: Fact) -> dt.datetime | None:
        """A fact of another step: as its progress tells it, else as the definition alone does."""
        return self._told(step, period, fact) or self.own(step, period, fact)

    def _told(self, step: Step, period: str, fact: Fact) -> dt.datetime | None:
        progress = self.needs.get(step.id)
        if progress is None or progress.period != period:
            return None
        return {Fact.OPENS: progress.opens, Fact.DUE: progress.due, Fact.DONE: _done(progress)}[fact]

    def own(self, step: Step, period: str, fact: Fact) -> dt.datetime | None:
        """A fact of a step, as its own moments say it. A circle that was met on the way is not remembered."""
        question = step.id, period, fact
        if question in self.busy:
            self.circles += 1
            return None
        if question not in self.found:
            met = self.circles
            self.busy.add(question)
            answer = self._compute(step, period, fact)
            self.busy.remove(question)
            if self.circles > met:
                return answer
            self.found[question] = answer
        return self.found[question]

    def _compute(self, step: Step, period: str, fact: Fact) -> dt.datetime | None:
        moment = {Fact.OPENS: step.opens, Fact.DUE: step.due}.get(fact)
        if moment is not None:
            known = self.about(step, period)
            return resolve(moment, period, as_deadline=fact is Fact.DUE, clock=self.ctx.clock, known=known)
        if fact is Fact.OPENS and not _opened_by_facts(self.ctx, step):
            return self._opening(step, period)
        return self._told(step, period, fact) if fact is not Fact.DUE else None

    def _opening(self, step: Step, period: str) -> dt.datetime | None:
        """A step that says nothing opens with its period, or with the year's first day, but before it is due."""
        first, (begin, end) = self.ctx.definition.year.first, bounds(period)
        moment = Moment(text=str(first), anchor=OnDate(date=first)) if begin < first <= end else _OPENING
        known, clock = self.about(step, period), self.ctx.clock
        opens, due = resolve(moment, period, as_deadline=False, clock=clock, known=known), known(None, Fact.DUE)
        if opens is not None and due is not None and due <= opens:
            return resolve(_LAST_CHANCE, period, as_deadline=False, clock=clock, known=known)
        return opens


def _opened_by_facts(ctx: Context, step: Step) -> bool:
    """Whether it waits for something of its own round. What it needs of a longer period, or of events, opens no round."""
    if step.starts is not None or step.every in UPON:
        return True
    awaited = (ctx.steps[name] for name in (*step.needs, step.source, step.on) if name and name in ctx.steps)
    return any(_LENGTHS.get(other.every, 99) <= _LENGTHS[step.every] for other in awaited)
