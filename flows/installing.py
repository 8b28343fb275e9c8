"""Installing: the service file of an office that has begun, written where nothing is overwritten."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from definitions.errors import CallWrong, InputRefused
from flows.backing import folder_of
from flows.files import read_definition
from flows.service import NAME, Service
from flows.wiring import Settings, open_office

USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")


def installed(
    year_file: Path, data: Path, *, user: str, windows: bool, out: Path | None, port: int
) -> tuple[Path, Service]:
    """The file that was written, and what it says. Raises NoYear, Faults, InputRefused where another file is there."""
    if user and not USER.fullmatch(user):
        raise CallWrong(code="no-user-name", user=user)
    settings = Settings.read(data)
    read_definition(year_file)
    with open_office(settings):  # an office begins by hand: its day of adoption is asked for once
        pass
    service = Service(
        [str(_program()), "up", str(year_file.absolute()), "--data", str(settings.data), "--port", str(port)],
        settings.data, [settings.data, *_outside(settings)], user,
    )  # fmt: skip
    suffix, text, encoding = ("xml", service.task(), "utf-16") if windows else ("service", service.unit(), "utf-8")
    file = (out or settings.data / f"{NAME}.{suffix}").absolute()
    if file.exists() and file.read_bytes() != text.encode(encoding):
        raise InputRefused(code="file-there", file=file)
    file.write_bytes(text.encode(encoding))
    return file, service


def _program() -> Path:
    """`vongnam` of this very environment."""
    return Path(sys.executable).absolute().with_name("vongnam.exe" if sys.platform == "win32" else "vongnam")


def _outside(settings: Settings) -> list[Path]:
    """The folders that an office writes beside its data folder; they have to be there before a service may write them."""
    named = {folder_of(settings), settings.key_file.parent}
    for folder in named:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return sorted(it for it in named if it != settings.data and settings.data not in it.parents)
