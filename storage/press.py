"""What came out, in SQL: publications with what they count for, findings, and the state of feeds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from definitions.content import canonical
from storage.alike import checked_entry, judged_entry, offered_entry, published_entry, related_entry, same
from storage.engine import Connections
from storage.port import Conflict
from storage.published import JUDGED, Checked, Fate, Feed, Finding, Publication, Said, Word, heard, linked, links_of
from storage.tables import FEED, FINDING, LINK, PUBLICATION, WORD
from storage.writing import append

# ---------------------------------------------------------------- publications

_NAMES = ("id", "title", "partner", "genre", "recorded", "unit", "author", "url", "by")
_NAMES += ("programme", "slot", "seconds", "how")
_UNCHECKED = {"link": "", "checked": None, "note": "", "archived": "", "fails": 0}


def publications(conn: Connection, id: str | None = None) -> list[Publication]:
    """Publications (or the one of that id) by day, then id."""
    rows, links = select(PUBLICATION), select(LINK).order_by(LINK.c.position)
    spoken = select(WORD).order_by(WORD.c.number)
    if id is not None:
        rows, links = rows.where(PUBLICATION.c.id == id), links.where(LINK.c.publication == id)
        spoken = spoken.where(WORD.c.publication == id)
    said: dict[str, list[Said]] = {}
    for row in conn.execute(links):
        said.setdefault(row.publication, []).append(Said(row.kind, row.target, row.how, row.why))
    words: dict[str, list[Word]] = {}
    for row in conn.execute(spoken):
        words.setdefault(row.publication, []).append(_word(row))
    found = [_publication(row, said.get(row.id, ()), words.get(row.id, ())) for row in conn.execute(rows)]
    return sorted(found, key=lambda each: (each.at, each.id))


def _word(row: Any) -> Word:
    return Word(row.kind, row.target, row.verdict, row.why, row.at, row.by)


def _publication(row: Any, links: Sequence[Said], words: Sequence[Word]) -> Publication:
    checked = Checked(row.link, row.checked, row.note, row.archived, row.fails) if row.link else None
    fields: dict[str, Any] = {name: getattr(row, name) for name in _NAMES}
    at = dt.date.fromisoformat(row.at)
    return Publication(**fields, **linked(links), at=at, checked=checked, words=tuple(words))  # type: ignore[arg-type]


def publish(conn: Connection, publication: Publication, now: dt.datetime) -> None:
    """Keep it once; Conflict where its id exists with another content."""
    for known in publications(conn, publication.id):
        if not same(known, publication):
            raise Conflict(f"the publication {publication.id} is known with another content")
        return
    row = {name: getattr(publication, name) for name in _NAMES}
    checked = _checked(publication.checked) if publication.checked else _UNCHECKED
    conn.execute(insert(PUBLICATION), {**row, **checked, "at": publication.at.isoformat()})
    _write_links(conn, publication.id, links_of(publication))
    append(conn, [published_entry(publication)], now)


def _write_links(conn: Connection, id: str, links: Sequence[Said]) -> None:
    rows = [
        {"publication": id, "kind": it.kind, "target": it.target, "position": n, "how": it.how, "why": it.why}
        for n, it in enumerate(links)
    ]
    if rows:
        conn.execute(insert(LINK), rows)


def _known(conn: Connection, id: str) -> Publication:
    found = publications(conn, id)
    if not found:
        raise Conflict(f"there is no publication {id}")
    return found[0]


def relate(conn: Connection, id: str, words: Sequence[Word], now: dt.datetime, by: str) -> None:
    """What a person says of its links; Conflict where there is no such publication."""
    known = _known(conn, id)
    fresh, links = heard(known, words, now, by)
    if not fresh:
        return
    conn.execute(LINK.delete().where(LINK.c.publication == id))
    _write_links(conn, id, links_of(replace(known, **links)))  # type: ignore[arg-type]
    number = conn.execute(select(func.max(WORD.c.number))).scalar() or 0
    rows = [{"number": n, "publication": id, **asdict(it)} for n, it in enumerate(fresh, number + 1)]
    conn.execute(insert(WORD), rows)
    append(conn, [related_entry(id, fresh, by)], now)


def check(conn: Connection, id: str, checked: Checked, now: dt.datetime) -> None:
    """How its address was found."""
    before = _known(conn, id).checked
    conn.execute(update(PUBLICATION).where(PUBLICATION.c.id == id).values(**_checked(checked)))
    if before is None or before.state != checked.state:
        append(conn, [checked_entry(id, checked)], now)


def _checked(it: Checked) -> dict[str, Any]:
    return {"link": it.state, "checked": it.at, "note": it.note, "archived": it.archived, "fails": it.fails}


# ---------------------------------------------------------------- findings

_LISTS = ("topics", "activities")
_FINDING, _FEED = FINDING.columns.keys(), FEED.columns.keys()


def findings(conn: Connection, fate: Fate | None = None, number: int | None = None) -> list[Finding]:
    """Those of that fate, or the one of that number, by number."""
    rows = select(FINDING).order_by(FINDING.c.number)
    if fate is not None:
        rows = rows.where(FINDING.c.fate == fate)
    if number is not None:
        rows = rows.where(FINDING.c.number == number)
    return [_finding(dict(row)) for row in conn.execute(rows).mappings()]


def _finding(row: dict[str, Any]) -> Finding:
    lists = {name: tuple(json.loads(row[name])) for name in _LISTS}
    at = dt.date.fromisoformat(row["at"]) if row["at"] else None
    return Finding(**{**row, **lists, "at": at, "publication": row["publication"] or ""})


def _row(it: Finding) -> dict[str, Any]:
    row = {name: getattr(it, name) for name in _FINDING}
    lists = {name: canonical(list(row[name])) for name in _LISTS}
    return {**row, **lists, "at": it.at.isoformat() if it.at else "", "publication": it.publication or None}


def offer(conn: Connection, found: Sequence[Finding], now: dt.datetime) -> list[Finding]:
    """Keep what is not known yet by its address, numbered on."""
    keys = list(dict.fromkeys(it.key for it in found))
    known = set(conn.execute(select(FINDING.c.key).where(FINDING.c.key.in_(keys))).scalars())
    fresh = {it.key: it for it in reversed(found) if it.key not in known}
    number = conn.execute(select(func.max(FINDING.c.number))).scalar() or 0
    kept = [replace(fresh[key], number=n) for n, key in enumerate((k for k in keys if k in fresh), number + 1)]
    if kept:
        conn.execute(insert(FINDING), [_row(it) for it in kept])
        append(conn, [offered_entry(kept)], now)
    return kept


def judge(
    conn: Connection, number: int, fate: Fate, publication: Publication | None, now: dt.datetime, by: str, comment: str
) -> None:
    """A person's word on a finding; Conflict where another stands already."""
    found = findings(conn, number=number)
    if not found or found[0].fate not in JUDGED[fate]:
        raise Conflict(f"the finding {number} is decided, or there is none")
    if publication is not None:
        publish(conn, publication, now)
    id = publication.id if publication else ""
    judged = replace(found[0], fate=fate, decided=now, by=by, comment=comment, publication=id)
    conn.execute(update(FINDING).where(FINDING.c.number == number).values(**_row(judged)))
    append(conn, [judged_entry(judged)], now)


