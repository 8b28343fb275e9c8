"""The list of calls to make: who was reached by no letter, about what, by when; to print, and for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from definitions.undelivered import Tried
from notifications import words
from notifications.attempts import attempt


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `phone` may be "", then the Office knows the number; `due` is an aware instant, half-open."""

    to: str
    phone: str
    about: str
    due: dt.datetime | None
    tried: Sequence[Tried]


TITLE: Final = "Danh sách cần gọi điện"
HEADS: Final = ("Người nhận", "Điện thoại", "Nội dung", "Thời hạn", "Đã thử", "Kết quả gọi")
NOBODY: Final = "Không có ai cần gọi điện."
NO_NUMBER: Final = "chưa có trong danh bạ"
DOUBTFUL: Final = "có thể đã nhận được, đề nghị hỏi lại"
NEVER_TRIED: Final = "chưa có địa chỉ để gửi"


def as_markdown(calls: Iterable[Call], zone: dt.tzinfo, now: dt.datetime) -> str:
    """A page to print: a table with an empty column for what the call brought."""
    rows = [_cells(call, zone) for call in calls]
    head = [f"# {TITLE}", "", f"Lập lúc {words.clock(now, zone)}.", ""]
    if not rows:
        return "\n".join([*head, NOBODY, ""])
    table = ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS)]
    return "\n".join([*head, *table, *("| " + " | ".join(map(_cell, row)) + " |" for row in rows), ""])


def as_csv(calls: Iterable[Call], zone: dt.tzinfo) -> str:
    """The same for a spreadsheet; no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *([_plain(cell) for cell in _cells(call, zone)] for call in calls)])
    return out.getvalue()


def tried(call: Call) -> str:
    """What was tried, channel by channel, in one cell."""
    return "; ".join(attempt(it.channel, it.state, it.reply) for it in call.tried) or NEVER_TRIED


def _cells(call: Call, zone: dt.tzinfo) -> list[str]:
    doubtful = any(it.state == "unknown" for it in call.tried)
    due = _until(call.due, zone) if call.due else ""
    return [
        words.clean(call.to),
        words.clean(call.phone) or NO_NUMBER,
        words.clean(call.about),
        due,
        f"{tried(call)}; {DOUBTFUL}" if doubtful else tried(call),
        "",
    ]


def _until(due: dt.datetime, zone: dt.tzinfo) -> str:
    """A deadline at midnight ends with the day before; another one says its hour."""
    local = due.astimezone(zone)
    if local.time() == dt.time():
        return f"hết ngày {words.date((local - dt.timedelta(days=1)).date())}"
    return f"trước {words.clock(due, zone)}"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t" else text
