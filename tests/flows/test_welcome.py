"""What a newcomer reads first, and that the README shows it as it is."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.welcome import WORDS, Shown, demo, up

README = Path(__file__).resolve().parents[2] / "README.md"
UI = "http://127.0.0.1:4200"
SHOWN = Shown(
    office="Sở Tài nguyên và Môi trường",
    day=dt.datetime(2023, 11, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    waiting=(
        (
            "Phê duyệt kế hoạch tháng 11/2023: kính trình Lãnh đạo Sở, trước ngày 11/11",
            f"{UI}/v2/runs/flow-run/f3ef3fe8-6be9-4bfe-9c91-f54ae515fb51",
            "47OKN-NHVXY",
        ),
    ),
    owed=16,
    late=2,
    today=f"{UI}/v2/artifacts/artifact/6278e298-e77b-4aa9-a145-89b5c6884469",
    pages=(
        "http://127.0.0.1:8030/y-kien/month-approval/2023-11/lanh-dao-so~lanh-dao-so.phu-trach~2~2033220~i4vq5o3tqbq4w6yqkz2xw7e3nm",
    ),
)
BLOCK = re.compile(r"(<!-- welcome -->\n).*?(<!-- end -->)", re.DOTALL)


def test_the_readme_shows_the_welcome_as_it_is():
    """The README shows what `make run` prints; VONGNAM_WRITE_README=1 writes it again."""
    said = demo(SHOWN, ui=UI, mailbox="http://127.0.0.1:8025/", lang="vi").strip()
    text = README.read_text("utf-8")
    fresh = BLOCK.sub(lambda found: f"{found[1]}```text\n{said}\n```\n{found[2]}", text)
    if os.environ.get("VONGNAM_WRITE_README"):
        README.write_text(fresh, "utf-8")
    assert README.read_text("utf-8") == fresh


def test_every_word_is_said_in_both_languages():
    """Vietnamese with an English gloss; in English alone where that is asked for."""
    assert all(len(pair) == 2 and all(pair) for pair in WORDS.values())
    english = demo(SHOWN, ui=UI, mailbox="http://m/", lang="en")
    assert "First click" in english
    assert "Việc đầu tiên" not in english


def test_without_an_approval_the_first_click_is_the_page_of_today():
    """Where nothing waits for a decision, nobody is told to press Resume."""
    idle = Shown("Sở", SHOWN.day, (), 3, 0, SHOWN.today)
    said = demo(idle, ui=UI, mailbox="http://m/", lang="vi")
    assert "Resume" not in said
    assert "Hôm nay" in said


def test_a_real_office_is_told_that_nothing_leaves(tmp_path):
    """A trial run says so, and names the command that ends it."""
    said = up(SHOWN, ui=UI, data=tmp_path, lang="vi")
    assert "Đang chạy thử" in said
    assert f"vongnam sending on --data {tmp_path}" in said
