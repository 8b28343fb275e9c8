"""Backing up: the database first, then the files, then the manifest; a backup without one is no backup.

The files never change under a name, or only grow: what is copied after the snapshot holds all that the snapshot names.
A file that the backup before has already is linked to it, not copied: the two share the disk, never with the office.
"""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from definitions import backups
from definitions.arrivals import Place
from definitions.errors import EnvironmentWrong, VongNamError
from flows.inbox import INBOX
from flows.posts import ZNS_KEYS
from flows.processes import AlreadyRunning, locked
from flows.settings_file import SETTINGS_FILE
from flows.told import Stage, Told, plainly
from flows.watched import FOLDERS
from flows.wiring import YEAR_FILE, Office, Settings, own_templates

Progress = Callable[[str, int], object]
"""Is told what is being done (`database`, `files`, `check`) and how many of them are done."""

HALF: Final = ".part"
CONTENT: Final = ("archive", INBOX, "journal")
"""The folders of the data folder that a backup holds; Prefect's, the logs and what is true only while running are none."""
SECRETS: Final = "secrets"
TEMPLATES: Final = "templates"
HOOK_PATIENCE: Final = 6 * 3600
TITLE: Final = "Sao lưu"


class BackupRunning(EnvironmentWrong):
    """Another backup is being taken."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is whole: where, with how many files, and what went wrong beside it (each with its remedy)."""

    folder: Path
    files: int
    secrets: bool
    failures: tuple[VongNamError, ...] = ()


def folder_of(settings: Settings) -> Path:
    """Where the nightly backups are."""
    return settings.backups or settings.data / "backups"


def due(office: Office) -> bool:
    """Whether one is to be taken now, by those that are there; the demo's days are invented and need none."""
    assert office.settings
    if office.ledger.setting("demo") == "yes":
        return False
    whole, half = found(folder_of(office.settings))
    return backups.due(whole, half, office.now(), office.context.clock.zone)


def nightly(office: Office, env: Mapping[str, str], *, now: bool = False, stage: Stage = plainly) -> Told:
    """The night's backup where it is due, or one that a person wants now."""
    if not now and not due(office):
        return Told(TITLE)
    try:
        done = stage("Sao lưu sổ và tệp", lambda: back_up(office, env))
    except BackupRunning:  # whoever takes it tells of it
        return Told(TITLE)
    said = f"Đã sao lưu {done.files} tệp vào {done.folder}."
    return Told(TITLE, (said,), tuple(" ".join(it.parts("vi")) for it in done.failures))


def back_up(
    office: Office, env: Mapping[str, str], *, into: Path | None = None, progress: Progress = lambda *_: None
) -> Backup:
    """Take a backup into that folder, or into the settings' own, where older ones then go as the rule says.

    `env` is what PostgreSQL's tools and the hook are started with. Raises BackupRunning, StorageError.
    """
    from storage.errors import UnwritableFolder

    assert office.settings
    folder = (into or folder_of(office.settings)).absolute()
    try:
        with _alone(folder):
            done = _Taking(office, folder, env, progress).run()
            if into is None:
                _prune(folder, office.now(), office.context.clock.zone)
    except OSError as error:
        raise UnwritableFolder(code="backups-unwritable", folder=folder, why=error.strerror or error) from error
    hooked = _handed_on(done.folder, office.settings.backup_hook, env)
    return Backup(done.folder, done.files, done.secrets, (*done.failures, *hooked))


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


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        lock = locked(folder / ".lock")
    except AlreadyRunning as error:
        raise BackupRunning(code="backup-running", folder=folder) from error
    with lock:
        yield


def _prune(folder: Path, now: dt.datetime, zone: str) -> None:
    whole, half = found(folder)
    stays = backups.kept(whole, now, zone)
    for path in (*half.values(), *(path for at, path in whole.items() if at not in stays)):
        _forget(path)


def _forget(path: Path) -> None:
    """Without its manifest first: killed in the middle of it, what is left does not look whole."""
    from storage import manifest

    (path / manifest.NAME).unlink(missing_ok=True)
    shutil.rmtree(path)


def _handed_on(folder: Path, hook: str, env: Mapping[str, str]) -> tuple[VongNamError, ...]:
    """Run the office's own command with the folder of the backup; what it says where it fails."""
    if not hook:
        return ()
    argv = [*shlex.split(hook, posix=os.name != "nt"), str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            argv, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=HOOK_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return (EnvironmentWrong(code="hook-failed", folder=folder, why=error),)
    why = (done.stderr.strip() or done.stdout.strip() or "?").splitlines()[-1][:200]
    return (EnvironmentWrong(code="hook-failed", folder=folder, why=f"{done.returncode}: {why}"),) * bool(
        done.returncode
    )


# ---------------------------------------------------------------- taking one


@dataclass
class _Taking:
    """One backup under way."""

    office: Office
    folder: Path
    env: Mapping[str, str]
    progress: Progress
    files: dict[str, str] = field(default_factory=dict)
    damaged: list[Path] = field(default_factory=list)

    def run(self) -> Backup:
        from storage import manifest, snapshot

        settings = self.office.settings
        assert settings
        whole, half = found(self.folder)
        for path in half.values():  # their room is needed
            _forget(path)
        self.before = whole[max(whole)] if whole else None
        self.known = dict(manifest.read(self.before).files) if self.before else {}
        name = backups.named(self.office.now(), self.office.context.clock.zone)
        self.half = self.folder / f"{name}{HALF}"
        self.half.mkdir(mode=0o700)
        self.progress("database", 0)
        file, counted = snapshot.taken(settings.database, self.half, self.env)
        self.files[file.name] = manifest.sha_of(file)
        for number, (source, path) in enumerate(self._sources(settings), 1):
            self.progress("files", number)
            with suppress(FileNotFoundError):  # moved on since it was seen: it is found where it went
                self.files[path] = self._kept(source, path)
        secrets = settings.backup_secrets and self._secrets(settings)
        year_file = Path(self.office.ledger.setting(YEAR_FILE) or "").name
        kind = snapshot.kind_of(settings.database)
        manifest.synced(*{(self.half / path).parent for path in self.files})
        manifest.write(self.half, manifest.Manifest(self.office.now(), kind, year_file, counted, self.files))
        self.half.rename(self.folder / name)
        manifest.synced(self.folder)
        return Backup(self.folder / name, len(self.files), secrets, self._failures())

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
        if not self.damaged:
            return ()
        return (EnvironmentWrong(code="files-damaged", count=len(self.damaged), file=self.damaged[0]),)


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
