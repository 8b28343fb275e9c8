"""The sheet on which a partner answers, line by line: a list to choose from, and nothing else of it to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from definitions.agreement import asked_lines
from definitions.altered import alterations
from definitions.content import shown_date
from definitions.facts import Key
from definitions.replies import ANSWERS, CONTENT, LINE, NUMBER, OUTCOMES, sign
from definitions.vocabulary import Definition
from notifications import words
from notifications.changes import altered_words
from notifications.narrative import names
from notifications.workbooks.sheets import Columns, finished, put, sheet_of

SHEET: Final = "Phiếu ý kiến"
"""By this name the sheet is found again."""

_ASKED: Final[Columns] = (
    ("n", NUMBER, 6),
    ("content", CONTENT, 44),
    ("unit", "Phòng, đơn vị chủ trì", 22),
    ("genre", "Thể loại", 11),
    ("when", "Thời gian dự kiến", 15),
    ("outcome", ANSWERS["outcome"], 17),
    ("new_when", ANSWERS["when"], 15),
    ("new_genre", ANSWERS["genre"], 13),
    ("slot", ANSWERS["slot"], 18),
    ("reason", ANSWERS["reason"], 28),
    ("line", LINE, 30),
)
_ALTERED: Final = ("altered", "Thay đổi so với kế hoạch đã gửi", 34)
"""A column that stands before the answers where a line of the sheet has been agreed on before, and is changed now."""
_TO_FILL: Final = frozenset({"outcome", "new_when", "new_genre", "slot", "reason"})
_HELP: Final = "Hướng dẫn"
_HOW: Final = (
    "Kính đề nghị Quý cơ quan ghi ý kiến vào năm cột để trống bên phải của trang «Phiếu ý kiến», mỗi nội dung một dòng:",
    "1. «Ý kiến»: bấm vào ô, chọn một trong bốn ý kiến ghi dưới đây. Ô để trống được hiểu là chưa có ý kiến.",
    "2. «Nhất trí, có điều chỉnh»: ghi thời gian, thể loại hoặc chuyên mục, khung giờ đề nghị.",
    "3. «Đề nghị lùi»: ghi thời gian đề nghị, nếu đã có.",
    "4. «Không đăng, phát»: ghi lý do.",
    "Thời gian ghi ngày trước, tháng sau (ví dụ 15/11/2023), hoặc ghi bằng chữ (ví dụ: tuần 3 của tháng).",
    "Các cột khác được khóa để giữ đúng thứ tự dòng. Khi xong, xin gửi lại tệp này về hộp thư của Văn phòng.",
)


def asking(
    definition: Definition, plan: Mapping[str, Any], key: Key, on: str, *, genres: Sequence[str] = (), note: str = ""
) -> bytes:
    """The workbook that asks the partner of `key` about its lines of a month's plan (`on`: the SHA-256 of that plan).

    `genres` are the choices of a genre, `note` is what is different in a further round.
    """
    from openpyxl import Workbook

    book = Workbook()
    month = words.period(key.period)
    title = f"PHIẾU Ý KIẾN VỀ KẾ HOẠCH TUYÊN TRUYỀN {month.upper()}"
    sheet, rows = book.active, _rows(definition, plan, key.party)
    sheet.title = SHEET
    again = f" (lần {key.round})" if key.round > 1 else ""
    notes = [f"Kính gửi: {names(definition, [key.party])[0]}{again}", *([note] if note else []), _FILL]
    columns = _columns(rows)
    top = sheet_of(definition, sheet, title, columns, rows, notes=notes)
    _keep(sheet, top, columns, rows, sign(key, on))
    lists = _help(book.create_sheet(_HELP), genres)
    for name, choices in lists.items():
        _choose(sheet, top, columns, len(rows), name, choices)
    return finished(book, definition, title)


_FILL: Final = "Kính đề nghị ghi ý kiến vào các cột nền vàng; cách ghi ở trang «Hướng dẫn»."


def _columns(rows: Iterable[Mapping[str, Any]]) -> Columns:
    if not any(row["altered"] for row in rows):
        return _ASKED
    first = next(n for n, (name, _, _) in enumerate(_ASKED) if name in _TO_FILL)
    return (*_ASKED[:first], _ALTERED, *_ASKED[first:])


def _rows(definition: Definition, plan: Mapping[str, Any], partner: str) -> list[dict[str, Any]]:
    return [
        {
            "n": n,
            "content": str(line.get("content", "")),
            "unit": names(definition, [line["unit"]])[0],
            "genre": str(line.get("genre", "")),
            "when": shown_date(str(line.get("when", ""))),
            "altered": altered_words(definition, alterations(line, partner)).removeprefix("thay đổi: "),
            **dict.fromkeys(_TO_FILL, ""),
            "line": str(line["id"]),
        }
        for n, line in asked_lines(plan, partner)
    ]


def _keep(sheet: Any, top: int, columns: Columns, rows: Sequence[Any], signature: str) -> None:
    """What is asked stays as it is, what is answered can be typed; the ids stand in a column that nobody sees."""
    from openpyxl.styles import PatternFill, Protection

    put(sheet, top - 1, len(columns), signature)
    sheet.column_dimensions[sheet.cell(top, len(columns)).column_letter].hidden = True
    for down in range(top + 1, top + 1 + len(rows)):
        for n, (name, _, _) in enumerate(columns, 1):
            if name in _TO_FILL:
                cell = sheet.cell(down, n)
                cell.protection = Protection(locked=False)
                cell.fill = PatternFill("solid", fgColor="FFF9DB")
                cell.number_format = "@"  # what is typed stays as it is typed: 5/4 is not made a day of another country
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # these are allowed


def _help(sheet: Any, genres: Sequence[str]) -> dict[str, str]:
    """How to fill it in, and the lists that the cells choose from; where each list stands, by its column."""
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 110
    row = 0
    for row, text in enumerate(_HOW, 1):
        put(sheet, row, 1, text, bold=row == 1)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    places: dict[str, str] = {}
    for name, choices in (("outcome", tuple(OUTCOMES)), ("new_genre", tuple(genres))):
        first = row + 2
        for row, text in enumerate(choices, first):
            put(sheet, row, 1, text)
        places |= {name: f"'{_HELP}'!$A${first}:$A${row}"} if choices else {}
    sheet.row_dimensions[1].height = 34
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.protection.sheet = True
    return places


def _choose(sheet: Any, top: int, columns: Columns, count: int, name: str, choices: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if not count:
        return
    column = next(n for n, (field, _, _) in enumerate(columns, 1) if field == name)
    letter = sheet.cell(top, column).column_letter
    found = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
    found.errorTitle, found.error = "Chưa đúng", "Xin chọn trong danh sách."
    sheet.add_data_validation(found)
    found.add(f"{letter}{top + 1}:{letter}{top + count}")
