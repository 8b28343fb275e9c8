"""The gate: a workbook from outside is looked at as bytes before anything parses it, and refused in a sentence."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from definitions.errors import InputRefused

MOST_BYTES: Final = 2_000_000
MOST_PARTS: Final = 60
MOST_INFLATED: Final = 8_000_000
"""Bytes of XML: openpyxl reads 2 MB a second, and a sheet of ours with 500 lines has 400 KB."""
MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 60

_OLD: Final = b"\xd0\xcf\x11\xe0"  # Excel 97, and any workbook under a password
_PROGRAM: Final = re.compile(r"vbaproject|macrosheet|dialogsheet|activex|\.bin$", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"externallink|embedding|oleobject|connections\.xml|querytable|customui", re.IGNORECASE)
# Every pattern stops at the next bracket, so that no file makes the looking slow.
_EXTERNAL: Final = re.compile(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", re.IGNORECASE)
_CELL: Final = re.compile(rb"<(?:\w{1,9}:)?c(?=[\s/>])[^<>]*>")
_WITH_FORMULA: Final = re.compile(rb"(<(?:\w{1,9}:)?c(?=[\s/>])[^<>]*>)\s*<(?:\w{1,9}:)?f[\s>/]")
_FORMULA: Final = re.compile(rb"<(?:\w{1,9}:)?f[\s>/]")
_SPREAD: Final = re.compile(rb"<(?:\w{1,9}:)?(?:mergeCell|hyperlink)(?=[\s/>])[^<>]*>")
_REFERENCE: Final = re.compile(rb"\sr(?:ef)?\s*=\s*[\"']([^\"']*)[\"']")
_AREA: Final = re.compile(rb"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class UnfitFile(InputRefused):
    """Tệp này không đọc được như một phiếu ý kiến.

    Đề nghị gửi lại đúng phiếu kèm theo thư xin ý kiến (.xlsx).
    """


def admit(data: bytes) -> None:
    """Nothing for a workbook that may be parsed; UnfitFile for any other file, and for one that does more than hold cells.

    Small, few parts, inflated a piece at a time up to a limit whatever its headers declare; without programs, links to
    elsewhere, embedded files, document types, formulas, cells or merged areas far away.
    """
    if len(data) > MOST_BYTES:
        raise UnfitFile(f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB.", _SEND_OURS)
    if data.startswith(_OLD):
        raise UnfitFile("Tệp ở định dạng cũ (.xls) hoặc đặt mật khẩu.", "Đề nghị lưu lại thành .xlsx, không mật khẩu.")
    for name, part in _parts(data):
        _check_part(name, part)


_SEND_OURS: Final = "Đề nghị gửi lại đúng phiếu kèm theo thư xin ý kiến (.xlsx)."


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of every part; the names are judged before anything is inflated."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_names([entry.filename for entry in entries])
            left = MOST_INFLATED
            for entry in entries:
                part = _inflated(archive, entry, left)
                left -= len(part)
                yield entry.filename, part
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnfitFile("Tệp không phải là bảng tính .xlsx, hoặc đã hỏng.", _SEND_OURS) from error


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    with archive.open(entry) as part:
        found = part.read(left + 1)
    if len(found) > left:
        raise UnfitFile("Tệp giải nén ra quá lớn.", _SEND_OURS)
    return found


def _check_names(names: list[str]) -> None:
    if len(names) > MOST_PARTS or len(set(names)) < len(names):
        raise UnfitFile("Tệp có quá nhiều thành phần, hoặc hai thành phần trùng tên.", _SEND_OURS)
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnfitFile("Tệp không phải là bảng tính .xlsx.", _SEND_OURS)
    if any(_PROGRAM.search(name) and "printersettings" not in name.casefold() for name in names):
        raise UnfitFile("Tệp có macro hoặc chương trình kèm theo.", "Đề nghị lưu lại thành .xlsx, không có macro.")
    if any(_OUTSIDE.search(name) for name in names):
        raise UnfitFile("Tệp có liên kết hoặc tệp khác nhúng bên trong.", "Đề nghị bỏ liên kết, tệp nhúng rồi gửi lại.")


def _check_part(name: str, part: bytes) -> None:
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:200]:
        raise UnfitFile("Tệp dùng bảng mã lạ.", _SEND_OURS)
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise UnfitFile("Tệp có khai báo kiểu tài liệu, là điều bảng tính không cần.", _SEND_OURS)
    if b"macroEnabled" in part:
        raise UnfitFile("Tệp có macro.", "Đề nghị lưu lại thành .xlsx, không có macro.")
    if name.endswith(".rels") and any(b"/hyperlink" not in link for link in _EXTERNAL.findall(part)):
        raise UnfitFile("Tệp có liên kết đến tệp khác.", "Đề nghị bỏ liên kết rồi gửi lại.")
    if name.startswith("xl/worksheets/"):
        _check_sheet(part)


def _check_sheet(part: bytes) -> None:
    if _FORMULA.search(part):
        where = ", ".join(_place(tag).decode() for tag in _WITH_FORMULA.findall(part)[:10])
        raise UnfitFile(
            f"Tệp có công thức{f' ở ô {where}' if where else ''}.",
            "Đề nghị thay công thức bằng giá trị (Dán đặc biệt > Giá trị) rồi gửi lại.",
        )
    if any(_far(_place(tag)) for tag in _CELL.findall(part) if not tag.endswith(b"/>")):
        raise UnfitFile(f"Tệp có ô ở ngoài {MOST_ROWS} dòng, {MOST_COLUMNS} cột đầu.", _SEND_OURS)
    if any(_far(_place(tag)) for tag in _SPREAD.findall(part)):
        raise UnfitFile("Tệp có vùng gộp ô hoặc liên kết quá rộng.", _SEND_OURS)


def _place(tag: bytes) -> bytes:
    """The cell, or the area, that a tag speaks of."""
    found = _REFERENCE.search(tag)
    return found[1][:40] if found else b""


def _far(area: bytes) -> bool:
    return any(_number(column) > MOST_COLUMNS or int(row) > MOST_ROWS for column, row in _AREA.findall(area))


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
