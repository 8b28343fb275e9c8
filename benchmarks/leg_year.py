"""One year of one department, by our acts, through our doors, or as its bare writes in SQLAlchemy Core: ms a step."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import living
from recording import Core, Recorder, Rows, record_into

if TYPE_CHECKING:
    from sqlalchemy import Engine

Said = list[tuple[bool, list[tuple[Any, Rows]]]]

MONTH = 24  # steps: every kind of them but the two of the year's end


def main(which: str, mode: str) -> None:
    """`act`, `door` or `core`, `fast` (WAL, NORMAL) or `shipped`: print the figure of that leg."""
    with tempfile.TemporaryDirectory() as folder:
        leg = _core if which == "core" else _ours
        figures = leg(Path(folder), durable=mode == "shipped")
        print(json.dumps({"value": figures[which], **figures}))


def _ours(folder: Path, *, durable: bool) -> dict[str, float]:
    """The core asked, codes checked, rows and audit written, one transaction per step; by the door, text read too."""
    for name, most in (("warm", MONTH), ("measured", None)):  # what the first of each kind alone pays is in no leg
        watch = living.Watch()
        (folder / name).mkdir()
        office, clock = living.opened(folder / name, durable=durable)
        steps = living.live(office, clock, watch.human, stage=watch.stage, most=most)
        office.ledger.close()
    assert steps == len(watch.door) == len(watch.act) == 309, steps
    door, act = (sum(seconds) / steps * 1000 for seconds in (watch.door, watch.act))
    return {"door": door, "act": act}


def _core(folder: Path, *, durable: bool) -> dict[str, float]:
    """The year is lived once, unmeasured, to see what it writes; then the same writes, to an equal new database."""
    from storage.engine import engine_for
    from storage.ledger import open_ledger

    recorder = Recorder()
    record_into(recorder)
    office, clock = living.opened(folder, durable=False, watch=lambda _: recorder.forget())
    steps = living.live(office, clock, recorder.of_a_person)
    office.ledger.close()
    sqlite3.dbapi2.connect = sqlite3.connect  # type: ignore[attr-defined]

    core = Core()
    said = [(human, [core.said(*write) for write in writes]) for human, writes in recorder.transactions]
    for name in ("warm.db", "core.db"):
        url = f"sqlite:///{folder / name}"
        open_ledger(url, durable=durable).close()
        seconds = _replayed(engine_for(url, durable=durable), said)
    _same(folder / "measured.db", folder / "core.db")
    return {"core": seconds / steps * 1000, "transactions": len(said)}


def _replayed(engine: Engine, said: Said) -> float:
    """The seconds of the transactions that persons made."""
    seconds = 0.0
    with engine.connect() as conn:
        for human, writes in said:
            start = time.perf_counter()
            with conn.begin():
                for statement, rows in writes:
                    conn.execute(statement, rows)
            seconds += time.perf_counter() - start if human else 0.0
    return seconds


def _same(one: Path, other: Path) -> None:
    """Both databases hold the same tables, rows and bytes."""
    dumps = [sorted(sqlite3.connect(file).iterdump()) for file in (one, other)]
    assert dumps[0] == dumps[1], "the replayed writes made another database"


if __name__ == "__main__":
    main(*sys.argv[1:])
