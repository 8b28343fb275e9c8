"""The one door to openpyxl: the plan of a month as .xlsx, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final

from definitions.vocabulary import Definition
from notifications import tables, words
from notifications.documents import printable, same_bytes

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
_FIXED: Final = dt.datetime(2023, 1, 1)  # noqa: DTZ001  # the file format has no zone; the day of writing is no fact
_LINE: Final = 16.5  # points
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


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
    _sheet(definition, first, title, COLUMNS, tables.plan_rows(definition, content))
    _sheet(
        definition,
        book.create_sheet("Đơn vị"),
        f"TÌNH HÌNH GỬI KẾ HOẠCH {month.upper()}",
        _UNITS,
        _units(definition, content),
    )
    _sheet(
        definition, book.create_sheet("Ý kiến"), f"Ý KIẾN CỦA CÁC CƠ QUAN BÁO CHÍ {month.upper()}", _CHANGES,
        tables.change_rows(definition, content), notes=tables.answers(definition, content),
    )  # fmt: skip
    book.properties.created = book.properties.modified = _FIXED
    book.properties.creator = definition.year.issuer.name
    book.properties.title = title
    return _saved(book)


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


def _sheet(
    definition: Definition,
    sheet: Any,
    title: str,
    columns: Sequence[tuple[str, str, int]],
    rows: Sequence[Mapping[str, Any]],
    *,
    notes: Sequence[str] = (),
) -> None:
    """Agency, title, remarks; a heading that stays in sight and is printed on each page; the rows."""
    issuer = definition.year.issuer
    head = [issuer.name.upper(), title, *([words.SAMPLE] if issuer.sample else []), *notes]
    for n, text in enumerate(head, 1):
        _put(sheet, n, 1, text, bold=n <= 2 or text == words.SAMPLE)
    top = len(head) + 2
    for n, (_, heading, width) in enumerate(columns, 1):
        _put(sheet, top, n, heading, bold=True, boxed=True, centred=True)
        sheet.column_dimensions[sheet.cell(top, n).column_letter].width = width
    for down, row in enumerate(rows, top + 1):
        for n, (name, _, _) in enumerate(columns, 1):
            _put(sheet, down, n, row[name], boxed=True, centred=isinstance(row[name], int))
        sheet.row_dimensions[down].height = _LINE * max(_lines(row[name], width) for name, _, width in columns)
    _page(sheet, top, len(columns), top + len(rows))


def _lines(value: object, width: int) -> int:
    """How many lines a cell takes: not every program fits the height of a row to wrapped text by itself."""
    return max(1, math.ceil(len(str(value)) * 0.95 / width))


def _put(
    sheet: Any, row: int, column: int, value: object, *, bold: bool = False, boxed: bool = False, centred: bool = False
) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = printable(value)
        cell.data_type = "s"  # openpyxl would write "=..." as a formula
        cell.quotePrefix = value.startswith(_FORMULA)
    else:
        cell.value = value
    cell.font = Font(name="Times New Roman", size=12, bold=bold)
    if boxed:
        line = Side(style="thin")
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centred else "left")


def _page(sheet: Any, top: int, columns: int, last: int) -> None:
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.print_title_rows = f"{top}:{top}"
    sheet.print_area = f"A1:{sheet.cell(last, columns).coordinate}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _saved(book: Any) -> bytes:
    """The workbook's bytes. Its own `save` writes the hour into the properties; the writer beneath it does not."""
    from openpyxl.writer.excel import ExcelWriter

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return same_bytes(out.getvalue())
