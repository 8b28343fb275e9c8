"""The send journal: what was handed to a provider and what it said, in a file beside the database that only grows.

It outlives the database: where an older one is put back, the journal still knows what has left. A line is on the disk
before a letter is handed over, and the answer's before the ledger is told. Nothing in it is a secret.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from definitions.digest import Item
from storage.outward import Message

Identity = tuple[str, str, str, str]
Answer = Literal["sent", "retry", "failed", "unknown", "away"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of the latest attempt at a message; `answer` is None while, or if for ever, nobody answered."""

    id: str
    attempt: int
    handed: dt.datetime
    items: frozenset[Identity]
    answer: Answer | None = None
    reply: str = ""
    subject: str = ""

    @property
    def may_have_left(self) -> bool:
        """Handed over without an answer, or with one that leaves it open."""
        return self.answer in (None, "unknown")


class Journal(Protocol):
    """What is known of every hand-over, whatever becomes of the database."""

    def begin(self, now: dt.datetime) -> None:
        """From now on every hand-over is in it; the first call for a ledger makes it."""

    def since(self) -> dt.datetime | None:
        """From when on it knows of every hand-over; None before `begin`."""

    def handing(self, message: Message, now: dt.datetime) -> None:
        """An attempt is handed over now; on the disk when this returns, with all that was written before."""

    def answered(self, message: Message, answer: Answer, reply: str, subject: str) -> None:
        """What the provider said; on the disk after the next `handing` or `flush`."""

    def flush(self) -> None:
        """Everything is on the disk when this returns."""

    def look(self) -> None:
        """Learn what other workers have written meanwhile; `since`, `of` and `carrying` answer as of then."""

    def of(self, id: str) -> Entry | None:
        """The latest attempt at that message; None where it was never handed over."""

    def carrying(self, item: Item) -> Entry | None:
        """The latest attempt that carried that item, under whatever id."""

    def close(self) -> None:
        """Let go of the file."""


class MemoryJournal:
    """The same without a file: for rehearsals, and for tests of what a restart finds."""

    def __init__(self) -> None:
        self.lines: list[Any] = []
        self._since: dt.datetime | None = None
        self._entries: dict[str, Entry] = {}
        self._carrying: dict[Identity, str] = {}

    def begin(self, now: dt.datetime) -> None:
        """As `Journal.begin`."""
        if self._since is None:
            self._write(["journal", now.isoformat()], durable=True)

    def since(self) -> dt.datetime | None:
        """As `Journal.since`."""
        return self._since

    def handing(self, message: Message, now: dt.datetime) -> None:
        """As `Journal.handing`."""
        items = [item.identity for item in message.items]
        self._write(["handing", message.id, message.attempts, now.isoformat(), items], durable=True)

    def answered(self, message: Message, answer: Answer, reply: str, subject: str) -> None:
        """As `Journal.answered`."""
        self._write(["answer", message.id, message.attempts, answer, reply, subject], durable=False)

    def flush(self) -> None:
        """As `Journal.flush`."""

    def look(self) -> None:
        """As `Journal.look`."""

    def of(self, id: str) -> Entry | None:
        """As `Journal.of`."""
        return self._entries.get(id)

    def carrying(self, item: Item) -> Entry | None:
        """As `Journal.carrying`."""
        return self._entries.get(self._carrying.get(item.identity, ""))

    def close(self) -> None:
        """As `Journal.close`."""

    def _write(self, line: Any, *, durable: bool) -> None:  # noqa: ARG002 - what has a file needs it
        self.lines.append(line)
        self._read(line)

    def _read(self, line: Any) -> None:
        match line:
            case ["journal", str(at)]:
                self._since = self._since or dt.datetime.fromisoformat(at)
            case ["handing", str(id), int(attempt), str(at), list(items)]:
                identities = frozenset(tuple(identity) for identity in items)
                self._entries[id] = Entry(id, attempt, dt.datetime.fromisoformat(at), identities)
                self._carrying.update(dict.fromkeys(identities, id))
            case ["answer", str(id), int(attempt), str(answer), str(reply), str(subject)]:
                known = self._entries.get(id)
                if known is not None and known.attempt == attempt:
                    self._entries[id] = Entry(id, attempt, known.handed, known.items, answer, reply, subject)


class FileJournal(MemoryJournal):
    """One file for one ledger, appended to by every worker; a line that was torn by a power cut is passed over."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self._handle: int | None = None
        self._seen = 0
        self._lock = threading.Lock()

    def begin(self, now: dt.datetime) -> None:
        """As `Journal.begin`."""
        self.look()
        super().begin(now)
        self.look()

    def flush(self) -> None:
        """As `Journal.flush`."""
        if self._handle is not None:
            os.fdatasync(self._handle) if hasattr(os, "fdatasync") else os.fsync(self._handle)

    def close(self) -> None:
        """As `Journal.close`."""
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def _write(self, line: Any, *, durable: bool) -> None:
        """One write for one line: lines of several workers do not mix. What is read back is what was written."""
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        handle = self._opened()
        if os.write(handle, data) != len(data):
            raise OSError(f"{self.file} could not be written whole")
        if durable:
            self.flush()

    def _opened(self) -> int:
        with self._lock:
            if self._handle is None:
                fresh = not self.file.exists()
                self.file.parent.mkdir(parents=True, exist_ok=True)
                self._handle = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
                if fresh:
                    _sync(self.file.parent)
                elif _torn(self.file):
                    os.write(self._handle, b"\n")
            return self._handle

    def look(self) -> None:
        """As `Journal.look`; a last line without its end is left for later."""
        with self._lock:
            if not self.file.exists() or self.file.stat().st_size == self._seen:
                return
            with self.file.open("rb") as file:
                file.seek(self._seen)
                data = file.read()
            whole = data[: data.rfind(b"\n") + 1]
            self._seen += len(whole)
            for line in _parsed(whole.splitlines()):
                self._read(line)


def _parsed(lines: Iterable[bytes]) -> Iterable[Any]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:  # torn by a power cut, before anything was handed over
            continue


def _torn(file: Path) -> bool:
    with file.open("rb") as opened:
        opened.seek(0, os.SEEK_END)
        if not opened.tell():
            return False
        opened.seek(-1, os.SEEK_END)
        return opened.read(1) != b"\n"


def _sync(folder: Path) -> None:
    """That the file is in its folder is on the disk too; some systems do not open folders."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
