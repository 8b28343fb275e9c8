"""The rows of a table -> the lines of a form, or every fault at once. A line keeps its id for ever."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from definitions.cells import Reader, UnreadableError
from definitions.content import clean, fold
from definitions.headings import KEEP, LINE, Columns, Remark, RowFault, cleaned, columns_of, is_total, titled
from definitions.pasted import pasted
from definitions.tables import Row, Table
from definitions.vocabulary import Definition, FieldType, Form

__all__ = [
    "EXAMPLE", "KEEP", "LINE", "MOST_ROWS", "Line", "Read", "Remark", "RowFault", "Seen", "about", "foreign",
    "lines_from_rows", "lines_from_table", "rows_of", "with_ids",
]  # fmt: skip

Line = dict[str, Any]
"""One line of a plan as plain JSON: {"id": "2023-11/phong-moi-truong/01", <form field id>: value ...}."""

MOST_ROWS: Final = 500
EXAMPLE: Final = "vi du"
"""In the column of running numbers: a row that only shows how to write, and is never a line."""

_SIGNED: Final = re.compile(
    r"(nguoi lap( bieu| bang)?|thu truong( don vi)?|(pho )?truong phong|(pho )?giam doc|chanh van phong|lanh dao( phong| don vi)?"
    r"|ky ten.*|\(?ky[,.].*|([\w,]+ ){0,4}ngay [\d. ]* ?thang [\d. ]* ?nam [\d. ]*)[\s:.]*"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as it was read: its number, its line (without an id), what stands in the columns of ours."""

    number: int
    line: Line
    ours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What a table was read into: its rows, or all its faults, never both; and what was understood by tolerance.

    `ours` are the letters of the columns of ours, by name.
    """

    rows: tuple[Seen, ...] = ()
    faults: tuple[RowFault, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ours: Mapping[str, str] = field(default_factory=dict)


def lines_from_rows(
    definition: Definition, form: Form, text: str, *, period: str, party: str, known: Sequence[Line] = ()
) -> tuple[tuple[Line, ...], tuple[RowFault, ...]]:
    """The lines of a pasted table, or its faults: there are never both, a table is taken whole.

    `text` is tab-separated (Excel), else `|`, else `;`; with a header row, found by its titles whatever their accents,
    or without one, in the order of the form (a first column of running numbers is left out). Empty rows and totals are
    left out. `known` are the lines of every earlier version from that party and period: a row that says the same keeps
    the line's id; ids are never used again for something else. Empty text is no line and no fault.
    """
    lines, faults, _ = lines_from_table(definition, form, pasted(text), period=period, party=party, known=known)
    return lines, faults


def lines_from_table(
    definition: Definition, form: Form, table: Table, *, period: str, party: str, known: Sequence[Line] = ()
) -> tuple[tuple[Line, ...], tuple[RowFault, ...], tuple[Remark, ...]]:
    """The same for any table: pasted, a sheet, a table of a document; and what was understood by tolerance.

    A row that bears the id of a known line (column «Mã dòng») is that line, where it speaks of the same thing.
    """
    read = rows_of(Reader(definition, form, period), table)
    if read.faults:
        return (), read.faults, read.remarks
    lines, remarks = with_ids(read.rows, known, f"{period}/{party}", form, table.title)
    return lines, (), (*read.remarks, *remarks)


def rows_of(reader: Reader, table: Table, *, example: Mapping[str, str] | None = None) -> Read:
    """Every row of a table that is meant to be read, by the fields of the reader's form.

    `example` is what the example row of our own workbook says, by field: the row is passed over as long as it says so.
    """
    rows = _unmerged(table, cleaned(table))
    sheet, lettered = table.title, bool(table.title)
    columns, faults, remarks = columns_of(reader.form, rows, sheet=sheet, lettered=lettered)
    if len(columns.body) > MOST_ROWS * 2 or (not lettered and len(rows) > MOST_ROWS):
        how = f"Đề nghị chia thành bảng tối đa {MOST_ROWS} dòng."
        return Read((), (RowFault(0, "", f"Bảng có {len(rows)} dòng.", how, sheet),))
    if faults:
        return Read((), tuple(faults), tuple(remarks))
    desk = _Desk(reader, columns, sheet, example or {}, remarks)
    seen = [it for row in columns.body if (it := desk.seen(row)) is not None]
    desk.faults += [] if desk.faults else _twice(seen, sheet)
    if desk.faults:
        return Read((), tuple(desk.faults), tuple(remarks))
    return Read(tuple(seen), (), tuple(remarks), {name: columns.letter(n) for name, n in columns.ours.items()})


def _unmerged(table: Table, rows: Sequence[Row]) -> tuple[Row, ...]:
    """What was merged over several rows is said by each of them; a row that holds nothing else says nothing."""
    down = [area for area in table.merged if area.bottom > area.top]
    if not down:
        return tuple(rows)
    said = {row.number: row.cells for row in rows}
    filled = {number: list(cells) for number, cells in said.items()}
    for area in down:
        text = said.get(area.top, ())[area.left - 1 : area.left]
        for number in range(area.top + 1, area.bottom + 1):
            if number in filled and text:
                cells = filled[number]
                cells += [""] * (area.left - len(cells))
                cells[area.left - 1] = cells[area.left - 1] or text[0]
    return tuple(Row(number, tuple(cells)) for number, cells in filled.items())


@dataclass(slots=True)
class _Desk:
    """What reading a row needs, and what is found on the way."""

    reader: Reader
    columns: Columns
    sheet: str
    example: Mapping[str, str]
    remarks: list[Remark]
    faults: list[RowFault] = field(default_factory=list)

    def seen(self, row: Row) -> Seen | None:
        """The row as it is read; None where it is no line."""
        said = {it.id: cell for it, cell in zip(self.columns.fields, row.cells, strict=False) if it is not None}
        ours = {name: row.cells[n] for name, n in self.columns.ours.items() if n < len(row.cells) and row.cells[n]}
        stray = [cell for n, cell in enumerate(row.cells) if cell and n not in self.columns.ours.values()]
        if not stray or self._no_line(row, said, ours):
            return None
        return Seen(row.number, self._line(row, said), ours)

    def _no_line(self, row: Row, said: Mapping[str, str], ours: Mapping[str, str]) -> bool:
        there = {it.id for it in self.columns.fields if it is not None}
        shown = {name: text for name, text in self.example.items() if name in there}
        if fold(ours.get("stt", "")) == EXAMPLE or (shown and _same(said, shown)):
            if shown and not _same(said, shown):
                self._fault(row, "", "Dòng ví dụ đã bị ghi đè.", "Đề nghị chép nội dung xuống các dòng bên dưới.")
            return True
        why = (
            "là dòng tổng cộng, không tính là một nội dung" if is_total(row)
            else "là dòng tiêu đề lặp lại" if self._heading(row)
            else "là phần ký tên, ngày tháng" if _is_signature(row)
            else ""
        )  # fmt: skip
        if why:
            self.remarks.append(Remark(row.number, "", f"đã hiểu {why}.", self.sheet))
        return bool(why)

    def _heading(self, row: Row) -> bool:
        """The titles once more, as a table has them on its second page."""
        fields = zip(self.columns.fields, row.cells, strict=False)
        named = [it == titled(self.reader.form, cell) for it, cell in fields if it is not None and cell]
        return self.columns.header > 0 and len(named) > 1 and all(named)

    def _line(self, row: Row, said: Mapping[str, str]) -> Line:
        line: Line = {}
        for it in self.reader.form.fields:
            text = said.get(it.id, "")
            try:
                line[it.id] = self.reader.read(it, text)
            except UnreadableError as wrong:
                self._fault(row, it.title, wrong.message, wrong.remedy, self.columns.letter_of(it))
                continue
            if understood := self.reader.understood(it, text, line[it.id]):
                letter = self.columns.letter_of(it)
                self.remarks.append(Remark(row.number, it.title, understood, self.sheet, letter))
        return line

    def _fault(self, row: Row, title: str, message: str, remedy: str, letter: str = "") -> None:
        self.faults.append(RowFault(row.number, title, message, remedy, self.sheet, letter))


def _same(said: Mapping[str, str], example: Mapping[str, str]) -> bool:
    return all(fold(said.get(name, "")) == fold(clean(text)) for name, text in example.items())


def _is_signature(row: Row) -> bool:
    cells = [cell for cell in row.cells if cell]
    return len(cells) <= 3 and all(_SIGNED.fullmatch(fold(cell)) for cell in cells)


def _twice(rows: Sequence[Seen], sheet: str) -> list[RowFault]:
    """Rows that say exactly what an earlier one says."""
    seen: dict[str, int] = {}
    faults = []
    for row in rows:
        first = seen.setdefault(_whole(row.line), row.number)
        if first != row.number:
            said = f"Dòng này trùng hoàn toàn với dòng {first}."
            faults.append(RowFault(row.number, "", said, "Đề nghị bỏ một dòng.", sheet))
    return faults


# ---------------------------------------------------------------- ids


def foreign(read: Read, own: Container[str], sheet: str = "") -> list[RowFault]:
    """The rows that bear an id which is no line of whoever handed them in: somebody typed it, or it is another's."""
    how = "Dòng mới thì để trống ô này; dòng cũ thì giữ nguyên mã như trong bảng tính nhận được."
    return [
        RowFault(
            row.number, LINE, f"Mã dòng «{id[:40]}» không phải là mã của đơn vị.", how, sheet, read.ours.get(LINE, "")
        )
        for row in read.rows
        if (id := row.ours.get(LINE, "")) and id not in own
    ]


