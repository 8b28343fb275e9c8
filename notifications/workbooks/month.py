"""The workbook of a party's period: the plan, the results of the period before, a page that explains, the lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from definitions.content import fold, shown_date
from definitions.headings import KEEP, LINE
from definitions.monthly import BLANK_ROWS, HELP, LISTS, NO, NOTHING, PARTY, PERIOD, YES, Book, Column, Sheet, heading
from definitions.periods import bounds
from definitions.vocabulary import Definition, FieldType
from notifications import words
from notifications.markdown import deadline
from notifications.workbooks.sheets import Columns, finished, put, sheet_of

EXAMPLE: Final = "Ví dụ"
_TO_FILL: Final = "FFF9DB"
_WRITTEN: Final = "E3F0E3"
_SHOWN_ONLY: Final = "EEEEEE"
_WIDTHS: Final = {
    FieldType.TEXT: 16, FieldType.LONG: 18, FieldType.NUMBER: 9, FieldType.DATE: 14, FieldType.LINK: 24,
    FieldType.PHONE: 13, FieldType.TOPICS: 22, FieldType.ACTIVITIES: 20, FieldType.PARTNER: 17, FieldType.CHOICE: 12,
}  # fmt: skip
_LONGEST_LINE: Final = 34


def unit_month(definition: Definition, book: Book, *, blank: int = BLANK_ROWS) -> bytes:
    """The workbook as bytes, the same each time: what may be typed into is open, everything else is locked."""
    from openpyxl import Workbook

    made = Workbook()
    places = _lists(made, definition, book)
    title = words.titled(book.step.title, book.key.period)
    for n, sheet in enumerate(book.sheets):
        page = made.active if n == 0 else made.create_sheet(index=n)
        page.title = sheet.name
        _fill(page, definition, book, sheet, places, blank, first=n == 0)
    _help(made.create_sheet(HELP, len(book.sheets)), book)
    _properties(made, book)
    return finished(made, definition, title)


def _properties(made: Any, book: Book) -> None:
    """The mark once more, where a program finds it without opening a sheet."""
    from openpyxl.packaging.custom import StringProperty

    made.custom_doc_props.append(StringProperty(name="vongnam", value=book.sign))


# ---------------------------------------------------------------- a sheet to fill in


def _fill(
    page: Any, definition: Definition, book: Book, sheet: Sheet, places: Mapping[str, str], blank: int, *, first: bool
) -> None:
    columns = _columns(definition, sheet)
    title = words.titled(book.step.title, book.key.period) if first else f"{sheet.name}: {words.period(sheet.period)}"
    rows = _rows(sheet, [name for name, _, _ in columns])
    top = sheet_of(definition, page, title.upper(), columns, rows, notes=_notes(definition, book, first=first))
    if first:
        _nil(page, top)
    put(page, top - 1, len(columns), book.sign)
    page.column_dimensions[page.cell(top, len(columns)).column_letter].hidden = True
    _open(page, top, columns, sheet)
    _more(page, top + len(rows), len(columns), blank - 1)
    count = len(rows) + blank - 1
    for n, column in enumerate(sheet.columns, 2):
        _choose(page, top, count, n, places.get(column.field.id, ""), strict=column.strict)
    if sheet.carried:
        _choose(page, top, count, len(columns) - 1, f'"{YES},{NO}"', strict=True)
    _remember(page, top, definition, sheet)
    page.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(page.protection, allowed, False)  # False is: not forbidden


def _columns(definition: Definition, sheet: Sheet) -> Columns:
    """Running number, the fields, whether a line goes on, and the id, hidden."""
    main = next((c.field.id for c in sheet.columns if c.field.type is FieldType.TEXT), "")
    fields = [
        (c.field.id, heading(definition, c.field), _LONGEST_LINE if c.field.id == main else _WIDTHS[c.field.type])
        for c in sheet.columns
    ]
    keep = [("keep", KEEP, 12)] if sheet.carried else []
    return [("n", "STT", 7), *fields, *keep, ("line", LINE, 26)]


def _rows(sheet: Sheet, names: Sequence[str]) -> list[dict[str, Any]]:
    """The example, what is written already, and the first blank row, which the others are made like."""
    empty = dict.fromkeys(names, "")
    shown: list[dict[str, Any]] = [{**empty, **(sheet.example or {}), "n": EXAMPLE}]
    shown += [{**empty, **row.shown, "n": n, "line": row.line} for n, row in enumerate(sheet.written, 1)]
    count = len(sheet.written)
    return [*shown, {**empty, "n": count + 1}]


def _more(page: Any, last: int, columns: int, count: int) -> None:
    """So many blank rows more, like the last one: a style is looked up once, not for each cell."""
    from copy import copy

    like = [page.cell(last, n) for n in range(1, columns + 1)]
    page.row_dimensions[last].height = None  # a row that is written into grows with its words
    for down in range(last + 1, last + 1 + count):
        for n, pattern in enumerate(like, 1):
            page.cell(down, n)._style = copy(pattern._style)  # noqa: SLF001 - the library has no other quick way
        page.cell(down, 1).value = like[0].value + down - last
    page.print_area = f"A1:{page.cell(last + count, columns).coordinate}"


def _notes(definition: Definition, book: Book, *, first: bool) -> list[str]:
    period = book.key.period
    code = f" ({period})" if "W" in period or "H" in period else ""
    said = [f"{PARTY}: {book.party}", f"{PERIOD}: {words.period(period)}{code}"]
    if not first:
        return [*said, _TOLD]
    due = [f"Thời hạn gửi: {deadline(definition, book.due)}"] if book.due else []
    return [*said, *due, f"{NOTHING} (ghi x vào ô vàng):", _FILL]


_FILL: Final = "Ghi vào các ô nền vàng, mỗi nội dung một dòng; dòng «Ví dụ» không tính. Cách ghi ở trang «Hướng dẫn»."
_TOLD: Final = "Ghi kết quả của kỳ trước, mỗi kết quả một dòng; dòng có sẵn mà không có kết quả thì để nguyên."


def _nil(page: Any, top: int) -> None:
    """The cell in which an x says that there is nothing."""
    from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side

    row = next(n for n in range(1, top) if fold(str(page.cell(n, 1).value or "")).startswith(fold(NOTHING)))
    cell, line = page.cell(row, 3), Side(style="thin")
    cell.protection, cell.fill = Protection(locked=False), PatternFill("solid", fgColor=_TO_FILL)
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    cell.alignment = Alignment(horizontal="center")
    cell.number_format = "@"


def _open(page: Any, top: int, columns: Columns, sheet: Sheet) -> None:
    """What may be typed into; the example is grey and slanted, what is written already green."""
    from openpyxl.styles import Font, PatternFill, Protection

    count = len(sheet.written)
    for down in range(top + 1, page.max_row + 1):
        for n, (name, _, _) in enumerate(columns, 1):
            cell = page.cell(down, n)
            if down == top + 1:
                cell.fill = PatternFill("solid", fgColor=_SHOWN_ONLY)
                cell.font = Font(name="Times New Roman", size=12, italic=True, color="FF666666")
            elif name == "keep" and not top + 1 < down <= top + 1 + count:
                cell.fill = PatternFill("solid", fgColor=_SHOWN_ONLY)
            elif name not in ("n", "line"):
                cell.protection = Protection(locked=False)
                cell.number_format = "@"  # what is typed stays as it is typed: 5/4 is not made a day of another country
                green = down <= top + 1 + count and name != "keep" and cell.value
                cell.fill = PatternFill("solid", fgColor=_WRITTEN if green else _TO_FILL)


def _choose(page: Any, top: int, count: int, column: int, choices: str, *, strict: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if not choices:
        return
    letter = page.cell(top, column).column_letter
    found = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=strict)
    found.errorTitle, found.error = "Chưa đúng", "Đề nghị chọn trong danh sách."
    if not strict:
        found.showInputMessage, found.promptTitle = True, "Chọn hoặc ghi"
        found.prompt = "Chọn trong danh sách; nhiều mục thì ghi cách nhau bằng dấu chấm phẩy."
    page.add_data_validation(found)
    found.add(f"{letter}{top + 2}:{letter}{top + count}")


def _remember(page: Any, top: int, definition: Definition, sheet: Sheet) -> None:
    """What a heading asks for, shown when its cell is chosen."""
    from openpyxl.comments import Comment

    for n, column in enumerate(sheet.columns, 2):
        if said := _asked(column):
            page.cell(top, n).comment = Comment(said, definition.year.issuer.name, width=260, height=90)


def _asked(column: Column) -> str:
    must = "Bắt buộc ghi." if column.field.required else ""
    return " ".join(part for part in (column.field.help.rstrip(".") + "." if column.field.help else "", must) if part)


# ---------------------------------------------------------------- the lists, and how to fill it in


def _lists(made: Any, definition: Definition, book: Book) -> dict[str, str]:
    """The sheet of everything that can be chosen; where each list stands, by the id of its field."""
    from openpyxl.styles import Alignment

    page = made.create_sheet(LISTS)
    places: dict[str, str] = {}
    at = 0
    for sheet in book.sheets:
        for column in (c for c in sheet.columns if c.choices):
            at += 1
            letter = page.cell(1, at).column_letter
            put(page, 1, at, heading(definition, column.field), bold=True, boxed=True)
            for row, text in enumerate(column.choices, 2):
                put(page, row, at, text, boxed=True)
                page.cell(row, at).alignment = Alignment(wrap_text=True, vertical="top")
            page.column_dimensions[letter].width = 38 if column.field.type in _LISTED else 26
            places[column.field.id] = f"'{LISTS}'!${letter}$2:${letter}${1 + len(column.choices)}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.protection.sheet = True
    return places


_LISTED: Final = frozenset({FieldType.TOPICS, FieldType.ACTIVITIES})


def _help(page: Any, book: Book) -> None:
    from openpyxl.styles import Alignment

    page.column_dimensions["A"].width = 84
    for row, (text, bold) in enumerate(_how(book), 1):
        put(page, row, 1, text, bold=bold)
        page.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        page.row_dimensions[row].height = 17 * max(1, -(-len(text) // 82))
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.print_area = f"A1:A{page.max_row}"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.protection.sheet = True


def _how(book: Book) -> list[tuple[str, bool]]:
    first, *more = book.sheets
    months = words.period(book.key.period)
    said = [
        (f"CÁCH GHI: {words.titled(book.step.title, book.key.period).upper()}", True),
        (f"1. Trang «{first.name}»: mỗi nội dung một dòng, ghi vào các ô nền vàng; không cần ghi hết các dòng trống.", False),
        ("2. Ô có mũi tên: bấm vào ô rồi chọn. Ô được chọn nhiều mục thì ghi các mục cách nhau bằng dấu chấm phẩy; có thể ghi số, ví dụ 1; 3.", False),
        (f"3. Thời gian: ghi ngày trước, tháng sau, đủ năm, ví dụ {_day(book)}; hoặc ghi bằng chữ, ví dụ «tuần 2 {months.partition('/')[0]}», «cả {'tháng' if 'tháng' in months else 'kỳ'}».", False),
        (f"4. Kỳ này không có nội dung nào: đánh dấu x bên cạnh dòng «{NOTHING}», không ghi gì ở các dòng bên dưới.", False),
    ]  # fmt: skip
    if first.carried:
        said.append((f"5. Dòng nền xanh là nội dung của kỳ trước chưa thực hiện hoặc đã lùi: chọn «{YES}» ở cột «{KEEP}» và ghi thời gian nếu kỳ này thực hiện; chọn «{NO}» nếu không.", False))  # fmt: skip
    for sheet in more:
        n = len(said)
        said.append((f"{n}. Trang «{sheet.name}»: mỗi kết quả của {words.period(sheet.period)} một dòng: tin, bài kèm ngày và liên kết; lượt cung cấp thông tin, phóng viên đến làm việc, tin, bài do cán bộ viết; khó khăn, vướng mắc nếu có.", False))  # fmt: skip
        said.append((f"{n + 1}. Số liệu ước lượng thì ghi đúng như vậy, ví dụ «hơn 500»; chương trình không cộng các số này.", False))  # fmt: skip
    n = len(said)
    return [
        *said,
        (f"{n}. Có thể chèn thêm dòng, chép dán từ tệp khác; không dùng công thức, macro. Tên cột và các trang khác được khóa để tệp đọc lại được.", False),
        (f"{n + 1}. Ghi xong, gửi lại chính tệp này. Nếu có chỗ chưa đọc được, tệp được trả lại ngay với ghi chú ở từng ô.", False),
        *[(f"Yêu cầu: {words.clean(it)}", False) for it in book.step.criteria],
    ]  # fmt: skip


def _day(book: Book) -> str:
    return shown_date((bounds(book.key.period)[0] + dt.timedelta(days=4)).isoformat())
