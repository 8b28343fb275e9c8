"""The gate of a workbook that openpyxl is to open whole: only one that our own reader has read to its last cell."""

from __future__ import annotations

from notifications.incoming.gate import UnfitFile, look, package
from notifications.incoming.sheets import MOST_COLUMNS, MOST_ROWS, workbook

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "UnfitFile", "admit"]


def admit(data: bytes) -> None:
    """Nothing for such a workbook; UnfitFile for any other file."""
    if look(data) != "zip" or (found := package(data)).sort != "xlsx":
        raise UnfitFile("Tệp không phải là bảng tính .xlsx.", "Đề nghị lưu lại thành .xlsx rồi gửi lại.")
    workbook(found.parts)
