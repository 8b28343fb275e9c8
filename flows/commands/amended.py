"""`vongnam apply`: a running year goes on with a changed text."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.calls import DONE, REFUSED, add_data, add_json, print_json
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from flows.amend import Amendment

WORDS: Words = {
    "summary": (
        "đưa kế hoạch đã sửa vào năm đang chạy (không có --yes: chỉ nêu hệ quả)",
        "let the running year follow a changed plan (without --yes: only say what would follow)",
    ),
    "file": ("tệp năm đã sửa", "the changed year file"),
    "revert": ("lấy lại bản kế hoạch trước bản đang chạy", "put back the text before the one that runs"),
    "yes": ("thực hiện thật", "really do it"),
    "leave-out": (
        "việc nào không chuyển được thì giữ nguyên thời gian cũ, ghi rõ vào nhật ký",
        "what cannot follow stays on its old dates, and is named in the audit trail",
    ),
    "dry": (
        "Chưa thay đổi gì. Để thực hiện, chạy lại lệnh này với --yes",
        "Nothing was changed. To make it so, run this command again with --yes",
    ),
    "hindered": (
        "Có {count} nhiệm vụ không chuyển được nên chưa thay đổi gì. Sửa lại tệp; chờ các việc đó xong; hoặc thêm "
        "--leave-out để giữ các việc đó theo thời gian cũ.",
        "{count} obligations cannot follow, so nothing was changed. Correct the file; wait until they are over; or "
        "add --leave-out to leave them on their old dates.",
    ),
    "done": (
        "Đã áp dụng. Chương trình đang chạy dùng bản này từ nhịp tiếp theo; biểu mẫu trên Prefect được cập nhật bằng: "
        "vongnam deploy. Lấy lại bản cũ: vongnam apply --revert",
        "Done. A running program takes this text up with its next heartbeat; the forms in Prefect are renewed by: "
        "vongnam deploy. To go back: vongnam apply --revert",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("file", type=Path, nargs="?", metavar="YEARFILE", help=say(lang, "file", WORDS))
    add_data(parser, lang)
    for name in ("yes", "leave-out", "revert"):
        parser.add_argument(f"--{name}", action="store_true", help=say(lang, name, WORDS))
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """What would follow; with --yes it is done, or refused while something cannot follow."""
    import sys

    from definitions.errors import CallWrong
    from flows import amend
    from flows.fated import as_json, told
    from flows.wiring import Settings, open_office

    if (arguments.file is None) != arguments.revert:
        raise CallWrong(code="one-text")
    with open_office(Settings.read(arguments.data)) as office:
        if arguments.yes:
            found = amend.amend(office, arguments.file, leave_out=arguments.leave_out)
        else:
            found = amend.amendment(office, arguments.file) if arguments.file else amend.reverted(office)
    if arguments.json:
        print_json(as_json(found, arguments.lang))
    else:
        print(*told(found, arguments.lang), sep="\n")
    ended, refused = _end(found, arguments)
    print(ended, end="\n" if ended else "", file=sys.stderr if refused or arguments.json else sys.stdout)
    return REFUSED if refused else DONE


def _end(found: Amendment, arguments: Namespace) -> tuple[str, bool]:
    """The last line, and whether it was refused."""
    from definitions.migration import Becomes

    count = len(found.of(Becomes.CANNOT))
    if found.empty:
        return "", False
    if not arguments.yes:
        return say(arguments.lang, "dry", WORDS), False
    if count and not arguments.leave_out:
        return say(arguments.lang, "hindered", WORDS, count=count), True
    return say(arguments.lang, "done", WORDS), False
