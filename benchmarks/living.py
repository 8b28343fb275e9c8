"""The measured year: 13 occurrences, 309 human steps, through the doors that people use; and a watch on each step."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from definitions import agenda
from definitions.codes import code_for
from definitions.facts import Key
from flows import agree, assemble, collect, decide, files, heartbeat
from flows.living import VirtualClock, begin, texts_of
from flows.told import Stage, T, plainly, silently
from flows.wiring import Office

if TYPE_CHECKING:
    from storage.ledger import SqlLedger

YEAR_FILE = Path(__file__).resolve().parent / "year" / "2023.yaml"
SECRET = b"measured"
REPORT = "Kết quả công tác tuyên truyền trong năm của đơn vị. " * 10
ROWS = "\n".join(
    ["Nội dung\tChủ đề\tThể loại\tThời gian\tCơ quan báo chí\tGhi chú"]
    + [
        f"Bài viết số {n} về bảo vệ môi trường, tài nguyên nước trên địa bàn\t1\tTin\ttuần {n}\tBáo tỉnh; Đài tỉnh\tPhòng chủ trì"
        for n in range(1, 3)
    ]
)


def opened(
    folder: Path, *, durable: bool, watch: Callable[[SqlLedger], None] = lambda _: None
) -> tuple[Office, VirtualClock]:
    """An office of that year in a new database; `durable` is the shipped mode, otherwise WAL and NORMAL.

    It has no letters and no screen: the measured year sends nothing, and of papers it makes only the partners' sheets,
    between two human steps. `watch` sees the ledger while it is still empty.
    """
    from storage.archive import Archive
    from storage.ledger import open_ledger

    definition, sources = files.read_definition(YEAR_FILE)
    ledger = open_ledger(f"sqlite:///{folder / 'measured.db'}", durable=durable)
    watch(ledger)
    clock = VirtualClock(_at(2023, 1, 1))
    none: Any = None
    archive = Archive(folder / "archive")
    office = Office(ledger, agenda.context(definition), archive, none, none, none, SECRET, clock)
    people = sources.organisation.text.decode() if sources.organisation else ""
    begin(ledger, definition, texts_of(sources), people, adopted=clock(), now=clock())
    return office, clock


def live(
    office: Office,
    clock: VirtualClock,
    human: Callable[[Callable[[], Any]], None],
    *,
    stage: Stage = plainly,
    most: int | None = None,
) -> int:
    """The whole year, or its first steps; how many there were.

    Every human step is handed to `human`, and its phases to `stage`; what the machine does between them is not.
    """
    steps = 0
    for instant, act in islice(_acts(office, stage), most):
        clock.to(instant)
        beat(office)
        human(act)
        beat(office)
        steps += 1
    return steps


def beat(office: Office) -> None:
    """What the heartbeat decides and writes, without letters and screen."""
    failures: list[str] = []
    heartbeat.sweep(office, None, plainly, silently, [], failures)
    assert not failures, failures


READING = frozenset({"Đọc nội dung", "Đọc ý kiến"})
"""The phases of a door in which pasted text is read; no peer does anything of that kind."""


@dataclass
class Watch:
    """The seconds of each human step: of the whole door, and of the act, which is the door without its reading."""

    door: list[float] = field(default_factory=list)
    act: list[float] = field(default_factory=list)

    def human(self, step: Callable[[], Any]) -> None:
        """One step through its door."""
        self.act.append(0.0)
        start = time.perf_counter()
        step()
        self.door.append(time.perf_counter() - start)

    def stage(self, name: str, phase: Callable[[], T]) -> T:
        """One phase of it."""
        start = time.perf_counter()
        done = phase()
        if name not in READING:
            self.act[-1] += time.perf_counter() - start
        return done


def _acts(office: Office, stage: Stage) -> Iterator[tuple[dt.datetime, Callable[[], Any]]]:
    units = [party.id for party in office.definition.year.playing("unit")]
    for month in range(1, 13):
        period, first = f"2023-{month:02}", 1 if month > 1 else 2
        for n, unit in enumerate(units):
            at = _at(2023, month, first) + dt.timedelta(minutes=n)
            yield at, partial(collect.collect, office, unit=unit, period=period, rows=ROWS, stage=stage)
        yield _at(2023, month, 4), partial(assemble.assemble, office, step="month-plan", period=period, stage=stage)
        for n, partner in enumerate(("bao", "dai")):
            at = _at(2023, month, 4, 9 + n)
            yield at, partial(agree.agree, office, partner=partner, period=period, others="agreed", stage=stage)
        yield _at(2023, month, 5), partial(_approve, office, period, stage)
    for n, unit in enumerate(units):
        at = _at(2023, 12, 6) + dt.timedelta(minutes=n)
        told = {"step": "unit-year-report", "unit": unit, "period": "2023", "note": REPORT}
        yield at, partial(collect.collect, office, **told, stage=stage)
    yield _at(2023, 12, 20), partial(assemble.assemble, office, step="year-summary", period="2023", stage=stage)


def _approve(office: Office, period: str, stage: Stage) -> None:
    """The leader types the code of the letter; making the code is the letter's work, and stands here for it."""
    key = Key("month-approval", period, "lanh-dao")
    it = office.ledger.obligation(key)
    assert it
    code = code_for(SECRET, key, "lanh-dao.dau-moi", it.content or "", it.generation)
    decide.decide(office, obligation=str(key), generation=it.generation, verdict="approve", code=code, stage=stage)


def _at(year: int, month: int, day: int, hour: int = 8) -> dt.datetime:
    return dt.datetime(year, month, day, hour - 7, tzinfo=dt.UTC)
