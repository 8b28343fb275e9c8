"""The inbox in memory: what `arrivals.py` does in SQL, with a plain dict."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from definitions.arrivals import Arrival, Place
from storage.alike import arrival_entry
from storage.audit import Entry
from storage.port import Spent


class Arrivalbook:
    """Arrivals by id. Whoever owns it sees to it that one works at a time."""

    def __init__(self) -> None:
        self._known: dict[str, Arrival] = {}

    def placed(self, arrival: Arrival) -> Arrival | None:
        """As it would be kept, with its number; None where it cannot be."""
        known = self._known.get(arrival.id)
        if known is not None and (known.closed is not None or known == replace(arrival, number=known.number)):
            return None
        if any(_clash(arrival, other) for other in self._known.values() if other.id != arrival.id):
            return None
        return replace(arrival, number=known.number if known else len(self._known) + 1)

    def unspent(self, arrival: Arrival | None) -> tuple[Arrival | None, list[Entry]]:
        """What is kept with an act, and its audit line; Spent where that cannot be."""
        if arrival is None:
            return None, []
        placed = self.placed(arrival)
        if placed is None:
            raise Spent(f"arrival {arrival.id} was taken before")
        return placed, [arrival_entry(placed)]

    def keep(self, placed: Arrival | None) -> None:
        """Keep it; `placed` was asked before."""
        if placed is not None:
            self._known[placed.id] = placed

    def found(self, since: dt.datetime | None, *, open: bool, **wanted: Any) -> list[Arrival]:
        """Those that are all of this, by number."""
        asked = {name: value for name, value in wanted.items() if value is not None}
        found = (it for it in self._known.values() if all(getattr(it, name) == value for name, value in asked.items()))
        kept = (it for it in found if (since is None or it.came >= since) and not (open and it.closed))
        return sorted(kept, key=lambda it: it.number)


def _clash(one: Arrival, other: Arrival) -> bool:
    if one.message and (one.message, one.part) == (other.message, other.part):
        return True
    taken = one.place is Place.ACCEPTED is other.place and one.key is not None and one.sha != ""
    return taken and (one.key, one.sha) == (other.key, other.sha)
