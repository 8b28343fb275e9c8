"""The send journal: what was handed to a provider and what it said, in a file beside the database that only grows.

It outlives the database: where an older one is put back, the journal still knows what has left. The letters of a batch
are on the disk before the first is handed over, the answers before the ledger is told. A line says of each letter that
its turn has come: on the disk at once where a second copy would harm; else a kill leaves it in the file, and only a power
cut makes a doubt of it. Nothing in the journal is a secret.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from definitions.digest import Item
from storage.outward import Message

Identity = tuple[str, str, str, str]
Answer = Literal["sent", "retry", "failed", "unknown", "away"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of the latest attempt at a message; `answer` is None while, or if for ever, nobody answered.

    `begun`: its turn had come. `certain`: had it come, the file would say so.
    """

    id: str
    attempt: int
    items: frozenset[Identity]
    certain: bool
    begun: bool = False
    answer: Answer | None = None
    reply: str = ""
    subject: str = ""

    @property
    def may_have_left(self) -> bool:
        """Handed over without an answer, or with one that leaves it open; or nobody knows whether it was."""
        return self.answer == "unknown" or (self.answer is None and (self.begun or not self.certain))


class Journal(Protocol):
    """What is known of every hand-over, whatever becomes of the database."""

    def begin(self, now: dt.datetime) -> None:
        """From now on every hand-over is in it; the first call for a ledger makes it."""

    def since(self) -> dt.datetime | None:
        """From when on it knows of every hand-over; None before `begin`."""

    def handing(self, messages: Sequence[Message], singly: Collection[str]) -> None:
        """These are handed over from now on, one by one; on the disk when this returns, with all that was before.

        `singly` are the ids of those whose turn is entered on the disk too.
        """

    def begins(self, message: Message) -> None:
        """The turn of this one has come."""

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

    boot = "memory"
    """The life of this machine: what was written in it is in the file, on the disk or not; "" where that is unknown."""

    def __init__(self) -> None:
        self.lines: list[Any] = []
        self._singly: frozenset[str] = frozenset()
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

    def handing(self, messages: Sequence[Message], singly: Collection[str]) -> None:
        """As `Journal.handing`."""
        for m in messages:
            boot = "" if m.id in singly else self.boot
            self._write(["handing", m.id, m.attempts, boot, [item.identity for item in m.items]], durable=False)
        self._singly = frozenset(singly)
        self.flush()

    def begins(self, message: Message) -> None:
        """As `Journal.begins`."""
        self._write(["begins", message.id, message.attempts], durable=message.id in self._singly)

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
            case ["handing", str(id), int(attempt), str(boot), list(items)]:
                identities = frozenset(tuple(identity) for identity in items)
                certain = (
                    boot == "" or boot == self.boot != "unknown"
                )  # entered singly, or in this very life of the machine
                self._entries[id] = Entry(id, attempt, identities, certain)
                self._carrying.update(dict.fromkeys(identities, id))
            case ["begins", str(id), int(attempt)]:
                self._better(id, attempt, begun=True)
            case ["answer", str(id), int(attempt), str(answer), str(reply), str(subject)]:
                self._better(id, attempt, answer=answer, reply=reply, subject=subject)

    def _better(self, id: str, attempt: int, **known: Any) -> None:
        entry = self._entries.get(id)
        if entry is not None and entry.attempt == attempt:
            self._entries[id] = replace(entry, **known)


class FileJournal(MemoryJournal):
    """One file for one ledger, appended to by every worker; a line that was torn by a power cut is passed over."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file, self.boot = file, _boot()
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
        """One write for one line: lines of several workers do not mix. A line that follows what is known is known."""
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        handle = self._opened()
        with self._lock:
            if os.write(handle, data) != len(data):
                raise OSError(f"{self.file} could not be written whole")
            if os.lseek(handle, 0, os.SEEK_CUR) == self._seen + len(data):  # nobody has written in between
                self._seen += len(data)
                self._read(line)
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


def _boot() -> str:
    """The name that Linux gives to each life of the machine; elsewhere nobody knows, and every doubt stays one."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return "unknown"


_BOOT = Path("/proc/sys/kernel/random/boot_id")


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
