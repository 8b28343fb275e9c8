"""The audit trail: a chain of hashes in which no line can be changed, moved or taken out unnoticed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from definitions.content import canonical
from storage.port import AuditEvent

START = ""  # what stands before the first line


class Entry(NamedTuple):
    """What an audit line says, before it has its place in the chain."""

    what: str
    key: str
    by: str
    detail: Any


class Head(NamedTuple):
    """The end of the chain."""

    number: int = 0
    hash: str = START


def chained(entries: Iterable[Entry], head: Head, at: dt.datetime) -> list[AuditEvent]:
    """The entries as lines after the head, in order."""
    return [line for line, _ in chained_as_said(entries, head, at)]


def chained_as_said(entries: Iterable[Entry], head: Head, at: dt.datetime) -> Iterator[tuple[AuditEvent, str]]:
    """The entries as lines after the head, in order, each with its detail as canonical JSON."""
    said_at = _said(at)
    for entry in entries:
        before, number, detail = head.hash, head.number + 1, canonical(entry.detail)
        head = Head(number, _hash(number, said_at, entry, detail, before))
        yield AuditEvent(number, at, *entry, previous=before, hash=head.hash), detail


def broken(events: Iterable[AuditEvent]) -> int | None:
    """The number of the first line that doesn't follow from the one before; None for a whole chain.

    The events are a trail from its first line. That lines were cut off at the end only an earlier head can show.
    """
    head = Head()
    for line in events:
        entry = Entry(line.what, line.key, line.by, line.detail)
        if (line.number, line.previous) != (head.number + 1, head.hash):
            return line.number
        if line.hash != _hash(line.number, _said(line.at), entry, canonical(line.detail), line.previous):
            return line.number
        head = Head(line.number, line.hash)
    return None


def _said(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat()


def _hash(number: int, at: str, entry: Entry, detail: str, previous: str) -> str:
    """Of the line before and the canonical JSON of this one, put together from its parts (the keys are in order)."""
    what, key, by, _ = entry
    said = (
        f'{{"at":{canonical(at)},"by":{canonical(by)},"detail":{detail},'
        f'"key":{canonical(key)},"number":{number},"what":{canonical(what)}}}'
    )
    return hashlib.sha256((previous + said).encode()).hexdigest()
