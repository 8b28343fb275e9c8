"""What makes the fates of a running year so: actions, as data, the same that a heartbeat takes.

Dates move here, and everything that still waits is woken: the next heartbeat looks at all of it under the new text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from definitions.actions import Action, Move, Open, Skip, Tell, Wait, Wake
from definitions.agenda import Context
from definitions.due import LEFT
from definitions.facts import OVER, WAITING, Obligation, State
from definitions.migration import ENDED, RESTORED, Becomes, Fate, Why, marks
from definitions.states import Cause, after

ENDS_NOTE: Final = "kế hoạch đã thay đổi, nhiệm vụ không còn"
RESTORED_NOTE: Final = "kế hoạch lại có nhiệm vụ này"
LEFT_NOTE: Final = "giữ thời gian cũ khi kế hoạch thay đổi"
GONE_BY: Final = "đã qua khi kế hoạch thay đổi"


def actions(new: Context, fates: Iterable[Fate], now: dt.datetime) -> tuple[Action, ...]:
    """What makes these fates so under the new text; what cannot follow is left with its dates."""
    found = [action for fate in fates for action in _ACTIONS[fate.becomes](fate, now)]
    return (*found, Wake(tuple(new.steps), new.year, now))


def _begins(fate: Fate, now: dt.datetime) -> Iterator[Action]:
    if fate.seen is None:
        yield Open(fate.key, State.PLANNED, fate.after, now)
        return
    yield Skip(fate.key, f"{RESTORED}:{marks(fate.seen, ENDED)}", RESTORED_NOTE, now)
    yield _moved(fate.seen, Cause.RESTORED, RESTORED_NOTE, now)
    yield Wait(fate.key, fate.after, now)


def _ends(fate: Fate, now: dt.datetime) -> Iterator[Action]:
    assert fate.seen is not None, "what ends has been there"
    yield Skip(fate.key, f"{ENDED}:{marks(fate.seen, ENDED) + 1}", ENDS_NOTE, None)
    yield _moved(fate.seen, Cause.WAIVED, ENDS_NOTE, now)
    yield Wait(fate.key, fate.after, None)  # no date: others count from the deadlines of this step


def _moves(fate: Fate, now: dt.datetime) -> Iterator[Action]:
    it = fate.seen
    assert it is not None, "what moves has been there"
    yield Wait(fate.key, fate.after, now)
    yield from (Skip(fate.key, rung, GONE_BY, now) for rung in fate.skips)
    was = fate.before.due
    if it.state in WAITING and was is not None and fate.after.due not in {was, None}:
        yield Tell(fate.key, "moved", f"moved:{it.revision}", (fate.key.party,), now, was.isoformat())


def _stays(fate: Fate, now: dt.datetime) -> Iterator[Action]:
    """What cannot follow keeps its dates, by a mark; nothing looks again at what the text no longer knows."""
    if fate.seen is not None and fate.seen.state not in OVER:
        again = None if fate.why is Why.HANDED_IN else now
        yield Wait(fate.key, fate.before, again)
        yield Skip(fate.key, LEFT, LEFT_NOTE, again)


def _keeps(fate: Fate, now: dt.datetime) -> Iterator[Action]:  # noqa: ARG001 - the shape of its neighbours
    yield from ()


def _moved(it: Obligation, cause: Cause, note: str, now: dt.datetime) -> Move:
    to = after(it.state, cause)
    assert to is not None, f"no transition from {it.state} by {cause}"
    return Move(it.key, cause, to, now, None, note)


_ACTIONS: Final = {
    Becomes.CANNOT: _stays,
    Becomes.MOVES: _moves,
    Becomes.ENDS: _ends,
    Becomes.BEGINS: _begins,
    Becomes.KEEPS: _keeps,
}
