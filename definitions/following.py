"""What follows when an obligation has moved: answers are merged into what they are about, and whoever waits is woken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from definitions.agenda import Context
from definitions.context import related, woken
from definitions.facts import Action, Assemble, Facts, Key, Wake
from definitions.vocabulary import Kind, Step
from definitions.who import compiled_key


def moved_on(ctx: Context, step: Step, facts: Facts, over: int, now: dt.datetime) -> Iterator[Action]:
    """What follows when an obligation of this step has moved: answers are merged, whoever waits is woken."""
    about = about_what(ctx, step, facts)
    if step.kind is Kind.AGREE and about is not None and over >= facts.own.total > facts.own.over:
        yield Assemble(about, None, agreed=step.id)
        changed = woken(
            ctx, ctx.steps[about.step], about.period
        )  # whoever decides on it is asked about the new version
        yield from (Wake(steps, period, now) for steps, period in changed)
    yield from (Wake(steps, period, now) for steps, period in woken(ctx, step, facts.period))


def about_what(ctx: Context, step: Step, facts: Facts) -> Key | None:
    """What was compiled and this step is about (`on`); None where it is about nothing, or where there is none of it."""
    if step.on is None or ctx.steps[step.on].kind is not Kind.COMPILE:
        return None
    progress = facts.needs.get(step.on)
    if progress is not None and not progress.settled:
        return None
    return compiled_key(ctx, step.on, related(ctx, step, ctx.steps[step.on], facts.period))
