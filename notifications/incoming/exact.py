"""The XML of one sheet -> its rows as they stand there, whatever way of writing XML it was written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from notifications.incoming.gate import SAVE_AGAIN, UnfitFile
from notifications.incoming.parsed import Element, known, local, rooted


class RawRow(NamedTuple):
    """One row as it is written: its number, the columns that are there (from 1, upwards), each cell's attributes and text.

    Attributes are written one way, ` s="3" t="s"`: there are few of them in a sheet, so that each is looked at once.
    """

    number: int
    columns: tuple[int, ...]
    attributes: tuple[str, ...]
    texts: tuple[str, ...]


class Sheet(NamedTuple):
    """The rows of a sheet in the order of the file, and whether any of them is hidden."""

    rows: list[RawRow]
    hidden_rows: bool


def around(part: bytes | str) -> Element:
    """What stands around the rows: XML to the last byte, a sheet, with nothing in it that no sheet has."""
    root = rooted(part, "worksheet")
    if not _OF_WORKSHEET.issuperset(map(local, root)):
        raise UnfitFile
    for child in root:
        if local(child) == "pageMargins":
            known(child, "pageMargins", _OF_MARGINS)
    return root


_OF_MARGINS: Final = frozenset({"left", "right", "top", "bottom", "header", "footer"})
_OF_WORKSHEET: Final = frozenset(
    [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetCalcPr",
        "sheetProtection",
        "protectedRanges",
        "scenarios",
        "autoFilter",
        "sortState",
        "dataConsolidate",
        "customSheetViews",
        "mergeCells",
        "phoneticPr",
        "conditionalFormatting",
        "dataValidations",
        "hyperlinks",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "colBreaks",
        "customProperties",
        "cellWatches",
        "ignoredErrors",
        "smartTags",
        "drawing",
        "legacyDrawing",
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    ]
)


def exactly(part: bytes) -> Sheet:
    """The same, whatever way of writing XML the sheet was written in."""
    root = around(part)
    data = [child for child in root if local(child) == "sheetData"]
    if len(data) != 1:
        raise UnfitFile
    _check_formulas(root)
    hidden = any(row.get("hidden") in ("1", "true") for row in data[0])
    return Sheet(list(_walked(data[0])), hidden)


def _check_formulas(root: Element) -> None:
    cells = [cell.get("r", "") for cell in root.iter() if local(cell) == "c" and any(local(it) == "f" for it in cell)]
    if cells:
        places = [place for place in cells[:10] if place]
        raise UnfitFile(
            f"Tệp có công thức{' ở ô ' + ', '.join(places) if places else ''}.",
            "Đề nghị thay công thức bằng giá trị (Dán đặc biệt > Giá trị) rồi gửi lại.",
        )


def _walked(data: Element) -> Iterator[RawRow]:
    number = 0
    for row in data:
        known(row, "row", _OF_ROW)
        below = _whole(row.get("r"), number + 1)
        if below <= number:
            raise UnfitFile(_ORDER, SAVE_AGAIN)
        number, column = below, 0
        columns: list[int] = []
        cells: list[tuple[str, str]] = []
        for cell in row:
            if local(cell) != "extLst":
                column = _column(cell, number, column)
                columns.append(column)
                cells.append((_attributes(cell), _text(cell)))
        if cells:
            attributes, texts = zip(*cells, strict=True)
            yield RawRow(number, tuple(columns), attributes, texts)


def _attributes(cell: Element) -> str:
    style, kind = cell.get("s"), cell.get("t")
    return (f' s="{style}"' if style is not None else "") + (f' t="{kind}"' if kind is not None else "")


_OF_ROW: Final = frozenset(
    {
        "r",
        "spans",
        "s",
        "customFormat",
        "ht",
        "hidden",
        "customHeight",
        "outlineLevel",
        "collapsed",
        "thickTop",
        "thickBot",
    }
    | {"ph"}
)
_OF_CELL: Final = frozenset({"r", "s", "t", "cm", "vm", "ph"})
_XFD: Final = 16384
_ORDER: Final = "Các dòng, ô trong tệp không theo thứ tự."
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise UnfitFile
    return int(text)


def _column(cell: Element, row: int, before: int) -> int:
    known(cell, "c", _OF_CELL)
    said = cell.get("r")
    if said is None:
        return before + 1
    place = _PLACE.fullmatch(said)
    column = column_number(place[1]) if place else 0
    if place is None or int(place[2]) != row or not before < column <= _XFD:
        raise UnfitFile(_ORDER, SAVE_AGAIN)
    return column


def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text(cell: Element) -> str:
    """What stands in `v`, or the letters of an inline text; UnfitFile for a cell that is made of anything else."""
    names = [local(child) for child in cell if local(child) != "extLst"]
    if len(names) > 1 or not {"v", "is"}.issuperset(names):
        raise UnfitFile
    inner = next((child for child in cell if local(child) in ("v", "is")), None)
    if inner is None:
        return ""
    return (inner.text or "") if local(inner) == "v" else said(inner)


def said(text: Element) -> str:
    """The letters of a text, of all its runs; how a word is pronounced is no part of it."""
    found = ""
    for child in text:
        name = local(child)
        if name == "t":
            found += child.text or ""
        elif name == "r":
            found += "".join(it.text or "" for it in child if local(it) == "t")
        elif name not in ("rPh", "phoneticPr", "extLst"):
            raise UnfitFile
    return found
