"""`vongnam rehearse`: the whole year in seconds; nobody gets a message, and the definition is judged."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, REFUSED, add_json, add_yearfile, print_json, under_way
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "diễn tập cả năm trong vài giây, không gửi thư cho ai, rồi nhận xét định nghĩa",
        "live the whole year in seconds; nobody gets a message; the definition is judged",
    ),
    "out": (
        "thư mục để lại nhật ký timeline.csv, các văn bản và cơ sở dữ liệu",
        "folder that receives timeline.csv, the documents and the database",
    ),
    "script": (
        "kịch bản diễn tập khác (mặc định: rehearsal.yaml cạnh tệp năm)",
        "another script (default: rehearsal.yaml beside the year file)",
    ),
    "silent": (
        "bên không trả lời việc gì cả năm; có thể ghi nhiều lần; in ra những gì xảy ra",
        "a party that answers nothing all year (repeatable); what followed is told",
    ),
    "living": ("Đang diễn tập tháng {month} ...", "Living {month} ..."),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    parser.add_argument("--out", type=Path, metavar="DIR", help=say(lang, "out", WORDS))
    parser.add_argument("--script", type=Path, metavar="FILE", help=say(lang, "script", WORDS))
    parser.add_argument("--silent", action="append", default=[], metavar="PARTY", help=say(lang, "silent", WORDS))
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """What happened, month by month, and the judgement; refused where something could not be done or does not pass."""
    from flows import files, rehearse

    definition, sources = files.read_definition(arguments.yearfile)
    with under_way(lambda month: say(arguments.lang, "living", WORDS, month=month)) as progress:
        lived = rehearse.rehearse(
            definition, sources, out=arguments.out, script=arguments.script, silent=arguments.silent, progress=progress
        )
    if arguments.json:
        print_json(lived.as_json())
    else:
        print(lived.told(definition))
    print(*lived.failures, sep="\n", end="\n" if lived.failures else "", file=sys.stderr)
    return REFUSED if lived.failures or lived.judgement.refused else DONE
