"""The contract of an inbox: what came is kept once, stays in one place, and leaves it only for another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from definitions.arrivals import Arrival
from definitions.digest import Item
from definitions.facts import Key


class Inbox(Protocol):
    """The part of a ledger that keeps what came. Every method is one transaction."""

    def arrive(self, arrival: Arrival, *, now: dt.datetime, items: Sequence[Item] = ()) -> bool:
        """Keep something new, or what became of something that waited; with what is to be said about it.

        False, and nothing is kept, where it is known as it is, was closed before, where another has its Message-ID and
        part, or where the very bytes were accepted for that obligation. A new one gets the next number. One audit event.
        """

    def arrivals(
        self,
        *,
        id: str | None = None,
        number: int | None = None,
        message: str | None = None,
        key: Key | None = None,
        sender: str | None = None,
        since: dt.datetime | None = None,
        open: bool = False,
    ) -> list[Arrival]:
        """What came and is all of this, by number; `open`: what a person still has to look at."""
