"""Somebody's own workbook given back: a remark on each cell that is wrong, and a first sheet that lists them all."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from definitions.content import fold
from definitions.monthly import TO_MEND
from notifications import words
from notifications.workbooks.gate import MOST_COLUMNS, MOST_ROWS, UnfitFile, admit
from notifications.workbooks.sheets import put

AUTHOR: Final = "Văn phòng"
_RED: Final = "FFD6D6"
_OPEN: Final = "FFF9DB"


class Wrong(Protocol):
    """A fault of a cell, of a sheet (no address) or of the whole file (no sheet)."""

    @property
    def sheet(self) -> str:
        """The name of its sheet."""

    @property
    def address(self) -> str:
        """F7."""

    @property
    def message(self) -> str:
        """What is wrong."""

    @property
    def remedy(self) -> str:
        """What to do."""


class Understood(Protocol):
    """What was understood although it was written otherwise."""

    @property
    def sheet(self) -> str:
        """The name of its sheet."""

    @property
    def address(self) -> str:
        """F7."""

    @property
    def message(self) -> str:
        """What was understood."""


def with_remarks(
    data: bytes,
    faults: Iterable[Wrong],
    *,
    sheet: str = "",
    listed: bool = False,
    understood: Sequence[Understood] = (),
) -> bytes:
    """The same file, each wrong cell with a remark; what is wrong of a whole sheet in its first cell.

    `sheet` is where faults that name none stand (the first, where the file has none of that name). `listed`: a sheet of
    all of it comes first, with what was `understood`. Remarks of an earlier time go.
    """
    admit(data)
    book = opened(data)
    _cleared(book)
    faults = tuple(faults)
    by_name = {fold(it.title): it for it in book.worksheets}
    usual = by_name.get(fold(sheet), book.worksheets[0])
    said: dict[tuple[Any, str], list[str]] = {}
    for fault in faults:
        page = by_name.get(fold(fault.sheet), usual) if fault.sheet else usual
        said.setdefault((page, fault.address or "A1"), []).append(words.clean(f"{fault.message} {fault.remedy}"))
    for (page, address), remarks in said.items():
        _remark(page, address, remarks)
    if listed:
        _list(book, faults, understood)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    """The workbook of bytes that the gate has let in, whole, to be written again."""
    import openpyxl

    assert openpyxl.DEFUSEDXML, "defusedxml has to be there: it is what refuses entities"
    try:
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except Exception as error:  # a parser of strangers' files may fail in any way
        raise UnfitFile from error


def _cleared(book: Any) -> None:
    """Without the remarks that we have written into it before."""
    from openpyxl.styles import PatternFill

    for page in list(book.worksheets):
        if fold(page.title) == fold(TO_MEND) and len(book.worksheets) > 1:
            book.remove(page)
            continue
        for row in page.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):  # an empty cell may stand far beyond
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill("solid", fgColor=_OPEN)


def _remark(page: Any, address: str, remarks: Sequence[str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = page[address]
    for area in page.merged_cells.ranges:
        if cell.coordinate in area:
            cell = page.cell(area.min_row, area.min_col)
    cell.comment = Comment("\n".join(remarks), AUTHOR, width=320, height=110)
    cell.fill = PatternFill("solid", fgColor=_RED)


_HEADINGS: Final = (("STT", 6), ("Trang", 22), ("Ô", 8), ("Cột", 26), ("Chỗ cần sửa", 52), ("Cách sửa", 52))


def _list(book: Any, faults: Sequence[Wrong], understood: Sequence[Understood]) -> None:
    page = book.create_sheet(TO_MEND, 0)
    put(page, 1, 1, f"TỆP CHƯA ĐƯỢC NHẬN: CÓ {len(faults)} CHỖ CẦN SỬA", bold=True)
    put(
        page,
        2,
        1,
        "Đề nghị sửa các ô dưới đây (nền đỏ, có ghi chú) ngay trong tệp này rồi gửi lại; trang này không cần xóa.",
    )
    row = _rows(page, 4, [(it, it.message, it.remedy) for it in faults], ("Chỗ cần sửa", "Cách sửa"))
    if understood:
        put(
            page,
            row + 1,
            1,
            "Các chỗ sau đây đã được hiểu như ghi dưới đây; nếu không đúng, đề nghị sửa lại:",
            bold=True,
        )
        _rows(page, row + 3, [(it, it.message, "") for it in understood], ("Đã hiểu như sau", "Ghi chú của đơn vị"))
    for n, (_, width) in enumerate(_HEADINGS, 1):
        page.column_dimensions[page.cell(4, n).column_letter].width = width
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _rows(page: Any, top: int, said: Sequence[tuple[Any, str, str]], last: tuple[str, str]) -> int:
    """A heading and a row for each; the row below the last."""
    for n, title in enumerate((*(title for title, _ in _HEADINGS[:-2]), *last), 1):
        put(page, top, n, title, bold=True, boxed=True, centred=True)
    for down, (it, message, remedy) in enumerate(said, 1):
        shown = (down, it.sheet, it.address or _row(it), _column(it), message, remedy)
        for n, value in enumerate(shown, 1):
            put(page, top + down, n, value, boxed=True, centred=n in (1, 3))
        page.row_dimensions[top + down].height = 16.5 * max(1, -(-max(len(message), len(remedy)) // 60))
    return top + len(said) + 1


def _row(it: Any) -> str:
    return f"dòng {it.row}" if getattr(it, "row", 0) else ""


def _column(it: Any) -> str:
    return str(getattr(it, "field", "") or getattr(it, "title", ""))
