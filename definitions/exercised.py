"""How much of a definition its tests have gone through: steps, and the transitions that each step's kind can make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from definitions.context import UPON, Context
from definitions.facts import State
from definitions.states import Cause
from definitions.vocabulary import Kind, Step

Way = tuple[State, Cause]
"""A transition: from which state, by what cause; `states.TRANSITIONS` says where to."""

_OPENS: Final[Way] = (State.PLANNED, Cause.OPENS)
REACHABLE: Final[Mapping[Kind, tuple[Way, ...]]] = {
    Kind.SUBMIT: (
        _OPENS,
        (State.OPEN, Cause.RECEIVED),
        (State.OPEN, Cause.SAID_NIL),
        (State.SUBMITTED, Cause.TAKEN),
        (State.ACCEPTED, Cause.RETURNED),
        (State.RETURNED, Cause.RECEIVED),
        (State.OPEN, Cause.CLOSES),
        (State.MISSED, Cause.RECEIVED),
    ),
    Kind.AGREE: (
        _OPENS,
        (State.OPEN, Cause.RECEIVED),
        (State.SUBMITTED, Cause.TAKEN),
        (State.OPEN, Cause.CLOSES),
        (State.MISSED, Cause.RECEIVED),
    ),
    Kind.COMPILE: (
        _OPENS,
        (State.OPEN, Cause.DONE),
        (State.ACCEPTED, Cause.RETURNED),
        (State.RETURNED, Cause.DONE),
    ),
    Kind.APPROVE: (_OPENS, (State.OPEN, Cause.DECIDED), (State.OPEN, Cause.RETURNED)),
    Kind.SEND: (_OPENS, (State.OPEN, Cause.DONE), (State.OPEN, Cause.CLOSES)),
    Kind.DO: (_OPENS, (State.OPEN, Cause.DONE), (State.OPEN, Cause.CLOSES)),
    Kind.TRACK: (_OPENS, (State.OPEN, Cause.WINDOW_ENDS)),
    Kind.ANNOUNCE: ((State.PLANNED, Cause.DONE),),
}
"""The ways that an ordinary year goes, by kind. What a correction makes (a second version of what was accepted, an
early answer) is left out: it is the same rule of the core whatever the definition says."""


@dataclass(frozen=True, slots=True)
class Exercised:
    """What was gone through, of what there is; steps by id, ways by step."""

    steps: tuple[str, ...]
    untested_steps: tuple[str, ...]
    ways: tuple[tuple[str, Way], ...]
    untested_ways: tuple[tuple[str, Way], ...]

    @property
    def percent(self) -> int:
        """Of the ways; rounded down, so that 100 means all."""
        return 100 * len(self.ways) // (len(self.ways) + len(self.untested_ways) or 1)


def exercised(ctx: Context, touched: Collection[str], gone: Iterable[tuple[str, Way]]) -> Exercised:
    """`touched` are the steps that the tests name, `gone` the (step, way) pairs that happened in those tests."""
    went = set(gone)
    ways = [(step.id, way) for step in ctx.steps.values() for way in ways_of(ctx, step)]
    return Exercised(
        steps=tuple(id for id in ctx.steps if id in touched),
        untested_steps=tuple(id for id in ctx.steps if id not in touched),
        ways=tuple(pair for pair in ways if pair in went),
        untested_ways=tuple(pair for pair in ways if pair not in went),
    )


def ways_of(ctx: Context, step: Step) -> tuple[Way, ...]:
    """The ways that this very step can go: none that needs a closing, a verdict or an opening that it does not have."""
    if step.kind is Kind.SEND and step.how == "mail":
        return ((State.PLANNED, Cause.DONE),)
    decided = any(other.kind is Kind.APPROVE and other.on == step.id for other in ctx.steps.values())
    return tuple(
        (state, cause)
        for state, cause in REACHABLE[step.kind]
        if not (step.closes is None and (cause is Cause.CLOSES or state is State.MISSED))
        and not (step.kind is Kind.COMPILE and not decided and State.RETURNED in (state, _to(cause)))
        and not (begins(ctx, step) is State.OPEN and (state, cause) == _OPENS)
    )


def begins(ctx: Context, step: Step) -> State:
    """The state in which a round of this step is written: what somebody reports is open at once."""
    raised = step.every in UPON and not ctx.waits[step.id] and step.kind is not Kind.ANNOUNCE
    return State.OPEN if raised else State.PLANNED


def _to(cause: Cause) -> State | None:
    return State.RETURNED if cause is Cause.RETURNED else None
