"""What somebody's act brings: the other entrance of the core, over the same table of transitions as `due.py`.

An act is taken or refused, whole. A refusal has a reason for machines and a sentence with a remedy for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from definitions.actions import Action, Answer, Assemble, Keep, Move, Receive, Refusal, Skip, Tell
from definitions.agenda import Context, gone_by, trigger_at
from definitions.context import supplemented
from definitions.due import EDITED, asked_anew, looked_at_again, withdrawn
from definitions.events import (
    Accept,
    AskAgain,
    Confirm,
    Decide,
    Event,
    Extend,
    NextRound,
    Raise,
    Reassign,
    Return,
    Submit,
    Verdict,
    Waive,
    Withdraw,
)
from definitions.facts import OVER, WAITING, Facts, Grant, Obligation, State
from definitions.following import about_what, changed_since, goes_back, moved_on
from definitions.moments import local_day
from definitions.occasions import next_round, raised
from definitions.prepared import heeds, kept_apart, marked
from definitions.refusals import (
    ALREADY,
    EXPIRED,
    LOCKED,
    NO_COMMENT,
    NO_REASON,
    NO_VERDICT,
    NOT_TO_WAIVE,
    OWN_WORK,
    STALE,
    UNKNOWN,
    USED,
    WHO_PREPARED,
    WITHDRAWN,
    WRONG_CODE,
    locked,
    not_now,
)
from definitions.relief import extend, reassign, withdraw
from definitions.states import Cause, after
from definitions.supplement import asked_late
from definitions.vocabulary import Kind, Step
from definitions.who import accepting, audience, unproved


def answer(ctx: Context, facts: Facts, event: Event, now: dt.datetime) -> Answer:
    """What this act brings, or why it is not taken. Pure; the ledger's unique keys refuse the same act twice."""
    if isinstance(event, Raise):
        return tuple(raised(ctx, event, now))
    it = facts.obligation(event.key)
    if it is None:
        return UNKNOWN
    return _ANSWERS[type(event)](ctx, facts, it, event, now)


# ---------------------------------------------------------------- handing in


def _submit(ctx: Context, facts: Facts, it: Obligation, event: Submit, now: dt.datetime) -> Answer:
    step = ctx.steps[it.key.step]
    if step.kind is Kind.COMPILE:
        return _new_draft(ctx, it, event)
    cause = Cause.SAID_NIL if event.nil else Cause.RECEIVED
    state = after(it.state, cause)
    if state is None:
        return not_now(it)
    late = it.instants.due is not None and event.received >= it.instants.due
    actions: list[Action] = [_receive(it, event, late=late, addendum=late and step.late == "addendum")]
    actions.append(Move(it.key, cause, state, now, None, by=event.by))
    accepts = accepting(ctx, step, it.key.party, local_day(now, ctx.clock.zone))
    if state is State.SUBMITTED and accepts:
        actions.append(Tell(it.key, "to-accept", f"to-accept:{it.version + 1}", accepts, None))
    elif state is State.SUBMITTED:
        state = State.ACCEPTED
        actions.append(Move(it.key, Cause.TAKEN, state, now, None))
    actions.append(Tell(it.key, "received", f"received:{it.version + 1}", (it.key.party,), None))
    if event.as_file:
        actions.append(Tell(it.key, "to-key", f"to-key:{it.version + 1}", audience(ctx, step), None))
    travel = asked_late(ctx, step, it.key.period) if late and step.late == "addendum" else ()
    return (*actions, *_after(ctx, facts, step, it, state, now, again=late or it.version > 0), *travel)


def _new_draft(ctx: Context, it: Obligation, event: Submit) -> Answer:
    """A person edited what the machine put together: a further version of the draft, to be confirmed."""
    if it.state not in WAITING:
        return not_now(it)
    if not event.by and kept_apart(ctx, it.key.step):
        return WHO_PREPARED
    received = _receive(it, event, late=False, addendum=False)
    return received, Skip(it.key, EDITED, "đã có người sửa bản dự thảo", it.next_at), *marked(it, event.by)


def _receive(it: Obligation, event: Submit, *, late: bool, addendum: bool) -> Receive:
    return Receive(
        it.key, it.version + 1, event.content, event.received, it.next_at, event.nil, late, addendum,
        event.said_sent, event.typed, event.by,
    )  # fmt: skip


def _accept(ctx: Context, facts: Facts, it: Obligation, event: Accept, now: dt.datetime) -> Answer:
    return _simple(ctx, facts, it, Cause.TAKEN, now, by=event.by)


