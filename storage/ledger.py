"""The one door to the database: the contract of `port.Ledger`, honoured in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from definitions.actions import Action
from definitions.arrivals import Arrival
from definitions.digest import Item
from definitions.facts import Facts, Grant, Key, Obligation, Progress, State
from definitions.links import Link
from storage import arrivals, gathering, migrate, reading, records, visits, writing
from storage.alike import free_event_period
from storage.arrivals import SqlInbox
from storage.engine import Connections, engine_for
from storage.port import (
    AuditEvent,
    Decision,
    Document,
    Json,
    Occurrence,
    Submission,
    Texts,
    Visited,
)
from storage.posting import SqlOutbox
from storage.press import SqlPress


def open_ledger(url: str, *, durable: bool = True, create: bool = True) -> SqlLedger:
    """The ledger of `sqlite:///FILE` or `postgresql://...`, brought to today's tables.

    `durable` False keeps every commit but the last ones before a power cut: for benchmarks and rehearsals. `create`
    False refuses a file that is not there. Raises StorageError: UnwritableFolder, MissingDatabase, NewerDatabase ...
    """
    connections = Connections(engine_for(url, durable=durable, create=create))
    with connections.guarded():
        migrate.upgrade(connections.engine)
    return SqlLedger(connections)


class SqlLedger(SqlOutbox, SqlInbox, SqlPress):
    """The ledger in SQLite or PostgreSQL. Each method is one transaction; any thread may call it."""

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections)
        self._connections = connections
        self._adopted: dt.datetime | None = None  # once there, it never changes

    def close(self) -> None:
        """Let go of every connection."""
        self._connections.close()

    # --- the year and its settings

    def begin(
        self, texts: Texts, directory: str, planned: Sequence[Action], *, adopted: dt.datetime, now: dt.datetime
    ) -> None:
        """Keep the texts and every planned obligation. Conflict where a year has begun."""
        with self._writing() as conn:
            records.begin(conn, texts, directory, planned, adopted=adopted, now=now)

    def texts(self, version: int | None = None) -> Texts | None:
        """The texts that the year runs on, or that version of them; None before `begin`."""
        with self._reading() as conn:
            return records.texts(conn, version)

    def version(self) -> int:
        """The number of the texts that run; 0 before `begin`."""
        with self._reading() as conn:
            return records.version(conn)

    def amend(
        self, texts: Texts, directory: str, actions: Sequence[Action], *, version: int, now: dt.datetime, **more: Any
    ) -> None:
        """The year runs on these texts from now on. Conflict where the version or an obligation is out of date."""
        with self._writing() as conn:
            records.amend(conn, texts, directory, actions, running=version, now=now, **{"items": (), **more})

    def directory(self) -> str:
        """The latest text of the directory."""
        with self._reading() as conn:
            return records.directory(conn)

    def keep_directory(self, text: str, *, now: dt.datetime, by: str, changed: Sequence[str] = ()) -> None:
        """A new version of the directory; an unchanged text is no version. `changed` says what, in the trail."""
        with self._writing() as conn:
            records.keep_directory(conn, text, now, by, changed)

    def begun(self) -> dt.datetime | None:
        """The instant at which the year began."""
        with self._reading() as conn:
            return records.begun(conn)

    def adopted(self) -> dt.datetime | None:
        """The instant from which the office uses the program."""
        if self._adopted is None:
            with self._reading() as conn:
                self._adopted = records.adopted(conn)
        return self._adopted

    def setting(self, name: str) -> str | None:
        """A named setting; None where it was never set."""
        with self._reading() as conn:
            return records.setting(conn, name)

    def set(self, name: str, value: str, *, now: dt.datetime) -> None:
        """Set it; leaves an audit event, except for `clock-offset` and `heartbeat`."""
        with self._writing() as conn:
            records.set_(conn, name, value, now)

    # --- gather

    def due(self, now: dt.datetime, steps: Sequence[str] | None = None, limit: int = 1000) -> list[Occurrence]:
        """The occurrences that hold an obligation whose instant has come, oldest first."""
        with self._reading() as conn:
            return gathering.due(conn, now, steps, limit)

    def next_instant(self) -> dt.datetime | None:
        """When something needs attention next; None where nothing waits."""
        with self._reading() as conn:
            return gathering.next_instant(conn)

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
        """One occurrence and what it needs, as of one instant of the database."""
        adopted = self.adopted()
        with self._reading() as conn:
            return gathering.facts(conn, (step, period), tuple(needs), now=now, key=key, code=code, adopted=adopted)

    def obligation(self, key: Key) -> Obligation | None:
        """That one, whole; None where there is none."""
        with self._reading() as conn:
            return gathering.obligation(conn, key)

    def obligations(
        self,
        *,
        step: str | None = None,
        period: str | None = None,
        party: str | None = None,
        states: Sequence[State] | None = None,
    ) -> list[Obligation]:
        """Obligations for people to look at, ordered by due, then key."""
        with self._reading() as conn:
            return gathering.obligations(conn, step=step, period=period, party=party, states=states)

    def progress(self, step: str, period: str) -> Progress:
        """How far one step is in one period."""
        with self._reading() as conn:
            return gathering.progress(conn, [(step, period)])[0]

    def submission(self, key: Key, version: int | None = None) -> Submission | None:
        """The latest version (or that one) of what was handed in."""
        with self._reading() as conn:
            return reading.submission(conn, key, version)

    def submissions(self, step: str, period: str | None = None) -> list[Submission]:
        """The latest version of each party, by period then party."""
        with self._reading() as conn:
            return reading.submissions(conn, step, period)

    def content(self, sha: str) -> Json:
        """The content of that hash; KeyError where there is none."""
        with self._reading() as conn:
            return reading.content(conn, sha)

    def decisions(self, step: str | None = None, period: str | None = None) -> list[Decision]:
        """Decisions, oldest first."""
        with self._reading() as conn:
            return reading.decisions(conn, step, period)

    def grants(self, key: Key) -> list[Grant]:
        """The grants of the latest generation of that obligation."""
        with self._reading() as conn:
            return gathering.grants(conn, key)

    def documents(self, key: Key | None = None) -> list[Document]:
        """Documents, oldest first."""
        with self._reading() as conn:
            return reading.documents(conn, key)

    def events(self, after: int = 0) -> list[AuditEvent]:
        """The audit trail after that number."""
        with self._reading() as conn:
            return reading.events(conn, after)

    def next_event_period(self, step: str, year: int) -> str:
        """The first free `2023-E001` of that step."""
        with self._reading() as conn:
            return free_event_period(reading.event_periods(conn, step, year), year)

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
        grants: Sequence[tuple[str, Grant]] = (),
        version: int | None = None,
        link: tuple[str, Link] | None = None,
        arrival: Arrival | None = None,
    ) -> None:
        """All of it or nothing; Conflict where somebody else wrote first, Spent where link or arrival were used before."""
        more: dict[str, Any] = {"contents": contents, "items": items, "documents": documents, "grants": grants}
        with self._writing() as conn:
            records.check_version(conn, version)
            writing.record(conn, actions, seen=seen, now=now, **more)
            if link is not None:
                visits.use(conn, *link, now)
            if arrival is not None:
                arrivals.use(conn, arrival, now)

    def erase(self, sha: str, *, now: dt.datetime, by: str = "", why: str = "") -> None:
        """Take out personal particulars for good; KeyError where they are gone, ValueError for any other content."""
        with self._writing() as conn:
            records.erase(conn, sha, now, by, why)

    def opened(self, hash: str, link: Link, *, now: dt.datetime) -> None:
        """Count that the link of that hash was opened."""
        with self._writing() as conn:
            visits.opened(conn, hash, link, now)

    def visited(self, hash: str) -> Visited | None:
        """What became of the link of that hash."""
        with self._reading() as conn:
            return visits.visited(conn, hash)
