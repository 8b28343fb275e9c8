"""What a newcomer reads when the office is up: where to look, what waits, what to click first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from flows.say import Language

WORDS: dict[str, tuple[str, str]] = {
    "starting": ("Đang chuẩn bị", "Preparing"),
    "step-living": ("Diễn lại thời gian đã qua của văn phòng mẫu", "Living through the demo office's past"),
    "step-server": ("Khởi động máy chủ Prefect", "Starting the Prefect server"),
    "step-deploying": ("Đăng ký các biểu mẫu với Prefect", "Deploying the flows"),
    "step-drawing": ("Lập phiếu phê duyệt và trang Hôm nay", "Drawing the approvals and the page «Hôm nay»"),
    "step-ready": ("Sẵn sàng", "Ready"),
    "ask-adopt": (
        "Ngày bắt đầu áp dụng chương trình (ghi năm-tháng-ngày, ví dụ 2027-03-01; để trống là hôm nay {today}): ",
        "The day on which the office adopts the program (YYYY-MM-DD, empty is today, {today}): ",
    ),
    "welcome-demo": (
        "{office} (dữ liệu mẫu) đang ở thời điểm {day}.",
        "The demo office (sample data) stands at {day}.",
    ),
    "welcome-up": (
        "{office}: {owed} nhiệm vụ đang mở, {late} đã quá thời hạn.",
        "{office}: {owed} duties are open, {late} of them past their deadline.",
    ),
    "row-ui": ("Giao diện Prefect", "Prefect UI"),
    "row-today": ("Trang «Hôm nay»: ai cần làm việc gì, việc gì đang chờ ai", "Who owes what, what waits for whom"),
    "row-mailbox": ("Hộp thư của văn phòng mẫu", "Mailbox of the demo office"),
    "row-waiting": ("Đang chờ phê duyệt", "Waiting for a decision"),
    "row-link": ("Mở phiếu tại", "Decide at"),
    "row-page": ("Hoặc cho ý kiến trên điện thoại tại", "Or on a phone at"),
    "row-code": ("Mã phê duyệt vừa gửi đến lãnh đạo", "The code that the approver has just received"),
    "first-click": (
        "Việc đầu tiên: mở phiếu, bấm nút ⋮ ở góc trên bên phải, chọn Resume, chọn ý kiến, nhập mã ở trên rồi bấm Resume.",
        "First click: open it, press ⋮ at the top right, Resume, choose a verdict, type the code, press Resume.",
    ),
    "first-click-none": (
        "Hiện không có việc chờ phê duyệt: mở trang «Hôm nay» để xem việc đang thực hiện.",
        "Nothing waits for a decision now: open the page «Hôm nay».",
    ),
    "go-on": (
        "Sau đó: trên trang «Hôm nay», mở biểu mẫu «Đi tới ngày», chọn 15/12/2023, bấm Submit, rồi mở báo cáo gửi Bộ trong hộp thư.",
        "Then: on «Hôm nay» open the form «Đi tới ngày», choose 15/12/2023, Submit, and open the Ministry's report in the mailbox.",
    ),
    "held-now": (
        "Đang chạy thử: chưa gửi thư cho ai. Khi đã kiểm tra, cho phép gửi bằng: vongnam sending on --data {data}",
        "Trial run: nothing is sent to anybody. Release it with: vongnam sending on --data {data}",
    ),
    "ends": ("Nhấn Ctrl-C để dừng toàn bộ.", "Ctrl-C ends everything."),
}
"""Vietnamese and English; what stands in braces is filled in."""


def told(lang: Language, key: str, **names: object) -> str:
    """The words of that key in the language of the program."""
    return WORDS[key][lang == "en"].format(**names)


@dataclass(frozen=True, slots=True)
class Shown:
    """The office as it stands: (title, link, code) of each approval that waits, and how much is owed."""

    office: str
    day: dt.datetime
    waiting: tuple[tuple[str, str, str], ...]
    owed: int
    late: int
    today: str
    pages: tuple[str, ...] = ()  # where each of them is decided on the program's own page


def demo(shown: Shown, *, ui: str, mailbox: str, lang: Language) -> str:
    """The demo's welcome, in Vietnamese with an English gloss (in English alone with --lang en)."""
    lines = ["", *_both(lang, "welcome-demo", office=shown.office, day=f"{shown.day:%d/%m/%Y %H:%M}"), ""]
    lines += [
        *_row(lang, "row-ui", ui),
        *_row(lang, "row-today", shown.today),
        *_row(lang, "row-mailbox", mailbox),
        "",
    ]
    for (title, link, code), page in zip_longest(shown.waiting, shown.pages, fillvalue=""):
        lines += [*_row(lang, "row-waiting", title), *_row(lang, "row-link", link)]
        lines += [*(_row(lang, "row-page", page) if page else ()), *_row(lang, "row-code", code), ""]
    lines += [*_both(lang, "first-click" if shown.waiting else "first-click-none"), ""]
    lines += [*_both(lang, "go-on"), "", *_both(lang, "ends")]
    return "\n".join(lines)


def up(shown: Shown, *, ui: str, data: Path, lang: Language) -> str:
    """A real office's welcome: nothing leaves before it is released."""
    lines = ["", *_both(lang, "welcome-up", office=shown.office, owed=shown.owed, late=shown.late), ""]
    lines += [*_row(lang, "row-ui", ui), *_row(lang, "row-today", shown.today), ""]
    lines += [*_both(lang, "held-now", data=data), "", *_both(lang, "ends")]
    return "\n".join(lines)


def _both(lang: Language, key: str, **names: object) -> list[str]:
    if lang == "en":
        return [told("en", key, **names)]
    return [told("vi", key, **names), f"  ({told('en', key, **names)})"]


def _row(lang: Language, key: str, value: str) -> list[str]:
    label = told("en", key) if lang == "en" else f"{told('vi', key)} ({told('en', key)})"
    return [f"{label}:", f"    {value}"]
