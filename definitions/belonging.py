"""Whose workbook it is, and of which period: by its hidden mark, by what stands in its head, by who sent it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from definitions.content import fold
from definitions.facts import Key
from definitions.headings import WITHIN, Remark, RowFault, cleaned
from definitions.monthly import PARTY, PERIOD, signed
from definitions.tables import Table
from definitions.vocabulary import Definition

_MONTH: Final = re.compile(r"\bthang\s+(\d{1,2})\s*(?:/|-|nam)\s*(\d{4})\b")
_QUARTER: Final = re.compile(r"\bquy\s+(i{1,3}|iv|[1-4])\s*(?:/|-|nam)\s*(\d{4})\b")
_CODE: Final = re.compile(r"\b(\d{4}-(?:\d{2}|q[1-4]|h[12]|w\d{2}))\b")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

OTHER_PARTY, OTHER_PERIOD, UNKNOWN = "other-party", "other-period", "whose-unknown"


@dataclass(frozen=True, slots=True)
class Belongs:
    """Whose workbook it is; or why that is not clear: `reason` for programs, the faults for people."""

    key: Key | None
    reason: str = ""
    faults: tuple[RowFault, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Said:
    mark: Key | None
    party: str
    period: str
    named: str  # the party as it is written


def belongs(definition: Definition, step: str, tables: Sequence[Table], given: Key | None = None) -> Belongs:
    """The obligation that a workbook is for. `given` is what whoever brings it says that it is for.

    Two that agree outweigh a third, and that is said; two that contradict each other are never decided between.
    """
    said = _said(definition, tables)
    parties = [("mã ẩn của tệp", said.mark.party if said.mark else ""), ("tên ghi trên trang", said.party)]
    periods = [("mã ẩn của tệp", said.mark.period if said.mark else ""), ("kỳ ghi trên trang", said.period)]
    party, wrong_party, remarks = _one("đơn vị", parties, given.party if given else "", _names(definition))
    period, wrong_period, more = _one("kỳ", periods, given.period if given else "", {})
    faults = (*wrong_party, *wrong_period)
    if faults:
        return Belongs(None, OTHER_PARTY if wrong_party else OTHER_PERIOD, faults, (*remarks, *more))
    if not party or not period:
        what = "của đơn vị nào" if not party else "của kỳ nào"
        how = "Đề nghị dùng tệp kèm theo thư yêu cầu, hoặc ghi rõ «Đơn vị: …» và «Kỳ: tháng …» ở đầu trang."
        return Belongs(None, UNKNOWN, (RowFault(0, "", f"Không rõ tệp này {what}.", how),))
    of = given.step if given else said.mark.step if said.mark else step
    return Belongs(Key(of, period, party), "", (), (*remarks, *more))


def _one(
    what: str, told: Sequence[tuple[str, str]], given: str, names: dict[str, str]
) -> tuple[str, tuple[RowFault, ...], tuple[Remark, ...]]:
    """The one that all who say something agree on, or two against the mark alone; and what is said about that."""
    said = [(by, value) for by, value in told if value]
    known = {value for _, value in said} | ({given} if given else set())
    if len(known) <= 1:
        only = next(iter(known), "")
        weak = not given and only and not told[0][1]
        understood = f"tệp không có mã ẩn; đã hiểu {what} là {names.get(only, only)} theo {told[1][0]}."
        return only, (), (Remark(0, "", understood),) if weak else ()
    if given and told[1][1] == given:
        understood = (
            f"{told[0][0]} là của {what} {names.get(told[0][1], told[0][1])}; đã hiểu là {names.get(given, given)}."
        )
        return given, (), (Remark(0, "", understood),)
    parts = [f"{by} là {names.get(value, value)}" for by, value in said]
    parts += [f"nơi nhận là {names.get(given, given)}"] if given else []
    how = f"Đề nghị dùng đúng tệp của {what} đó, kèm theo thư yêu cầu mới nhất."
    return "", (RowFault(0, "", f"Tệp không khớp về {what}: {'; '.join(parts)}.", how),), ()


def _names(definition: Definition) -> dict[str, str]:
    return {party.id: party.name for party in definition.year.parties}


def _said(definition: Definition, tables: Iterable[Table]) -> _Said:
    mark, party, period, named = None, "", "", ""
    for table in tables:
        for row in cleaned(table)[:WITHIN]:
            for n, cell in enumerate(row.cells):
                mark = mark or (signed(cell) if cell.startswith("vongnam/") else None)
                value = _after(cell, PARTY, row.cells[n + 1 :])
                party, named = (party, named) if party else (_party(definition, value), named or value)
                period = period or _period(_after(cell, PERIOD, row.cells[n + 1 :]))
    return _Said(mark, party, period or _titled(tables), named)


def _after(cell: str, label: str, following: Sequence[str]) -> str:
    """What stands after a label in its cell, or in the next that holds anything."""
    folded = fold(label)
    if not fold(cell).startswith(folded):
        return ""
    head, colon, rest = cell.partition(":")
    if fold(head).strip() != folded:
        return ""
    return rest.strip() or (next((text for text in following if text), "") if colon or fold(cell) == folded else "")


def _party(definition: Definition, text: str) -> str:
    folded = fold(text).strip(" .")
    found = [it.id for it in definition.year.parties if folded and folded in (fold(it.name), fold(it.short), it.id)]
    return found[0] if len(found) == 1 else ""


def _period(text: str) -> str:
    folded = fold(text)
    if found := _MONTH.search(folded):
        return f"{found[2]}-{int(found[1]):02d}" if 1 <= int(found[1]) <= 12 else ""
    if found := _QUARTER.search(folded):
        return f"{found[2]}-Q{_ROMAN.get(found[1]) or found[1]}"
    if found := _CODE.search(folded):
        return found[1].upper()
    year = re.fullmatch(r"(?:nam )?(\d{4})\D*", folded)
    return year[1] if year else ""


def _titled(tables: Iterable[Table]) -> str:
    """The one period that titles name, where no line says «Kỳ»: KẾ HOẠCH TUYÊN TRUYỀN THÁNG 4/2023."""
    heads = [cell for table in tables for row in cleaned(table)[:8] for cell in row.cells if "KẾ HOẠCH" in cell.upper()]
    found = {period for text in (*heads, *(table.title for table in tables)) if (period := _period(text))}
    return next(iter(found)) if len(found) == 1 else ""
