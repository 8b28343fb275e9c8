"""The figures of the report to the Ministry as .xlsx: each with its name and number, and every row with what it counts in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from definitions.figures import Report
from definitions.traces import Row, named, value
from definitions.vocabulary import Definition
from notifications.figure_words import meaning, row_words
from notifications.workbooks.sheets import finished, sheet_of

_FIGURES: Final = (
    ("name", "Tên số liệu", 44),
    ("meaning", "Là số", 70),
    ("value", "Số liệu", 10),
    ("note", "Ghi chú", 36),
)
_ROWS: Final = (("n", "STT", 7), ("row", "Tin, bài, nội dung, việc", 90), ("names", "Được tính vào các số liệu", 70))
_NOTE: Final = "Dùng để đối chiếu báo cáo; không gửi kèm báo cáo. Từng dòng của một số liệu: trang «Nguồn», hoặc vongnam why TÊN-SỐ-LIỆU."


def report_figures(definition: Definition, report: Report, rows: Mapping[str, Sequence[Row]]) -> bytes:
    """Every figure of that report that is not 0, and the rows that they are counted from.

    `rows` were gathered when the file was made: where a figure has become another number since the report was put
    together, that is said beside it.
    """
    from openpyxl import Workbook

    book, title = Workbook(), f"SỐ LIỆU CỦA BÁO CÁO NĂM {report.year}"
    first = book.active
    first.title = "Số liệu"
    sheet_of(definition, first, title, _FIGURES, _figures(definition, report, rows), notes=[_NOTE])
    sheet_of(
        definition,
        book.create_sheet("Nguồn"),
        f"NGUỒN CỦA SỐ LIỆU NĂM {report.year}",
        _ROWS,
        _sources(definition, rows),
    )
    return finished(book, definition, title)


def _figures(definition: Definition, report: Report, rows: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    shown = ((name, count, value(rows.get(name, ()))) for name, count in named(report).items())
    return [
        {
            "name": name,
            "meaning": meaning(definition, name),
            "value": count,
            "note": "" if count == now else f"tính lại khi lập tệp này: {now}",
        }
        for name, count, now in shown
        if count or now
    ]


def _sources(definition: Definition, rows: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    """One line for each thing that is counted, with every figure that it counts in."""
    counted: dict[str, list[str]] = {}
    for name, its in rows.items():
        for row in its:
            counted.setdefault(row_words(definition, row), []).append(name)
    return [
        {"n": n, "row": said, "names": ", ".join(dict.fromkeys(names))}
        for n, (said, names) in enumerate(sorted(counted.items()), 1)
    ]
