"""A definition, prepared: its steps by id, who waits for whom, in which period; and what was computed before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from definitions.facts import Key
from definitions.moments import Clockwork, clockwork
from definitions.periods import base_of, periods_of, within
from definitions.vocabulary import Definition, Every, Kind, Moment, OfStep, Step

Answered = TypeVar("Answered")

YEARLY = frozenset({Every.ONCE, Every.YEAR})
UPON = frozenset({Every.EVENT, Every.REQUEST})
REMEMBERED = 20_000  # answers kept by a context; a year of one department asks for a few hundred


@dataclass(frozen=True, slots=True)
class Context:
    """A definition, prepared: steps by id, who waits for whom, the periods of each step.

    `waits` are the steps whose progress a step asks for; `followers` the other way round; `watched` those that its
    moments count from, however far away.
    """

    definition: Definition
    clock: Clockwork
    year: str
    steps: Mapping[str, Step]
    periods: Mapping[str, tuple[str, ...]]
    waits: Mapping[str, tuple[str, ...]]
    followers: Mapping[str, tuple[str, ...]]
    watched: Mapping[str, tuple[str, ...]]
    parties: frozenset[str]
    _memory: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def names(self, key: Key) -> bool:
        """Whether its step and its party are words of this definition; those of an older text need not be."""
        return key.step in self.steps and key.party in self.parties

    def remember(self, question: tuple[Any, ...], ask: Callable[[], Answered]) -> Answered:
        """The answer to a question that was asked before, or else a fresh one."""
        try:
            answer: Answered = self._memory[question]
        except KeyError:
            if len(self._memory) >= REMEMBERED:
                self._memory.clear()
            answer = self._memory[question] = ask()
        return answer


def context(definition: Definition) -> Context:
    """Prepare a definition. Its references have been checked; a step that does not exist is passed over."""
    steps = {step.id: step for step in definition.process.steps}
    waits = {id: tuple(n for n in _named(step) if n in steps and n != id) for id, step in steps.items()}
    return Context(
        definition=definition,
        clock=clockwork(definition),
        year=str(definition.year.year),
        steps=steps,
        periods={id: periods_of(step.every, definition.year, step.times) for id, step in steps.items()},
        waits=waits,
        followers={id: tuple(other for other in steps if id in waits[other]) for id in steps},
        watched={id: _reach(id, {other: _counted(steps[other]) for other in steps}) for id in steps},
        parties=frozenset(party.id for party in definition.year.parties),
    )


def _moments(step: Step) -> tuple[Moment, ...]:
    trigger = step.starts.moment if step.starts else None
    own = (step.opens, step.due, step.closes, trigger, *(rung.moment for rung in step.ladder))
    return tuple(moment for moment in own if moment is not None)


def _counted(step: Step) -> tuple[str, ...]:
    """The other steps that its moments count from."""
    anchors = (moment.anchor for moment in _moments(step))
    return tuple(dict.fromkeys(a.step for a in anchors if isinstance(a, OfStep) and a.step))


def _named(step: Step) -> tuple[str, ...]:
    own = (*step.needs, step.source, step.on, *_counted(step))
    return tuple(dict.fromkeys(name for name in own if name))


def _reach(step: str, ways: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = [step]
    for name in found:
        found += [further for further in ways.get(name, ()) if further not in found]
    return tuple(found)


def needed(ctx: Context | Definition, step_id: str, period: str) -> tuple[tuple[str, str], ...]:
    """The (step, period) pairs whose progress a step in a period waits for or counts from."""
    ctx = prepared(ctx)
    step = ctx.steps[step_id]
    return tuple((name, related(ctx, step, ctx.steps[name], period)) for name in ctx.waits[step_id])


def deciding(ctx: Context, step_id: str, period: str) -> tuple[tuple[str, str], ...]:
    """The (step, period) pairs that decide on what this one agrees on: once they are over an answer changes nothing."""
    step = ctx.steps[step_id]
    if step.kind is not Kind.AGREE or step.on is None:
        return ()
    others = [other for other in ctx.steps.values() if other.kind is Kind.APPROVE and other.on == step.on]
    return tuple((other.id, related(ctx, step, other, period)) for other in others)


def followers(ctx: Context | Definition, step_id: str) -> tuple[str, ...]:
    """The steps that wait for this one or count from it."""
    return prepared(ctx).followers[step_id]


def counted_from(ctx: Context, step: Step) -> bool:
    """Whether a moment of another step counts from this one, however far away."""
    return any(step.id in ctx.watched[follower] for follower in ctx.followers[step.id])


def woken(ctx: Context, step: Step, period: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """(steps, period) pairs that look at a step in this period: a ledger wakes those of the period itself and of its year.

    Beside them stand the other periods in which a follower looks at this one: the weeks of a month, a later year's.
    """
    return ctx.remember(("woken", step.id, period), lambda: tuple(_woken(ctx, step, period)))


def _woken(ctx: Context, step: Step, period: str) -> Iterator[tuple[tuple[str, ...], str]]:
    year = period.partition("-")[0]
    if ctx.followers[step.id]:
        yield ctx.followers[step.id], period
    for name in ctx.followers[step.id]:
        for other in ctx.periods[name]:
            reached = other in {period, year} or (period == year and other.startswith(f"{year}-"))
            if not reached and related(ctx, ctx.steps[name], step, other) == period:
                yield (name,), other


def prepared(of: Context | Definition) -> Context:
    """The context itself, or that of a definition."""
    return of if isinstance(of, Context) else context(of)


def supplemented(ctx: Context, step: Step) -> bool:
    """Whether what comes after this step has put together its period is put together as a "bổ sung" of its own."""
    source = ctx.steps.get(step.source or "")
    late = source is not None and source.late == "addendum"
    return late and step.kind is Kind.COMPILE and step.every not in UPON  # an occasion has versions, no additions


def travels(ctx: Context, step: Step) -> bool:
    """Whether a "bổ sung" goes through this step: it puts it together, or is about what was put together."""
    about = ctx.steps.get(step.on or "")
    return supplemented(ctx, step) or (about is not None and supplemented(ctx, about) and about.every is step.every)


def related(ctx: Context, step: Step, other: Step, period: str) -> str:
    """The period in which a step looks at another one.

    The same where both come round alike (a "bổ sung" has whatever it goes through of its own, and the rest of its month);
    the year's where the other comes once, or where one of the two is an event; the last shorter period within a longer one (what comes once holds every period of all years); the longer period that
    holds a shorter one.
    """
    if other.every is Every.ONCE:
        return ctx.year
    if base_of(period) != period:
        return period if travels(ctx, other) else related(ctx, step, other, base_of(period))
    if (other.every, other.times) == (step.every, step.times) or (other.every in UPON and step.every in UPON):
        return period
    if other.every in UPON or step.every in UPON:
        return ctx.year
    theirs = ctx.periods[other.id]
    inside = [p for p in theirs if step.every is Every.ONCE or within(p, period)]
    around = [p for p in theirs if within(period, p)]
    return (inside[-1:] or around[:1] or [ctx.year])[0]
