"""`vongnam lint-docx`: where a Word file is not in the form that Decree 30/2020/NĐ-CP prescribes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.calls import DONE, REFUSED, add_json, print_json
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from definitions.decree import Deviation

WORDS: Words = {
    "summary": (
        "soát thể thức của tệp Word theo Nghị định 30/2020/NĐ-CP",
        "check the form of Word files against Decree 30/2020/NĐ-CP",
    ),
    "file": ("tệp .docx cần soát", "the .docx files to check"),
    "fine": ("{file}: đúng thể thức.", "{file}: in the prescribed form."),
    "wrong": ("{file}: {count} chỗ chưa đúng thể thức", "{file}: {count} deviations"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=say(lang, "file", WORDS))
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """Every deviation of every file, each with its place, clause and remedy; 1 where there is one."""
    from definitions.decree import deviations
    from notifications.measured import measured

    found = {file: deviations(measured(file.read_bytes())) for file in arguments.files}
    if arguments.json:
        print_json({str(file): list(map(_row, its)) for file, its in found.items()})
    else:
        for file, its in found.items():
            _print(arguments.lang, file, its)
    return REFUSED if any(found.values()) else DONE


def _row(it: Deviation) -> dict[str, str]:
    return {"where": it.where, "clause": it.clause, "message": it.message, "remedy": it.remedy}


def _print(lang: Language, file: Path, its: Sequence[Deviation]) -> None:
    print(say(lang, "wrong" if its else "fine", WORDS, file=file, count=len(its)))
    for it in its:
        print(f"  {it}")
