"""One sweep of the heartbeat with 100 obligations due, in a ledger that holds many open ones: ms per heartbeat."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import living

from definitions import agenda
from definitions.actions import Open
from definitions.facts import Key, State
from definitions.grammar import parse_moment
from definitions.vocabulary import (
    Definition,
    Directory,
    Every,
    Issuer,
    Kind,
    Party,
    Person,
    Process,
    Role,
    Rung,
    Step,
    Year,
)
from flows.living import VirtualClock
from flows.wiring import Office

PARTIES, STEPS, AT_ONCE = 20, 100, 5
BEATS = range(10, 16)  # the weeks whose reminders come, one heartbeat each; the first one warms up
NEVER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
START = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


def main(count: str) -> None:
    """Print the median of five heartbeats; each finds 5 occurrences of 20 parties whose reminder has come."""
    from storage.ledger import open_ledger
    from storage.port import Texts

    context = agenda.context(_definition())
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(f"sqlite:///{folder}/crowd.db", durable=False)
        planned = list(_planned(context, int(count)))
        assert len(planned) == int(count)
        ledger.begin(Texts("", "", {}, "0" * 64), "", planned, adopted=START, now=START)
        clock = VirtualClock(START)
        none: Path | None = None
        office = Office(ledger, context, none, none, none, none, b"", clock)  # type: ignore[arg-type]
        took = [_beat(office, clock, _reminder(context, "s000", week)) for week in BEATS]
        ledger.close()
    print(json.dumps({"value": median(took[1:]), "beats": took}))


def _beat(office: Office, clock: VirtualClock, at: dt.datetime) -> float:
    clock.to(at)
    start = time.perf_counter()
    living.beat(office)
    took = (time.perf_counter() - start) * 1000
    assert len(office.ledger.pending(at)) % (AT_ONCE * PARTIES) == 0, "every one of them is told"
    return took


def _definition() -> Definition:
    """A hundred weekly duties of twenty parties, each with a reminder."""
    rung = Rung(id="remind-1", kind="remind", moment=parse_moment("3 working days before"))
    steps = tuple(
        Step(
            id=f"s{n:03}", title=f"Việc {n}", kind=Kind.SUBMIT, every=Every.WEEK, by=("unit",), to=("office",),
            opens=parse_moment("monday"), due=parse_moment("by friday"), ladder=(rung,),
        )
        for n in range(STEPS)
    )  # fmt: skip
    units = tuple(Party(id=f"unit-{n:02}", name=f"Phòng {n:02}", roles=("unit",)) for n in range(PARTIES))
    year = Year(
        year=2023, process="crowd", first=dt.date(2023, 1, 1), last=dt.date(2023, 12, 31),
        issuer=Issuer(name="Sở mẫu"), parties=(*units, Party(id="office", name="Văn phòng", roles=("office",))),
    )  # fmt: skip
    people = tuple(
        Person(id=f"{p.id}.dau-moi", party=p.id, name=p.name, addresses={"email": f"{p.id}@so-mau.example"})
        for p in year.parties
    )
    roles = (Role(id="unit", title="Đơn vị"), Role(id="office", title="Văn phòng"))
    process = Process(id="crowd", title="Đông", roles=roles, forms=(), steps=steps)
    return Definition(process=process, year=year, directory=Directory(people=people))


def _planned(context: agenda.Context, count: int) -> Iterator[Open]:
    """The open ones: first those that the heartbeats will find, then as many of other weeks as it takes."""
    beating = [(f"s{n:03}", week) for week in BEATS for n in range(AT_ONCE)]
    others = [
        (f"s{n:03}", week) for week in range(1, 51) for n in range(STEPS) if (f"s{n:03}", week) not in set(beating)
    ]
    for step, week in (beating + others)[: count // PARTIES]:
        instants = agenda.instants(context, context.steps[step], _period(week), {})
        next_at = _reminder(context, step, week) if (step, week) in beating else NEVER
        for party in context.definition.year.playing("unit"):
            yield Open(Key(step, _period(week), party.id), State.OPEN, instants, next_at)


def _reminder(context: agenda.Context, step: str, week: int) -> dt.datetime:
    """The instant of the one rung of that step in that week."""
    word = context.steps[step]
    (found,) = agenda.rungs(context, word, _period(week), agenda.instants(context, word, _period(week), {}), {})
    return found[1]


def _period(week: int) -> str:
    return f"2023-W{week:02}"


if __name__ == "__main__":
    main(sys.argv[1])
