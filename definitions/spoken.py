"""What people say of a publication's links, word by word: which word stands, and whether it belongs to no line at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Target = Literal["topic", "activity", "line"]
Verdict = Literal["confirmed", "refused"]
Name = tuple[Target, str]

NO_LINE: Final[Name] = ("line", "")
"""Every line of the year; refused: the publication belongs to none."""


class Spoken(Protocol):
    """One word of a person about a publication and one target: it counts for that, or it does not."""

    @property
    def kind(self) -> Target:
        """What it is about."""

    @property
    def target(self) -> str:
        """The id of that; of the kind `line` also "", every line."""

    @property
    def verdict(self) -> Verdict:
        """Whether it counts for that."""


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


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person tells of one publication at once: its lines, those that it does not belong to, or that it has none.

    Topics and activities that are named are all that it is about; where none is named, they stay as they are.
    """

    lines: Sequence[str] = ()
    refused: Sequence[str] = ()
    none: bool = False
    topics: Sequence[str] = ()
    activities: Sequence[str] = ()

    @property
    def contradicts(self) -> bool:
        """Whether it says of a line that it is one and that it is none."""
        return bool({*self.lines} & {*self.refused}) or (self.none and bool(self.lines))

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return self.none or any((self.lines, self.refused, self.topics, self.activities))


def words_of(
    said: Statement, topics: Sequence[str], activities: Sequence[str]
) -> tuple[tuple[Target, str, Verdict], ...]:
    """The same as words, one for each target: (kind, target, verdict); `topics`, `activities`: what it was about before."""
    return (
        *(("line", id, "refused") for id in said.refused),
        *([(*NO_LINE, "refused")] if said.none else ()),
        *(("line", id, "confirmed") for id in said.lines),
        *_whole("topic", topics, said.topics),
        *_whole("activity", activities, said.activities),
    )


def _whole(kind: Target, before: Sequence[str], named: Sequence[str]) -> Iterator[tuple[Target, str, Verdict]]:
    """Each that is named is confirmed, each that was there and is not named is refused; nothing where none is named."""
    if named:
        yield from ((kind, id, "refused") for id in before if id not in named)
        yield from ((kind, id, "confirmed") for id in named)