def with_ids(
    rows: Sequence[Seen], known: Sequence[Line], prefix: str, form: Form, sheet: str = ""
) -> tuple[tuple[Line, ...], list[Remark]]:
    """First the rows that bear an id, then those that equal a known line, then those with its content, then new numbers."""
    about_field, lines = about(form), [row.line for row in rows]
    given, remarks = _stated(rows, known, about_field, sheet)
    taken = set(given.values())
    for key in (_whole, lambda line: fold(str(line.get(about_field, "")))) if known else ():
        free: dict[str, list[str]] = {}
        for old in reversed(known):
            free.setdefault(key(old), []).append(old["id"])
        for n, line in enumerate(lines):
            same = [id for id in free.get(key(line), ()) if id not in taken] if n not in given else []
            if same:
                given[n] = same[-1]
                taken.add(same[-1])
    return tuple(_numbered(lines, given, known, prefix)), remarks


def _numbered(lines: Sequence[Line], given: Mapping[int, str], known: Sequence[Line], prefix: str) -> Iterator[Line]:
    number = max((_number(line["id"]) for line in known if line["id"].startswith(f"{prefix}/")), default=0)
    for n, line in enumerate(lines):
        if n not in given:
            number += 1
        yield {"id": given.get(n) or f"{prefix}/{number:02d}", **line}


