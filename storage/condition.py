"""How a database is, looked at while others use it: its engine, its revision, its pages, its audit trail."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sqlalchemy import Connection

from storage import audit, migrate, reading
from storage.engine import SAFE_WAL, Connections, engine_for


@dataclass(frozen=True, slots=True)
class Condition:
    """`engine` names the database and its version, `journal` SQLite's mode; `broken` is the trail's first line that does
    not follow, `damage` what the database says of its own pages.
    """

    engine: str
    journal: str
    revision: str
    damage: str
    lines: int
    broken: int | None

    @property
    def current(self) -> bool:
        """Whether this program's own tables are there."""
        return self.revision == migrate.HEAD

    @property
    def safe(self) -> bool:
        """Whether the journal's mode is one that this version of SQLite keeps safe."""
        return self.journal != "wal" or sqlite3.sqlite_version_info >= SAFE_WAL


def condition(url: str) -> Condition:
    """Of the database at that address, as it is: nothing is brought up to date. Raises StorageError."""
    connections = Connections(engine_for(url, create=False))
    try:
        with connections.guarded(), connections.reading() as conn:
            return _of(conn)
    finally:
        connections.close()


def _of(conn: Connection) -> Condition:
    trail = reading.events(conn, 0)
    revision = str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    whole = {"revision": revision, "lines": len(trail), "broken": audit.broken(trail)}
    if conn.dialect.name != "sqlite":
        version = str(conn.exec_driver_sql("SHOW server_version").scalar())
        return Condition(f"PostgreSQL {version}", "", damage="", **whole)
    said = str(conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    loose = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
    damage = said if said != "ok" else str(tuple(loose)) if loose else ""
    journal = str(conn.exec_driver_sql("PRAGMA journal_mode").scalar())
    return Condition(f"SQLite {sqlite3.sqlite_version}", journal, damage=damage, **whole)
