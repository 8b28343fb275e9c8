"""What one text of a definition says, and what is wrong with it: the tree that the reader fills and the rest faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from definitions.errors import Fault

BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what ends a line, in YAML and so in a position
LONGEST_WORDS: Final = 60  # of the faulty words that a fault repeats

Path = tuple[str | int, ...]
At = tuple[int, int]  # line and column, from 1
Places = Mapping[Path, tuple[At, At]]  # where the key and the value of a path stand
Json = Any  # mappings, lists and texts


@dataclass(frozen=True, slots=True)
class Source:
    """One text and the name by which faults call it: its file name. Bytes are decoded (and refused) here."""

    name: str
    text: str | bytes


@dataclass(slots=True)
class Tree:
    """What one text says, and what is wrong with it so far."""

    name: str
    text: str
    data: dict[str, Json] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: bool = False  # it could not be read to its end: what is missing may be there
    unread: Path = ()  # what was open then; only half of it is known
    passed: set[tuple[int, str]] = field(default_factory=set)  # (id of a mapping, key) whose value was passed over
    find: Callable[[str], Places] = lambda _: {}  # where every path of a text stands; asked only to place a fault
    _places: Places | None = None
    _end: At | None = None

    def fault(
        self,
        code: str,
        path: Path,
        *,
        at: Literal["key", "value"] = "value",
        words: object = "",
        hint: Iterable[str] = (),
        **names: object,
    ) -> None:
        """Keep a fault of what stands at that path; what is known only in part is not blamed."""
        if self.broken and self.unread[: len(path)] == path:
            return
        self.faults.append(self.placed(code, path, at=at, words=words, hint=hint, **names))

    def placed(
        self,
        code: str,
        path: Path,
        *,
        at: Literal["key", "value"] = "value",
        words: object = "",
        hint: Iterable[str] = (),
        **names: object,
    ) -> Fault:
        """A fault (or a warning) of what stands at that path, with its line and column."""
        return self._made(code, self.position(path, at), words, names, tuple(hint))

    def note(self, code: str, at: At, words: str = "", **names: object) -> None:
        """Keep a fault of what stands at that line and column."""
        self.faults.append(self._made(code, at, words, names))

    def _made(self, code: str, at: At, words: object, names: dict[str, object], hint: tuple[str, ...] = ()) -> Fault:
        said = str(words)
        said = said if len(said) <= LONGEST_WORDS else f"{said[:LONGEST_WORDS]}..."
        if self.text:  # a parser that misses something places it on the line after the last
            self._end = self._end or end_of(self.text)
            at = min(at, self._end)
        return Fault(self.name, *at, said, code, tuple((k, str(v)) for k, v in names.items()), hint)

    def position(self, path: Path, at: Literal["key", "value"] = "value") -> At:
        """Line and column, from 1, of the key or the value at that path; of the key of what is nearest above it."""
        if self._places is None:
            self._places = self.find(self.text)
        for n in range(len(path), 0, -1):
            found = self._places.get(path[:n])
            if found is not None:
                return found[0 if at == "key" and n == len(path) else 1]
        return 1, 1


def end_of(text: str) -> At:
    """Line and column, from 1, of what would come after this text."""
    lines = BREAK.split(text)
    return len(lines), len(lines[-1]) + 1
