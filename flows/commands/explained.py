"""`vongnam explain`: the real date of every deadline of the year, and why; by step, party, month; as text and feeds."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.calls import DONE, add_json, add_yearfile, print_json
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from definitions.context import Context
    from definitions.views import Owed

WORDS: Words = {
    "summary": ("in thời hạn của mọi việc trong năm, kèm lý do", "print every deadline of the year, and why"),
    "by": ("xếp theo bước (step), đơn vị (party) hay tháng (month)", "by step, by party or by month"),
    "party": ("chỉ các việc của một đơn vị (ghi mã)", "only what one party owes (its id)"),
    "period": (
        "in chuỗi việc của một kỳ, ví dụ 2023-11: việc nào chờ việc nào",
        "print one period as a chain, 2023-11 for one: what waits for what",
    ),
    "format": (
        "text cho người đọc, csv cho Excel, json cho máy đọc, ics cho lịch điện tử",
        "text for people, csv for Excel, json for a machine, ics for calendars",
    ),
    "out": (
        "ghi ra tệp này; với ics: thư mục, mỗi đơn vị một tệp",
        "write to this file; with ics: a folder, one file for each party",
    ),
    "wrote": ("Đã ghi {path}", "Wrote {path}"),
    "feeds": (
        "Lịch điện tử cần --party MÃ, hoặc --out THƯ-MỤC để ghi cho mọi đơn vị.",
        "A calendar feed needs --party ID, or --out FOLDER for all parties.",
    ),
}
FORMATS = ("text", "csv", "json", "ics")


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    views = ("step", "party", "month")
    parser.add_argument("--by", choices=views, default="step", metavar="step|party|month", help=say(lang, "by", WORDS))
    parser.add_argument("--party", default="", metavar="ID", help=say(lang, "party", WORDS))
    parser.add_argument("--period", default="", metavar="PERIOD", help=say(lang, "period", WORDS))
    named = "|".join(FORMATS)
    parser.add_argument("--format", choices=FORMATS, default="text", metavar=named, help=say(lang, "format", WORDS))
    parser.add_argument("--out", type=Path, metavar="PATH", help=say(lang, "out", WORDS))
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """The whole year, or the part of it that was asked for."""
    from definitions import agenda
    from flows import files

    definition, _ = files.read_definition(arguments.yearfile)
    ctx = agenda.context(definition)
    if arguments.json or arguments.format == "json":
        print_json(_rows(ctx, arguments))
        return DONE
    if arguments.format == "ics":
        return _feeds(ctx, arguments)
    return _given(arguments, _text(ctx, arguments))


def _rows(ctx: Context, arguments: Namespace) -> object:
    from definitions import views
    from definitions.explain import explain
    from flows import printed

    if arguments.period:
        return printed.explained_rows(link.it for link in views.chain(ctx, arguments.period))
    if arguments.party or arguments.by != "step":
        return printed.owed_rows(views.owed(ctx, arguments.party))
    return printed.explained_rows(explain(ctx))


def _text(ctx: Context, arguments: Namespace) -> str:
    from definitions import views
    from definitions.explain import explain
    from flows import printed

    if arguments.period:
        return printed.chained(arguments.period, views.chain(ctx, arguments.period))
    if arguments.format == "csv":
        return printed.spreadsheet(ctx, views.owed(ctx, arguments.party))
    if arguments.by == "month":
        return printed.months(ctx, views.owed(ctx, arguments.party))
    if arguments.by == "party" or arguments.party:
        return printed.parties(ctx, views.owed(ctx, arguments.party))
    return printed.explained(explain(ctx))


def _given(arguments: Namespace, text: str) -> int:
    """On the screen, or into the file that was named."""
    if arguments.out is None:
        print(text)
    else:
        arguments.out.write_text(text, encoding="utf-8", newline="")
        print(say(arguments.lang, "wrote", WORDS, path=arguments.out))
    return DONE


def _feeds(ctx: Context, arguments: Namespace) -> int:
    from definitions import views
    from definitions.errors import CallWrong

    rows = views.owed(ctx, arguments.party)
    if arguments.party and arguments.out is None:
        print(_feed(ctx, rows).decode(), end="")
        return DONE
    if arguments.out is None:
        raise CallWrong(say(arguments.lang, "feeds", WORDS))
    arguments.out.mkdir(parents=True, exist_ok=True)
    for party, its in views.by_party(ctx, rows):
        file = arguments.out / f"{party.id}.ics"
        file.write_bytes(_feed(ctx, its))
        print(say(arguments.lang, "wrote", WORDS, path=file))
    return DONE


def _feed(ctx: Context, rows: tuple[Owed, ...] | list[Owed]) -> bytes:
    from notifications.feeds import feed

    return feed(ctx.definition, rows[0].party, rows)
