"""How it is said on which channel somebody was written to, and why that did not arrive: a reason, then the answer itself."""

from __future__ import annotations

import re
from typing import Final

from notifications import words

CHANNELS: Final[dict[str, str]] = {"mail": "thư điện tử", "zalo": "Zalo", "zns": "Zalo ZNS", "phone": "điện thoại"}

_ENDED: Final = {
    "failed": "không gửi được",
    "unknown": "chưa rõ đã đến nơi hay chưa",
    "waiting": "kênh chưa nhận, thư còn chờ gửi",
}

_MAIL: Final = (
    (r"\b[45]\.2\.2\b|\b[45]22\b|mailbox (is )?full|over quota|quota exceeded", "hộp thư đã đầy"),
    (r"\b5\.2\.1\b", "hộp thư đã ngừng sử dụng"),
    (r"\b5\.1\.(1|10|6)\b|user unknown|unknown user|no such (user|mailbox|recipient)", "không có hộp thư này"),
    (r"\b5\.1\.2\b|\b5\.4\.4\b|host unknown|domain not found", "không có tên miền của địa chỉ này"),
    (r"\b5\.1\.3\b", "địa chỉ không đúng"),
    (r"\b5\.(2|3)\.[34]\b|\b552\b", "thư quá lớn đối với hộp thư này"),
    (r"\b5\.7\.\d+\b|\bspam\b|blocked|blacklist", "máy chủ của người nhận không nhận thư của Văn phòng"),
    (r"\b4\.\d+\.\d+\b|\b45[012]\b|greylist", "máy chủ của người nhận tạm thời không nhận thư"),
    (r"\b421\b|\w+Error\b|connection", "mất kết nối với máy chủ thư"),
)
"""What mail servers answer: the codes of RFC 3463 (they decide where there is one), else words that they often use."""

_ZALO: Final = (
    (r"^40[04]\b", "cuộc trò chuyện không còn, người nhận cần kết nối lại"),
    (r"^401\b", "Zalo không nhận khóa của Văn phòng"),
    (r"^429\b", "đã hết số tin Zalo cho phép"),
    (r"\w+Error\b", "mất kết nối với Zalo"),
)
_ZNS: Final = (
    (r"^-108\b", "số điện thoại không đúng"),
    (r"^-(109|111|112)\b", "mẫu tin Zalo ZNS chưa đúng"),
    (r"\w+Error\b", "mất kết nối với Zalo"),
)
_KNOWN: Final = {"mail": _MAIL, "zalo": _ZALO, "zns": _ZNS}


def channel(id: str) -> str:
    """A channel as people call it; one that an office has named itself keeps its name."""
    return CHANNELS.get(id, f"kênh «{words.clean(id)}»")


def attempt(id: str, state: str, reply: str = "") -> str:
    """`thư điện tử: không có hộp thư này (550 5.1.1 ...)`; `state` is failed, unknown or waiting."""
    answered = words.clean(reply)
    why = _ENDED[state] if state == "unknown" else _reason(id, answered) or _ENDED[state]
    return f"{channel(id)}: {why}{f' ({answered})' if answered else ''}"


def _reason(id: str, answered: str) -> str:
    """Why, where the answer is one that is known; "" for any other."""
    return next((why for pattern, why in _KNOWN.get(id, ()) if re.search(pattern, answered, re.IGNORECASE)), "")
