"""What follows when an obligation has moved: answers are merged into what they are about, and whoever waits is woken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from definitions.actions import Action, Assemble, Wake
from definitions.agenda import Context
from definitions.context import deciding, related, travels, woken
from definitions.facts import Facts, Key, Obligation
from definitions.periods import base_of
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key, owners


def moved_on(
    ctx: Context, step: Step, facts: Facts, over: int, now: dt.datetime, *, again: bool = False
) -> Iterator[Action]:
    """What follows when an obligation of this step has moved: answers are merged, whoever waits is woken.

    Answers are merged when the last one is in, and once more where one of them is given `again`: until it is decided.
    """
    about = about_what(ctx, step, facts)
    complete = over >= facts.own.total and (again or facts.own.over < facts.own.total)
    if step.kind is Kind.AGREE and about is not None and complete and not _decided(ctx, step, facts):
        yield Assemble(about, None, agreed=step.id)
        # whoever decides on it is asked about the new version
        yield from waking(ctx, ctx.steps[about.step], about.period, now)
    yield from waking(ctx, step, facts.period, now)


def _decided(ctx: Context, step: Step, facts: Facts) -> bool:
    """Whether what this step is about has been decided on: then no answer changes it any more."""
    known = (facts.needs.get(name) for name, _ in deciding(ctx, step.id, facts.period))
    return any(progress is not None and progress.over >= progress.total > 0 for progress in known)


def waking(ctx: Context, step: Step, period: str, now: dt.datetime) -> Iterator[Wake]:
    """Whoever waits for this step in this period looks again."""
    for steps, each in woken(ctx, step, period):
        added = base_of(each) == each and any(travels(ctx, ctx.steps[name]) for name in steps)
        yield Wake(steps, each, now, additions=added)


def about_what(ctx: Context, step: Step, facts: Facts) -> Key | None:
    """What was compiled and this step is about (`on`); None where it is about nothing, or where there is none of it."""
    if step.on is None or ctx.steps[step.on].kind is not Kind.COMPILE:
        return None
    progress = facts.needs.get(step.on)
    if progress is not None and not progress.settled:
        return None
    return compiled_key(ctx, step.on, related(ctx, step, ctx.steps[step.on], facts.period))


def changed_since(step: Step, facts: Facts, it: Obligation) -> bool:
    """Whether what is decided on is another one by now than what was asked about: it is about to be asked anew."""
    about = facts.needs.get(step.on) if step.on else None
    return about is not None and about.content is not None and about.content != it.content


def goes_back(ctx: Context, step: Step, facts: Facts, *, returned: bool) -> Key | None:
    """What is open again when this step decides otherwise than to approve it as it is.

    What was compiled, also where it is approved with changes; what one party did or handed in, only where it is returned.
    """
    about = about_what(ctx, step, facts)
    on = ctx.steps.get(step.on or "")
    if about is not None or on is None or not returned or on.kind not in (Kind.DO, Kind.SUBMIT):
        return about
    owing, progress = owners(ctx, on), facts.needs.get(on.id)
    if len(owing) != 1 or progress is None or not progress.settled:
        return None
    return Key(on.id, related(ctx, step, on, facts.period), owing[0])
