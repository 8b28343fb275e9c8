"""The consolidated plan edited by people: what was merged, split, changed, dropped, added, moved; what is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.cells import Reader
from definitions.edited import edited
from definitions.headings import LINE
from definitions.tables import Row, Table
from definitions.vocabulary import FieldType, Form, FormField

FORM = Form(
    id="unit-plan",
    title="Kế hoạch",
    fields=(
        FormField(id="content", title="Nội dung", required=True),
        FormField(id="when", title="Thời gian", type=FieldType.DATE, required=True),
        FormField(id="note", title="Ghi chú", type=FieldType.LONG),
        FormField(id="contact", title="Liên hệ"),
    ),
)
HEAD = ("Nội dung", "Thời gian", "Ghi chú", LINE)


def line(n, unit="a"):
    return {
        "id": f"2023-10/{unit}/{n:02d}",
        "unit": unit,
        "content": f"Việc {unit}{n}",
        "when": "tuần 2",
        "note": "gọi trước",
        "contact": "x",
    }


BEFORE = [line(1), line(2), line(1, "b")]


def table(*rows, head=HEAD):
    return Table("", tuple(Row(n, tuple(cells)) for n, cells in enumerate((head, *rows), 1)))


def printed(line):
    return [line["content"], "tuần 2", f"{line['note']}; Đơn vị gửi chậm", line["id"]]


@pytest.fixture(scope="module")
def compare(small):
    """Compares a table with the three lines that went out."""
    reader = Reader(small[0], FORM, "2023-10")

    def compared(*rows, head=HEAD, earlier=()):
        sent = table(*map(printed, BEFORE))
        return edited(reader, sent, table(*rows, head=head), BEFORE, prefix="2023-10/vp", earlier=earlier)

    return compared


A1, A2, B1 = map(printed, BEFORE)


def told(found):
    """The records without what they repeat."""
    return [(it["what"], it["lines"], it["units"], it["into"]) for it in found.records]


def test_what_comes_back_as_it_went_is_no_edit(compare):
    """Not one record, and the lines as they were, with what no column shows."""
    found = compare(A1, A2, B1)
    assert (found.lines, found.records, found.faults) == (tuple(BEFORE), (), ())


def test_a_change_names_its_line_and_its_unit(compare):
    """One record for each field; the words that the table itself had added are no part of the note."""
    found = compare(A1, ["Việc khác", "tuần 3", "đã gọi; Đơn vị gửi chậm", A2[3]], B1)
    assert [(it["units"], it["field"], it["old"], it["new"]) for it in found.records] == [
        (["a"], "content", "Việc a2", "Việc khác"), (["a"], "when", "tuần 2", "tuần 3"), (["a"], "note", "gọi trước", "đã gọi"),
    ]  # fmt: skip
    assert found.lines[1] == {**BEFORE[1], "content": "Việc khác", "when": "tuần 3", "note": "đã gọi"}


def test_a_cell_that_was_emptied_is_emptied(compare):
    """Where the field may be empty; else it is a fault that names the row."""
    assert compare([*A1[:2], "", A1[3]], A2, B1).lines[0]["note"] == ""
    fault = compare(["", *A1[1:]], A2, B1).faults[0]
    assert (fault.row, fault.field) == (2, "Nội dung")


@pytest.mark.parametrize("mark", ["; ", ", ", "\n", " "])
def test_several_ids_in_a_row_are_a_merge(compare, mark):
    """It keeps the first one's id; both units are named."""
    found = compare(["Việc chung", "tuần 2", "", mark.join((A1[3], B1[3]))], A2)
    assert told(found) == [("merged", [A1[3], B1[3]], ["a", "b"], ["Việc chung"])]
    assert [it["id"] for it in found.lines] == [A1[3], A2[3]]


