"""`vongnam rehearse`: the whole year in seconds; nobody gets a message."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, REFUSED, add_json, add_yearfile, print_json
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "diễn tập cả năm trong vài giây, không gửi thư cho ai",
        "live the whole year in seconds; nobody gets a message",
    ),
    "out": (
        "thư mục để lại nhật ký timeline.csv, các văn bản và cơ sở dữ liệu",
        "folder that receives timeline.csv, the documents and the database",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    parser.add_argument("--out", type=Path, metavar="DIR", help=say(lang, "out", WORDS))
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """What happened, month by month; refused where something could not be done."""
    import sys

    from flows import files, rehearse

    definition, sources = files.read_definition(arguments.yearfile)
    rehearsed = rehearse.rehearse(definition, sources, out=arguments.out)
    if arguments.json:
        print_json(rehearsed.as_json())
    else:
        print(rehearsed.transcript)
    print(*rehearsed.failures, sep="\n", end="\n" if rehearsed.failures else "", file=sys.stderr)
    return REFUSED if rehearsed.failures else DONE
