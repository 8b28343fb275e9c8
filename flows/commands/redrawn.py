"""`vongnam resync`: Prefect's screen is drawn again from the program's own ledger."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from flows.calls import DONE, add_data, settings_with_prefect
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": (
        "vẽ lại màn hình Prefect theo sổ của chương trình",
        "draw Prefect's screen again from the program's own ledger",
    ),
    "redrawn": ("{count} phiếu phê duyệt đang chờ trên Prefect.", "{count} approvals wait in Prefect."),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """Each approval that waits, with its link."""
    from flows.approvals import waiting_approvals
    from flows.screen import Screen
    from flows.wiring import open_office

    settings = settings_with_prefect(arguments)
    with Screen(settings.prefect_api, settings.public_url) as screen, open_office(settings, screen=screen) as office:
        links = screen.reconcile(waiting_approvals(office))
    for key, link in links.items():
        print(key, link)
    print(say(arguments.lang, "redrawn", WORDS, count=len(links)))
    return DONE
