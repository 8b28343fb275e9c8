"""Files that people hand in: what they are is told by their first bytes, never by their name; and how they are kept."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from definitions.actions import Refusal

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of one file: a scan of forty pages has less."""
ENTRIES: Final = 5000
NAME_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of file that is taken. `suffix` like ".pdf", `mime` as "type/subtype"; `shown` in the browser itself."""

    suffix: str
    mime: str
    shown: bool = False


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
PDF: Final = Sort(".pdf", "application/pdf", shown=True)
JPEG: Final = Sort(".jpg", "image/jpeg", shown=True)
PNG: Final = Sort(".png", "image/png", shown=True)
WORD: Final = Sort(".docx", f"{_OFFICE}wordprocessingml.document")
EXCEL: Final = Sort(".xlsx", f"{_OFFICE}spreadsheetml.sheet")
SORTS: Final = (PDF, WORD, EXCEL, JPEG, PNG)

_FIRST: Final = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_OLD: Final = b"\xd0\xcf\x11\xe0"


def sort_of(name: str) -> Sort | None:
    """The sort of a kept file, by the name that we gave it."""
    return next((sort for sort in SORTS if name.endswith(sort.suffix)), None)


def recognised(data: bytes) -> Sort | Refusal:
    """What a file is, by its content alone; or why it is not taken. Nothing of it is unpacked."""
    if not data:
        return EMPTY
    if len(data) > LARGEST:
        return TOO_LARGE
    if data.startswith(_OLD):
        return OLD
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    return next((sort for first, sort in _FIRST if data.startswith(first)), UNKNOWN_SORT)


def _packed(data: bytes) -> Sort | Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return DAMAGED
    if len(names) > ENTRIES or "[Content_Types].xml" not in names:
        return UNKNOWN_SORT
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACROS
    parts = (("word/document.xml", WORD), ("xl/workbook.xml", EXCEL))
    return next((sort for part, sort in parts if part in names), UNKNOWN_SORT)


def shown_name(name: str, sort: Sort) -> str:
    """The name that people see: the last part of what was said, one clean line, with the suffix of what it really is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?').strip(" .")
    stem = plain.rpartition(".")[0] or plain
    return f"{stem[:NAME_LENGTH] or 'tep'}{sort.suffix}"


def file_of(name: str, sha: str, sort: Sort, size: int) -> dict[str, Any]:
    """A file as a content names it."""
    return {"name": shown_name(name, sort), "sha": sha, "mime": sort.mime, "size": size}


def file_content(content: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What was handed in as files: the content of an empty form, with those that hold the rest."""
    return {**content, "files": [dict(file) for file in files]}


def files_of(content: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The files of a content: {"name", "sha", "mime", "size" in bytes}."""
    return tuple(content.get("files", ()))


def holds(content: Mapping[str, Any], sha: str) -> bool:
    """Whether that very file is what the content consists of already."""
    return any(file["sha"] == sha for file in files_of(content))


_TAKEN: Final = "Đề nghị gửi tệp PDF, Word (.docx), Excel (.xlsx) hoặc ảnh (.jpg, .png)."
EMPTY: Final = Refusal("no-file", "Chưa chọn tệp, hoặc tệp không có nội dung.", _TAKEN)
TOO_LARGE: Final = Refusal(
    "file-too-large",
    f"Tệp lớn hơn {LARGEST // 1024 // 1024} MB.",
    "Đề nghị quét lại ở độ phân giải thấp hơn, hoặc liên hệ Văn phòng để gửi bằng cách khác.",
)
UNKNOWN_SORT: Final = Refusal("file-sort", "Tệp này không thuộc loại được nhận.", _TAKEN)
DAMAGED: Final = Refusal("file-damaged", "Tệp này bị hỏng hoặc chưa được chép đủ.", "Đề nghị lưu lại tệp rồi gửi lại.")
OLD: Final = Refusal(
    "file-old",
    "Tệp này thuộc loại cũ (.doc, .xls) hoặc được đặt mật khẩu.",
    "Đề nghị bỏ mật khẩu, lưu lại thành .docx hoặc .xlsx rồi gửi lại.",
)
MACROS: Final = Refusal(
    "file-macros",
    "Tệp này có chứa macro.",
    "Đề nghị lưu lại thành .docx hoặc .xlsx thông thường rồi gửi lại.",
)
