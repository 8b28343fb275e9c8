"""Taking: a list is recorded whole, or given back with every fault at its row and column."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from definitions.errors import VongNamError
from flows.inbox import Filed
from flows.taking import SHOWN, ListRefused, take
from flows.track import track

HEAD = [
    "STT",
    "Tên tin, bài",
    "Cơ quan báo chí",
    "Thể loại",
    "Ngày đăng, phát",
    "Địa chỉ trên mạng",
    "Chương trình",
    "Thời lượng",
]
GOOD = [1, "Rác quê đi về đâu?", "Báo", "Bài", dt.date(2023, 10, 2), "https://bao.example/1", "", ""]
SHOW = [2, "Phóng sự rác thải", "Đài", "Tin", "01/10/2023", "", "Thời sự", "5 phút 30 giây"]


def workbook(*rows, title="DANH MỤC TIN, BÀI"):
    """A sheet as a clerk keeps it: a title, an empty row, the heading, rows, a total."""
    book = openpyxl.Workbook()
    for row in ([title], [], HEAD, *rows, ["", "Tổng cộng"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(*rows, mark=";"):
    """The same as Excel writes CSV in Vietnamese: UTF-8 with BOM."""
    lines = [mark.join(f'"{cell}"' if mark in str(cell) else str(cell) for cell in row) for row in (HEAD, *rows)]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def test_a_workbook_is_recorded(press_world):
    """Every row, a broadcast with its programme and duration, and how it came."""
    told = take(press_world.office, Filed(workbook(GOOD, SHOW), "ds.xlsx"), by="van-phong.cv")
    assert told.lines == ("Đã ghi 2 tin, bài từ tệp ds.xlsx.",)
    show, article = press_world.ledger.publications()
    assert (show.programme, show.seconds, show.partner, show.how, show.by) == (
        "Thời sự", 330, "dai", "imported", "van-phong.cv",
    )  # fmt: skip
    assert (article.title, article.at, article.url) == (
        "Rác quê đi về đâu?",
        dt.date(2023, 10, 2),
        "https://bao.example/1",
    )


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_csv_is_the_same(press_world, mark):
    """With the separators that Excel uses; the same content as a workbook is the same publication."""
    day = "02/10/2023"
    take(press_world.office, Filed(csv([*GOOD[:4], day, *GOOD[5:]], SHOW, mark=mark), "ds.csv"))
    again = take(press_world.office, Filed(workbook(GOOD, SHOW), "ds.xlsx"))
    assert again.lines == ("Đã ghi 0 tin, bài từ tệp ds.xlsx. 2 tin, bài đã có từ trước.",)
    assert len(press_world.ledger.publications()) == 2


def test_every_fault_is_told_at_once_with_its_row_and_column(press_world, tmp_path):
    """Nothing is recorded; the clerk's own file comes back with a remark on each wrong cell."""
    path = tmp_path / "ds.xlsx"
    path.write_bytes(
        workbook(
            GOOD,
            [2, "Tin hai", "Báo; Đài", "Thơ", "05/13/2023", "bao.vn", "", "lâu"],
            [3, "Tin ba", "Báo", "Tin", dt.date(2023, 12, 31), "", "", ""],
        )
    )
    with pytest.raises(ListRefused) as refused:
        take(press_world.office, Filed(path.read_bytes(), "ds.xlsx", path))
    assert press_world.ledger.publications() == []
    said = [(it.row, it.field) for it in refused.value.faults]
    assert {(5, "Thể loại"), (5, "Ngày đăng, phát"), (5, "Địa chỉ trên mạng")} <= set(said)
    sheet = openpyxl.load_workbook(tmp_path / "ds-can-sua.xlsx").active
    assert {cell.coordinate for row in sheet for cell in row if cell.comment} >= {"D5", "E5", "F5"}
    assert "ds-can-sua.xlsx" in refused.value.remedy


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ([2, "Tin", "Báo; Đài", "Tin", "01/10/2023", "", "", ""], "Cơ quan báo chí"),
        ([2, "Tin", "Báo", "Tin", "31/12/2023", "", "", ""], "Ngày đăng, phát"),
        ([2, "Tin", "Báo", "Tin", "đầu tháng 10", "", "", ""], "Ngày đăng, phát"),
        ([2, "Tin", "Báo", "Tin", "01/10/2023", "http://127.0.0.1/x", "", ""], "Địa chỉ trên mạng"),
        ([2, "Tin", "Báo", "Tin", "01/10/2023", "", "", "5"], "Thời lượng"),
        ([2, "RÁC QUÊ ĐI VỀ ĐÂU?", "Báo", "Tin", "02/10/2023", "", "", ""], "Tên tin, bài"),
        ([2, "Tin", "Báo", "Tin", "01/10/2023", "http://www.bao.example/1?utm_source=x", "", ""], "Địa chỉ trên mạng"),
    ],
)
def test_a_row_that_cannot_be_is_told(press_world, row, field):
    """Two bodies, a day to come, words for a day, an address of the inside, a bare number, a row said twice."""
    with pytest.raises(ListRefused) as refused:
        take(press_world.office, Filed(workbook(GOOD, row), "ds.xlsx"))
    assert [(it.row, it.field) for it in refused.value.faults] == [(5, field)]
    assert press_world.ledger.publications() == []


def test_what_is_recorded_otherwise_is_told(press_world):
    """The same title, body and day with other particulars, or its address under another title."""
    day = dt.date(2023, 10, 2)
    track(press_world.office, title="Rác quê đi về đâu?", partner="bao", genre="Tin", at=day)
    track(press_world.office, title="Tên khác", partner="dai", genre="Tin", at=day, url="https://bao.example/9")
    rows = [GOOD, [2, "Tin", "Báo", "Tin", "01/10/2023", "http://bao.example/9", "", ""]]
    with pytest.raises(ListRefused) as refused:
        take(press_world.office, Filed(workbook(*rows), "ds.xlsx"))
    assert [it.row for it in refused.value.faults] == [4, 5]


def test_many_faults_are_counted_and_the_first_are_said(press_world):
    """A sentence has an end."""
    rows = [[n, f"Tin {n}", "Báo", "Thơ", "01/10/2023", "", "", ""] for n in range(50)]
    with pytest.raises(ListRefused) as refused:
        take(press_world.office, Filed(workbook(*rows), "ds.xlsx"))
    assert len(refused.value.faults) == 50
    assert f"Và {50 - SHOWN} chỗ khác" in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04rubbish", b"\xff\xfe\x00", b"\x00\x01\x02"])
def test_what_is_no_list_is_refused_in_a_sentence(press_world, data):
    """Whatever its name says; nothing is recorded."""
    with pytest.raises(VongNamError) as refused:
        take(press_world.office, Filed(data, "ds.xlsx"))
    assert refused.value.parts("vi")
    assert press_world.ledger.publications() == []