# ---------------------------------------------------------------- feeds


def feeds(conn: Connection) -> list[Feed]:
    """What is known of feeds, by address."""
    return [Feed(*row) for row in conn.execute(select(FEED).order_by(FEED.c.url))]


def keep_feed(conn: Connection, feed: Feed) -> None:
    """What is known of it now."""
    row = {name: getattr(feed, name) for name in _FEED}
    if not conn.execute(update(FEED).where(FEED.c.url == feed.url).values(**row)).rowcount:
        conn.execute(insert(FEED), row)


class SqlPress:
    """The part of a ledger in SQLite or PostgreSQL that knows what came out: each method one transaction."""

    def __init__(self, connections: Connections) -> None:
        self._reading, self._writing = connections.reading, connections.writing

    def publications(self) -> list[Publication]:
        """Publications by day, then id."""
        with self._reading() as conn:
            return publications(conn)

    def publish(self, publication: Publication, *, now: dt.datetime) -> None:
        """Keep a publication; Conflict where its id exists with another content."""
        with self._writing() as conn:
            publish(conn, publication, now)

    def relate(self, id: str, words: Sequence[Word], *, now: dt.datetime, by: str) -> None:
        """What a person says of its links. Conflict where there is no such publication."""
        with self._writing() as conn:
            relate(conn, id, words, now, by)

    def check(self, id: str, checked: Checked, *, now: dt.datetime) -> None:
        """How its address was found."""
        with self._writing() as conn:
            check(conn, id, checked, now)

    def findings(self, fate: Fate | None = None) -> list[Finding]:
        """What was found (of that fate), by number."""
        with self._reading() as conn:
            return findings(conn, fate)

    def offer(self, findings: Sequence[Finding], *, now: dt.datetime) -> list[Finding]:
        """Keep what is not known yet by its address; those that were kept, with their numbers."""
        with self._writing() as conn:
            return offer(conn, findings, now)

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
        with self._writing() as conn:
            judge(conn, number, fate, publication, now, by, comment)

    def feeds(self) -> list[Feed]:
        """What is known of feeds, by address."""
        with self._reading() as conn:
            return feeds(conn)

    def keep_feed(self, feed: Feed) -> None:
        """What is known of it now."""
        with self._writing() as conn:
            keep_feed(conn, feed)
