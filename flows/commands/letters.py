"""`vongnam letters`: what waits for the Office, what reached nobody; released, sent again, called; who may join by Zalo."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.calls import DONE, add_data
from flows.say import Language, Words, say

if TYPE_CHECKING:
    from flows.wiring import Office
    from notifications.phone_list import Call

WORDS: Words = {
    "summary": (
        "thư chờ Văn phòng, thư chưa gửi được: xem, cho phép, gửi lại, gọi điện",
        "letters that wait for the Office, or reached nobody: see, release, send again, call",
    ),
    "what": (
        "held: đang chờ; release: cho phép gửi; lost: chưa gửi được; resend: gửi lại; calls: cần gọi điện; "
        "invite: mã kết nối Zalo",
        "held: what waits; release: let it go; lost: what reached nobody; resend: send again; calls: whom to call; "
        "invite: codes to join by Zalo",
    ),
    "which": (
        "release: số thứ tự trong danh sách (bỏ trống: tất cả); resend: mã thư",
        "release: numbers in the list (none: all); resend: ids of letters",
    ),
    "out": ("ghi danh sách gọi điện vào tệp: .csv hoặc .md", "write the list of calls to a file: .csv or .md"),
    "nothing": ("Không có nội dung nào.", "There is nothing."),
    "written": ("Đã ghi {file}.", "Written: {file}."),
}


def add(parser: ArgumentParser, lang: Language) -> None:
    """Its arguments."""
    parser.add_argument("what", choices=tuple(_ACTS), metavar="|".join(_ACTS), help=say(lang, "what", WORDS))
    parser.add_argument("which", nargs="*", metavar="…", help=say(lang, "which", WORDS))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say(lang, "out", WORDS))
    add_data(parser, lang)


def run(arguments: Namespace) -> int:
    """Do it, and say what there is now."""
    from flows.wiring import Settings, open_office

    with open_office(Settings.read(arguments.data)) as office:
        lines = _ACTS[arguments.what](office, arguments)
    print("\n".join(lines) or say(arguments.lang, "nothing", WORDS))
    return DONE


def _held(office: Office, _arguments: Namespace) -> list[str]:
    from flows.releasing import held

    return [f"{n}. {each.to}: {each.about} ({each.why})" for n, each in enumerate(held(office), 1)]


def _release(office: Office, arguments: Namespace) -> list[str]:
    from flows.releasing import held, release

    waiting = {str(n): each.id for n, each in enumerate(held(office), 1)}
    return list(release(office, [waiting.get(which, which) for which in arguments.which], by="cli").lines)


def _lost(office: Office, _arguments: Namespace) -> list[str]:
    from flows.calling import call, undelivered
    from notifications.phone_list import tried

    return [_lost_line(it.letter, named, tried(named)) for it in undelivered(office) for named in [call(office, it)]]


def _lost_line(letter: str, call: Call, tried: str) -> str:
    return f"{letter or '-'} {call.to}: {call.about} ({tried})"


def _resend(office: Office, arguments: Namespace) -> list[str]:
    from flows.releasing import resend

    return [line for which in arguments.which for line in resend(office, which, by="cli").lines]


def _calls(office: Office, arguments: Namespace) -> list[str]:
    from flows.calling import phone_list, undelivered

    listed = phone_list(office, undelivered(office))
    if arguments.out is None:
        return listed.markdown.splitlines()
    csv = arguments.out.suffix == ".csv"
    arguments.out.write_text(listed.csv if csv else listed.markdown, "utf-8-sig" if csv else "utf-8", newline="")
    return [say(arguments.lang, "written", WORDS, file=arguments.out)]


def _invite(office: Office, _arguments: Namespace) -> list[str]:
    from flows.joining import invitations

    return [f"{each.code}  {each.name}" for each in invitations(office)]


_ACTS: dict[str, Callable[[Office, Namespace], list[str]]] = {
    "held": _held,
    "release": _release,
    "lost": _lost,
    "resend": _resend,
    "calls": _calls,
    "invite": _invite,
}
