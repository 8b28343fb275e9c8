"""Restoring: a backup becomes an office's data folder again, whole or recognisably not; its letters are held.

Everything is put into one folder inside the data folder first, checked there, and then moved; the database comes last.
While that folder is there nothing starts on the data folder, so that a half office never goes to work.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from definitions.errors import EnvironmentWrong
from flows import directory_file
from flows.house import HELD, RESTORING, whole
from flows.packing import CONTENT, SECRETS, TEMPLATES, Progress, copy, secret_files
from flows.processes import locked
from flows.settings_file import SETTINGS_FILE, said_in
from flows.wiring import YEAR_FILE, Settings, definition_of

if TYPE_CHECKING:
    from storage.manifest import Manifest
    from storage.port import Ledger, Texts
    from storage.snapshot import Counted

YEAR: Final = "year"
"""The folder of the data folder that the year's files are written into, as the database has them."""
MAY_STAY: Final = {"journal", "backups", "logs", "run", "prefect", SETTINGS_FILE}
"""What may lie in a data folder that is restored into: what is newer than any backup, and what is worth nothing."""


class Occupied(EnvironmentWrong):
    """There is something already where a backup is to be put back."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the instant of the backup, the year file to start with, and whether the keys came with it."""

    at: dt.datetime
    files: int
    year_file: Path | None
    keys: bool
    waiting: int
    zone: ZoneInfo


def restore(
    backup: Path, data: Path, env: Mapping[str, str], *, now: dt.datetime, progress: Progress = lambda *_: None
) -> tuple[Restored, Settings]:
    """Put that backup into that data folder, which holds no office yet; what leaves is held from then on.

    Raises BadBackup, NewerDatabase, Occupied, HalfRestored, AlreadyRunning; nothing is changed then.
    """
    from storage import manifest, snapshot

    its = manifest.read(backup)
    snapshot.known(its.counted.revision, str(backup))
    manifest.check(backup, its, lambda number: progress("check", number))
    data = data.absolute()
    settings = Settings.read(
        data, {**said_in(backup / SECRETS / SETTINGS_FILE), **said_in(data / SETTINGS_FILE), **env}
    )
    _free(backup, its, settings)
    (data / "run").mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(data / "run" / "lock"):
        return _Putting(backup, its, settings, env, now, progress).run(), settings


def _free(backup: Path, its: Manifest, settings: Settings) -> None:
    """Nothing would be overwritten, and the database is of the backup's kind."""
    from storage import manifest, snapshot

    whole(settings.data)
    if (kind := snapshot.kind_of(settings.database)) != its.kind:
        raise Occupied(code="backup-kind", kind=its.kind, other=kind)
    file = snapshot.file_of(settings.database)
    if not snapshot.empty(settings.database):
        raise Occupied(code="restore-database-occupied", place=file or settings.database.rpartition("@")[2])
    key = settings.key_file
    there = {it.name for it in settings.data.iterdir()} if settings.data.is_dir() else set()
    if other := sorted(there - MAY_STAY - ({key.name} if key.parent == settings.data else set())):
        raise Occupied(code="restore-occupied", place=settings.data / other[0])
    ours = backup / SECRETS / "secret.key"
    if key.exists() and ours.exists() and manifest.sha_of(key) != manifest.sha_of(ours):
        raise Occupied(code="restore-occupied", place=key)


@dataclass
class _Putting:
    """One restore under way."""

    backup: Path
    its: Manifest
    settings: Settings
    env: Mapping[str, str]
    now: dt.datetime
    progress: Progress

    def run(self) -> Restored:
        data, stage = self.settings.data, self.settings.data / RESTORING
        stage.mkdir(mode=0o700)
        self._copied(stage)
        ledger, staged = self._database(stage)
        try:
            year_file = self._held(ledger, stage)
            waiting = len(ledger.pending(self.now))
            zone = _zone(ledger)
        finally:
            ledger.close()
        keys = self._secrets()
        for part in (*CONTENT, YEAR):
            _moved(stage / part, data / part)
        if staged:
            staged.replace(self._file)
        shutil.rmtree(stage)
        return Restored(self.its.at, len(self.its.files), year_file, keys, waiting, zone)

    @property
    def _file(self) -> Path:
        from storage import snapshot

        file = snapshot.file_of(self.settings.database)
        assert file
        return file

    def _copied(self, stage: Path) -> None:
        names = [name for name in sorted(self.its.files) if "/" in name]
        for number, name in enumerate(names, 1):
            self.progress("files", number)
            part, _, path = name.partition("/")
            target = stage / (f"{YEAR}/{TEMPLATES}" if part == TEMPLATES else part) / path
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            copy(self.backup / name, target)

    def _database(self, stage: Path) -> tuple[Ledger, Path | None]:
        """The database, put back and found to hold what was counted when it was taken; its file is not in its place yet."""
        from storage import snapshot
        from storage.errors import BadBackup
        from storage.ledger import open_ledger

        self.progress("database", 0)
        file = self.backup / snapshot.FILES[self.its.kind]
        staged = stage / file.name if self.its.kind == snapshot.SQLITE else None
        url = f"sqlite:///{staged}" if staged else self.settings.database
        snapshot.put_back(file, url, self.env)
        found: Counted = snapshot.counted(url)
        if found != self.its.counted:
            raise BadBackup(code="backup-other", folder=self.settings.data)
        return open_ledger(url, create=False), staged

    def _held(self, ledger: Ledger, stage: Path) -> Path | None:
        """Nothing leaves before a person has looked; the trail says that this office was restored, and from when."""
        ledger.set("sending", HELD, now=self.now)
        ledger.set("restored", self.its.at.isoformat(), now=self.now)
        texts = ledger.texts()
        assert texts  # a backup is taken of an office whose year has begun
        name = self.its.year_file or f"{definition_of(texts, '').year.year}.yaml"
        if not _written(stage / YEAR, name, texts, ledger.directory()):
            return None
        year_file = self.settings.data / YEAR / name
        ledger.set(YEAR_FILE, str(year_file), now=self.now)
        directory_file.taken_text(ledger, ledger.directory(), self.now)
        return year_file

    def _secrets(self) -> bool:
        """What the operator has put there himself stays; whether there is a key now."""
        for name, target in secret_files(self.settings).items():
            source = self.backup / SECRETS / name
            if source.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                copy(source, target)
        return self.settings.key_file.exists()


def _zone(ledger: Ledger) -> ZoneInfo:
    texts = ledger.texts()
    assert texts
    return ZoneInfo(definition_of(texts, "").process.timezone)


def _written(folder: Path, name: str, texts: Texts, directory: str) -> bool:
    """The year's files as the office runs on them, so that the same year starts from them; not where they lie apart."""
    from definitions.load import Source, process_named_by

    process = process_named_by(Source(name, texts.year))
    if Path(process).name != process:
        return False
    files = {name: texts.year, process: texts.process, "organisation.yaml": directory}
    files |= {f"calendars/{calendar}": text for calendar, text in texts.calendars.items()}
    for path, text in files.items():
        if text:
            (folder / path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / path).write_bytes(text.encode())
    return True


def _moved(source: Path, target: Path) -> None:
    """A folder into its place; where there is one already, the files that it does not have. What is there is newer."""
    if not source.is_dir():
        return
    if not target.exists():
        source.rename(target)
        return
    for file in source.rglob("*"):
        to = target / file.relative_to(source)
        if file.is_file() and not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            file.rename(to)
