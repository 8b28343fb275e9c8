"""The year in which every step is done at the very end of its own time: when things would be that facts decide."""

from __future__ import annotations

import datetime as dt

from definitions.agenda import Context, instants, needed, rungs, trigger_at
from definitions.facts import Instants, Progress
from definitions.vocabulary import Rung, Step

_MOMENT_BEFORE = dt.timedelta(seconds=1)  # "exactly at its due" is the last second that is still in time


class Assumed:
    """Asks the rules of a definition with the facts of that year; every answer is remembered."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._found: dict[tuple[str, str], Progress] = {}

    def progress(self, step: Step, period: str) -> Progress:
        """How the step would stand when it is done; of a step that waits for itself, nothing is known."""
        key = step.id, period
        if key not in self._found:
            self._found[key] = Progress(*key)
            self._found[key] = self._done(step, period)
        return self._found[key]

    def instants(self, step: Step, period: str) -> Instants:
        """When it would open at the latest, be due and close; UTC. What facts alone open has no opening."""
        needs = self.awaited(step, period)
        when = instants(self.ctx, step, period, needs)
        return when._replace(opens=when.opens or trigger_at(self.ctx, step, period, needs))

    def rungs(self, step: Step, period: str) -> tuple[tuple[Rung, dt.datetime], ...]:
        """When each rung of its ladder would speak, the earliest first."""
        when = self.instants(step, period)._replace(opens=self.progress(step, period).opens)
        return rungs(self.ctx, step, period, when, self.awaited(step, period))

    def awaited(self, step: Step, period: str) -> dict[str, Progress]:
        """How far everything is that the step waits for or counts from, by step id."""
        return {name: self.progress(self.ctx.steps[name], at) for name, at in needed(self.ctx, step.id, period)}

    def _done(self, step: Step, period: str) -> Progress:
        awaited = self.awaited(step, period)
        when = instants(self.ctx, step, period, awaited)
        opens = when.opens or trigger_at(self.ctx, step, period, awaited) or self._freed(step, awaited)
        done = when.due - _MOMENT_BEFORE if when.due else opens
        return Progress(step.id, period, 1, 1, 1, opens, when.due, done)

    def _freed(self, step: Step, awaited: dict[str, Progress]) -> dt.datetime | None:
        """When the last of what it waits for is done."""
        waits = (awaited.get(name or "") for name in (*step.needs, step.source, step.on))
        return max((p.done for p in waits if p is not None and p.done is not None), default=None)
