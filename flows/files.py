"""Opening a definition: which files belong to a year file, read once; what they say is the loader's business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from definitions.errors import Fault
    from definitions.source import Source
    from definitions.vocabulary import CalendarYear, Definition

MOST = 1024 * 1024
"""How many bytes of a file are read at all; the loader refuses far smaller ones as too big."""

_PROCESS = re.compile(r"^process:", re.MULTILINE)
_YEAR = re.compile(r"^year:[ \t]*[\"']?(\d{4})(?: to (\d{4}))?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts of a definition, as they stand in their files. `organisation` seeds the directory; it may be absent."""

    process: Source
    year: Source
    organisation: Source | None
    calendars: tuple[Source, ...]

    @property
    def templates(self) -> Path | None:
        """The office's own templates beside the year file (letters as .j2, documents as .docx), where it has some."""
        folder = Path(self.year.name).parent / "templates"
        return folder if folder.is_dir() else None


def read_definition(path: Path) -> tuple[Definition, Sources]:
    """The definition of a year file, and its texts. Raises Faults (every fault at once) and OSError."""
    from definitions import load

    sources = read_sources(path)
    read = (sources.process, sources.year, sources.organisation, list(sources.calendars))
    there = {"letters": _templates(sources, ".j2"), "documents": _templates(sources, ".docx")}
    return load.load(*read, **there), sources


def _templates(sources: Sources, suffix: str) -> set[str]:
    """The names of the templates that an office can use: its own, and those that come with the program."""
    import definitions
    import notifications

    ours = [Path(definitions.__file__).parent / "ha-tinh/templates", Path(notifications.__file__).parent / "templates"]
    folders = [folder for folder in (sources.templates, *ours) if folder]
    return {file.stem for folder in folders for file in folder.glob(f"*{suffix}") if "." not in file.stem}


def read_sources(path: Path) -> Sources:
    """The texts that belong to a year file: its process beside it, organisation.yaml beside it, its calendars."""
    from definitions.load import process_named_by

    year = _read(path)
    process = _read(path.parent / process_named_by(year))
    organisation = path.parent / "organisation.yaml"
    return Sources(
        process=process,
        year=year,
        organisation=_read(organisation) if organisation.is_file() else None,
        calendars=tuple(_calendars(path.parent, _YEAR.search(_text(year)))),
    )


def check(path: Path) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """The faults of a definition, or else its warnings; a process or an organisation is read with its latest year."""
    from definitions import load
    from definitions.errors import Faults

    try:
        definition, sources = read_definition(year_file_of(path))
    except Faults as found:
        return found.faults, ()
    return (), load.warnings(definition, sources.process, sources.year, sources.organisation)


def read_calendar(path: Path) -> CalendarYear:
    """One override file of a calendar. Raises Faults and OSError."""
    from definitions import load

    return load.load_calendar(_read(path))


def shipped_calendars() -> tuple[CalendarYear, ...]:
    """The override files that come with the program."""
    from definitions import load

    return tuple(load.load_calendar(source) for source in _calendars(None, None))


def year_file_of(path: Path) -> Path:
    """The year file by which a file is read: itself, or for a process or an organisation the latest year beside it."""
    if _is_year(path):
        return path
    return max((p for p in path.parent.glob("*.yaml") if p != path and _is_year(p)), default=path)


def _is_year(path: Path) -> bool:
    text = _text(_read(path))
    return bool(_YEAR.search(text) and _PROCESS.search(text))


def text_of(source: Source) -> str:
    """The text as it is in its file, line ends and all, but for a byte order mark."""
    return _text(source)


def _calendars(beside: Path | None, year: re.Match[str] | None) -> Iterator[Source]:
    """The override files of the years and their neighbours; a file of the office's own wins over ours of that name."""
    import definitions

    folders = [Path(definitions.__file__).parent / "calendars", *([beside / "calendars"] if beside else [])]
    found = {p.name: p for folder in folders for p in sorted(folder.glob("*-[0-9][0-9][0-9][0-9].yaml"))}
    for name, path in sorted(found.items()):
        if year is None or int(year[1]) - 1 <= int(name[-9:-5]) <= int(year[2] or year[1]) + 1:
            yield _read(path)


def _read(path: Path) -> Source:
    """The file's bytes under the name by which the caller knows it."""
    from definitions.source import Source

    with path.open("rb") as file:
        return Source(path.as_posix(), file.read(MOST))


def _text(source: Source) -> str:
    return (
        source.text if isinstance(source.text, str) else source.text.decode("utf-8", "replace").removeprefix("\ufeff")
    )
