"""`vongnam demo`: the sample office, running."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import NoReturn

from flows.calls import add_data, add_port, date
from flows.say import Language, Words, say

AS_OF = "2023-11-10"
DATA = Path("var/demo")

WORDS: Words = {
    "summary": (
        "mở văn phòng mẫu, có sẵn số liệu, để xem và thử ngay",
        "open the sample office, with its past, to look at and try",
    ),
    "as-of": (
        "ngày của năm 2023 mà văn phòng mẫu đang sống (mặc định {default})",
        "the day of 2023 on which the sample office stands (default {default})",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    as_of = say(lang, "as-of", WORDS, default=AS_OF)
    parser.add_argument("--as-of", type=date(lang), default=AS_OF, metavar="YYYY-MM-DD", help=as_of)
    add_data(parser, lang, DATA)
    add_port(parser, lang)


def run(arguments: Namespace) -> NoReturn:
    """Until Ctrl-C."""
    from flows import running

    running.demo(data=arguments.data, as_of=arguments.as_of, port=arguments.port, lang=arguments.lang)
