"""Rows pasted from a spreadsheet -> the lines of a plan, or every fault at once. A line keeps its id for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from definitions.cells import Reader, UnreadableError
from definitions.content import clean, fold
from definitions.vocabulary import Definition, FieldType, Form, FormField

Line = dict[str, Any]
"""One line of a plan as plain JSON: {"id": "2023-11/phong-moi-truong/01", <form field id>: value ...}."""

MOST_ROWS: Final = 500

_NUMBERING: Final = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "#"})
_TOTAL: Final = re.compile(r"(tong cong|tong so|tong|cong)[\s:.\d()]*|tong cong\b.{0,40}")
_HEADER_WITHIN: Final = 15  # a whole sheet may be pasted, with its title lines
_NO_PART: Final = re.compile(r"\(.*?\)|[*:.]")  # of a title
_QUOTED: Final = r'"((?:[^"]|"")*)"(?=[{0}\n]|$)'


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault: the row as it was pasted (from 1; 0 is the table as a whole), the column's title, what, what to do."""

    row: int
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"Dòng {self.row}, cột «{self.field}»" if self.field else f"Dòng {self.row}"
        return f"{where if self.row else 'Bảng dữ liệu'}: {self.message} {self.remedy}"


Row = tuple[int, list[str]]  # its number in the pasted text, its cleaned cells


def lines_from_rows(
    definition: Definition, form: Form, text: str, *, period: str, party: str, known: Sequence[Line] = ()
) -> tuple[tuple[Line, ...], tuple[RowFault, ...]]:
    """The lines of a pasted table, or its faults: there are never both, a table is taken whole.

    `text` is tab-separated (Excel), else `|`, else `;`; with a header row, found by its titles whatever their accents,
    or without one, in the order of the form (a first column of running numbers is left out). Empty rows and totals are
    left out. `known` are the lines of every earlier version from that party and period: a row that says the same keeps
    the line's id; ids are never used again for something else. Empty text is no line and no fault.
    """
    rows = _rows(text)
    if len(rows) > MOST_ROWS:
        return (), (RowFault(0, "", f"Bảng có {len(rows)} dòng.", f"Đề nghị chia thành bảng tối đa {MOST_ROWS} dòng."),)
    columns, body, faults = _columns(form, rows)
    if not faults:
        reader, body = Reader(definition, form, period), [row for row in body if not is_total(row[1])]
        read = [_line(reader, columns, row) for row in body]
        faults = [fault for _, found in read for fault in found]
        lines = [line for line, _ in read]
        faults += [] if faults else _twice(body, lines)
    if faults:
        return (), tuple(faults)
    return tuple(_with_ids(lines, known, f"{period}/{party}", _about(form))), ()


# ---------------------------------------------------------------- text -> rows


def _rows(text: str) -> list[Row]:
    """The rows that hold anything, each with its number."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    mark = next((mark for mark in "\t|;" if mark in text), "\t")
    split = ([clean(cell) for cell in cells] for cells in _split(text, mark))
    return [(n, cells) for n, cells in enumerate(split, 1) if any(cells)]


def _split(text: str, mark: str) -> Iterator[list[str]]:
    """Cells of each row. A quoted cell may hold line breaks; Excel quotes a copied cell only where it holds one."""
    if '"' not in text:
        yield from (row.split(mark) for row in text.split("\n"))
        return
    quoted = re.compile(_QUOTED.format(re.escape(mark)))
    cells: list[str] = []
    at = 0
    while at <= len(text):
        cell, at = _cell(text, at, mark, quoted)
        cells.append(cell)
        if at >= len(text) or text[at] == "\n":
            yield cells
            cells = []
        at += 1


def _cell(text: str, at: int, mark: str, quoted: re.Pattern[str]) -> tuple[str, int]:
    found = quoted.match(text, at)
    if found and (mark != "\t" or re.search(r'[\t\n]|""', found[1])):
        return found[1].replace('""', '"'), found.end()
    ends = [end for end in (text.find(mark, at), text.find("\n", at)) if end >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row that holds anything only sums up others."""
    return bool(_TOTAL.fullmatch(fold(next(cell for cell in cells if cell))))


# ---------------------------------------------------------------- which column is which field


