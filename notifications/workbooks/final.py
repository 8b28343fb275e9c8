"""The month's plan as one partner is left with it: what it takes, and how that differs from what it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from definitions.content import shown_date
from definitions.vocabulary import Definition
from notifications import leftwith, words
from notifications.narrative import names
from notifications.workbooks.sheets import Columns, finished, sheet_of

_COLUMNS: Final[Columns] = (
    ("n", "STT", 6),
    ("content", "Nội dung tuyên truyền", 48),
    ("genre", "Thể loại", 13),
    ("when", "Thời gian", 17),
    ("slot", "Chuyên mục, khung giờ", 20),
    ("fate", "Kết quả", 30),
    ("differs", "Khác với bản xin ý kiến", 36),
    ("reason", "Lý do, ý kiến của cơ quan báo chí", 30),
)


def final_plan(definition: Definition, period: str, partner: str, lines: Iterable[Mapping[str, Any]]) -> bytes:
    """The workbook of what `definitions.agreement.final_for` found for that partner."""
    from openpyxl import Workbook

    book = Workbook()
    name = names(definition, [partner])[0]
    title = f"KẾ HOẠCH TUYÊN TRUYỀN {words.period(period).upper()} – PHẦN PHỐI HỢP CỦA {name.upper()}"
    book.active.title = "Kế hoạch"
    rows = [
        {
            "n": n, "content": it["content"], "genre": it["genre"], "when": shown_date(it["when"]), "slot": it["slot"],
            "fate": leftwith.fate(it), "differs": leftwith.differences(it), "reason": it["reason"],
        }
        for n, it in enumerate(lines, 1)
    ]  # fmt: skip
    sheet_of(definition, book.active, title, _COLUMNS, rows)
    return finished(book, definition, title)
