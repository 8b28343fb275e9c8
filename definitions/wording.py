"""The sentences of errors and faults, in Vietnamese and English, by code; names in braces are filled in."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from definitions.sentences import FAULTY, Wording

WORDS: Final[Mapping[str, Wording]] = {
    "faults": Wording(
        "The definition has {count} fault(s).", "Correct each line that is named and try again.",
        "Tệp định nghĩa có {count} lỗi.", "Sửa từng dòng đã nêu rồi thử lại.",
    ),
    **FAULTY,
    # --- what the program is asked to do
    "rehearsed-already": Wording(
        "The folder {folder} holds a rehearsal already.", "Name another folder, or delete this one.",
        "Thư mục {folder} đã có một lần chạy diễn tập.", "Chọn thư mục khác, hoặc xóa thư mục này.",
    ),
    "year-over": Wording(
        "The year {year} is over (its last day was {last}).",
        "Write next year's file, or look at this one with: vongnam rehearse",
        "Năm kế hoạch {year} đã kết thúc (ngày cuối là {last}).",
        "Đề nghị lập tệp của năm mới, hoặc xem lại năm này bằng lệnh «vongnam rehearse».",
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
    "not-the-demo-folder": Wording(
        "The folder {folder} belongs to a real office, not to the demo.",
        "Name another folder with --data.",
        "Thư mục {folder} là của một cơ quan thật, không phải cơ quan mẫu.",
        "Đề nghị chọn thư mục khác bằng --data.",
    ),
    "not-a-demo": Wording(
        "Only the demo office can go to another day.", "Start one with `vongnam demo`.",
        "Chỉ bản trình diễn mới chuyển được sang ngày khác.", "Mở bản trình diễn bằng lệnh `vongnam demo`.",
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
