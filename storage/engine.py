"""The engine: how a database is opened, locked for a write, and let go of."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from storage.errors import BrokenDatabase, BusyDatabase, MissingDatabase, RuleBroken, StorageError, UnwritableFolder
from storage.port import Conflict

PATIENCE = 10_000  # milliseconds that a writer waits for another
SAFE_WAL = (3, 51, 3)  # older ones may corrupt a WAL database when two connections reset the log at once
LOG_PAGES = 4000  # of 4 KB in the log before it is moved into the database: a page written often is moved once
WRITER = 0x766F6E67  # the advisory lock that makes PostgreSQL's writers queue, as SQLite's do


def engine_for(url: str, *, durable: bool = True, create: bool = True) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql://...`; makes the file (mode 0600) and its folder.

    `durable` False trades the last commits before a power cut for speed. Raises StorageError.
    """
    place = _parse(url)
    if place.get_backend_name() == "sqlite":
        _prepare_file(_file(place), create=create)
        return _sqlite(place, durable=durable)
    return _postgres(place)


def _parse(url: str) -> URL:
    try:
        place = make_url(url)
    except ArgumentError as error:
        raise StorageError(code="no-database-address", url=repr(url)) from error
    if place.get_backend_name() not in ("sqlite", "postgresql"):
        raise StorageError(code="database-kind", kind=place.get_backend_name())
    return place


# ---------------------------------------------------------------- SQLite


def _file(place: URL) -> Path:
    if not place.database or place.database == ":memory:":
        raise StorageError(code="database-needs-file")
    return Path(place.database)


