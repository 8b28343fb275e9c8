"""`vongnam form`: the workbook that a unit fills in for a period, as the letter brings it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, add_data
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "ghi ra bảng tính mà một đơn vị điền cho một kỳ",
        "write the workbook that a unit fills in for a period",
    ),
    "unit": ("mã đơn vị, ví dụ phong-moi-truong", "the id of the unit, such as phong-moi-truong"),
    "period": ("kỳ, ví dụ 2023-04", "the period, such as 2023-04"),
    "step": ("bước, nếu có nhiều bước dùng bảng tính", "the step, where several have a workbook"),
    "out": (
        "tệp để ghi; không ghi thì đặt tên theo bước, kỳ, đơn vị",
        "the file to write; named by step, period and unit otherwise",
    ),
    "written": ("Đã ghi {file}.", "{file} is written."),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("unit", metavar="UNIT", help=say(lang, "unit", WORDS))
    parser.add_argument("period", metavar="PERIOD", help=say(lang, "period", WORDS))
    parser.add_argument("--step", default="", metavar="STEP", help=say(lang, "step", WORDS))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(lang, "out", WORDS))
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """The workbook as it would go out now, with what is known of that unit and period."""
    from flows.monthly import asked_for
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        name, data = asked_for(office, arguments.unit, arguments.period, step=arguments.step)
    file = arguments.out or Path(name)
    file.write_bytes(data)
    print(say(arguments.lang, "written", WORDS, file=file))
    return DONE
