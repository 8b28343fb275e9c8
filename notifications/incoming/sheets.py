"""A workbook -> its sheets as tables of the texts that Excel shows. Extraction only: openpyxl writes, this reads.

openpyxl needs ten times as long for the same cells, and gives a number where a style is gone or a text that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from definitions.tables import Area, Reading, Row, Table, column_name
from notifications.incoming.cellwise import rows_of, texts_of
from notifications.incoming.exact import RawRow, column_number
from notifications.incoming.gate import SAVE_AGAIN, UnfitFile
from notifications.incoming.parsed import Element, ParseError, known, local, parsed, rooted
from notifications.incoming.shows import Shows, styles_of

MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 60
MOST_SHEETS: Final = 30


def workbook(parts: Mapping[str, bytes]) -> Reading:
    """The sheets in their order, hidden ones too. UnfitFile where anything of it is missing, damaged or out of bounds."""
    try:
        return _workbook(parts)
    except (ParseError, KeyError, UnicodeDecodeError) as error:
        raise UnfitFile from error


def _workbook(parts: Mapping[str, bytes]) -> Reading:
    book = rooted(parts["xl/workbook.xml"], "workbook")
    links = _links(parts)
    places = [(name, hidden, links.get(id, ("", ""))) for name, hidden, id in _sheets(book)]
    sheets = [(name, hidden, target) for name, hidden, (kind, target) in places if kind != "chartsheet"]
    if not 0 < len(sheets) <= MOST_SHEETS:
        raise UnfitFile(f"Tệp không có trang tính nào, hoặc có hơn {MOST_SHEETS} trang.", SAVE_AGAIN)
    shows = Shows(
        styles_of(_part(parts, links, "styles")),
        texts_of(_part(parts, links, "sharedStrings")),
        from_1904=_from_1904(book),
    )
    tables, remarks = [], []
    for name, hidden, target in sheets:
        part = parts[target]
        found = rows_of(part)
        tables.append(Table(name, tuple(_rows(shows, name, found.rows)), tuple(_merged(part)), hidden))
        remarks += [f"Trang «{name}» đang ẩn."] if hidden else []
        remarks += [f"Trang «{name}» có dòng ẩn, vẫn được đọc."] if found.hidden_rows else []
    return Reading("xlsx", tuple(tables), tuple(remarks))


# ---------------------------------------------------------------- the workbook and what belongs to it


def _sheets(book: Element) -> list[tuple[str, bool, str]]:
    """The name, whether hidden, and the link of each sheet."""
    found = [sheet for sheets in book if local(sheets) == "sheets" for sheet in sheets]
    for sheet in found:
        known(sheet, "sheet", _OF_SHEET)
    for view in (view for views in book if local(views) == "bookViews" for view in views):
        known(view, "workbookView", _OF_VIEW)
    names = [sheet.attrib["name"] for sheet in found]
    if len(set(names)) < len(names) or any(_NO_NAME.search(name) for name in names):
        raise UnfitFile
    links = [next((value for key, value in sheet.items() if key in _LINKED), "") for sheet in found]
    states = [sheet.get("state", "visible") for sheet in found]
    if not _STATES.issuperset(states):
        raise UnfitFile
    return [(name, state != "visible", link) for name, state, link in zip(names, states, links, strict=True)]


_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]|^$")  # what Excel lets nobody call a sheet
_LINKED: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_OF_SHEET: Final = frozenset({"name", "sheetId", "state"})
_OF_VIEW: Final = frozenset(
    [
        "visibility",
        "minimized",
        "showHorizontalScroll",
        "showVerticalScroll",
        "showSheetTabs",
        "xWindow",
        "yWindow",
        "windowWidth",
        "windowHeight",
        "tabRatio",
        "firstSheet",
        "activeTab",
        "autoFilterDateGrouping",
    ]
)
_STATES: Final = frozenset({"visible", "hidden", "veryHidden"})


def _from_1904(book: Element) -> bool:
    said = next((it.get("date1904", "0") for it in book if local(it) == "workbookPr"), "0")
    return said in ("1", "true")


def _links(parts: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """The kind and the part behind each link of the workbook; UnfitFile where one leads to a part that is not there."""
    found = {}
    for link in parsed(parts["xl/_rels/workbook.xml.rels"]):
        kind, target = link.attrib["Type"].rpartition("/")[2], link.attrib["Target"]
        path = target[1:] if target.startswith("/") else f"xl/{target}"
        if kind in _READ and path not in parts:
            raise UnfitFile("Tệp thiếu một phần (trang tính, kiểu ô hoặc bảng chữ).", SAVE_AGAIN)
        found[link.attrib["Id"]] = kind, path
    return found


_READ: Final = frozenset({"worksheet", "styles", "sharedStrings"})


def _part(parts: Mapping[str, bytes], links: Mapping[str, tuple[str, str]], kind: str) -> bytes | None:
    return next((parts[path] for what, path in links.values() if what == kind), None)


# ---------------------------------------------------------------- rows and areas


def _rows(shows: Shows, sheet: str, rows: Iterable[RawRow]) -> Iterator[Row]:
    for number, columns, attributes, said in rows:
        texts = [shows[kind][text] for kind, text in zip(attributes, said, strict=True)]
        if not any(texts):
            continue
        while not texts[-1]:
            texts.pop()
        if number > MOST_ROWS or columns[len(texts) - 1] > MOST_COLUMNS:
            raise _far(columns[len(texts) - 1], number, sheet)
        if columns[len(texts) - 1] > len(texts):
            texts = _spread(columns, texts)
        shows.count(texts)
        yield Row(number, tuple(texts))


def _spread(columns: Sequence[int], texts: Sequence[str]) -> list[str]:
    """The texts in their columns, with nothing in those between."""
    row = [""] * columns[len(texts) - 1]
    for column, text in zip(columns, texts, strict=False):
        row[column - 1] = text
    return row


def _far(column: int, row: int, sheet: str) -> UnfitFile:
    where = f"Ô {column_name(column)}{row} của trang «{sheet}»"
    return UnfitFile(f"{where} nằm ngoài {MOST_ROWS} dòng, {MOST_COLUMNS} cột đầu.", _TAKE_OUT)


_TAKE_OUT: Final = "Đề nghị xóa nội dung ở ngoài bảng rồi gửi lại."
_SPREAD: Final = re.compile(rb"<(?:\w{1,20}:)?(mergeCell|hyperlink)(?=[\s/>])([^<>]*)>")
_REF: Final = re.compile(rb"\sref\s*=\s*[\"']([^\"']*)[\"']")
_AREA: Final = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")


def _merged(part: bytes) -> Iterator[Area]:
    for kind, attributes in _SPREAD.findall(part[part.rfind(b"sheetData>") :]):
        ref = _REF.search(attributes)
        area = _AREA.fullmatch(ref[1]) if ref else None
        if area is None:
            raise UnfitFile
        left, top = column_number(area[1].decode()), int(area[2])
        right, bottom = (column_number(area[3].decode()), int(area[4])) if area[3] else (left, top)
        if bottom > MOST_ROWS or right > MOST_COLUMNS or bottom < top or right < left:
            raise UnfitFile("Tệp có vùng gộp ô hoặc liên kết quá rộng.", "Đề nghị bỏ gộp ô ở ngoài bảng rồi gửi lại.")
        if kind == b"mergeCell":
            yield Area(top, left, bottom, right)
