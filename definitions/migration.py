"""What becomes of a running year when its text changes: each obligation keeps its dates, moves, ends, or cannot follow.

What is over stays as it was. Which actions make it so stands in `amended.py`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from definitions.actions import Open
from definitions.agenda import Context, instants, needed, plan, rungs_of
from definitions.context import UPON
from definitions.due import LEFT
from definitions.facts import OVER, SETTLED, WAITING, Instants, Key, Obligation, Progress, State
from definitions.periods import base_of
from definitions.vocabulary import Step
from definitions.worded import renamed

ENDED: Final = "ended"
RESTORED: Final = "restored"
"""The marks of an obligation that a text ended, and that a later text brought back; each with a number."""

BINDING: Final = ("by", "on", "proof", "criteria")
"""What whoever is asked for a decision was shown of its step."""


class Becomes(StrEnum):
    """What can become of an obligation; the first needs a person most."""

    CANNOT = "cannot"
    MOVES = "moves"
    ENDS = "ends"
    BEGINS = "begins"
    KEEPS = "keeps"


class Why(StrEnum):
    """Why it cannot follow; the words stand with the command."""

    HANDED_IN = "handed-in"  # the duty is gone, and something was handed in for it
    INTO_THE_PAST = "into-the-past"  # it would be late, or closed, at once
    ASKED_FOR = "asked-for"  # a decision on it was asked for under the old text


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one obligation. `before` and `after` are equal where it keeps its dates.

    `skips` are rungs whose new instant has gone by: nobody is told for them. `hint` is the id under which a step or a
    party that is gone seems to go on. `seen` is the obligation as it was; None where it is new.
    """

    key: Key
    becomes: Becomes
    before: Instants
    after: Instants
    why: Why | None = None
    skips: tuple[str, ...] = ()
    hint: str = ""
    seen: Obligation | None = None


def migrate(
    old: Context,
    new: Context,
    year: Iterable[Obligation],
    progress: Mapping[tuple[str, str], Progress],
    now: dt.datetime,
) -> tuple[Fate, ...]:
    """The fate of every obligation of a year, then of every duty that is new in it. Nothing is new that is over by now.

    `progress` holds how far every occurrence is that the year's steps wait for or count from, under either text.
    """
    moving = _Moving(old, new, tuple(year), progress, now)
    fates = tuple(moving.fate(it) for it in moving.year)
    known = {it.key for it in moving.year}
    begun = (each for each in moving.planned.values() if each.key not in known and each.state is State.PLANNED)
    return (*fates, *(Fate(each.key, Becomes.BEGINS, Instants(), each.instants) for each in begun))


def asked_for(old: Context, new: Context, year: Iterable[Obligation]) -> tuple[tuple[str, str], ...]:
    """The occurrences whose progress `migrate` needs to know."""
    pairs = dict.fromkeys(it.key[:2] for it in year)
    found = (need for step, at in pairs for ctx in (old, new) if step in ctx.steps for need in needed(ctx, step, at))
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- one obligation


