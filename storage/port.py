"""The contract of a ledger: what flows may ask of storage. `ledger.py` honours it in SQL, `memory.py` in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from definitions.actions import Action
from definitions.arrivals import Arrival
from definitions.digest import Item
from definitions.facts import Facts, Grant, Key, Obligation, Progress, State
from definitions.links import Link
from storage.inward import Inbox
from storage.outward import Outbox
from storage.published import Press, Publication

__all__ = [
    "AuditEvent",
    "Conflict",
    "Decision",
    "Document",
    "Json",
    "Ledger",
    "Occurrence",
    "Publication",
    "Spent",
    "Submission",
    "Texts",
    "Visited",
]

Json = Any
Occurrence = tuple[str, str]  # step, period


class Spent(Exception):  # noqa: N818 - it tells what happened
    """The link or the file by which an act came was used up before; nothing of it was kept. Gathering again does not help."""


class Conflict(Exception):  # noqa: N818 - it tells what happened; whoever gathers again has no error
    """Somebody else wrote first; nothing of this record was kept. Gather again and decide again."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The full text that a year runs on, by file name: process, year, calendars; the directory is kept apart."""

    process: str
    year: str
    calendars: Mapping[str, str] = field(default_factory=dict)

    # sha256 of the canonical JSON of the three: what a year is pinned to
    sha: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of what was handed in; `content` is looked up by its hash."""

    key: Key
    version: int
    content: str
    received: dt.datetime
    nil: bool = False
    late: bool = False
    addendum: bool = False
    said_sent: dt.datetime | None = None
    typed: dt.datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict as it was kept."""

    key: Key
    person: str
    verdict: str
    content: str
    generation: int
    comment: str
    at: dt.datetime
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A finished file: `sha` names it in the archive, `source` is the hash of the content it was rendered from."""

    key: Key
    kind: str  # the template's name
    version: int
    name: str  # the file name that people see, ASCII
    sha: str
    source: str
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class Visited:
    """What became of a link: how often it was opened, and when it was used up."""

    link: Link
    opened: int = 0
    last_opened: dt.datetime | None = None
    used: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the audit trail. hash = sha256(previous hash + canonical JSON of the rest)."""

    number: int
    at: dt.datetime
    what: str
    key: str
    by: str
    detail: Json
    previous: str
    hash: str


