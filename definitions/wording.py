"""The sentences of errors and faults, in Vietnamese and English, by code; names in braces are filled in."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from definitions.played import PLAYED
from definitions.remarks import REMARKS
from definitions.safekeeping import SAFEKEEPING
from definitions.sentences import FAULTY, Wording

WORDS: Final[Mapping[str, Wording]] = {
    "faults": Wording(
        "The definition has {count} fault(s).", "Correct each line that is named and try again.",
        "Tệp định nghĩa có {count} lỗi.", "Sửa từng dòng đã nêu rồi thử lại.",
    ),
    **FAULTY,
    "leads-to-no-record": Wording(
        "Nothing can be recorded at the step `{words}`.", "Name a step with `every: event` and a `form`.",
        "Không ghi được ở bước `{words}`.", "Chọn một bước có `every: event` và có `form`.",
    ),
    "counts-no-number": Wording(
        "Only a column of numbers counts something; `{words}` is none.", "Write `type: number`, or leave `counts` out.",
        "Chỉ cột số mới đếm việc; `{words}` không phải cột số.", "Ghi `type: number`, hoặc bỏ `counts`.",
    ),
    **PLAYED,
    **REMARKS,
    # --- what the program is asked to do
    "rehearsed-already": Wording(
        "The folder {folder} holds a rehearsal already.", "Name another folder, or delete this one.",
        "Thư mục {folder} đã có một lần chạy diễn tập.", "Chọn thư mục khác, hoặc xóa thư mục này.",
    ),
    "no-tests": Wording(
        "There are no tests: {file} is not there, or holds none.", "Write one as docs/definition-tests.md shows.",
        "Chưa có bài kiểm tra nào: không có {file}, hoặc tệp ấy trống.",
        "Viết bài kiểm tra theo hướng dẫn trong docs/definition-tests.md.",
    ),
    "no-such-party": Wording(
        "The year has no party `{party}`.", "Write the id of one of its parties: {hint}.",
        "Năm kế hoạch không có cơ quan, đơn vị `{party}`.", "Đề nghị ghi mã của một bên trong tệp năm: {hint}.",
    ),
    "year-over": Wording(
        "The year {year} is over (its last day was {last}).",
        "Write next year's file, or look at this one with: vongnam rehearse",
        "Năm kế hoạch {year} đã kết thúc (ngày cuối là {last}).",
        "Đề nghị lập tệp của năm mới, hoặc xem lại năm này bằng lệnh «vongnam rehearse».",
    ),
    "no-such-period": Wording(
        "Nothing comes round in the period `{period}`.", "Periods look like: {near}.",
        "Không có việc nào theo kỳ `{period}`.", "Kỳ được ghi như: {near}.",
    ),
    "no-instant": Wording(
        '"{text}" is no day and time.', "Write the day first, as in 05/11/2023 09:30; the time may be left out.",
        "«{text}» không phải ngày giờ.", "Đề nghị ghi ngày trước, tháng sau, ví dụ 05/11/2023 09:30; có thể bỏ giờ.",
    ),
    "year-not-later": Wording(
        "{year} is not later than the year of the file, {old}.", "Name a later year with --year.",
        "Năm {year} không sau năm của tệp là {old}.", "Đề nghị ghi một năm sau đó ở --year.",
    ),
    "first-day-elsewhere": Wording(
        "{day} cannot be the first day of {year}.", "Write a day of that year, as in {year}-01-01.",
        "Ngày {day} không thể là ngày đầu của năm kế hoạch {year}.", "Đề nghị ghi một ngày của năm đó, ví dụ {year}-01-01.",
    ),
    "file-there": Wording(
        "There is a file {file} already; it stays as it is.", "Name another file with --out, or move that one away first.",
        "Đã có tệp {file}; tệp ấy được giữ nguyên.", "Đề nghị chọn tên khác bằng --out, hoặc chuyển tệp ấy đi trước.",
    ),
    "calendars-apart": Wording(
        "{old} and {new} are not about the same year of the same calendar.", "Compare two files of one year.",
        "Tệp {old} và tệp {new} không cùng một năm của cùng một lịch.", "Đề nghị so sánh hai tệp của cùng một năm.",
    ),
    "no-such-calendar": Wording(
        "There is no calendar {name}.", "Name one of: {known}; or with --for a year file that has its own.",
        "Không có lịch {name}.", "Đề nghị chọn một trong các lịch: {known}; hoặc ghi --for với tệp năm có lịch riêng.",
    ),
    "no-mail-server": Wording(
        "No mail server is set, so that no letter could leave.",
        "Set VONGNAM_SMTP_HOST and VONGNAM_MAIL_FROM in the file vongnam.env of the data folder, then try again.",
        "Chưa khai báo máy chủ thư nên chưa thể gửi thư.",
        "Đề nghị ghi VONGNAM_SMTP_HOST và VONGNAM_MAIL_FROM vào tệp vongnam.env của thư mục dữ liệu rồi thực hiện lại.",
    ),
    "other-year": Wording(
        "The folder {folder} already runs another year.",
        "Name another folder with --data, or the year file that this folder was started with.",
        "Thư mục {folder} đang chạy một năm kế hoạch khác.",
        "Đề nghị chọn thư mục khác bằng --data, hoặc đúng tệp năm mà thư mục này đang chạy.",
    ),
    "changed-year": Wording(
        "The folder {folder} runs on another text than {file} has now.",
        "See what differs: vongnam diff --data {folder} {file}; make it so: vongnam apply {file} --data {folder}",
        "Thư mục {folder} đang chạy theo bản khác với nội dung hiện nay của tệp {file}.",
        "Xem khác biệt: vongnam diff --data {folder} {file}; đưa vào áp dụng: vongnam apply {file} --data {folder}",
    ),
    "other-plan": Wording(
        "The file {file} is of another plan or another year.",
        "Name the changed file of the year that runs; a new year has a folder of its own: vongnam up",
        "Tệp {file} thuộc một kế hoạch khác hoặc một năm khác.",
        "Đề nghị nêu tệp đã sửa của năm đang chạy; năm mới dùng thư mục dữ liệu riêng: vongnam up",
    ),
    "nothing-before": Wording(
        "The folder {folder} still runs on its first text.", "There is nothing to put back.",
        "Thư mục {folder} đang chạy theo bản kế hoạch đầu tiên.", "Không có bản nào trước đó để khôi phục.",
    ),
    "two-files": Wording(
        "Two year files are compared, or one with the year of a data folder.",
        "Write: vongnam diff OLD NEW, or: vongnam diff --data DIR NEW",
        "Cần hai tệp năm để so sánh, hoặc một tệp năm với thư mục dữ liệu đang chạy.",
        "Cách viết: vongnam diff CŨ MỚI, hoặc: vongnam diff --data THƯ-MỤC MỚI",
    ),
    "one-text": Wording(
        "Say which text the year shall run on: a file, or --revert for the one before.",
        "Write: vongnam apply FILE --data DIR, or: vongnam apply --revert --data DIR",
        "Cần nêu bản kế hoạch sẽ áp dụng: một tệp, hoặc --revert để lấy lại bản trước.",
        "Cách viết: vongnam apply TỆP --data THƯ-MỤC, hoặc: vongnam apply --revert --data THƯ-MỤC",
    ),
    "not-the-demo-folder": Wording(
        "The folder {folder} belongs to a real office, not to the demo.",
        "Name another folder with --data.",
        "Thư mục {folder} là của một cơ quan thật, không phải văn phòng mẫu.",
        "Đề nghị chọn thư mục khác bằng --data.",
    ),
    "not-a-demo": Wording(
        "Only the demo office can go to another day.", "Start one with `vongnam demo`.",
        "Chỉ văn phòng mẫu mới chuyển được sang ngày khác.", "Mở văn phòng mẫu bằng lệnh `vongnam demo`.",
    ),
    "no-year": Wording(
        "The folder {folder} holds no year yet.", "Begin one: vongnam up YEARFILE --data FOLDER",
        "Thư mục {folder} chưa có năm kế hoạch nào.",
        "Đề nghị chạy «vongnam up TỆP-NĂM --data THƯ-MỤC» trước.",
    ),
    **SAFEKEEPING,
    # --- the servers and ports around it
    "prefect-away": Wording(
        "The Prefect server ({url}) did not do what was asked: {why}",
        "See whether the Prefect server runs, and try again; the ledger is intact.",
        "Máy chủ Prefect ({url}) không thực hiện được yêu cầu: {why}",
        "Đề nghị kiểm tra máy chủ Prefect còn chạy, rồi thực hiện lại; sổ công việc vẫn còn nguyên.",
    ),
    "not-deployed": Wording(
        "The Prefect server does not have the flow «Phê duyệt» yet.", "Run `vongnam deploy`, then try again.",
        "Máy chủ Prefect chưa có luồng «Phê duyệt».", "Đề nghị chạy «vongnam deploy», rồi thực hiện lại.",
    ),
    "drawn-too-often": Wording(
        "The approval {key} was drawn {count} times.", "Look at its earlier runs in Prefect.",
        "Phiếu phê duyệt {key} đã lập lại {count} lần.", "Đề nghị xem các lần trước.",
    ),
    "mailbox-away": Wording(
        "The mailbox at {host} can't be read: {why}.",
        "See that the server runs, and look at VONGNAM_IMAP_*; what is in the box is read by a later heartbeat.",
        "Chưa đọc được hộp thư tại {host} ({why}).",
        "Đề nghị kiểm tra máy chủ thư và các dòng VONGNAM_IMAP_*; thư trong hộp được đọc ở nhịp sau, không mất.",
    ),
    "no-free-port": Wording(
        "The ports from {first} to {last} are all taken.",
        "Stop some other program, or choose another port with --port.",
        "Các cổng từ {first} đến {last} đều đã có chương trình khác dùng.",
        "Đề nghị dừng bớt chương trình khác, hoặc chọn cổng khác bằng --port.",
    ),
    "already-running": Wording(
        "A program runs on this data folder already.",
        "Stop it (Ctrl-C in its window), or choose another folder with --data.",
        "Thư mục dữ liệu này đang có một chương trình chạy.",
        "Đề nghị dừng chương trình ấy (Ctrl-C ở cửa sổ của nó), hoặc chọn thư mục khác bằng --data.",
    ),
    # --- an office's own templates
    "no-template-folder": Wording(
        "There is no folder of templates {folder}.", "Make it, or leave the setting out: the program has its own.",
        "Không có thư mục mẫu thư {folder}.", "Tạo thư mục đó, hoặc bỏ thiết lập này để dùng mẫu có sẵn.",
    ),
    "no-template": Wording(
        "There is no template «{name}».",
        "Put it back into the office's templates folder; install the program again if it is one of its own.",
        "Không tìm thấy mẫu «{name}».",
        "Đặt lại tệp đó vào thư mục mẫu của cơ quan, hoặc cài đặt lại chương trình nếu là mẫu có sẵn.",
    ),
    "template-name-unknown": Wording(
        "The template «{name}», line {line}: it uses a name that is not known ({said}).",
        "Correct that name, or delete the office's copy: the program has its own.",
        "Mẫu «{name}», dòng {line}: có tên chưa được biết ({said}).",
        "Sửa lại tên đó, hoặc xóa bản mẫu riêng để dùng mẫu có sẵn.",
    ),
    "template-forbidden": Wording(
        "The template «{name}», line {line}: it does what is not allowed ({said}).",
        "Correct it, or delete the office's copy: the program has its own.",
        "Mẫu «{name}», dòng {line}: có lệnh không được phép ({said}).",
        "Sửa lại mẫu, hoặc xóa bản mẫu riêng để dùng mẫu có sẵn.",
    ),
    "template-unreadable": Wording(
        "The template «{name}», line {line}: {said}.",
        "Correct it, or delete the office's copy: the program has its own.",
        "Mẫu «{name}», dòng {line}: {said}.", "Sửa lại mẫu, hoặc xóa bản mẫu riêng để dùng mẫu có sẵn.",
    ),
    "no-document-template": Wording(
        "There is no document template «{name}» in the folder {folder}.",
        "Put it into the office's templates folder; install the program again if it is one of its own.",
        "Không tìm thấy mẫu văn bản «{name}» trong thư mục {folder}.",
        "Đặt tệp mẫu đó vào thư mục mẫu của cơ quan, hoặc cài đặt lại chương trình nếu là mẫu có sẵn.",
    ),
    "document-template-wrong": Wording(
        "The template «{name}» can't be used: {reason}.",
        "Open it in Word and look at what stands in {{{{ }}}} and {{% %}}, or delete it: the program has its own.",
        "Mẫu «{name}» không dùng được: {reason}.",
        "Mở mẫu trong Word, kiểm tra các chỗ trong ngoặc {{{{ }}}} và {{% %}}, hoặc xóa tệp đó để dùng mẫu có sẵn.",
    ),
}  # fmt: skip


class _Names(dict[str, str]):
    """A name that was not given stays visible instead of breaking the sentence."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def say(code: str, lang: Literal["vi", "en"], names: Mapping[str, str]) -> tuple[str, str]:
    """Message and remedy of a code in that language, filled in. KeyError for a code that is not in `WORDS`."""
    words = WORDS[code]
    message, remedy = (words.vi, words.vi_remedy) if lang == "vi" else (words.en, words.en_remedy)
    fill = string.Formatter().vformat
    return fill(message, (), _Names(names)), fill(remedy, (), _Names(names))


def did_you_mean(hint: Iterable[str], lang: Literal["vi", "en"]) -> str:
    """The question that names what was probably meant."""
    either, ask = (" hoặc ", "Có phải ý là") if lang == "vi" else (" or ", "Did you mean")
    return f"{ask} {either.join(f'`{word}`' for word in hint)}?"
