"""`vongnam doctor`: what around the program is not as it has to be, and how to put it right."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from flows.calls import DONE, add_data, add_json, print_json
from flows.say import Language, Words, say

UNWELL = 3

WORDS: Words = {
    "summary": (
        "kiểm tra môi trường: địa chỉ, mật khẩu, tệp bí mật, máy chủ thư",
        "look at addresses, passwords, secret files and the mail server",
    ),
    "good": ("tốt", "good"),
    "bad": ("CẦN SỬA", "TO PUT RIGHT"),
    "remedy": ("Cách sửa: {what}", "Remedy: {what}"),
    "well": ("Không có gì cần sửa.", "Nothing to put right."),
    "unwell": ("{count} điều cần sửa.", "{count} to put right."),
    "year-good": ("Thư mục dữ liệu {folder} có năm kế hoạch.", "The data folder {folder} holds a year."),
    "year-bad": ("Thư mục dữ liệu {folder} chưa có năm kế hoạch.", "The data folder {folder} holds no year yet."),
    "year-bad-remedy": (
        "chạy «vongnam up TỆP-NĂM --data {folder}» một lần, hoặc chỉ đúng thư mục bằng --data.",
        "run «vongnam up YEARFILE --data {folder}» once, or name the right folder with --data.",
    ),
    "address-demo": (
        "{name} là {url}: văn phòng mẫu chỉ chạy trên máy này.",
        "{name} is {url}: the demo office lives on this machine alone.",
    ),
    "address-good": ("{name} là {url}.", "{name} is {url}."),
    "address-bad": (
        "{name} là {url}: người nhận thư không mở được liên kết, vì địa chỉ này chỉ có trên máy đang chạy chương trình.",
        "{name} is {url}: nobody who gets a letter can open its links, for that address is this machine alone.",
    ),
    "address-bad-remedy": (
        "đặt máy chủ trung gian theo docs/nginx.conf, rồi ghi {name}=https://... vào vongnam.env và chạy lại.",
        "set up a proxy by docs/nginx.conf, write {name}=https://... into vongnam.env, and start again.",
    ),
    "password-good": ("{name} chỉ có chữ không dấu.", "{name} is ASCII alone."),
    "password-bad": (
        "{name} có chữ có dấu: Prefect so sánh mật khẩu sẽ lỗi, mọi người, kể cả người có đúng mật khẩu, đều nhận lỗi 500.",
        "{name} is not ASCII: Prefect fails when it compares it, and everybody gets error 500, even with the right one.",
    ),
    "password-bad-remedy": (
        "đặt mật khẩu khác, chỉ gồm chữ không dấu, chữ số và dấu câu; nên dài từ 32 ký tự.",
        "choose another one of unaccented letters, digits and punctuation, 32 signs or more.",
    ),
    "private-good": ("Chỉ chủ tệp đọc được {file}.", "{file} is read by its owner alone."),
    "private-bad": ("Người khác trên máy đọc được {file}.", "Others on this machine can read {file}."),
    "private-bad-remedy": ("chạy chmod 600 {file}", "run chmod 600 {file}"),
    "mail-good": ("Thư đi qua {host}.", "Mail leaves through {host}."),
    "mail-bad": ("Chưa có máy chủ gửi thư.", "There is no mail server."),
    "mail-bad-remedy": (
        "ghi VONGNAM_SMTP_HOST và VONGNAM_MAIL_FROM vào vongnam.env.",
        "write VONGNAM_SMTP_HOST and VONGNAM_MAIL_FROM into vongnam.env.",
    ),
    "inbox-good": ("Thư mục nhận tệp {folder} ghi được.", "The watched folder {folder} can be written."),
    "inbox-bad": ("Không ghi được vào {folder}.", "{folder} can't be written."),
    "inbox-bad-remedy": (
        "cấp quyền ghi các thư mục đó cho người chạy chương trình.",
        "give the user who runs the program the right to write there.",
    ),
    "mailbox-good": ("Đọc được hộp thư tại {host}.", "The mailbox at {host} can be read."),
    "mailbox-bad": ("Chưa đọc được hộp thư tại {host}.", "The mailbox at {host} can't be read."),
    "mailbox-bad-remedy": (
        "xem các dòng VONGNAM_IMAP_* trong vongnam.env và máy chủ thư ({why})",
        "look at the VONGNAM_IMAP_* lines of vongnam.env and at the mail server ({why})",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_data(parser, lang)
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """A sentence for each thing that was looked at, and the remedy where it is not well; 3 where anything is not."""
    from flows.checkup import checkup
    from flows.wiring import Settings, environment

    lang = arguments.lang
    found = checkup(Settings.read(arguments.data), environment())
    told = [_told(lang, it.what, it.good, it.code, dict(it.names)) for it in found]
    bad = [it for it in told if not it["good"]]
    if arguments.json:
        print_json({"good": not bad, "findings": told})
    else:
        for it in told:
            print(f"[{say(lang, 'good' if it['good'] else 'bad', WORDS)}] {it['said']}")
            if it["remedy"]:
                print("    " + say(lang, "remedy", WORDS, what=it["remedy"]))
        print(say(lang, "unwell", WORDS, count=len(bad)) if bad else say(lang, "well", WORDS))
    return UNWELL if bad else DONE


def _told(lang: Language, what: str, good: bool, code: str, names: dict[str, object]) -> dict[str, object]:
    remedy = "" if good else say(lang, f"{code}-remedy", WORDS, **names)
    return {"what": what, "good": good, "said": say(lang, code, WORDS, **names), "remedy": remedy}
