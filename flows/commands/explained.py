"""`vongnam explain`: the real date of every deadline of the year, and why."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from flows.calls import DONE, add_json, add_yearfile, print_json
from flows.say import Language, Words

WORDS: Words = {
    "summary": ("in thời hạn của mọi việc trong năm, kèm lý do", "print every deadline of the year, and why"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_yearfile(parser, lang)
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """The whole year, on one sheet."""
    from definitions import explain
    from flows import files, printed

    definition, _ = files.read_definition(arguments.yearfile)
    rows = explain.explain(definition)
    if arguments.json:
        print_json(printed.explained_rows(rows))
    else:
        print(printed.explained(rows))
    return DONE
