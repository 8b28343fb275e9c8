"""Rows pasted from a spreadsheet become lines, or faults that say what to write."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.content import fold
from definitions.rows import lines_from_rows
from flows.files import read_definition

YEAR = Path(__file__).parents[2] / "definitions" / "ha-tinh" / "2023.yaml"
GOOD = ("Giảm rác thải nhựa", "7", "k06", "Tin", "Phòng Môi trường", "", "15/11/2023", "Báo Hà Tĩnh", "", "")
TITLES = (
    "Nội dung tuyên truyền", "Nội dung của Kế hoạch (mục II)", "Hoạt động trọng tâm", "Thể loại",
    "Phòng, đơn vị chủ trì", "Cơ quan, đơn vị phối hợp", "Thời gian dự kiến", "Cơ quan báo chí", "Người liên hệ", "Ghi chú",
)  # fmt: skip
FIELD = dict(
    zip(("content", "topics", "activities", "genre", "lead", "with", "when", "partners"), range(8), strict=True)
)


@cache
def definition():
    return read_definition(YEAR)[0]


def row(**cells):
    changed = {FIELD[name]: text for name, text in cells.items()}
    return [changed.get(n, cell) for n, cell in enumerate(GOOD)]


def table(*rows, mark="\t"):
    return "\n".join(mark.join(cells) for cells in rows)


def read(text, known=(), period="2023-11"):
    form = definition().process.form("unit-plan")
    return lines_from_rows(definition(), form, text, period=period, party="phong-moi-truong", known=known)


def value(name, text):
    """What a cell becomes; the remedy where it cannot be read."""
    lines, faults = read(table(row(**{name: text})))
    return lines[0][name] if lines else faults[0].remedy


@pytest.mark.parametrize("mark", ["\t", "|", ";"])
def test_a_row_becomes_a_line(mark):
    """Every cell lands in its field, whatever parts the cells; the id is period, party, number."""
    (line,), faults = read(table(row(), mark=mark))
    assert faults == ()
    assert line["id"] == "2023-11/phong-moi-truong/01"
    assert (line["topics"], line["activities"], line["partners"]) == (["t7"], ["k06"], ["bao-ha-tinh"])
    assert (line["genre"], line["when"]) == ("Tin", "2023-11-15")


@settings(deadline=None)
@given(st.permutations(range(len(TITLES))))
def test_a_header_says_which_column_is_which(order):
    """With titles, without accents and in any order, the lines are the same."""
    header = [unicodedata.normalize("NFD", TITLES[n]).upper() if n % 2 else fold(TITLES[n]) for n in order]
    lines, faults = read(table(["Sở TNMT"], header, [GOOD[n] for n in order]))
    assert faults == ()
    assert lines == read(table(row()))[0]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("1", ["t1"]), ("II.1", ["t1"]), ("mục II.3", ["t3"]), ("3, 1", ["t1", "t3"]), ("t2; 7", ["t2", "t7"]),
        ("Nội dung 4 và 5", ["t4", "t5"]), ("đề án tích tụ, tập trung ruộng đất", ["t4"]),
        ("Tuyên truyền việc thực hiện thanh tra, kiểm tra, xử lý sai phạm về lĩnh vực", ["t3"]),
    ],
)  # fmt: skip
def test_topics_are_known_by_many_names(text, ids):
    """Number, clause, id, short or full title, several in one cell."""
    assert value("topics", text) == ids


@pytest.mark.parametrize(("text", "ids"), [("k06", ["k06"]), ("6", ["k06"]), ("06; 10", ["k06", "k10"]), ("", [])])
def test_activities_are_known_by_number_or_id(text, ids):
    """An activity may be left out."""
    assert value("activities", text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("BHT", ["bao-ha-tinh"]), ("dai phat thanh va truyen hinh tinh", ["dai-pt-th"]),
        ("Báo Hà Tĩnh và Đài PTTH", ["bao-ha-tinh", "dai-pt-th"]), ("Cả hai", ["bao-ha-tinh", "dai-pt-th"]),
    ],
)  # fmt: skip
def test_partners_are_known_by_name_or_short_name(text, ids):
    """A name that holds "và" is tried whole before it is parted."""
    assert value("partners", text) == ids


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("5/11/2023", "2023-11-05"), ("05/11/2023", "2023-11-05"), ("2023-11-05", "2023-11-05"),
        ("tuần 2 tháng 11", "tuần 2 tháng 11"), ("cả tháng", "cả tháng"), ("10-12/11", "10-12/11"), ("10-12/2023", "10-12/2023"),
    ],
)  # fmt: skip
def test_dates_are_read_day_first_and_words_are_kept(text, kept):
    """Words stay words: nobody guesses a day."""
    assert value("when", text) == kept


@pytest.mark.parametrize("text", ["11/15/2023", "31/11/2023", "5/4/2023", "5/11/23", "45245", "=TODAY()", "#REF!"])
def test_a_doubtful_date_is_a_fault(text):
    """Month first, another month, two-digit years, serial numbers, formulas: each says what to write."""
    assert value("when", text).startswith("Đề nghị")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("topics", "8"), ("topics", "1.3"), ("topics", "xyz"), ("activities", "k11"), ("genre", "Thơ"), ("partners", "Báo X"),
        ("content", ""), ("content", "x" * 2001), ("content", "KÕ ho¹ch tuyªn truyÒn"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_fault_with_its_remedy(name, text):
    """The fault names row and column, what was said, what to write; no line is taken."""
    lines, (fault,) = read(table(row(content="Dòng khác"), row(**{name: text})))
    assert lines == ()
    assert (fault.row, fault.field) == (2, TITLES[FIELD[name]])
    assert fault.message
    assert fault.remedy.startswith("Đề nghị")


def test_all_faults_at_once():
    """Three faults in two rows are three faults."""
    _, faults = read(table(row(topics="99", genre="Thơ"), row(when="32/11/2023")))
    assert [(fault.row, fault.field) for fault in faults] == [(1, TITLES[1]), (1, TITLES[3]), (2, TITLES[6])]


def test_empty_rows_and_totals_are_left_out():
    """Blank rows, a totals row, and a first column that only counts make no line."""
    rows = (["1", *row()], ["", *[""] * 10], ["2", *row(content="Khác")], ["Tổng cộng", "2"])
    lines, faults = read(table(*rows))
    assert faults == ()
    assert [line["content"] for line in lines] == [GOOD[0], "Khác"]


def test_a_cell_may_hold_line_breaks_and_quotes():
    """Excel quotes a cell with a line break; a phrase in quotation marks is no quoted cell."""
    text = table(['"Hai\ndòng ""nháy"""', *GOOD[1:]], ['"Đoàn kết" thi đua', *GOOD[1:]])
    assert [line["content"] for line in read(text)[0]] == ['Hai dòng "nháy"', '"Đoàn kết" thi đua']


