"""The mark of a line that a person still has to look at: how it is written, and where a text still bears it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from definitions.source import spans
from definitions.tree import At

PHRASE: Final = "cần xem lại"
_MARK: Final = re.compile(rf"# [0-9]{{4}}: {PHRASE}: (.*)")


def mark(year: int, what: str) -> str:
    """The comment that asks a person to look at its line: `# 2024: cần xem lại: ...`."""
    return f"# {year}: {PHRASE}: {what}"


def marks(text: str) -> Iterator[tuple[At, str]]:
    """Every mark in the comments of a text: its line and column, from 1, and what is to be looked at."""
    if PHRASE not in text:
        return
    said = [(it.start, it.end) for it in spans(text).values() if it.scalar]
    for number, (start, line) in enumerate(_lines(text), 1):
        found = _MARK.search(line)
        if found and not any(a <= start + found.start() < b for a, b in said):
            yield (number, found.start() + 1), found[1].rstrip()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line
        start += len(line)
