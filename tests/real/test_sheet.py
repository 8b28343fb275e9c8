"""A sheet that went through another spreadsheet program: filled in, saved again by LibreOffice, and read as it was meant."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from definitions.facts import Key
from definitions.replies import ANSWERS, cells_of, read_reply, signed
from flows import confined
from notifications import workbooks

pytestmark = pytest.mark.real

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
KEY = Key("partner-agreement", "2023-10", "bao")
PLAN = {
    "lines": [
        {"id": f"2023-10/a/{n:02}", "unit": "a", "content": f"Việc số {n}, có dấu phẩy", "genre": "Tin", "when": "2023-10-15",
         "partners": ["bao"]} for n in range(1, 4)
    ]
}  # fmt: skip


def saved_again(data, folder, suffix):
    """The same workbook, opened and saved by LibreOffice."""
    assert OFFICE, "the second tier needs LibreOffice (apt-get install libreoffice-calc)"
    (folder / "phieu.xlsx").write_bytes(data)
    made = folder / "made"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    call = [OFFICE, profile, "--headless", "--convert-to", suffix, "--outdir", str(made), str(folder / "phieu.xlsx")]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    return (made / f"phieu.{suffix}").read_bytes()


@pytest.fixture
def sheet(small):
    """The sheet as it goes out."""
    return workbooks.asking(small[0], PLAN, KEY, "a" * 64, genres=("Tin", "Bài"))


def test_what_libreoffice_saves_is_let_in_and_read(sheet, small, tmp_path):
    """The mark and the ids survive, the gate lets it in, and every answer is what was typed."""
    book = load_workbook(io.BytesIO(sheet))
    rows = {cell.value: cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None}
    said = [("Nhất trí", ""), ("Nhất trí, có điều chỉnh", "20/10/2023"), ("Đề nghị lùi", "tháng 11")]
    for n, (outcome, when) in enumerate(said, 1):
        row = rows[f"2023-10/a/{n:02}"].row
        book.worksheets[0].cell(row, rows["Ý kiến"].column).value = outcome
        book.worksheets[0].cell(row, rows[ANSWERS["when"]].column).value = when or None
    out = io.BytesIO()
    book.save(out)
    cells = cells_of(confined.read(saved_again(out.getvalue(), tmp_path, "xlsx")).tables, workbooks.ASKED)
    assert signed(cells) == (KEY, "a" * 64)
    answers, faults = read_reply(small[0], None, PLAN, KEY, cells)
    assert faults == ()
    assert [(it["outcome"], it["when"]) for it in answers] == [
        ("agreed", ""), ("changed", "2023-10-20"), ("postponed", "tháng 11"),
    ]  # fmt: skip


def test_another_format_is_refused_in_a_sentence(sheet, tmp_path):
    """Saved as .ods: no workbook of ours."""
    with pytest.raises(workbooks.UnfitFile):
        confined.read(saved_again(sheet, tmp_path, "ods"))
