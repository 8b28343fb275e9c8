"""`vongnam personal`: what a record says of private people, read on the office's own machine, or taken out for good."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from flows.calls import DONE, add_data
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "thông tin cá nhân của một lần ghi sổ: xem tại máy của cơ quan, hoặc xóa hẳn",
        "the personal particulars of a record: read them here, or take them out for good",
    ),
    "step": ("mã bước, ví dụ feedback", "the id of a step, such as feedback"),
    "period": ("lần, ví dụ 2023-E001", "the occasion, such as 2023-E001"),
    "erase": ("xóa hẳn, kèm lý do được ghi vào nhật ký", "take them out for good; the reason goes into the trail"),
    "none": ("Lần ghi này không có thông tin cá nhân, hoặc đã xóa.", "There are no particulars, or they are erased."),
    "erased": ("Đã xóa thông tin cá nhân của {key}.", "The particulars of {key} are erased."),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("step", metavar="STEP", help=say(lang, "step", WORDS))
    parser.add_argument("period", metavar="PERIOD", help=say(lang, "period", WORDS))
    parser.add_argument("--erase", metavar="WHY", help=say(lang, "erase", WORDS))
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """Read them, or take them out."""
    from flows.particulars import erase, particulars
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        if arguments.erase:
            keys = erase(office, arguments.step, arguments.period, why=arguments.erase, by="cli")
            lines = [say(arguments.lang, "erased", WORDS, key=key) for key in keys]
        else:
            lines = [_line(title, value) for title, value in particulars(office, arguments.step, arguments.period)]
    print("\n".join(lines) or say(arguments.lang, "none", WORDS))
    return DONE


def _line(title: str, value: Any) -> str:
    return f"{title}: {value}"
