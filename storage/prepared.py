"""Prepared statements: SQLAlchemy writes the SQL once per dialect, the driver runs it a thousand times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import Delete, Insert, Select, Update
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import CompoundSelect

Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete | TextClause
Convert = Callable[[Any], Any]


class Prepared:
    """A statement without lists of unknown length. Every parameter has a name; values are converted as its type says.

    What SQLAlchemy does around each execution costs five times the execution itself on SQLite.
    """

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, conn: Connection, names: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a question."""
        compiled = self._for(conn)
        found = _driver(conn).execute(compiled.sql, compiled.bound(names)).fetchall()
        return [compiled.read(row) for row in found] if compiled.converts else found

    def run(self, conn: Connection, names: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        compiled = self._for(conn)
        changed: int = _driver(conn).execute(compiled.sql, compiled.bound(names)).rowcount
        return changed

    def run_all(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Once for each of the rows; how many rows it changed in all."""
        if len(rows) == 1:
            return self.run(conn, rows[0])
        if not rows:
            return 0
        compiled = self._for(conn)
        cursor = _driver(conn).cursor()
        cursor.executemany(compiled.sql, [compiled.bound(row) for row in rows])
        changed: int = cursor.rowcount
        cursor.close()
        return changed

    def _for(self, conn: Connection) -> _Compiled:
        compiled = self._compiled.get(conn.dialect.name)
        if compiled is None:
            compiled = self._compiled[conn.dialect.name] = _Compiled(self._statement, conn.dialect)
        return compiled


def plainly(conn: Connection, words: str) -> None:
    """A statement without parameters, at the driver: SAVEPOINT and the like."""
    _driver(conn).execute(words)


def _driver(conn: Connection) -> Any:
    """The driver's own connection: sqlite3's and psycopg's both know `execute` and `cursor`."""
    return conn.connection.dbapi_connection


class _Compiled:
    """The text for one driver, and how values go in and come out."""

    __slots__ = ("_fixed", "_into", "_names", "_picked", "converts", "sql")

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        fixed = ((name, bind.value) for name, bind in compiled.binds.items() if not bind.required)
        self._fixed = {name: value for name, value in fixed if value is not None}
        self._names = None if compiled.positional else names
        self._picked = _picking(names)
        converters = ((place, _converter(compiled.binds[name].type, dialect)) for place, name in enumerate(names))
        self._into = [(place, convert) for place, convert in converters if convert is not None]
        columns = () if isinstance(statement, TextClause) else getattr(statement, "selected_columns", ())
        readers = ((place, _reader(column.type, dialect)) for place, column in enumerate(columns))
        self.converts = [(place, convert) for place, convert in readers if convert is not None]

    def bound(self, names: Mapping[str, Any]) -> Any:
        """The parameters as the driver wants them. KeyError where one is missing."""
        values = self._picked({**self._fixed, **names} if self._fixed else names)
        if self._into:
            values = list(values)
            for place, convert in self._into:
                values[place] = convert(values[place])
        return values if self._names is None else dict(zip(self._names, values, strict=True))

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A row with every value as its type says."""
        values = list(row)
        for place, convert in self.converts:
            if values[place] is not None:
                values[place] = convert(values[place])
        return tuple(values)


def _picking(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """The values of these names, in their order; an itemgetter gives a tuple from two names on."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _converter(type_: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _reader(type_: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = type_.dialect_impl(dialect).result_processor(dialect, None)
    return convert
