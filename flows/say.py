"""The program's own words on the command line, in Vietnamese and English; never what an office reads."""

from __future__ import annotations

import locale
import re
from collections.abc import Mapping, Sequence
from typing import Literal

Language = Literal["vi", "en"]
Words = Mapping[str, tuple[str, str]]
"""key -> (Vietnamese, English); {names} are filled in by say()."""

# what several commands say; the words of one command stand in its module
WORDS: Words = {
    "idea": (
        "Vòng Năm: văn phòng ghi năm công tác của mình một lần, thành tệp; chương trình biết mỗi ngày ai cần làm "
        "việc gì cho ai, đến hạn nào, rồi nhắc, nhận, trình duyệt và lập báo cáo.",
        "Vòng Năm: an office writes its year once, as a file; the program knows every day who owes what to whom, "
        "asks, reminds, collects, lets people decide, and hands over the reports.",
    ),
    "usage": ("Cách dùng:", "Usage:"),
    "command": ("LỆNH", "COMMAND"),
    "more": ("Xem riêng một lệnh: vongnam LỆNH --help", "More about one command: vongnam COMMAND --help"),
    "codes": (
        "Mã kết thúc: 0 xong; 1 dữ liệu vào bị từ chối; 2 gọi lệnh chưa đúng; 3 môi trường có trở ngại.",
        "Exit codes: 0 done; 1 the input is refused; 2 the call is wrong; 3 the environment is.",
    ),
    "arguments": ("Tham số", "Arguments"),
    "options": ("Tùy chọn", "Options"),
    # --- arguments
    "help": ("in phần hướng dẫn này", "print this help"),
    "lang": ("ngôn ngữ của chương trình: vi hoặc en", "language of the program: vi or en"),
    "data": (
        "thư mục dữ liệu của văn phòng (mặc định {default})",
        "the office's own data folder (default {default})",
    ),
    "data-set": ("VONGNAM_DATA, nếu không có thì var/vongnam", "VONGNAM_DATA, else var/vongnam"),
    "port": (
        "cổng của máy chủ Prefect (mặc định {default}; bận thì chọn cổng khác)",
        "port of the Prefect server (default {default}; another one where it is taken)",
    ),
    "yearfile": (
        "tệp năm kế hoạch, chẳng hạn definitions/ha-tinh/2023.yaml",
        "the year file, definitions/ha-tinh/2023.yaml for one",
    ),
    "json": ("in dạng JSON cho máy đọc", "print JSON for a machine"),
    # --- answers
    "wrong-call": ("Lệnh chưa đúng: {what}", "The call is wrong: {what}"),
    "see-help": ("Xem hướng dẫn: {program} --help", "See: {program} --help"),
    "no-date": ("{text!r} không phải ngày; hãy viết như 2023-11-10", "{text!r} is no date; write it like 2023-11-10"),
    "no-port": ("{text!r} không phải số cổng (1 đến 65535)", "{text!r} is no port number (1 to 65535)"),
    "standing": ("{title}, năm {year}; bây giờ là {here}.", "{title}, {year}; it is {here} now."),
    "counted": (
        "{open} nhiệm vụ đang mở, trong đó {late} đã quá thời điểm đến hạn:",
        "{open} obligations are open, {late} of them past their due instant:",
    ),
    "and-more": ("… và {more} nhiệm vụ khác (--json để xem hết)", "... and {more} more (--json shows all)"),
    "until": ("hạn: trước {due}", "due before {due}"),
    "no-due": ("không ấn định thời hạn", "no deadline"),
    "late": ("đã qua hạn", "past due"),
    "messages": (
        "Thư: {waiting} chờ gửi, {sent} đã gửi, {failed} không gửi được, {unknown} cần kiểm tra lại.",
        "Messages: {waiting} waiting, {sent} sent, {failed} failed, {unknown} to be looked at.",
    ),
    "held": (
        "Đang chạy thử: thư được giữ lại. Khi sẵn sàng gửi thật: vongnam sending on",
        "Trial run: letters are held back. When it is time to send them: vongnam sending on",
    ),
    "changed": (
        "Tệp {file} khác với bản kế hoạch đang chạy. Xem khác biệt: vongnam diff; đưa vào áp dụng: vongnam apply",
        "The file {file} differs from the text that runs. See how: vongnam diff; make it so: vongnam apply",
    ),
    "no-prefect": ("Chưa biết địa chỉ máy chủ Prefect.", "The address of the Prefect server is not known."),
    "set-prefect": (
        "Đặt PREFECT_API_URL, hoặc VONGNAM_PREFECT_API trong tệp vongnam.env của thư mục dữ liệu.",
        "Set PREFECT_API_URL, or VONGNAM_PREFECT_API in the file vongnam.env of the data folder.",
    ),
    "no-file": (
        "Không có tệp {path}. Hãy xem lại tên và đường dẫn.",
        "There is no file {path}. Check its name and its path.",
    ),
    "a-folder": ("{path} là thư mục; ở đây cần một tệp.", "{path} is a folder; a file is needed here."),
    "no-folder": (
        "{path}: trên đường dẫn có một tệp ở chỗ đáng lẽ là thư mục. Hãy chọn đường dẫn khác.",
        "{path}: a file stands where the path needs a folder. Choose another path.",
    ),
    "denied": (
        "Không được phép đọc hoặc ghi {path}. Hãy cấp quyền cho thư mục ấy, hoặc chọn thư mục khác.",
        "No permission to read or write {path}. Grant it, or choose another folder.",
    ),
    "disk-full": (
        "Hết chỗ trên đĩa khi ghi {path}. Hãy dọn bớt rồi chạy lại; những gì đã ghi vẫn còn nguyên.",
        "The disk is full, writing {path}. Make room and run again; what was written before is intact.",
    ),
    "port-taken": (
        "Cổng đã có chương trình khác dùng. Hãy chọn cổng khác bằng --port.",
        "The port is taken. Choose another one with --port.",
    ),
    "environment": ("Máy không làm được việc vừa yêu cầu: {what}.", "The machine could not do it: {what}."),
    "missing-part": (
        "Thiếu thư viện {name}. Hãy cài lại: make run, hoặc pip install --no-deps --require-hashes -r requirements.lock.",
        "The library {name} is missing. Install again: make run, or "
        "pip install --no-deps --require-hashes -r requirements.lock.",
    ),
    "defect": (
        "Chương trình gặp lỗi của chính nó ({what}). Dữ liệu đã ghi vẫn còn nguyên. Chi tiết để báo lỗi: {file}",
        "The program met a fault of its own ({what}). What was written is intact. Details for a report: {file}",
    ),
    "stopped": ("Đã dừng.", "Stopped."),
}

