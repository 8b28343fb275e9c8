"""A partner answers by the sheet that was sent to it: taken whole, or given back with a remark on each wrong cell."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata

import pytest
from openpyxl import load_workbook

from definitions.errors import VongNamError
from definitions.facts import State
from definitions.replies import ANSWERS
from flows.agree import agree, ask_round
from flows.replied import ReplyRefused, agree_by_file, agree_by_workbook
from notifications.workbooks import UnfitFile

ASKED = "partner-agreement/2023-10/bao"
PLAN = "month-plan/2023-10/van-phong"


def sheet_of(world, key=ASKED):
    """The workbook of the latest round, as it went out with the letter."""
    made = [it for it in world.ledger.documents(world.Key.parse(key)) if it.kind == "asking.xlsx"]
    return world.office.archive.read(made[-1].sha)


def filled(data, *answers, change=lambda _: None):
    """The sheet with these answers: a mapping of title to value for each line, in order; then changed further."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if any(cell.value == "Ý kiến" for cell in row))
    columns = {cell.value: cell.column for cell in top}
    for n, answer in enumerate(answers, top[0].row + 1):
        for title, value in answer.items():
            sheet.cell(n, columns[title]).value = value
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


YES = {"Ý kiến": "Nhất trí"}


def outcomes(world):
    return [(it["outcome"], it["when"], it["genre"], it["slot"]) for it in world.content(ASKED)["answers"]]


def change_step(world, monkeypatch, step, **changes):
    """That step says something else in this office."""
    found = world.office.context.steps[step]
    monkeypatch.setitem(world.office.context.steps, step, found.model_copy(update=changes))


def test_the_letter_that_asks_brings_the_sheet(world, monkeypatch):
    """The draft to read as .docx, and one workbook: that which the partner fills in."""
    change_step(world, monkeypatch, "month-plan", document="month-plan")
    world.confirmed()
    letter = world.letters("bao@")[-1].letter
    assert [file.name.rpartition(".")[2] for file in letter.attachments] == ["docx", "xlsx"]
    assert letter.attachments[1].name == "phieu-y-kien-2023-10-bao-lan-1.xlsx"


def test_a_filled_sheet_is_an_answer(world):
    """Every outcome, with day, genre, slot and reason; the file itself is kept, bound to the answer that it holds."""
    world.confirmed()
    data = filled(
        sheet_of(world),
        {"Ý kiến": "Nhất trí, có điều chỉnh", ANSWERS["when"]: "5/10/2023", ANSWERS["slot"]: "Thời sự 19:45"},
        {"Ý kiến": "Đề nghị lùi", ANSWERS["when"]: dt.date(2023, 11, 6)},
        {"Ý kiến": "Không đăng, phát", ANSWERS["reason"]: "Đã đăng tháng trước"},
    )
    told = agree_by_workbook(world.office, data, name="tra loi.xlsx")
    assert told.lines == ("Báo, kỳ 2023-10: 3 nội dung.",)
    assert outcomes(world) == [
        ("changed", "2023-10-05", "", "Thời sự 19:45"), ("postponed", "2023-11-06", "", ""), ("refused", "", "", ""),
    ]  # fmt: skip
    kept = world.ledger.documents(world.Key.parse(ASKED))[-1]
    assert (kept.kind, kept.name, kept.source) == ("answer.xlsx", "tra loi.xlsx", world.it(ASKED).content)
    assert world.office.archive.read(kept.sha) == data


def test_what_people_do_to_a_sheet_is_borne(world):
    """Rows inserted and moved, columns moved and unhidden, NFD letters, blanks, a date of any writing: the same answer."""
    world.confirmed()

    def change(book):
        sheet = book.worksheets[0]
        sheet.insert_rows(1, 3)
        sheet.cell(1, 2).value = "Kính gửi Văn phòng"
        sheet.insert_cols(1)
        last = sheet.max_row
        first, second = ([cell.value for cell in sheet[n]] for n in (last - 1, last))
        for n, (one, two) in enumerate(zip(first, second, strict=True), 1):
            sheet.cell(last - 1, n).value, sheet.cell(last, n).value = two, one
        book.create_sheet("Ghi chú", 0)

    nfd = unicodedata.normalize("NFD", "Nhất  trí, có điều chỉnh ")
    data = filled(
        sheet_of(world), YES, {"Ý kiến": nfd, ANSWERS["when"]: "05/10/2023"}, {"Ý kiến": "ĐỒNG Ý"}, change=change
    )
    agree_by_workbook(world.office, data)
    assert sorted(it["outcome"] for it in world.content(ASKED)["answers"]) == ["agreed", "agreed", "changed"]
    assert next(it["when"] for it in world.content(ASKED)["answers"] if it["outcome"] == "changed") == "2023-10-05"


