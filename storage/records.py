"""What is kept beside the obligations: the year's texts, the directory, settings, publications, refused codes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, insert, select, update

from definitions.content import canonical
from definitions.facts import Action, Key
from storage.alike import (
    SILENT,
    begun_entry,
    directory_entry,
    pinned,
    published_entry,
    refused_entry,
    same,
    setting_entry,
)
from storage.port import Conflict, Publication, Texts
from storage.reading import publications
from storage.tables import DIRECTORY, LINK, PUBLICATION, REFUSED, SETTING, YEAR
from storage.writing import append, record

# ---------------------------------------------------------------- the year

_YEAR = select(YEAR.c.process, YEAR.c.year, YEAR.c.calendars, YEAR.c.sha)
_ADOPTED = select(YEAR.c.adopted)
_LATEST = select(DIRECTORY.c.text).order_by(DIRECTORY.c.version.desc()).limit(1)


def begin(
    conn: Connection, texts: Texts, directory: str, planned: Sequence[Action], *, adopted: dt.datetime, now: dt.datetime
) -> None:
    """The texts, the directory and every planned obligation; the key of the table lets a year begin once."""
    texts = pinned(texts)
    row = {"id": 1, "process": texts.process, "year": texts.year, "calendars": canonical(dict(texts.calendars))}
    conn.execute(insert(YEAR), {**row, "sha": texts.sha, "adopted": adopted, "begun": now})
    conn.execute(insert(DIRECTORY), {"version": 1, "text": directory, "at": now, "by": ""})
    append(conn, [begun_entry(texts, len(planned), adopted)], now)
    record(conn, planned, seen={}, now=now, contents={}, items=(), documents=(), grants=())


def texts(conn: Connection) -> Texts | None:
    """The texts that the year runs on."""
    row = conn.execute(_YEAR).first()
    return Texts(row.process, row.year, json.loads(row.calendars), row.sha) if row else None


def adopted(conn: Connection) -> dt.datetime | None:
    """The instant from which the office uses the program."""
    return conn.execute(_ADOPTED).scalar()


# ---------------------------------------------------------------- directory and settings


def directory(conn: Connection) -> str:
    """The latest text; empty before the year has begun."""
    return conn.execute(_LATEST).scalar() or ""


def keep_directory(conn: Connection, text: str, now: dt.datetime, by: str) -> None:
    """A new version, where the text has changed."""
    if text == conn.execute(_LATEST).scalar():
        return
    version = (conn.execute(select(func.max(DIRECTORY.c.version))).scalar() or 0) + 1
    conn.execute(insert(DIRECTORY), {"version": version, "text": text, "at": now, "by": by})
    append(conn, [directory_entry(version, text, by)], now)


_SETTING = select(SETTING.c.value).where(SETTING.c.name == bindparam("name"))
_RESET = (
    update(SETTING).where(SETTING.c.name == bindparam("its_name")).values(value=bindparam("value"), at=bindparam("at"))
)
_SET = insert(SETTING)


def setting(conn: Connection, name: str) -> str | None:
    """The setting of that name."""
    return conn.execute(_SETTING, {"name": name}).scalar()


def set_(conn: Connection, name: str, value: str, now: dt.datetime) -> None:
    """Set it; the same value once more changes nothing."""
    before = setting(conn, name)
    if before == value:
        return
    if before is None:
        conn.execute(_SET, {"name": name, "value": value, "at": now})
    else:
        conn.execute(_RESET, {"its_name": name, "value": value, "at": now})
    if name not in SILENT:
        append(conn, [setting_entry(name, value)], now)


# ---------------------------------------------------------------- publications


def publish(conn: Connection, publication: Publication, now: dt.datetime) -> None:
    """Keep it once; Conflict where its id exists with another content."""
    for known in publications(conn, publication.id):
        if not same(known, publication):
            raise Conflict(f"the publication {publication.id} is known with another content")
        return
    names = ("id", "title", "partner", "genre", "recorded", "unit", "author", "url", "by")
    row = {name: getattr(publication, name) for name in names}
    conn.execute(insert(PUBLICATION), {**row, "at": publication.at.isoformat()})
    links = [
        {"publication": publication.id, "kind": kind, "target": target, "position": position}
        for kind, targets in links_of(publication).items()
        for position, target in enumerate(dict.fromkeys(targets))
    ]
    if links:
        conn.execute(insert(LINK), links)
    append(conn, [published_entry(publication)], now)


def links_of(publication: Publication) -> dict[str, tuple[str, ...]]:
    """What a publication counts for, by kind."""
    return {"topic": publication.topics, "activity": publication.activities, "line": publication.lines}


# ---------------------------------------------------------------- refused codes

_COUNTED = update(REFUSED).where(
    REFUSED.c.obligation == bindparam("its_key"), REFUSED.c.generation == bindparam("its_generation")
)
_COUNT = _COUNTED.values(count=REFUSED.c.count + 1)
_FIRST = insert(REFUSED)


def refuse(conn: Connection, key: Key, generation: int, reason: str, now: dt.datetime) -> None:
    """One refused code more, and its line in the audit trail."""
    if not conn.execute(_COUNT, {"its_key": str(key), "its_generation": generation}).rowcount:
        conn.execute(_FIRST, {"obligation": str(key), "generation": generation, "count": 1})
    append(conn, [refused_entry(key, generation, reason)], now)
