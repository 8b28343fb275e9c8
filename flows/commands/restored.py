"""`vongnam restore`: a backup becomes an office's data folder again; its letters are held until they are released."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, add_data, under_way
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": ("phục hồi một bản sao lưu vào thư mục trống", "put a backup back into an empty folder"),
    "backup": ("thư mục của bản sao lưu, tên là ngày giờ", "the folder of the backup, named by its instant"),
    "check": ("Đang kiểm tra tệp thứ {number} của bản sao ...", "Checking file {number} of the backup ..."),
    "files": ("Đang chép tệp thứ {number} ...", "Copying file {number} ..."),
    "database": ("Đang phục hồi sổ ...", "Restoring the database ..."),
    "done": (
        "Đã phục hồi {files} tệp, bản sao lưu lúc {at}, vào {folder}. Sổ và nhật ký khớp với bản sao.",
        "{files} files of the backup of {at} were put back into {folder}. The ledger and its trail are as they were.",
    ),
    "held": (
        "Thư đang được giữ lại; {waiting} nội dung chờ gửi.",
        "Letters are held; {waiting} items wait.",
    ),
    "no-key": (
        "Bản sao không có tệp khóa. Trước khi chạy, đặt tệp khóa đã cất riêng vào {file}; không còn khóa thì chạy luôn, "
        "rồi với từng việc đang chờ phê duyệt dùng «Gửi lại mã phê duyệt».",
        "The backup holds no key. Put yours into {file} before you start; without it start anyway, and use "
        "«Gửi lại mã phê duyệt» for every approval that waits.",
    ),
    "next": ("Việc tiếp theo:", "What comes next:"),
    "next-up": ("  1. Chạy lại: vongnam up {year} --data {folder}", "  1. Start: vongnam up {year} --data {folder}"),
    "next-look": (
        "  2. So trang «Hôm nay» với hộp thư đã gửi; nhập lại những gì đã nhận sau {at}.",
        "  2. Compare the page «Hôm nay» with the mailbox of sent letters; enter what came in after {at}.",
    ),
    "next-release": (
        "  3. Cho phép gửi thư: vongnam sending on --data {folder}",
        "  3. Let letters leave: vongnam sending on --data {folder}",
    ),
    "your-year": ("TỆP-NĂM", "YEARFILE"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("backup", type=Path, metavar="BACKUP", help=say(lang, "backup", WORDS))
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """What was put back, and the three steps that are left to the operator."""
    from flows.restoring import restore
    from flows.wiring import Settings, environment, utc_now

    lang = arguments.lang
    data = Settings.read(arguments.data).data
    with under_way(lambda what, number: say(lang, what, WORDS, number=number)) as told:
        done, settings = restore(arguments.backup, data, environment(), now=utc_now(), progress=told)
    at = f"{done.at.astimezone(done.zone):%H:%M %d/%m/%Y}"
    names = {"files": done.files, "folder": data, "at": at, "waiting": done.waiting, "file": settings.key_file}
    names["year"] = done.year_file or say(lang, "your-year", WORDS)
    lines = ["done", "held", *([] if done.keys else ["no-key"]), "next", "next-up", "next-look", "next-release"]
    print("\n".join(say(lang, line, WORDS, **names) for line in lines))
    return DONE
