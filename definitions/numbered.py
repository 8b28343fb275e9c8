"""Numbers as a clerk lists them: "12, 14-16" -> 12, 14, 15, 16."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"(?:số\s*)?(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?", re.IGNORECASE)
MOST: Final = 200


def numbers(text: str) -> tuple[int, ...]:
    """Each number once, in the order said. ValueError (its message is the part) for what is no number or no short list."""
    found: dict[int, None] = {}
    for part in re.split(r"[,;\n]", text):
        if not part.strip():
            continue
        said = _PART.fullmatch(part.strip())
        if said is None:
            raise ValueError(part.strip())
        first, last = int(said[1]), int(said[2] or said[1])
        if not first <= last <= first + MOST or len(found) + last - first >= MOST:
            raise ValueError(part.strip())
        found |= dict.fromkeys(range(first, last + 1))
    return tuple(found)
