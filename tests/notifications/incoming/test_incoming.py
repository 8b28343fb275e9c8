"""Files from outside: what is refused before anything parses it, and what the others are read into."""

from __future__ import annotations

import datetime as dt
import io
import time

import openpyxl
import pytest
from docx import Document
from docx.oxml import OxmlElement
from hostile_files import CELL, HOSTILE, SHEET, document, plain, plain_document, saved, sheet, with_part
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from definitions.tables import Area, Row
from notifications.incoming.cellwise import quickly
from notifications.incoming.exact import exactly
from notifications.incoming.gate import UnfitFile, package
from notifications.incoming.reading import read
from notifications.workbooks.gate import admit

QUICK = 5  # seconds, on a busy machine


@pytest.mark.parametrize("which", sorted(HOSTILE))
def test_what_does_more_than_hold_cells_is_refused(which):
    """In a sentence with a remedy, quickly, whatever its size."""
    data, said = HOSTILE[which]
    begun = time.perf_counter()
    with pytest.raises(UnfitFile) as caught:
        read(data)
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
        read(with_part(SHEET, inside.encode(), level=1))
    assert time.perf_counter() - begun < QUICK


def test_an_ordinary_workbook_is_let_in():
    """A link to a page, a remark, settings of a printer: what a spreadsheet program adds by itself does no harm."""
    admit(plain())
    page = b'<Relationships><Relationship Type="http://x/hyperlink" Target="mailto:a@so.example" TargetMode="External"/></Relationships>'
    admit(with_part("xl/worksheets/_rels/sheet1.xml.rels", page))
    admit(with_part("xl/printerSettings/printerSettings1.bin", b"\0\1"))
    assert read(plain()).tables[0].rows == (Row(1, ("Ý kiến",)),)


def test_a_document_is_no_workbook():
    """openpyxl is given workbooks only."""
    with pytest.raises(UnfitFile, match="không phải là bảng tính"):
        admit(plain_document())


# ---------------------------------------------------------------- workbooks


def test_a_cell_is_what_excel_shows():
    """Days with the day first, whole numbers without ".0", leading zeros of a format, truth, and hours."""
    book = Workbook()
    page = book.active
    noon = dt.datetime(2023, 4, 5, 14, 30)  # noqa: DTZ001 - a sheet has no zone
    page.append([dt.date(2023, 4, 5), noon, dt.time(7, 15), 12, 12.0, 0.5, True, "  chữ ", 912345678])
    page["I1"].number_format = "0000000000"
    assert read(saved(book)).tables[0].rows[0].cells == (
        "05/04/2023", "05/04/2023 14:30", "07:15", "12", "12", "0.5", "TRUE", "chữ", "0912345678",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "shown"),
    [("d/m/yyyy", "05/04/2023"), ('"Ngày" dd', "05/04/2023"), ("[$-42A]dd mmmm", "05/04/2023"), ("mmm-yy", "05/04/2023"),
     ("General", "45021"), ("#,##0", "45021"), ('0" đồng"', "45021"), ("[Red]0.00", "45021"), ("0.00E+00", "45021")],
)  # fmt: skip
def test_a_day_is_told_by_its_format(code, shown):
    """A number is a day where its format has letters of a day that are no words in quotes."""
    book = Workbook()
    book.active["A1"] = 45021
    book.active["A1"].number_format = code
    assert read(saved(book)).tables[0].rows[0].cells == (shown,)


def test_a_workbook_of_another_calendar():
    """Excel for Mac counted from 1904 on: the same day is another number."""
    book = Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2023, 4, 5)
    assert read(saved(book)).tables[0].rows[0].cells == ("05/04/2023",)


def test_hidden_sheets_and_rows_are_told():
    """They are read like the others, and somebody is told."""
    book = Workbook()
    book.active.append(["a"])
    book.active.row_dimensions[1].hidden = True
    other = book.create_sheet("Riêng")
    other.append(["b"])
    other.sheet_state = "hidden"
    found = read(saved(book))
    assert [(table.title, table.hidden) for table in found.tables] == [("Sheet", False), ("Riêng", True)]
    assert found.remarks == ("Trang «Sheet» có dòng ẩn, vẫn được đọc.", "Trang «Riêng» đang ẩn.")


