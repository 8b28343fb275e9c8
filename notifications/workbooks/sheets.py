"""One sheet as an office prints it: agency, title, remarks, a heading, rows; and the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final

from definitions.vocabulary import Definition
from notifications import words
from notifications.documents import printable, same_bytes

Columns = Sequence[tuple[str, str, int]]
"""(the name in a row, the heading, the width) of each column."""

_FIXED: Final = dt.datetime(2023, 1, 1)  # noqa: DTZ001  # the file format has no zone; the day of writing is no fact
_LINE: Final = 16.5  # points
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def sheet_of(
    definition: Definition,
    sheet: Any,
    title: str,
    columns: Columns,
    rows: Sequence[Mapping[str, Any]],
    *,
    notes: Sequence[str] = (),
) -> int:
    """Agency, title, remarks; a heading that stays in sight and is printed on each page; the rows. The heading's row."""
    issuer = definition.year.issuer
    head = [issuer.name.upper(), title, *([words.SAMPLE] if issuer.sample else []), *notes]
    for n, text in enumerate(head, 1):
        put(sheet, n, 1, text, bold=n <= 2 or text == words.SAMPLE)
    top = len(head) + 2
    for n, (_, heading, width) in enumerate(columns, 1):
        put(sheet, top, n, heading, bold=True, boxed=True, centred=True)
        sheet.column_dimensions[sheet.cell(top, n).column_letter].width = width
    sheet.row_dimensions[top].height = _LINE * max(_lines(heading, width - 2) for _, heading, width in columns)
    for down, row in enumerate(rows, top + 1):
        for n, (name, _, _) in enumerate(columns, 1):
            put(sheet, down, n, row[name], boxed=True, centred=isinstance(row[name], int))
        sheet.row_dimensions[down].height = _LINE * max(_lines(row[name], width) for name, _, width in columns)
    _page(sheet, top, len(columns), top + len(rows))
    return top


def _lines(value: object, width: int) -> int:
    """How many lines a cell takes: not every program fits the height of a row to wrapped text by itself."""
    return max(1, math.ceil(len(str(value)) * 0.95 / width))


def put(
    sheet: Any, row: int, column: int, value: object, *, bold: bool = False, boxed: bool = False, centred: bool = False
) -> None:
    """One cell; what somebody typed is text, whatever it begins with."""
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


def finished(book: Any, definition: Definition, title: str) -> bytes:
    """The workbook's bytes. Its own `save` writes the hour into the properties; the writer beneath it does not."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = _FIXED
    book.properties.creator = definition.year.issuer.name
    book.properties.title = title
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return same_bytes(out.getvalue())
