"""The tables of a Word file -> plain tables, as they look on paper: what was deleted or hidden is not there.

python-docx leaves out what was typed under Track Changes and what stands in a content control, and says nothing; an
office's plan often comes so. It stays the tool that writes, and what this reading is tested against.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from definitions.tables import Area, Reading, Row, Table
from notifications.incoming.gate import UnfitFile
from notifications.incoming.parsed import Element, ParseError, local, rooted
from notifications.incoming.sheets import MOST_COLUMNS, MOST_ROWS
from notifications.incoming.shows import LONGEST_CELL, MOST_LETTERS

MOST_TABLES: Final = 100
_WRAPS: Final = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_GONE: Final = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tbl"})
_WORDS: Final = frozenset({"t", "instrText", "delText", "delInstrText"})
_BREAKS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def document(parts: Mapping[str, bytes]) -> Reading:
    """Every table, one within a cell after the one that it stands in. UnfitFile for a damaged or immense document."""
    try:
        body = next(it for it in rooted(parts["word/document.xml"], "document") if local(it) == "body")
        reader = _Reader()
        reader.blocks(body)
    except (ParseError, StopIteration, ValueError, RecursionError) as error:
        raise UnfitFile from error
    return Reading("docx", tuple(table for table in reader.tables if table.rows), tuple(sorted(reader.remarks)))


@dataclass(slots=True)
class _Reader:
    """What was found so far: the tables in the order of the document, the words above the next one, what is to be told."""

    tables: list[Table] = field(default_factory=list)
    above: str = ""
    remarks: set[str] = field(default_factory=set)
    letters: int = 0

    def blocks(self, parent: Element) -> None:
        """The paragraphs and tables below the body, or below what wraps some of them."""
        for child in parent:
            name = local(child)
            if name == "p":
                self.above = self.text(child).strip() or self.above
            elif name == "tbl":
                self.table(child)
            elif name in _WRAPS:
                self.blocks(child)

    def table(self, table: Element) -> None:
        """One table, and those within its cells."""
        at = len(self.tables)
        if at >= MOST_TABLES:
            raise UnfitFile(f"Tệp có hơn {MOST_TABLES} bảng.", _SPLIT)
        self.tables.append(Table(self.above, ()))
        rows, merged = [], _Merged()
        for number, row in enumerate(_within(table, "tr"), 1):
            cells = self.cells(row, number, merged)
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise UnfitFile(f"Bảng có hơn {MOST_ROWS} dòng hoặc {MOST_COLUMNS} cột.", _SPLIT)
            rows += [Row(number, tuple(cells))] if any(cells) else []
        self.tables[at] = Table(self.tables[at].title, tuple(rows), merged.areas())

    def cells(self, row: Element, number: int, merged: _Merged) -> list[str]:
        """The texts of a row, one to each column of the grid."""
        cells = [""] * _whole(_property(row, "trPr", "gridBefore"), 0)
        for cell in _within(row, "tc"):
            span, down = _whole(_property(cell, "tcPr", "gridSpan"), 1), _property(cell, "tcPr", "vMerge")
            text = self.cell(cell)
            if _goes_on(down):
                text = "" if merged.goes_on(number, len(cells) + 1, span) else text
            else:
                merged.begins(number, len(cells) + 1, span)
            cells += [text, *[""] * (span - 1)]
        while cells and not cells[-1]:
            cells.pop()
        return cells

    def cell(self, cell: Element) -> str:
        """The paragraphs of a cell, one under the other; a table within it is a table of its own."""
        paragraphs: list[str] = []
        for child in _unwrapped(cell):
            if local(child) == "p":
                paragraphs.append(self.text(child))
            elif local(child) == "tbl":
                self.table(child)
        return "\n".join(paragraphs).strip()

    def text(self, parent: Element) -> str:
        """The letters that are seen, those under Track Changes as if it had been accepted."""
        found = "".join(self._letters(parent))
        self.letters += len(found)
        if len(found) > LONGEST_CELL or self.letters > MOST_LETTERS:
            raise UnfitFile("Tệp có quá nhiều chữ.", _SPLIT)
        return found

    def _letters(self, parent: Element) -> Iterator[str]:
        for child in parent:
            name = local(child)
            if name in _TOLD:
                self.remarks.add(_TOLD[name])
            if (child.tail or "").strip() or (name not in _WORDS and (child.text or "").strip()):
                raise UnfitFile  # words where no word stands
            if name == "t":
                yield child.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name == "r" and _hidden(child):
                self.remarks.add("Tệp có chữ ẩn, không được đọc.")
            elif name not in _GONE:
                yield from self._letters(child)


_SPLIT: Final = "Đề nghị chia nhỏ bảng rồi gửi lại."
_TRACKED: Final = "Tệp có chỗ sửa được theo dõi (Track Changes): đọc như đã chấp nhận mọi chỗ sửa."
_TOLD: Final = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo"), _TRACKED),
    **dict.fromkeys(("drawing", "pict"), "Tệp có hình, chỉ đọc phần chữ."),
    "sym": "Tệp có ký hiệu đặc biệt, không được đọc.",
}


class _Merged:
    """The cells that go on downwards: for each column the area that stands above."""

    def __init__(self) -> None:
        self._open: dict[int, Area] = {}
        self._closed: list[Area] = []

    def begins(self, row: int, column: int, span: int) -> None:
        """A cell with a text of its own."""
        for other in range(column, column + min(span, MOST_COLUMNS)):
            self._close(other)
        self._open[column] = Area(row, column, row, column + span - 1)

    def goes_on(self, row: int, column: int, span: int) -> bool:
        """A cell that belongs to the one above; False where none is there that is as wide."""
        area = self._open.get(column)
        if area is None or area.bottom != row - 1 or area.right != column + span - 1:
            return False
        self._open[column] = area._replace(bottom=row)
        return True

    def areas(self) -> tuple[Area, ...]:
        """Those of more than one cell, from the top."""
        for column in list(self._open):
            self._close(column)
        return tuple(sorted(self._closed))

    def _close(self, column: int) -> None:
        area = self._open.pop(column, None)
        if area and area[:2] != area[2:]:
            self._closed.append(area)


def _unwrapped(parent: Element) -> Iterator[Element]:
    for child in parent:
        if local(child) in _WRAPS:
            yield from _unwrapped(child)
        elif local(child) not in ("del", "moveFrom"):
            yield child


def _within(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, that are not deleted."""
    for child in _unwrapped(parent):
        if local(child) == name and not (name == "tr" and _property(child, "trPr", "del") is not None):
            yield child


def _property(parent: Element, group: str, name: str) -> Element | None:
    return next((it for each in parent if local(each) == group for it in each if local(it) == name), None)


def _goes_on(merge: Element | None) -> bool:
    """Whether a cell belongs to the one above. UnfitFile for a mark that says neither: words would be lost."""
    if merge is None:
        return False
    said = [merge.get(key) for key in merge.keys()]  # noqa: SIM118 - an element
    if said not in ([], ["continue"], ["restart"]) or (said and _attribute(merge, "val") == "val"):
        raise UnfitFile
    return said != ["restart"]


def _attribute(element: Element, name: str) -> str:
    return next((key for key in element.keys() if key.rpartition("}")[2] == name), name)  # noqa: SIM118 - an element


def _whole(element: Element | None, otherwise: int) -> int:
    if element is None:
        return otherwise
    number = int(element.get(_attribute(element, "val"), ""))
    if not 0 <= number <= MOST_COLUMNS:
        raise ValueError(number)
    return number


def _hidden(run: Element) -> bool:
    vanish = _property(run, "rPr", "vanish")
    return vanish is not None and vanish.get(_attribute(vanish, "val"), "true") not in ("0", "false", "off")
