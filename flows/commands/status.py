"""`vongnam status`: who owes what, and what waits for whom."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from flows.calls import DONE, add_data, add_json, print_json
from flows.say import Language, Words

WORDS: Words = {
    "summary": ("việc nào đang chờ ai, hạn đến bao giờ", "who owes what, and what waits for whom"),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_data(parser, lang)
    add_json(parser, lang)


def run(arguments: Namespace) -> int:
    """As the ledger has it now."""
    from flows import standing
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        found = standing.standing(office)
    if arguments.json:
        print_json(found)
    else:
        print(standing.told(found, arguments.lang))
    return DONE
