"""Annex I, part I: the paper, its margins, the letters, the numbers of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from definitions.decree.looks import Deviation, looks, said, within
from definitions.decree.parts import Document
from definitions.paper import Sheet

FONT: Final = "Times New Roman"

# ---------------------------------------------------------------- I. the paper, the letters, the numbers of the pages


def _sheets(document: Document) -> Iterator[Deviation]:
    for sheet in document.paper.sheets:
        upright = sheet.height >= sheet.width
        sides = sorted((sheet.width, sheet.height))
        if not (within(sides[0], 210, 210) and within(sides[1], 297, 297)):
            found = f"Khổ giấy {sheet.width:.0f} x {sheet.height:.0f} mm."
            yield Deviation(sheet.where, "mục I.1", found, "Đề nghị dùng khổ A4 (210 x 297 mm).")
        if upright:
            yield from _margins(sheet)


MARGINS: Final = (
    ("trên", "top", 20, 25),
    ("dưới", "bottom", 20, 25),
    ("trái", "left", 30, 35),
    ("phải", "right", 15, 20),
)


def _margins(sheet: Sheet) -> Iterator[Deviation]:
    for name, side, least, most in MARGINS:
        wide = getattr(sheet, side)
        if not within(wide, least, most):
            remedy = f"Đề nghị để {least} - {most} mm."
            yield Deviation(sheet.where, "mục I.3", f"Lề {name} {said(wide)} mm.", remedy)


def _letters(document: Document) -> Iterator[Deviation]:
    for it in document.all:
        if others := sorted(it.fonts - {FONT}):
            yield Deviation(it.where, "mục I.4", f"Phông chữ {', '.join(others)}.", f"Đề nghị dùng {FONT}.")
        if it.colours - {"000000", "auto"}:
            yield Deviation(it.where, "mục I.4", "Chữ không phải màu đen.", "Đề nghị để chữ màu đen.")


def _pages(document: Document) -> Iterator[Deviation]:
    number = next((it for it in document.paper.heads if it.paged), None)
    if number is None:
        remedy = "Đề nghị đặt số trang ở giữa lề trên, từ trang 2."
        yield Deviation("Đầu trang", "mục I.7", "Không có số trang.", remedy)
        return
    yield from looks(number, "mục I.7", "Số trang", sizes=(13, 14), bold=False, italic=False, align="center")
    if document.paper.sheets and not document.paper.sheets[0].first_page_apart:
        remedy = "Đề nghị không hiển thị số ở trang thứ nhất."
        yield Deviation("Trang 1", "mục I.7", "Trang thứ nhất có số trang.", remedy)


RULES: Final = (_sheets, _letters, _pages)
