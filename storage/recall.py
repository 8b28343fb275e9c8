"""Recalling: what a ledger in memory knows, and the questions that it answers."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, TypeVar

from definitions.arrivals import Arrival
from definitions.facts import OVER, SETTLED, Facts, Grant, Key, Obligation, Progress, State
from definitions.links import Link
from storage import alike
from storage.arrivalbook import Arrivalbook
from storage.port import AuditEvent, Decision, Document, Json, Occurrence, Submission, Texts, Visited
from storage.postbox import Postbox
from storage.published import Feed, Finding, Publication
from storage.visitbook import Visitbook

Method = TypeVar("Method", bound=Callable[..., Any])


def alone(method: Method) -> Method:
    """One caller at a time, as in one transaction; instants by name are taken in UTC."""

    @wraps(method)
    def locked(self: Recall, *args: Any, **names: Any) -> Any:
        with self._lock:
            return method(self, *args, **{name: alike.in_utc(value) for name, value in names.items()})

    return locked  # type: ignore[return-value]


class Recall:
    """The memory and its questions; whoever inherits from it writes."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._texts: list[Texts] = []
        self._adopted: dt.datetime | None = None
        self._begun: dt.datetime | None = None
        self._directories: list[str] = []
        self._settings: dict[str, str] = {}
        self._obligations: dict[Key, Obligation] = {}
        self._occurrences: dict[Occurrence, list[Key]] = defaultdict(list)
        self._periods: dict[str, list[str]] = defaultdict(list)  # of each step
        self._waiting: dict[Key, dt.datetime] = {}  # next_at, where there is one
        self._contents: dict[str, str] = {}
        self._submissions: dict[Key, dict[int, Submission]] = defaultdict(dict)
        self._decisions: dict[Key, Decision] = {}
        self._grants: dict[tuple[Key, str, int], tuple[str, Grant]] = {}
        self._refused: dict[tuple[Key, int], int] = defaultdict(int)
        self._documents: dict[tuple[Key, str, int], Document] = {}
        self._publications: dict[str, Publication] = {}
        self._findings: dict[int, Finding] = {}
        self._feeds: dict[str, Feed] = {}
        self._events: list[AuditEvent] = []
        self._box = Postbox()
        self._visits = Visitbook()
        self._arrivals = Arrivalbook()

    # --- the year and its settings

    def texts(self, version: int | None = None) -> Texts | None:
        """The texts that the year runs on, or that version of them; None before `begin`."""
        number = len(self._texts) if version is None else version
        return self._texts[number - 1] if 0 < number <= len(self._texts) else None

    def version(self) -> int:
        """The number of the texts that run; 0 before `begin`."""
        return len(self._texts)

    def directory(self) -> str:
        """The latest text of the directory."""
        return self._directories[-1] if self._directories else ""

    def begun(self) -> dt.datetime | None:
        """The instant at which the year began."""
        return self._begun

    def adopted(self) -> dt.datetime | None:
        """The instant from which the office uses the program."""
        return self._adopted

    def setting(self, name: str) -> str | None:
        """A named setting; None where it was never set."""
        return self._settings.get(name)

    # --- gather

    @alone
    def due(self, now: dt.datetime, steps: Sequence[str] | None = None, limit: int = 1000) -> list[Occurrence]:
        """The occurrences that hold an obligation whose instant has come, oldest first."""
        come = sorted((at, key[:2]) for key, at in self._waiting.items() if at <= now)
        found = dict.fromkeys(occurrence for _, occurrence in come)
        return [each for each in found if steps is None or each[0] in steps][:limit]

    @alone
    def next_instant(self) -> dt.datetime | None:
        """When something needs attention next; None where nothing waits."""
        return min((*self._waiting.values(), *self._box.instants()), default=None)

    @alone
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
        """One occurrence and what it needs."""
        keys = sorted(self._occurrences.get((step, period), ())) if key is None else [key]
        found = [self._obligations[each] for each in keys if each in self._obligations]
        if key is None and now is not None:
            found = [each for each in found if each.next_at is not None and each.next_at <= now]
        return Facts(
            step,
            period,
            tuple(found),
            self.progress(step, period),
            {need[0]: self.progress(*need) for need in needs},
            self._adopted,
            self._grant(key, code) if key is not None and code is not None else None,
            self._refused.get((key, found[0].generation), 0) if key is not None and found else 0,
        )

    def _grant(self, key: Key, code: str) -> Grant | None:
        found = [grant for known, grant in self._grants.values() if known == code and grant.key == key]
        return min(found, key=lambda each: (-each.generation, each.used is not None, each.person), default=None)

    @alone
    def obligation(self, key: Key) -> Obligation | None:
        """That one, whole; None where there is none."""
        return self._obligations.get(key)

    @alone
    def obligations(
        self,
        *,
        step: str | None = None,
        period: str | None = None,
        party: str | None = None,
        states: Sequence[State] | None = None,
    ) -> list[Obligation]:
        """Obligations for people to look at, ordered by due, then key."""
        wanted = (step, period, party)
        found = (
            each
            for each in self._obligations.values()
            if all(want in (None, have) for want, have in zip(wanted, each.key, strict=False))
            and (states is None or each.state in states)
        )
        return sorted(found, key=alike.by_due)

    @alone
    def progress(self, step: str, period: str) -> Progress:
        """How far one step is in one period."""
        keys = sorted(self._occurrences.get((step, period), ()))
        latest = {key.party: self._obligations[key] for key in keys}.values()  # the last round wins
        settled = [each for each in latest if each.state in SETTLED]
        return Progress(
            step,
            period,
            len(latest),
            len(settled),
            sum(each.state in OVER for each in latest),
            min((each.instants.opens for each in latest if each.instants.opens), default=None),
            max((each.instants.due for each in latest if each.instants.due), default=None),
            max((each.done for each in settled if each.done), default=None),
            next(iter(latest)).content if len(latest) == 1 else None,
            max((key.round for key in keys), default=1),
        )

    @alone
    def submission(self, key: Key, version: int | None = None) -> Submission | None:
        """The latest version (or that one) of what was handed in."""
        versions = self._submissions.get(key, {})
        return versions.get(max(versions, default=0) if version is None else version)

    @alone
    def submissions(self, step: str, period: str | None = None) -> list[Submission]:
        """The latest version of each party, by period then party."""
        keys = sorted(key for key, versions in self._submissions.items() if versions and key.step == step)
        latest = {key[1:3]: key for key in keys if period in (None, key.period)}
        return [self._submissions[key][max(self._submissions[key])] for key in latest.values()]

    @alone
    def content(self, sha: str) -> Json:
        """The content of that hash; KeyError where there is none."""
        return json.loads(self._contents[sha])

    @alone
    def decisions(self, step: str | None = None, period: str | None = None) -> list[Decision]:
        """Decisions, oldest first."""
        found = [d for d in self._decisions.values() if step in (None, d.key.step) and period in (None, d.key.period)]
        return sorted(found, key=lambda each: (each.at, str(each.key)))

    @alone
    def grants(self, key: Key) -> list[Grant]:
        """The grants of the latest generation of that obligation."""
        found = [grant for _, grant in self._grants.values() if grant.key == key]
        latest = max((grant.generation for grant in found), default=0)
        return sorted((g for g in found if g.generation == latest), key=lambda grant: grant.person)

    @alone
    def documents(self, key: Key | None = None) -> list[Document]:
        """Documents, oldest first."""
        found = [document for document in self._documents.values() if key in (None, document.key)]
        return sorted(found, key=lambda document: document.created)

    @alone
    def events(self, after: int = 0) -> list[AuditEvent]:
        """The audit trail after that number."""
        return self._events[after:]

    @alone
    def next_event_period(self, step: str, year: int) -> str:
        """The first free `2023-E001` of that step."""
        taken = (period for period in self._periods.get(step, ()) if period.startswith(f"{year}-E"))
        return alike.free_event_period(taken, year)

    @alone
    def visited(self, hash: str) -> Visited | None:
        """What became of the link of that hash."""
        return self._visits.visited(hash)

    @alone
    def opened(self, hash: str, link: Link, *, now: dt.datetime) -> None:
        """Count that the link of that hash was opened."""
        self._visits.opened(hash, link, now)

    @alone
    def arrivals(self, *, since: dt.datetime | None = None, open: bool = False, **wanted: Any) -> list[Arrival]:
        """What came and is all of this, by number."""
        return self._arrivals.found(since, open=open, **wanted)
