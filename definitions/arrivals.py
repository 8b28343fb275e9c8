"""Arrivals: what came in by any door, in exactly one place at a time; and for which duty a file of that party is."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from definitions.actions import Refusal
from definitions.content import clean, fold
from definitions.facts import OVER, WAITING, Key, Obligation, State
from definitions.periods import base_of


class Door(StrEnum):
    """By which way something came."""

    FOLDER = "folder"
    MAILBOX = "mailbox"
    PAGE = "page"
    FORM = "form"


class Place(StrEnum):
    """Where what came is now: in exactly one of these."""

    WAITING = "waiting"
    """chờ Văn phòng: a person has to say whose it is, or what it means."""
    ACCEPTED = "accepted"
    """đã nhận: it became part of an obligation, or there is nothing to do about it."""
    RETURNED = "returned"
    """trả lại: its sender was told why."""
    QUARANTINED = "quarantined"
    """cách ly: nobody opens it before a person has looked at where it comes from."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that came: a file, or a mail without one. `id` is the same whenever the same thing is looked at again.

    `sha` names its bytes in the archive. `closed` is when nothing was left to do about it, None while a person has to.
    `marked` names the file that goes back, with a remark on each wrong cell. `text` is what a mail says.
    """

    id: str
    door: Door
    sha: str
    name: str
    came: dt.datetime
    place: Place = Place.WAITING
    number: int = 0  # the ledger's: what people call it by
    message: str = ""  # the Message-ID of the mail that it came with
    part: int = 0  # of that mail; 0 is the mail itself
    sender: str = ""  # an address, or the id of a person
    party: str = ""
    key: Key | None = None
    reason: str = ""  # for machines
    said: str = ""  # for people
    text: str = ""
    marked: str = ""
    by: str = ""
    closed: dt.datetime | None = None


def identity(*said: object) -> str:
    """The id of an arrival: of its door and what tells it apart there."""
    return hashlib.sha256("|".join(map(str, said)).encode("utf-8", "replace")).hexdigest()[:32]


# ---------------------------------------------------------------- what it is for


def period_named(text: str) -> str:
    """The month that a file's name or a subject names ("KH tháng 4", "Ke hoach T11-2023"): "4" or "2023-11"; "" for none or several."""
    found = {_month(it) for it in _MONTH.finditer(fold(text).replace("_", " "))}
    return found.pop() if len(found) == 1 else ""


_MONTH: Final = re.compile(r"\b(?:thang\s*|t)(0?[1-9]|1[0-2])(?!\d)(?:\s*[-./ ]\s*(?:nam\s*)?(20\d\d)(?!\d))?")


def _month(found: re.Match[str]) -> str:
    return f"{found[2]}-{int(found[1]):02}" if found[2] else str(int(found[1]))


def fits(period: str, named: str) -> bool:
    """Whether a period is the month that was named; anything fits where none was."""
    if not named:
        return True
    base = base_of(period)
    return base == named if "-" in named else base[5:].isdigit() and int(base[5:]) == int(named)


def meant(
    owed: Sequence[Obligation], replied: Iterable[Key], named: str, now: dt.datetime
) -> tuple[Key | None, Refusal | None]:
    """For which of a party's duties to hand something in a file is: that one, or why only a person can tell.

    What it answers to (`replied`) says most; then the month that it names; else there has to be one alone that is open.
    What is over takes a corrected version as long as it has not closed, and a late one where that month is named.
    """
    known = {it.key: it for it in owed}
    answered = [key for key in dict.fromkeys(replied) if key in known]
    if len(answered) == 1:
        return answered[0], None
    pool = [known[key] for key in answered] or [it for it in owed if _begun(it, now)]
    fitting = [it for it in pool if fits(it.key.period, named)]
    if not fitting:
        return None, NOTHING_OWED if not pool else OTHER_PERIOD
    for chosen in (
        [it for it in fitting if it.state in WAITING],
        [it for it in fitting if it.state in OVER and not _closed(it, now)],
        fitting if named else [],
    ):
        if len(chosen) == 1:
            return chosen[0].key, None
        if chosen:
            return None, SEVERAL
    return None, NOTHING_OWED


