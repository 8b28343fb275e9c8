"""The plan of a month as .xlsx: the lines, the units, what the partners changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from definitions.vocabulary import Definition
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
    first.title = "Kế hoạch"
    sheet_of(definition, first, title, COLUMNS, tables.plan_rows(definition, content))
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
