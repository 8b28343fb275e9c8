"""`vongnam figures`: what was planned and came out; what was asked of each party and came; as text, JSON and CSV."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.calls import DONE, add_data, add_json, date, print_json
from flows.commands.asked_why import WORDS as WHY
from flows.commands.asked_why import end_of
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from flows.counted import Counts
    from flows.wiring import Office

WORDS: Words = {
    "summary": (
        "bao phủ của kế hoạch; đơn vị nào gửi đầy đủ, đúng hạn",
        "coverage of the plan; who handed in what, and in time",
    ),
    "what": (
        "coverage: đã kế hoạch, đã đăng, phát, chỗ còn thiếu; completeness: đầy đủ, đúng hạn của từng đơn vị, từng bước",
        "coverage: planned, out, and what is lacking; completeness: each party at each step, complete and in time",
    ),
    "format": (
        "text cho người đọc, csv cho Excel, json cho máy đọc",
        "text for people, csv for Excel, json for a machine",
    ),
    "out": ("ghi ra tệp này", "write to this file"),
    "wrote": ("Đã ghi {path}", "Wrote {path}"),
}
FORMATS: Final = ("text", "csv", "json")


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("what", choices=tuple(_TABLES), metavar="|".join(_TABLES), help=say(lang, "what", WORDS))
    parser.add_argument("--until", type=date(lang), metavar="YYYY-MM-DD", help=say(lang, "until", WHY))
    named = "|".join(FORMATS)
    parser.add_argument("--format", choices=FORMATS, default="text", metavar=named, help=say(lang, "format", WORDS))
    parser.add_argument("--out", type=Path, metavar="PATH", help=say(lang, "out", WORDS))
    add_data(parser, lang)
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """Counted now, or up to the day that was named."""
    from flows.counted import counted
    from flows.wiring import Settings, open_office

    table, text = _TABLES[arguments.what]
    with open_office(Settings.read(arguments.data)) as office:
        counts = counted(office, end_of(office, arguments.until))
        if arguments.json or arguments.format == "json":
            print_json(table(office, counts))
            return DONE
        said = _spreadsheet(table(office, counts)) if arguments.format == "csv" else text(office, counts)
    if arguments.out is None:
        print(said.rstrip("\n"))
    else:
        arguments.out.write_text(said, encoding="utf-8", newline="")
        print(say(arguments.lang, "wrote", WORDS, path=arguments.out))
    return DONE


def _spreadsheet(table: dict[str, Any]) -> str:
    from notifications.counted_tables import as_csv

    return as_csv(table["rows"])


# ---------------------------------------------------------------- the two tables


def _coverage(office: Office, counts: Counts) -> dict[str, Any]:
    from notifications import counted_tables

    return counted_tables.coverage_table(office.definition, counts.coverage, counts.gaps)


def _coverage_text(office: Office, counts: Counts) -> str:
    from notifications import counted_tables

    return counted_tables.coverage_text(office.definition, counts.coverage, counts.gaps)


def _completeness(office: Office, counts: Counts) -> dict[str, Any]:
    from notifications import counted_tables

    return counted_tables.completeness_table(office.definition, counts.steps, counts.rows)


def _completeness_text(office: Office, counts: Counts) -> str:
    from notifications import counted_tables

    return counted_tables.completeness_text(office.definition, counts.steps, counts.rows)


_TABLES: Final[dict[str, tuple[Callable[[Office, Counts], dict[str, Any]], Callable[[Office, Counts], str]]]] = {
    "coverage": (_coverage, _coverage_text),
    "completeness": (_completeness, _completeness_text),
}
