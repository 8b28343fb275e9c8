"""The backups of a folder: which are there, and how one more is packed: database, files, keys, manifest, in this order.

The files never change under a name, or only grow: what is copied after the snapshot holds all that the snapshot names.
A file that the backup before has already is linked to it, not copied: the two share the disk, never with the office.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from definitions import backups
from definitions.arrivals import Place
from definitions.errors import EnvironmentWrong, VongNamError
from flows.inbox import INBOX
from flows.posts import ZNS_KEYS
from flows.settings_file import SETTINGS_FILE
from flows.watched import FOLDERS
from flows.wiring import YEAR_FILE, Office, Settings, own_templates

if TYPE_CHECKING:
    from storage.snapshot import Counted

Progress = Callable[[str, int], object]
"""Is told what is being done (`database`, `files`, `check`) and how many of them are done."""

HALF: Final = ".part"
CONTENT: Final = ("archive", INBOX, "journal")
"""The folders of the data folder that a backup holds; Prefect's, the logs and what is true only while running are none."""
SECRETS: Final = "secrets"
TEMPLATES: Final = "templates"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is whole: where, with how many files, and what went wrong beside it (each with its remedy)."""

    folder: Path
    files: int
    secrets: bool
    failures: tuple[VongNamError, ...] = ()


def found(folder: Path) -> tuple[dict[dt.datetime, Path], dict[dt.datetime, Path]]:
    """The backups of a folder by their instants: the whole ones, and those that did not come to their end."""
    from storage import manifest

    whole, half = {}, {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        at = backups.taken_at(path.name.removesuffix(HALF))
        if at is not None and path.is_dir():
            ended = path.suffix != HALF and (path / manifest.NAME).is_file()
            (whole if ended else half)[at] = path
    return whole, half


def forget(path: Path) -> None:
    """Without its manifest first: killed in the middle of it, what is left does not look whole."""
    from storage import manifest

    (path / manifest.NAME).unlink(missing_ok=True)
    shutil.rmtree(path)


# ---------------------------------------------------------------- one more


@dataclass
class Packing:
    """One backup under way."""

    office: Office
    folder: Path
    env: Mapping[str, str]
    progress: Progress
    files: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    damaged: list[Path] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at = self.office.now()

    def run(self) -> Backup:
        """The backup, whole; what could not be read, or is not what it was, is told beside it."""
        settings = self.office.settings
        assert settings
        self._begun()
        counted = self._database(settings)
        for number, (source, path) in enumerate(self._sources(settings), 1):
            self.progress("files", number)
            if not os.access(source, os.R_OK):
                self.unread += [source] if source.exists() else []  # or moved on: it is found where it went
                continue
            with suppress(FileNotFoundError):
                self.files[path] = self._kept(source, path)
        secrets = settings.backup_secrets and self._secrets(settings)
        return Backup(self._ended(settings, counted), len(self.files), secrets, self._failures())

    def _begun(self) -> None:
        """A folder for what is taken now; what did not come to its end before makes room for it."""
        from storage import manifest
        from storage.errors import BadBackup

        whole, half = found(self.folder)
        for path in half.values():
            forget(path)
        self.before = whole[max(whole)] if whole else None
        with suppress(BadBackup):  # one that cannot be read any more has nothing to share
            self.known = dict(manifest.read(self.before).files) if self.before else {}
        self.half = self.folder / f"{self._name}{HALF}"
        self.half.mkdir(mode=0o700)

    @property
    def _name(self) -> str:
        return backups.named(self.at, self.office.context.clock.zone)

    def _database(self, settings: Settings) -> Counted:
        from storage import manifest, snapshot

        self.progress("database", 0)
        file, counted = snapshot.taken(settings.database, self.half, self.env)
        self.files[file.name] = manifest.sha_of(file)
        return counted

    def _ended(self, settings: Settings, counted: Counted) -> Path:
        """The manifest, and then the name of a whole backup: one after the other, each on the disk before the next."""
        from storage import manifest, snapshot

        year_file = Path(self.office.ledger.setting(YEAR_FILE) or "").name
        manifest.synced(*{(self.half / path).parent for path in self.files})
        kind = snapshot.kind_of(settings.database)
        manifest.write(self.half, manifest.Manifest(self.at, kind, year_file, counted, self.files))
        whole = self.half.rename(self.folder / self._name)
        manifest.synced(self.folder)
        return whole

    def _sources(self, settings: Settings) -> Iterator[tuple[Path, str]]:
        """Every file that is content, with its path in the backup."""
        for part in CONTENT:
            yield from _under(settings.data / part, part)
        if own := own_templates(settings, self.office.ledger):
            yield from _under(own, TEMPLATES)

    def _kept(self, source: Path, path: str) -> str:
        """The file stands in the backup; its hash. One of the archive has to be what its name says."""
        from storage import manifest

        sha = manifest.sha_of(source)
        wanted = source.stem if path.startswith("archive/") and len(source.stem) == len(sha) else sha
        target = self.half / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if wanted != sha:
            self.damaged.append(source)
        if self.before and self.known.get(path) == wanted and _linked(self.before / path, target, wanted):
            return wanted
        copy(source, target)
        return manifest.sha_of(target)

    def _secrets(self, settings: Settings) -> bool:
        """The keys, in a folder of their own that can be put elsewhere: nothing else in the backup tells of them."""
        folder = self.half / SECRETS
        folder.mkdir(mode=0o700)
        for name, file in secret_files(settings).items():
            if file.is_file():
                copy(file, folder / name)
        return True

    def _failures(self) -> tuple[VongNamError, ...]:
        wrong = {"files-damaged": self.damaged, "files-unread": self.unread}
        return tuple(EnvironmentWrong(code=code, count=len(its), file=its[0]) for code, its in wrong.items() if its)


def secret_files(settings: Settings) -> dict[str, Path]:
    """The files that hold secrets, by their names in a backup."""
    named = {"secret.key": settings.key_file, SETTINGS_FILE: settings.data / SETTINGS_FILE}
    named[ZNS_KEYS] = settings.data / ZNS_KEYS
    if settings.imap_password_file:
        named["imap.key"] = settings.imap_password_file
    return named


def _under(folder: Path, part: str) -> Iterator[tuple[Path, str]]:
    """The files of a folder, each seen when its turn comes: what waits first, for it is moved to the others."""
    for root, folders, files in os.walk(folder):
        folders.sort(key=lambda name: (name != FOLDERS[Place.WAITING], name))
        for name in sorted(files):
            file = Path(root, name)
            if not name.endswith(HALF) and not file.is_symlink():
                yield file, f"{part}/{file.relative_to(folder).as_posix()}"


def _linked(source: Path, target: Path, sha: str) -> bool:
    """Whether the file of the backup before serves this one too: it is there, it is sound, and the disk knows links."""
    from storage import manifest

    try:
        os.link(source, target)
    except OSError:
        return False
    if manifest.sha_of(target) == sha:
        return True
    target.unlink()
    return False


def copy(source: Path, target: Path) -> None:
    """Its bytes, on the disk when this returns, for its owner alone."""
    with (
        source.open("rb") as read,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
    ):
        shutil.copyfileobj(read, out)
        out.flush()
        os.fsync(out.fileno())
