"""A text of a definition, edited where it stands: values replaced, lines dropped or added, comments at line ends."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from definitions.review import mark
from definitions.source import Path, spans

NEWLINES = "\r\n\x85\u2028\u2029"


class Editing:
    """The edits of one text, kept until `text()` makes them; every line that none of them names stays byte for byte."""

    def __init__(self, text: str, year: int) -> None:
        self._text, self._year, self._spans = text, year, spans(text)
        self._lines = text.splitlines(keepends=True)
        self._starts = [0, *accumulate(map(len, self._lines))]
        self._values: dict[Path, str] = {}
        self._marks: dict[int, list[str]] = defaultdict(list)  # at the end of a line
        self._above: dict[int, list[str]] = defaultdict(list)  # in a line of its own
        self._added: dict[int, list[str]] = defaultdict(list)
        self._dropped: dict[int, str] = {}  # "" for the further lines of what is dropped

    # --- looking

    def has(self, path: Path) -> bool:
        """Whether something stands at that path."""
        return path in self._spans

    def within(self, path: Path) -> Iterator[Path]:
        """Every text under a path."""
        return (it for it, span in self._spans.items() if span.scalar and it[: len(path)] == path)

    def said(self, path: Path) -> str:
        """What stands there, as it is written: quotation marks and all."""
        span = self._spans[path]
        return self._text[span.start : span.end]

    def alone(self, path: Path) -> bool:
        """Whether the lines of what stands at that path hold nothing else, a comment apart."""
        start, end = self._extent(path)
        before = self._text[self._starts[self._line(start)] : start].strip()
        after = self._text[end : self._starts[self._line(end - 1) + 1]].strip()
        return before in {"", "-"} and (not after or after.startswith("#"))

    # --- editing

    def replace(self, path: Path, text: str) -> None:
        """Write another value there; one of a single line stays one. A value in quotation marks keeps them."""
        said = self.said(path)
        quote = said[0] if said[:1] in {'"', "'"} and text[:1] != said[0] and '"' not in text else ""
        self._values[path] = f"{quote}{text}{quote}"

    def mark(self, path: Path, what: str) -> None:
        """Ask a person to look at the line; where a comment would tear a text apart, in a line above it."""
        line = self._line(self._extent(path)[0])
        if self._within_a_text(self._end(line)):
            while self._within_a_text(self._starts[line]):
                line -= 1
            self._above[line].append(what)
        else:
            self._marks[line].append(what)

    def add_after(self, path: Path, text: str, what: str = "") -> None:
        """A line of its own behind the value, marked where `what` says what to look at."""
        comment = f"  {mark(self._year, what)}" if what else ""
        self._added[self._line(self._spans[path].end - 1)].append(f"{text}{comment}")

    def drop(self, path: Path, what: str) -> None:
        """Leave out the lines of what stands there (`alone`), and say so in a mark in their place."""
        start, end = self._extent(path)
        first, last = self._line(start), self._line(end - 1)
        self._dropped |= {first: what, **dict.fromkeys(range(first + 1, last + 1), "")}

    def text(self) -> str:
        """The text with every edit made."""
        edited = self._text
        for path in sorted(self._values, key=lambda it: self._spans[it].start, reverse=True):
            span = self._spans[path]
            edited = f"{edited[: span.start]}{self._values[path]}{edited[span.end :]}"
        lines = edited.splitlines(keepends=True)
        return "".join(part for number, line in enumerate(lines) for part in self._made(number, line))

    def _made(self, number: int, line: str) -> Iterator[str]:
        body = line.rstrip(NEWLINES)
        newline, indent = line[len(body) :] or self._newline(), line[: len(line) - len(line.lstrip(" "))]
        for what in (*self._above[number], *filter(None, [self._dropped.get(number)])):
            yield f"{indent}{mark(self._year, what)}{newline}"
        if number in self._dropped:
            return
        marked = f"{body.rstrip()}  {mark(self._year, '; '.join(self._marks[number]))}" if self._marks[number] else body
        yield marked + (newline if self._added[number] else line[len(body) :])
        yield from (f"{added}{newline}" for added in self._added[number])

    # --- places

    def _newline(self) -> str:
        first = self._lines[0]
        return first[len(first.rstrip(NEWLINES)) :] or "\n"

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, max(offset, 0), hi=len(self._lines)) - 1

    def _end(self, line: int) -> int:
        return self._starts[line] + len(self._lines[line].rstrip(NEWLINES))

    def _extent(self, path: Path) -> tuple[int, int]:
        span = self._spans[path]
        return (span.start if span.key is None else span.key), span.end

    def _within_a_text(self, offset: int) -> bool:
        """Whether a comment there would be part of a text, or end it; behind the head of a block (`>-`) it does neither."""
        around = next((s for s in self._spans.values() if s.scalar and s.start < offset < s.end), None)
        if around is None:
            return False
        head = self._text[around.start] in ">|" and self._line(around.start) == self._line(offset)
        return not head
