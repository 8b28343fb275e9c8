"""Decree 30/2020/NĐ-CP: what the program writes is in the prescribed form; whatever is not is named at its place."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from definitions.decree import deviations
from flows import cli
from notifications.incoming.gate import UnfitFile
from notifications.measured import measured

HEAD = (
    ("UBND TỈNH HÀ TĨNH", 13, False), ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", 13, True), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True),
    ("Độc lập - Tự do - Hạnh phúc", 14, True),
)  # fmt: skip


class Letter:
    """A Kế hoạch as it should be, whose parts a test spoils."""

    def __init__(self):
        self.document = Document()
        self._sheet()
        self.head = self.document.add_table(2, 2)
        superior, issuer, self.country, self.motto = (
            self._put(self.head.cell(0, n // 2), text, size, bold=bold, align="center")
            for n, (text, size, bold) in enumerate(HEAD)
        )
        self.superior, self.issuer = superior, issuer
        self.number = self._put(self.head.cell(1, 0), "Số: 05/KH-STNMT", 13, align="center")
        self.day = self._put(self.head.cell(1, 1), "Hà Tĩnh, ngày 05 tháng 3 năm 2023", 14, italic=True, align="center")
        self.title = self._put(self.document, "KẾ HOẠCH", 14, bold=True, align="center")
        self.about = self._put(self.document, "Tuyên truyền năm 2023", 14, bold=True, align="center")
        self.first = self._body("1. Các phòng, đơn vị gửi kế hoạch trước ngày 05 hằng tháng.")
        self.last = self._body("Trên đây là Kế hoạch, đề nghị các đơn vị thực hiện./.")
        self.foot = self.document.add_table(1, 2)
        left, right = self.foot.cell(0, 0), self.foot.cell(0, 1)
        self.recipients = self._put(left, "Nơi nhận:", 12, bold=True, italic=True)
        self.entry = self._put(left, "- Các phòng, đơn vị;", 11)
        self.kept = self._put(left, "- Lưu: VT, VP.", 11)
        self.role = self._put(right, "GIÁM ĐỐC", 14, bold=True, align="center")
        self.name = self._put(right, "Người ký", 14, bold=True, align="center")
        self.annex = self._put(self.document, "Phụ lục", 14, bold=True, align="center")
        self.annexed = self._put(self.document, "DANH SÁCH ĐƠN VỊ", 14, bold=True, align="center")

    def _sheet(self):
        self.sheet = self.document.sections[0]
        self.sheet.page_width, self.sheet.page_height = Mm(210), Mm(297)
        self.sheet.top_margin = self.sheet.bottom_margin = self.sheet.right_margin = Mm(20)
        self.sheet.left_margin = Mm(30)
        self.sheet.different_first_page_header_footer = True
        self.page = self.sheet.header.paragraphs[0]
        self.page.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field = self._run(self.page, "2", 14)._r
        words = field.makeelement(qn("w:instrText"), {})
        words.text = " PAGE "
        field.append(words)

    def _run(self, paragraph, text, size, bold=False, italic=False):
        run = paragraph.add_run(text)
        run.font.name, run.font.size, run.bold, run.italic = "Times New Roman", Pt(size), bold, italic
        return run

    def _put(self, into, text, size, *, bold=False, italic=False, align="left"):
        empty = [it for it in into.paragraphs if not it.text] if into is not self.document else []
        paragraph = empty[0] if empty else into.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH[align.upper()]
        self._run(paragraph, text, size, bold, italic)
        return paragraph

    def _body(self, text):
        paragraph = self._put(self.document, text, 14, align="justify")
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
        paragraph.paragraph_format.space_after = Pt(6)
        paragraph.paragraph_format.line_spacing = 1.2
        return paragraph

    def found(self):
        """What the check says of it: clause and message."""
        out = io.BytesIO()
        self.document.save(out)
        return [(it.clause, it.message) for it in deviations(measured(out.getvalue()))]


def _say(name, text):
    def spoil(letter):
        getattr(letter, name).runs[0].text = text

    return spoil


def _style(name, /, **how):
    def spoil(letter):
        run = getattr(letter, name).runs[0]
        for what, value in how.items():
            setattr(run.font, what, value)

    return spoil


def _place(name, /, **how):
    def spoil(letter):
        paragraph = getattr(letter, name)
        for what, value in how.items():
            setattr(paragraph.paragraph_format, what, value)

    return spoil


def _sheet(**how):
    def spoil(letter):
        for what, value in how.items():
            setattr(letter.sheet, what, value)

    return spoil


def _gone(name):
    def spoil(letter):
        element = getattr(letter, name)._p
        element.getparent().remove(element)

    return spoil


def _before_body(text):
    def spoil(letter):
        added = letter.first.insert_paragraph_before()
        letter._run(added, text, 14)

    return spoil


LEFT = WD_ALIGN_PARAGRAPH.LEFT
SPOILT = {
    "paper": ("mục I.1", "Khổ giấy", _sheet(page_width=Mm(216), page_height=Mm(279))),
    "left margin": ("mục I.3", "Lề trái 25 mm", _sheet(left_margin=Mm(25))),
    "right margin": ("mục I.3", "Lề phải 25 mm", _sheet(right_margin=Mm(25))),
    "top margin": ("mục I.3", "Lề trên 10 mm", _sheet(top_margin=Mm(10))),
    "bottom margin": ("mục I.3", "Lề dưới 30 mm", _sheet(bottom_margin=Mm(30))),
    "font": ("mục I.4", "Phông chữ Arial", _style("first", name="Arial")),
    "no page number": ("mục I.7", "Không có số trang", _gone("page")),
    "number on page 1": ("mục I.7", "Trang thứ nhất", _sheet(different_first_page_header_footer=False)),
    "page number aside": ("mục I.7", "Số trang chưa đúng vị trí", _place("page", alignment=LEFT)),
    "no motto": ("mục II.1", "Thiếu Quốc hiệu", _gone("motto")),
    "motto without spaces": ("mục II.1", "Tiêu ngữ ghi", _say("motto", "Độc lập-Tự do-Hạnh phúc")),
    "motto small": ("mục II.1", "cỡ chữ 12", _style("motto", size=Pt(12))),
    "country in low letters": ("mục II.1", "Quốc hiệu ghi", _say("country", "Cộng hòa xã hội chủ nghĩa Việt Nam")),
    "motto underlined": ("mục II.1", "gạch chân", _style("motto", underline=True)),
    "issuer plain": ("mục II.2", "Tên cơ quan chưa đúng kiểu chữ", _style("issuer", bold=False)),
    "superior bold": ("mục II.2", "Tên cơ quan chưa đúng kiểu chữ", _style("superior", bold=True)),
    "issuer in low letters": ("mục II.2", "Tên cơ quan ghi", _say("issuer", "Sở Tài nguyên và Môi trường")),
    "number below ten": ("mục II.3", "Số 5 nhỏ hơn 10", _say("number", "Số: 5/KH-STNMT")),
    "symbol with spaces": ("mục II.3", "có dấu cách", _say("number", "Số: 05/KH - STNMT")),
    "letter with a code": ("mục II.3", "«CV»", _say("number", "Số: 05/CV-STNMT")),
    "no number": ("mục II.3", "Thiếu số", _gone("number")),
    "day upright": ("mục II.4", "chưa đúng kiểu chữ", _style("day", italic=False)),
    "day without nought": ("mục II.4", "Ngày ghi «5»", _say("day", "Hà Tĩnh, ngày 5 tháng 3 năm 2023")),
    "March with nought": ("mục II.4", "Tháng ghi «03»", _say("day", "Hà Tĩnh, ngày 05 tháng 03 năm 2023")),
    "February without": ("mục II.4", "Tháng ghi «2»", _say("day", "Hà Tĩnh, ngày 15 tháng 2 năm 2023")),
    "no day": ("mục II.4", "Thiếu địa danh", _gone("day")),
    "title aside": ("mục II.5", "Tên loại chưa đúng vị trí", _place("title", alignment=LEFT)),
    "summary plain": ("mục II.5", "Trích yếu chưa đúng kiểu chữ", _style("about", bold=False)),
    "no title": ("mục II.5", "Thiếu tên loại", _gone("title")),
    "body small": ("mục II.6", "Nội dung cỡ chữ 12", _style("first", size=Pt(12))),
    "body slanting": ("mục II.6", "Nội dung chưa đúng kiểu chữ", _style("first", italic=True)),
    "body ragged": ("mục II.6", "không được căn đều", _place("first", alignment=LEFT)),
    "body not indented": ("mục II.6", "Dòng đầu lùi 0 mm", _place("first", first_line_indent=Mm(0))),
    "body without gaps": ("mục II.6", "các đoạn 3 pt", _place("first", space_after=Pt(3))),
    "body too wide apart": ("mục II.6", "Khoảng cách dòng 2", _place("first", line_spacing=2.0)),
    "no end mark": ("mục II.6", "Thiếu dấu kết thúc", _say("last", "Trên đây là Kế hoạch.")),
    "signer's degree": ("mục II.7", "học hàm, học vị", _say("name", "TS. Người ký")),
    "position in low letters": ("mục II.7", "Chức vụ ghi", _say("role", "Giám đốc")),
    "plan addressed": ("mục II.9", "không có «Kính gửi»", _before_body("Kính gửi: Bộ Tài nguyên và Môi trường")),
    "no recipients": ("mục II.9", "Thiếu «Nơi nhận»", _gone("recipients")),
    "recipients large": ("mục II.9", "Nơi nhận cỡ chữ 13", _style("entry", size=Pt(13))),
    "recipient unmarked": ("mục II.9", "Nơi nhận ghi", _say("entry", "- Các phòng, đơn vị")),
    "nothing kept": ("mục II.9", "không phải nơi lưu", _say("kept", "- Văn phòng.")),
    "annex small": ("mục III.1", "«Phụ lục» cỡ chữ 13", _style("annex", size=Pt(13))),
    "annex in low letters": ("mục III.1", "Tên phụ lục ghi", _say("annexed", "Danh sách đơn vị")),
}  # fmt: skip


def test_a_document_in_the_prescribed_form_has_no_deviation():
    """The letter that the other tests spoil is itself as the decree wants it."""
    assert Letter().found() == []


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_not_in_the_prescribed_form_is_named(name):
    """Each thing spoilt alone is found under its clause, in words that name it."""
    clause, words, spoil = SPOILT[name]
    letter = Letter()
    spoil(letter)
    assert any(it == clause and words in message for it, message in letter.found()), letter.found()


def test_coloured_letters_are_named():
    """Letters are black."""
    letter = Letter()
    letter.first.runs[0].font.color.rgb = RGBColor(0xFF, 0, 0)
    assert ("mục I.4", "Chữ không phải màu đen.") in letter.found()


def test_what_a_style_says_counts_like_what_the_words_say_themselves():
    """A size that comes from the style, or from the document's own defaults, is measured."""
    letter = Letter()
    run = letter.first.runs[0]
    run.font.size = None
    letter.document.styles["Normal"].font.size = Pt(12)
    assert ("mục II.6", "Nội dung cỡ chữ 12.") in letter.found()


