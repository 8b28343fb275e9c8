"""What the Office may do about something under way: give more time, give it to another decider, take it back to change it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from definitions.actions import Action, Answer, Ask, Move, Skip, Tell
from definitions.agenda import EXTENDED, Context, extensions, gone_by
from definitions.due import LEFT, asked_anew, looked_at_again
from definitions.events import Extend, Reassign, Withdraw
from definitions.facts import WAITING, Facts, Instants, Obligation, State
from definitions.following import waking
from definitions.moments import local_day
from definitions.refusals import (
    ALREADY,
    NO_DEADLINE,
    NO_REASON,
    NOT_A_DECIDER,
    NOT_LATER,
    NOTHING_SUBMITTED,
    not_now,
)
from definitions.states import Cause
from definitions.vocabulary import Kind
from definitions.who import candidates

TOLD_ANEW: Final = "đã nêu trong thư gia hạn"
MORE_TIME: Final = "được gia hạn"
GIVEN_ON: Final = "đã chuyển người phê duyệt"
TAKEN_BACK: Final = "Văn phòng rút về để sửa"


def extend(ctx: Context, facts: Facts, it: Obligation, event: Extend, now: dt.datetime) -> Answer:
    """More time: a later deadline, its ladder anew, and whoever owes it is told. No change of state."""
    if it.state not in WAITING | {State.PLANNED}:
        return not_now(it)
    if not event.comment.strip():
        return NO_REASON
    if it.instants.due is None:
        return NO_DEADLINE
    if event.due <= max(it.instants.due, now):
        return NOT_LATER
    times = extensions(it) + 1
    mark = f"{EXTENDED}{times}"
    stays = {LEFT} if it.state is State.PLANNED else set()
    later = replace(it, instants=_later(it.instants, event.due), rungs=it.rungs | {mark} | stays)
    gone = sorted(gone_by(ctx, ctx.steps[it.key.step], later, facts.needs, now))
    later = replace(later, rungs=later.rungs.union(gone))
    return (
        Skip(it.key, mark, f"{MORE_TIME}: {event.comment}", None),
        *(Skip(it.key, rung, TOLD_ANEW, None) for rung in gone),
        *_of_its_state(it, mark, event.comment),
        looked_at_again(ctx, facts, later, now),
        *waking(ctx, ctx.steps[it.key.step], it.key.period, now),  # what counts from this deadline moves with it
    )


def _of_its_state(it: Obligation, mark: str, comment: str) -> tuple[Action, ...]:
    """Whoever was asked already is told; a date that is given ahead stays, and stands in the letter that opens it."""
    if it.state in WAITING:
        return (Tell(it.key, "extended", mark, (it.key.party,), None, comment),)
    return (Skip(it.key, LEFT, MORE_TIME, None),)


def _later(was: Instants, due: dt.datetime) -> Instants:
    """It closes as long after its deadline as before."""
    assert was.due is not None
    return Instants(was.opens, due, was.closes and was.closes + (due - was.due))


def reassign(ctx: Context, facts: Facts, it: Obligation, event: Reassign, now: dt.datetime) -> Answer:
    """An open decision goes to another person: a fresh code; those who were asked before are told."""
    step = ctx.steps[it.key.step]
    if step.kind is not Kind.APPROVE or it.state is not State.OPEN or it.expires is None:
        return ALREADY
    if event.to not in candidates(ctx, step, local_day(now, ctx.clock.zone)):
        return NOT_A_DECIDER
    why = f"{GIVEN_ON}: {event.comment}" if event.comment.strip() else GIVEN_ON
    asked = asked_anew(ctx, facts, replace(it, assigned=event.to), now, why)
    before = tuple(person for person in event.asked if person != event.to)
    told = Tell(it.key, "reassigned", f"reassigned:{it.generation}", (it.key.party,), None, event.to, before)
    return (*asked, told) if before else asked


def withdraw(ctx: Context, facts: Facts, it: Obligation, event: Withdraw, now: dt.datetime) -> Answer:  # noqa: ARG001 - one shape for every act
    """What was submitted for a decision is open again for its author; its codes are good no more, whoever holds them."""
    if ctx.steps[it.key.step].kind is not Kind.COMPILE or it.state is not State.ACCEPTED or not event.asked:
        return NOTHING_SUBMITTED
    if not event.comment.strip():
        return NO_REASON
    why = f"{TAKEN_BACK}: {event.comment}"
    return (
        Move(it.key, Cause.RETURNED, State.RETURNED, now, now, event.comment, event.by),
        *(action for each in event.asked for action in _unasked(each, event, why)),
    )


def _unasked(it: Obligation, event: Withdraw, why: str) -> tuple[Action, ...]:
    nobody = Ask(it.key, it.generation + 1, "", (it.key.party,), None, None, (), it.assigned, why)
    rung = f"withdrawn:{it.generation}"
    return nobody, Tell(it.key, "withdrawn", rung, (it.key.party,), None, event.comment, event.people)
