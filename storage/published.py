"""The contract of what came out: publications, articles found that a person has not judged yet, and where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from definitions.spoken import Name, Target, Verdict, standing

How = Literal["hand", "imported", "found"]
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
class Word:
    """What a person said of a publication and one target: it counts for that, or it does not.

    The line "" stands for every line of the year: refused, the publication belongs to none. `at` and `by` are the
    ledger's to fill in.
    """

    kind: Target
    target: str
    verdict: Verdict
    why: str = ""
    at: dt.datetime | None = None
    by: str = ""


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
    that a machine made, or that have a reason; those that it does not name a person made without one. `words` is all
    that people said of its links since it was recorded, in that order; nothing of it is ever taken back.
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
    words: tuple[Word, ...] = ()


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

    def relate(self, id: str, words: Sequence[Word], *, now: dt.datetime, by: str) -> None:
        """A person says what a publication counts for, and what not; a later word on the same replaces an earlier one.

        A word that says what stands already is no word. Conflict where there is no such publication.
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


def heard(
    before: Publication, words: Sequence[Word], now: dt.datetime, by: str
) -> tuple[tuple[Word, ...], dict[str, tuple[str, ...] | tuple[Said, ...]]]:
    """The words that are new, and the fields of the publication's links once they are heard."""
    links: dict[Name, Said] = {(it.kind, it.target): it for it in links_of(before)}
    fresh: list[Word] = []
    for word in words:
        if standing((*before.words, *fresh)).get((word.kind, word.target)) != word.verdict:
            fresh.append(replace(word, at=now, by=by))
            links = _hearing(links, word)
    return tuple(fresh), linked(list(links.values()))


def _hearing(links: Mapping[Name, Said], word: Word) -> dict[Name, Said]:
    """A confirmed target is a person's link, whoever made it before; a refused one is none, the line "" means all."""
    name = (word.kind, word.target)
    if word.verdict == "confirmed":
        return {**links, name: Said(word.kind, word.target, "person", word.why)}
    return {other: it for other, it in links.items() if name not in (other, (other[0], ""))}


JUDGED: dict[Fate, frozenset[Fate]] = {
    "confirmed": frozenset({"waiting", "refused", "beside"}),
    "refused": frozenset({"waiting"}),
}
"""What a person may make of a finding, and of which fates."""
