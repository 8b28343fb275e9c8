"""What a ledger writes, seen at SQLite's own door: transactions of statements and rows, and the same in Core."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

Rows = list[Any]  # one tuple, or one mapping, per row


@dataclass
class Recorder:
    """Every transaction that wrote something: whether a person made it, and its statements with their rows."""

    transactions: list[tuple[bool, list[tuple[str, Rows]]]] = field(default_factory=list)
    human: bool = False
    _open: list[tuple[str, Rows]] = field(default_factory=list)

    def saw(self, statement: str, rows: Rows) -> None:
        """One statement with its rows; only writes count."""
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
            self._open.append((statement, rows))

    def committed(self) -> None:
        """The end of a transaction."""
        if self._open:
            self.transactions.append((self.human, self._open))
        self._open = []

    def forget(self) -> None:
        """What was written so far does not count; nor does what is rolled back."""
        self.transactions, self._open = [], []

    def of_a_person(self, act: Callable[[], Any]) -> None:
        """What is written meanwhile was written by a person."""
        self.human = True
        act()
        self.human = False


def record_into(recorder: Recorder) -> None:
    """From now on every SQLite connection of this process tells the recorder what it writes."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = (), /) -> Any:
            recorder.saw(sql, [parameters])
            return super().execute(sql, parameters)

        def executemany(self, sql: str, rows: Any, /) -> Any:
            rows = list(rows)
            recorder.saw(sql, rows)
            return super().executemany(sql, rows)

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

        def execute(self, sql: str, parameters: Any = (), /) -> Any:
            return self.cursor().execute(sql, parameters)  # its own makes another kind of cursor

        def commit(self) -> None:
            recorder.committed()
            super().commit()

    sqlite3.dbapi2.connect = partial(sqlite3.dbapi2.connect, factory=Connection)  # type: ignore[attr-defined]


# ---------------------------------------------------------------- the same in SQLAlchemy Core

_INSERT = re.compile(r'\s*INSERT INTO "?(\w+)"? \(([^)]*)\) VALUES \([?:\w, ]*\)\s*(ON CONFLICT DO NOTHING)?\s*')


class Core:
    """Statements as one writes them by hand in Core: each construct built once, rows as mappings of column to value."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Any, list[str]]] = {}

    def said(self, statement: str, rows: Rows) -> tuple[Any, list[dict[str, Any]]]:
        """The construct for a recorded statement, and its rows with names."""
        if statement not in self._known:
            self._known[statement] = _construct(statement)
        construct, names = self._known[statement]
        return construct, [dict(row) if isinstance(row, dict) else dict(zip(names, row, strict=True)) for row in rows]


def _construct(statement: str) -> tuple[Any, list[str]]:
    """`insert(table)` where it is one; else `text()`, which costs Core less than the update() it stands for."""
    from sqlalchemy import column, insert, table, text
    from sqlalchemy.dialects import sqlite

    if found := _INSERT.fullmatch(statement):
        names = [name.strip().strip('"') for name in found[2].split(",")]
        into = table(found[1], *map(column, names))
        return (sqlite.insert(into).on_conflict_do_nothing() if found[3] else insert(into)), names
    parts = statement.split("?")
    names = [f"p{n}" for n in range(len(parts) - 1)]
    marked = "".join(part + f":{name}" for part, name in zip(parts, names, strict=False)) + parts[-1]
    return text(marked), names
