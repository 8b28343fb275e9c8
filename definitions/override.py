"""Whether the override file of a year can be true: its days off and make-up days, on rows, before they are words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from definitions.shape import Row
from definitions.tree import Tree

SATURDAY: Final = 5


def check(tree: Tree, row: Row) -> None:
    """Keep a fault of every day that is off and worked, is made up on a weekday, or is off on a weekend by mistake."""
    off, working = ({day["date"]: day for day in _own(row, part)} for part in ("off", "working"))
    for date, day in off.items():
        if date not in working and date.weekday() >= SATURDAY and not day.get("weekend"):
            _fault(tree, "off-on-weekend", "off", date)
        if day.get("weekend") and date.weekday() < SATURDAY:
            _fault(tree, "weekend-on-weekday", "off", date)
    for date in working:
        if date in off:
            _fault(tree, "off-and-working", "working", date)
        elif date.weekday() < SATURDAY:
            _fault(tree, "made-up-on-weekday", "working", date)


def _own(row: Row, part: str) -> Iterator[Row]:
    """Those that are in the year of the file; of the others it is said already that they are not."""
    return (day for day in row.get(part, ()) if row.get("year") in {None, day["date"].year})


def _fault(tree: Tree, code: str, part: str, date: dt.date) -> None:
    tree.fault(code, (part, date.isoformat()), at="key", words=date)
