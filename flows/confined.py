"""The one door by which a file from outside is opened: in a process of its own, with limits; plain tables come back.

A file that brings the reader down, or keeps it too long, is refused in a sentence; the program goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from definitions.errors import EnvironmentWrong
from definitions.tables import Area, Reading, Row, Table
from notifications.incoming.gate import NO_MEMORY, UnfitFile, look

READER: Final = "notifications.incoming"
MARKER: Final = "notifications.workbooks"
_ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: bytes of memory, seconds of processor, seconds until nobody waits any longer."""

    memory: int = 512 * 1024 * 1024
    processor: int = 10
    wall: float = 15.0


class ReaderAbsentError(EnvironmentWrong):
    """Máy chưa chạy được tiến trình đọc tệp; tệp chưa được đọc, không bị coi là hỏng.

    Đề nghị kiểm tra bộ nhớ của máy rồi thử lại.
    """


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading has cost the child, as it says itself; nothing where its machine cannot tell."""

    seconds: float = 0.0
    memory: int = 0
    limited: bool = False


def read(data: bytes, limits: Limits = Limits()) -> Reading:
    """The tables of an .xlsx, a .docx or a .csv. UnfitFile says in one sentence why it is not read; ReaderAbsentError.

    Windows cannot limit memory or processor of a process in this way: there only the wall limit holds.
    """
    found, _ = measured(data, limits)
    if isinstance(found, UnfitFile):
        raise found
    return found


def measured(data: bytes, limits: Limits = Limits()) -> tuple[Reading | UnfitFile, Cost]:
    """The same, or what it is refused with, and what that cost; UnfitFile where the child had no time to say so."""
    look(data)  # an empty or immense file needs no process
    answer = _answer(_run(READER, data, limits, "-S"))
    if "refused" in answer:
        return UnfitFile(*answer["refused"]), _cost(answer)
    return _reading(answer), _cost(answer)


def marked(
    data: bytes,
    faults: Iterable[Any],
    *,
    sheet: str = "",
    listed: bool = False,
    understood: Iterable[Any] = (),
    limits: Limits = Limits(),
) -> bytes | None:
    """Somebody's own workbook with a remark on each wrong cell (`notifications.workbooks.marking`).

    None where it cannot be marked within the limits: what is wrong is told in words too. ReaderAbsentError.
    """
    how = {
        "sheet": sheet,
        "listed": listed,
        "faults": list(map(_told, faults)),
        "understood": list(map(_told, understood)),
    }
    try:
        done = _run(MARKER, json.dumps(how).encode() + b"\n" + data, limits)
    except UnfitFile:
        return None
    return done.stdout if done.returncode == 0 else None


_SAID: Final = ("sheet", "address", "message", "remedy", "row", "field", "title")


def _told(it: Any) -> dict[str, Any]:
    """What a fault or a remark says, without its class."""
    return {name: getattr(it, name, "") for name in _SAID}


def _run(module: str, data: bytes, limits: Limits, *more: str) -> subprocess.CompletedProcess[bytes]:
    windows = sys.platform == "win32"
    command = [sys.executable, *more, "-X", "utf8", "-m", module, str(limits.memory), str(limits.processor)]
    try:
        # nothing of the environment: it holds secrets, and Windows alone cannot start without it
        return subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=data,
            capture_output=True,
            timeout=limits.wall,
            cwd=_ROOT,
            env=None if windows else {},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnfitFile(f"Tệp cần hơn {limits.wall:g} giây để đọc.", _SPLIT) from error
    except OSError as error:
        raise ReaderAbsentError from error


_SPLIT: Final = "Đề nghị chia nhỏ bảng, bỏ các trang không cần rồi gửi lại."


def _answer(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """What the child said; a child that was stopped, or that fell over the file, has said nothing."""
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    if done.returncode < 0 or done.returncode == NO_MEMORY:
        raise UnfitFile("Tệp cần quá nhiều thời gian hoặc bộ nhớ để đọc.", _SPLIT)
    raise UnfitFile


def _reading(answer: dict[str, Any]) -> Reading:
    return Reading(answer["sort"], tuple(_table(it) for it in answer["tables"]), tuple(answer["remarks"]))


def _table(said: dict[str, Any]) -> Table:
    rows = tuple(Row(number, tuple(cells)) for number, cells in said["rows"])
    return Table(said["title"], rows, tuple(Area(*area) for area in said["merged"]), said["hidden"])


def _cost(answer: dict[str, Any]) -> Cost:
    used = answer["cost"]
    return Cost(used.get("seconds", 0.0), int(used.get("bytes", 0)), answer["limited"])
