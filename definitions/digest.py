"""Who is told, and in how many messages: one per person and channel in a run, whatever the steps and processes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from definitions.facts import SETTLED, WAITING, Key, Obligation, State, Tell
from definitions.vocabulary import Directory


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be said to one person on one channel, not the words. Unique by key, rung, person and channel."""

    key: Key
    rung: str
    person: str
    channel: str
    kind: str
    created: dt.datetime
    note: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What may not be said twice."""
        return str(self.key), self.rung, self.person, self.channel
