"""How long a broadcast lasts: "5 phút 30 giây" or "05:30" as whole seconds, and back into words."""

from __future__ import annotations

import re
from typing import Final

from definitions.cells import UnreadableError
from definitions.content import clean, fold

MOST: Final = 6 * 3600
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_WORDS: Final = re.compile(
    r"(?:(\d{1,2})\s*(?:gio|tieng|h))?\s*(?:(\d{1,3})\s*(?:phut|ph|p|m|'|’|′))?\s*(?:(\d{1,3})\s*(?:giay|s|\"|''|”|″)?)?"
)
_UNIT: Final = re.compile(r"[a-z'’′\"”″]")


def seconds_of(text: str) -> int:
    """Whole seconds; 0 for an empty text. UnreadableError for what states no duration, or one beyond six hours.

    A bare number is refused: nobody knows whether it is minutes or seconds.
    """
    said = fold(clean(text))
    if not said:
        return 0
    clock, worded = _CLOCK.fullmatch(said), _WORDS.fullmatch(said) if _UNIT.search(said) else None
    found = clock or worded
    if found is None or not any(found.groups()):
        raise UnreadableError(f"Không rõ thời lượng «{text}».", "Đề nghị ghi ví dụ «5 phút 30 giây» hoặc «05:30».")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if not 0 < total <= MOST or (clock and seconds > 59):
        raise UnreadableError(f"Thời lượng «{text}» không hợp lý.", "Đề nghị ghi ví dụ «5 phút 30 giây» hoặc «05:30».")
    return total


def shown_duration(seconds: int) -> str:
    """330 -> "5 phút 30 giây"; "" for none."""
    parts = ((seconds // 3600, "giờ"), (seconds % 3600 // 60, "phút"), (seconds % 60, "giây"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