def _return(ctx: Context, facts: Facts, it: Obligation, event: Return, now: dt.datetime) -> Answer:
    if not event.comment.strip():
        return Refusal(
            "comment-needed", "Chưa nêu lý do trả lại.", "Đề nghị ghi rõ nội dung cần bổ sung để đơn vị thực hiện."
        )
    gone = gone_by(ctx, ctx.steps[it.key.step], it, facts.needs, now) - it.rungs
    waiting = replace(it, rungs=it.rungs | gone)
    moved = _simple(ctx, facts, waiting, Cause.RETURNED, now, note=event.comment, by=event.by)
    if isinstance(moved, Refusal):
        return moved
    stated = (Skip(it.key, rung, "đã nêu trong thư trả lại", None) for rung in sorted(gone))
    told = Tell(it.key, "returned", f"returned:{it.version}", (it.key.party,), None, event.comment)
    return (told, *stated, *moved)


def _waive(ctx: Context, facts: Facts, it: Obligation, event: Waive, now: dt.datetime) -> Answer:
    if ctx.steps[it.key.step].kind in (Kind.COMPILE, Kind.AGREE, Kind.APPROVE):
        return NOT_TO_WAIVE
    if not event.comment.strip():
        return NO_REASON
    moved = _simple(ctx, facts, it, Cause.WAIVED, now, note=event.comment, by=event.by)
    if isinstance(moved, Refusal) or it.state is State.PLANNED:
        return moved
    return (Tell(it.key, "waived", f"waived:{it.revision}", (it.key.party,), None, event.comment), *moved)


def _confirm(ctx: Context, facts: Facts, it: Obligation, event: Confirm, now: dt.datetime) -> Answer:
    step = ctx.steps[it.key.step]
    if step.kind in (Kind.SUBMIT, Kind.AGREE, Kind.APPROVE, Kind.TRACK):
        return Refusal(
            "not-to-confirm",
            f"Bước «{step.title}» không hoàn thành bằng cách xác nhận.",
            "Đề nghị ghi nhận bản nộp, câu trả lời hoặc ý kiến phê duyệt bằng biểu mẫu tương ứng.",
        )
    if step.kind is Kind.COMPILE and event.content != it.content:
        return Refusal(
            "stale",
            "Bản dự thảo đã thay đổi sau khi mở để xác nhận.",
            "Đề nghị mở bản mới nhất, xem lại rồi xác nhận.",
        )
    if step.kind is Kind.COMPILE and not event.by and kept_apart(ctx, step.id):
        return WHO_PREPARED
    done = _simple(ctx, facts, it, Cause.DONE, now, note=event.comment, by=event.by)
    if isinstance(done, Refusal) or step.kind is not Kind.COMPILE:
        return done
    late = (Assemble(it.key, None, late=True),) if supplemented(ctx, step) else ()  # it came to a person's draft
    return (*marked(it, event.by), *heeds(it, event, now), *done, *late)


def _simple(
    ctx: Context, facts: Facts, it: Obligation, cause: Cause, now: dt.datetime, *, note: str = "", by: str = ""
) -> Answer:
    """One transition of the table and what follows from it."""
    state = after(it.state, cause)
    if state is None:
        return not_now(it)
    step = ctx.steps[it.key.step]
    move = Move(it.key, cause, state, now, None, note, by)
    return (move, *_after(ctx, facts, step, it, state, now, again=False))


# ---------------------------------------------------------------- deciding


def _decide(ctx: Context, facts: Facts, it: Obligation, event: Decide, now: dt.datetime) -> Answer:
    step = ctx.steps[it.key.step]
    grant = facts.grant if step.proof == "code" else unproved(ctx, it, event, now)
    refusal = _objection(step, replace(facts, grant=grant), it, event, now)
    if refusal is not None:
        return refusal
    assert grant is not None
    assert event.verdict is not None
    cause = Cause.RETURNED if event.verdict is Verdict.RETURN else Cause.DECIDED
    state = after(it.state, cause)
    if state is None:
        return not_now(it)
    keep = Keep(
        it.key, grant.person, event.verdict, event.content, event.generation, event.comment, now, None,
        grant.instead_of,
    )  # fmt: skip
    move = Move(it.key, cause, state, now, None, event.comment, grant.person)
    heard = tuple(dict.fromkeys((*audience(ctx, step, local_day(now, ctx.clock.zone)), *event.raised)))
    told = Tell(it.key, "decided", "decided", heard, None, event.comment)
    return (
        keep, move, told,
        *_settled(ctx, facts, event),
        *_sent_back(ctx, facts, it, event, grant, now),
        *_after(ctx, facts, step, it, state, now, again=False),
    )  # fmt: skip


