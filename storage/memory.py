"""The ledger in memory: the contract of `port.Ledger` with plain dicts, for rehearsals and for tests of flows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from definitions.actions import Action, Wake
from definitions.arrivals import Arrival
from definitions.content import canonical
from definitions.digest import Item
from definitions.facts import Grant, Key, Obligation, State
from definitions.links import Link
from definitions.periods import base_of
from storage import alike
from storage.alike import in_utc
from storage.batch import WAKEABLE, Batch, batch_of, year_of
from storage.clippings import MemoryPress
from storage.errors import RuleBroken
from storage.port import Conflict, Decision, Document, Json, Texts
from storage.recall import alone


class MemoryLedger(MemoryPress):
    """Everything is gone with the object. A method checks all before it writes anything, so a refusal leaves nothing."""

    def close(self) -> None:
        """Nothing to let go of."""

    # --- the year and its settings

    @alone
    def begin(
        self, texts: Texts, directory: str, planned: Sequence[Action], *, adopted: dt.datetime, now: dt.datetime
    ) -> None:
        """Keep the texts and every planned obligation. Conflict where a year has begun."""
        if self._texts:
            raise Conflict("a year has begun")
        texts = alike.pinned(texts)
        self._note([alike.begun_entry(texts, len(planned), adopted)], now)
        self._texts, self._adopted, self._directories, self._begun = [texts], adopted, [directory], now
        self.record(planned, seen={}, now=now)

    @alone
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
        """The year runs on these texts from now on. Conflict where the version or an obligation is out of date."""
        before, texts = self.texts(), alike.pinned(texts)
        self.record(actions, seen=seen, now=now, items=items, version=version or -1)
        assert before is not None, "a version that runs has its texts"
        self.keep_directory(directory, now=now, by=by)
        self._note([alike.amended_entry(before.sha, texts.sha, version + 1, summary, by)], now)
        self._texts.append(texts)

    @alone
    def keep_directory(self, text: str, *, now: dt.datetime, by: str, changed: Sequence[str] = ()) -> None:
        """A new version of the directory; an unchanged text is no version. `changed` says what, in the trail."""
        if text not in self._directories[-1:]:
            self._directories.append(text)
            self._note([alike.directory_entry(len(self._directories), text, by, changed)], now)

    @alone
    def set(self, name: str, value: str, *, now: dt.datetime) -> None:
        """Set it; leaves an audit event, except for `clock-offset` and `heartbeat`."""
        if self._settings.get(name) != value:
            self._settings[name] = value
            if not alike.silent(name):
                self._note([alike.setting_entry(name, value)], now)

    # --- apply

    @alone
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
        if version not in (None, len(self._texts)):
            raise Conflict(f"the year does not run on version {version} of its texts")
        batch = batch_of(map(in_utc, actions))
        granted = {(g.key, g.person, g.generation): (code, in_utc(g)) for code, g in grants}
        texts = {sha: _named(sha, content) for sha, content in contents.items()}
        fresh = {
            (d.key, d.kind, d.version): in_utc(d)
            for d in documents
            if (d.key, d.kind, d.version) not in self._documents
        }
        said = [in_utc(item) for item in items]
        self._check_revisions(batch, seen)
        self._check_keys(batch, granted, len(grants))
        self._check_references(
            batch, texts, [*(g.key for _, g in granted.values()), *(d.key for d in documents), *(i.key for i in items)]
        )
        used = self._visits.unspent(link)
        placed, came = self._arrivals.unspent(arrival)
        lines = self._chained([*batch.entries, *map(alike.document_entry, fresh.values()), *used, *came], now)
        # from here on nothing can fail
        self._write_obligations(batch)
        self._contents.update(texts)
        self._grants.update(granted)
        for submission in batch.submissions:
            self._submissions[submission.key][submission.version] = submission
        for decision in batch.decisions:
            self._decide(decision)
        for refused in batch.refused:
            self._refused[refused.key, refused.generation] += 1
        self._documents.update(fresh)
        self._box.add(said)
        self._wake(batch.wakes)
        self._visits.use(link, now)
        self._arrivals.keep(placed)
        self._events += lines

    def _check_revisions(self, batch: Batch, seen: Mapping[Key, int]) -> None:
        expected = {**dict.fromkeys(set(batch.opened) & set(batch.changed), 0), **seen}
        for key in {**expected, **batch.changed}:
            known = self._obligations.get(key)
            revision = known.revision if known else 0 if key in batch.opened else None
            if revision is None or expected.get(key, revision) != revision:
                raise Conflict(f"{key} has changed since it was read, or there is none of that key")

    def _check_keys(self, batch: Batch, granted: Mapping[tuple[Key, str, int], Any], grants: int) -> None:
        versions = [(each.key, each.version) for each in batch.submissions]
        decided = [each.key for each in batch.decisions]
        if (
            len(set(versions)) < len(versions)
            or any(version in self._submissions.get(key, ()) for key, version in versions)
            or len(set(decided)) < len(decided)
            or any(key in self._decisions for key in decided)
            or len(granted) < grants
            or any(key in self._grants for key in granted)
            or any(self._used(each) for each in batch.decisions)
        ):
            raise Conflict("what may happen once has happened before")

    def _used(self, decision: Decision) -> bool:
        _, grant = self._grants.get((decision.key, decision.person, decision.generation), ("", None))
        return grant is not None and grant.used is not None

    def _check_references(self, batch: Batch, texts: Mapping[str, str], keys: Iterable[Key]) -> None:
        for submission in batch.submissions:
            if submission.content not in texts and submission.content not in self._contents:
                raise RuleBroken(code="rule-broken", said=f"no content of the name {submission.content}")
        for key in keys:
            if key not in self._obligations and key not in batch.opened:
                raise RuleBroken(code="rule-broken", said=f"no obligation {key}")

    def _write_obligations(self, batch: Batch) -> None:
        for key, action in batch.opened.items():
            if key not in self._obligations:
                self._occurrences[key[:2]].append(key)
                self._periods[key.step].append(key.period)
                self._put(Obligation(key, action.state, action.instants, action.next_at))
        told: dict[Key, set[str]] = {}
        for rung in batch.rungs:
            told.setdefault(rung.key, set()).add(rung.rung)
        for key, columns in batch.changed.items():
            known = self._obligations[key]
            changed = _changed(known, columns)
            self._put(replace(changed, revision=known.revision + 1, rungs=known.rungs | told.get(key, set())))

    def _put(self, obligation: Obligation) -> None:
        self._obligations[obligation.key] = obligation
        self._waiting.pop(obligation.key, None)
        if obligation.next_at is not None:
            self._waiting[obligation.key] = obligation.next_at

    def _decide(self, decision: Decision) -> None:
        self._decisions[decision.key] = decision
        place = (decision.key, decision.person, decision.generation)
        if place in self._grants:
            code, grant = self._grants[place]
            self._grants[place] = (code, replace(grant, used=decision.at))

    def _wake(self, wakes: Iterable[Wake]) -> None:
        for wake in wakes:
            for key in [key for step in wake.steps for key in self._within(step, wake)]:
                known = self._obligations[key]
                if known.state in WAKEABLE:
                    at = min(known.next_at or wake.next_at, wake.next_at)
                    self._put(replace(known, next_at=at, revision=known.revision + 1))

    def _within(self, step: str, wake: Wake) -> list[Key]:
        period, year = wake.period, year_of(wake.period)
        periods = {period, year} | {each for each in self._periods[step] if period == year == year_of(each)}
        if wake.additions:
            periods |= {each for each in self._periods[step] if base_of(each) in (period, year)}
        return [key for each in periods for key in self._occurrences.get((step, each), ())]

    @alone
    def arrive(self, arrival: Arrival, *, now: dt.datetime, items: Sequence[Item] = ()) -> bool:
        """Keep something new, or what became of something that waited."""
        placed = self._arrivals.placed(in_utc(arrival))
        if placed is None:
            return False
        self._check_references(Batch(), {}, [key for key in (placed.key, *(it.key for it in items)) if key])
        self._arrivals.keep(placed)
        self._box.add(map(in_utc, items))
        self._note([alike.arrival_entry(placed)], now)
        return True

    @alone
    def erase(self, sha: str, *, now: dt.datetime, by: str = "", why: str = "") -> None:
        """Take out personal particulars for good; KeyError where they are gone, ValueError for any other content."""
        self._note([alike.erased_entry(self.content(sha), by, why)], now)
        del self._contents[sha]


def _named(sha: str, content: Json) -> str:
    text = canonical(content)
    if hashlib.sha256(text.encode()).hexdigest() != sha:
        raise ValueError(f"this content is not named {sha}")
    return text


_INSTANTS = ("opens", "due", "closes")


def _changed(known: Obligation, columns: Mapping[str, Any]) -> Obligation:
    """The obligation with its columns' new values; three of them are its instants."""
    rest = {name: value for name, value in columns.items() if name not in _INSTANTS}
    if "state" in rest:
        rest["state"] = State(rest["state"])
    instants = known.instants._replace(**{name: columns[name] for name in _INSTANTS if name in columns})
    return replace(known, instants=instants, **rest)
