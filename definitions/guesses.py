"""Wrong codes: which refusals count as a try, what is written down of one, and who hears of the last one allowed."""

from __future__ import annotations

from typing import Final

from definitions.actions import Action, Refuse, Tell
from definitions.agenda import Context
from definitions.facts import Facts, Obligation
from definitions.refusals import EXPIRED, LOCKED, TRIES, USED, WRONG_CODE
from definitions.who import audience

COUNTED: Final = frozenset(refusal.reason for refusal in (WRONG_CODE, USED, EXPIRED))
"""Whoever typed did not hold a code that is good now."""


def guessed(ctx: Context, facts: Facts, it: Obligation, reason: str) -> tuple[Action, ...]:
    """A code that was typed for this approval was refused for that reason; () where that is no try.

    With the last try that is allowed, whoever it goes to is told: somebody may be guessing.
    """
    if reason not in COUNTED:
        return ()
    refused = Refuse(it.key, it.generation, reason, None)
    if facts.tries + 1 != TRIES:
        return (refused,)
    told = audience(ctx, ctx.steps[it.key.step])
    return refused, Tell(it.key, "raised", f"locked:{it.generation}", told, it.next_at, LOCKED.message)