def test_merged_cells_are_named():
    """The text stands in the first of them; who reads the table decides what that means."""
    book = Workbook()
    book.active.append(["a", None, "b"])
    book.active.merge_cells("A1:B2")
    assert read(saved(book)).tables[0].merged == (Area(1, 1, 2, 2),)


def test_empty_cells_far_away_do_no_harm():
    """A row that was coloured to its end is no large table."""
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(with_part(SHEET, sheet(CELL + far))).tables[0].rows == (Row(1, ("a",)),)


WAYS = {
    "runs": '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c></row>',
    "places left out": '<row><c t="inlineStr"><is><t>a b</t></is></c></row>',
    "spaces between": '\n<row r="1">\n <c r="A1" t="inlineStr">\n<is>\n<t>a b</t></is></c>\n</row>\n',
    "a remark": '<!-- no --><row r="1"><c r="A1" t="inlineStr"><is><t>a b</t></is></c></row>',
    "letters by number": '<row r="1"><c r="A1" t="inlineStr"><is><t>a&#32;b</t></is></c></row>',
}  # fmt: skip


@pytest.mark.parametrize("way", sorted(WAYS))
def test_every_way_of_writing_a_sheet_is_read(way):
    """What the quick way does not know is read exactly."""
    assert read(with_part(SHEET, sheet(WAYS[way]))).tables[0].rows == (Row(1, ("a b",)),)


values = st.one_of(
    st.none(),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=12),
    st.integers(-(10**14), 10**14),
    st.floats(-1e12, 1e12).filter(lambda it: abs(it) > 1e-9),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(values, max_size=6), max_size=8))
def test_it_reads_what_openpyxl_reads(rows):
    """Cell by cell, quickly and exactly: whatever values stand in a workbook."""
    book = Workbook()
    for down, row in enumerate(rows, 1):
        for across, value in enumerate(row, 1):
            cell = book.active.cell(down, across, value)
            if isinstance(value, str):
                cell.data_type = "s"
    data = saved(book)
    assert read(data).tables[0].rows == by_openpyxl(data)
    part = package(data).parts[SHEET]
    assert quickly(part) == exactly(part)


def by_openpyxl(data):
    """The rows of the first sheet, as openpyxl reads them, shown as we show them."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = []
    for cells in book.worksheets[0].iter_rows():
        texts = [shown(cell.value) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append(Row(next(cell.row for cell in cells if cell.value is not None), tuple(texts)))
    book.close()
    return tuple(rows)


def shown(value):
    """A value of openpyxl as a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m}/{value.year:04d}"
    return (
        str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value).strip()
    )


# ---------------------------------------------------------------- documents


def cell(text, properties=""):
    """A cell of a Word table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def test_a_table_of_a_document_is_read():
    """Under the words that stand above it, in the order of the document."""
    made = Document()
    made.add_paragraph("KẾ HOẠCH THÁNG 4/2023")
    table = made.add_table(2, 2)
    for n, text in enumerate(("Nội dung", "Thể loại", "Ra quân làm sạch biển", "Tin")):
        table.cell(n // 2, n % 2).text = text
    made.add_paragraph("Nơi nhận:")
    made.add_table(1, 1).cell(0, 0).text = "Như trên"
    first, second = read(saved(made)).tables
    assert first.title == "KẾ HOẠCH THÁNG 4/2023"
    assert first.rows == (Row(1, ("Nội dung", "Thể loại")), Row(2, ("Ra quân làm sạch biển", "Tin")))
    assert (second.title, second.rows[0].cells) == ("Nơi nhận:", ("Như trên",))


def test_merged_cells_of_a_document_are_named():
    """Across and downwards; each text keeps its column."""
    made = Document()
    table = made.add_table(3, 3)
    for n in range(9):
        table.cell(n // 3, n % 3).text = str(n)
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    found = read(saved(made)).tables[0]
    assert [row.cells for row in found.rows] == [("0\n1", "", "2"), ("3", "4", "5\n8"), ("6", "7")]
    assert found.merged == (Area(1, 1, 1, 2), Area(2, 3, 3, 3))


def test_a_table_within_a_table_is_a_table_of_its_own():
    """Many offices draw the page with a table without lines."""
    inner = f"<w:tbl><w:tr>{cell('a')}</w:tr></w:tbl>"
    found = read(document(f"<w:tbl><w:tr><w:tc><w:p/>{inner}<w:p/></w:tc>{cell('b')}</w:tr></w:tbl>")).tables
    assert [[row.cells for row in table.rows] for table in found] == [[("", "b")], [("a",)]]


def test_tracked_changes_are_read_as_accepted():
    """What was typed counts, what was deleted does not, and somebody is told; python-docx would lose the typed words."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    paragraph = f"<w:p>{run.format('Tin')}<w:ins>{run.format(', bài')}</w:ins><w:del><w:r><w:delText> x</w:delText></w:r></w:del></w:p>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('x')}</w:tr>"
    found = read(document(f"<w:tbl><w:tr><w:tc>{paragraph}</w:tc></w:tr>{gone}</w:tbl>"))
    assert found.tables[0].rows == (Row(1, ("Tin, bài",)),)
    assert "Track Changes" in found.remarks[0]