def test_a_letter_says_kinh_gui_and_what_it_is_about():
    """A Công văn has no title: «V/v» under its number, and whom it is for."""
    letter = Letter()
    _gone("title")(letter)
    _gone("about")(letter)
    letter._put(letter.head.cell(1, 0), "V/v gửi kế hoạch tuyên truyền tháng", 12, align="center")
    assert [it for it, _ in letter.found()] == ["mục II.9"]
    _before_body("Kính gửi: Các phòng, đơn vị")(letter)
    assert letter.found() == []


def test_the_command_names_every_deviation(tmp_path, capsys):
    """With its place, its remedy and its clause; 1 where there is one, 0 where there is none."""
    letter = Letter()
    letter.document.save(tmp_path / "dung.docx")
    assert cli.main(["lint-docx", str(tmp_path / "dung.docx")]) == 0
    letter.sheet.left_margin = Mm(20)
    letter.document.save(tmp_path / "sai.docx")
    assert cli.main(["lint-docx", str(tmp_path / "sai.docx")]) == 1
    said = capsys.readouterr().out
    assert "đúng thể thức" in said
    assert "Phần 1: Lề trái 20 mm. Đề nghị để 30 - 35 mm. (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I.3)" in said


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04 broken"], ids=["empty", "pdf", "torn"])
def test_what_is_no_word_file_is_refused_in_a_sentence(tmp_path, capsys, data):
    """Never a traceback."""
    (tmp_path / "x.docx").write_bytes(data)
    with pytest.raises(UnfitFile):
        measured(data)
    assert cli.main(["lint-docx", str(tmp_path / "x.docx")]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["<w:document", "<a>" * 5000 + "</a>" * 5000], ids=["torn", "deep"])
def test_a_document_that_is_broken_inside_is_no_word_file(text):
    """A whole package around XML that is not, or that nobody writes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", text)
    with pytest.raises(UnfitFile):
        measured(out.getvalue())


def test_a_package_without_a_document_is_no_word_file():
    """A workbook under the name of a letter."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnfitFile):
        measured(out.getvalue())
