"""The contract of what came out: publications, articles found that a person has not judged yet, and where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

How = Literal["hand", "imported", "found"]
Target = Literal["topic", "activity", "line"]
LinkState = Literal["alive", "moved", "changed", "unreachable", "dead", "refused"]
Fate = Literal["waiting", "confirmed", "refused", "repeated", "beside"]


@dataclass(frozen=True, slots=True)
class Said:
    """Who said that a publication counts for a topic, an activity or a line, and why, in words."""

    kind: Target
    target: str
    how: Literal["person", "machine"] = "person"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The address of a publication as it was found at the latest look. `archived` names its text in the archive.

    `fails` counts the looks in a row at which nothing was learnt; `note` is the reason in words, or the new address.
    """

    state: LinkState
    at: dt.datetime
    note: str = ""
    archived: str = ""
    fails: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """What came out. `lines`, `topics` and `activities` are many to many. `at` is the day of print or broadcast.

    A broadcast has a programme, a slot in it ("19:45", "bản tin trưa") and how long it lasted. `said` names the links
    that a machine made, or that have a reason; those that it does not name a person made without one.
    """

    id: str
    title: str
    partner: str
    genre: str
    at: dt.date
    recorded: dt.datetime
    unit: str = ""
    author: str = ""
    url: str = ""
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    by: str = ""
    programme: str = ""
    slot: str = ""
    seconds: int = 0
    how: How = "hand"
    said: tuple[Said, ...] = ()
    checked: Checked | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """An article that the program found. `key` is its address without what changes nothing, `story` its folded title.

    waiting for a person; confirmed as `publication`; refused; a repetition of the finding `same_as`; beside the year's
    topics. `number` is given by the ledger. Once known, an address is never offered again.
    """

    key: str
    story: str
    url: str
    outlet: str
    title: str
    found: dt.datetime
    at: dt.date | None = None
    author: str = ""
    lead: str = ""
    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    why: str = ""
    fate: Fate = "waiting"
    same_as: int | None = None
    archived: str = ""
    number: int = 0
    decided: dt.datetime | None = None
    by: str = ""
    comment: str = ""
    publication: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What is known of a feed: how its server names the state that was read last, and since when it fails."""

    url: str
    etag: str = ""
    modified: str = ""
    tried: dt.datetime | None = None
    read: dt.datetime | None = None
    failing: dt.datetime | None = None
    error: str = ""


class Press(Protocol):
    """The part of a ledger that knows what came out. Every method is one transaction."""

    def publications(self) -> list[Publication]:
        """Publications by day, then id."""

    def publish(self, publication: Publication, *, now: dt.datetime) -> None:
        """Keep a publication; Conflict where its id exists with another content."""

    def relate(self, id: str, said: Sequence[Said], *, now: dt.datetime, by: str = "") -> None:
        """The publication counts for these, too. What a person said stays as it is; a person's word replaces a machine's.

        Conflict where there is no such publication.
        """

    def check(self, id: str, checked: Checked, *, now: dt.datetime) -> None:
        """How its address was found; one audit event where the state is another than before."""

    def findings(self, fate: Fate | None = None) -> list[Finding]:
        """What was found (of that fate), by number."""

    def offer(self, findings: Sequence[Finding], *, now: dt.datetime) -> list[Finding]:
        """Keep what is not known yet by its address; those that were kept, with their numbers."""

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
        """A person's word on a finding, with the publication that it becomes, in one transaction.

        What was refused may still be confirmed; anything else that is decided is a Conflict, and so is an unknown number.
        """

    def feeds(self) -> list[Feed]:
        """What is known of feeds, by address."""

    def keep_feed(self, feed: Feed) -> None:
        """What is known of it now; no audit event, for it decides nothing."""


def links_of(publication: Publication) -> list[Said]:
    """Everything that a publication counts for, in the order given, each once, with who said so."""
    said = {(it.kind, it.target): it for it in publication.said}
    named: list[tuple[Target, str]] = [
        *(("topic", id) for id in publication.topics),
        *(("activity", id) for id in publication.activities),
        *(("line", id) for id in publication.lines),
    ]
    return [said.get(name, Said(*name)) for name in dict.fromkeys(named)]


def linked(links: Sequence[Said]) -> dict[str, tuple[str, ...] | tuple[Said, ...]]:
    """The same backwards: the fields of a publication that say what it counts for."""
    of = {kind: tuple(it.target for it in links if it.kind == kind) for kind in ("topic", "activity", "line")}
    reasoned = tuple(it for it in links if it.how != "person" or it.why)
    return {"topics": of["topic"], "activities": of["activity"], "lines": of["line"], "said": reasoned}


def added(links: Sequence[Said], more: Sequence[Said]) -> list[Said]:
    """The links with those more: a person's word replaces a machine's, nothing replaces a person's."""
    known = {(it.kind, it.target): it for it in links}
    for it in more:
        before = known.get((it.kind, it.target))
        if before is None or (before.how, it.how) == ("machine", "person"):
            known[it.kind, it.target] = it
    return list(known.values())


JUDGED: dict[Fate, frozenset[Fate]] = {
    "confirmed": frozenset({"waiting", "refused", "beside"}),
    "refused": frozenset({"waiting"}),
}
"""What a person may make of a finding, and of which fates."""
