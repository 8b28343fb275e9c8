"""A workbook -> its sheets as tables of the texts that Excel shows. Extraction only: openpyxl writes, this reads.

openpyxl needs ten times as long for the same cells, and gives a number where a style is gone or a text that is not there.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from definitions.tables import Area, Reading, Row, Table, column_name
from notifications.incoming.cellwise import RawRow, column_number, rows_of, texts_of
from notifications.incoming.gate import SAVE_AGAIN, UnfitFile
from notifications.incoming.parsed import Element, ParseError, local, parsed

MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 60
MOST_SHEETS: Final = 30
MOST_LETTERS: Final = 4_000_000
"""Letters of all cells together: a shared text of 30 KB may be asked for a hundred thousand times."""
LONGEST_CELL: Final = 32_767


def workbook(parts: Mapping[str, bytes]) -> Reading:
    """The sheets in their order, hidden ones too. UnfitFile where anything of it is missing, damaged or out of bounds."""
    try:
        return _workbook(parts)
    except (ParseError, KeyError, UnicodeDecodeError) as error:
        raise UnfitFile from error


def _workbook(parts: Mapping[str, bytes]) -> Reading:
    book = parsed(parts["xl/workbook.xml"])
    links = _links(parts)
    places = [(name, hidden, links.get(id, ("", ""))) for name, hidden, id in _sheets(book)]
    sheets = [(name, hidden, target) for name, hidden, (kind, target) in places if kind != "chartsheet"]
    if not 0 < len(sheets) <= MOST_SHEETS:
        raise UnfitFile(f"Tệp không có trang tính nào, hoặc có hơn {MOST_SHEETS} trang.", SAVE_AGAIN)
    shows = _Shows(_styles(parts, links), _texts(parts, links), from_1904=_from_1904(book))
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
    found = [sheet for sheets in book if local(sheets) == "sheets" for sheet in sheets if local(sheet) == "sheet"]
    names = [sheet.attrib["name"] for sheet in found]
    if len(set(names)) < len(names):
        raise UnfitFile
    links = [next((value for key, value in sheet.items() if key.endswith("}id")), "") for sheet in found]
    states = [sheet.get("state", "visible") for sheet in found]
    return [(name, state != "visible", link) for name, state, link in zip(names, states, links, strict=True)]


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


def _linked(links: Mapping[str, tuple[str, str]], kind: str) -> str:
    return next((path for what, path in links.values() if what == kind), "")


def _texts(parts: Mapping[str, bytes], links: Mapping[str, tuple[str, str]]) -> list[str]:
    path = _linked(links, "sharedStrings")
    return texts_of(parts[path]) if path else []


# ---------------------------------------------------------------- which styles show a date


def _styles(parts: Mapping[str, bytes], links: Mapping[str, tuple[str, str]]) -> list[str]:
    """How each style of the workbook shows a number: "" as it is, "d" a day, "h" an hour, "dh" both, "000" so many digits."""
    path = _linked(links, "styles")
    groups = {local(group): group for group in parsed(parts[path])} if path else {}
    own = {it.attrib["numFmtId"]: it.attrib["formatCode"] for it in groups.get("numFmts", ())}
    return [_way(it.get("numFmtId", "0"), own) for it in groups.get("cellXfs", ())]


_BUILT_IN: Final = {
    **dict.fromkeys(map(str, (14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58)), "d"),
    **dict.fromkeys(map(str, (18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56)), "h"),
    "22": "dh",
}
_NO_LETTERS: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|AM/PM|A/P')


def _way(id: str, own: Mapping[str, str]) -> str:
    if id not in own:
        return _BUILT_IN.get(id, "")
    code = own[id].partition(";")[0]
    if re.fullmatch(r"0{2,15}", code):
        return code
    if "general" in code.casefold() or re.search(r"\[[hmsHMS]+\]", code):
        return ""
    letters = set(_NO_LETTERS.sub("", code).casefold())
    return ("d" if letters & {"d", "y"} else "") + ("h" if letters & {"h", "s"} else "") or (
        "d" if "m" in letters else ""
    )


# ---------------------------------------------------------------- what a cell shows


class _Shows(dict[str, dict[str, str]]):
    """What cells show, by their attributes and what they say; each is worked out once. UnfitFile for what cannot be."""

    def __init__(self, styles: Sequence[str], shared: Sequence[str], *, from_1904: bool) -> None:
        self.styles, self.from_1904 = styles, from_1904
        self.shared = _Kind(self._missing, {str(n): text.strip() for n, text in enumerate(shared)})
        self.letters = 0

    def __missing__(self, attributes: str) -> dict[str, str]:
        found = _STYLE_TYPE.fullmatch(attributes)
        if found is None:
            raise UnfitFile
        style, kind = found[1] or "", found[2] or "n"
        way = self._way(style)
        self[attributes] = self.shared if kind == "s" else _Kind(lambda said: self._text(way, kind, said))
        return self[attributes]

    def _missing(self, _said: str) -> str:
        raise UnfitFile

    def _text(self, way: str, kind: str, said: str) -> str:
        if kind == "n":
            return self._number(way, said)
        if kind in ("str", "inlineStr", "e"):
            return said
        if kind == "d":
            return _iso(said)
        if kind != "b":
            raise UnfitFile
        return {"1": "TRUE", "0": "FALSE"}[said]

    def count(self, row: list[str]) -> None:
        """UnfitFile where a cell, or all the cells together, hold more letters than a table does."""
        letters = sum(map(len, row))
        self.letters += letters
        if self.letters > MOST_LETTERS or (letters > LONGEST_CELL and max(map(len, row)) > LONGEST_CELL):
            raise UnfitFile("Tệp có quá nhiều chữ.", "Đề nghị chia nhỏ bảng rồi gửi lại.")

    def _number(self, way: str, text: str) -> str:
        if not way and text.isdecimal() and len(text) < 16 and (text == "0" or text[0] != "0"):
            return text
        if not _NUMBER.fullmatch(text) or not math.isfinite(value := float(text)):
            raise UnfitFile
        if way and way[0] != "0":
            return _moment(value, way, from_1904=self.from_1904) or _plain(value)
        return _plain(value).zfill(len(way))

    def _way(self, style: str) -> str:
        if not style:
            return ""
        if int(style) >= max(len(self.styles), 1):
            raise UnfitFile
        return self.styles[int(style)] if self.styles else ""


class _Kind(dict[str, str]):
    """Cells of one style and type: what they say -> what they show."""

    def __init__(self, show: Callable[[str], str], known: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(known)
        self.show = show

    def __missing__(self, said: str) -> str:
        plain = said.strip()
        self[said] = found = self.show(plain) if plain else ""
        return found


_STYLE_TYPE: Final = re.compile(r'(?: s="(\d{1,5})")?(?: t="([a-zA-Z]{1,9})")?', re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(\d{1,400}\.?\d{0,400}|\.\d{1,400})([eE][+-]?\d{1,3})?", re.ASCII)
_LAST_DAY: Final = 2_958_465  # 31/12/9999


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _moment(value: float, way: str, *, from_1904: bool) -> str:
    """A day as 05/04/2023, an hour as 14:30; nothing for a number that is no day of the calendar."""
    days = value + 1462 if from_1904 else value
    if not 0 <= days < _LAST_DAY + 1:
        return ""
    # 1900 was no leap year, which Excel does not know: its day 60 is 29/02/1900
    first = dt.datetime(1899, 12, 30) if days >= 60 else dt.datetime(1899, 12, 31)  # noqa: DTZ001 - a sheet has no zone
    try:
        moment = first + dt.timedelta(seconds=round(days * 86400))
    except OverflowError:
        return ""
    day, hour = (f"{moment:%d/%m}/{moment.year:04d}" if "d" in way and days >= 1 else ""), f"{moment:%H:%M}"
    return " ".join(part for part in (day, hour if "h" in way else "") if part)


def _iso(text: str) -> str:
    try:
        day = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UnfitFile from error
    return f"{day:%d/%m}/{day.year:04d}" + (f" {day:%H:%M}" if (day.hour, day.minute) != (0, 0) else "")


# ---------------------------------------------------------------- rows and areas


def _rows(shows: _Shows, sheet: str, rows: Iterable[RawRow]) -> Iterator[Row]:
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
