"""The plan of a month as .xlsx: the lines, the units, what the partners changed; its lines are known when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from definitions.content import fold
from definitions.headings import LINE
from definitions.monthly import PLAN
from definitions.tables import Row, Table
from definitions.vocabulary import Definition, Form
from notifications import tables, words
from notifications.workbooks.sheets import finished, sheet_of

# the titles of the form, so that the table can be edited in Excel and pasted back
COLUMNS: Final[tuple[tuple[str, str, int], ...]] = (
    ("n", "STT", 6),
    ("content", "Nội dung tuyên truyền", 52),
    ("topics", "Nội dung của Kế hoạch (mục II)", 16),
    ("activities", "Hoạt động trọng tâm", 13),
    ("genre", "Thể loại", 14),
    ("unit", "Phòng, đơn vị chủ trì", 28),
    ("when", "Thời gian dự kiến", 18),
    ("partners", "Cơ quan báo chí", 24),
    ("note", "Ghi chú", 26),
    ("line", LINE, 30),
)
_CHANGES: Final[tuple[tuple[str, str, int], ...]] = (
    ("n", "STT", 6),
    ("content", "Nội dung", 52),
    ("partner", "Cơ quan báo chí", 28),
    ("outcome", "Ý kiến", 28),
    ("old", "Dự kiến", 18),
    ("new", "Điều chỉnh", 18),
    ("reason", "Lý do", 36),
)


def month_plan(definition: Definition, content: Mapping[str, Any]) -> bytes:
    """The month's plan of the department (kind `month-plan`): the lines, the units, what the partners changed.

    Numbers are numbers; what somebody typed is text, whatever it begins with.
    """
    from openpyxl import Workbook

    book = Workbook()
    month = words.period(content["period"])
    title = f"KẾ HOẠCH TUYÊN TRUYỀN {month.upper()}"
    first = book.active
    first.title = PLAN
    top = sheet_of(definition, first, title, COLUMNS, tables.plan_rows(definition, content))
    # Hidden, and not locked: in a locked sheet nobody could take a row out or put rows in another order.
    first.column_dimensions[first.cell(top, len(COLUMNS)).column_letter].hidden = True
    first.print_area = f"A1:{first.cell(first.max_row, len(COLUMNS) - 1).coordinate}"
    sheet_of(
        definition,
        book.create_sheet("Đơn vị"),
        f"TÌNH HÌNH GỬI KẾ HOẠCH {month.upper()}",
        _UNITS,
        _units(definition, content),
    )
    sheet_of(
        definition, book.create_sheet("Ý kiến"), f"Ý KIẾN CỦA CÁC CƠ QUAN BÁO CHÍ {month.upper()}", _CHANGES,
        tables.change_rows(definition, content), notes=tables.answers(definition, content),
    )  # fmt: skip
    return finished(book, definition, title)


def sent(definition: Definition, form: Form, content: Mapping[str, Any]) -> Table:
    """The table of lines as it goes out, for comparing it with what comes back; headed as the form of the lines is."""
    own = {it.id: it.title for it in form.fields}
    head = tuple(own.get(name, title) for name, title, _ in COLUMNS)
    rows = [tuple(str(row[name]) for name, _, _ in COLUMNS) for row in tables.plan_rows(definition, content)]
    return Table(PLAN, tuple(Row(n, cells) for n, cells in enumerate((head, *rows), 1)))


def headed(form: Form, table: Table) -> Table:
    """The same table with our own headings in the words of the form, whose field each of them is."""
    own = {it.id: it.title for it in form.fields}
    words_of = {fold(title): own[name] for name, title, _ in COLUMNS if name in own}
    rows = [
        Row(row.number, tuple(words_of.get(fold(cell), cell) for cell in row.cells)) if LINE in row.cells else row
        for row in table.rows
    ]
    return Table(table.title, tuple(rows), table.merged, table.hidden)


_UNITS: Final[tuple[tuple[str, str, int], ...]] = (
    ("n", "STT", 6),
    ("unit", "Đơn vị", 44),
    ("state", "Tình trạng", 26),
    ("late", "Gửi chậm", 12),
    ("lines", "Số nội dung", 14),
)


def _units(definition: Definition, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = {party.id: party.name for party in definition.year.parties}
    return [
        {
            "n": n,
            "unit": known.get(unit["party"], unit["party"]),
            "state": "chưa gửi" if unit["party"] in content["silent"] else words.STATES[unit["state"]],
            "late": "có" if unit["late"] else "",
            "lines": sum(line["unit"] == unit["party"] for line in content["lines"]),
        }
        for n, unit in enumerate(content["units"], 1)
    ]
