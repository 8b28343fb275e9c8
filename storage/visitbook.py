"""Visits in memory: what `visits.py` does in SQL, with a plain dict."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from definitions.links import Link
from storage.alike import in_utc, link_entry
from storage.audit import Entry
from storage.port import Spent, Visited


class Visitbook:
    """Links into the program's own page, by the hash of their token."""

    def __init__(self) -> None:
        self._known: dict[str, Visited] = {}

    def opened(self, hash: str, link: Link, now: dt.datetime) -> None:
        """One opening more."""
        known = self._known.get(hash) or Visited(in_utc(link))
        self._known[hash] = replace(known, opened=known.opened + 1, last_opened=now)

    def unspent(self, link: tuple[str, Link] | None) -> list[Entry]:
        """The audit line of using it up, where an act came by a link; Spent where it was used before."""
        if link is None:
            return []
        known = self._known.get(link[0])
        if known is not None and known.used is not None:
            raise Spent(f"a link to {link[1].key} was used before")
        return [link_entry(link[1])]

    def use(self, link: tuple[str, Link] | None, now: dt.datetime) -> None:
        """Used up; `unspent` was asked before."""
        if link is not None:
            known = self._known.get(link[0]) or Visited(in_utc(link[1]))
            self._known[link[0]] = replace(known, used=now)

    def visited(self, hash: str) -> Visited | None:
        """What became of it."""
        return self._known.get(hash)
