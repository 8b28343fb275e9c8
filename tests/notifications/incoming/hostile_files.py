"""Files as they come from outside, made here: ordinary ones, and each kind of hostile one."""

from __future__ import annotations

import io
import warnings
import zipfile

from docx import Document
from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(book) -> bytes:
    """The bytes of a workbook, or of a document."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain() -> bytes:
    """A workbook of one cell."""
    book = Workbook()
    book.active["A1"] = "Ý kiến"
    return saved(book)


def plain_document() -> bytes:
    """A document with a table of one cell."""
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = "Ý kiến"
    return saved(document)


def with_part(name, data, *, level=9, of=None):
    """A file with one part more, or another one of that name."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(of or plain())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, data)
    return out.getvalue()


def sheet(inside, after=""):
    """The XML of a sheet."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData>{after}</worksheet>'.encode()


def body(inside):
    """The XML of a document."""
    return f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'.encode()


def document(inside):
    """A Word file with that body."""
    return with_part("word/document.xml", body(inside), of=plain_document())


def packed(names, data=b""):
    """A zip of these names."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # zipfile warns of a name that it writes twice
        for name in names:
            archive.writestr(name, data)
    return out.getvalue()


def overlapping():
    """A zip whose parts share the same bytes: how a small file becomes a large one."""
    data = bytearray(with_part("xl/a.xml", b"<a/>", of=with_part("xl/b.xml", b"<a/>")))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        first, second = (archive.getinfo(name).header_offset for name in ("xl/b.xml", "xl/a.xml"))
    at = data.rindex(b"xl/a.xml")
    data[at - 4 : at] = first.to_bytes(4, "little")
    assert first < second
    return bytes(data).replace(b"xl/a.xml", b"xl/b.xml", 1).replace(b"xl/a.xml", b"xl/c.xml")


def encrypted():
    """A workbook whose parts say that they need a password."""
    data = bytearray(plain())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 1)
    return bytes(data)


CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
LINK = b'<Relationships><Relationship Type="x/externalLinkPath" Target="file:///c:/a.xlsx" TargetMode="External"/></Relationships>'
TEMPLATE = b'<Relationships><Relationship Type="x/attachedTemplate" Target="https://a.example/a.dotm" TargetMode="External"/></Relationships>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600

