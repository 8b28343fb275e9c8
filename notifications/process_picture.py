"""The picture of a process, as a sheet: bands by recurrence, lanes by role, boxes, arrows, and what the signs mean."""

from __future__ import annotations

from typing import Final

from definitions.helps import KINDS
from definitions.layout import EM, LEADING, Band, Layout, Measures, Placed, Rect, layout
from definitions.lettering import wrapped
from definitions.picture import Picture
from definitions.vocabulary import Kind
from notifications.sheet import Block, Hatch, Line, Sheet, Words

HATCHES: Final[dict[Kind, Hatch]] = {
    Kind.SUBMIT: "",
    Kind.COMPILE: "xx",
    Kind.AGREE: "..",
    Kind.APPROVE: "++",
    Kind.SEND: "//",
    Kind.TRACK: "||",
    Kind.DO: "--",
    Kind.ANNOUNCE: "\\\\",
}
_M: Final = Measures()
_LEGEND: Final = 0.62  # the height of what the signs mean


def process_sheet(picture: Picture) -> Sheet:
    """The whole process on one page, as wide as A3 where five columns are enough, and as high as it needs."""
    placed = layout(picture, _M)
    sheet = Sheet(placed.width, placed.height + _LEGEND, f"Quy trình: {picture.title}", told(picture))
    sheet.marks += [
        Words(_M.margin, _M.margin + 0.22, f"QUY TRÌNH: {picture.title.upper()}", size=14, bold=True),
        Words(_M.margin, _M.margin + 0.48, _subtitle(picture), size=9),
    ]
    for band in placed.bands:
        _band(sheet, band)
    _legend(sheet, placed)
    return sheet


def told(picture: Picture) -> str:
    """The picture in words, for whoever cannot see it: every group with its steps, and what each waits for."""
    numbers = {box.step: box.number for group in picture.groups for box in group.boxes}
    waits: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        waits.setdefault(arrow.after, []).append(str(numbers[arrow.before]))
    groups = (
        f"{group.title}: "
        + "; ".join(
            f"{b.number}. {b.title} ({b.does}" + (f", chờ bước {', '.join(waits[b.step])})" if b.step in waits else ")")
            for b in group.boxes
        )
        for group in picture.groups
    )
    return f"{'. '.join(groups)}."


def _subtitle(picture: Picture) -> str:
    count = sum(len(group.boxes) for group in picture.groups)
    return f"Năm {picture.year}; {count} bước. Mỗi hàng là một bên thực hiện; đọc từ trái sang phải theo mũi tên."


# ---------------------------------------------------------------- one band


def _band(sheet: Sheet, band: Band) -> None:
    head = Rect(band.rect.x, band.rect.y, band.rect.width, _M.band)
    sheet.marks.append(Block(*head, fill=0.15))
    sheet.marks.append(Words(head.x + 0.1, head.y + 0.185, band.group.title.upper(), size=9.5, bold=True, shade=1.0))
    for n, (lane, rect) in enumerate(band.lanes):
        sheet.marks.append(Block(*rect, fill=0.96 if n % 2 else 1.0, edge=0.55, line=0.6))
        sheet.marks.append(Block(rect.x, rect.y, _M.label, rect.height, fill=0.88, edge=0.55, line=0.6))
        lines = wrapped(lane.title, (_M.label - 0.12) / EM, bold=True)
        top = rect.middle - (len(lines) - 1) * LEADING / 2 + EM * 0.36
        sheet.lines(rect.x + _M.label / 2, top, lines, leading=LEADING, bold=True, at="center")
    for route in sorted(band.routes, key=lambda route: not route.arrow.implied):
        faint = route.arrow.implied
        sheet.marks.append(
            Line(route.points, shade=0.4 if faint else 0.0, line=0.8 if faint else 1.4, dashed=faint, head=True)
        )
    for box in band.boxes:
        _box(sheet, box)


def _box(sheet: Sheet, placed: Placed) -> None:
    rect, kind = placed.rect, placed.box.kind
    sheet.marks.append(Block(*rect, fill=1.0, line=1.8 if kind is Kind.APPROVE else 0.9))
    sheet.marks.append(Block(rect.x, rect.y, _M.strip, rect.height, fill=1.0, hatch=HATCHES[kind], line=0.9))
    left, base = rect.x + _M.strip + _M.pad, rect.y + _M.pad + EM * 0.95
    base = sheet.lines(left, base, placed.title, leading=LEADING, bold=True)
    sheet.lines(left, base, placed.notes, leading=LEADING)


# ---------------------------------------------------------------- what the signs mean


def _legend(sheet: Sheet, placed: Layout) -> None:
    y = placed.height + 0.06
    step = (placed.width - 2 * _M.margin) / len(HATCHES)
    for n, (kind, hatch) in enumerate(HATCHES.items()):
        x = _M.margin + n * step
        sheet.marks.append(Block(x, y, 0.24, 0.16, fill=1.0, hatch=hatch, line=1.8 if kind is Kind.APPROVE else 0.9))
        sheet.marks.append(Words(x + 0.32, y + 0.12, KINDS[kind].title, size=8))
    x, y = _M.margin, y + 0.32
    sheet.marks.append(Line(((x, y - 0.03), (x + 0.4, y - 0.03)), line=1.4, head=True))
    sheet.marks.append(Words(x + 0.48, y, "xong bước trước mới đến bước sau", size=8))
    x += 3.4
    sheet.marks.append(Line(((x, y - 0.03), (x + 0.4, y - 0.03)), shade=0.4, line=0.8, dashed=True, head=True))
    sheet.marks.append(Words(x + 0.48, y, "cũng cần bước này, nhưng đã chờ nó qua bước khác", size=8))
