"""`vongnam sending`: letters leave, or are held back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from flows.calls import DONE, add_data
from flows.say import Language, Words, say

WORDS: Words = {
    "summary": ("cho phép gửi thư (on) hay tạm giữ lại (held)", "let letters leave (on), or hold them back (held)"),
    "state": ("on: gửi thư; held: giữ thư lại", "on: letters leave; held: they wait"),
    "sending-on": (
        "Từ nay thư được gửi đi; {count} nội dung đang chờ gửi.",
        "Letters leave from now on; {count} wait.",
    ),
    "sending-held": (
        "Từ nay thư được giữ lại; {count} nội dung đang chờ gửi.",
        "Letters are held from now on; {count} wait.",
    ),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("state", choices=("on", "held"), metavar="on|held", help=say(lang, "state", WORDS))
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """Say how many items wait at that moment."""
    from flows import house
    from flows.wiring import Settings

    waiting = house.sending(Settings.read(arguments.data), arguments.state)
    print(say(arguments.lang, f"sending-{arguments.state}", WORDS, count=waiting))
    return DONE
