"""`vongnam answer`: a partner's filled-in sheet is recorded, or given back with remarks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, add_data
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "ghi ý kiến của cơ quan báo chí từ phiếu .xlsx đã điền",
        "record a partner's answer from the .xlsx sheet that it filled in",
    ),
    "sheet": ("tệp phiếu ý kiến (.xlsx)", "the filled-in sheet (.xlsx)"),
    "received": (
        'nhận lúc, ví dụ "05/11/2023 09:30"; không ghi: vừa nhận',
        'when it came, as "05/11/2023 09:30"; now, where it is left out',
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("sheet", type=Path, metavar="FILE", help=say(lang, "sheet", WORDS))
    parser.add_argument("--received", default="", metavar="TEXT", help=say(lang, "received", WORDS))
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """What was recorded; a sheet that is refused lies beside its copy with remarks."""
    from flows.asked import typed
    from flows.replied import agree_by_file
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        told = agree_by_file(office, arguments.sheet, received=typed(office, arguments.received))
    print("\n".join([told.title, *told.lines]))
    return DONE
