"""What was on the air: how often and how long each partner broadcast, each figure with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from definitions.figures import Broadcasts, Published
from definitions.traces import Row, Trace


def on_air(it: Published) -> bool:
    """Whether it was broadcast: somebody said in which programme, when, or how long."""
    return bool(it.programme or it.slot or it.seconds)


def broadcasts(trace: Trace, partners: Iterable[str], out: Sequence[tuple[Published, Row]]) -> Iterator[Broadcasts]:
    """Of each partner that broadcast anything; what nobody said how long it was is counted apart, never as nothing."""
    for partner in partners:
        its = [(it, row) for it, row in out if it.partner == partner and on_air(it)]
        if its:
            name = f"broadcasts.{partner}"
            lasting = [replace(row, amount=it.seconds) for it, row in its if it.seconds]
            yield Broadcasts(
                partner,
                trace.count(f"{name}.count", (row for _, row in its)),
                trace.count(f"{name}.seconds", lasting),
                trace.count(f"{name}.unsaid", (row for it, row in its if not it.seconds)),
            )