def _begun(it: Obligation, now: dt.datetime) -> bool:
    return it.state is not State.PLANNED or (it.instants.opens is not None and it.instants.opens <= now)


def _closed(it: Obligation, now: dt.datetime) -> bool:
    return it.state is State.MISSED or (it.instants.closes is not None and it.instants.closes <= now)


# ---------------------------------------------------------------- who it is from


def party_named(folder: str, names: Iterable[tuple[str, str]]) -> str:
    """The party whose id or name a folder bears, with or without marks; "" for none. `names` are (id, name)."""
    said = _plain(folder)
    return next((id for id, name in names if said and said in (_plain(id), _plain(name))), "")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(clean(text))).strip()


HALF_WRITTEN: Final = re.compile(
    r"^(~\$|\.)|\.(tmp|part|partial|crdownload|download|swp)$|^(thumbs\.db|desktop\.ini)$", re.IGNORECASE
)
"""What Word, Excel, browsers and file managers leave beside a file that is being written: never taken, never touched."""

ANSWERS_A_DAY: Final = 3
"""So many letters about what was not taken go to one sender in a day; the rest is for the Office alone."""

HOSTILE: Final = ("file-macros", "file-hostile", "file-bomb", "file-external", "file-embedded", "file-limits")
"""The reasons for which a file is put away, not just sent back."""


def place_of(refusal: str) -> Place:
    """Where what was refused for that reason goes."""
    return Place.QUARANTINED if refusal in HOSTILE else Place.RETURNED


NO_PARTY: Final = Refusal(
    "no-party",
    "Chưa rõ tệp này là của đơn vị nào.",
    "Đề nghị Văn phòng giao tệp cho đơn vị; lần sau chép tệp vào thư mục con mang tên đơn vị.",
)
NOTHING_OWED: Final = Refusal(
    "nothing-owed",
    "Đơn vị không có nội dung nào đang chờ gửi.",
    "Đề nghị Văn phòng xem tệp thuộc kỳ nào, rồi giao hoặc trả lại.",
)
OTHER_PERIOD: Final = Refusal(
    "other-period",
    "Kỳ ghi trong tên tệp hoặc tiêu đề thư không phải kỳ mà đơn vị phải gửi.",
    "Đề nghị Văn phòng xem tệp thuộc kỳ nào, rồi giao hoặc trả lại.",
)
SEVERAL: Final = Refusal(
    "several",
    "Đơn vị đang có nhiều nội dung phải gửi, chưa rõ tệp này thuộc nội dung nào.",
    "Đề nghị Văn phòng chọn nội dung và kỳ.",
)
OTHER_UNIT: Final = Refusal(
    "other-unit",
    "Tệp này ghi là của đơn vị khác với đơn vị gửi.",
    "Đề nghị dùng đúng tệp gửi đến đơn vị mình, hoặc nhờ chính đơn vị đó gửi.",
)
OLDER: Final = Refusal(
    "older-version",
    "Tệp này giống hệt một bản đã gửi trước đây, sau đó đã có bản mới hơn; bản mới hơn vẫn được giữ.",
    "Nếu muốn dùng lại nội dung cũ, đề nghị báo Văn phòng.",
)
UNKNOWN_SENDER: Final = Refusal(
    "unknown-sender",
    "Người gửi không có trong danh bạ.",
    "Đề nghị Văn phòng xác minh người gửi rồi giao tệp cho đơn vị, hoặc bổ sung địa chỉ vào danh bạ.",
)
UNPROVED: Final = Refusal(
    "unproved-sender",
    "Máy chủ thư không xác nhận được thư này đúng là của địa chỉ ghi ở mục người gửi.",
    "Đề nghị Văn phòng hỏi lại đơn vị trước khi giao tệp.",
)
TEXT: Final = Refusal(
    "text", "Thư trả lời bằng lời, cần người xem.", "Đề nghị Văn phòng đọc thư rồi ghi nhận bằng biểu mẫu."
)
TOO_LARGE: Final = Refusal(
    "mail-too-large", "Thư quá lớn nên chương trình không tải về.", "Đề nghị mở thư trong hộp thư."
)
UNREADABLE: Final = Refusal("mail-unreadable", "Thư này không đọc được.", "Đề nghị mở thư trong hộp thư để xem.")
