"""What an occasion opens: a new occurrence (an event, a request), or one more round of an agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from definitions.actions import Action, Answer, Move, Open, Refusal, Skip, Tell, Wake
from definitions.agenda import Context, instants
from definitions.events import NextRound, Raise
from definitions.facts import OVER, Facts, Instants, Key, Obligation, Progress, State
from definitions.moments import local_day
from definitions.states import Cause
from definitions.vocabulary import Every, Kind, Step
from definitions.who import audience, owners


def raised(ctx: Context, event: Raise, now: dt.datetime) -> Iterator[Action]:
    """A new occurrence, and the steps that follow it in the same event."""
    step = ctx.steps[event.step]
    for party in event.parties:
        yield from _opened(ctx, step, Key(event.step, event.period, party), event, now)
    for name in _events_after(ctx, step):
        for party in owners(ctx, ctx.steps[name], local_day(now, ctx.clock.zone)):
            yield Open(Key(name, event.period, party), State.PLANNED, Instants(), now)


def _opened(ctx: Context, step: Step, key: Key, event: Raise, now: dt.datetime) -> Iterator[Action]:
    """To announce is done by saying it; a request asks whoever owes it; of an event whoever it goes to is told.

    The next look comes at once: it finds the deadline and the reminders, which count from this opening.
    """
    told = audience(ctx, step, local_day(now, ctx.clock.zone))
    if step.kind is Kind.ANNOUNCE:
        yield Open(key, State.PLANNED, Instants(opens=now), None)
        yield Move(key, Cause.DONE, State.ACCEPTED, now, None, event.comment, event.by)
        yield Tell(key, "announce", "announce", told, None, event.comment)
        return
    yield Open(key, State.OPEN, Instants(now, event.due), now)
    if step.every is Every.REQUEST:
        yield Tell(key, "opened", "opened", (key.party,), now, event.comment)
    else:
        yield Tell(key, "raised", "raised", told, now, event.comment)


def _events_after(ctx: Context, step: Step) -> tuple[str, ...]:
    """Every step of the same event that waits for this one, directly or through another."""
    found: dict[str, None] = {}
    ahead = [step.id]
    while ahead:
        for name in ctx.followers[ahead.pop()]:
            if name not in found and ctx.steps[name].every in (Every.EVENT, Every.REQUEST):
                found[name] = None
                ahead.append(name)
    return tuple(found)


# ---------------------------------------------------------------- rounds


def next_round(ctx: Context, facts: Facts, it: Obligation, event: NextRound, now: dt.datetime) -> Answer:
    """The party is asked once more, as often as the definition allows; its time counts from this asking."""
    step = ctx.steps[it.key.step]
    if step.kind is not Kind.AGREE or it.state not in OVER:
        return NOT_ANSWERED
    key = it.key._replace(round=it.key.round + 1)
    following = f"round:{key.round}"
    if following in it.rungs:
        return NOT_ANSWERED
    if it.key.round >= step.rounds:
        return _no_more(ctx, step)
    when = instants(ctx, step, key.period, _as_if_done(step, facts.needs, now), opened=now)._replace(opens=now)
    return (
        Open(key, State.OPEN, when, now),
        Skip(it.key, following, "đã lấy ý kiến lần tiếp theo", None),
        Tell(key, "ask-partner", "opened", (key.party,), now, event.comment),
        Wake(ctx.followers[step.id], key.period, now),
    )


def _as_if_done(step: Step, needs: Mapping[str, Progress], now: dt.datetime) -> dict[str, Progress]:
    """What the deadline counts from is the new version of what is agreed on, and that is there now."""
    awaited = {step.on, *step.needs}
    return {name: replace(progress, done=now) if name in awaited else progress for name, progress in needs.items()}


NOT_ANSWERED: Final = Refusal(
    "not-answered",
    "Chưa đến lúc lấy ý kiến lần tiếp theo: lần trước còn đang chờ trả lời.",
    "Đề nghị ghi ý kiến của lần trước, hoặc chờ hết thời gian lấy ý kiến.",
)


def _no_more(ctx: Context, step: Step) -> Refusal:
    role = next((r.title for r in ctx.definition.process.roles if r.id == step.deadlock), "")
    decides = f"Đề nghị trình {role} quyết định: giữ, bỏ hoặc chuyển nội dung sang cơ quan khác." if role else ""
    return Refusal("no-more-rounds", f"Đã lấy ý kiến đủ {step.rounds} lần theo quy trình.", decides)