HOSTILE = {
    "macro": (with_part("xl/vbaProject.bin", b"x"), "macro"),
    "macro in a document": (with_part("word/vbaProject.bin", b"x", of=plain_document()), "macro"),
    "macro-type": (with_part("[Content_Types].xml", b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"), "macro"),
    "old macro sheet": (with_part("xl/macrosheets/sheet1.xml", b"<a/>"), "macro"),
    "external link": (with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "liên kết"),
    "link in a relation": (with_part("xl/worksheets/_rels/sheet1.xml.rels", LINK), "liên kết"),
    "template from elsewhere": (with_part("word/_rels/settings.xml.rels", TEMPLATE, of=plain_document()), "liên kết"),
    "embedded file": (with_part("xl/embeddings/oleObject1.docx", b"x"), "nhúng"),
    "zip within": (with_part("xl/media/a.zip", b"x"), "nhúng"),
    "data connection": (with_part("xl/connections.xml", b"<a/>"), "liên kết"),
    "document type": (with_part(SHEET, LAUGHS + sheet(CELL)), "kiểu tài liệu"),
    "laughs in a document": (with_part("word/document.xml", LAUGHS + body(""), of=plain_document()), "kiểu tài liệu"),
    "other code page": (with_part(SHEET, sheet(CELL).decode().encode("utf-16")), "bảng mã"),
    "declared code page": (with_part(SHEET, b'<?xml version="1.0" encoding="utf-7"?>' + sheet(CELL)), "bảng mã"),
    "formula": (with_part(SHEET, sheet('<row r="7"><c r="F7"><f>1+1</f><v>2</v></c></row>')), "công thức ở ô F7"),
    "formula with a prefix": (with_part(SHEET, f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:f>1</x:f></x:c></x:row></x:sheetData></x:worksheet>'.encode()), "công thức ở ô B2"),
    "far cell": (with_part(SHEET, sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "Ô XFD1048576"),
    "far text": (with_part(SHEET, sheet('<row r="1"><c r="BZ1" t="inlineStr"><is><t>a</t></is></c></row>')), "Ô BZ1"),
    "wide merge": (with_part(SHEET, sheet(CELL, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')), "quá rộng"),
    "wide link": (with_part(SHEET, sheet(CELL, '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>')), "quá rộng"),
    "bomb": (with_part(SHEET, sheet("<row/>" * 2_000_000)), "quá lớn"),
    "bomb below the limit": (with_part(SHEET, sheet("<row/>" * 1_000_000)), "quá lớn"),
    "bomb elsewhere": (with_part("docProps/thumbnail.xml", b"0" * 8_000_001), "quá lớn"),
    "bomb in a document": (document("<w:p/>" * 1_300_000), "quá lớn"),
    "large": (b"PK" + b"0" * 10_000_000, "lớn hơn"),
    "old format": (OLE, "định dạng cũ"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "password of the zip": (encrypted(), "mật khẩu"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "photo": (b"\xff\xd8\xff\xe0 ...", "ảnh"),
    "rar": (b"Rar!\x1a\x07", "nén"),
    "empty": (b"", "không có nội dung"),
    "torn": (plain()[:-40], "không đọc được"),
    "spoilt": (plain().replace(b"worksheets", b"w0rksheets"), ""),
    "many parts": (packed([f"a{n}" for n in range(301)]), "thành phần"),
    "two of one name": (packed(["xl/workbook.xml"] * 2), "trùng tên"),
    "two but for their case": (packed(["xl/workbook.xml", "XL/workbook.xml"]), "trùng tên"),
    "way out": (packed(["xl/workbook.xml", "../../etc/passwd"]), "đường dẫn lạ"),
    "way from the root": (packed(["xl/workbook.xml", "/etc/passwd"]), "đường dẫn lạ"),
    "way of another system": (packed(["xl/workbook.xml", "C:\\a.xml"]), "đường dẫn lạ"),
    "no spreadsheet": (packed(["mimetype", "content.xml"]), "không phải là"),
    "two in one": (with_part("word/document.xml", body("")), "không phải là"),
    "parts that share bytes": (overlapping(), ""),
    "no styles": (plain().replace(b"xl/styles.xml", b"xl/stylez.xml"), "thiếu"),
    "binary": (bytes(range(256)) * 4, ""),
    "deep": (document("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), ""),
    "many letters": (with_part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>{"a" * 30_000}</t></si></sst>', of=with_part("xl/_rels/workbook.xml.rels", b'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>', of=with_part(SHEET, sheet("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 200)))))), "quá nhiều chữ"),
    "no such shared text": (with_part(SHEET, sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')), ""),
    "no such style": (with_part(SHEET, sheet('<row r="1"><c r="A1" s="99"><v>7</v></c></row>')), ""),
    "cells out of order": (with_part(SHEET, sheet('<row r="2"><c r="B2"><v>7</v></c><c r="A2"><v>7</v></c></row>')), "thứ tự"),
    "one row twice": (with_part(SHEET, sheet(CELL + CELL)), "thứ tự"),
    "no number": (with_part(SHEET, sheet('<row r="2"><c r="B2"><v>7a</v></c></row>')), ""),
    "no end of number": (with_part(SHEET, sheet('<row r="2"><c r="B2"><v>1e999</v></c></row>')), ""),
    "wide row of a document": (document("<w:tbl><w:tr>" + "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>" * 61 + "</w:tr></w:tbl>"), "60 cột"),
    "wide cell of a document": (document('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'), ""),
}  # fmt: skip
"""Each with words that its refusal has to hold."""
