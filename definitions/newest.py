"""The newest version of each line: a line that travelled again, in a "bổ sung" or a later month, is counted once, as it stood last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from definitions.periods import base_of, number_of

Line = Mapping[str, Any]

UNCHANGED: Final = "unchanged"
"""The state of a change that was not taken: what the line said before stands, and this version says nothing of it."""


class Version(NamedTuple):
    """A line, and the period of the plan that says it so."""

    period: str
    line: Line


def age(period: str) -> tuple[str, int]:
    """Plans in their order: a month, its "bổ sung" by number (the tenth after the ninth), the next month."""
    return base_of(period), number_of(period)


def newest(plans: Iterable[tuple[str, Iterable[Line]]]) -> dict[str, Version]:
    """Line id -> what is said of it last, in the order of the plans and of their lines; `plans` are (period, lines), in any order.

    What counts is the plan's place in the year, not when it was signed: "bổ sung 2" knew of "bổ sung 1", whichever of
    the two was decided on first.
    """
    found: dict[str, Version] = {}
    for period, lines in sorted(plans, key=lambda it: age(it[0])):
        for line in lines:
            if line.get("state") != UNCHANGED:
                found.pop(str(line["id"]), None)
                found[str(line["id"])] = Version(period, line)
    return found
