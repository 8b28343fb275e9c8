"""The demo office as a newcomer lives it: started by one command, clicked in Chromium, ended by Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.wiring import Settings, open_office
from tests.real.lists import pick

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" if os.environ.get("VONGNAM_RENEW") else None
APPROVAL = "month-approval"


def picture(page, name, tmp_path):
    """Keep what stands on the screen: under docs/ where it is being renewed, in a scratch folder otherwise."""
    page.screenshot(path=(PICTURES or tmp_path) / name)


def decisions(demo):
    """The decisions that the ledger holds, as (key, verdict)."""
    with open_office(Settings.read(demo.data)) as office:
        return {str(d.key): d.verdict for d in office.ledger.decisions(APPROVAL, "2023-11")}


def open_form(page, link):
    """Open an approval as the letter says: the link, the three points, Resume."""
    page.goto(link)
    page.locator("button[aria-haspopup=menu]").first.click()
    page.get_by_role("menuitem", name=re.compile("Resume")).click()
    form = page.locator("[role=dialog]")
    form.locator("input[type=password]").wait_for()
    return form


def fill(page, form, verdict, code):
    """Choose a verdict, type the code, press Resume."""
    pick(form.get_by_role("button", name="Select"), verdict)
    form.locator("input[type=password]").fill(code)
    form.get_by_role("button", name="Resume").click()


def test_the_welcome_names_everything_that_one_needs(demo):
    """Addresses, the approval that waits, its code and what to click first stand in the welcome, within two minutes."""
    assert demo.seconds < 120
    for words in ("Giao diện Prefect", "Hôm nay", "Hộp thư", "Đang chờ phê duyệt", "Mã phê duyệt", "Việc đầu tiên"):
        assert words in demo.said
    assert re.search(r"\b[A-Z2-7]{5}-[A-Z2-7]{5}\b", demo.said)


def test_the_page_of_today_says_who_owes_what(demo, page, tmp_path):
    """The first page that a newcomer opens is full: what waits for the leader, who is late, the last letters."""
    page.goto(demo.found(r"http://\S+/artifact/\S+"))
    page.get_by_role("heading", name="Chờ ý kiến lãnh đạo").wait_for()
    assert page.get_by_role("cell", name="Thanh tra Sở").count() > 0
    assert page.get_by_role("heading", name="Thư gần đây").count() == 1
    picture(page, "hom-nay.png", tmp_path)


def test_the_mailbox_shows_the_code_that_was_printed(demo, page, tmp_path):
    """The leader's letter that asks for the verdict stands there, and carries the code that the welcome printed."""
    page.goto(demo.found(r"http://127\.0\.0\.1:\d+/(?=\n)"))
    code = demo.found(r"\b[A-Z2-7]{5}-[A-Z2-7]{5}\b")
    page.get_by_label("Tìm theo người nhận").fill("Lãnh đạo Sở")
    page.get_by_role("button", name="Tìm").click()
    letter = page.locator("details", has_text=code).first
    letter.locator("summary").click()
    letter.get_by_text(code).first.wait_for()  # seen, not only there
    assert "Lãnh đạo Sở" in letter.locator("summary").inner_text()
    picture(page, "hop-thu.png", tmp_path)


def test_a_leader_decides_in_the_browser(own_demo, page, tmp_path, eventually):
    """A wrong code is refused and asked again; the right one is in the ledger, and the plan goes out to everybody."""
    demo = own_demo
    link = demo.found(r"http://\S+/flow-run/\S+")
    form = open_form(page, link)
    form.get_by_text("Nội dung (").wait_for()
    fill(page, form, "Đồng ý", "AAAAA-AAAAA")
    again = eventually(lambda: _other_run(demo, link))
    assert decisions(demo) == {}
    form = open_form(page, again)
    form.get_by_text("Lần trước chưa được ghi nhận").wait_for()
    form.locator("input[type=password]").scroll_into_view_if_needed()
    picture(page, "phe-duyet.png", tmp_path)
    begun = time.monotonic()
    fill(page, form, "Đồng ý", demo.found(r"\b[A-Z2-7]{5}-[A-Z2-7]{5}\b"))
    eventually(lambda: decisions(demo))
    sys.stderr.write(f"\na decision pressed in the browser was in the ledger after {time.monotonic() - begun:.1f} s\n")
    assert list(decisions(demo).values()) == ["approve"]
    assert eventually(lambda: _issued(demo)) > 10


