"""What changes for people when one definition takes the place of another: instants, duties, reminders, words.

Compared by meaning: a rule that is said in another way and comes to the same day is no consequence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from definitions.agenda import Context, instants, occurrences, parties
from definitions.assumed import Assumed
from definitions.context import prepared
from definitions.facts import OVER, Instants, Key, State
from definitions.migration import Becomes, Fate
from definitions.vocabulary import Definition
from definitions.worded import What, changed_words

__all__ = ["Change", "Turn", "What", "changes", "distance", "in_a_running_year", "reversed_"]

Value = dt.datetime | str | None


class Turn(StrEnum):
    """What can become of an occurrence's dates; the first matters most."""

    DUE = "due"
    OWED = "owed"
    OPENS = "opens"
    CLOSES = "closes"
    RUNG = "rung"  # one that tells others is another one


@dataclass(frozen=True, slots=True)
class Change:
    """One consequence. `before` None did not exist, `after` None does no longer.

    Dates: `step`, `period`, `party` say for whom, `name` which rung. Words: `name` is an id, or an id and a field as
    "k07.first". Instants are aware, in UTC; of a duty that appears or vanishes its deadline, or "owed" without one.
    `planned` where a date counts from something that has not happened: it holds if every step is done at its last.
    """

    what: Turn | What
    step: str = ""
    period: str = ""
    party: str = ""
    name: str = ""
    before: Value = None
    after: Value = None
    planned: bool = False


def changes(old: Context | Definition, new: Context | Definition) -> tuple[Change, ...]:
    """Every consequence of putting `new` in the place of `old`: the most important first, then by deadline's order.

    What counts from facts is compared in the year in which every step is done at the very end of its time.
    """
    old, new = prepared(old), prepared(new)
    before, after = _year(old), _year(new)
    found = [change for key in {**before, **after} for change in _of_key(key, before.get(key), after.get(key))]
    words = (Change(what, name=name, before=was, after=is_) for what, name, was, is_ in changed_words(old, new))
    return (*sorted(found, key=_order), *words)


def reversed_(change: Change) -> Change:
    """The consequence of going back."""
    return replace(change, before=change.after, after=change.before)


def distance(ctx: Context, before: dt.date, after: dt.date) -> tuple[int, int]:
    """How many days, and how many of them worked, lie between two days; below zero where the second comes first."""
    days = (after - before).days
    first, sign = min(before, after), 1 if days > 0 else -1
    worked = sum(ctx.clock.calendar.is_working(first + dt.timedelta(days=n)) for n in range(1, abs(days) + 1))
    return days, sign * worked


def in_a_running_year(found: Iterable[Change], fates: Iterable[Fate], now: dt.datetime) -> tuple[Change, ...]:
    """Of these consequences those that come about in a year that runs, with its own dates: what is over stays as it was."""
    by_key = {fate.key: fate for fate in fates}
    dated = [change for fate in by_key.values() for change in _of_fate(fate)]
    said = {(change.what, *_key(change)) for change in dated}
    rest = (c for c in found if isinstance(c.what, Turn) and (c.what, *_key(c)) not in said and _lasts(c, by_key, now))
    words = (c for c in found if not isinstance(c.what, Turn))
    return (*sorted([*dated, *rest], key=_order), *words)


def _of_fate(fate: Fate) -> Iterator[Change]:
    if fate.becomes in {Becomes.ENDS, Becomes.BEGINS}:
        dues = (fate.before.due or "owed", None) if fate.becomes is Becomes.ENDS else (None, fate.after.due or "owed")
        yield _change(Turn.OWED, fate.key, before=dues[0], after=dues[1])
    elif fate.becomes is Becomes.MOVES:
        for turn, was, is_ in zip(_DATES, fate.before, fate.after, strict=True):
            if was != is_:
                yield _change(turn, fate.key, before=was, after=is_)


def _key(change: Change) -> tuple[str, str, str]:
    return change.step, change.period, change.party


def _lasts(change: Change, by_key: Mapping[Key, Fate], now: dt.datetime) -> bool:
    """Whether a rung that lies ahead, or a date that facts are still to tell, comes about for what waits and can follow."""
    fate = by_key.get(Key(*_key(change)))
    if fate is None or fate.seen is None or fate.becomes in {Becomes.CANNOT, Becomes.ENDS}:
        return False
    if change.what is Turn.RUNG:
        ahead = any(isinstance(at, dt.datetime) and at > now for at in (change.before, change.after))
        along = None in (change.before, change.after) or fate.before != fate.after or fate.seen.state is State.PLANNED
        return ahead and along and fate.seen.state not in OVER
    return change.planned and fate.seen.state is State.PLANNED


# ---------------------------------------------------------------- one year, as it would be


@dataclass(frozen=True, slots=True)
class _Duty:
    """What one party owes in one period: its instants, what is sure of them, when each rung of its ladder speaks."""

    instants: Instants
    sure: Instants
    rungs: Mapping[str, dt.datetime] = field(default_factory=dict)


def _year(ctx: Context) -> dict[Key, _Duty]:
    assumed = Assumed(ctx)
    found: dict[Key, _Duty] = {}
    for step, period in occurrences(ctx):
        ladder = {rung.id: at for rung, at in assumed.rungs(step, period)}
        duty = _Duty(assumed.instants(step, period), instants(ctx, step, period, {}), ladder)
        found |= {Key(step.id, period, party.id): duty for party in parties(ctx, step, period)}
    return found


def _of_key(key: Key, before: _Duty | None, after: _Duty | None) -> Iterator[Change]:
    if before is None or after is None:
        yield _change(Turn.OWED, key, before=_owed(before), after=_owed(after))
        return
    for n, (turn, was, is_) in enumerate(zip(_DATES, before.instants, after.instants, strict=True)):
        if was != is_:
            yield _change(turn, key, before=was, after=is_, planned=(before.sure[n], after.sure[n]) != (was, is_))
    for id in {**before.rungs, **after.rungs}:
        if (was := before.rungs.get(id)) != (is_ := after.rungs.get(id)):
            yield _change(Turn.RUNG, key, id, before=was, after=is_)


_DATES = (Turn.OPENS, Turn.DUE, Turn.CLOSES)


def _owed(duty: _Duty | None) -> Value:
    return None if duty is None else duty.instants.due or "owed"


def _change(turn: Turn, key: Key, name: str = "", *, before: Value, after: Value, planned: bool = False) -> Change:
    return Change(turn, key.step, key.period, key.party, name, before, after, planned)


_TURNS = {turn: n for n, turn in enumerate(Turn)}


def _order(change: Change) -> tuple[int, Iterable[str]]:
    return _TURNS[Turn(change.what)], (change.step, change.period, change.party, change.name)