def _columns(form: Form, rows: list[Row]) -> tuple[list[FormField | None], list[Row], list[RowFault]]:
    """The field of each column (None: left out), the rows below the header, and what is wrong with the columns."""
    for n, row in enumerate(rows[:_HEADER_WITHIN]):
        titles = [_titled(form, cell) for cell in row[1]]
        if len({field.id for field in titles if field}) >= min(2, len(form.fields)):
            return titles, rows[n + 1 :], list(_header_faults(form, row, titles, rows[n + 1 :]))
    columns: list[FormField | None] = [*form.fields]
    if _numbered(form, rows):
        columns.insert(0, None)
    wide = [row for row in rows if len(row[1]) > len(columns) and any(row[1][len(columns) :])]
    titles_said = ", ".join(field.title for field in form.fields)
    return columns, rows, [
        RowFault(row[0], "", f"Có {len(row[1])} ô, nhiều hơn {len(columns)} cột của biểu mẫu.", f"Thứ tự cột: {titles_said}.")
        for row in wide
    ]  # fmt: skip


def _titled(form: Form, cell: str) -> FormField | None:
    """The field whose title (or id) this is; a remark in brackets, a star, and what follows the title do not count."""
    said = _plain_title(cell)
    if not said:
        return None
    for field in form.fields:
        if said in (_plain_title(field.title), fold(field.id)):
            return field
    near = [
        f for f in form.fields if said.startswith(t := _plain_title(f.title)) or (len(said) > 5 and t.startswith(said))
    ]
    return near[0] if len(near) == 1 and len(said) < 60 else None


@lru_cache(maxsize=1024)  # every table brings the titles of its form again
def _plain_title(text: str) -> str:
    return _NO_PART.sub("", fold(text)).strip()


def _header_faults(form: Form, header: Row, titles: list[FormField | None], body: list[Row]) -> Iterator[RowFault]:
    found = [field and field.id for field in titles]
    for n, (cell, field) in enumerate(zip(header[1], titles, strict=True)):
        if field is None and fold(cell).rstrip(".") not in _NUMBERING and any(len(r[1]) > n and r[1][n] for r in body):
            yield RowFault(
                header[0], cell or f"thứ {n + 1}", "Biểu mẫu không có cột này.",
                f"Các cột: {', '.join(f.title for f in form.fields)}.",
            )  # fmt: skip
        if field is not None and field.id in found[:n]:
            yield RowFault(header[0], field.title, "Cột này có hai lần.", "Đề nghị bỏ một cột.")
    for field in form.fields:
        if field.required and field.id not in found:
            yield RowFault(header[0], field.title, "Bảng thiếu cột này.", f"Đề nghị thêm cột «{field.title}».")


def _numbered(form: Form, rows: list[Row]) -> bool:
    """Without a header: whether the first column only counts the rows (1, 2, 3 ...)."""
    if not form.fields or form.fields[0].type not in (FieldType.TEXT, FieldType.LONG):
        return False
    numbers = [cells[0] for row in rows for cells in [row[1]] if not is_total(row[1])]
    return len(rows) > 0 and [n.rstrip(".") for n in numbers] == [str(n) for n in range(1, len(numbers) + 1)]


# ---------------------------------------------------------------- a row -> a line


def _line(reader: Reader, columns: Sequence[FormField | None], row: Row) -> tuple[Line, list[RowFault]]:
    line: Line = {}
    faults: list[RowFault] = []
    number, cells = row
    said = {column.id: cell for column, cell in zip(columns, cells, strict=False) if column is not None}
    for field in reader.form.fields:
        try:
            line[field.id] = reader.read(field, said.get(field.id, ""))
        except UnreadableError as fault:
            faults.append(RowFault(number, field.title, fault.message, fault.remedy))
    return line, faults


def _twice(rows: Sequence[Row], lines: Sequence[Line]) -> list[RowFault]:
    """Rows that say exactly what an earlier one says."""
    seen: dict[str, int] = {}
    faults = []
    for (number, _), line in zip(rows, lines, strict=True):
        first = seen.setdefault(_whole(line), number)
        if first != number:
            faults.append(RowFault(number, "", f"Dòng này trùng hoàn toàn với dòng {first}.", "Đề nghị bỏ một dòng."))
    return faults


# ---------------------------------------------------------------- ids


def _with_ids(lines: Sequence[Line], known: Sequence[Line], prefix: str, about: str) -> Iterator[Line]:
    """First the rows that equal a known line in everything, then those with the same content, then new numbers."""
    given: dict[int, str] = {}
    taken: set[str] = set()
    for key in (_whole, lambda line: fold(str(line.get(about, "")))) if known else ():
        free: dict[str, list[str]] = {}
        for old in reversed(known):
            free.setdefault(key(old), []).append(old["id"])
        for n, line in enumerate(lines):
            same = [id for id in free.get(key(line), ()) if id not in taken] if n not in given else []
            if same:
                given[n] = same[-1]
                taken.add(same[-1])
    number = max((_number(line["id"]) for line in known), default=0)
    for n, line in enumerate(lines):
        if n not in given:
            number += 1
        yield {"id": given.get(n) or f"{prefix}/{number:02d}", **line}


def _about(form: Form) -> str:
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
