"""What has happened, as the core sees it: obligations, how far their steps are, the grant of a code.

Facts are one occurrence and what it needs, never the whole year. Every instant is an aware datetime in UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where an obligation stands. Late (nộp chậm) is never a state: it is derived from two instants."""

    PLANNED = "planned"
    """chưa đến kỳ: its time has not come."""
    OPEN = "open"
    """đang mở: whoever owes it can act."""
    SUBMITTED = "submitted"
    """đã nộp: handed in, waiting to be accepted."""
    ACCEPTED = "accepted"
    """đã tiếp nhận: done."""
    RETURNED = "returned"
    """trả lại để bổ sung: open again."""
    NIL = "nil"
    """không phát sinh: said on purpose."""
    WAIVED = "waived"
    """được miễn: whoever asks has let it go."""
    MISSED = "missed"
    """không nộp: still not handed in when it closed."""
    BEFORE = "before"
    """trước khi áp dụng: older than the day on which the office adopted the program."""


SETTLED = frozenset({State.SUBMITTED, State.ACCEPTED, State.NIL, State.WAIVED})
WAITING = frozenset({State.OPEN, State.RETURNED})
OVER = SETTLED | {State.MISSED, State.BEFORE}


class Key(NamedTuple):
    """Who owes what for which period (and in which round)."""

    step: str
    period: str
    party: str
    round: int = 1

    def __str__(self) -> str:
        tail = f"/{self.round}" if self.round > 1 else ""
        return f"{self.step}/{self.period}/{self.party}{tail}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key that `str(key)` printed; ValueError for any other text."""
        step, period, party, *rest = text.split("/")
        return cls(step, period, party, int(rest[0]) if rest else 1)


class Instants(NamedTuple):
    """The instants of an obligation; None while the fact they count from is unknown, or where there is none."""

    opens: dt.datetime | None = None
    due: dt.datetime | None = None
    closes: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A party owes an artefact in an occurrence, by an instant.

    `revision` counts the writes to this row: whoever records names the one it saw. `version` counts submissions.
    `generation` counts the times a decision was asked for. `rungs` are the rungs of the ladder told or skipped.
    """

    key: Key
    state: State = State.PLANNED
    instants: Instants = Instants()
    next_at: dt.datetime | None = None
    revision: int = 0
    version: int = 0
    generation: int = 0
    content: str | None = None  # SHA-256 of the canonical JSON of what was handed in, or is to be decided
    received: dt.datetime | None = None
    done: dt.datetime | None = None
    expires: dt.datetime | None = None  # of the code, where a decision was asked for; None after a withdrawal
    assigned: str | None = None  # the person whom the Office has given the decision to
    why: str | None = None  # why the decision was asked for once more, in words
    rungs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is in a period: the latest round of every party, counted.

    `due` is the latest due instant, `done` the latest instant at which one was settled, whatever is still open.
    `over` counts what is settled, missed or older than adoption; `settled` only what is settled.
    """

    step: str
    period: str
    total: int = 0
    settled: int = 0
    over: int = 0
    opens: dt.datetime | None = None
    due: dt.datetime | None = None
    done: dt.datetime | None = None
    content: str | None = None  # of the latest submission, where the step has one party
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class Grant:
    """A one-time code, as the ledger knows it: its hash was found, this is what it is bound to."""

    key: Key
    person: str
    content: str
    generation: int
    expires: dt.datetime
    used: dt.datetime | None = None
    instead_of: str | None = None  # the person for whom this one decides, where that one is away


@dataclass(frozen=True, slots=True)
class Facts:
    """One occurrence (the obligations that matter now) and what it needs.

    A heartbeat asks for the obligations whose instant has come; an answer for the one it is about. `own` counts the
    whole occurrence. `needs` holds the progress of every step that this one waits for or counts from, by step id.
    """

    step: str
    period: str
    obligations: tuple[Obligation, ...]
    own: Progress
    needs: Mapping[str, Progress] = field(default_factory=dict)
    adopted: dt.datetime | None = None
    grant: Grant | None = None
    tries: int = 0  # refused codes for this generation so far

    def obligation(self, key: Key) -> Obligation | None:
        """The obligation of that key, or None where these facts do not hold it."""
        return next((o for o in self.obligations if o.key == key), None)
