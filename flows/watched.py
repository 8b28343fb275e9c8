"""The watched folder: files that people drop into `cho-nhan` are taken once they stand still, and put where they belong.

The ledger says where a file is; the folders follow. Killed between the two, the next look moves what was left behind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from definitions.actions import Refusal
from definitions.arrivals import HALF_WRITTEN, Arrival, Door, Place, identity, party_named
from definitions.content import clean
from definitions.errors import VongNamError
from definitions.uploads import LARGEST
from flows.arriving import Came, take_in
from flows.inbox import INBOX
from flows.placing import found, put
from flows.wiring import Clock, Office, utc_now

FOLDERS: Final = {
    Place.WAITING: "cho-nhan",
    Place.ACCEPTED: "da-nhan",
    Place.RETURNED: "tra-lai",
    Place.QUARANTINED: "cach-ly",
}
SEEN: Final = ".da-xem.json"
"""What each file looked like at the last look: only what has not changed since is whole."""

MOST: Final = 100
"""So many files are taken in one look, the oldest first: a thousand dropped at once must not keep letters from leaving."""

NAME: Final = 100


class Disk(Protocol):
    """What the sweep does to files, one step each: a test kills the program at every one of them."""

    def read(self, path: Path) -> bytes:
        """All its bytes."""

    def write(self, path: Path, data: bytes) -> None:
        """The file has these bytes, or those from before."""

    def move(self, path: Path, to: Path) -> None:
        """It is there and no longer here; one step, and durable."""


class RealDisk:
    """The disk of this machine."""

    def read(self, path: Path) -> bytes:
        """All its bytes; never through a link."""
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            return file.read(LARGEST + 1)

    def write(self, path: Path, data: bytes) -> None:
        """By way of another name."""
        half = path.with_name(f"{path.name}.part")
        half.write_bytes(data)
        half.replace(path)

    def move(self, path: Path, to: Path) -> None:
        """Renamed, and both folders written to the disk."""
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)
        for folder in {path.parent, to.parent}:
            _sync(folder)


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(slots=True)
class Watch:
    """One look at the folder. `real` is the machine's own clock: a file's age is told by it."""

    office: Office
    root: Path
    disk: Disk = field(default_factory=RealDisk)
    real: Clock = utc_now

    def look(self) -> tuple[list[str], list[str]]:
        """Take what stands still, move what is settled; lines for people, and failures with their remedy."""
        lines: list[str] = []
        failures: list[str] = []
        for folder in FOLDERS.values():
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        before, now = self._seen(), self._there(failures)
        kept: dict[str, Any] = {}
        taken = 0
        for name, looks in sorted(now.items(), key=lambda it: it[1]["mtime"]):
            known = before.get(name)
            still = known is not None and all(known.get(it) == looks[it] for it in ("size", "mtime", "node"))
            kept[name] = {**(known or {}), **looks} if still else {**looks, "first": self._first(looks)}
            if still and taken < MOST:
                taken += 1
                self._one(name, kept[name], lines, failures)
        if kept != before:
            self.disk.write(self.root / SEEN, json.dumps(kept, ensure_ascii=True, sort_keys=True).encode())
        return lines, failures

    # ---------------------------------------------------------------- what lies there

    def _there(self, failures: list[str]) -> dict[str, dict[str, Any]]:
        folder = self.root / FOLDERS[Place.WAITING]
        found = {}
        for path in sorted(folder.rglob("*")):
            try:
                looks = path.lstat()
            except OSError:
                continue  # gone since
            if HALF_WRITTEN.search(path.name) or stat.S_ISDIR(looks.st_mode):
                continue
            name = path.relative_to(folder).as_posix()
            if not stat.S_ISREG(looks.st_mode):
                failures.append(f"«{_shown(name)}» trong thư mục {folder} không phải là tệp; đề nghị bỏ ra.")
                continue
            found[name] = {
                "size": looks.st_size,
                "mtime": looks.st_mtime_ns,
                "node": looks.st_ino,
                "put": looks.st_ctime,
            }
        return found

    def _first(self, looks: dict[str, Any]) -> str:
        """When it came: since when it lies there as it is, as the machine's own clock tells, however late one looks."""
        now, age = self.office.now(), 0.0
        if sys.platform != "win32":  # there it is when the file was made, wherever that was
            age = max(0.0, self.real().timestamp() - float(looks["put"]))
        return (now - dt.timedelta(seconds=age)).isoformat()

    def _seen(self) -> dict[str, Any]:
        try:
            found = json.loads((self.root / SEEN).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    # ---------------------------------------------------------------- one file

    def _one(self, name: str, looks: dict[str, Any], lines: list[str], failures: list[str]) -> None:
        try:
            arrival = self._known(looks) or self._taken(name, looks)
            looks["id"] = arrival.id
            if arrival.place is not Place.WAITING:
                self._moved(name, arrival)
                lines.append(f"Thư mục: «{_shown(name)}» {SAID[arrival.place]}.")
        except FileNotFoundError:
            return  # another worker was quicker, or somebody took it out again
        except Exception as error:  # noqa: BLE001 - one file must not keep the others from being taken; it is told
            said = (
                " ".join(error.parts("vi")) if isinstance(error, VongNamError) else f"{type(error).__name__}: {error}."
            )
            failures.append(f"Tệp «{_shown(name)}» chưa nhận được: {said} Chương trình thử lại ở nhịp sau.")

    def _known(self, looks: dict[str, Any]) -> Arrival | None:
        """What is known of it, without reading it again."""
        return found(self.office, looks["id"]) if looks.get("id") else None

    def _taken(self, name: str, looks: dict[str, Any]) -> Arrival:
        path = self.root / FOLDERS[Place.WAITING] / name
        data = self.disk.read(path)
        sha = hashlib.sha256(data).hexdigest()
        id = identity(Door.FOLDER, _shown(name), sha, looks["mtime"], looks["node"])
        received = min(dt.datetime.fromisoformat(looks["first"]), self.office.now())
        whose = self._whose(name)
        if len(data) > LARGEST:
            return self._too_large(id, name, received, whose)
        return take_in(self.office, Came(id, Door.FOLDER, _shown(path.name), data, received, whose))

    def _whose(self, name: str) -> str:
        first, _, rest = name.partition("/")
        parties = ((party.id, party.name) for party in self.office.definition.year.parties)
        return party_named(first, parties) if rest else ""

    def _too_large(self, id: str, name: str, received: dt.datetime, whose: str) -> Arrival:
        """It stays a file of the folder: the archive holds nothing that nobody can open."""
        said = f"{TOO_LARGE.message} {TOO_LARGE.remedy}"
        arrival = Arrival(id, Door.FOLDER, "", _shown(Path(name).name), received, Place.RETURNED, party=whose,
                          reason=TOO_LARGE.reason, said=said, closed=self.office.now())  # fmt: skip
        return put(self.office, arrival)

    def _moved(self, name: str, arrival: Arrival) -> None:
        """Where it belongs, under its number: no two files have one name there."""
        month = arrival.came.astimezone(self.office.zone).strftime("%Y-%m")
        to = self.root / FOLDERS[arrival.place] / month / f"{arrival.number:05}-{safe_name(arrival.name)}"
        to.parent.mkdir(parents=True, exist_ok=True)
        for beside, data in self._beside(arrival):
            self.disk.write(to.parent / f"{to.stem}-{beside}", data)
        self.disk.move(self.root / FOLDERS[Place.WAITING] / name, to)

    def _beside(self, arrival: Arrival) -> Iterator[tuple[str, bytes]]:
        """What lies beside a file that goes back, for whoever looks there first: why, and the copy with its remarks."""
        if arrival.place is Place.RETURNED:
            yield "ly-do.txt", f"{arrival.name}\r\n\r\n{arrival.said}\r\n".encode("utf-8-sig")
        if arrival.marked:
            yield "can-sua.xlsx", self.office.archive.read(arrival.marked)


def _shown(name: str) -> str:
    """A file's name as text: what is no letter in any alphabet becomes a question mark."""
    return clean(name.encode("utf-8", "replace").decode())


def safe_name(name: str) -> str:
    """A name that every file system takes."""
    plain = "".join(c if c.isprintable() and c not in '\\/:*?"<>|' else "-" for c in name).strip(" .") or "tep"
    stem, dot, suffix = plain.rpartition(".")
    short = f"{stem[:NAME]}{dot}{suffix[:10]}" if dot else plain[:NAME]
    while len(short.encode()) > 200:
        short = short[1:]
    return short


SAID: Final = {
    Place.ACCEPTED: "đã nhận",
    Place.RETURNED: "trả lại người gửi, kèm lý do",
    Place.QUARANTINED: "cách ly, chờ Văn phòng xem",
}
TOO_LARGE: Final = Refusal(
    "file-too-large",
    f"Tệp lớn hơn {LARGEST // 1024 // 1024} MB.",
    "Đề nghị quét lại nhỏ hơn, hoặc chia thành nhiều tệp.",
)


def sweep(office: Office) -> tuple[list[str], list[str]]:
    """Look once at the office's watched folder; nothing where the office has no data folder."""
    if office.settings is None:
        return [], []
    return Watch(office, office.settings.data / INBOX).look()


def unwritable(root: Path) -> Iterator[Path]:
    """The folders of the inbox that the program cannot write."""
    for folder in (root / name for name in FOLDERS.values()):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            yield folder