class Ledger(Outbox, Inbox, Press, Protocol):
    """One office's year. Every method is one transaction; instants in and out are aware UTC datetimes."""

    # --- the year and its settings
    def begin(
        self, texts: Texts, directory: str, planned: Sequence[Action], *, adopted: dt.datetime, now: dt.datetime
    ) -> None:
        """Keep the texts, write every planned obligation (`Open`), one audit event. Conflict where a year has begun."""

    def texts(self, version: int | None = None) -> Texts | None:
        """The texts that the year runs on, or that version of them; None before `begin`, and for no such version."""

    def version(self) -> int:
        """How many versions of the texts there are: the number of the one that runs; 0 before `begin`."""

    def amend(
        self,
        texts: Texts,
        directory: str,
        actions: Sequence[Action],
        *,
        version: int,
        seen: Mapping[Key, int],
        items: Sequence[Item] = (),
        summary: Json,
        now: dt.datetime,
        by: str,
    ) -> None:
        """The year runs on these texts from now on, with this directory: all of it and the actions, or nothing.

        `version` is the one that was decided on, `seen` as for `record`; Conflict where either is out of date. The
        old texts stay. One audit event names both hashes and the summary, beside those of the actions.
        """

    def directory(self) -> str:
        """The latest text of the directory."""

    def keep_directory(self, text: str, *, now: dt.datetime, by: str, changed: Sequence[str] = ()) -> None:
        """A new version of the directory; an unchanged text is no version. `changed` says what, in the trail."""

    def begun(self) -> dt.datetime | None:
        """The instant at which the year began: no other ledger has the same."""

    def adopted(self) -> dt.datetime | None:
        """The instant from which the office uses the program."""

    def setting(self, name: str) -> str | None:
        """A named setting (`clock-offset`, `sending`, `demo` ...); None where it was never set."""

    def set(self, name: str, value: str, *, now: dt.datetime) -> None:
        """Set it; leaves an audit event, except for `clock-offset`, `heartbeat` and what is known of channels."""

    # --- gather
    def due(self, now: dt.datetime, steps: Sequence[str] | None = None, limit: int = 1000) -> list[Occurrence]:
        """The occurrences that hold an obligation whose `next_at` <= now, oldest first; by index, never by scan."""

    def next_instant(self) -> dt.datetime | None:
        """The earliest `next_at` of all obligations (or unsent items' retry), None where nothing waits."""

    def facts(
        self,
        step: str,
        period: str,
        needs: Iterable[Occurrence] = (),
        *,
        now: dt.datetime | None = None,
        key: Key | None = None,
        code: str | None = None,
    ) -> Facts:
        """One occurrence: its obligations whose `next_at` <= now, or the one of `key`, or all where neither is given.

        `code` is the SHA-256 of a typed code: the facts carry the grant that it belongs to, if it is one of this key.
        """

    def obligation(self, key: Key) -> Obligation | None:
        """That one, whole; None where there is none. Reads one row, however many its occurrence has."""

    def obligations(
        self,
        *,
        step: str | None = None,
        period: str | None = None,
        party: str | None = None,
        states: Sequence[State] | None = None,
    ) -> list[Obligation]:
        """Obligations for people to look at, ordered by due, then key."""

    def progress(self, step: str, period: str) -> Progress:
        """How far one step is in one period."""

    def submission(self, key: Key, version: int | None = None) -> Submission | None:
        """The latest version (or that one) of what was handed in."""

    def submissions(self, step: str, period: str | None = None) -> list[Submission]:
        """The latest version of each party (of every period where none is named), by period then party."""

    def content(self, sha: str) -> Json:
        """The canonical JSON of that hash; KeyError where there is none."""

    def decisions(self, step: str | None = None, period: str | None = None) -> list[Decision]:
        """Decisions, oldest first."""

    def grants(self, key: Key) -> list[Grant]:
        """The grants of the latest generation of that obligation."""

    def documents(self, key: Key | None = None) -> list[Document]:
        """Documents, oldest first."""

    def events(self, after: int = 0) -> list[AuditEvent]:
        """The audit trail after that number."""

    def next_event_period(self, step: str, year: int) -> str:
        """The first free `2023-E001` of that step."""

    # --- apply
    def record(
        self,
        actions: Sequence[Action],
        *,
        seen: Mapping[Key, int],
        now: dt.datetime,
        contents: Mapping[str, Json] = {},
        items: Sequence[Item] = (),
        documents: Sequence[Document] = (),
        grants: Sequence[tuple[str, Grant]] = (),  # SHA-256 of the code, what it is bound to
        version: int | None = None,
        link: tuple[str, Link] | None = None,  # SHA-256 of the token, what it says
        arrival: Arrival | None = None,  # what it came with, as accepted
    ) -> None:
        """All of it or nothing. `seen` names the revision of each obligation that was decided on; Conflict otherwise.
        `version` names the texts that it was decided by, in the same way. `link` is used up with it, `arrival`
        is kept with it; Spent where either was before.

        Open, Item and Document that exist already are left as they are (unique keys: run twice is run once).
        A second Keep for one obligation, or a used grant, is a Conflict. One audit event per Move, Receive, Keep,
        Ask, Bind, Skip, Refuse, Issue and Document. Wait, Wake and Open leave none.
        """

    def opened(self, hash: str, link: Link, *, now: dt.datetime) -> None:
        """Count that the link of that hash was opened; no audit event, for looking changes nothing."""

    def visited(self, hash: str) -> Visited | None:
        """What became of the link of that hash; None where it was neither opened nor used."""

    def erase(self, sha: str, *, now: dt.datetime, by: str = "", why: str = "") -> None:
        """Take out a content of personal particulars (`definitions/personal.py`) for good; KeyError where it is gone.

        ValueError for any other content: what was handed in and decided on stays. The trail names the record alone.
        """

    def close(self) -> None:
        """Let go of every connection."""
