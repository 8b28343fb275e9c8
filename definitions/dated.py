"""Every instant of a year by its name: what opens, is due, is reminded and closes when; what a calendar can move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from definitions.agenda import instants, occurrences, parties, rungs
from definitions.assumed import Assumed
from definitions.context import Context, prepared
from definitions.explain import in_words
from definitions.facts import Instants
from definitions.moments import last_valid_day
from definitions.vocabulary import Definition, Rung, Step

What = Literal["opens", "due", "last-working", "remind", "escalate", "closes"]


@dataclass(frozen=True, slots=True)
class Dated:
    """One instant of one step in one period, in the zone of the process, and how many parties it is about.

    `rung` names the reminder or the escalation, and `said` says it in the language of the definition. `last-working` is the midnight at which the last working day begins on
    which the thing can be done in time. Where an instant counts from what has not happened, every step is taken to be
    done at the very end of its own time.
    """

    step: str
    title: str
    period: str
    what: What
    at: dt.datetime
    parties: int
    rung: str = ""
    said: str = ""

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What stays the same when it moves."""
        return self.step, self.period, self.what, self.rung


def dated(of: Context | Definition) -> Iterator[Dated]:
    """Every instant that the definition alone tells, in the order of the process, then of the calendar."""
    ctx = prepared(of)
    assumed = Assumed(ctx)
    for step, period in occurrences(ctx):
        yield from _of_one(ctx, step, period, assumed)


def _of_one(ctx: Context, step: Step, period: str, assumed: Assumed) -> Iterator[Dated]:
    zone, owing = ZoneInfo(ctx.clock.zone), len(parties(ctx, step, period))
    for what, rung, at in _instants(ctx, step, period, assumed):
        named = (rung.id, in_words(ctx, rung.moment)) if rung else ("", "")
        yield Dated(step.id, step.title, period, what, at.astimezone(zone), owing, *named)


def _instants(
    ctx: Context, step: Step, period: str, assumed: Assumed
) -> Iterator[tuple[What, Rung | None, dt.datetime]]:
    progress, awaited = assumed.progress(step, period), assumed.awaited(step, period)
    when = Instants(progress.opens, progress.due, instants(ctx, step, period, awaited, opened=progress.opens).closes)
    if when.opens:
        yield "opens", None, when.opens
    if when.due:
        yield "due", None, when.due
        yield "last-working", None, _last_working(ctx, when.due)
    for rung, at in rungs(ctx, step, period, when, awaited):
        yield rung.kind, rung, at
    if when.closes:
        yield "closes", None, when.closes


def _last_working(ctx: Context, due: dt.datetime) -> dt.datetime:
    day = ctx.clock.calendar.last_working_on_or_before(last_valid_day(due, ctx.clock.zone))
    return dt.datetime.combine(day, dt.time(), ZoneInfo(ctx.clock.zone))
