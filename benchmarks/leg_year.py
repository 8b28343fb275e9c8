"""One year of one department, through our doors or as the bare writes of it in SQLAlchemy Core: ms per human step."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import living
from recording import Core, Recorder, record_into


def main(which: str, mode: str) -> None:
    """`ours` or `core`, `fast` (WAL, NORMAL) or `shipped`: print the figure of that leg."""
    with tempfile.TemporaryDirectory() as folder:
        leg = _ours if which == "ours" else _core
        print(json.dumps(leg(Path(folder), durable=mode == "shipped")))


def _ours(folder: Path, *, durable: bool) -> dict[str, Any]:
    """Rows read and validated, the core asked, codes checked, rows and audit written, one transaction per step."""
    office, clock = living.opened(folder, durable=durable)
    seconds: list[float] = []
    start = time.perf_counter()
    steps = living.live(office, clock, living.timed(seconds))
    whole = time.perf_counter() - start
    office.ledger.close()
    assert steps == len(seconds) == 309, steps
    return {"value": sum(seconds) / steps * 1000, "whole": whole}


def _core(folder: Path, *, durable: bool) -> dict[str, Any]:
    """The year is lived once, unmeasured, to see what it writes; then the same writes, to an equal new database."""
    from storage.engine import engine_for
    from storage.ledger import open_ledger

    recorder = Recorder()
    record_into(recorder)
    office, clock = living.opened(folder, durable=False, watch=lambda _: recorder.forget())
    steps = living.live(office, clock, recorder.of_a_person)
    office.ledger.close()
    sqlite3.dbapi2.connect = sqlite3.connect  # type: ignore[attr-defined]

    url = f"sqlite:///{folder / 'core.db'}"
    open_ledger(url, durable=durable).close()
    core = Core()
    said = [(human, [core.said(*write) for write in writes]) for human, writes in recorder.transactions]
    took = {True: 0.0, False: 0.0}
    with engine_for(url, durable=durable).connect() as conn:
        for human, writes in said:
            start = time.perf_counter()
            with conn.begin():
                for statement, rows in writes:
                    conn.execute(statement, rows)
            took[human] += time.perf_counter() - start
    _same(folder / "measured.db", folder / "core.db")
    return {"value": took[True] / steps * 1000, "whole": took[True] + took[False], "writes": len(said)}


def _same(one: Path, other: Path) -> None:
    """Both databases hold the same tables, rows and bytes."""
    dumps = [sorted(sqlite3.connect(file).iterdump()) for file in (one, other)]
    assert dumps[0] == dumps[1], "the replayed writes made another database"


if __name__ == "__main__":
    main(*sys.argv[1:])