_ALIKE: Final = 55  # of 100: a line that was reworded, not one that was overwritten by another


def _stated(
    rows: Sequence[Seen], known: Sequence[Line], about_field: str, sheet: str
) -> tuple[dict[int, str], list[Remark]]:
    """Which rows are which known line by the id that they bear; an id that was copied along is none, and that is said."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a workbook of ours bears ids; `vongnam --help` never needs it

    old = {str(line["id"]): fold(str(line.get(about_field, ""))) for line in known}
    given: dict[int, str] = {}
    remarks: list[Remark] = []
    bearing = [(n, row, row.ours[LINE]) for n, row in enumerate(rows) if row.ours.get(LINE)]
    alike = {n: fuzz.ratio(fold(str(row.line.get(about_field, ""))), old.get(id, "")) for n, row, id in bearing}
    for n, row, id in sorted(bearing, key=lambda it: (-alike[it[0]], it[0])):
        if id in old and alike[n] >= _ALIKE and id not in given.values():
            given[n] = id
            continue
        why = (
            "có hai lần"
            if id in given.values()
            else "là của một nội dung khác"
            if id in old
            else "không có trong kỳ này"
        )
        remarks.append(Remark(row.number, LINE, f"mã dòng «{id}» {why}; đã hiểu đây là nội dung mới.", sheet))
    return given, remarks


def about(form: Form) -> str:
    """The field that says what a line is about: `content`, or the first text."""
    texts = [f.id for f in form.fields if f.type in (FieldType.TEXT, FieldType.LONG)]
    return "content" if "content" in texts else next(iter(texts), "")


def _whole(line: Mapping[str, Any]) -> str:
    return fold("\x1f".join(f"{name}={_flat(value)}" for name, value in sorted(line.items()) if name != "id"))


def _flat(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)


def _number(id: str) -> int:
    tail = id.rpartition("/")[2]
    return int(tail) if tail.isdecimal() else 0
