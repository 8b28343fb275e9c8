"""A plan that comes as a table in a Word file: read into lines like a workbook; where it cannot be, received as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from definitions.belonging import Belongs
from definitions.facts import Key
from definitions.finding import plan_table
from definitions.handed import read_workbook
from definitions.headings import RowFault
from definitions.uploads import WORD, recognised
from flows import confined
from flows.monthly import NO_PLAN, NotAWorkbook, keep, known_of
from flows.told import Told
from flows.uploaded import uploaded
from flows.wiring import Office
from notifications.incoming.gate import UnfitFile

SAID = 12
"""So many unclear places are said; whoever keys the lines sees the rest in the file."""


def hand_in(
    office: Office, *, key: Key, name: str, data: bytes, received: dt.datetime | None = None, by: str = "", **more: Any
) -> Told:
    """Take a file as what the party of `key` hands in: the lines of a plan in Word, any other file as a file.

    `more` is what `uploaded` takes beside; a file that came with others is kept with them, and not read.
    """
    if recognised(data) == WORD and not more.get("enclosed"):
        with suppress(NotAWorkbook, UnfitFile):
            return take_document(office, key, name, data, received, by, **more)
    return uploaded(office, key=key, name=name, data=data, received=received, by=by, **more)


def take_document(
    office: Office, key: Key, name: str, data: bytes, received: dt.datetime | None = None, by: str = "", **more: Any
) -> Told:
    """Take a Word file: its plan's lines, or the file alone with what is unclear in it.

    A Word file cannot be given back with remarks in its cells: one that cannot be read whole counts as received at its
    instant, and its lines are keyed by the Office. Raises UnfitFile, NotAWorkbook where no table holds a plan.
    """
    step = office.context.steps[key.step]
    reading = confined.read(data)
    table = plan_table(office.definition, step, reading.tables) if step.form else None
    if table is None:
        raise NotAWorkbook(NO_PLAN)
    handed = read_workbook(office.definition, key, (table,), known_of(office, key))
    if handed.faults:
        return uploaded(
            office, key=key, name=name, data=data, received=received, by=by, understood=_unclear(handed.faults), **more
        )
    return keep(office, Belongs(key, "", (), ()), name, data, handed, received, by, WORD, reading.remarks)


def _unclear(faults: Sequence[RowFault]) -> list[str]:
    """Why the lines were not read, for whoever sent them and for whoever keys them."""
    more = [f"… và {len(faults) - SAID} chỗ khác."] if len(faults) > SAID else []
    return [KEYED, *map(str, faults[:SAID]), *more]


KEYED = "Bảng trong tệp chưa đọc được thành dòng, Văn phòng sẽ nhập; những chỗ chưa rõ:"
