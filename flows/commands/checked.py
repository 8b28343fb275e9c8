"""`vongnam check`: every fault of a definition at once, with its place and its remedy."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.calls import DONE, REFUSED, print_json
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from definitions.errors import Fault

WORDS: Words = {
    "summary": (
        "soát một tệp định nghĩa, nêu mọi lỗi một lần, kèm cách sửa",
        "check a definition file: every fault at once, with its remedy",
    ),
    "file": ("tệp cần soát", "the file to check"),
    "format": ("text cho người đọc, json cho máy đọc", "text for people, json for a machine"),
    "sound": ("{file}: không có lỗi.", "{file}: no fault."),
    "doubts": ("{file}: không có lỗi; {count} điều nên xem lại.", "{file}: no fault; {count} things to look at."),
    "faults": ("{file}: {count} lỗi.", "{file}: {count} faults."),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help=say(lang, "file", WORDS))
    choices = ("text", "json")
    parser.add_argument(
        "--format", choices=choices, default="text", metavar="text|json", help=say(lang, "format", WORDS)
    )


def run(arguments: Namespace) -> int:
    """Faults, or else warnings; refused where there is a fault."""
    from flows import files

    faults, warnings = files.check(arguments.file)
    if arguments.format == "json":
        rows = [_row(fault, "fault", arguments.lang) for fault in faults]
        print_json(rows + [_row(warning, "warning", arguments.lang) for warning in warnings])
        return REFUSED if faults else DONE
    for fault in (*faults, *warnings):
        print(fault.say(arguments.lang))
    key = "faults" if faults else "doubts" if warnings else "sound"
    print(say(arguments.lang, key, WORDS, count=len(faults or warnings), file=arguments.file))
    return REFUSED if faults else DONE


def _row(fault: Fault, severity: str, lang: Language) -> dict[str, Any]:
    names = ("file", "line", "column", "words", "code", "hint")
    return {"severity": severity, **{name: getattr(fault, name) for name in names}, "text": fault.say(lang)}
