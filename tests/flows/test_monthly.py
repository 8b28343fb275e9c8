"""The workbook of a unit's month: it comes with the letter, is read whole, or goes back with a remark on each wrong cell."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from definitions.facts import Key, State
from flows.monthly import NotAWorkbook, WorkbookRefused, take_workbook, workbook

UNIT = "unit-plan/2023-10/a"
KEY = Key("unit-plan", "2023-10", "a")
GOOD = {
    "Nội dung tuyên truyền": "Việc một", "Nội dung số": "1", "Thể loại": "Tin", "Thời gian": "5/10/2023",
    "Cơ quan báo chí": "Báo; Đài",
}  # fmt: skip


def filled(data, *rows, change=lambda _: None):
    """The workbook with these rows below its example, by the headings; then changed further."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    columns = {str(cell.value).partition(":")[0].partition(" (")[0]: cell.column for cell in top}
    for n, said in enumerate(rows, top[0].row + 2):
        for title, value in said.items():
            sheet.cell(n, columns[title]).value = value
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def made(world, key=KEY):
    """The workbook as it goes out."""
    return workbook(world.office, key)[1]


def test_the_letter_that_asks_brings_the_workbook(world):
    """Whoever is asked for the plan gets the file to write it in, under a name that says whose and of which month."""
    (name,) = [file.name for file in world.letters("a@")[-1].letter.attachments]
    assert name == "unit-plan-2023-10-a.xlsx"


def test_a_filled_workbook_is_a_plan(world):
    """Its lines get ids as pasted rows do; the file is kept with them; nobody has to key anything."""
    told = take_workbook(world.office, KEY, "thang 10.xlsx", filled(made(world), GOOD))
    assert told.lines[0] == "Đơn vị A, kỳ 2023-10: 1 nội dung."
    (line,) = world.content(UNIT)["lines"]
    assert (line["id"], line["content"], line["when"]) == ("2023-10/a/01", "Việc một", "2023-10-05")
    assert [file["name"] for file in world.content(UNIT)["files"]] == ["thang 10.xlsx"]
    assert world.it(UNIT).state is State.ACCEPTED


def test_the_same_content_once_more_is_the_same_receipt(world):
    """Saved again under another name it is other bytes and nothing new: told once, nothing changes."""
    take_workbook(world.office, KEY, "thang 10.xlsx", filled(made(world), GOOD))
    again = filled(made(world), GOOD, change=lambda book: book.worksheets[0].insert_rows(1))
    assert "từ trước" in take_workbook(world.office, KEY, "ban sao.xlsx", again).title
    assert world.it(UNIT).version == 1


def test_a_corrected_workbook_keeps_the_ids(world):
    """After it was handed in the workbook holds the lines with their ids: reworded, a line is the same line."""
    take_workbook(world.office, KEY, "1.xlsx", filled(made(world), GOOD))
    reworded = filled(
        made(world), {"Nội dung tuyên truyền": "Việc một, nói rõ hơn"}, {**GOOD, "Nội dung tuyên truyền": "Việc hai"}
    )
    take_workbook(world.office, KEY, "2.xlsx", reworded)
    assert [(it["id"], it["content"]) for it in world.content(UNIT)["lines"]] == [
        ("2023-10/a/01", "Việc một, nói rõ hơn"), ("2023-10/a/02", "Việc hai"),
    ]  # fmt: skip


def test_whose_it_is_stands_in_the_file(world):
    """A door that knows nothing of the sender hands it over all the same."""
    take_workbook(world.office, None, "x.xlsx", filled(made(world), GOOD))
    assert world.it(UNIT).version == 1


def test_nothing_to_plan_is_said_by_a_mark(world):
    """An x beside «Không phát sinh» is a nil; so are the words in a row."""

    def mark(book):
        row = next(
            c.row for r in book.worksheets[0].iter_rows() for c in r if str(c.value).startswith("Không phát sinh")
        )
        book.worksheets[0].cell(row, 3).value = "X"

    take_workbook(world.office, KEY, "x.xlsx", filled(made(world), change=mark))
    assert world.it(UNIT).state is State.NIL
    other = Key("unit-plan", "2023-10", "b")
    words = {"Nội dung tuyên truyền": "Tháng này không phát sinh"}
    told = take_workbook(world.office, other, "y.xlsx", filled(made(world, other), words))
    assert world.it(str(other)).state is State.NIL
    assert "đã hiểu" in told.lines[1]


def test_a_faulty_workbook_goes_back_marked(world):
    """Every fault with sheet and cell; the unit's own file with remarks comes by letter; nothing is recorded."""
    data = filled(made(world), {**GOOD, "Thời gian": "32/10/2023"}, {**GOOD, "Nội dung số": "99"})
    with pytest.raises(WorkbookRefused) as caught:
        take_workbook(world.office, KEY, "thang 10.xlsx", data)
    assert len(caught.value.faults) == 2
    assert all(it.sheet == "Kế hoạch" and it.address for it in caught.value.faults)
    world.beat()
    letter = world.letters("a@")[-1].letter
    assert "2 chỗ cần sửa" in letter.text
    assert "32/10/2023" in letter.text
    assert "«thang 10.xlsx»" in letter.text
    (file,) = letter.attachments
    assert file.name == "thang 10-can-sua.xlsx"
    book = load_workbook(io.BytesIO(file.data))
    assert book.worksheets[0].title == "Lỗi cần sửa"
    for fault in caught.value.faults:
        assert fault.message in book[fault.sheet][fault.address].comment.text
    assert world.it(UNIT).version == 0


def test_a_file_that_cannot_be_marked_goes_back_as_it_came(world, monkeypatch):
    """The faults stand in the letter; it claims no remarks that the file does not bear."""
    monkeypatch.setattr("flows.confined.marked", lambda *_, **__: None)
    data = filled(made(world), {**GOOD, "Thời gian": "32/10/2023"})
    with pytest.raises(WorkbookRefused) as caught:
        take_workbook(world.office, KEY, "thang 10.xlsx", data)
    assert "ghi chú" not in str(caught.value)
    world.beat()
    letter = world.letters("a@")[-1].letter
    assert "32/10/2023" in letter.text
    assert "ghi chú ở từng ô" not in letter.text
    assert [(it.name, it.data) for it in letter.attachments] == [("thang 10.xlsx", data)]


def test_the_returned_file_mended_is_taken(world):
    """The list sheet and the remarks in it are no content: mended in place it is read as any other."""
    with pytest.raises(WorkbookRefused) as caught:
        take_workbook(world.office, KEY, "1.xlsx", filled(made(world), {**GOOD, "Thời gian": "32/10/2023"}))
    book = load_workbook(io.BytesIO(caught.value.returned))
    (fault,) = caught.value.faults
    book[fault.sheet][fault.address].value = "tuần 2"
    out = io.BytesIO()
    book.save(out)
    take_workbook(world.office, KEY, "1-can-sua.xlsx", out.getvalue())
    assert world.content(UNIT)["lines"][0]["when"] == "tuần 2"


def test_the_same_faulty_file_makes_one_letter(world):
    """Handed in twice by an impatient hand, it is answered once."""
    data = filled(made(world), {**GOOD, "Thời gian": "32/10/2023"})
    for _ in range(2):
        with pytest.raises(WorkbookRefused):
            take_workbook(world.office, KEY, "1.xlsx", data)
    world.beat()
    assert sum("cần sửa" in it.letter.text for it in world.letters("a@")) == 1


def test_a_workbook_of_another_unit_or_month_is_refused(world):
    """Whoever brings it says otherwise than the file: nobody decides between them."""
    for key, reason in (
        (Key("unit-plan", "2023-10", "b"), "other-party"),
        (Key("unit-plan", "2023-11", "a"), "other-period"),
    ):
        with pytest.raises(WorkbookRefused) as caught:
            take_workbook(world.office, key, "x.xlsx", filled(made(world), GOOD))
        assert caught.value.reason == reason


def test_another_workbook_is_none_of_ours(world, refused):
    """A sheet without the headings of a plan is not read as one."""
    with refused("not-a-workbook"):
        take_workbook(
            world.office, KEY, "x.xlsx", filled(made(world), change=lambda book: book.worksheets[0].delete_rows(1, 40))
        )
    assert issubclass(NotAWorkbook, Exception)


def test_what_was_put_off_stands_in_the_next_workbook(world):
    """A line that the press put off is written into November's workbook under its id; with «Có» it is the same line."""
    from flows.agree import agree

    world.confirmed()
    agree(world.office, partner="bao", others="postponed", period="2023-10")
    agree(world.office, partner="dai", others="postponed", period="2023-10")
    world.to("2023-11-01 09:00")
    november = Key("unit-plan", "2023-11", "a")

    def goes_on(book):
        sheet = book.worksheets[0]
        top = next(row for row in sheet.iter_rows() if row[0].value == "STT")
        places = {cell.value: cell.column for cell in top}
        assert sheet.cell(top[0].row + 2, places["Mã dòng"]).value == "2023-10/a/01"
        sheet.cell(top[0].row + 2, places["Chuyển sang kỳ này"]).value = "Có"
        sheet.cell(top[0].row + 3, places["Chuyển sang kỳ này"]).value = "Không"

    take_workbook(world.office, november, "11.xlsx", filled(made(world, november), change=goes_on))
    content = world.content(str(november))
    assert [(it["id"], it["content"]) for it in content["lines"]] == [("2023-10/a/01", "Việc A1")]
    assert content["left"] == ["2023-10/a/02"]


def carried_on(world):
    """November's workbook, in which the first line that the press put off goes on, dated."""
    from flows.agree import agree

    world.confirmed()
    for partner in ("bao", "dai"):
        agree(world.office, partner=partner, others="postponed", period="2023-10")
    world.beat()
    world.decide()
    world.beat()
    world.to("2023-11-01 09:00")

    def goes_on(book):
        sheet = book.worksheets[0]
        top = next(row for row in sheet.iter_rows() if row[0].value == "STT")
        places = {str(cell.value).partition(":")[0].partition(" (")[0]: cell.column for cell in top}
        sheet.cell(top[0].row + 2, places["Chuyển sang kỳ này"]).value = "Có"
        sheet.cell(top[0].row + 2, places["Thời gian"]).value = "tuần 2 tháng 11"
        sheet.cell(top[0].row + 3, places["Chuyển sang kỳ này"]).value = "Không"

    return filled(made(world, NOVEMBER), change=goes_on)


NOVEMBER = Key("unit-plan", "2023-11", "a")


def test_a_line_that_goes_on_counts_once(world):
    """Planned in October, put off, planned again in November and published: one line in the report and in coverage."""
    import datetime as dt

    from flows.agree import agree
    from flows.assemble import assemble
    from flows.counted import counted
    from flows.track import track

    take_workbook(world.office, NOVEMBER, "11.xlsx", carried_on(world))
    world.hand_in("b", "2023-11", ("Việc B2",))
    world.beat()
    assemble(world.office, step="month-plan", period="2023-11")
    world.beat()
    for partner in ("bao", "dai"):
        agree(world.office, partner=partner, period="2023-11", others="agreed")
    world.beat()
    world.decide(obligation="month-approval/2023-11/lanh-dao-so")
    world.beat()
    world.to("2023-11-20 09:00")
    line = "2023-10/a/01"
    plans = [world.content(f"month-plan/2023-{month}/van-phong")["lines"] for month in (10, 11)]
    assert all(line in {it["id"] for it in lines} for lines in plans)
    track(world.office, title="Tin một", partner="bao", genre="Tin", at=dt.date(2023, 11, 10), unit="a", lines=[line])
    it = counted(world.office)
    ids = [row.id for row in it.rows["lines.total"]]
    assert sorted(ids) == sorted({it["id"] for lines in plans for it in lines})
    assert [row.id for row in it.rows["lines.covered"]] == [line]
    assert [
        name for name, rows in it.rows.items() if name.startswith("lines.2023") and name.endswith("covered") and rows
    ] == ["lines.2023-11.covered"]
    assert it.coverage.total.planned == len(set(ids))
    assert (it.coverage.total.on_time, it.report.publications.linked) == (1, 1)


@pytest.mark.parametrize("id", ["2023-10/b/01", "2023-10/a/77", "tự đặt"])
def test_an_id_that_is_no_line_of_the_unit_comes_back_on_its_cell(world, id):
    """Another unit's, one that never was, one that somebody made up: refused whole, the remark is on that very cell."""
    world.hand_in("b")

    def typed(book):
        sheet = book.worksheets[0]
        top = next(row for row in sheet.iter_rows() if row[0].value == "STT")
        column = next(cell.column for cell in top if cell.value == "Mã dòng")
        sheet.cell(top[0].row + 2, column).value = id

    with pytest.raises(WorkbookRefused) as caught:
        take_workbook(world.office, KEY, "x.xlsx", filled(made(world), GOOD, change=typed))
    (fault,) = caught.value.faults
    assert f"«{id}» không phải là mã của đơn vị" in fault.message
    book = load_workbook(io.BytesIO(caught.value.returned))
    assert fault.message in book[fault.sheet][fault.address].comment.text
    assert world.it(UNIT).version == 0


def test_an_earlier_line_of_the_unit_that_is_over_is_a_new_one_and_that_is_said(world):
    """A workbook that lay about while its line came out: nothing is lost, nothing is counted twice."""
    import datetime as dt

    from flows.track import track

    data = carried_on(world)
    track(world.office, title="Tin", partner="bao", genre="Tin", at=dt.date(2023, 10, 20), lines=["2023-10/a/01"])
    told = take_workbook(world.office, NOVEMBER, "11.xlsx", data)
    (line, *_) = world.content(str(NOVEMBER))["lines"]
    assert line["id"] == "2023-11/a/01"
    assert any("mã dòng «2023-10/a/01»" in said for said in told.lines)


def test_the_command_writes_the_workbook(world, refused):
    """By unit and period; what nobody owes is refused with what there is."""
    from flows.monthly import asked_for

    name, data = asked_for(world.office, "a", "2023-10")
    assert (name, data) == workbook(world.office, KEY)
    with refused("no-such-form"):
        asked_for(world.office, "ai-do", "2023-10")
