"""Who prepared what is decided on, and what a new version of it means for the approvals that were given before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from definitions.actions import Action, Bind, Open, Skip, Tell
from definitions.agenda import Context
from definitions.events import Confirm
from definitions.facts import Instants, Obligation, State

PREPARED: Final = "prepared by "
"""The mark of whoever edited or confirmed what is compiled, with the person's id."""


def marked(it: Obligation, by: str) -> tuple[Action, ...]:
    """The mark, where somebody is named who has not left one yet."""
    mark = f"{PREPARED}{by}"
    return (Skip(it.key, mark, "người sửa, xác nhận", None),) if by and mark not in it.rungs else ()


def prepared(it: Obligation | None) -> frozenset[str]:
    """The people who edited or confirmed what this obligation compiles, as far as they were named."""
    marks = it.rungs if it else ()
    return frozenset(mark.removeprefix(PREPARED) for mark in marks if mark.startswith(PREPARED))


def kept_apart(ctx: Context, step: str) -> bool:
    """Whether what this step compiles may not be decided on by whoever prepared it."""
    return any(each.on == step and not each.self_approval for each in ctx.steps.values())


def heeds(it: Obligation, event: Confirm, now: dt.datetime) -> Iterator[Action]:
    """An approval covers what was seen and what its words name: the rest is asked anew, in a round of its own."""
    for heed in event.heeds:
        yield Bind(heed.key, it.key, event.content or "", heed.record, None, event.by)
        if heed.named:
            told = f"amended:{it.version}"
            yield Tell(heed.key, "amended", told, (heed.key.party,), None, heed.record, heed.people)
        if heed.beyond:
            yield Open(heed.key._replace(round=heed.key.round + 1), State.PLANNED, Instants(), now)