class _Moving:
    """A year on its way from one text to another; what was computed once is remembered."""

    def __init__(
        self,
        old: Context,
        new: Context,
        year: tuple[Obligation, ...],
        progress: Mapping[tuple[str, str], Progress],
        now: dt.datetime,
    ) -> None:
        self.old, self.new, self.year, self.now = old, new, year, now
        self.planned: dict[Key, Open] = {each.key: each for each in plan(new, now)}
        self._told = progress
        self._moved: dict[tuple[str, str], Progress] = {}
        self._in: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
        for it in year:
            self._in[it.key[:2]].append(it)

    def fate(self, it: Obligation) -> Fate:
        """What becomes of it."""
        if not self._owed(it.key):
            return self._gone(it)
        if it.state in OVER:
            return self._back(it) if self._was_ended(it) else self._kept(it)
        before, after = self.dates(it)
        why = self._hindered(it, before, after)
        if why is not None:
            return Fate(it.key, Becomes.CANNOT, before, after, why, seen=it)
        skips = self._skips(it, before, after)
        becomes = Becomes.MOVES if skips or before != after else Becomes.KEEPS
        return Fate(it.key, becomes, before, after, skips=skips, seen=it)

    def dates(self, it: Obligation) -> tuple[Instants, Instants]:
        """Its instants as they are, and as they will be: what has opened stays opened, what no rule moved stays.

        A deadline that has gone by is not moved to another day that has gone by: who was late stays as late.
        """
        was, is_ = self._ruled(self.old, it, self._told), self._ruled(self.new, it, self._needs(it))
        if it.state is State.PLANNED and LEFT not in it.rungs:
            return was, is_
        opens, due, closes = map(self._date_of, it.instants, was, is_)
        return it.instants, Instants(it.instants.opens if it.state in WAITING else opens, due, closes)

    def _date_of(self, own: dt.datetime | None, was: dt.datetime | None, is_: dt.datetime | None) -> dt.datetime | None:
        over = own is not None and is_ is not None and max(own, is_) <= self.now
        return own if was == is_ or over else is_

    def _ruled(self, ctx: Context, it: Obligation, needs: Mapping[tuple[str, str], Progress]) -> Instants:
        step, period, *_ = it.key
        if step not in ctx.steps:
            return Instants()
        known = {name: needs[name, at] for name, at in needed(ctx, step, period) if (name, at) in needs}
        opened = it.instants.opens if it.state in WAITING else None
        return instants(ctx, ctx.steps[step], period, known, opened=opened)

    # --- what it counts from moves too

    def _needs(self, it: Obligation) -> dict[tuple[str, str], Progress]:
        return {pair: self._progress(*pair) for pair in needed(self.new, it.key.step, it.key.period)}

    def _progress(self, step: str, period: str) -> Progress:
        """How far a step is, with the dates that it will have; met in a circle, with those that it has."""
        pair = step, period
        if pair not in self._moved:
            self._moved[pair] = told = self._told.get(pair, Progress(step, period))
            latest = {it.key[:3]: it for it in sorted(self._in[pair], key=lambda it: it.key)}
            dates = [it.instants if it.state in OVER else self._date(it) for it in latest.values()]
            opens = min((when.opens for when in dates if when.opens), default=told.opens)
            due = max((when.due for when in dates if when.due), default=told.due)
            self._moved[pair] = replace(told, opens=opens, due=due)
        return self._moved[pair]

    def _date(self, it: Obligation) -> Instants:
        if self._owed(it.key):
            before, after = self.dates(it)
            return before if self._hindered(it, before, after) else after
        return it.instants if _handed_in(it) else Instants()  # what ends counts no longer

    # --- what hinders it

    def _hindered(self, it: Obligation, before: Instants, after: Instants) -> Why | None:
        if it.state is State.OPEN and it.generation and (before != after or self._asks_otherwise(it.key.step)):
            return Why.ASKED_FOR
        late = self._passes(before.due, after.due) or self._passes(before.closes, after.closes)
        return Why.INTO_THE_PAST if late else None

    def _asks_otherwise(self, step: str) -> bool:
        was, is_ = self.old.steps[step], self.new.steps[step]
        return was.kind is not is_.kind or any(getattr(was, name) != getattr(is_, name) for name in BINDING)

    def _passes(self, before: dt.datetime | None, after: dt.datetime | None) -> bool:
        """Whether an instant that lay ahead, or was not known, would have gone by."""
        return after is not None and after <= self.now and (before is None or before > self.now)

    # --- its ladder

    def _skips(self, it: Obligation, before: Instants, after: Instants) -> tuple[str, ...]:
        """The rungs that are new in the past: nobody is told for what was no rule at that time."""
        if it.state not in WAITING:
            return ()
        was, is_ = self._ladder(self.old, it, before), self._ladder(self.new, it, after)
        ahead = {id for id, at in was.items() if at > self.now}
        gone = (id for id, at in is_.items() if at <= self.now)
        return tuple(id for id in gone if id not in it.rungs and (id not in was or id in ahead))

    def _ladder(self, ctx: Context, it: Obligation, when: Instants) -> dict[str, dt.datetime]:
        step: Step | None = ctx.steps.get(it.key.step)
        if step is None:
            return {}
        needs = self._told if ctx is self.old else self._needs(it)
        known = {name: needs[name, at] for name, at in needed(ctx, step.id, it.key.period) if (name, at) in needs}
        return {rung.id: at for rung, at in rungs_of(ctx, step, replace(it, instants=when), known)}

    # --- what is gone, what comes back

    def _owed(self, key: Key) -> bool:
        """Whether the new text still asks for it; what somebody raised is asked for while its step and party are there."""
        if not self.new.names(key):
            return False
        raised = "-E" in key.period and self.new.steps[key.step].every in UPON
        return raised or key._replace(period=base_of(key.period), round=1) in self.planned

    def _gone(self, it: Obligation) -> Fate:
        if it.state in OVER and (self.new.names(it.key) or not (_handed_in(it) and it.state in SETTLED)):
            return self._kept(it)
        hint = "" if self.new.names(it.key) else self._renamed(it.key)
        if _handed_in(it):
            return Fate(it.key, Becomes.CANNOT, it.instants, it.instants, Why.HANDED_IN, hint=hint, seen=it)
        return Fate(it.key, Becomes.ENDS, it.instants, Instants(), hint=hint, seen=it)

    def _renamed(self, key: Key) -> str:
        was, is_ = self.old.definition, self.new.definition
        if key.step not in self.new.steps:
            return renamed(key.step, was.process.steps, is_.process.steps)
        return renamed(key.party, was.year.parties, is_.year.parties)

    def _kept(self, it: Obligation) -> Fate:
        return Fate(it.key, Becomes.KEEPS, it.instants, it.instants, seen=it)

    def _was_ended(self, it: Obligation) -> bool:
        return it.state is State.WAIVED and marks(it, ENDED) > marks(it, RESTORED)

    def _back(self, it: Obligation) -> Fate:
        """Asked for again after a text had ended it, unless its time has gone by meanwhile."""
        planned = self.planned[it.key._replace(round=1)]
        if planned.state is not State.PLANNED or self._passes(None, planned.instants.due):
            return self._kept(it)
        return Fate(it.key, Becomes.BEGINS, Instants(), planned.instants, seen=it)


def _handed_in(it: Obligation) -> bool:
    """Whether somebody did something about it: sent, confirmed, or was asked for a decision."""
    return it.version > 0 or it.generation > 0


def marks(it: Obligation, mark: str) -> int:
    """How often it was marked so."""
    return sum(rung.partition(":")[0] == mark for rung in it.rungs)
