"""`vongnam doctor`: what around the program is not as it has to be, and how to put it right."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from flows.calls import DONE, add_data, add_json, print_json
from flows.say import Language, Words, say

UNWELL = 3

WORDS: Words = {
    "summary": (
        "kiểm tra sức khỏe: đĩa, sổ, đồng hồ, thư, sao lưu, địa chỉ, mật khẩu, các tiến trình",
        "look at disk, database, clock, letters, backups, addresses, secrets, processes",
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
    "disk-good": ("Đĩa của {folder} còn trống {free} GB.", "{free} GB are free on the disk of {folder}."),
    "disk-bad": ("Đĩa của {folder} chỉ còn {free} GB.", "Only {free} GB are free on the disk of {folder}."),
    "disk-bad-remedy": (
        "dọn chỗ trống, ít nhất 1 GB; bản sao lưu để ở đĩa khác được bằng VONGNAM_BACKUPS.",
        "make room, 1 GB at least; backups may go to another disk (VONGNAM_BACKUPS).",
    ),
    "database-bad": ("Chưa xem được cơ sở dữ liệu: {why}", "The database can't be looked at: {why}"),
    "database-bad-remedy": (
        "xem máy chủ cơ sở dữ liệu còn chạy không; tệp hỏng thì phục hồi bản sao lưu (docs/quan-tri.md, mục 10).",
        "see whether its server runs; where the file is damaged, restore a backup (docs/quan-tri.md, section 10).",
    ),
    "engine-good": ("Cơ sở dữ liệu: {engine}{journal}.", "The database is {engine}{journal}."),
    "engine-bad": (
        "Cơ sở dữ liệu: {engine}{journal}: phiên bản này có lỗi, có thể làm hỏng sổ.",
        "The database is {engine}{journal}: this version may damage it.",
    ),
    "engine-bad-remedy": (
        "không mở sổ bằng phần mềm khác; dừng chương trình rồi chạy lại, chương trình tự đổi cách ghi.",
        "let no other program open it; stop and start again: the program changes the journal itself.",
    ),
    "revision-good": ("Các bảng của sổ đúng phiên bản {head}.", "The ledger's tables are of revision {head}."),
    "revision-bad": (
        "Các bảng của sổ ở phiên bản {revision}, chương trình này dùng {head}.",
        "The ledger's tables are of revision {revision}; this program uses {head}.",
    ),
    "revision-bad-remedy": (
        "sao lưu, rồi chạy vongnam up: bảng cũ được nâng cấp; bảng mới hơn thì cài chương trình mới hơn.",
        "back up, then run vongnam up: older tables are brought up to date; for newer ones install a newer program.",
    ),
    "pages-good": ("Sổ không có trang nào hỏng.", "No page of the ledger is damaged."),
    "pages-bad": ("Sổ đã hỏng: {damage}", "The ledger is damaged: {damage}"),
    "pages-bad-remedy": (
        "dừng chương trình, phục hồi bản sao lưu còn tốt gần nhất (docs/quan-tri.md, mục 10).",
        "stop the program and restore the latest sound backup (docs/quan-tri.md, section 10).",
    ),
    "trail-good": ("Nhật ký liền mạch, {lines} dòng.", "The audit trail holds together, {lines} lines."),
    "trail-bad": (
        "Nhật ký bị sửa: dòng {broken} không nối tiếp dòng trước.",
        "The audit trail was changed: line {broken} does not follow from the one before.",
    ),
    "trail-bad-remedy": (
        "giữ nguyên hiện trạng, báo người có trách nhiệm, phục hồi bản sao lưu còn tốt gần nhất.",
        "keep everything as it is, tell whoever is responsible, and restore the latest sound backup.",
    ),
    "server-good": ("Máy chủ Prefect trả lời tại {url}.", "The Prefect server answers at {url}."),
    "server-bad": ("Máy chủ Prefect không trả lời ({url}).", "The Prefect server does not answer ({url})."),
    "server-bad-remedy": (
        "chạy vongnam up; đang chạy mà vẫn thế thì xem logs/server.log.",
        "run vongnam up; where it runs, look at logs/server.log.",
    ),
    "heartbeat-good": ("Nhịp làm việc gần nhất lúc {at}.", "The last heartbeat was at {at}."),
    "heartbeat-bad": ("Không có nhịp làm việc nào từ {at}.", "There has been no heartbeat since {at}."),
    "heartbeat-bad-remedy": (
        "chạy lại vongnam up; vẫn không có nhịp thì xem logs/worker.log.",
        "run vongnam up again; where there is none still, look at logs/worker.log.",
    ),
    "clock-good": ("Đồng hồ: {now} ({zone}).", "The clock says {now} ({zone})."),
    "clock-bad": (
        "Đồng hồ chỉ {now} ({zone}), nhưng sổ đã ghi việc lúc {last}: đồng hồ bị lùi.",
        "The clock says {now} ({zone}), but something was written down at {last}: it has gone back.",
    ),
    "clock-bad-remedy": (
        "cho máy tự đồng bộ giờ (timedatectl set-ntp true), rồi kiểm tra lại.",
        "let the machine keep its time by itself (timedatectl set-ntp true), and look again.",
    ),
    "calendar-good": ("Lịch nghỉ {years} đã công bố.", "The days off of {years} are published."),
    "calendar-bad": (
        "Lịch nghỉ {years} chưa công bố: ngày nhắc việc, ngày làm việc cuối là tạm tính.",
        "The days off of {years} are not published: reminders and last working days are provisional.",
    ),
    "calendar-bad-remedy": (
        "khi có thông báo nghỉ, làm theo docs/quan-tri.md, mục «Khi có thông báo nghỉ lễ», rồi vongnam apply.",
        "when the notice comes, follow docs/quan-tri.md, «Khi có thông báo nghỉ lễ», then vongnam apply.",
    ),
    "outbox-held": (
        "Thư đang được giữ lại, {waiting} nội dung chờ; cho gửi bằng vongnam sending on.",
        "Letters are held, {waiting} items wait; vongnam sending on lets them leave.",
    ),
    "outbox-good": (
        "Không thư nào chờ gửi quá một ngày; {waiting} nội dung đang chờ.",
        "{waiting} items wait, none for a day.",
    ),
    "outbox-bad": (
        "{waiting} nội dung chờ gửi, lâu nhất từ {since}.",
        "{waiting} items wait to be sent, the oldest since {since}.",
    ),
    "outbox-bad-remedy": (
        "xem trang của lần chạy «Nhịp» để biết kênh nào không hoạt động, và các dòng VONGNAM_SMTP_*.",
        "the page of the run «Nhịp» says which channel is away; look at the VONGNAM_SMTP_* lines.",
    ),
    "unknown-good": ("Không có thư nào chưa rõ đã đi hay chưa.", "There is no letter in doubt."),
    "unknown-bad": ("{count} thư chưa rõ đã đi hay chưa.", "{count} letters may or may not have left."),
    "unknown-bad-remedy": (
        "Văn phòng hỏi lại người nhận, rồi dùng biểu mẫu «Gửi lại thư» nếu chưa đến.",
        "the Office asks whom they were for, and uses the form «Gửi lại thư» where they did not come.",
    ),
    "backup-good": ("Bản sao lưu mới nhất lúc {at}, trong {folder}.", "The newest backup is of {at}, in {folder}."),
    "backup-none": ("Chưa có bản sao lưu nào trong {folder}.", "There is no backup in {folder} yet."),
    "backup-none-remedy": (
        "bản đầu tiên tự có trong giờ đầu tiên; muốn có ngay thì chạy vongnam backup.",
        "the first one comes by itself within the first hour; vongnam backup takes one now.",
    ),
    "backup-bad": (
        "Hai đêm chưa sao lưu; bản mới nhất trong {folder}: {at}.",
        "No backup for two nights; the newest in {folder}: {at}.",
    ),
    "backup-bad-remedy": (
        "chạy vongnam backup, đọc lỗi nếu có; xem trang của lần chạy «Sao lưu».",
        "run vongnam backup and read what it says; look at the page of the run «Sao lưu».",
    ),
    "backup-whole-good": ("Mọi tệp của bản sao {folder} còn nguyên.", "Every file of the backup {folder} is whole."),
    "backup-whole-bad": ("Bản sao lưu mới nhất không còn nguyên: {why}", "The newest backup is not whole: {why}"),
    "backup-whole-bad-remedy": (
        "chạy vongnam backup để có bản mới; kiểm tra đĩa.",
        "run vongnam backup for a fresh one, and check the disk.",
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