def _ask_again(ctx: Context, facts: Facts, it: Obligation, event: AskAgain, now: dt.datetime) -> Answer:  # noqa: ARG001 - one shape for every act
    if ctx.steps[it.key.step].kind is not Kind.APPROVE or it.state is not State.OPEN:
        return ALREADY
    if withdrawn(it):
        return WITHDRAWN
    return asked_anew(ctx, facts, it, now, RESENT)


RESENT: Final = "Văn phòng gửi lại mã mới"


def _settled(ctx: Context, facts: Facts, event: Decide) -> Iterator[Action]:
    """What the decision made of the lines that no partner takes is the next version of what was decided on."""
    key = about_what(ctx, ctx.steps[facts.step], facts)
    if event.settled and event.verdict is not Verdict.RETURN and key is not None:
        yield Assemble(key, None, settled=event.settled)


def _sent_back(
    ctx: Context, facts: Facts, it: Obligation, event: Decide, grant: Grant, now: dt.datetime
) -> Iterator[Action]:
    """Unless it was approved as it is, what was decided on is open again for whoever put it together."""
    key = goes_back(ctx, ctx.steps[facts.step], facts, returned=event.verdict is Verdict.RETURN)
    if event.verdict is Verdict.APPROVE or key is None:
        return
    yield Move(key, Cause.RETURNED, State.RETURNED, now, now, event.comment, grant.person)
    yield Tell(key, "returned", f"returned:{it.key.round}", (key.party,), now, event.comment)


def _objection(step: Step, facts: Facts, it: Obligation, event: Decide, now: dt.datetime) -> Refusal | None:
    """The first reason not to take this verdict; the person who decides is whoever the code was given to."""
    grant = facts.grant
    checks: tuple[tuple[bool, Refusal], ...] = (
        (it.state is not State.OPEN, ALREADY),
        (withdrawn(it), WITHDRAWN),
        (event.generation != it.generation or event.content != it.content or changed_since(step, facts, it), STALE),
        (locked(facts.tries), LOCKED),
        (grant is None, WRONG_CODE),
        (grant is not None and grant.used is not None, USED),
        (grant is not None and grant.expires <= now, EXPIRED),
        (
            grant is not None and (grant.key, grant.generation, grant.content) != (it.key, it.generation, it.content),
            STALE,
        ),
        (not step.self_approval and grant is not None and grant.person in event.prepared, OWN_WORK),
        (event.verdict is None, NO_VERDICT),
        (event.verdict is not Verdict.APPROVE and not event.comment.strip(), NO_COMMENT),
    )
    return next((refusal for wrong, refusal in checks if wrong), None)


# ---------------------------------------------------------------- shared


def _after(
    ctx: Context, facts: Facts, step: Step, it: Obligation, state: State, now: dt.datetime, *, again: bool
) -> Iterator[Action]:
    """The next look at it, and whoever waits for its step: where the step is over, or what it gave has changed."""
    moved = replace(it, state=state)
    yield looked_at_again(ctx, facts, moved, now)
    over = facts.own.over + (state in OVER) - (it.state in OVER)
    if over >= facts.own.total or over < facts.own.over or again or _eager(ctx, step, facts.period, now):
        yield from moved_on(ctx, step, facts, over, now, again=again)


def _eager(ctx: Context, step: Step, period: str, now: dt.datetime) -> bool:
    """Whether a step that waits for this one may have started before all of it is settled."""
    waiting = [other for name in ctx.followers[step.id] if (other := ctx.steps[name]).starts is not None]
    if any(other.starts and other.starts.settled not in (None, "all") for other in waiting):
        return True
    timed = [trigger_at(ctx, other, period, {}) for other in waiting if other.starts and other.starts.moment]
    return any(at is None or at <= now for at in timed)


_ANSWERS: Final[dict[type, Callable[[Context, Facts, Obligation, Any, dt.datetime], Answer]]] = {
    Submit: _submit,
    Accept: _accept,
    Return: _return,
    Waive: _waive,
    Confirm: _confirm,
    Decide: _decide,
    AskAgain: _ask_again,
    Extend: extend,
    Reassign: reassign,
    Withdraw: withdraw,
    NextRound: next_round,
}
