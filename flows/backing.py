"""Backing up: when it is due or wanted, one at a time, with the older ones pruned and the finished one handed on."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from definitions import backups
from definitions.errors import EnvironmentWrong, VongNamError
from flows.packing import Backup, Packing, Progress, forget, found
from flows.processes import AlreadyRunning, locked
from flows.told import Stage, Told, plainly
from flows.wiring import Office, Settings

HOOK_PATIENCE: Final = 6 * 3600
TITLE: Final = "Sao lưu"


class BackupRunning(EnvironmentWrong):
    """Another backup is being taken."""


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
            done = Packing(office, folder, env, progress).run()
            if into is None:
                _prune(folder, office.now(), office.context.clock.zone)
    except OSError as error:
        raise UnwritableFolder(code="backups-unwritable", folder=folder, why=error.strerror or error) from error
    hooked = _handed_on(done.folder, office.settings.backup_hook, env)
    return Backup(done.folder, done.files, done.secrets, (*done.failures, *hooked))


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
        forget(path)


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
