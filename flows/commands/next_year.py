"""`vongnam new`: next year's file from this year's."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.calls import DONE, add_yearfile, date
from flows.say import Language, Words, say

if TYPE_CHECKING:
    import datetime as dt

    from definitions.source import Source
    from definitions.succession import Told
    from definitions.vocabulary import Definition
    from flows.files import Sources

WORDS: Words = {
    "summary": (
        "lập tệp của năm sau từ tệp năm nay, đánh dấu những chỗ cần xem lại",
        "write next year's file from this year's, and mark what to look at",
    ),
    "year": ("năm của tệp mới (mặc định: năm sau của tệp)", "the year of the new file (default: the one after)"),
    "out": (
        "tệp mới (mặc định: cạnh tệp cũ, ví dụ 2024.yaml); không ghi đè tệp đã có",
        "the new file (default: beside the old one, 2024.yaml for one); an existing file is never overwritten",
    ),
    "number": ("số của kế hoạch mới, nếu đã có", "the number of the new plan, if it has one"),
    "first": ("ngày đầu của năm kế hoạch mới", "the first day of the new year"),
    "ask-number": (
        "Số của kế hoạch năm {year} (để trống nếu chưa có): ",
        "Number of the plan of {year} (empty if it has none yet): ",
    ),
    "ask-first": (
        "Ngày đầu của năm kế hoạch {year} (YYYY-MM-DD; để trống là {default}): ",
        "First day of the year {year} (YYYY-MM-DD; empty for {default}): ",
    ),
    "written": ("Đã lập {file}; có {count} chỗ cần xem lại:", "{file} is written; {count} lines are to be looked at:"),
    "then": (
        "Sửa từng chỗ, xóa chú thích «# {year}: cần xem lại» ở đó, rồi chạy: vongnam check {file}",
        "Correct each, delete its comment “# {year}: cần xem lại”, then run: vongnam check {file}",
    ),
    "companions": (
        "Cạnh {file} cần có {names} của năm cũ; hãy chép sang.",
        "{names} of the old year are needed beside {file}; copy them there.",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    parser.add_argument("--year", type=int, metavar="YYYY", help=say(lang, "year", WORDS))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(lang, "out", WORDS))
    parser.add_argument("--number", metavar="NUMBER", help=say(lang, "number", WORDS))
    parser.add_argument("--first", type=date(lang), metavar="YYYY-MM-DD", help=say(lang, "first", WORDS))


def run(arguments: Namespace) -> int:
    """The new file, and every line of it that a person has to look at."""
    from definitions import succession
    from definitions.review import marks
    from flows import files

    definition, sources = files.read_definition(arguments.yearfile)
    year = arguments.year or definition.year.year + 1
    out = arguments.out or arguments.yearfile.parent / f"{year}.yaml"
    _refuse_existing(out)
    told = _told(arguments, definition, year)
    text = succession.next_year(definition, files.text_of(sources.year), year, told)
    _check(sources, out, text)
    _write(out, sources.year, text)
    found = list(marks(text))
    print(say(arguments.lang, "written", WORDS, file=out, count=len(found)))
    print(*(f"{out}:{line}: {what}" for (line, _), what in found), sep="\n")
    print(say(arguments.lang, "then", WORDS, year=year, file=out))
    _companions(sources, out, arguments.lang)
    return DONE


def _refuse_existing(out: Path) -> None:
    from definitions.errors import InputRefused

    if out.exists():
        raise InputRefused(code="file-there", file=out)


def _check(sources: Sources, out: Path, text: str) -> None:
    """Nothing is written that `vongnam check` would refuse."""
    from definitions import load

    load.load(sources.process, load.Source(out.as_posix(), text), sources.organisation, list(sources.calendars))


def _write(out: Path, old: Source, text: str) -> None:
    """As the old file was: in UTF-8, with its line ends, and its byte order mark if it had one."""
    from definitions.errors import InputRefused

    marked = isinstance(old.text, bytes) and old.text.startswith(b"\xef\xbb\xbf")
    try:
        with out.open("xb") as file:
            file.write(text.encode("utf-8-sig" if marked else "utf-8"))
    except FileExistsError:
        raise InputRefused(code="file-there", file=out) from None


def _companions(sources: Sources, out: Path, lang: Language) -> None:
    others = [Path(it.name) for it in (sources.process, sources.organisation) if it]
    missing = [it.name for it in others if not (out.parent / it.name).exists()]
    if missing:
        print(say(lang, "companions", WORDS, file=out, names=", ".join(missing)))


# ---------------------------------------------------------------- what is asked at a terminal


def _told(arguments: Namespace, definition: Definition, year: int) -> Told:
    """What the call says, or else what a person at the terminal does; elsewhere nobody is waited for."""
    import sys

    from definitions.succession import Told

    number, first = arguments.number, arguments.first
    if sys.stdin.isatty():
        number = number if number is not None else _asked_number(arguments.lang, year)
        first = first or _asked_first(arguments.lang, definition, year)
    return Told(number or None, first)


def _asked_number(lang: Language, year: int) -> str:
    return input(say(lang, "ask-number", WORDS, year=year)).strip()


def _asked_first(lang: Language, definition: Definition, year: int) -> dt.date | None:
    """Asked until it is a date, or nothing."""
    from argparse import ArgumentTypeError

    from definitions.succession import moved_on

    default = moved_on(definition.year.first, year - definition.year.year)
    while typed := input(say(lang, "ask-first", WORDS, year=year, default=default)).strip():
        try:
            return date(lang)(typed)
        except ArgumentTypeError as wrong:
            print(wrong)
    return None
