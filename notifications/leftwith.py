"""What a partner said and is left with, and whose turn it is, in words; its silence is said as silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from definitions.agreement import CHANGEABLE, Fate, Turn
from definitions.content import shown_date
from definitions.events import Outcome
from notifications import words

FIELDS: Final = {"when": "thời gian", "genre": "thể loại", "slot": "chuyên mục, khung giờ"}

_SAID: Final[dict[Fate, str]] = {
    Fate.KEPT: "thực hiện như dự kiến",
    Fate.CHANGED: "thực hiện, có điều chỉnh",
    Fate.POSTPONED: "lùi thời gian",
    Fate.DROPPED: "không đưa vào kế hoạch",
    Fate.DECLINED: "Quý cơ quan không đăng, phát theo ý kiến đã trả lời",
    Fate.DISPUTED: "chưa thống nhất",
    Fate.GIVEN: "kính đề nghị Quý cơ quan xem xét thực hiện",
    Fate.LEFT: "không thay đổi, giữ như kế hoạch đã gửi",
    Fate.TAKEN_AWAY: "chuyển cơ quan báo chí khác, không đề nghị Quý cơ quan thực hiện nữa",
    Fate.UNHEARD: "giữ như dự kiến, chưa có ý kiến của Quý cơ quan",
}


_TURNS: Final[dict[Turn, str]] = {
    Turn.PARTNER: "đang chờ ý kiến của {partner}",
    Turn.OFFICE: "{office} tổng hợp ý kiến để trình {leader}",
    Turn.LEADER: "{leader} xem xét, cho ý kiến",
    Turn.NOBODY: "đã có kết quả",
}


def turn_of(turn: Turn, *, partner: str, office: str, leader: str) -> str:
    """Who owes the next answer, by their names."""
    return _TURNS[turn].format(partner=partner, office=office, leader=leader)


def answer_of(content: str, it: Mapping[str, Any]) -> str:
    """What a partner said of one line, as it was recorded."""
    said = [f"{FIELDS[name]}: {shown_date(it[name])}" for name in CHANGEABLE if it.get(name)]
    said += [f"lý do: {it['reason']}"] if it.get("reason") else []
    return f"{content}: {words.OUTCOMES[Outcome(it['outcome'])]}{_bracketed('; '.join(said))}"


def line_of(it: Mapping[str, Any]) -> str:
    """One line of `final_for`, in a sentence: what became of it, and what is other than what was asked."""
    return f"{it['content']}: {fate(it)}{_bracketed(differences(it))}."


def fate(it: Mapping[str, Any]) -> str:
    """What became of it."""
    later = f" đến {shown_date(it['postponed_to'])}" if it["postponed_to"] and it["fate"] == Fate.POSTPONED else ""
    return f"{_SAID[Fate(it['fate'])]}{later}"


def differences(it: Mapping[str, Any]) -> str:
    """Each field that differs, with what was asked and what stands now."""
    return "; ".join(
        f"{FIELDS[one['field']]}: {shown_date(one['old']) or 'chưa ghi'} → {shown_date(one['new']) or 'chưa ghi'}"
        for one in it["differs"]
    )


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""
