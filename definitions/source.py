"""The texts of a definition: YAML to plain mappings, lists and texts, and back from a path to its line and column.

Rule 1: a scalar stays the text that was written (`12:30`, `no`, `017`). Rule 2: no anchor, alias, tag, merge key,
duplicate key or empty value. Rule 3: nothing is built that the limits forbid, so a bomb costs no more than its size.

libyaml's events are read one by one instead of a tree of nodes: that is faster, tells an anchor from a plain value,
and cannot run out of stack. Positions are looked up only when there is a fault to place.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Final

import yaml

from definitions.tree import BREAK, At, Json, Path, Places, Source, Tree, end_of

__all__ = ["Json", "Path", "Source", "Span", "Tree", "read", "spans", "write"]

LARGEST: Final = 256 * 1024  # bytes
DEEPEST: Final = 20

# A PyYAML that was built without libyaml has no C parser; its own reads the same events, more slowly.
_Parser: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read(source: Source) -> Tree:
    """The text as mappings, lists and texts. Its faults are in the tree; what could be read is there all the same."""
    tree = Tree(source.name, "", find=_places_of)
    text = _decoded(tree, source.text)
    if text is not None:
        tree.text = text
        _Reader(tree).read()
    tree.broken = tree.broken or text is None
    return tree


def write(data: Json) -> str:
    """Mappings, lists and texts as YAML that `read` reads back."""
    written: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
    return written


def _decoded(tree: Tree, text: str | bytes) -> str | None:
    """The text, composed (NFC) and without a byte order mark; None where it cannot be read at all."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(raw) > LARGEST:
        tree.note("too-big", (1, 1), limit=LARGEST // 1024)
        return None
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        tree.note("not-utf-8", end_of(_composed(raw[: wrong.start].decode("utf-8"))), f"0x{raw[wrong.start]:02X}")
        return None
    return _composed(decoded)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def _places_of(text: str) -> Places:
    """Where the key and the value of every path stand, as far as the text can be read."""
    found: dict[Path, tuple[At, At]] = {}
    with contextlib.suppress(yaml.YAMLError):
        for path, key, event in _walk(_Parser(text)):
            found.setdefault(path, (key or _at(event), _at(event)))
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands in its text: `key` is where its key begins (None in a list), `end` is behind its last sign."""

    key: int | None
    start: int
    end: int
    scalar: bool


def spans(text: str) -> dict[Path, Span]:
    """The span of every value, as far as the text can be read; offsets count signs of this very text."""
    found: dict[Path, Span] = {}
    last, lines = 0, [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    with contextlib.suppress(yaml.YAMLError):
        for path, key, event in _walk(_Parser(text), ends=True):
            start, end = event.start_mark.index, event.end_mark.index
            if said := len(text[start:end].rstrip()):  # the end of a block has none: it is where the next thing begins
                last = start + said
            if type(event) in _ENDS:
                found[path] = replace(found[path], end=last)
            else:
                found[path] = Span(key and lines[key[0] - 1] + key[1] - 1, start, last, type(event) is yaml.ScalarEvent)
    return found


@dataclass(slots=True)
class _Level:
    """What is open: where it is, whether it is a list, the next number or key, where that key stands."""

    path: Path
    is_list: bool
    name: str | int = 0
    key: At | None = None


_ENDS: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_STARTS: Final = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})


def _walk(parser: Any, *, ends: bool = False) -> Iterator[tuple[Path, At | None, Any]]:
    """Every value of the first document: its path, where its key stands (None in a list), its event; and its end."""
    levels: list[_Level] = []
    for event in iter(parser.get_event, None):
        kind = type(event)
        if kind in _ENDS:
            closed = levels.pop()
            if ends:
                yield closed.path, None, event
        elif kind in _STARTS or kind in {yaml.ScalarEvent, yaml.AliasEvent}:
            here = levels[-1] if levels else _Level((), is_list=True)
            path = (*here.path, here.name) if levels else ()
            if not here.is_list and here.key is None:
                here.name, here.key = getattr(event, "value", ""), _at(event)
            else:
                yield path, here.key, event
                here.name, here.key = (int(here.name) + 1 if here.is_list else ""), None
            if kind in _STARTS:
                levels.append(_Level(path, kind is yaml.SequenceStartEvent))
        if kind is yaml.DocumentEndEvent or len(levels) > DEEPEST:
            return


_AWAITED: Final = object()
_UNPRINTABLE: Final = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Reader:
    """Events to values. What is open lies on a stack; what is forbidden is faulted and passed over."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.stack: list[tuple[Any, Any, Any]] = []  # what was open around it, under which key, which key comes then
        self.open: Any = None
        self.key: Any = _AWAITED  # the key whose value comes next; None where that value is passed over
        self.root: Any = None

    def read(self) -> None:
        """Fill the tree's data."""
        tree = self.tree
        try:
            self._events(_Parser(tree.text))
        except yaml.MarkedYAMLError as wrong:
            mark = wrong.problem_mark or wrong.context_mark
            at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            tree.note("yaml", at, _line(tree.text, at[0]), problem=wrong.problem or wrong.context or "?")
            tree.broken = True
        except yaml.reader.ReaderError:
            found = _UNPRINTABLE.search(tree.text)
            start = found.start() if found else 0
            tree.note("unprintable", end_of(tree.text[:start]), f"U+{ord(tree.text[start]):04X}")
            tree.broken = True
        except _Enough:
            tree.broken = True
        tree.unread = tuple(key if isinstance(key, str) else len(out) - 1 for out, key, _ in self.stack[1:])
        if isinstance(self.root, dict):
            tree.data = self.root
        elif not tree.broken:
            tree.note("no-mapping", (1, 1))
            tree.broken = True

    def _events(self, parser: Any) -> None:
        scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        following = parser.get_event
        while (event := following()) is not None:
            kind = type(event)
            if kind is scalar:
                self._scalar(event)
            elif kind is mapping or kind is sequence:
                self._start(event, {} if kind is mapping else [])
            elif kind in _ENDS:
                self.open, _, self.key = self.stack.pop()
            elif kind is yaml.AliasEvent:
                self.tree.note("alias", _at(event), f"*{event.anchor}")
                self._take(None, event)
            elif kind is yaml.DocumentStartEvent and self.root is not None:
                self.tree.note("two-documents", _at(event), "---")
                raise _Enough

    def _scalar(self, event: Any) -> None:
        value, here = event.value, self.open
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        if type(here) is dict and self.key is _AWAITED:
            self._name(value, event)
        elif value == "" and event.implicit[0]:
            colon = self.tree.text[: event.start_mark.index].rstrip().endswith((":", "-"))
            self.tree.note("empty" if colon else "comma", _at(event), self.key or "", of=self.key or "-")
            self._take(None, event)
        else:
            self._take(value, event)

    def _name(self, value: str, event: Any) -> None:
        """A key has come."""
        self.key = value
        if value == "<<":
            self.tree.note("merge", _at(event), "<<")
            self.key = None
        elif value in self.open:
            path = [key for _, key, _ in self.stack if isinstance(key, str)]
            self.tree.note("two-parties" if path == ["parties"] else "duplicate-key", _at(event), value)
            self.key = None

    def _take(self, value: Any, event: Any) -> None:
        """A value has come (None where it is passed over): it takes its place."""
        here = self.open
        if type(here) is dict:
            if self.key is _AWAITED:
                self.tree.note("key-not-text", _at(event), "")
                self.key = None
                return
            if value is None:
                self.tree.passed.add((id(here), str(self.key)))
            elif self.key is not None:
                here[self.key] = value
            self.key = _AWAITED
        elif here is None:
            self.root = value if value is not None else ""
        elif value is not None:
            here.append(value)

    def _start(self, event: Any, fresh: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        if len(self.stack) >= DEEPEST:
            self.tree.note("too-deep", _at(event), "", limit=DEEPEST)
            raise _Enough
        key = self.key
        self._take(fresh, event)
        self.stack.append((self.open, key, self.key))
        self.open, self.key = fresh, _AWAITED

    def _properties(self, event: Any) -> None:
        if event.anchor is not None:
            self.tree.note("anchor", _at(event), f"&{event.anchor}")
        if event.tag is not None:
            self.tree.note("tag", _at(event), event.tag)


class _Enough(Exception):  # noqa: N818 - it never leaves this module: a way out of the reading loop
    pass


def _at(event: Any) -> At:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _line(text: str, number: int) -> str:
    lines = BREAK.split(text)
    return lines[number - 1].strip() if number <= len(lines) else ""
