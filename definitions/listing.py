"""Things of the year that a cell names, several at once, each by any of its names: which are meant, which are unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from definitions.content import fold
from definitions.vocabulary import Activity, Topic

_LABEL: Final = re.compile(r"(?:noi dung|muc|linh vuc|hoat dong(?: trong tam)?)?(?: so)?\s*(.*)")
_NUMBERED: Final = re.compile(r"(?:[ivx]+\.)?0*(\d{1,2})[.)]\s+\S")
_PREFIX: Final = 12  # letters of a title that are enough, where only one title begins with them


def listed_as(it: Topic | Activity, number: int = 0) -> str:
    """How a topic or an activity stands in a list to choose from: its number, or its clause, and its short name."""
    return f"{number or it.basis}. {it.short or it.title}" if number or it.basis else it.short or it.title


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a cell may name, all folded; `number` is its place in the plan (0: it has none)."""

    id: str
    title: str
    folded: str
    names: frozenset[str]
    number: int
    shown: str = ""

    @classmethod
    def of(cls, id: str, title: str, *others: str, n: int = 0, shown: str = "") -> Named:
        """An id such as `k06-plastic` is also known as `k06`; `shown` is how a list has it."""
        code = re.match(r"[a-z]+\d+(?=[-_])", id)
        names = (id, title, *others, code[0] if code else "", shown)
        return cls(id, title, fold(title), frozenset(fold(name) for name in names if name), n, shown or title)


def listed_in(text: str, known: Sequence[Named]) -> tuple[set[str], str]:
    """What was chosen from a list, as the list has it, whatever marks stand within; and the rest of the text."""
    if ";" not in text:
        return set(), text
    rest, found = f"; {fold(text)};", set[str]()
    for it in sorted(known, key=lambda it: -len(it.shown)):
        said = f"; {fold(it.shown)};"
        if said in rest:
            rest = rest.replace(said, ";")
            found.add(it.id)
    return (found, rest.strip("; ")) if found else (found, text)


def resolve(
    text: str,
    known: Sequence[Named],
    separators: Sequence[str] = (r"[;\n]", ",", r"[+&]|\bvà\b"),
    *,
    beginnings: bool = True,
) -> tuple[set[str], list[str]]:
    """The ids that a text names, and the parts that name nothing. A title may hold marks: the whole is tried first."""
    one = _one(text, known, beginnings=beginnings)
    if one is not None:
        return {one}, []
    if not separators:
        return set(), [text]
    parts = [part.strip() for part in re.split(separators[0], text, flags=re.IGNORECASE)]
    answers = [resolve(part, known, separators[1:], beginnings=beginnings) for part in parts if part]
    found = {id for ids, _ in answers for id in ids}
    return found, [part for _, unknown in answers for part in unknown]


def _one(text: str, known: Sequence[Named], *, beginnings: bool) -> str | None:
    folded = fold(text)
    label = _LABEL.fullmatch(folded)
    bare = label[1].rstrip(".") if label else folded
    for it in known:
        if folded in it.names or bare in it.names or (it.number and bare.isdecimal() and int(bare) == it.number):
            return it.id
    if not beginnings:
        return None
    return _by_beginning(folded, known) or _by_beginning(_without_number(bare, known), known)


def _without_number(bare: str, known: Iterable[Named]) -> str:
    """`3. Tuyên truyền ...` -> its title, where the number and the title agree."""
    numbered = _NUMBERED.match(bare)
    if numbered is None:
        return ""
    rest = bare[numbered.end() - 1 :]
    agree = any(it.number == int(numbered[1]) and it.folded.startswith(rest.rstrip(".")) for it in known)
    return rest if agree else ""


def _by_beginning(folded: str, known: Iterable[Named]) -> str | None:
    folded = folded.rstrip(". …")
    if len(folded) < _PREFIX:
        return None
    found = [it.id for it in known if it.folded.startswith(folded)]
    return found[0] if len(found) == 1 else None
