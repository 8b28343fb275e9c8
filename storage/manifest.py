"""The manifest of a backup: what was taken and every file by its SHA-256; written last, so that a half backup has none."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from storage.errors import BadBackup
from storage.snapshot import Counted

NAME: Final = "manifest.json"
FORMAT: Final = 1
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `files` are paths in its folder (with `/`) and their hashes; those of the keys stand apart."""

    at: dt.datetime
    kind: str
    year_file: str
    counted: Counted
    files: Mapping[str, str]


def write(folder: Path, manifest: Manifest) -> None:
    """The folder is a whole backup from now on; the manifest is there whole, or not at all."""
    said = {"format": FORMAT, **asdict(manifest), "at": manifest.at.isoformat(), "files": dict(manifest.files)}
    half = folder / f"{NAME}.part"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
        json.dump(said, out, ensure_ascii=False, indent=1, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    half.replace(folder / NAME)
    synced(folder)


def read(folder: Path) -> Manifest:
    """What a whole backup says of itself. Raises BadBackup for a half one, or what is none."""
    try:
        said: Any = json.loads((folder / NAME).read_text("utf-8"))
    except FileNotFoundError as error:
        raise BadBackup(code="backup-half", folder=folder) from error
    except (OSError, ValueError) as error:
        raise BadBackup(code="backup-unreadable", file=folder / NAME) from error
    try:
        if said["format"] != FORMAT:
            raise BadBackup(code="backup-newer", folder=folder)
        at, files = dt.datetime.fromisoformat(said["at"]), {str(k): str(v) for k, v in said["files"].items()}
        return Manifest(at, said["kind"], said["year_file"], Counted(**said["counted"]), files)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadBackup(code="backup-unreadable", file=folder / NAME) from error


def check(folder: Path, manifest: Manifest, each: Callable[[int], object] = lambda _: None) -> None:
    """Every file is there and is what it was. Raises BadBackup that names the first that is not, and how many are not.

    `each` is told how many have been looked at.
    """
    wrong = [name for n, name in enumerate(sorted(manifest.files), 1) if not _same(folder, manifest, name, each, n)]
    if wrong:
        raise BadBackup(code="backup-damaged", file=folder / wrong[0], count=len(wrong))


def _same(folder: Path, manifest: Manifest, name: str, each: Callable[[int], object], number: int) -> bool:
    each(number)
    return inside(name) and sha_of(folder / name) == manifest.files[name]


def inside(name: str) -> bool:
    """Whether a path leads nowhere but into its folder: a manifest from elsewhere writes no file anywhere else."""
    return not name.startswith("/") and ".." not in name.split("/") and "\\" not in name and ":" not in name


def sha_of(file: Path) -> str:
    """SHA-256 (hex) of the bytes of a file; empty where it can't be read."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def synced(*folders: Path) -> None:
    """Names are as durable as files; Windows knows no such thing."""
    for folder in folders if os.name != "nt" else ():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def names(files: Iterable[Path], folder: Path) -> list[str]:
    """Paths as a manifest writes them."""
    return sorted(file.relative_to(folder).as_posix() for file in files)
