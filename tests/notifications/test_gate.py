"""The gate before a workbook from outside: what it refuses, in a sentence, before anything parses it, and at once."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from notifications.workbooks import UnfitFile, cells_of
from notifications.workbooks.gate import MOST_BYTES, MOST_INFLATED, admit

SHEET = "xl/worksheets/sheet1.xml"
QUICK = 5  # seconds, on a busy machine


def plain():
    book = Workbook()
    book.active["A1"] = "Ý kiến"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name, data, *, level=9):
    """A workbook with one part more, or another one of that name."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, data)
    return out.getvalue()


def sheet(inside):
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{inside}</sheetData></worksheet>"
    ).encode()


CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
LINK = b'<Relationships><Relationship Type="x/externalLinkPath" Target="file:///c:/a.xlsx" TargetMode="External"/></Relationships>'
HOSTILE = {
    "macro": (with_part("xl/vbaProject.bin", b"x"), "macro"),
    "macro-type": (with_part("[Content_Types].xml", b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"), "macro"),
    "old macro sheet": (with_part("xl/macrosheets/sheet1.xml", b"<a/>"), "macro"),
    "external link": (with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "liên kết"),
    "link in a relation": (with_part("xl/worksheets/_rels/sheet1.xml.rels", LINK), "liên kết"),
    "embedded file": (with_part("xl/embeddings/oleObject1.docx", b"x"), "nhúng"),
    "data connection": (with_part("xl/connections.xml", b"<a/>"), "liên kết"),
    "document type": (with_part(SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]>' + sheet(CELL)), "kiểu tài liệu"),
    "other code page": (with_part(SHEET, sheet(CELL).decode().encode("utf-16")), "bảng mã"),
    "formula": (with_part(SHEET, sheet('<row r="7"><c r="F7"><f>1+1</f><v>2</v></c></row>')), "công thức ở ô F7"),
    "formula with a prefix": (with_part(SHEET, b'<x:c r="B2"><x:f>1</x:f></x:c>'), "công thức ở ô B2"),
    "far cell": (with_part(SHEET, sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "ngoài"),
    "wide merge": (with_part(SHEET, sheet(CELL) + b'<mergeCell ref="A1:XFD1048576"/>'), "quá rộng"),
    "wide link": (with_part(SHEET, sheet(CELL) + b'<hyperlink ref="A1:XFD1048576"/>'), "quá rộng"),
    "bomb": (with_part(SHEET, sheet("<row/>" * 2_000_000)), "quá lớn"),
    "bomb elsewhere": (with_part("docProps/thumbnail.xml", b"0" * (MOST_INFLATED + 1)), "quá lớn"),
    "large": (b"PK" + b"0" * MOST_BYTES, "lớn hơn"),
    "old format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "định dạng cũ"),
    "pdf": (b"%PDF-1.7 ...", "không phải"),
    "empty": (b"", "không phải"),
    "torn": (plain()[:-40], "không phải"),
    "spoilt": (plain().replace(b"worksheets", b"w0rksheets"), ""),
}  # fmt: skip


def _zip(names):
    out = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch, zipfile.ZipFile(out, "w") as archive:
        patch.setattr("warnings.warn", lambda *_, **__: None)  # zipfile warns of a name that it writes twice
        for name in names:
            archive.writestr(name, b"")
    return out.getvalue()


HOSTILE["many parts"] = (_zip([f"a{n}" for n in range(61)]), "thành phần")
HOSTILE["two of one name"] = (_zip(["xl/workbook.xml"] * 2), "trùng tên")


@pytest.mark.parametrize("which", sorted(HOSTILE))
def test_what_does_more_than_hold_cells_is_refused(which):
    """In a sentence with a remedy, quickly, whatever its size."""
    data, said = HOSTILE[which]
    begun = time.perf_counter()
    with pytest.raises(UnfitFile) as caught:
        cells_of(data)
    assert time.perf_counter() - begun < QUICK
    assert said in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    "inside", ["<c " * 2_000_000, '<c r="A1" ' + 'r="A1" ' * 900_000 + "/>", "<c>" + " " * 7_000_000, "<" * 7_000_000]
)
def test_no_file_makes_the_looking_slow(inside):
    """Seven million bytes of what the patterns look for, over and over: looked through in a moment."""
    begun = time.perf_counter()
    with pytest.raises(UnfitFile):
        cells_of(with_part(SHEET, inside.encode(), level=1))
    assert time.perf_counter() - begun < QUICK


def test_an_ordinary_workbook_is_let_in():
    """A link to a page, a remark, settings of a printer: what a spreadsheet program adds by itself does no harm."""
    admit(plain())
    page = b'<Relationship Type="http://x/hyperlink" Target="mailto:a@so.example" TargetMode="External"/>'
    admit(with_part("xl/worksheets/_rels/sheet1.xml.rels", page))
    admit(with_part("xl/printerSettings/printerSettings1.bin", b"\0\1"))
    assert cells_of(plain())[0][0].text == "Ý kiến"