def _other_run(demo, link):
    import httpx

    asked = {"flow_runs": {"tags": {"all_": ["Chờ duyệt"]}, "state": {"type": {"any_": ["PAUSED"]}}}}
    runs = httpx.post(f"{demo.ui}/api/flow_runs/filter", json=asked, trust_env=False).json()
    mine = [run for run in runs if run["parameters"]["obligation"].startswith(f"{APPROVAL}/2023-11/")]
    links = [f"{demo.ui}/v2/runs/flow-run/{run['id']}" for run in mine]
    return next((it for it in links if it != link), None)


def _issued(demo):
    with open_office(Settings.read(demo.data)) as office:
        return sum(any(i.kind == "issued" for i in m.items) for m in office.ledger.messages() if m.state == "sent")


def test_one_click_leads_to_the_fifteenth_of_december(own_demo, page, tmp_path, eventually):
    """«Đi tới ngày» plays everything on the way; the Ministry's report is written, approved and handed to the clerk."""
    demo = own_demo
    page.goto(demo.found(r"http://\S+/artifact/\S+"))
    page.get_by_role("link", name="Đi tới ngày").click()
    page.get_by_role("button", name="Select").click()
    page.get_by_role("option", name="15/12/2023").click()  # its name goes on: what happens on that day
    picture(page, "di-toi-ngay.png", tmp_path)
    page.get_by_role("button", name="Submit").click()
    report = eventually(lambda: _report(demo), limit=180)
    (tmp_path / "bao-cao.docx").write_bytes(report)
    pages = _pages(tmp_path / "bao-cao.docx")
    assert len(pages) >= 3
    if PICTURES:
        (PICTURES / "bao-cao-trang-1.png").write_bytes(pages[0].read_bytes())


def _report(demo):
    with open_office(Settings.read(demo.data)) as office:
        sent = office.ledger.obligations(step="ministry-report-send")[0]
        if sent.state != "accepted":
            return None
        last = [d for d in office.ledger.documents() if d.kind == "ministry-report.docx"][-1]
        return office.archive.read(last.sha)


def _pages(document):
    """The pages of a document as pictures, through LibreOffice."""
    home = document.parent
    office = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", home, document], check=True, capture_output=True, timeout=120)
    subprocess.run(["pdftoppm", "-r", "70", "-png", document.with_suffix(".pdf"), home / "page"], check=True)
    return sorted(home.glob("page-*.png"))


def test_it_starts_again_after_a_kill(begin, tmp_path):
    """Killed with everything it had started, it starts again on the same folder: the same approval, the same day."""
    first = begin("demo", "--port", "4300", data=tmp_path / "demo")
    first.stop(signal.SIGKILL)
    second = begin("demo", "--port", "4300", data=tmp_path / "demo")
    assert "Đang chờ phê duyệt" in second.said
    assert second.seconds < 120
    second.stop()


def test_ctrl_c_ends_everything(begin, tmp_path):
    """After Ctrl-C nothing that it started is alive, and a port that was taken is said aloud."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        running = begin("demo", "--port", str(taken.getsockname()[1]), data=tmp_path / "demo")
    assert "đã có chương trình khác dùng" in running.said
    running.stop()
    left = [p for p in Path("/proc").glob("[0-9]*/environ") if _of(p, tmp_path / "demo")]
    assert left == []


def _of(environ, data):
    try:
        return f"VONGNAM_DATA={data}".encode() in environ.read_bytes()
    except OSError:
        return False
