"""What somebody did, as the core is told of it: an event is about one obligation, and says nothing of what follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from definitions.facts import Key, Obligation


class Verdict(StrEnum):
    """What an approver may say; there is no default."""

    APPROVE = "approve"
    APPROVE_WITH_CHANGES = "approve-with-changes"
    RETURN = "return"


class Outcome(StrEnum):
    """What a partner may say of a line."""

    AGREED = "agreed"
    CHANGED = "changed"  # agreed, with another date, genre or slot
    POSTPONED = "postponed"
    REFUSED = "refused"  # with its reason


@dataclass(frozen=True, slots=True)
class Submit:
    """A party handed something in. `content` is its SHA-256; `nil` says "không phát sinh" on purpose.

    Three instants are kept apart: said to be sent, received, typed in; the fourth, accepted, is the core's to set.
    """

    key: Key
    content: str
    received: dt.datetime
    nil: bool = False
    said_sent: dt.datetime | None = None
    typed: dt.datetime | None = None
    by: str = ""
    as_file: bool = False  # nobody has read it yet: whoever it goes to keys its lines


@dataclass(frozen=True, slots=True)
class Accept:
    """Whoever accepts has accepted it."""

    key: Key
    by: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Whoever accepts sends it back, with what is missing."""

    key: Key
    comment: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Waive:
    """Whoever asks lets it go, with the reason."""

    key: Key
    comment: str
    by: str = ""


class Heed(NamedTuple):
    """How a version compares with what an approver agreed to (`key`): `record` is the SHA-256 of the comparison.

    `named` says that something differs which the approver's words name, or that nothing does; `beyond` that something
    does which they do not name.
    """

    key: Key
    record: str
    people: tuple[str, ...]
    named: bool
    beyond: bool


@dataclass(frozen=True, slots=True)
class Confirm:
    """Whoever owes it says that it is done: a compiled plan confirmed, a sending recorded, a duty ticked off.

    `content` is the SHA-256 of what was confirmed; None for a duty that has no artefact. `heeds` are the approvals
    that this version had before, each with what has changed since.
    """

    key: Key
    content: str | None = None
    comment: str = ""
    by: str = ""
    heeds: tuple[Heed, ...] = ()


@dataclass(frozen=True, slots=True)
class Decide:
    """One person's verdict on what that person saw (`content`), proved by the grant in the facts.

    `person` is whoever is said to decide; it counts only where the step asks for no proof. `prepared` are the people
    who edited or confirmed what is decided on.
    """

    key: Key
    verdict: Verdict | None
    content: str
    generation: int
    comment: str = ""
    person: str = ""
    prepared: frozenset[str] = frozenset()
    settled: str = ""  # SHA-256 of the plan with its disputed lines settled (deadlock.py); "" where none was
    raised: tuple[str, ...] = ()  # the parties that raised what is decided on: they hear of it too


@dataclass(frozen=True, slots=True)
class Extend:
    """Whoever asks gives more time, until `due`, with the reason."""

    key: Key
    due: dt.datetime
    comment: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reassign:
    """The Office gives an open decision to another person (`to`); `asked` are those whom it was asked of before."""

    key: Key
    to: str
    comment: str = ""
    by: str = ""
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The Office takes back what it has submitted for a decision, to change it.

    `key` is what was compiled; `asked` are the open decisions on it, `people` those whom they were asked of.
    """

    key: Key
    comment: str
    asked: tuple[Obligation, ...] = ()
    people: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The Office asks once more: a fresh code and a fresh letter, where the last ones were lost or locked."""

    key: Key
    by: str = ""


@dataclass(frozen=True, slots=True)
class NextRound:
    """A party that has answered is asked once more (`agree`), with what is different now."""

    key: Key
    comment: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Raise:
    """Something happened that a step `every: event` (or `request`) waits for; it opens a new occurrence.

    `due` is the day that a request names; None leaves the deadline to the definition.
    """

    step: str
    period: str  # the new occurrence, numbered by whoever records it: 2023-E001, 2023-E002 ...
    parties: tuple[str, ...]
    comment: str = ""
    by: str = ""
    due: dt.datetime | None = None


Event = (
    Submit | Accept | Return | Waive | Confirm | Decide | Extend | Reassign | Withdraw | AskAgain | NextRound | Raise
)