def test_an_id_on_two_rows_is_a_split(compare):
    """The part that says what it said keeps the id; the other one gets a number that nothing ever had."""
    part = ["Việc a1, phần sau", *A1[1:]]
    found = compare(part, A1, A2, B1, earlier=[{**line(7), "id": "2023-10/vp/04"}])
    assert told(found) == [("split", [A1[3]], ["a"], ["Việc a1, phần sau", "Việc a1"])]
    assert [(it["id"], it["unit"]) for it in found.lines[:2]] == [("2023-10/vp/05", "a"), (A1[3], "a")]


def test_what_is_gone_what_is_new_and_what_has_moved(compare):
    """Each is told; a new row is read whole."""
    found = compare(B1, A1, ["Việc mới", "tuần 4", "", ""])
    assert told(found) == [
        ("added", [], [], ["Việc mới"]), ("dropped", [A2[3]], ["a"], []), ("reordered", [], [], []),
    ]  # fmt: skip
    assert found.lines[2]["id"] == "2023-10/vp/01"


STRANGE = {
    "unknown": ([["x", "tuần 2", "", "2023-10/a/09"]], "không có trong kế hoạch này"),
    "another month": ([["x", "tuần 2", "", "2023-09/a/01"]], "thuộc kế hoạch của kỳ 2023-09"),
    "twice without a split": ([A1, A1], "có hai lần với cùng nội dung"),
    "merged and apart": ([["x", "tuần 2", "", f"{A1[3]}; {B1[3]}"], B1], "vừa được ghép"),
    "new and empty": ([["x", "", "", ""]], "Ô này để trống"),
    "new twice": ([["x", "tuần 2", "", ""], ["x", "tuần 2", "", ""]], "trùng hoàn toàn"),
}


@pytest.mark.parametrize("which", sorted(STRANGE))
def test_what_is_not_clear_is_told_and_never_guessed(compare, which):
    """A fault with its row and a remedy, and nothing is taken of the whole table."""
    rows, said = STRANGE[which]
    found = compare(*rows)
    assert found.lines == found.records == ()
    assert said in found.faults[-1].message
    assert found.faults[-1].remedy
    assert found.faults[-1].row


def test_a_table_without_ids_is_known_by_its_contents(compare):
    """Whoever pastes a few columns: an empty cell takes nothing away, a line that was taken out earlier is itself again."""
    old = {**line(9), "content": "Việc đã bỏ"}
    rows = [["Việc a1", "tuần 3", ""], ["Việc đã bỏ", "tuần 2", ""]]
    found = compare(*rows, head=HEAD[:3], earlier=[old])
    assert [it["id"] for it in found.lines] == [A1[3], old["id"]]
    assert (found.lines[0]["when"], found.lines[0]["note"]) == ("tuần 3", "gọi trước")
    assert [it["what"] for it in found.records] == ["changed", "added", "dropped", "dropped"]


def test_lines_that_were_not_shown_stay(small):
    """What is out of the plan already is neither shown nor dropped again."""
    hidden = {**line(5), "state": "dropped"}
    found = edited(Reader(small[0], FORM, "2023-10"), table(A1), table(A1), [BEFORE[0], hidden], prefix="2023-10/vp")
    assert (found.lines, found.records) == ((BEFORE[0], hidden), ())


@settings(max_examples=150, deadline=None)
@given(st.permutations(range(3)), st.sets(st.integers(0, 2)), st.integers(0, 2))
def test_no_line_is_lost_untold(compare, order, gone, added):
    """Every line is there afterwards, or dropped by name; every id is there once, and none that was never given."""
    rows = [printed(BEFORE[n]) for n in order if n not in gone]
    found = compare(*rows, *([f"Mới {n}", "tuần 1", "", ""] for n in range(added)))
    ids = [it["id"] for it in found.lines]
    dropped = [id for it in found.records if it["what"] == "dropped" for id in it["lines"]]
    assert sorted([*ids[: len(rows)], *dropped]) == sorted(it["id"] for it in BEFORE)
    assert len(set(ids)) == len(ids)
    assert sum(it["what"] == "added" for it in found.records) == added
