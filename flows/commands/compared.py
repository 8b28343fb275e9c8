"""`vongnam diff`: what follows from a changed year, for whom, before anything is changed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.calls import DONE, add_json, print_json
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "nêu hệ quả của việc sửa kế hoạch: hạn nào chuyển, ai có thêm việc",
        "what follows from a changed plan: which deadlines move, who owes what anew",
    ),
    "files": (
        "tệp năm cũ và tệp năm mới; có --data thì chỉ nêu tệp mới",
        "the old and the new year file; with --data the new one alone",
    ),
    "running": ("so với năm đang chạy trong thư mục này", "compare with the year that runs in this folder"),
    "all": ("in từng hệ quả, không gộp", "print each consequence, merge nothing"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("files", type=Path, nargs="+", metavar="YEARFILE", help=say(lang, "files", WORDS))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say(lang, "running", WORDS))
    parser.add_argument("--all", action="store_true", help=say(lang, "all", WORDS))
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """Sentences, or records; a difference is no failure."""
    from definitions.errors import CallWrong

    if len(arguments.files) != (2 if arguments.data is None else 1):
        raise CallWrong(code="two-files")
    return _two_files(arguments) if arguments.data is None else _running(arguments)


def _two_files(arguments: Namespace) -> int:
    from definitions.agenda import context
    from definitions.consequences import changes
    from flows import files
    from flows.differing import Telling, rows

    old, new = (context(files.read_definition(file)[0]) for file in arguments.files)
    found, telling = changes(old, new), Telling(old, new, arguments.lang)
    if arguments.json:
        print_json({"changes": list(rows(telling, found))})
    else:
        print(*(telling.sentences(found, each=arguments.all) or [telling.say("none")]), sep="\n")
    return DONE


def _running(arguments: Namespace) -> int:
    from flows.amend import amendment
    from flows.fated import as_json, told
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        found = amendment(office, arguments.files[0])
    if arguments.json:
        print_json(as_json(found, arguments.lang))
    else:
        print(*told(found, arguments.lang, each=arguments.all), sep="\n")
    return DONE
