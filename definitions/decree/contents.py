"""Annex I, parts II and III: what stands on the paper, from Quốc hiệu to the annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from definitions.content import fold
from definitions.decree.looks import Deviation, capitals, looks, said, within
from definitions.decree.parts import ADDRESSED, COUNTRY, MOTTO, Document
from definitions.paper import Paragraph

_ACADEMIC: Final = re.compile(r"\b(GS|PGS|TS|ThS|BS|KS|CN|NGND|NGƯT)\s*\.", re.IGNORECASE)
_DAY: Final = re.compile(r"^(.*\S), ngày\s+(\S+) tháng\s+(\S+) năm\s+(\S+)$")

# ---------------------------------------------------------------- II. the parts of a document


def _motto(document: Document) -> Iterator[Deviation]:
    clause = "mục II.1"
    if document.country is None or document.motto is None:
        yield Deviation("Đầu văn bản", clause, "Thiếu Quốc hiệu hoặc Tiêu ngữ.", f"Đề nghị ghi «{COUNTRY}», «{MOTTO}».")
        return
    country, motto = document.country, document.motto
    if country.text != COUNTRY:
        yield Deviation(country.where, clause, f"Quốc hiệu ghi «{country.text}».", f"Đề nghị ghi «{COUNTRY}».")
    if motto.text != MOTTO:
        remedy = f"Đề nghị ghi «{MOTTO}», có dấu cách hai bên gạch nối."
        yield Deviation(motto.where, clause, f"Tiêu ngữ ghi «{motto.text}».", remedy)
    yield from looks(country, clause, "Quốc hiệu", sizes=(12, 13), bold=True, italic=False, align="center")
    yield from looks(motto, clause, "Tiêu ngữ", sizes=(13, 14), bold=True, italic=False, align="center")


def _issuer(document: Document) -> Iterator[Deviation]:
    if document.country is None:
        return
    beside = [it for it in document.all if it.table == document.country.table and _row(it) == _row(document.country)]
    names = [it for it in beside if it.cell != document.country.cell]
    if not names:
        yield Deviation("Đầu văn bản", "mục II.2", "Thiếu tên cơ quan ban hành.", "Đề nghị ghi ở góc trên bên trái.")
    for it in names:
        last = it is names[-1]
        yield from looks(it, "mục II.2", "Tên cơ quan", sizes=(12, 13), bold=last, italic=False, align="center")
        yield from capitals(it, "mục II.2", "Tên cơ quan")


def _row(it: Paragraph) -> str:
    return it.cell.rpartition(",")[0]


def _number(document: Document) -> Iterator[Deviation]:
    clause, it = "mục II.3", document.number
    if it is None:
        yield Deviation("Đầu văn bản", clause, "Thiếu số, ký hiệu.", "Đề nghị ghi «Số: …/…» dưới tên cơ quan.")
        return
    yield from looks(it, clause, "Số, ký hiệu", sizes=(13, 13), bold=False, italic=False, align="center")
    number, slash, symbol = it.text.removeprefix("Số:").strip().partition("/")
    if slash and re.search(r"\s", symbol.strip()):
        yield Deviation(it.where, clause, f"Ký hiệu «{symbol}» có dấu cách.", "Đề nghị bỏ dấu cách quanh «/» và «-».")
    if re.fullmatch(r"\d", number.strip()):
        yield Deviation(it.where, clause, f"Số {number.strip()} nhỏ hơn 10.", f"Đề nghị ghi 0{number.strip()}.")
    if re.match(r"CV\b", symbol.strip()):
        remedy = "Đề nghị ghi chữ viết tắt của cơ quan và của đơn vị soạn thảo."
        yield Deviation(it.where, clause, "Công văn không có chữ viết tắt «CV».", remedy)


def _day(document: Document) -> Iterator[Deviation]:
    clause, it = "mục II.4", document.day
    if it is None:
        remedy = "Đề nghị ghi «Hà Tĩnh, ngày … tháng … năm …»."
        yield Deviation("Đầu văn bản", clause, "Thiếu địa danh và thời gian ban hành.", remedy)
        return
    yield from looks(it, clause, "Địa danh và thời gian", sizes=(13, 14), bold=False, italic=True, align="center")
    found = _DAY.match(it.text)
    if found is None:
        return
    for name, text, least in (("Ngày", found[2], 10), ("Tháng", found[3], 3)):
        if text.isdigit() and text != _written(int(text), least):
            remedy = f"Đề nghị ghi {_written(int(text), least)}."
            yield Deviation(it.where, clause, f"{name} ghi «{text}».", remedy)


def _written(n: int, least: int) -> str:
    """Days below 10 and the months 1 and 2 bear a leading zero, and nothing else does."""
    return f"{n:02}" if n < least else str(n)


def _title(document: Document) -> Iterator[Deviation]:
    clause = "mục II.5"
    if document.title is not None:
        yield from looks(document.title, clause, "Tên loại", sizes=(13, 14), bold=True, italic=False, align="center")
        about = next(iter(document.after(document.title)), None)
        if about is not None:
            yield from looks(about, clause, "Trích yếu", sizes=(13, 14), bold=True, italic=False, align="center")
    elif document.about is not None:
        yield from looks(document.about, clause, "Trích yếu", sizes=(12, 13), bold=False, italic=False, align="center")
    else:
        remedy = "Đề nghị ghi tên loại và trích yếu; công văn thì ghi «V/v …» dưới số, ký hiệu."
        yield Deviation("Đầu văn bản", clause, "Thiếu tên loại hoặc trích yếu.", remedy)


def _addressed(document: Document) -> Iterator[Deviation]:
    clause, it = "mục II.9", document.addressed
    if it is None and document.kind in ADDRESSED:
        kind = document.kind.capitalize() or "Công văn"
        yield Deviation("Đầu văn bản", clause, f"{kind} thiếu «Kính gửi».", "Đề nghị ghi nơi nhận để giải quyết.")
    if it is None:
        return
    if document.kind not in ADDRESSED:
        found = f"{document.kind.capitalize()} không có «Kính gửi»."
        yield Deviation(it.where, clause, found, "Đề nghị bỏ; nơi nhận ghi ở cuối văn bản.")
    yield from looks(it, clause, "«Kính gửi»", sizes=(13, 14), bold=False, italic=False)


def _body(document: Document) -> Iterator[Deviation]:
    clause = "mục II.6"
    for it in document.body:
        centred = it.align == "center" and it.bold
        italic = None if fold(it.text).startswith("can cu") else False
        yield from looks(it, clause, "Nội dung", sizes=(13, 14), italic=italic)
        if not centred and it.align != "justify":
            yield Deviation(it.where, clause, "Nội dung không được căn đều hai lề.", "Đề nghị căn đều hai lề.")
        if not centred and not within(it.first_line, 10, 12.7):
            found = f"Dòng đầu lùi {said(it.first_line)} mm."
            yield Deviation(it.where, clause, found, "Đề nghị lùi 10 mm hoặc 12,7 mm.")
        if it.gap < 6:
            found = f"Khoảng cách giữa các đoạn {said(it.gap)} pt."
            yield Deviation(it.where, clause, found, "Đề nghị để tối thiểu 6 pt.")
        if it.line and not 0.99 <= it.line <= 1.51:
            found = f"Khoảng cách dòng {said(it.line)}."
            yield Deviation(it.where, clause, found, "Đề nghị để từ dòng đơn đến 1,5 dòng.")
    if document.body and not document.body[-1].text.endswith("./."):
        remedy = "Đề nghị kết thúc nội dung bằng «./.»."
        yield Deviation(document.body[-1].where, clause, "Thiếu dấu kết thúc nội dung.", remedy)


def _signed(document: Document) -> Iterator[Deviation]:
    clause = "mục II.7"
    if document.recipients is None:
        return
    beside = [it for it in document.all if it.table and it.table == document.recipients.table]
    block = [it for it in beside if it.cell != document.recipients.cell]
    if not block:
        remedy = "Đề nghị ghi chức vụ, họ tên ở góc dưới bên phải."
        yield Deviation(document.recipients.where, clause, "Thiếu chức vụ người ký.", remedy)
    for it in block:
        yield from looks(it, clause, "Chức vụ, họ tên", sizes=(13, 14), bold=True, italic=False, align="center")
        if _ACADEMIC.search(it.text):
            found = f"Họ tên «{it.text}» có học hàm, học vị."
            yield Deviation(it.where, clause, found, "Đề nghị chỉ ghi họ và tên.")
    for position in block[:1]:
        yield from capitals(position, clause, "Chức vụ")


def _recipients(document: Document) -> Iterator[Deviation]:
    clause, head = "mục II.9", document.recipients
    if head is None:
        yield Deviation("Cuối văn bản", clause, "Thiếu «Nơi nhận».", "Đề nghị ghi ở góc dưới bên trái.")
        return
    yield from looks(head, clause, "«Nơi nhận:»", sizes=(12, 12), bold=True, italic=True, align="left")
    entries = [it for it in document.after(head) if it.table == head.table and it.cell == head.cell]
    for it in entries:
        yield from looks(it, clause, "Nơi nhận", sizes=(11, 11), bold=False, italic=False, align="left")
        mark = "." if it is entries[-1] else ";"
        if not (it.text.startswith("-") and it.text.endswith(mark)):
            found = f"Nơi nhận ghi «{it.text}»."
            yield Deviation(it.where, clause, found, f"Đề nghị gạch đầu dòng, cuối dòng có dấu «{mark}».")
    if entries and not entries[-1].text.startswith("- Lưu:"):
        remedy = "Đề nghị ghi «- Lưu: VT, …» ở dòng cuối."
        yield Deviation(entries[-1].where, clause, "Dòng cuối của nơi nhận không phải nơi lưu.", remedy)


# ---------------------------------------------------------------- III. annexes


def _annexes(document: Document) -> Iterator[Deviation]:
    clause = "mục III.1"
    after = [it for it in document.after(document.recipients) if not it.table] if document.recipients else []
    for n, it in enumerate(after):
        if not re.match(r"Phụ lục\b", it.text) or len(it.text) > LABEL:
            continue
        yield from looks(it, clause, "«Phụ lục»", sizes=(14, 14), bold=True, italic=False, align="center")
        for name in after[n + 1 : n + 2]:
            yield from looks(name, clause, "Tên phụ lục", sizes=(13, 14), bold=True, italic=False, align="center")
            yield from capitals(name, clause, "Tên phụ lục")
        for to in (one for one in after[n + 2 : n + 3] if one.text.startswith("(Kèm theo")):
            yield from looks(to, clause, "Thông tin kèm theo", sizes=(13, 14), bold=False, italic=True, align="center")


LABEL: Final = 20
"""Letters: «Phụ lục XVIII» is a label, a sentence that begins so is not."""


RULES: Final = (_motto, _issuer, _number, _day, _title, _addressed, _body, _signed, _recipients, _annexes)
