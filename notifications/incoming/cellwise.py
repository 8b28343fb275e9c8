"""The XML of one sheet -> its cells as they stand there: quickly where it is written as programs write, else exactly.

Both ways give the same; the quick one knows only what Excel, LibreOffice and openpyxl write, and says so when it meets
anything else. What a cell means (a date, a shared text) is decided by `sheets.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from xml.parsers import expat

from definitions.tables import column_name
from notifications.incoming.gate import SAVE_AGAIN, UnfitFile
from notifications.incoming.parsed import Element, ParseError, local, parsed


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


def rows_of(part: bytes) -> Sheet:
    """The rows of a sheet. UnfitFile where it is no sheet, where a cell holds a formula, or where cells are out of order."""
    try:
        return quickly(part) or exactly(part)
    except (expat.ExpatError, ParseError, UnicodeDecodeError, RecursionError) as error:
        raise UnfitFile from error


# ---------------------------------------------------------------- as programs write it

_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_CONTROL: Final = bytes({*range(32)} - {9, 10, 13})
_ATTRIBUTES: Final = r'((?: [\w:]{1,30}="[^"<>&]*")*)'
_ROW: Final = re.compile(rf'<row r="(\d{{1,7}})"{_ATTRIBUTES}>', re.ASCII)
_NO_CELLS: Final = re.compile(rf'<row r="\d{{1,7}}"{_ATTRIBUTES}/>', re.ASCII)
_CELL: Final = re.compile(
    r'(<c r="([A-Z]{1,3})(\d{1,7})"((?: s="\d{1,5}")?(?: t="[a-zA-Z]{1,9}")?)'
    r"(?:><v>([^<]*)</v></c>|><is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is></c>|/>|></c>))",
    re.ASCII,
)


def quickly(part: bytes) -> Sheet | None:
    """None for a sheet that has to be read exactly. The tags have to cover all of it, without a letter left over."""
    begin, end = part.find(_BEGIN) + len(_BEGIN), part.rfind(_END)
    if not len(_BEGIN) <= begin <= end or b"<!" in part or len(part.translate(None, _CONTROL)) < len(part):
        return None
    expat.ParserCreate().Parse(part[:begin] + part[end:], True)  # what stands around the rows is XML, to the last byte
    text = part[begin:end].decode()
    if "]]>" in text:
        return None
    rows = _placed(text)
    if rows and ("&" in text or "\r" in text):
        rows = _unescaped(rows)
    return Sheet(rows, ' hidden="1"' in text) if rows is not None else None


def _placed(text: str) -> list[RawRow] | None:
    """The rows between the tags; None where anything else stands there, or rows or columns do not count upwards."""
    rows: list[RawRow] = []
    *wholes, rest = text.split("</row>")
    number = 0
    for whole in wholes:
        if whole.startswith("<row ") and "/><row " in whole:
            whole = _NO_CELLS.sub("", whole)  # noqa: PLW2901 - rows without a cell stand before the next that has one
        head = _ROW.match(whole)
        if head is None or int(head[1]) <= number:
            return None
        number = int(head[1])
        cells = _CELL.findall(whole, head.end())
        if head.end() + sum([len(cell[0]) for cell in cells]) != len(whole):
            return None
        if cells:
            _, letters, numbers, attributes, values, inlines = zip(*cells, strict=True)
            columns = _columns(letters)
            if not columns or {*numbers} != {head[1]}:
                return None
            texts = tuple(map("".join, zip(values, inlines, strict=True))) if any(inlines) else values
            rows.append(RawRow(number, columns, attributes, texts))
    return rows if not _NO_CELLS.sub("", rest) else None


_XFD: Final = 16384
COLUMNS: Final = {column_name(n): n for n in range(1, 200)}
"""The columns that the quick way knows; whatever stands further right is read exactly, and refused there."""


@lru_cache(maxsize=256)  # the rows of a table have the same columns
def _columns(letters: tuple[str, ...]) -> tuple[int, ...]:
    """Their numbers; none where one is unknown or they do not count upwards."""
    columns = tuple(COLUMNS.get(each, 0) for each in letters)
    return columns if all(here < there for here, there in pairwise((0, *columns))) else ()


def _unescaped(rows: list[RawRow]) -> list[RawRow]:
    """The parser itself turns `&amp;` and `&#7897;` into letters, all of them in one go."""
    odd = sorted({text for row in rows for text in row.texts if "&" in text or "\r" in text})
    known = dict(zip(odd, letters_of(odd), strict=True))
    return [row._replace(texts=tuple([known.get(text, text) for text in row.texts])) for row in rows]


def letters_of(escaped: Sequence[str]) -> list[str]:
    """Texts of XML without its escapes."""
    if not escaped:
        return []
    root = parsed(f"<x><t>{'</t><t>'.join(escaped)}</t></x>")
    return [element.text or "" for element in root]


# ---------------------------------------------------------------- exactly


def exactly(part: bytes) -> Sheet:
    """The same, whatever way of writing XML the sheet was written in."""
    root = parsed(part)
    data = [child for child in root if local(child) == "sheetData"]
    if local(root) != "worksheet" or len(data) != 1:
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
        below = _whole(row.get("r"), number + 1)
        if local(row) != "row" or below <= number:
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


_ORDER: Final = "Các dòng, ô trong tệp không theo thứ tự."
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise UnfitFile
    return int(text)


def _column(cell: Element, row: int, before: int) -> int:
    if local(cell) != "c":
        raise UnfitFile
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


# ---------------------------------------------------------------- the texts that cells share

_ITEMS: Final = re.compile(r'(<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|<si/>|<si><t/></si>)')
_AROUND: Final = re.compile(rb'\s*(?:<\?xml[^<>]*\?>\s*)?<sst(?: [\w:]{1,30}="[^"<>&]*")*>')


def texts_of(part: bytes) -> list[str]:
    """The shared texts in their order; quickly or exactly, like the cells."""
    return _texts_quickly(part) or [said(item) for item in parsed(part) if local(item) == "si"]


def _texts_quickly(part: bytes) -> list[str] | None:
    begin, end = _AROUND.match(part), part.rfind(b"</sst>")
    if begin is None or part[end:].strip() != b"</sst>" or len(part.translate(None, _CONTROL)) < len(part):
        return None
    items = part[begin.end() : end].decode()
    found = _ITEMS.findall(items)
    if sum([len(item[0]) for item in found]) != len(items) or "]]>" in items:
        return None
    texts = [text for _, text in found]
    odd = [n for n, text in enumerate(texts) if "&" in text or "\r" in text]
    for n, text in zip(odd, letters_of([texts[n] for n in odd]), strict=True):
        texts[n] = text
    return texts
