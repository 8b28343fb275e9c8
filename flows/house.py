"""An office's data folder is made ready: the demo's with a rehearsed past, a real one's with its day of adoption."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import definitions
from definitions.errors import EnvironmentWrong, InputRefused
from flows import directory_file, files
from flows.living import VirtualClock, begin, live, texts_of
from flows.rehearse import REHEARSAL
from flows.script import Script
from flows.told import Say, silently
from flows.wiring import YEAR_FILE, Office, Settings, definition_of, open_office, utc_now

if TYPE_CHECKING:
    from definitions.vocabulary import Definition
    from storage.port import Ledger, Texts

DEMO_YEAR = Path(definitions.__file__).parent / "ha-tinh" / "2023.yaml"
DEMO_DAY = dt.date(2023, 11, 10)
MORNING = dt.time(9)
"""The demo office's day begins with everybody at their desks."""

HELD, RELEASED = "held", "on"
RESTORING = "restore.part"
"""The folder of a data folder that is there while a backup is put back into it: nothing starts beside it."""


class YearOver(InputRefused):
    """Năm kế hoạch này đã kết thúc."""

    def __init__(self, year: int, last: dt.date) -> None:
        super().__init__(code="year-over", year=year, last=f"{last:%d/%m/%Y}")


class OtherYear(InputRefused):
    """Thư mục này đang chạy một năm kế hoạch khác."""

    def __init__(self, folder: Path) -> None:
        super().__init__(code="other-year", folder=folder)


class ChangedYear(OtherYear):
    """Tệp năm đã thay đổi so với bản đang chạy."""

    def __init__(self, folder: Path, file: Path) -> None:
        InputRefused.__init__(self, code="changed-year", folder=folder, file=file)


class HalfRestored(EnvironmentWrong):
    """Lần phục hồi trước bị ngắt giữa chừng."""

    def __init__(self, folder: Path) -> None:
        super().__init__(code="restore-half", folder=folder)


def whole(data: Path) -> None:
    """Nothing starts beside a restore that did not come to its end. Raises HalfRestored."""
    if (data / RESTORING).exists():
        raise HalfRestored(data)


class NotTheDemo(InputRefused):
    """Thư mục này là của một cơ quan thật."""

    def __init__(self, folder: Path) -> None:
        super().__init__(code="not-the-demo-folder", folder=folder)


class NoMailServer(EnvironmentWrong):
    """Chưa có máy chủ thư."""

    def __init__(self) -> None:
        super().__init__(code="no-mail-server")


class NotLived(EnvironmentWrong):
    """Chưa diễn lại được thời gian đã qua của văn phòng mẫu."""

    def __init__(self, failures: Sequence[str]) -> None:
        super().__init__(
            f"Chưa diễn lại được thời gian đã qua của văn phòng mẫu: {failures[0]}",
            "Đề nghị chạy lại; nếu vẫn gặp, xóa thư mục dữ liệu của văn phòng mẫu rồi chạy lại.",
        )


def prepare_demo(settings: Settings, as_of: dt.date = DEMO_DAY, *, progress: Say = silently) -> None:
    """The demo office stands on the morning of that day. What was prepared before is kept; a killed start goes on."""
    whole(settings.data)
    definition, sources = files.read_definition(DEMO_YEAR)
    first = _instant(definition, definition.year.first, dt.time())
    ledger = _ledger(settings)
    try:
        if ledger.texts() is None:
            directory = sources.organisation.text if sources.organisation else ""
            text = directory if isinstance(directory, str) else directory.decode()
            ledger.set("demo", "yes", now=first)  # before it begins: a folder that has begun is the demo's, or is not
            ledger.set("rehearsal", str(DEMO_YEAR.parent / REHEARSAL), now=first)
            ledger.set("stands-on", as_of.isoformat(), now=first)
            begin(ledger, definition, texts_of(sources), text, adopted=first, now=first)
        elif ledger.setting("demo") != "yes":
            raise NotTheDemo(settings.data)
        if ledger.setting("lived") == "yes":
            return
        stands_on = dt.date.fromisoformat(ledger.setting("stands-on") or as_of.isoformat())
    finally:
        ledger.close()
    _live_to(settings, _instant(definition, stands_on, MORNING), first, progress)


