"""Which column of a table is which field of a form: by its heading, however that is worded, or by its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from definitions.content import clean, fold
from definitions.tables import Row, Table, column_name
from definitions.vocabulary import FieldType, Form, FormField

WITHIN: Final = 30
"""Rows: a whole sheet may be handed in, with its title lines."""

NUMBERING: Final = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "#"})
LINE: Final = "Mã dòng"
"""The column, hidden in our own workbooks, that holds the id of a line."""
KEEP: Final = "Chuyển sang kỳ này"
"""The column in which a unit says of a line of an earlier period whether it goes on."""
OURS: Final = {fold(LINE): LINE, fold(KEEP): KEEP}

_NO_PART: Final = re.compile(r"\(.*?\)|[*:.]")  # of a title
_LONGEST: Final = 90


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault: the row (from 1; 0 is the table as a whole), the column's title, what, what to do.

    In a file also the `sheet` by its name and the `column` by its letter; in pasted text neither is known.
    """

    row: int
    field: str
    message: str
    remedy: str
    sheet: str = ""
    column: str = ""

    @property
    def address(self) -> str:
        """F7; nothing for a row or the table as a whole."""
        return f"{self.column}{self.row}" if self.column and self.row else ""

    def __str__(self) -> str:
        return f"{_where(self)}: {self.message} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class Remark:
    """What was understood although it was not written as the form has it: said to whoever wrote it, never hidden."""

    row: int
    field: str
    message: str
    sheet: str = ""
    column: str = ""

    @property
    def address(self) -> str:
        """F7; nothing for a row or the table as a whole."""
        return f"{self.column}{self.row}" if self.column and self.row else ""

    def __str__(self) -> str:
        return f"{_where(self)}: {self.message}"


