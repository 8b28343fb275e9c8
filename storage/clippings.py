"""What came out, in memory: what `press.py` does in SQL, with plain dicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from storage import alike
from storage.alike import in_utc
from storage.outgoing import MemoryOutbox
from storage.port import Conflict
from storage.published import JUDGED, Checked, Fate, Feed, Finding, Publication, Said, Word, heard, linked, links_of
from storage.recall import alone


class MemoryPress(MemoryOutbox):
    """The part of a ledger in memory that knows what came out."""

    @alone
    def publications(self) -> list[Publication]:
        """Publications by day, then id."""
        return sorted(self._publications.values(), key=lambda each: (each.at, each.id))

    @alone
    def publish(self, publication: Publication, *, now: dt.datetime) -> None:
        """Keep a publication; Conflict where its id exists with another content."""
        known = self._publications.get(publication.id)
        if known is None:
            self._publications[publication.id] = _with_links(in_utc(publication), links_of(publication))
            self._note([alike.published_entry(publication)], now)
        elif not alike.same(known, publication):
            raise Conflict(f"the publication {publication.id} is known with another content")

    def _known(self, id: str) -> Publication:
        if id not in self._publications:
            raise Conflict(f"there is no publication {id}")
        return self._publications[id]

    @alone
    def relate(self, id: str, words: Sequence[Word], *, now: dt.datetime, by: str) -> None:
        """What a person says of its links. Conflict where there is no such publication."""
        known = self._known(id)
        fresh, links = heard(known, words, now, by)
        if fresh:
            said: dict[str, Any] = {**links, "words": (*known.words, *fresh)}
            self._publications[id] = replace(known, **said)
            self._note([alike.related_entry(id, fresh, by)], now)

    @alone
    def check(self, id: str, checked: Checked, *, now: dt.datetime) -> None:
        """How its address was found."""
        known = self._known(id)
        self._publications[id] = replace(known, checked=in_utc(checked))
        if known.checked is None or known.checked.state != checked.state:
            self._note([alike.checked_entry(id, checked)], now)

    @alone
    def findings(self, fate: Fate | None = None) -> list[Finding]:
        """What was found (of that fate), by number."""
        return [it for _, it in sorted(self._findings.items()) if fate in (None, it.fate)]

    @alone
    def offer(self, findings: Sequence[Finding], *, now: dt.datetime) -> list[Finding]:
        """Keep what is not known yet by its address; those that were kept, with their numbers."""
        known = {it.key for it in self._findings.values()}
        fresh = {it.key: it for it in reversed(findings) if it.key not in known}
        keys = dict.fromkeys(it.key for it in findings if it.key in fresh)
        kept = [replace(in_utc(fresh[key]), number=n) for n, key in enumerate(keys, max(self._findings, default=0) + 1)]
        if kept:
            self._findings |= {it.number: it for it in kept}
            self._note([alike.offered_entry(kept)], now)
        return kept

    @alone
    def judge(
        self,
        number: int,
        fate: Fate,
        *,
        now: dt.datetime,
        by: str,
        comment: str = "",
        publication: Publication | None = None,
    ) -> None:
        """A person's word on a finding, with the publication that it becomes. Conflict where another stands already."""
        known = self._findings.get(number)
        if known is None or known.fate not in JUDGED[fate]:
            raise Conflict(f"the finding {number} is decided, or there is none")
        if publication is not None:
            self.publish(publication, now=now)
        id = publication.id if publication else ""
        judged = replace(known, fate=fate, decided=now, by=by, comment=comment, publication=id)
        self._findings[number] = judged
        self._note([alike.judged_entry(judged)], now)

    @alone
    def feeds(self) -> list[Feed]:
        """What is known of feeds, by address."""
        return [it for _, it in sorted(self._feeds.items())]

    @alone
    def keep_feed(self, feed: Feed) -> None:
        """What is known of it now."""
        self._feeds[feed.url] = in_utc(feed)


def _with_links(publication: Publication, links: Sequence[Said]) -> Publication:
    fields: dict[str, Any] = linked(links)
    return replace(publication, **fields)
