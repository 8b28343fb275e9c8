"""The archive: finished files, whole or not at all, named by their content."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from storage.errors import DamagedFile, UnwritableFolder

_SUFFIX = re.compile(r"(\.[a-z0-9]{1,10})?")


class Archive:
    """A folder of files that never change: `ab/ab12...ef.docx` is the file whose SHA-256 is ab12...ef."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def put(self, data: bytes, suffix: str = "") -> str:
        """Keep these bytes and return their SHA-256; once more changes nothing. `suffix` is like `.docx`, or empty.

        Raises UnwritableFolder, ValueError for a suffix that is none. A crash leaves the whole file or no file.
        """
        if not _SUFFIX.fullmatch(suffix):
            raise ValueError(f"no suffix of a file: {suffix!r}")
        sha = hashlib.sha256(data).hexdigest()
        target = self.folder / sha[:2] / f"{sha}{suffix}"
        try:
            if not _holds(target, sha):
                _write_whole(target, data)
        except OSError as error:
            raise UnwritableFolder(code="archive-unwritable", folder=self.folder, why=error.strerror) from error
        return sha

    def path(self, sha: str) -> Path:
        """Where the file of that name is; KeyError where there is none."""
        if re.fullmatch(r"[0-9a-f]{64}", sha):
            for path in sorted((self.folder / sha[:2]).glob(f"{sha}*")):
                return path
        raise KeyError(sha)

    def read(self, sha: str) -> bytes:
        """The bytes of that name; KeyError where there are none, DamagedFile where they are others by now."""
        path = self.path(sha)
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha:
            raise DamagedFile(code="file-damaged", file=path)
        return data


def _holds(target: Path, sha: str) -> bool:
    """Whether the file is there and whole; a damaged one is written again."""
    return target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == sha


def _write_whole(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)  # noqa: PTH105 - the name is a text
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108 - the same
        raise
    _sync_folder(target.parent)
    _sync_folder(target.parent.parent)


def _sync_folder(folder: Path) -> None:
    """Make a name as durable as the file; Windows knows no such thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
