"""When something came first, and whether that was in time: what comes again later does not change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from definitions.facts import Key, Obligation, State
from definitions.figures import Received


class Receipt(NamedTuple):
    """The instant of the first version, whether that was late, and whether the latest one says nil."""

    at: dt.datetime
    late: bool
    nil: bool


def first_receipts(submissions: Iterable[Received], cutoff: dt.datetime) -> dict[Key, Receipt]:
    """What had come by the cut-off, by what it belongs to; any number of versions of each, in any order."""
    known = sorted((it for it in submissions if it.received <= cutoff), key=lambda it: (it.key, it.received, it.nil))
    firsts = {it.key: it for it in reversed(known)}
    lasts = {it.key: it for it in known}
    return {key: Receipt(it.received, it.late, lasts[key].nil) for key, it in firsts.items()}


def came(it: Obligation, firsts: Mapping[Key, Receipt], cutoff: dt.datetime) -> Receipt | None:
    """When it came first; None where nothing had come by the cut-off. Without its submission, as the obligation says."""
    if it.key in firsts:
        return firsts[it.key]
    if it.received is None or it.received > cutoff:
        return None
    late = it.instants.due is not None and it.received >= it.instants.due
    return Receipt(it.received, late, it.state is State.NIL)


def counts(it: Obligation, receipt: Receipt | None, cutoff: dt.datetime) -> bool:
    """Owed by the cut-off; what is older than adoption is neither sent nor missed, what has no due is as it was sent."""
    due = it.instants.due
    return it.state is not State.BEFORE and (receipt is not None if due is None else due <= cutoff)
