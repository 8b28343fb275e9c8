"""What people said of a publication's links, word by word: which word stands, and whether it belongs to no line at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, Protocol

Target = Literal["topic", "activity", "line"]
Verdict = Literal["confirmed", "refused"]
Name = tuple[Target, str]

NO_LINE: Final[Name] = ("line", "")
"""Every line of the year; refused: the publication belongs to none."""


class Spoken(Protocol):
    """One word of a person about a publication and one target: it counts for that, or it does not."""

    @property
    def kind(self) -> Target: ...
    @property
    def target(self) -> str: ...
    @property
    def verdict(self) -> Verdict: ...


def standing(words: Iterable[Spoken]) -> Mapping[Name, Verdict]:
    """The word that stands for each target. "Of no line" and a line that is confirmed end each other."""
    stands: dict[Name, Verdict] = {}
    for word in words:
        name = (word.kind, word.target)
        stands = {other: said for other, said in stands.items() if not _ends(name, word.verdict, other, said)}
        stands[name] = word.verdict
    return stands


def _ends(name: Name, verdict: Verdict, other: Name, said: Verdict) -> bool:
    if name == NO_LINE:
        return other[0] == "line" and (verdict, said) == ("refused", "confirmed")
    return other == NO_LINE and name[0] == "line" and verdict == "confirmed"


def of_no_line(words: Iterable[Spoken]) -> bool:
    """Whether a person has said that it belongs to no line, and that stands."""
    return standing(words).get(NO_LINE) == "refused"


def refused(words: Iterable[Spoken]) -> tuple[str, ...]:
    """The ids that a person refused, of whatever kind, in the order in which they were."""
    return tuple(target for (_, target), verdict in standing(words).items() if verdict == "refused" and target)
