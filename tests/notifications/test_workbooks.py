"""The plan of the month as a workbook."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

from definitions.compile import UnitPlan, compile_month
from definitions.facts import Instants, Key, Obligation, State
from definitions.report import YearFacts, traced
from definitions.traces import named
from flows.files import read_definition
from notifications import workbooks
from notifications.words import SAMPLE

ROOT = Path(__file__).parents[2]
RISKY = ("=1+1", "+84 912", "-5", "@SUM(A1)", "#REF!", "A & B <Sở> {{ 7*7 }}", "\x0bẨn")


@cache
def definition():
    return read_definition(ROOT / "definitions" / "ha-tinh" / "2023.yaml")[0]


def book(texts=RISKY):
    """The workbook of a month with one line for each of these contents."""
    lines = [
        {"id": f"2023-11/tt-cntt/{n:02}", "content": text, "topics": ["t2"], "activities": [], "genre": "Tin",
         "when": "2023-11-15", "partners": ["bao-ha-tinh"]} for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    sent = UnitPlan(
        {"party": "tt-cntt", "period": "2023-11", "nil": False, "lines": lines}, dt.datetime(2023, 11, 3, tzinfo=dt.UTC)
    )
    owed = [
        Obligation(Key("unit-plan", "2023-11", unit), state)
        for unit, state in (("tt-cntt", State.ACCEPTED), ("thanh-tra-so", State.MISSED))
    ]
    return workbooks.month_plan(definition(), compile_month(definition(), "2023-11", [sent], owed))


@pytest.fixture
def sheets():
    """The sheets as a spreadsheet program reads them."""
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(book()))


def test_what_was_typed_is_text(sheets):
    """A content that begins like a formula, or reads like an error, is the same text again; control characters go."""
    cells = [row[1] for row in sheets["Kế hoạch"].iter_rows(min_row=6, max_row=5 + len(RISKY))]
    assert [cell.value for cell in cells] == [text.replace("\x0b", "") for text in RISKY]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:4]] == [True] * 4
    assert all(b"<f>" not in part for part in _parts())


def _parts():
    archive = zipfile.ZipFile(io.BytesIO(book()))
    return [archive.read(name) for name in archive.namelist() if "worksheets" in name]


def test_numbers_are_numbers(sheets):
    """Counts can be summed."""
    row = [cell.value for cell in sheets["Đơn vị"][7]]
    assert row == [2, "Trung tâm Công nghệ thông tin", "đã tiếp nhận", None, len(RISKY)]


def test_a_silent_unit_is_said_to_be_silent(sheets):
    """What nobody sent is "chưa gửi"."""
    assert [cell.value for cell in sheets["Đơn vị"][6]][:3] == [1, "Thanh tra Sở", "chưa gửi"]


def test_it_can_be_read_and_printed(sheets):
    """The heading stays in sight and stands on every page, landscape, one page wide; sample data says so."""
    sheet = sheets["Kế hoạch"]
    assert sheet.freeze_panes == "A6"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_area == f"'Kế hoạch'!$A$1:$I${5 + len(RISKY)}"
    assert sheet["A3"].value == SAMPLE


def test_a_month_without_lines_is_a_heading(sheets):
    """No line is no row, and the file opens."""
    from openpyxl import load_workbook

    assert load_workbook(io.BytesIO(book(())))["Kế hoạch"].max_row == 5


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def test_the_same_facts_are_the_same_bytes(zone):
    """Another process in another zone makes the same file."""
    code = "import sys, hashlib, runpy; print(hashlib.sha256(runpy.run_path(sys.argv[1])['book']()).hexdigest())"
    env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(len(zone)), "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-c", code, __file__], env=env, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert made.stdout.strip() == hashlib.sha256(book()).hexdigest()


def test_every_figure_of_the_report_stands_in_a_workbook_with_its_name_and_its_rows(office):
    """The number of each name is what its rows make; what has changed since is said; nothing typed is a formula."""
    from openpyxl import load_workbook

    due = dt.datetime(2023, 11, 4, 17, tzinfo=dt.UTC)
    owed = [
        Obligation(Key("unit-plan", "2023-11", party), state, Instants(due=due), received=came)
        for party, state, came in (("phong-moi-truong", State.ACCEPTED, due), ("phong-khoang-san", State.MISSED, None))
    ]
    report, rows = traced(office, YearFacts(owed), due + dt.timedelta(9))
    data = workbooks.report_figures(office, report, rows)
    assert data == workbooks.report_figures(office, report, rows)
    book = load_workbook(io.BytesIO(data))
    figures = {row[0]: row for row in book["Số liệu"].iter_rows(min_row=7, values_only=True)}
    assert {name: row[2] for name, row in figures.items()} == {name: n for name, n in named(report).items() if n}
    assert figures["plans.2023-11.late"][1:] == ("kế hoạch tháng gửi chậm – tháng 11/2023", 1, None)
    sources = {row[1]: row[2] for row in book["Nguồn"].iter_rows(min_row=6, values_only=True)}
    late = "Phòng Môi trường: Kế hoạch tuyên truyền tháng 11/2023 (nộp sau hạn)"
    assert {"plans.late", "plans.owed", "units.phong-moi-truong.plans.late"} <= set(sources[late].split(", "))
    changed = workbooks.report_figures(office, report, rows | {"plans.late": ()})
    assert "tính lại khi lập tệp này: 0" in str(
        list(load_workbook(io.BytesIO(changed))["Số liệu"].iter_rows(values_only=True))
    )
