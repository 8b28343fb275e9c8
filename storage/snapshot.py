"""A snapshot of the database at one instant, in a file: taken while others write, counted, and put back elsewhere.

SQLite's is a database (`VACUUM INTO`), PostgreSQL's an archive (`pg_dump -Fc`, of the very instant that was counted).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, inspect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage import audit, migrate, reading
from storage.engine import PATIENCE, engine_for, translated
from storage.errors import BrokenDatabase, DamagedFile, NewerDatabase, StorageError

SQLITE, POSTGRESQL = "sqlite", "postgresql"
FILES = {SQLITE: "ledger.db", POSTGRESQL: "ledger.pgdump"}
"""What a snapshot of each kind is called in a backup."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a database holds: its revision, its rows by table, and the length and last hash of its audit trail."""

    revision: str
    rows: Mapping[str, int]
    lines: int
    head: str


def kind_of(url: str) -> str:
    """`sqlite` or `postgresql`."""
    return make_url(url).get_backend_name()


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for a database that has none."""
    place = make_url(url)
    return Path(place.database) if place.get_backend_name() == SQLITE and place.database else None


def taken(url: str, folder: Path, env: Mapping[str, str]) -> tuple[Path, Counted]:
    """A snapshot in that folder (mode 0600) and what was counted in it; `env` is the environment of PostgreSQL's tools.

    Raises StorageError: the database is damaged, its audit trail broken, or a tool is missing.
    """
    file = folder / FILES[kind_of(url)]
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    counted = _vacuumed(url, file) if kind_of(url) == SQLITE else _dumped(url, file, env)
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
    return file, counted


def put_back(file: Path, url: str, env: Mapping[str, str]) -> None:
    """The database at that address, which holds nothing yet, is what the snapshot says. Raises StorageError."""
    if target := file_of(url):
        shutil.copyfile(file, target)
        target.chmod(0o600)
        return
    plain, secret = _without_password(make_url(url))
    _tool(["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-acl", "-d", plain, str(file)],
          {**env, **secret})  # fmt: skip


def empty(url: str) -> bool:
    """Whether there is nothing at that address that putting back could overwrite."""
    if file := file_of(url):
        return not file.exists()
    with _in_our_words(), engine_for(url).connect() as conn:
        return not inspect(conn).get_table_names()


def counted(url: str) -> Counted:
    """What the database at that address holds, its audit trail walked line by line. Raises BrokenDatabase."""
    if file := file_of(url):
        return _checked(file)
    engine = engine_for(url)
    with _in_our_words(), engine.connect() as conn:
        conn.info["writes"] = False
        return _count(conn)


def known(revision: str, name: str) -> None:
    """Raises NewerDatabase where a snapshot was written by a later version than this program's."""
    if revision > migrate.HEAD:
        raise NewerDatabase(code="newer-database", database=name, revision=revision, head=migrate.HEAD)


# ---------------------------------------------------------------- SQLite


def _vacuumed(url: str, file: Path) -> Counted:
    with _in_our_words(), closing(sqlite3.connect(str(file_of(url)), timeout=PATIENCE / 1000)) as source:
        source.isolation_level = None
        source.execute("VACUUM INTO ?", (str(file),))
    return _checked(file)


def _checked(file: Path) -> Counted:
    """Page by page and key by key; the file is opened as one that never changes, so that looking leaves no trace."""
    address = f"file:{quote(str(file.absolute()))}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    with _in_our_words(), engine.connect() as conn:
        said = conn.exec_driver_sql("PRAGMA integrity_check").scalar()
        loose = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
        if said != "ok" or loose:
            raise DamagedFile(code="snapshot-damaged", file=file, why=said if said != "ok" else f"{loose}")
        return _count(conn)


# ---------------------------------------------------------------- PostgreSQL


def _dumped(url: str, file: Path, env: Mapping[str, str]) -> Counted:
    """What is counted and what is dumped is one instant: the dump takes over our transaction's view."""
    plain, secret = _without_password(make_url(url))
    with _in_our_words(), engine_for(url).connect() as conn:
        conn.info["writes"] = False
        conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
        conn.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        view = conn.exec_driver_sql("SELECT pg_export_snapshot()").scalar()
        _tool(["pg_dump", "-Fc", "--no-owner", "--no-acl", f"--snapshot={view}", "-f", str(file), "-d", plain],
              {**env, **secret})  # fmt: skip
        found = _count(conn)
    _tool(["pg_restore", "--list", str(file)], env)
    return found


def _without_password(place: URL) -> tuple[str, dict[str, str]]:
    """An address that everybody may see in the list of processes, and the password as an environment variable."""
    plain = place.set(drivername="postgresql", password=None).render_as_string()
    return plain, {"PGPASSWORD": str(place.password)} if place.password else {}


def _tool(argv: Sequence[str], env: Mapping[str, str]) -> None:
    try:
        done = subprocess.run(argv, env=dict(env), capture_output=True, text=True, check=False)  # noqa: S603 - our words
    except FileNotFoundError as error:
        raise StorageError(code="no-postgres-tools", tool=argv[0]) from error
    if done.returncode:
        said = (done.stderr.strip() or "?").splitlines()[0]
        raise BrokenDatabase(code="postgres-tool-failed", tool=argv[0], said=said)


# ---------------------------------------------------------------- both


def _count(conn: Connection) -> Counted:
    tables = sorted(inspect(conn).get_table_names())
    if "alembic_version" not in tables:
        raise BrokenDatabase(code="other-database", database=conn.engine.url.database)
    rows = {table: _number(conn, f'SELECT count(*) FROM "{table}"') for table in tables}  # noqa: S608 - its own names
    trail = reading.events(conn, 0)
    if (line := audit.broken(trail)) is not None:
        raise BrokenDatabase(code="trail-broken", line=line)
    revision = str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    return Counted(revision, rows, len(trail), trail[-1].hash if trail else audit.START)


def _number(conn: Connection, question: str) -> int:
    return int(conn.exec_driver_sql(question).scalar() or 0)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        raise translated(error) from error
