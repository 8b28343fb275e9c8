"""The gate: a file from outside is looked at as bytes before anything parses it, and refused in a sentence."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from definitions.errors import InputRefused

MOST_BYTES: Final = 10_000_000
MOST_PARTS: Final = 300
MOST_INFLATED: Final = 8_000_000
"""Bytes of XML in all: a sheet of ours with 500 lines has 400 KB."""
MOST_RATIO: Final = 100
SMALL: Final = 100_000
"""Bytes below which nobody asks how well a part was compressed."""

NO_MEMORY: Final = 77
"""What the child ends with where a file has taken all the memory that it may have."""

SAVE_AGAIN: Final = "Đề nghị mở tệp bằng Excel hoặc Word, lưu lại thành .xlsx hoặc .docx rồi gửi lại."

_PROGRAM: Final = re.compile(r"vbaproject|vbadata|macrosheet|dialogsheet|activex|ctrlprop", re.IGNORECASE)
_BINARY: Final = re.compile(
    r"^(?!.*printersettings).*\.(?:bin|exe|dll|js|vbs|jar|zip|xlsb?|docx?|xlsx)$", re.IGNORECASE
)
_OUTSIDE: Final = re.compile(
    r"externallink|embedding|oleobject|connections\.xml|querytable|customui|altchunk|webextension", re.IGNORECASE
)
# Every pattern stops at the next bracket, so that no file makes the looking slow.
_EXTERNAL: Final = re.compile(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", re.IGNORECASE)
_LAWFUL: Final = re.compile(rb"/hyperlink[\"']|/attachedTemplate[\"'][^<>]*Target\s*=\s*[\"'](?:file:///)?[A-Za-z]:")
_ENCODING: Final = re.compile(rb"^\s*<\?xml[^<>]*?encoding\s*=\s*[\"']([^\"'<>]*)", re.IGNORECASE)
_VERSION: Final = re.compile(rb"<\?xml\s{1,9}version\s?=\s?[\"']1\.[01][\"']")
_ODD: Final = re.compile(r"^/|\\|(?:^|/)\.\.?(?:/|$)|[:\x00-\x1f\x7f]")


class UnfitFile(InputRefused):
    """Tệp này không đọc được: có thể đã hỏng, hoặc không phải là tệp Excel, Word thông thường.

    Đề nghị mở tệp bằng Excel hoặc Word, lưu lại thành .xlsx hoặc .docx rồi gửi lại.
    """


@dataclass(frozen=True, slots=True)
class Package:
    """What was let in of an .xlsx or .docx: its sort and the bytes of its XML parts. Nothing else is ever unpacked."""

    sort: str
    parts: Mapping[str, bytes]


def look(data: bytes) -> str:
    """The sort of a file by its first bytes: "zip" or "text". UnfitFile for one too large and for sorts without tables."""
    if not data:
        raise UnfitFile("Tệp không có nội dung.", "Đề nghị kiểm tra lại tệp rồi gửi lại.")
    if len(data) > MOST_BYTES:
        raise UnfitFile(
            f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB, không đọc thành bảng.",
            "Đề nghị bỏ hình ảnh, trang không cần rồi gửi lại.",
        )
    for first, message, remedy in _NO_TABLES:
        if data.startswith(first):
            raise UnfitFile(message, remedy)
    if data.startswith(_OLE):
        raise _ole(data)
    return "zip" if data.startswith(b"PK") else "text"


_OLE: Final = b"\xd0\xcf\x11\xe0"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_NO_PICTURES: Final = "Đề nghị gửi bảng Excel (.xlsx) hoặc Word (.docx), không gửi bản chụp."
_NO_TABLES: Final = (
    (b"%PDF-", "Tệp PDF không đọc được thành bảng.", "Đề nghị gửi tệp gốc Excel (.xlsx) hoặc Word (.docx)."),
    (b"\xff\xd8\xff", "Tệp ảnh không đọc được thành bảng.", _NO_PICTURES),
    (b"\x89PNG", "Tệp ảnh không đọc được thành bảng.", _NO_PICTURES),
    (b"Rar!", "Tệp nén (.rar) không được nhận.", "Đề nghị giải nén, gửi riêng từng tệp .xlsx hoặc .docx."),
    (b"7z\xbc\xaf", "Tệp nén (.7z) không được nhận.", "Đề nghị giải nén, gửi riêng từng tệp .xlsx hoặc .docx."),
    (b"{\\rtf", "Tệp .rtf không được nhận.", "Đề nghị lưu lại thành .docx rồi gửi lại."),
)


def _ole(data: bytes) -> UnfitFile:
    if _LOCKED in data:
        return UnfitFile("Tệp đặt mật khẩu.", "Đề nghị bỏ mật khẩu, lưu lại rồi gửi lại.")
    return UnfitFile("Tệp ở định dạng cũ (.xls, .doc).", "Đề nghị lưu lại thành .xlsx hoặc .docx rồi gửi lại.")


def package(data: bytes) -> Package:
    """The XML parts of a .xlsx or .docx that may be parsed; UnfitFile for any other, and for one that holds more than text.

    Names are judged before anything is inflated; parts are inflated up to a limit, whatever the headers declare; no
    programs, no links to other files, no embedded files, no document types.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            sort = _sort([entry.filename for entry in entries])
            _check_entries(entries)
            return Package(sort, _inflated(archive, entries))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnfitFile from error