def test_an_unknown_or_missing_column_is_named():
    """A column of another template is named, and so is one that is required and not there."""
    _, faults = read(table([TITLES[0], TITLES[3], "Kinh phí"], ["A", "Tin", "5"]))
    assert {fault.field for fault in faults} == {"Kinh phí", TITLES[1], TITLES[4], TITLES[6], TITLES[7]}


def test_the_same_row_twice_is_a_fault():
    """A row pasted twice would be two lines about one thing."""
    assert "trùng" in read(table(row(), row()))[1][0].message


@settings(deadline=None)
@given(st.lists(st.sampled_from("ABCDEFGH"), unique=True), st.lists(st.sampled_from("ABCDEFGH"), unique=True))
def test_a_line_keeps_its_id(first, second):
    """A row with a known content keeps its id, a new one gets a number never used before, all ids differ."""
    known, _ = read(table(*[row(content=f"Nội dung {c}") for c in first]))
    later, _ = read(table(*[row(content=f"nội  dung {c.lower()}", genre="Bài") for c in second]), known)
    old = {fold(line["content"]): line["id"] for line in known}
    ids = [line["id"] for line in later]
    assert len(set(ids)) == len(ids)
    for line in later:
        assert line["id"] == old.get(fold(line["content"]), line["id"])
        assert fold(line["content"]) in old or line["id"] not in old.values()


@settings(deadline=None)
@given(st.text())
def test_any_text_is_taken_or_refused(text):
    """Whatever is pasted, the answer is lines or faults, never both and never a crash."""
    lines, faults = read(text)
    assert not (lines and faults)
