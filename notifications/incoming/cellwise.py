"""The XML of one sheet -> its rows as they stand there: quickly where it is written as programs write, else exactly.

Both ways give the same; the quick one knows only what Excel, LibreOffice and openpyxl write, and says so when it meets
anything else. What a cell means (a date, a shared text) is decided by `shows.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final
from xml.parsers import expat

from definitions.tables import column_name
from notifications.incoming.exact import RawRow, Sheet, around, exactly, said
from notifications.incoming.gate import UnfitFile
from notifications.incoming.parsed import MAIN, ParseError, local, parsed, rooted


def rows_of(part: bytes) -> Sheet:
    """The rows of a sheet. UnfitFile where it is no sheet, where a cell holds a formula, or where cells are out of order."""
    try:
        return quickly(part) or exactly(part)
    except (expat.ExpatError, ParseError, UnicodeDecodeError, RecursionError) as error:
        raise UnfitFile from error


# ---------------------------------------------------------------- as programs write it

_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_CONTROL: Final = bytes({*range(32)} - {9, 10, 13})
_ATTRIBUTES: Final = r'((?: [A-Za-z_][\w:]{0,30}="[^"<>&]*")*)'
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
    around(part[:begin] + part[end:])
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
    plain = dict(zip(odd, letters_of(odd), strict=True))
    return [row._replace(texts=tuple([plain.get(text, text) for text in row.texts])) for row in rows]


def letters_of(escaped: Sequence[str]) -> list[str]:
    """Texts of XML without its escapes."""
    if not escaped:
        return []
    root = parsed(f"<x><t>{'</t><t>'.join(escaped)}</t></x>")
    return [element.text or "" for element in root]


# ---------------------------------------------------------------- the texts that cells share

_ITEMS: Final = re.compile(r'(<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|<si/>|<si><t/></si>)')
_AROUND: Final = re.compile(
    rb'\s*(?:<\?xml[^<>]*\?>\s*)?<sst xmlns="(?:'
    + "|".join(map(re.escape, MAIN)).encode()
    + rb')"(?: [\w:]{1,30}="[^"<>&]*")*>'
)


def texts_of(part: bytes | None) -> list[str]:
    """The shared texts in their order; quickly or exactly, like the cells."""
    if part is None:
        return []
    return _texts_quickly(part) or [said(item) for item in rooted(part, "sst") if local(item) == "si"]


def _texts_quickly(part: bytes) -> list[str] | None:
    begin, end = _AROUND.match(part), part.rfind(b"</sst>")
    if begin is None or part[end:].strip() != b"</sst>" or len(part.translate(None, _CONTROL)) < len(part):
        return None
    rooted(part[: begin.end()] + b"</sst>", "sst")
    items = part[begin.end() : end].decode()
    found = _ITEMS.findall(items)
    if sum([len(item[0]) for item in found]) != len(items) or "]]>" in items:
        return None
    texts = [text for _, text in found]
    odd = [n for n, text in enumerate(texts) if "&" in text or "\r" in text]
    for n, text in zip(odd, letters_of([texts[n] for n in odd]), strict=True):
        texts[n] = text
    return texts
