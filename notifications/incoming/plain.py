"""A text file of rows (.csv, .txt) -> one table. Its alphabet is told by its bytes, and refused where it could be two."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from definitions.tables import Reading, Row, Table
from notifications.incoming.gate import UnfitFile
from notifications.incoming.sheets import MOST_COLUMNS, MOST_ROWS
from notifications.incoming.shows import LONGEST_CELL, MOST_LETTERS

_MARKS: Final = "\t;,|"
_UNICODE: Final = "Đề nghị lưu lại dạng «CSV UTF-8» hoặc .xlsx rồi gửi lại."
_TAG: Final = re.compile(r"</\w{1,40}>|<\w{1,40}/>|<\?xml")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# In cp1258 a letter and its mark of tone are written apart, in this order; no other alphabet writes them so.
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_BEARS: Final = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_OWN: Final = frozenset("àáâãèéêìíòóôõùúăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚĂĐĨŨƠƯñçüëöäïû")


def text_table(data: bytes) -> Reading:
    """The rows of a text file, parted by tab, semicolon, comma or bar. UnfitFile where it is no text, or no table."""
    text = _letters(data)
    if any(ord(letter) < 32 and letter not in "\t\n\r" for letter in text):
        raise UnfitFile("Tệp không phải là tệp Excel, Word hay tệp văn bản.", _UNICODE)
    if _TAG.search(text):  # a page of the web under another name, or a piece of some other file
        raise UnfitFile("Tệp là trang web hoặc một phần của tệp khác.", "Đề nghị mở bằng Excel, lưu lại thành .xlsx.")
    if len(text) > MOST_LETTERS:
        raise UnfitFile("Tệp có quá nhiều chữ.", "Đề nghị chia nhỏ bảng rồi gửi lại.")
    rows = tuple(_rows(text))
    if all(len(row.cells) < 2 for row in rows):  # nothing parts its words: a letter, or a piece of some other file
        raise UnfitFile("Tệp văn bản không có bảng nào.", "Đề nghị gửi bảng Excel (.xlsx) hoặc CSV có các cột.")
    return Reading("csv", (Table("", rows),))


def _letters(data: bytes) -> str:
    bom = next((alphabet for mark, alphabet in _BOMS if data.startswith(mark)), "")
    try:
        return data.decode(bom or "utf-8")
    except UnicodeDecodeError as error:
        if bom:
            raise UnfitFile("Tệp dùng bảng mã bị lỗi.", _UNICODE) from error
    return _cp1258(data)


def _cp1258(data: bytes) -> str:
    """Only where every letter beyond ASCII is one of Vietnamese, and at least one tone stands after a letter that bears it."""
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError as error:
        raise UnfitFile("Tệp dùng bảng mã lạ.", _UNICODE) from error
    tones = [n for n, letter in enumerate(text) if letter in _TONES]
    strange = {letter for letter in text if ord(letter) > 127} - _OWN - _TONES - set("–—“”‘’…•«»°²§")
    if strange or not tones or not all(n and text[n - 1] in _BEARS for n in tones):
        raise UnfitFile("Không rõ tệp dùng bảng mã nào (có thể là phông cũ TCVN3, VNI).", _UNICODE)
    return text


def _rows(text: str) -> list[Row]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in lines.split("\n") if any(mark in line for mark in _MARKS)), "")
    mark = max(_MARKS, key=lambda each: (first.count(each), -_MARKS.index(each))) if first else "\t"
    csv.field_size_limit(LONGEST_CELL)
    try:
        found = list(csv.reader(io.StringIO(lines, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise UnfitFile("Tệp có dấu nháy kép mở mà không đóng, hoặc ô quá dài.", _UNICODE) from error
    rows = [(n, [cell.strip() for cell in cells]) for n, cells in enumerate(found, 1)]
    kept = [Row(n, tuple(_trimmed(cells))) for n, cells in rows if any(cells)]
    if kept and (kept[-1].number > MOST_ROWS or max(len(row.cells) for row in kept) > MOST_COLUMNS):
        raise UnfitFile(f"Bảng có hơn {MOST_ROWS} dòng hoặc {MOST_COLUMNS} cột.", "Đề nghị chia nhỏ rồi gửi lại.")
    return kept


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
