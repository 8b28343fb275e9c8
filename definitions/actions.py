"""What is to be done, as the core decides it: actions as data, or the refusal of an act.

`next_at` is when the obligation needs attention next; None says nothing of it, but for a Wait, which says never.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from definitions.events import Verdict
from definitions.facts import Instants, Key, State


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
