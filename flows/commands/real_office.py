"""`vongnam up`: a real office on the real clock."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import NoReturn

from flows.calls import add_port, add_yearfile, date
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": ("chạy văn phòng thật theo một tệp năm kế hoạch", "run a real office by its year file"),
    "data-asked": ("thư mục dữ liệu của văn phòng", "the office's own data folder"),
    "adopt": (
        "ngày bắt đầu áp dụng chương trình (YYYY-MM-DD); việc cũ hơn không bị nhắc, không bị tính là thiếu",
        "the day on which the office adopts the program (YYYY-MM-DD); older duties are neither reminded nor missed",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=say(lang, "data-asked", WORDS))
    parser.add_argument("--adopt", type=date(lang), metavar="YYYY-MM-DD", help=say(lang, "adopt", WORDS))
    add_port(parser, lang)


def run(arguments: Namespace) -> NoReturn:
    """Until Ctrl-C."""
    from flows import running

    said = {"data": arguments.data, "adopt": arguments.adopt, "port": arguments.port, "lang": arguments.lang}
    running.up(arguments.yearfile, **said)