def _live_to(settings: Settings, until: dt.datetime, first: dt.datetime, progress: Say) -> None:
    """Play the past through the same code; from now on the office's clock is real time plus what lies between."""
    with open_office(settings, durable=False) as office:
        clock = VirtualClock(max((event.at for event in office.ledger.events()), default=first))
        script = Script.read(DEMO_YEAR.parent / REHEARSAL, office.context)
        told = lambda now: progress(f"{now.astimezone(office.zone):%d/%m/%Y}")  # noqa: E731 - one use, one line
        failures = live(office.at(clock), script, clock, until, at_each=told)
        if failures:
            raise NotLived(failures)
        offset = (until - utc_now()).total_seconds()
        office.ledger.set("clock-offset", str(math.ceil(offset)), now=until)
        office.ledger.set("lived", "yes", now=until)


def prepare_up(settings: Settings, year_file: Path, adopted: dt.date) -> None:
    """A real office on the real clock: older duties are `before`, and sending is held until it is released.

    A folder that runs this very year already goes on; its directory is brought up to the file beside the year's.
    Raises HalfRestored, YearOver, OtherYear (ChangedYear where the file says something else by now), Faults.
    """
    whole(settings.data)
    definition, sources = files.read_definition(year_file)
    now = utc_now()
    over = now.astimezone(ZoneInfo(definition.process.timezone)).date() > definition.year.last
    if over and not _begun(settings):  # begun in time, it may run on into the next year
        raise YearOver(definition.year.year, definition.year.last)
    ledger = _ledger(settings)
    try:
        texts = texts_of(sources)
        kept = ledger.texts()
        if kept is not None:
            if kept.sha != texts.sha:
                raise _another(settings, kept, definition, year_file)
            ledger.set(YEAR_FILE, str(year_file.absolute()), now=now)
            text = directory_file.changed(ledger, sources.organisation)
            if text is not None:  # people and addresses change in a running year; the year's own text does not
                ledger.keep_directory(text, now=now, by="up")
            directory_file.taken(ledger, sources.organisation, now)
            return
        text = directory_file.text_of(sources.organisation) if sources.organisation else ""
        directory_file.taken(ledger, sources.organisation, now)
        ledger.set(YEAR_FILE, str(year_file.absolute()), now=now)
        ledger.set("sending", HELD, now=now)  # before it begins: killed in between, nothing leaves unreleased
        begin(ledger, definition, texts, text, adopted=_instant(definition, adopted, dt.time()), now=now)
    finally:
        ledger.close()


def _another(settings: Settings, kept: Texts, definition: Definition, year_file: Path) -> OtherYear:
    """The same year with another text can be applied; another year needs another folder."""
    runs = definition_of(kept, "")
    same = (runs.process.id, runs.year.year) == (definition.process.id, definition.year.year)
    return ChangedYear(settings.data, year_file) if same else OtherYear(settings.data)


def sending(settings: Settings, state: str) -> int:
    """Hold or release what leaves; the number of items that wait at that moment. NoMailServer where none could leave."""
    with open_office(settings) as office:
        return hold_letters(office, state)


def hold_letters(office: Office, state: str) -> int:
    """The same in an office that is open."""
    settings = office.settings
    if state == RELEASED and settings and not (settings.smtp_host and settings.mail_from):
        raise NoMailServer
    office.ledger.set("sending", state, now=office.now())
    return len(office.ledger.pending(office.now()))


def definition_in(settings: Settings) -> Definition:
    """The definition that a folder runs on."""
    with open_office(settings) as office:
        return office.definition


def _ledger(settings: Settings) -> Ledger:
    """The ledger of a folder that an office starts in."""
    from storage.ledger import open_ledger

    settings.data.mkdir(parents=True, exist_ok=True)
    return open_ledger(settings.database)


def _begun(settings: Settings) -> bool:
    from storage.errors import MissingDatabase
    from storage.ledger import open_ledger

    try:
        ledger = open_ledger(settings.database, create=False)
    except MissingDatabase:
        return False
    try:
        return ledger.texts() is not None
    finally:
        ledger.close()


def _instant(definition: Definition, day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, ZoneInfo(definition.process.timezone)).astimezone(dt.UTC)