def test_a_wrong_sheet_comes_back_with_remarks(world):
    """Each fault is a sentence with cell, row and column; the partner's own file has a remark on each; nothing is kept."""
    world.confirmed()
    data = filled(
        sheet_of(world), {"Ý kiến": "Chắc được"}, {"Ý kiến": "Nhất trí, có điều chỉnh", ANSWERS["when"]: "5/4/23"}, {}
    )
    with pytest.raises(ReplyRefused) as caught:
        agree_by_workbook(world.office, data)
    where = [(it.address, it.title) for it in caught.value.faults]
    assert [title for _, title in where] == ["Ý kiến", "Thời gian đề nghị", "Ý kiến"]
    assert str(caught.value.faults[0]).startswith(f"Ô {where[0][0]} (dòng {where[0][0][1:]}, cột «Ý kiến»): Không hiểu")
    sheet = load_workbook(io.BytesIO(caught.value.returned)).worksheets[0]
    assert all(sheet[address].comment.text for address, _ in where)
    assert sheet[where[0][0]].value == "Chắc được"
    assert world.it(ASKED).state is State.OPEN


@pytest.mark.parametrize(
    ("row", "title", "said"),
    [
        ({"Ý kiến": "Nhất trí", "Nội dung tuyên truyền": "Việc khác"}, "Nội dung tuyên truyền", "khác với"),
        ({"Ý kiến": "Nhất trí", "Mã dòng": "2023-10/a/77"}, "Ý kiến", "Không rõ"),
        ({"Ý kiến": "Nhất trí", "Mã dòng": None, "STT": 2}, "Ý kiến", "Không rõ"),
        ({"Ý kiến": "Không đăng, phát"}, "Lý do, ý kiến khác", "lý do"),
        ({"Ý kiến": "Nhất trí, có điều chỉnh"}, "Ý kiến", "chưa ghi"),
        ({"Ý kiến": "Nhất trí, có điều chỉnh", "Thời gian đề nghị": 45210}, "Thời gian đề nghị", "con số"),
        ({"Ý kiến": "Nhất trí, có điều chỉnh", "Thời gian đề nghị": "02/11/2023"}, "Thời gian đề nghị", "lùi"),
        ({"Ý kiến": "Nhất trí, có điều chỉnh", "Thời gian đề nghị": "31/9/2023"}, "Thời gian đề nghị", "Không có ngày"),
        ({"Thời gian đề nghị": "tuần 4"}, "Ý kiến", "Chưa có ý kiến"),
    ],
)
def test_nothing_is_guessed(world, row, title, said):
    """A row that answers something else, contradicts itself or cannot be read is a fault of that one cell."""
    world.confirmed()
    with pytest.raises(ReplyRefused) as caught:
        agree_by_workbook(world.office, filled(sheet_of(world), row, YES, YES))
    assert [it.title for it in caught.value.faults] == [title]
    assert said in caught.value.faults[0].message + caught.value.faults[0].remedy


def test_a_row_that_lost_its_id_is_known_by_number_and_content(world):
    """Both together, never one alone."""
    world.confirmed()
    agree_by_workbook(world.office, filled(sheet_of(world), {**YES, "Mã dòng": None}, YES, YES))
    assert len(world.content(ASKED)["answers"]) == 3


def test_lines_that_were_deleted_are_missed(world):
    """A line without a row is named by its number: silence is never consent."""
    world.confirmed()
    data = filled(
        sheet_of(world), YES, YES, YES, change=lambda book: book.worksheets[0].delete_rows(book.worksheets[0].max_row)
    )
    with pytest.raises(ReplyRefused, match="thiếu các dòng: 3"):
        agree_by_workbook(world.office, data)


def test_the_same_sheet_twice_is_one_receipt(world):
    """Mail, folder and form may bring it three times; a corrected one is the next version."""
    world.confirmed()
    data = filled(sheet_of(world), YES, YES, YES)
    agree_by_workbook(world.office, data)
    assert agree_by_workbook(world.office, data).title == "Phiếu này đã được ghi từ trước"
    assert world.it(ASKED).version == 1
    agree_by_workbook(world.office, filled(sheet_of(world), {"Ý kiến": "Đề nghị lùi"}, YES, YES))
    assert world.it(ASKED).version == 2


def test_a_sheet_of_somebody_else_is_refused(world, refused):
    """Where it is known who handed it in, only its own sheet counts."""
    world.confirmed()
    with refused("not-their-sheet"):
        agree_by_workbook(world.office, filled(sheet_of(world), YES, YES, YES), partner="dai")