# what argparse says, and how it is said here
_ARGPARSE = (
    (r"the following arguments are required: (.+)", "thiếu {0}", "{0} is missing"),
    (r"unrecognized arguments: (.+)", "không hiểu {0}", "{0} is not understood"),
    (r"argument (.+?): expected one argument", "sau {0} phải có một giá trị", "a value has to follow {0}"),
    (
        r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
        "{1} không có; hãy chọn {2}",
        "{1}: choose from {2}",
    ),
    (r"argument (.+?): (.+)", "{0}: {1}", "{0}: {1}"),
)


def say(lang: Language, key: str, words: Words = WORDS, /, **facts: object) -> str:
    """The sentence of that key; KeyError for a key that has no words."""
    return words[key][lang == "en"].format(**facts)


def language(argv: Sequence[str]) -> Language:
    """`--lang` where it is given, else the locale's: English for an English one, otherwise Vietnamese."""
    for word, following in zip(argv, [*argv, ""][1:], strict=True):
        asked = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if asked in ("vi", "en"):
            return "en" if asked == "en" else "vi"
    return "en" if locale.setlocale(locale.LC_CTYPE).lower().startswith("en") else "vi"


def retold(lang: Language, message: str) -> str:
    """What argparse says, in the reader's language; its own words where no other are known."""
    for pattern, vi, en in _ARGPARSE:
        if found := re.fullmatch(pattern, message):
            return (en if lang == "en" else vi).format(*found.groups())
    return message