def _where(it: RowFault | Remark) -> str:
    sheet = f"Trang «{it.sheet}»" if it.sheet else ""
    row = f"{'ô' if it.address else 'dòng'} {it.address or it.row}" if it.row else "" if sheet else "bảng dữ liệu"
    field = f"cột «{it.field}»" if it.field else ""
    said = ", ".join(part for part in (sheet, row, field) if part)
    return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a table holds (None: nothing that is read), the columns of ours by name, the rows below.

    `header` is the row of the headings, 0 where there is none and the order of the form tells.
    """

    fields: tuple[FormField | None, ...]
    ours: dict[str, int]
    body: tuple[Row, ...]
    header: int = 0
    lettered: bool = False

    def letter(self, n: int) -> str:
        """The letters of that column, from 0; nothing in pasted text."""
        return column_name(n + 1) if self.lettered else ""

    def letter_of(self, field: FormField) -> str:
        """The letters of the column of that field."""
        return next((self.letter(n) for n, it in enumerate(self.fields) if it and it.id == field.id), "")


def cleaned(table: Table) -> tuple[Row, ...]:
    """The rows that hold anything, each cell clean; trailing empty cells go."""
    rows = (Row(row.number, tuple(clean(cell) for cell in row.cells)) for row in table.rows)
    return tuple(row for row in rows if any(row.cells))


def columns_of(
    form: Form, rows: Sequence[Row], *, sheet: str = "", lettered: bool = False
) -> tuple[Columns, list[RowFault], list[Remark]]:
    """The columns of these rows, what is wrong with them, and which headings were understood though worded otherwise."""
    n = heading_at(form, rows)
    if n is None:
        return _by_place(form, rows, sheet, lettered=lettered)
    header = rows[n]
    found = [titled(form, cell) for cell in header.cells]
    ours = {name: at for at, cell in enumerate(header.cells) if (name := _our_name(cell))}
    columns = Columns(tuple(found), ours, tuple(rows[n + 1 :]), header.number, lettered)
    remarks = [
        Remark(header.number, clean(cell), f"đã hiểu là cột «{field.title}».", sheet, columns.letter(at))
        for at, (cell, field) in enumerate(zip(header.cells, found, strict=True))
        if field is not None and reworded(field, cell)
    ]
    return columns, list(_header_faults(form, header, columns, sheet)), remarks


def heading_at(form: Form, rows: Sequence[Row]) -> int | None:
    """The first row that names at least two fields (or the only one); None where none does."""
    for n, row in enumerate(rows[:WITHIN]):
        if len({field.id for cell in row.cells if (field := titled(form, cell))}) >= min(2, len(form.fields)):
            return n
    return None


def _our_name(cell: str) -> str:
    folded = fold(cell).rstrip(".")
    return "stt" if folded in NUMBERING else OURS.get(folded, "")


def titled(form: Form, cell: str) -> FormField | None:
    """The field whose title, id or other title this is; a remark in brackets, a star, what follows the title do not count."""
    said = plain_title(cell)
    if not said or said in OURS:
        return None
    for field in form.fields:
        if said in (plain_title(field.title), fold(field.id)):
            return field
    for field in form.fields:
        if any(said == plain_title(other) for other in field.also):
            return field
    near = [
        f for f in form.fields if said.startswith(t := plain_title(f.title)) or (len(said) > 5 and t.startswith(said))
    ]
    return near[0] if len(near) == 1 and len(said) < _LONGEST else None


def reworded(field: FormField, cell: str) -> bool:
    """Whether a heading names its field in words that are not those of the form."""
    said = plain_title(cell)
    return said != fold(field.id) and not said.startswith(plain_title(field.title))


@lru_cache(maxsize=1024)  # every table brings the titles of its form again
def plain_title(text: str) -> str:
    """A title as it is compared."""
    return " ".join(_NO_PART.sub("", fold(text)).split())


def _header_faults(form: Form, header: Row, columns: Columns, sheet: str) -> Iterator[RowFault]:
    found = [field and field.id for field in columns.fields]
    known = {*columns.ours.values()}
    wide = max((len(row.cells) for row in columns.body), default=0) - len(header.cells)
    headed = [*zip(header.cells, columns.fields, strict=True), *[("", None)] * wide]  # and what stands beside the table
    for n, (cell, field) in enumerate(headed):
        filled = any(len(row.cells) > n and row.cells[n] for row in columns.body)
        if field is None and n not in known and filled:
            yield RowFault(
                header.number, cell or f"thứ {n + 1}", "Biểu mẫu không có cột này.",
                f"Các cột: {', '.join(f.title for f in form.fields)}.", sheet, columns.letter(n),
            )  # fmt: skip
        if field is not None and field.id in found[:n]:
            yield RowFault(
                header.number, field.title, "Cột này có hai lần.", "Đề nghị bỏ một cột.", sheet, columns.letter(n)
            )
    for field in form.fields:
        if field.required and field.id not in found:
            how = f"Đề nghị thêm cột «{field.title}»."
            yield RowFault(header.number, field.title, "Bảng thiếu cột này.", how, sheet)


def _by_place(
    form: Form, rows: Sequence[Row], sheet: str, *, lettered: bool
) -> tuple[Columns, list[RowFault], list[Remark]]:
    fields: list[FormField | None] = [*form.fields]
    if _numbered(form, rows):
        fields.insert(0, None)
    wide = [row for row in rows if any(row.cells[len(fields) :])]
    how = f"Thứ tự cột: {', '.join(field.title for field in form.fields)}."
    faults = [
        RowFault(row.number, "", f"Có {len(row.cells)} ô, nhiều hơn {len(fields)} cột của biểu mẫu.", how, sheet)
        for row in wide
    ]
    return Columns(tuple(fields), {}, tuple(rows), 0, lettered), faults, []


def _numbered(form: Form, rows: Sequence[Row]) -> bool:
    """Without a header: whether the first column only counts the rows (1, 2, 3 ...)."""
    if not form.fields or form.fields[0].type not in (FieldType.TEXT, FieldType.LONG):
        return False
    numbers = [row.cells[0] for row in rows if not is_total(row)]
    return len(rows) > 0 and [n.rstrip(".") for n in numbers] == [str(n) for n in range(1, len(numbers) + 1)]


_TOTAL: Final = re.compile(r"(tong cong|tong so|tong|cong)[\s:.\d()]*|tong cong\b.{0,40}")
_MOST_OF_TOTAL: Final = 3


def is_total(row: Row) -> bool:
    """Whether a row sums up: its first words say so, and it says little else."""
    wordy = [cell for cell in row.cells if cell and not cell.replace(".", "").replace(",", "").isdecimal()]
    return 0 < len(wordy) < _MOST_OF_TOTAL and bool(_TOTAL.fullmatch(fold(wordy[0])))
