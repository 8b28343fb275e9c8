"""What is kept beside the obligations: the year's texts, the directory, settings."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from definitions.actions import Action
from definitions.content import canonical
from definitions.digest import Item
from definitions.facts import Key
from storage.alike import (
    amended_entry,
    begun_entry,
    directory_entry,
    erased_entry,
    pinned,
    setting_entry,
    silent,
)
from storage.port import Conflict, Json, Texts
from storage.prepared import Prepared
from storage.reading import content
from storage.tables import CONTENT, DIRECTORY, SETTING, TEXTS, YEAR
from storage.writing import append, record

# ---------------------------------------------------------------- the year

_TEXTS = select(TEXTS.c.process, TEXTS.c.year, TEXTS.c.calendars, TEXTS.c.sha, TEXTS.c.version)
_RUNNING = _TEXTS.order_by(TEXTS.c.version.desc()).limit(1)
_OF_VERSION = _TEXTS.where(TEXTS.c.version == bindparam("version"))
_VERSION = Prepared(select(func.max(TEXTS.c.version)))
_ADOPTED = select(YEAR.c.adopted)
_BEGUN = select(YEAR.c.begun)
_LATEST = select(DIRECTORY.c.text).order_by(DIRECTORY.c.version.desc()).limit(1)


def begin(
    conn: Connection, texts: Texts, directory: str, planned: Sequence[Action], *, adopted: dt.datetime, now: dt.datetime
) -> None:
    """The texts, the directory and every planned obligation; the key of the table lets a year begin once."""
    texts = pinned(texts)
    conn.execute(insert(YEAR), {"id": 1, "adopted": adopted, "begun": now})
    _keep_texts(conn, texts, 1, now, "")
    conn.execute(insert(DIRECTORY), {"version": 1, "text": directory, "at": now, "by": ""})
    append(conn, [begun_entry(texts, len(planned), adopted)], now)
    record(conn, planned, seen={}, now=now, contents={}, items=(), documents=(), grants=())


def _keep_texts(conn: Connection, texts: Texts, version: int, now: dt.datetime, by: str) -> None:
    row = {"process": texts.process, "year": texts.year, "calendars": canonical(dict(texts.calendars))}
    conn.execute(insert(TEXTS), {**row, "sha": texts.sha, "version": version, "at": now, "by": by})


def texts(conn: Connection, version: int | None = None) -> Texts | None:
    """The texts that the year runs on, or that version of them."""
    row = (conn.execute(_RUNNING) if version is None else conn.execute(_OF_VERSION, {"version": version})).first()
    return Texts(row.process, row.year, json.loads(row.calendars), row.sha) if row else None


def version(conn: Connection) -> int:
    """The number of the texts that run; 0 before the year has begun."""
    return _VERSION.rows(conn, {})[0][0] or 0


def amend(
    conn: Connection,
    texts: Texts,
    directory: str,
    actions: Sequence[Action],
    *,
    seen: Mapping[Key, int],
    items: Sequence[Item],
    running: int,
    summary: Json,
    now: dt.datetime,
    by: str,
) -> None:
    """Another text takes the place of the one that runs, and the actions follow; Conflict where `running` does not run."""
    check_version(conn, running)
    before, after = conn.execute(_RUNNING).one(), pinned(texts)
    record(conn, actions, seen=seen, now=now, contents={}, items=items, documents=(), grants=())
    keep_directory(conn, directory, now, by)
    append(conn, [amended_entry(before.sha, after.sha, running + 1, summary, by)], now)
    _keep_texts(conn, after, running + 1, now, by)


def check_version(conn: Connection, running: int | None) -> None:
    """Conflict where the year runs on another version of its texts than that one."""
    if running is not None and _VERSION.rows(conn, {}) != [(running,)]:
        raise Conflict(f"the year does not run on version {running} of its texts")


def begun(conn: Connection) -> dt.datetime | None:
    """When the year began."""
    found: dt.datetime | None = conn.execute(_BEGUN).scalar()
    return found


def adopted(conn: Connection) -> dt.datetime | None:
    """The instant from which the office uses the program."""
    return conn.execute(_ADOPTED).scalar()


# ---------------------------------------------------------------- directory and settings


def directory(conn: Connection) -> str:
    """The latest text; empty before the year has begun."""
    return conn.execute(_LATEST).scalar() or ""


def keep_directory(conn: Connection, text: str, now: dt.datetime, by: str, changed: Sequence[str] = ()) -> None:
    """A new version, where the text has changed."""
    if text == conn.execute(_LATEST).scalar():
        return
    version = (conn.execute(select(func.max(DIRECTORY.c.version))).scalar() or 0) + 1
    conn.execute(insert(DIRECTORY), {"version": version, "text": text, "at": now, "by": by})
    append(conn, [directory_entry(version, text, by, changed)], now)


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
    if not silent(name):
        append(conn, [setting_entry(name, value)], now)


# ---------------------------------------------------------------- personal particulars


def erase(conn: Connection, sha: str, now: dt.datetime, by: str, why: str) -> None:
    """Take out personal particulars for good, and say so in the trail."""
    entry = erased_entry(content(conn, sha), by, why)
    conn.execute(delete(CONTENT).where(CONTENT.c.sha == sha))
    append(conn, [entry], now)