def _prepare_file(file: Path, *, create: bool) -> None:
    if not file.exists() and not create:
        raise MissingDatabase(code="no-database", file=file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # journals take over the mode of the file
    except OSError as error:
        raise UnwritableFolder(code="database-unwritable", file=file, why=error.strerror) from error
    if not os.access(file.parent, os.W_OK):
        raise UnwritableFolder(code="folder-unwritable", folder=file.parent)


def _sqlite(place: URL, *, durable: bool) -> Engine:
    engine = create_engine(place, poolclass=NullPool)
    pragmas = _pragmas(durable=durable)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours to say
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        driver: Any = conn.connection.dbapi_connection
        if not driver.in_transaction:  # or else _AtDriver has begun it
            driver.execute(_BEGIN[conn.info.get("writes", True)])

    return engine


# A writer that begins as a reader is told "locked" at once when another one writes; an immediate one waits.
_BEGIN = {True: "BEGIN IMMEDIATE", False: "BEGIN"}


class _AtDriver:
    """A transaction begun and ended at SQLite's driver: SQLAlchemy's costs as much as a question that is asked in it."""

    __slots__ = ("_conn", "_driver", "_writes")

    def __init__(self, conn: Connection, *, writes: bool) -> None:
        self._conn, self._writes = conn, writes
        self._driver: Any = conn.connection.dbapi_connection

    def __enter__(self) -> None:
        self._driver.execute(_BEGIN[self._writes])

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """SQLAlchemy has begun only if it was asked something itself; a commit that fails leaves nothing open."""
        try:
            if kind is None:
                if self._conn.in_transaction():
                    self._conn.commit()
                self._driver.commit()
        finally:
            if self._conn.in_transaction():
                self._conn.rollback()
            if self._driver.in_transaction:
                self._driver.rollback()


def _pragmas(*, durable: bool) -> tuple[str, ...]:
    wal = not durable or sqlite3.sqlite_version_info >= SAFE_WAL
    return (
        f"busy_timeout = {PATIENCE}",
        f"journal_mode = {'WAL' if wal else 'TRUNCATE'}",
        f"synchronous = {'FULL' if durable else 'NORMAL'}",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        f"wal_autocheckpoint = {LOG_PAGES}",
    )


# ---------------------------------------------------------------- PostgreSQL


def _postgres(place: URL) -> Engine:
    limits = f"-c timezone=UTC -c lock_timeout={PATIENCE} -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
    try:
        engine = create_engine(
            place.set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            connect_args={"options": limits, "connect_timeout": 10},
        )
    except ModuleNotFoundError as error:
        raise StorageError(code="no-postgres-driver") from error

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        if conn.info.get("writes", True):
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
        else:
            conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    return engine


# ---------------------------------------------------------------- transactions


class Connections:
    """One connection per thread, kept open; every use of it is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._mine = threading.local()
        self._all: weakref.WeakSet[Connection] = weakref.WeakSet()
        driver: Any = engine.dialect.loaded_dbapi
        self._complaints: tuple[type[Exception], ...] = (DBAPIError, driver.Error)

    def _connection(self) -> Connection:
        conn: Connection | None = getattr(self._mine, "conn", None)
        if conn is None or conn.closed or conn.invalidated:
            conn = self._mine.conn = self.engine.connect()
            self._all.add(conn)
        return conn

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one instant of the database."""
        return self._transaction(writes=False)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that nobody else writes beside; kept whole, or undone by whatever is raised in it."""
        return self._transaction(writes=True)

    def _transaction(self, *, writes: bool) -> AbstractContextManager[Connection]:
        return _Whole(self, writes=writes)

    def begun(self, *, writes: bool) -> tuple[Connection, AbstractContextManager[Any]]:
        """The connection of this thread, and the transaction that is to begin on it."""
        conn = self._connection()
        if self.engine.dialect.name == "sqlite":
            return conn, _AtDriver(conn, writes=writes)
        conn.info["writes"] = writes
        return conn, conn.begin()

    def complaint(self, error: BaseException) -> Exception | None:
        """What a driver complains of, in our words; None for what is none of the driver's."""
        if not isinstance(error, self._complaints):
            return None
        self._forget_lost(error)
        return translated(error)

    def _forget_lost(self, error: Exception) -> None:
        """A connection that is gone is not asked again; the next use opens another."""
        conn: Connection | None = getattr(self._mine, "conn", None)
        cause = getattr(error, "orig", None) or error
        if conn is not None and not conn.closed and self.engine.dialect.is_disconnect(cause, None, None):
            conn.invalidate()
            self._mine.conn = None

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """What a driver complains of, in our words."""
        try:
            yield
        except self._complaints as error:
            raise translated(error) from error

    def close(self) -> None:
        """Let go of the connections of every thread; the next use opens anew."""
        for conn in list(self._all):
            conn.close()
        self.engine.dispose()


class _Whole:
    """One transaction, its complaints in our words; written out, for a generator costs as much as a question."""

    __slots__ = ("_connections", "_inner", "_writes")

    def __init__(self, connections: Connections, *, writes: bool) -> None:
        self._connections, self._writes = connections, writes

    def __enter__(self) -> Connection:
        try:
            conn, self._inner = self._connections.begun(writes=self._writes)
            self._inner.__enter__()
        except Exception as error:
            self._raise(error)
            raise
        return conn

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._inner.__exit__(kind, error, trace)
        except Exception as other:
            self._raise(other)
            raise
        if error is not None:
            self._raise(error)

    def _raise(self, error: BaseException) -> None:
        if complaint := self._connections.complaint(error):
            raise complaint from error


def translated(error: Exception) -> Exception:
    """What a driver's error means to us: Conflict for a unique key, a StorageError with its remedy for the rest."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = str(cause).strip().split("\n")[0]
    code = getattr(cause, "sqlstate", None) or ""
    if code in ("23505", "40001", "40P01") or "UNIQUE constraint" in said:
        return Conflict(said)
    if "locked" in said or code == "55P03":
        return BusyDatabase(code="database-busy", said=said)
    if type(cause).__name__.endswith("Violation") or isinstance(cause, sqlite3.IntegrityError):
        return RuleBroken(code="rule-broken", said=said)
    return BrokenDatabase(code="database-broken", said=said)
