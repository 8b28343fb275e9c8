"""What has happened, as the core sees it: obligations, what somebody did (events), what is to be done (actions).

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


# ---------------------------------------------------------------- events: somebody did something


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


# ---------------------------------------------------------------- actions: what is to be done
# `next_at` is when the obligation needs attention next; None says nothing of it, but for a Wait, which says never


@dataclass(frozen=True, slots=True)
class Open:
    """Write a new obligation: planned from the agenda, a further round, or raised by an event."""

    key: Key
    state: State
    instants: Instants
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Move:
    """An obligation changes state; `cause` is the name of the transition, `note` what a person said."""

    key: Key
    cause: str
    to: State
    at: dt.datetime
    next_at: dt.datetime | None
    note: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do but look again at `next_at`; the instants are what is known now."""

    key: Key
    instants: Instants
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Receive:
    """A new version of what is owed: who sent it when; the state follows in a Move of its own."""

    key: Key
    version: int
    content: str
    received: dt.datetime
    next_at: dt.datetime | None
    nil: bool = False
    late: bool = False
    addendum: bool = False
    said_sent: dt.datetime | None = None
    typed: dt.datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """People are told something: `kind` names the words, `rung` makes it unique, `parties` are the audience.

    Where `people` are named, they are told instead of everybody who acts for the parties.
    """

    key: Key
    kind: str
    rung: str
    parties: tuple[str, ...]
    next_at: dt.datetime | None
    note: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """A rung is passed over for good, and why."""

    key: Key
    rung: str
    why: str
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Assemble:
    """Put the artefact together from what has come in, and keep it as the next version.

    `agreed` names the step whose answers are merged into the version that was agreed on; `settled` the content that a
    decision has made of it; `late` asks for what came when it was put together already; else it is a fresh draft.
    """

    key: Key
    next_at: dt.datetime | None
    agreed: str | None = None
    settled: str = ""
    late: bool = False


class Decider(NamedTuple):
    """A person who is asked to decide, and the one for whom, where that one is away."""

    person: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for a decision on `content`: one grant for each of `people`; the screen draws it from the ledger.

    Nobody is asked, and nothing expires, where the decision is withdrawn. `why` says why it is asked once more.
    """

    key: Key
    generation: int
    content: str
    parties: tuple[str, ...]
    expires: dt.datetime | None
    next_at: dt.datetime | None
    people: tuple[Decider, ...] = ()
    assigned: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bind:
    """Version `content` of `to` is bound to the decision `key`; `record` is the SHA-256 of what changed since."""

    key: Key
    to: Key
    content: str
    record: str
    next_at: dt.datetime | None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Keep:
    """Record a decision: one for ever per obligation; the grant is used up in the same transaction."""

    key: Key
    person: str
    verdict: Verdict
    content: str
    generation: int
    comment: str
    at: dt.datetime
    next_at: dt.datetime | None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Hand the artefact of `on` to its recipients by mail; the recipients are the parties."""

    key: Key
    on: str
    parties: tuple[str, ...]
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Wake:
    """Look again at every obligation of the steps that wait for this one, in this period or the year's."""

    steps: tuple[str, ...]
    period: str
    next_at: dt.datetime
    additions: bool = False  # in every "bổ sung" of the period too: one may wait for something of its month


@dataclass(frozen=True, slots=True)
class Refuse:
    """A typed code was refused: a try of this generation is counted, and leaves a line (never the code)."""

    key: Key
    generation: int
    reason: str
    next_at: dt.datetime | None


Action = Open | Move | Wait | Receive | Tell | Skip | Assemble | Ask | Bind | Keep | Issue | Wake | Refuse


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that was not taken: a reason for machines, a sentence and a remedy for people."""

    reason: str
    message: str
    remedy: str = ""


Answer = tuple[Action, ...] | Refusal
