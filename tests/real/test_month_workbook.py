"""The unit's monthly workbook on paper: opened by LibreOffice, printed, looked at; and read again after it was saved there."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from definitions.facts import Key
from definitions.handed import Known, read_workbook
from definitions.monthly import PLAN, book
from flows import confined
from flows.files import read_definition
from notifications import workbooks
from tests.real.paper import pictured, through, words

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]
KEY = Key("unit-plan", "2023-04", "phong-moi-truong")
CARRIED = {
    "id": "2023-03/phong-moi-truong/02", "content": "Phân loại rác tại nguồn ở khu dân cư", "topics": ["t7"], "activities": ["k06"],
    "genre": "Bài", "lead": "Phòng Môi trường", "with": "", "when": "2023-03-20", "partners": ["bao-ha-tinh"],
    "contact": "", "note": "", "phone": "",
}  # fmt: skip
PLANNED = {
    "id": "2023-03/phong-moi-truong/01",
    "content": "Giảm rác thải nhựa ở chợ dân sinh",
    "partners": ["bao-ha-tinh"],
}
KNOWN = Known((), (CARRIED,), (PLANNED,))
WRITTEN = (
    ("Tuyên truyền Luật Bảo vệ môi trường ở các xã ven biển", "II.1", "6", "Tin", "Phòng Môi trường", "", "05/4/2023", "Báo Hà Tĩnh"),
    ("Mô hình thu gom rác thải nhựa của phụ nữ xã", "6; 7", "", "Phóng sự", "Phòng Môi trường", "", "tuần 2 tháng 4", "Cả hai"),
)  # fmt: skip
WRONG = ("Kiểm soát nguồn thải lớn", "99", "", "Thơ", "Phòng Môi trường", "", "32/4/2023", "Báo X")


@pytest.fixture(scope="module")
def definition():
    """The definition of Hà Tĩnh."""
    return read_definition(ROOT / "definitions" / "ha-tinh" / "2023.yaml")[0]


def filled(definition, *rows):
    """The workbook with these rows."""
    due = dt.datetime(2023, 4, 4, 17, tzinfo=dt.UTC)
    made = workbooks.unit_month(definition, book(definition, KEY, due=due, carried=[CARRIED], planned=[PLANNED]))
    opened = load_workbook(io.BytesIO(made))
    sheet = opened[PLAN]
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    for down, row in enumerate(rows, top + 3):
        for n, text in enumerate(row, 2):
            sheet.cell(down, n).value = text
        sheet.row_dimensions[down].height = 16 * max(1, -(-len(row[0]) // 38))  # as it grows where a person types
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def test_the_workbook_prints_on_four_pages(definition, tmp_path):
    """The plan, the results, how to fill it in, the lists: a page each, with whose it is and what cannot be changed."""
    paper = through(filled(definition, *WRITTEN), tmp_path, "pdf")
    pages = words(paper)
    assert len(pages) == 4
    assert "Đơn vị: Phòng Môi trường" in pages[0]
    assert "CÁCH GHI" in pages[2]
    pictured(paper, "so-ke-hoach-thang.png", 640)


def test_what_libreoffice_saves_is_read_as_it_was_meant(definition, tmp_path):
    """Saved by another program the mark, the ids and every cell are the same."""
    data = through(filled(definition, *WRITTEN), tmp_path, "xlsx").read_bytes()
    handed = read_workbook(definition, KEY, confined.read(data).tables, KNOWN)
    assert handed.faults == ()
    assert [(it["content"][:9], it["topics"], it["when"]) for it in handed.lines] == [
        ("Tuyên tru", ["t1"], "2023-04-05"), ("Mô hình t", ["t6", "t7"], "tuần 2 tháng 4"),
    ]  # fmt: skip


def test_a_returned_workbook_lists_what_is_to_be_mended(definition, tmp_path):
    """The first page names sheet, cell, fault and remedy of each; the remarks stand in the cells too."""
    data = filled(definition, WRITTEN[0], WRONG)
    handed = read_workbook(definition, KEY, confined.read(data).tables, KNOWN)
    assert len(handed.faults) == 4
    marked = workbooks.with_remarks(data, handed.faults, sheet=PLAN, listed=True, understood=handed.remarks)
    paper = through(marked, tmp_path, "pdf")
    first = words(paper)[0]
    assert "CÓ 4 CHỖ CẦN SỬA" in first
    assert all(fault.address in first for fault in handed.faults)
    pictured(paper, "so-tra-lai.png", 420)