def _sort(names: Sequence[str]) -> str:
    if len(names) > MOST_PARTS or len({name.casefold() for name in names}) < len(names):
        raise UnfitFile("Tệp có quá nhiều thành phần, hoặc hai thành phần trùng tên.", SAVE_AGAIN)
    if any(_ODD.search(name) for name in names):
        raise UnfitFile("Tệp có thành phần mang đường dẫn lạ.", SAVE_AGAIN)
    if any(_PROGRAM.search(name) for name in names):
        raise UnfitFile(
            "Tệp có macro hoặc chương trình kèm theo.", "Đề nghị lưu lại thành .xlsx hoặc .docx, không có macro."
        )
    if any(_OUTSIDE.search(name) for name in names):
        raise UnfitFile("Tệp có liên kết hoặc tệp khác nhúng bên trong.", "Đề nghị bỏ liên kết, tệp nhúng rồi gửi lại.")
    sorts = [sort for part, sort in (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx")) if part in names]
    if len(sorts) != 1 or "[Content_Types].xml" not in names:
        raise UnfitFile("Tệp không phải là tệp .xlsx hoặc .docx.", SAVE_AGAIN)
    if any(_BINARY.search(name) for name in names):
        raise UnfitFile("Tệp có tệp khác nhúng bên trong.", "Đề nghị bỏ tệp nhúng rồi gửi lại.")
    return sorts[0]


def _check_entries(entries: Iterable[zipfile.ZipInfo]) -> None:
    """No password, no way of packing but the two of the format, and no byte that belongs to two parts."""
    end = 0
    for entry in sorted(entries, key=lambda it: it.header_offset):
        if entry.flag_bits & 1:
            raise UnfitFile("Tệp đặt mật khẩu.", "Đề nghị bỏ mật khẩu, lưu lại rồi gửi lại.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.header_offset < end:
            raise UnfitFile("Tệp được nén theo cách lạ.", SAVE_AGAIN)
        end = entry.header_offset + entry.compress_size


def _inflated(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts, left = {}, MOST_INFLATED
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            part = _inflate(archive, entry, left)
            left -= len(part)
            _check_part(entry.filename, part)
            parts[entry.filename] = part
    return parts


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    with archive.open(entry) as part:
        found = part.read(left + 1)
    if len(found) > left or (len(found) > SMALL and len(found) > MOST_RATIO * entry.compress_size):
        raise UnfitFile("Tệp giải nén ra quá lớn.", "Đề nghị xóa các dòng, cột, trang trống rồi gửi lại.")
    return found


def _check_part(name: str, part: bytes) -> None:
    declared = _ENCODING.match(part[:200])
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:200]:
        raise UnfitFile("Tệp dùng bảng mã lạ.", SAVE_AGAIN)
    if part.lstrip().startswith(b"<?xml") and not _VERSION.match(part.lstrip()):
        raise UnfitFile
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise UnfitFile("Tệp dùng bảng mã lạ.", SAVE_AGAIN)
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise UnfitFile("Tệp có khai báo kiểu tài liệu, là điều tệp Excel, Word không cần.", SAVE_AGAIN)
    if name == "[Content_Types].xml" and b"macroEnabled" in part:
        raise UnfitFile("Tệp có macro.", "Đề nghị lưu lại thành .xlsx hoặc .docx, không có macro.")
    if name.endswith(".rels") and not all(_LAWFUL.search(link) for link in _EXTERNAL.findall(part)):
        raise UnfitFile("Tệp có liên kết đến tệp khác.", "Đề nghị bỏ liên kết rồi gửi lại.")
