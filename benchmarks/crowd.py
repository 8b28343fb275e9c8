"""An office whose reminders are due all at once: so many people, so many reminders for each, in a ledger as shipped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from definitions import agenda
from definitions.actions import Open
from definitions.digest import Item
from definitions.facts import Instants, Key, State
from definitions.vocabulary import (
    CalendarYear,
    Definition,
    Directory,
    Every,
    Form,
    FormField,
    Issuer,
    Kind,
    Party,
    Person,
    Process,
    Role,
    Step,
    Year,
)
from flows.living import VirtualClock
from flows.wiring import Office

NOW = dt.datetime(2023, 11, 8, 2, tzinfo=dt.UTC)  # a Wednesday, nine in the morning in Vietnam
DUE = NOW + dt.timedelta(days=3)


def office(folder: Path, people: int, each: int, post: Any = None) -> Office:
    """That many people with that many reminders each, all of them due; the ledger with every commit on the disk."""
    from notifications.render import Templates
    from storage.archive import Archive
    from storage.journal import FileJournal
    from storage.ledger import open_ledger
    from storage.port import Texts

    context = agenda.context(_definition(people, each))
    ledger = open_ledger(f"sqlite:///{folder}/crowd.db")
    keys = [Key(f"s{n}", "2023-11", f"u{p:04}") for p in range(people) for n in range(each)]
    planned = [Open(key, State.OPEN, Instants(None, DUE, None), None) for key in keys]
    ledger.begin(Texts("", "", {}, "0" * 64), "", planned, adopted=NOW - dt.timedelta(days=9), now=NOW)
    items = [Item(key, "remind", f"{key.party}.dm", "mail", "remind", NOW) for key in keys]
    ledger.record([], seen={}, now=NOW, items=items)
    return Office(
        ledger=ledger,
        context=context,
        archive=Archive(folder / "archive"),
        documents=None,  # type: ignore[arg-type] - a reminder has none
        templates=Templates(None),
        post=post,
        secret=b"known to all",
        now=VirtualClock(NOW),
        journal=FileJournal(folder / "journal" / "sent.jsonl"),
    )


def _definition(people: int, each: int) -> Definition:
    steps = tuple(
        Step(id=f"s{n}", title=f"Báo cáo việc {n} của đơn vị", kind=Kind.SUBMIT, every=Every.MONTH, by=("unit",))
        for n in range(each)
    )
    plan = Step(id="plan", title="Kế hoạch", kind=Kind.COMPILE, every=Every.MONTH, by=("office",), source="s0")
    units = (
        Party(id="office", name="Văn phòng", roles=("office",)),
        *(Party(id=f"u{p:04}", name=f"Phòng {p:04}", roles=("unit",)) for p in range(people)),
    )
    year = Year(
        year=2023, process="crowd", first=dt.date(2023, 1, 1), last=dt.date(2023, 12, 31),
        issuer=Issuer(name="Sở mẫu"), parties=units,
    )  # fmt: skip
    directory = Directory(
        people=tuple(
            Person(id=f"{u.id}.dm", party=u.id, name=f"Đầu mối {u.name}", addresses={"mail": f"{u.id}@so.example"})
            for u in units
        )
    )
    roles = (Role(id="unit", title="Đơn vị"), Role(id="office", title="Văn phòng"))
    form = Form(id="plan", title="Kế hoạch", fields=(FormField(id="content", title="Nội dung"),))
    process = Process(id="crowd", title="Đông", roles=roles, forms=(form,), steps=(*steps, plan))
    days_off = CalendarYear(calendar="vietnam", year=2023)  # as every office has the file of its year
    return Definition(process=process, year=year, directory=directory, calendars=(days_off,))
