"""What a look at the address of a publication means: it stands, has moved, says something else, is silent, or is gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from definitions.content import fold
from definitions.webaddress import address_key

State = Literal["alive", "moved", "changed", "unreachable", "dead", "refused"]

SHOWN: Final[dict[State, str]] = {
    "alive": "còn",
    "moved": "đã chuyển địa chỉ",
    "changed": "nội dung đã thay đổi",
    "unreachable": "tạm thời không mở được",
    "dead": "không còn",
    "refused": "không kiểm tra được",
}
"""Each state as an official reads it."""
PATIENCE: Final = 3
"""So many looks in a row at which nobody answered make an address a dead one."""
_GONE: Final = frozenset({404, 410})
_SHUT: Final = frozenset({401, 402, 403, 406, 429, 451})
_AGAIN: Final = {"unreachable": 1, "refused": 90}
_MONTHLY: Final = 30
_ALIKE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look saw: a status with the final address and the text there, or the reason why nothing was seen."""

    status: int = 0
    url: str = ""
    text: str = ""
    reason: str = ""
    lasting: bool = False  # looking again would not help


def judged(own: str, before: str, fails: int, seen: Seen) -> tuple[State, str, int]:
    """The state of the address `own`, its note, and how many looks in a row taught nothing.

    `before` is the text that was kept of it ("" where none was), `fails` the count so far.
    """
    if seen.reason and seen.lasting:
        return "refused", seen.reason, fails
    if seen.status in _GONE:
        return "dead", f"trang không còn (mã {seen.status})", fails + 1
    if seen.status in _SHUT:
        return "unreachable", f"máy chủ không cho xem (mã {seen.status})", fails + 1
    if seen.status != 200:
        why = seen.reason or f"máy chủ báo lỗi (mã {seen.status})"
        return ("dead" if fails + 1 >= PATIENCE else "unreachable"), why, fails + 1
    return *_stands(own, before, seen), 0


def _stands(own: str, before: str, seen: Seen) -> tuple[State, str]:
    there, asked = address_key(seen.url), address_key(own)
    if there != asked and "/" not in there and "/" in asked:
        return "dead", "địa chỉ chuyển về trang chủ"
    if there != asked:
        return "moved", seen.url
    if before and likeness(before, seen.text) < _ALIKE:
        return "changed", "nội dung khác với bản đã lưu"
    return "alive", ""


def likeness(one: str, other: str) -> float:
    """How many of the words of both are in both: from 0 to 1."""
    here, there = set(fold(one).split()), set(fold(other).split())
    return len(here & there) / len(here | there) if here | there else 1.0


def next_look(state: State | None, at: dt.datetime) -> dt.datetime:
    """When to look again: at once where nobody has, tomorrow where nobody answered, monthly, or hardly ever."""
    return at if state is None else at + dt.timedelta(days=_AGAIN.get(state, _MONTHLY))
