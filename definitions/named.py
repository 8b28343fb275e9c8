"""Which lines of a plan a comment names: by number ("dòng 3, 5-7"), by the line's own text, or by its id.

What is named is what may be changed without asking again, so a doubt is no name: a number that is no line of the plan
names nothing, and a line that the comment wants kept ("giữ nguyên dòng 3") is not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from definitions.content import fold

_NUMBER: Final = r"\d{1,4}(?![\d]|[/.:,]\d|\s*%)"
_RANGE: Final = rf"{_NUMBER}(?:\s*(?:-|den)\s*(?:dong\s+)?{_NUMBER})?"
_NUMBERED: Final = re.compile(
    rf"(?<!\w)(?:dong|stt)\s+(?:ke hoach\s+)?(?:so\s+)?(?P<list>{_RANGE}(?:\s*(?:,|;|va|,\s*va)\s*(?:dong\s+)?(?:so\s+)?{_RANGE})*)"
)
_ONE_RANGE: Final = re.compile(rf"({_NUMBER})(?:\s*(?:-|den)\s*(?:dong\s+)?({_NUMBER}))?")
_KEPT: Final = re.compile(
    r"(?:giu nguyen|khong (?:sua|doi|thay doi|dieu chinh)|(?<!\w)tru|ngoai tru)(?:\s+(?:noi dung|ca|cac|tai|o))*\s*[\"«“']?\s*$"
)
_SHORTEST: Final = 5
"""A text of fewer letters stands in too many sentences to name a line."""


def named(comment: str, seen: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]] = ()) -> frozenset[str]:
    """The ids of the lines that this comment names, of those that were `seen` and of those that are there `now`.

    Numbers count from 1 in the plan that was seen. Accents and case do not matter.
    """
    said = fold(comment)
    found = {str(seen[n - 1]["id"]) for n in _numbers(said) if 0 < n <= len(seen)}
    kept = {str(seen[n - 1]["id"]) for n in _numbers(said, kept=True) if 0 < n <= len(seen)}
    for line in (*seen, *now):
        for where in _texts(said, line):
            (kept if _KEPT.search(said[:where]) else found).add(str(line["id"]))
    return frozenset(found - kept)


def _numbers(said: str, *, kept: bool = False) -> Iterator[int]:
    for match in _NUMBERED.finditer(said):
        if bool(_KEPT.search(said[: match.start()])) is kept:
            for first, last in _ONE_RANGE.findall(match["list"]):
                yield from range(int(first), int(last or first) + 1)


def _texts(said: str, line: Mapping[str, Any]) -> Iterator[int]:
    """Where the line's text or id stands in the comment, as words of their own."""
    for text in (fold(str(line.get("content", ""))), fold(str(line["id"]))):
        if len(text) >= _SHORTEST:
            yield from (match.start() for match in re.finditer(rf"(?<![\w/]){re.escape(text)}(?![\w/])", said))