def test_content_controls_are_looked_into():
    """A form of Word keeps its cells in controls."""
    control = f"<w:sdt><w:sdtContent>{cell('a')}</w:sdtContent></w:sdt>"
    assert read(document(f"<w:tbl><w:tr>{control}{cell('b')}</w:tr></w:tbl>")).tables[0].rows[0].cells == ("a", "b")


def test_what_word_hides_is_not_read():
    """Nobody approves what nobody saw; that something is hidden is told."""
    hidden = "<w:tc><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    found = read(document(f"<w:tbl><w:tr>{hidden}</w:tr></w:tbl>"))
    assert found.tables[0].rows == (Row(1, ("a",)),)
    assert found.remarks == ("Tệp có chữ ẩn, không được đọc.",)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.text(st.sampled_from("aắ 1-\n"), max_size=8), min_size=3, max_size=3), min_size=1, max_size=5)
)
def test_it_reads_what_python_docx_reads(rows):
    """Whatever stands in a table without changes, controls and merged cells."""
    made = Document()
    table = made.add_table(len(rows), 3)
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            table.cell(down, across).text = text
    data = saved(made)
    texts = [tuple(it.text.strip() for it in row.cells) for row in Document(io.BytesIO(data)).tables[0].rows]
    trimmed = [texts[: max((n for n, it in enumerate(texts, 1) if it), default=0)] for texts in texts]
    assert [row.cells for table in read(data).tables for row in table.rows] == [it for it in trimmed if it]


def test_a_row_repeated_as_heading_is_read_once():
    """Word prints it on each page; it stands in the file once."""
    made = Document()
    table = made.add_table(1, 1)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    table.cell(0, 0).text = "Nội dung"
    assert len(read(saved(made)).tables[0].rows) == 1


# ---------------------------------------------------------------- text files

VIETNAMESE = "Nội dung;Thể loại\nRa quân, làm sạch biển;Tin\n"
READ = (Row(1, ("Nội dung", "Thể loại")), Row(2, ("Ra quân, làm sạch biển", "Tin")))


@pytest.mark.parametrize("alphabet", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_tells_its_alphabet(alphabet):
    """With its mark or without, as Excel and Notepad save it."""
    assert read(VIETNAMESE.encode(alphabet)).tables[0].rows == READ


def test_an_old_vietnamese_alphabet_is_read_where_it_is_no_other():
    """cp1258 writes the tone after its letter: `ệ` as `ê` and a dot; that is no other alphabet's way."""
    old = VIETNAMESE.replace("ộ", "ô\u0323").replace("ể", "ê\u0309").replace("ạ", "a\u0323").replace("ạ", "a\u0323")
    assert [row.cells[1] for row in read(old.replace("ể", "ê\u0309").encode("cp1258")).tables[0].rows] == [
        "Thê\u0309 loa\u0323i",
        "Tin",
    ]


@pytest.mark.parametrize(
    "said", ["Nội dung".encode("cp1258", "replace") + b"\xb8\xb5", "Crème;b".encode("cp1252"), b"\xb8\xb6;a"]
)
def test_an_alphabet_that_could_be_another_is_refused(said):
    """TCVN3, VNI, Western letters: the person is asked, nothing is guessed."""
    with pytest.raises(UnfitFile, match="bảng mã"):
        read(said)


def test_a_quoted_cell_of_a_text_file_holds_lines_and_marks():
    """As Excel writes them; a quote that is never closed is refused."""
    assert read(b'"a;b\nc";d\n').tables[0].rows == (Row(1, ("a;b\nc", "d")),)
    with pytest.raises(UnfitFile, match="nháy kép"):
        read(b'a;"b\nc;d\n')