def test_another_workbook_is_refused(world, refused, monkeypatch):
    """The plan itself, or one whose hidden mark is gone or names what never was."""
    change_step(world, monkeypatch, "month-plan", document="month-plan")
    world.confirmed()
    plan = [it for it in world.ledger.documents(world.Key.parse(PLAN)) if it.name.endswith(".xlsx")][-1]
    with refused("not-our-sheet"):
        agree_by_workbook(world.office, world.office.archive.read(plan.sha))

    def forged(book):
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if str(cell.value).startswith("vongnam/1"):
                    cell.value = f"vongnam/1 {ASKED} {'0' * 64}"

    with refused("not-our-sheet"):
        agree_by_workbook(world.office, filled(sheet_of(world), YES, YES, YES, change=forged))


def test_a_hostile_file_is_refused_in_a_sentence(world):
    """Before anything parses it, and nothing is kept."""
    world.confirmed()
    with pytest.raises(UnfitFile, match="công thức ở ô F"):
        agree_by_workbook(world.office, filled(sheet_of(world), {"Ý kiến": "=1+1"}, YES, YES))
    assert world.it(ASKED).state is State.OPEN


def test_a_further_round_has_a_sheet_of_its_own(world, refused, monkeypatch):
    """The sheet of the round before is refused; the new one says what is different and is recorded for its round."""
    change_step(world, monkeypatch, "partner-agreement", rounds=2)
    world.confirmed()
    first = filled(sheet_of(world), YES, YES, YES)
    agree_by_workbook(world.office, first)
    ask_round(world.office, partner="bao", period="2023-10", comment="Dòng 2 đổi ngày")
    with refused("earlier-round"):
        agree_by_workbook(world.office, first)
    second = sheet_of(world, f"{ASKED}/2")
    texts = [str(cell.value) for row in load_workbook(io.BytesIO(second)).worksheets[0].iter_rows() for cell in row]
    assert "Dòng 2 đổi ngày" in texts
    agree_by_workbook(world.office, filled(second, YES, YES, YES))
    assert world.it(f"{ASKED}/2").state is State.ACCEPTED


def test_a_file_on_disk_that_is_refused_gets_a_copy_with_remarks(world, tmp_path):
    """It lies beside the file, which is left as it was; the remedy names it."""
    world.confirmed()
    file = tmp_path / "tra-loi.xlsx"
    file.write_bytes(filled(sheet_of(world), {}, YES, YES))
    with pytest.raises(ReplyRefused) as caught:
        agree_by_file(world.office, file)
    assert "tra-loi-can-sua.xlsx" in caught.value.remedy
    assert (tmp_path / "tra-loi-can-sua.xlsx").read_bytes() == caught.value.returned


def test_typed_and_filled_in_are_the_same_answer(world):
    """By form or by sheet: the same content but for the file that it came in."""
    world.confirmed()
    agree_by_workbook(world.office, filled(sheet_of(world), YES, YES, YES))
    by_sheet = world.content(ASKED)
    agree(world.office, partner="bao", period="2023-10", others="agreed")
    assert world.content(ASKED) == {name: value for name, value in by_sheet.items() if name != "file"}


def test_every_refusal_has_a_remedy():
    """What a partner or the Office reads says what to do."""
    assert issubclass(ReplyRefused, VongNamError)
    assert UnfitFile().remedy


def test_the_command_line_takes_a_sheet(found, tmp_path, capsys):
    """`vongnam answer FILE`: recorded, or a sentence with the copy that goes back; exit codes 0 and 1."""
    from flows.cli import main
    from flows.wiring import Settings, open_office
    from storage.ledger import open_ledger

    data = tmp_path / "data"
    data.mkdir()
    ledger = open_ledger(f"sqlite:///{data / 'vongnam.db'}", durable=False)
    world = found(data, ledger=ledger)
    world.to("2023-10-02 09:00")
    world.confirmed()
    sheet = sheet_of(world)
    wrong, right = data / "sai.xlsx", data / "dung.xlsx"
    wrong.write_bytes(filled(sheet, {}, YES, YES))
    right.write_bytes(filled(sheet, YES, YES, YES))
    ledger.close()
    assert main(["--lang", "vi", "answer", str(wrong), "--data", str(data)]) == 1
    assert "sai-can-sua.xlsx" in capsys.readouterr().err
    assert main(["--lang", "vi", "answer", str(right), "--data", str(data), "--received", "09/10/2023 10:00"]) == 0
    assert "Báo, kỳ 2023-10: 3 nội dung." in capsys.readouterr().out
    assert main(["answer", str(data / "khong-co.xlsx"), "--data", str(data)]) == 2
    with open_office(Settings.read(data)) as office:
        assert office.ledger.submission(world.Key.parse(ASKED)).received == dt.datetime(2023, 10, 9, 3, tzinfo=dt.UTC)
