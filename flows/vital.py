"""What the doctor looks at in an office that has begun: its database, clock, letters, backups, and who is at work."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from definitions import backups, health
from definitions.errors import VongNamError
from flows.backing import folder_of
from flows.looked_at import Finding, finding
from flows.packing import found
from flows.signs import last_beat
from flows.supervise import answers
from flows.wiring import Office, Settings


def disks(settings: Settings) -> Iterator[Finding]:
    """Room on the disk of the data folder, and on that of the backups where it is another one."""
    places = {_device(place): place for place in (folder_of(settings), settings.data)}
    for place in reversed(places.values()):
        free = shutil.disk_usage(_there(place)).free
        yield finding("disk", not health.cramped(free), "disk", folder=place, free=f"{free / 1e9:.1f}")


def _there(place: Path) -> Path:
    return next(it for it in (place, *place.parents) if it.exists())


def _device(place: Path) -> int:
    return _there(place).stat().st_dev


def database(settings: Settings) -> Iterator[Finding]:
    """Its engine and revision, its pages, its trail; one sentence where it cannot be asked at all."""
    from storage.condition import condition
    from storage.migrate import HEAD

    try:
        its = condition(settings.database)
    except VongNamError as error:
        yield Finding("database", False, "database-bad", {"why": error})
        return
    journal = f", {its.journal}" if its.journal else ""
    yield finding("engine", its.safe, "engine", engine=its.engine, journal=journal)
    yield finding("revision", its.current, "revision", revision=its.revision, head=HEAD)
    yield finding("pages", not its.damage, "pages", damage=its.damage)
    yield finding("trail", its.broken is None, "trail", lines=its.lines, broken=its.broken)


def at_work(office: Office) -> Iterator[Finding]:
    """Prefect's server answers, heartbeats come, the clock goes forward."""
    now, last = office.now(), last_beat(office)
    api = office.settings.prefect_api if office.settings else ""
    yield finding("server", bool(api) and answers(api), "server", url=api or "''")
    yield finding("heartbeat", health.beating(last, now), "heartbeat", at=_here(office, last))
    newest = max(filter(None, (last, *(event.at for event in office.ledger.events()[-1:]))), default=None)
    names = {"now": _here(office, now), "zone": office.zone.key, "last": _here(office, newest)}
    yield finding("clock", not health.gone_back(newest, now), "clock", **names)
    years = range(office.definition.year.first.year, office.definition.year.last.year + 1)
    unknown = [str(it) for it in years if not office.context.clock.calendar.published(it)]
    yield finding("calendar", not unknown, "calendar", years=", ".join(unknown or map(str, years)))


def letters(office: Office) -> Iterator[Finding]:
    """What waits to leave, and what nobody knows the end of."""
    now = office.now()
    waiting = office.ledger.pending(now)
    if office.ledger.setting("sending") == "held":
        yield Finding("outbox", True, "outbox-held", {"waiting": len(waiting)})
    else:
        oldest = min((item.created for item in waiting), default=None)
        late = health.waits_too_long(oldest, now)
        yield finding("outbox", not late, "outbox", since=_here(office, oldest), waiting=len(waiting))
    doubts = sum(m.state == "unknown" and m.next_at is None for m in office.ledger.messages())
    yield finding("unknown", not doubts, "unknown", count=doubts)


def last_backup(office: Office) -> Iterator[Finding]:
    """How old the newest backup is, and whether every file of it is what it was."""
    from storage import manifest

    assert office.settings
    if office.ledger.setting("demo") == "yes":
        return
    folder, now = folder_of(office.settings), office.now()
    whole = {at: path for at, path in found(folder)[0].items() if at <= now}
    newest = max(whole, default=None)
    if newest is None:
        yield Finding("backup", False, "backup-none", {"folder": folder})
        return
    yield finding("backup", not backups.stale(newest, now), "backup", folder=folder, at=_here(office, newest))
    try:
        manifest.check(whole[newest], manifest.read(whole[newest]))
    except VongNamError as error:
        yield Finding("backup-whole", False, "backup-whole-bad", {"why": error})
    else:
        yield Finding("backup-whole", True, "backup-whole-good", {"folder": whole[newest]})


def _here(office: Office, at: dt.datetime | None) -> str:
    return f"{at.astimezone(office.zone):%H:%M %d/%m/%Y}" if at else "–"
