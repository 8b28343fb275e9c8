"""The confined reader: what a file may cost, what comes back, and that no file brings the program down."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from hostile_files import CELL, HOSTILE, SHEET, body, document, plain, plain_document, sheet, with_part
from openpyxl import load_workbook

from definitions.replies import ReplyFault
from definitions.tables import Area, Row
from flows import confined
from flows.confined import Limits, ReaderAbsentError
from notifications.incoming.gate import UnfitFile

MEGABYTE = 1024 * 1024
BOMBS = ("bomb", "bomb below the limit", "bomb in a document", "document type", "far cell", "many letters", "deep")


def test_a_file_is_read_in_a_process_of_its_own():
    """Its tables come back whole: titles, rows, merged cells."""
    data = with_part(SHEET, sheet(CELL, '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    found = confined.read(data)
    assert found.sort == "xlsx"
    assert found.tables[0].title == "Sheet"
    assert (found.tables[0].rows, found.tables[0].merged) == ((Row(1, ("a",)),), (Area(1, 1, 2, 2),))
    assert confined.read(plain_document()).tables[0].rows[0].cells == ("Ý kiến",)
    assert confined.read("Nội dung\tTin".encode()).tables[0].rows[0].cells == ("Nội dung", "Tin")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limits on a process in this way")
def test_an_ordinary_file_costs_little():
    """Less than a second of processor and 64 MB, under limits."""
    _, cost = confined.measured(plain())
    assert cost.limited
    assert 0 < cost.seconds < 1
    assert cost.memory < 64 * MEGABYTE


@pytest.mark.parametrize("which", BOMBS)
def test_a_bomb_is_refused_in_a_sentence(which):
    """Through the real child, well within its limits."""
    with pytest.raises(UnfitFile) as caught:
        confined.read(HOSTILE[which][0], Limits(wall=10))
    assert HOSTILE[which][1] in caught.value.message
    assert caught.value.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limits on a process in this way")
def test_what_needs_too_much_memory_is_refused():
    """The child says so, or is ended; the program goes on."""
    large = document("".join(f"<w:p><w:r><w:t>{n * 7919}</w:t></w:r></w:p>" for n in range(150_000)))
    with pytest.raises(UnfitFile, match="bộ nhớ"):
        confined.read(large, Limits(memory=64 * MEGABYTE))


def test_what_takes_too_long_is_refused():
    """Nobody waits longer than was said."""
    with pytest.raises(UnfitFile, match="giây"):
        confined.read(plain(), Limits(wall=0.001))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limits on a process in this way")
def test_what_keeps_the_processor_busy_is_ended():
    """The kernel ends the child; what the person reads is a sentence."""
    command = [
        sys.executable,
        "-c",
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    with pytest.raises(UnfitFile, match="thời gian"):
        confined._answer(done)


def test_a_child_that_falls_is_a_refusal_in_a_sentence():
    """No traceback reaches anybody."""
    done = subprocess.run([sys.executable, "-c", "raise RuntimeError"], capture_output=True, check=False)
    with pytest.raises(UnfitFile) as caught:
        confined._answer(done)
    assert "Traceback" not in str(caught.value)


def test_a_machine_that_starts_no_process_is_no_fault_of_the_file(monkeypatch):
    """It is not called damaged: it can be read later."""
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(ReaderAbsentError):
        confined.read(plain())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot start a process without its environment")
def test_the_child_is_told_no_secret(monkeypatch):
    """It starts with an empty environment: whatever a hostile file makes of it finds no password there."""
    seen = {}

    def run(command, **more):
        seen.update(more)
        return subprocess.CompletedProcess(command, 1, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(UnfitFile):
        confined.read(plain())
    assert seen["env"] == {}


def test_the_child_imports_little():
    """Neither Prefect nor pydantic nor openpyxl: starting it is what every file pays."""
    script = (
        "import sys, notifications.incoming.reading\n"
        "print(*{name.split('.')[0] for name in sys.modules} & {'prefect', 'pydantic', 'openpyxl', 'docx', 'lxml', 'asyncio'})"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True, cwd=confined._ROOT
    )
    assert done.stdout.strip() == ""


def test_a_body_without_a_table_has_no_tables():
    """A letter in Word is a file that was received; there is nothing in it to read."""
    assert confined.read(with_part("word/document.xml", body("<w:p/>"), of=plain_document())).tables == ()


def test_a_workbook_is_marked_in_a_process_of_its_own():
    """openpyxl opens nobody's file in the program itself; the remark stands on the cell."""
    fault = ReplyFault(1, "A", "Ý kiến", "Ô này để trống.", "Đề nghị ghi.")
    book = load_workbook(io.BytesIO(confined.marked(plain(), [fault])))
    assert book.active["A1"].comment.text == "Ô này để trống. Đề nghị ghi."


def test_an_empty_cell_at_the_end_of_the_world_does_not_stop_the_marking():
    """A column that was coloured to its end is lawful, and is not walked through cell by cell."""
    far = with_part(SHEET, sheet(CELL + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    fault = ReplyFault(1, "A", "Ý kiến", "Ô này để trống.", "Đề nghị ghi.")
    book = load_workbook(io.BytesIO(confined.marked(far, [fault], listed=True)), read_only=True)
    assert len(book.sheetnames) == 2
    book.close()


def test_what_cannot_be_marked_gives_no_copy():
    """Too slow, or no workbook at all: what is wrong is told in words anyway."""
    assert confined.marked(plain(), [], limits=Limits(wall=0.001)) is None
    assert confined.marked(b"%PDF", []) is None
