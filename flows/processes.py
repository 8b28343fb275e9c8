"""Processes as groups: started so that they end with us, ended with all that they started, told from strangers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from definitions.errors import EnvironmentWrong

GRACE = 8
"""Seconds that a process may take to end by itself before it is killed."""


class AlreadyRunning(EnvironmentWrong):
    """A program runs on this data folder already."""


def launched(argv: Sequence[str], env: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        more: dict[str, Any] = {"start_new_session": True, "preexec_fn": _dying_with_its_parent()}
        if sys.platform == "win32":
            more = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            argv, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=log.parent, **more
        )


def _dying_with_its_parent() -> Callable[[], None] | None:
    """On Linux the kernel ends a child whose parent was killed. Prepared before the fork, where it is safe to do so."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    set_death_signal, ending = (
        ctypes.c_int(1),
        ctypes.c_int(signal.SIGKILL),
    )  # a worker without server is deaf for minutes
    return lambda: prctl(set_death_signal, ending) and None


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the group to end, and wait a while."""
    kill(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)


def end_stranger(pid: int) -> None:
    """The same for a process that is no child of this one, and may lead no group."""
    for what in (signal.SIGTERM, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, what)
        end = time.monotonic() + GRACE
        while command_of(pid) and time.monotonic() < end:
            time.sleep(0.05)


def marked(mark: str, known: Sequence[int]) -> list[int]:
    """The living processes that bear this mark: on Linux in their environment, elsewhere those of `known` that show it
    on their command line. Nothing else is ever taken for ours.
    """
    if sys.platform != "linux":
        return [pid for pid in known if mark in command_of(pid)]
    found = []
    for proc in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"VONGNAM_TREE={mark}".encode() in (proc / "environ").read_bytes().split(b"\0"):
                found.append(int(proc.name))
    return [pid for pid in found if pid != os.getpid()]


def kill(pid: int, what: signal.Signals) -> None:
    """To the whole group; every child leads one of its own number."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            os.kill(pid, what)
        else:
            os.killpg(pid, what)


def command_of(pid: int) -> str:
    """The command line of a process; empty where there is none, or where the system does not tell."""
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.parent.joinpath("self").exists():
        with suppress(OSError):
            return proc.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
        return ""
    if sys.platform == "win32":
        return ""
    asked = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - fixed words


def locked(path: Path) -> IO[str]:
    """The open lock file; the system lets go of it when this process ends, however it ends."""
    handle = path.open("a+", encoding="utf-8")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise AlreadyRunning(code="already-running") from None
    return handle
