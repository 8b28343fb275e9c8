"""Amend: a running year is given another text, and what runs follows it; or the text before is put back, by the same path."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from definitions import agenda
from definitions.actions import Tell
from definitions.agenda import Context
from definitions.errors import InputRefused
from definitions.facts import OVER
from definitions.migration import Becomes, Fate
from flows import directory_file, files
from flows.perform import AGAIN
from flows.rehearse import texts_of
from flows.wiring import YEAR_FILE, Office, definition_of

if TYPE_CHECKING:
    from definitions.consequences import Change
    from storage.port import Texts


class OtherPlan(InputRefused):
    """Tệp này thuộc một kế hoạch hoặc một năm khác."""

    def __init__(self, file: Path) -> None:
        super().__init__(code="other-plan", file=file)


class NothingBefore(InputRefused):
    """Chưa có bản kế hoạch nào trước bản đang chạy."""

    def __init__(self, folder: Path) -> None:
        super().__init__(code="nothing-before", folder=folder)


@dataclass(frozen=True, slots=True)
class Amendment:
    """Another text for a running year, and what follows from it at `now`. Nothing is written yet."""

    texts: Texts
    directory: str
    before: Texts
    version: int  # of the text that runs
    old: Context
    new: Context
    changes: tuple[Change, ...]
    fates: tuple[Fate, ...]
    now: dt.datetime

    @property
    def empty(self) -> bool:
        """Whether the text says what the one says that runs."""
        return self.before.sha == self.texts.sha and not self.changes

    def of(self, becomes: Becomes) -> tuple[Fate, ...]:
        """The fates of that kind, in the order of the ledger."""
        return tuple(fate for fate in self.fates if fate.becomes is becomes)


def amendment(office: Office, file: Path) -> Amendment:
    """What follows from putting the text of this file in the place of the one that runs. Raises Faults, OtherPlan."""
    definition, sources = files.read_definition(file)
    running = office.definition
    if (definition.process.id, definition.year.year) != (running.process.id, running.year.year):
        raise OtherPlan(file)
    text = directory_file.changed(office.ledger, sources.organisation)
    return _decided(office, texts_of(sources), office.ledger.directory() if text is None else text)


def reverted(office: Office) -> Amendment:
    """What follows from putting back the text that ran before. Raises NothingBefore."""
    before = office.ledger.texts(office.ledger.version() - 1)
    if before is None:
        raise NothingBefore(office.settings.data if office.settings else Path())
    return _decided(office, before, office.ledger.directory())


def _decided(office: Office, texts: Texts, directory: str) -> Amendment:
    from definitions.consequences import changes, in_a_running_year
    from definitions.migration import asked_for, migrate

    # gather
    ledger, now, version = office.ledger, office.now(), office.ledger.version()
    before = ledger.texts(version)
    assert before is not None, "an office that is open has its texts"
    fitting = _fitting(directory, definition_of(texts, "").year.parties)
    old = agenda.context(definition_of(before, ledger.directory()))
    new = agenda.context(definition_of(texts, fitting))
    year = ledger.obligations()
    progress = {pair: ledger.progress(*pair) for pair in asked_for(old, new, year)}
    # decide
    fates = migrate(old, new, year, progress, now)
    found = in_a_running_year(changes(old, new), fates, now)
    return Amendment(texts, fitting, before, version, old, new, found, fates, now)


def _fitting(directory: str, parties: Iterable[Any]) -> str:
    """The directory without people whose party these texts do not know: with them it could not be read."""
    from definitions.load import Source, load_directory, write_directory

    if not directory:
        return directory
    known = {party.id for party in parties}
    read = load_directory(Source("organisation.yaml", directory))
    people = tuple(person for person in read.people if person.party in known)
    return directory if people == read.people else write_directory(read.model_copy(update={"people": people}))


# ---------------------------------------------------------------- apply


def amend(office: Office, file: Path | None, *, leave_out: bool = False, by: str = "apply") -> Amendment:
    """Make it so, in one transaction; `file` None puts the text before back. What was done, or would have been.

    Nothing is written where nothing differs, or where something cannot follow and `leave_out` does not say that it
    stays as it is. Decided anew where somebody else wrote first.
    """
    from storage.port import Conflict

    for attempt in range(AGAIN):
        found = reverted(office) if file is None else amendment(office, file)
        if found.empty or (found.of(Becomes.CANNOT) and not leave_out):
            return found
        try:
            _write(office, found, by)
        except Conflict:
            if attempt == AGAIN - 1:
                raise
        else:
            if file is not None:
                office.ledger.set(YEAR_FILE, str(file.absolute()), now=found.now)
                directory_file.taken(office.ledger, files.read_sources(file).organisation, found.now)
            return found
    raise AssertionError


def _write(office: Office, found: Amendment, by: str) -> None:
    from definitions.amended import actions
    from definitions.delivery import items

    rows = actions(found.new, found.fates, found.now)
    told = [action for action in rows if isinstance(action, Tell)]
    office.ledger.amend(
        found.texts,
        found.directory,
        rows,
        version=found.version,
        seen=_seen(found.fates),
        items=items(found.new, told, found.now),
        summary=_summary(found),
        now=found.now,
        by=by,
    )


def _seen(fates: Iterable[Fate]) -> dict[Any, int]:
    """What was decided on: every obligation that waits, or is brought back."""
    return {
        fate.key: fate.seen.revision
        for fate in fates
        if fate.seen and (fate.seen.state not in OVER or fate.becomes is Becomes.BEGINS)
    }


def _summary(found: Amendment) -> dict[str, Any]:
    """How many obligations became what, and by name those that stay on their old dates."""
    counted = Counter(fate.becomes.value for fate in found.fates)
    return {**counted, "left": [str(fate.key) for fate in found.of(Becomes.CANNOT)]}


# ---------------------------------------------------------------- whether the file and the text that runs differ


def differing_file(office: Office) -> Path | None:
    """The year's file, where it says something else than the text that runs; None where it is not there, or unreadable."""
    from definitions.errors import Faults

    named = office.ledger.setting(YEAR_FILE)
    running = office.ledger.texts()
    try:
        said = texts_of(files.read_sources(Path(named))).sha if named else None
    except (OSError, Faults):
        return None
    return Path(named) if named and running and said != running.sha else None
