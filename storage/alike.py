"""What every ledger does alike, whatever it keeps its rows in: orders, names, and the words of the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from definitions.arrivals import Arrival
from definitions.content import sha
from definitions.digest import Item
from definitions.facts import Instants, Obligation
from definitions.links import Link
from definitions.personal import KIND as PERSONAL
from storage.audit import Entry
from storage.port import Document, Texts
from storage.published import Checked, Finding, Publication, Word

_SILENT = ("clock-offset", "heartbeat", "circuit:", "mailbox:")
"""How settings begin that change all the time and decide nothing: no line in the audit trail."""


def silent(name: str) -> bool:
    """Whether a setting leaves no line in the audit trail."""
    return name.startswith(_SILENT)


def by_due(obligation: Obligation) -> tuple[Any, ...]:
    """The order for people: by due, what has none last, then by key."""
    due = obligation.instants.due
    return (due is None, due or obligation.key, obligation.key)


def free_event_period(taken: Iterable[str], year: int) -> str:
    """The first free `2023-E001`: one after the highest."""
    numbers = [int(period.rpartition("-E")[2]) for period in taken]
    return f"{year}-E{max(numbers, default=0) + 1:03}"


def pinned(texts: Texts) -> Texts:
    """The texts with the hash that the year is pinned to."""
    three = {"process": texts.process, "year": texts.year, "calendars": dict(texts.calendars)}
    return texts if texts.sha else replace(texts, sha=sha(three))


def same(one: Publication, other: Publication) -> bool:
    """Whether two records are of one content, whenever, by whomever and from wherever they were recorded."""
    return _content(one) == _content(other)


def _content(it: Publication) -> Publication:
    return replace(it, recorded=_EVER, by="", how="hand", said=(), checked=None, words=())


_EVER: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


# ---------------------------------------------------------------- audit lines beside those of a batch


def begun_entry(texts: Texts, planned: int, adopted: dt.datetime) -> Entry:
    """The year has begun."""
    at = adopted.astimezone(dt.UTC).isoformat()
    return Entry("begin", "", "", {"texts": texts.sha, "obligations": planned, "adopted": at})


def amended_entry(before: str, after: str, version: int, summary: Any, by: str) -> Entry:
    """The year runs on another text; both are named by their hash."""
    return Entry("amend", "", by, {"version": version, "from": before, "to": after, "summary": summary})


def directory_entry(version: int, text: str, by: str, changed: Sequence[str]) -> Entry:
    """A new version of the directory; the text itself stays in its table."""
    said = {"changed": list(changed)} if changed else {}
    return Entry("directory", "", by, {"version": version, "text": sha(text), **said})


def setting_entry(name: str, value: str) -> Entry:
    """A setting was set."""
    return Entry("setting", "", "", {"name": name, "value": value})


def document_entry(each: Document) -> Entry:
    """A file was finished."""
    detail = {"kind": each.kind, "version": each.version, "name": each.name, "sha": each.sha, "source": each.source}
    return Entry("document", str(each.key), "", detail)


def published_entry(publication: Publication) -> Entry:
    """Something came out."""
    detail = {"title": publication.title, "partner": publication.partner, "at": publication.at.isoformat()}
    how = {"how": publication.how} if publication.how != "hand" else {}
    return Entry("publish", publication.id, publication.by, {**detail, **how})


def related_entry(id: str, words: Sequence[Word], by: str) -> Entry:
    """A person has said what a publication counts for, and what not."""
    return Entry("relate", id, by, {"words": [[it.kind, it.target, it.verdict, it.why] for it in words]})


def checked_entry(id: str, checked: Checked) -> Entry:
    """The address of a publication is in another state than before."""
    return Entry("check", id, "", {"state": checked.state, "note": checked.note, "archived": checked.archived})


def offered_entry(findings: Sequence[Finding]) -> Entry:
    """The program found something."""
    return Entry("offer", "", "", {"findings": [[it.number, it.key, it.fate] for it in findings]})


def judged_entry(finding: Finding) -> Entry:
    """A person has said what a finding is."""
    detail = {"fate": finding.fate, "key": finding.key, "comment": finding.comment, "publication": finding.publication}
    return Entry("judge", str(finding.number), finding.by, detail)


def erased_entry(content: Any, by: str, why: str) -> Entry:
    """Personal particulars were taken out; the entry says of which record, and nothing of what they were."""
    if not isinstance(content, dict) or content.get("kind") != PERSONAL:
        raise ValueError("only personal particulars can be taken out")
    return Entry("erase", content["of"], by, {"why": why} if why else {})


def outgoing_entry(what: str, names: Iterable[str], by: str, why: str = "") -> Entry:
    """Somebody held, released or resent what is to be said; the names say what."""
    return Entry(what, "", by, {"what": sorted(names), **({"why": why} if why else {})})


def named(item: Item) -> str:
    """An item in the audit trail: what it is about, by its mark, and whom it is for."""
    return f"{item.key}|{item.rung}|{item.person}|{item.channel}"


def link_entry(link: Link) -> Entry:
    """Somebody acted by a link; never the token, nor its hash."""
    return Entry("link", str(link.key), link.person, {"purpose": str(link.purpose), "turn": link.turn})


def arrival_entry(it: Arrival) -> Entry:
    """Something came, or what waited was settled; never what it says."""
    said = {"number": it.number, "door": str(it.door), "place": str(it.place), "sha": it.sha, "name": it.name}
    reason = {"reason": it.reason} if it.reason else {}
    return Entry("arrive", str(it.key or ""), it.by, {**said, **reason})


# ---------------------------------------------------------------- instants


def in_utc(value: Any) -> Any:
    """The same with every instant in UTC; TypeError for a naive one, for nobody knows when it is."""
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise TypeError(f"an instant without a time zone: {value}")
        return value.astimezone(dt.UTC)
    if isinstance(value, Instants):
        return Instants(*map(in_utc, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    said = {each.name: getattr(value, each.name) for each in fields(value)}
    moved = {name: in_utc(one) for name, one in said.items() if isinstance(one, dt.datetime | Instants | Checked)}
    return replace(value, **moved) if moved else value
