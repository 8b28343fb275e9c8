"""A unit's plan in a Word file: its table is read into lines, and what cannot be read is received all the same."""

from __future__ import annotations

import io

import pytest
from docx import Document

from definitions.facts import State
from flows.documented import take_document
from flows.monthly import NotAWorkbook
from notifications.incoming.gate import UnfitFile

KEY = "unit-plan/2023-10/a"
HEAD = ("STT", "Nội dung tuyên truyền", "Nội dung số", "Thể loại", "Thời gian", "Cơ quan báo chí")
ROW = ("1", "Ra quân làm sạch biển", "1", "Tin", "tuần 2 tháng 10", "Báo; Đài")


def word(*rows):
    """A letter as an office writes it: a head without lines, words, the plan, who signed."""
    document = Document()
    document.add_table(1, 2).cell(0, 0).text = "ĐƠN VỊ A"
    document.add_paragraph("KẾ HOẠCH TUYÊN TRUYỀN THÁNG 10/2023 (dữ liệu mẫu)")
    if rows:
        table = document.add_table(len(rows), len(HEAD))
        for row, said in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, said, strict=True):
                cell.text = text
    document.add_paragraph("Nơi nhận: như trên")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def take(world, data):
    return take_document(world.office, world.Key.parse(KEY), "ke-hoach.docx", data)


def test_a_table_of_word_is_read_into_lines(world):
    """Like the rows of a workbook; the file is kept beside them."""
    world.beat()
    take(world, word(HEAD, ROW))
    (line,) = world.content(KEY)["lines"]
    assert (line["id"], line["content"], line["partners"]) == ("2023-10/a/01", "Ra quân làm sạch biển", ["bao", "dai"])
    assert world.content(KEY)["files"][0]["name"] == "ke-hoach.docx"
    assert world.it(KEY).state in (State.SUBMITTED, State.ACCEPTED)


def test_a_corrected_table_keeps_its_lines(world):
    """The line keeps its id in the second version."""
    world.beat()
    take(world, word(HEAD, ROW))
    take(world, word(HEAD, ("1", "Việc khác", *ROW[2:]), ("2", *ROW[1:])))
    assert {it["content"]: it["id"] for it in world.content(KEY)["lines"]} == {
        "Việc khác": "2023-10/a/02", "Ra quân làm sạch biển": "2023-10/a/01",
    }  # fmt: skip


def test_a_table_that_cannot_be_read_whole_is_received_as_a_file(world):
    """At its instant; what is unclear is said, and no line of it is guessed."""
    world.beat()
    told = take(world, word(HEAD, (*ROW[:4], "05/10/23", ROW[5])))
    assert any("05/10/23" in it for it in told.lines)
    assert world.content(KEY)["lines"] == []
    assert world.content(KEY)["files"]


def test_what_could_not_be_read_is_told_to_who_sent_it_and_to_who_keys_it(world):
    """Nobody has to find out alone why the lines of a Word file are missing."""
    world.beat()
    take(world, word(HEAD, (*ROW[:4], "05/10/23", ROW[5])))
    world.beat()
    told = [p.address for p in world.letters() if "05/10/23" in p.letter.text]
    assert "a@so.example" in told
    assert len(told) > 1


def test_a_word_file_without_a_plan_is_no_plan(world):
    """Whoever takes it in receives it as any other file."""
    world.beat()
    with pytest.raises(NotAWorkbook):
        take(world, word())


def test_a_hostile_word_file_is_not_read(world):
    """The same gate stands before it."""
    world.beat()
    with pytest.raises(UnfitFile):
        take(world, b"PK\x03\x04 broken")
