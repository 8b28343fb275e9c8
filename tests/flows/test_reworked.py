"""What the Office put together goes out as a workbook and comes back edited, by paste and by file."""

from __future__ import annotations

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from definitions.facts import Key
from definitions.headings import LINE
from flows.agree import agree
from flows.assemble import assemble
from flows.collect import RowsRefused
from flows.inbox import Filed
from notifications.incoming.gate import UnfitFile
from notifications.incoming.reading import read
from notifications.workbooks import month_plan, sent

PLAN = "month-plan/2023-10/van-phong"


def sheet_of(world):
    """The workbook of the draft, opened; its first sheet; the row of its heading."""
    book = load_workbook(io.BytesIO(month_plan(world.office.definition, world.content(PLAN))))
    sheet = book.worksheets[0]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    return book, sheet, head


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return Filed(out.getvalue(), "ke-hoach.xlsx")


def rework(world, given):
    more = {"file": given} if isinstance(given, Filed) else {"rows": given}
    return assemble(world.office, step="month-plan", period="2023-10", confirm=False, **more)


def test_the_ids_go_out_in_a_column_that_nobody_sees(world):
    """Hidden, the last one, one id for each line."""
    world.drafted()
    _, sheet, head = sheet_of(world)
    last = sheet.max_column
    assert sheet.cell(head, last).value == LINE
    assert sheet.column_dimensions[sheet.cell(head, last).column_letter].hidden
    assert sheet.cell(head + 1, last).value == "2023-10/a/01"


def test_the_workbook_comes_back_as_it_went(world):
    """Nothing is said to have been done; every line is what it was, with what no column shows."""
    world.drafted()
    before = world.content(PLAN)["lines"]
    book, _, _ = sheet_of(world)
    rework(world, saved(book))
    assert (world.content(PLAN)["lines"], world.content(PLAN)["edited"]) == (before, [])


def test_merges_and_changes_are_kept_with_the_plan_and_told(world):
    """In the answer at once, and bound to the content that the leader decides on."""
    world.drafted()
    book, sheet, head = sheet_of(world)
    sheet.cell(head + 1, sheet.max_column).value = "2023-10/a/01; 2023-10/b/01"
    sheet.cell(head + 1, 2).value = "Việc chung"
    sheet.delete_rows(head + 3)
    told = rework(world, saved(book))
    (record,) = world.content(PLAN)["edited"]
    assert (record["what"], record["units"]) == ("merged", ["a", "b"])
    assert [line["content"] for line in world.content(PLAN)["lines"]] == ["Việc chung", "Việc A2"]
    assert any(
        "Ghép 2 dòng của Đơn vị A; Đơn vị B: «Việc A1»; «Việc B1», thành «Việc chung»." in it for it in told.lines
    )


def test_whoever_approves_sees_what_the_office_did(world):
    """On the form of the approval, under words of its own."""
    from flows.approvals import waiting_approvals

    world.drafted()
    book, sheet, head = sheet_of(world)
    sheet.delete_rows(head + 3)
    rework(world, saved(book))
    assemble(world.office, step="month-plan", period="2023-10")
    world.beat()
    for partner in ("bao", "dai"):
        agree(world.office, partner=partner, period="2023-10", others="agreed")
    world.beat()
    (approval,) = waiting_approvals(world.office)
    assert "### Văn phòng đã sửa khi tổng hợp" in approval.markdown
    assert "Bỏ dòng của Đơn vị B: «Việc B1»." in approval.markdown


def test_a_second_edit_does_not_forget_the_first(world):
    """The records stand one after the other."""
    world.drafted()
    for _ in range(2):
        book, sheet, head = sheet_of(world)
        sheet.delete_rows(head + 1)
        rework(world, saved(book))
    assert [it["lines"] for it in world.content(PLAN)["edited"]] == [["2023-10/a/01"], ["2023-10/a/02"]]


def test_a_plan_of_another_month_is_told(world):
    """With the row and the id; nothing is kept."""
    world.drafted()
    book, sheet, head = sheet_of(world)
    sheet.cell(head + 1, sheet.max_column).value = "2023-09/a/01"
    with pytest.raises(RowsRefused) as caught:
        rework(world, saved(book))
    assert "kỳ 2023-09" in str(caught.value)
    assert world.it(PLAN).version == 1


def test_a_table_of_word_comes_back_too(world):
    """The same table, copied into a Word file."""
    world.drafted()
    form = world.office.definition.process.form("unit-plan")
    rows = sent(world.office.definition, form, world.content(PLAN)).rows
    document = Document()
    table = document.add_table(len(rows), len(rows[0].cells))
    for row, said in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, said.cells, strict=True):
            cell.text = text
    table._tbl.remove(table.rows[1]._tr)
    out = io.BytesIO()
    document.save(out)
    rework(world, Filed(out.getvalue(), "ke-hoach.docx"))
    assert [it["what"] for it in world.content(PLAN)["edited"]] == ["dropped"]


def test_a_hostile_file_is_refused(world):
    """By the same gate as every file from outside."""
    world.drafted()
    with pytest.raises(UnfitFile):
        rework(world, Filed(b"%PDF-1.7", "ke-hoach.pdf"))


def test_the_workbook_of_a_lived_year_can_be_pasted_back(year, remembered):
    """What the Office gets as .xlsx and pastes is the plan that went out: not one change is seen."""
    from definitions.cells import Reader
    from definitions.edited import edited

    definition, key = year.definition, Key("month-plan", "2023-11", "van-phong")
    draft = remembered.content(remembered.submission(key, 1).content)
    came = read(month_plan(definition, draft)).tables[0]
    form = definition.process.form("unit-plan")
    found = edited(
        Reader(definition, form, key.period), sent(definition, form, draft), came, draft["lines"], prefix="2023-11/vp"
    )
    assert (found.faults, found.records) == ((), ())
    assert list(found.lines) == draft["lines"]
