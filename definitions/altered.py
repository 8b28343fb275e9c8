"""Altered: a line that has travelled and that its unit says otherwise since; what is different, and what goes nowhere.

Three versions are held against each other: what the unit says now, what it had said when its line was taken up last, and
the line as it stands. What partners, the Office and the leader made of a line since is no change of the unit's, and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from definitions.facts import Key
from definitions.newest import UNCHANGED, age, newest

Line = Mapping[str, Any]

BEFORE: Final = "before"
"""In a line that travels again: the whole line as it stood until then, to which it returns where nobody takes the change."""


@dataclass(frozen=True, slots=True)
class Travelled:
    """A plan of the month, or a "bổ sung" of it: its lines as they stand, and whatever else it has had.

    `had` are the ids that it held when the machine put it together last, or since: what was struck from it is among
    them. `said` are the plans that it was put together from: unit -> id -> the line as the unit had handed it in.
    """

    period: str
    lines: Sequence[Line]
    had: Collection[str] = frozenset()
    said: Mapping[str, Mapping[str, Line]] | None = None

    def words_of(self, unit: str, id: str) -> Line | None:
        """The line as that unit had handed it in; None where that is not known."""
        return (self.said or {}).get(unit, {}).get(id)


# ---------------------------------------------------------------- what is different


def differs(new: Any, old: Any) -> bool:
    """Whether two values of a field say something else; the order of several, and how nothing is said, are no difference."""
    return bool(_bare(new) != _bare(old))


def _bare(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list | tuple) and value else value or None


def altered(says: Line, had_said: Line, stands: Line) -> dict[str, Any] | None:
    """The line that stands with what its unit has changed, bearing what it was (`BEFORE`); None where it changed nothing.

    It is asked about anew: what the leader had settled of it is open again, but for a line that it kept although no
    partner takes it. A new day takes back that it was postponed; new partners may be among those that declined before.
    """
    new = {
        name: value
        for name, value in says.items()
        if name != "id" and differs(value, had_said.get(name)) and differs(value, stands.get(name))
    }
    if not new:
        return None
    kept = {name: value for name, value in stands.items() if name not in _reopened(stands, new)}
    apart = {p: {f: v for f, v in own.items() if f not in new} for p, own in stands.get("by_partner", {}).items()}
    apart = {p: own for p, own in apart.items() if own}
    planned = {"state": "planned", "postponed_to": ""} if "when" in new or stands.get("state") == "disputed" else {}
    was = {name: value for name, value in stands.items() if name != BEFORE}
    return {**kept, **planned, **({"by_partner": apart} if apart else {}), **new, BEFORE: was}


def _reopened(stands: Line, new: Mapping[str, Any]) -> frozenset[str]:
    anew = frozenset({BEFORE, "by_partner", "refused", "given"})
    if "partners" in new:
        return anew | {"settled", "declined"}
    return anew if stands.get("settled") == "keep" else anew | {"settled"}


def alterations(line: Line, partner: str = "") -> list[dict[str, Any]]:
    """What a line that travels again says otherwise: {"field", "old", "new"} each, by field; nothing for any other line.

    What came of it is no part of that (its state, whom it is late from): `before` holds it all, this the unit's fields.
    A `partner` reads it against what that one had taken on, where partners had taken it differently.
    """
    if BEFORE not in line:
        return []
    was, now = _for(line[BEFORE], partner), _for(line, partner)
    fields = sorted({*was, *now} - _NOT_SAID)
    return [{"field": it, "old": was.get(it), "new": now.get(it)} for it in fields if differs(now.get(it), was.get(it))]


def _for(line: Line, partner: str) -> Line:
    return {**line, **line.get("by_partner", {}).get(partner, {})}


_NOT_SAID: Final = frozenset(
    {"id", "unit", "late", "state", "postponed_to", "settled", "given", "declined", "refused", "by_partner", BEFORE}
)


def held(line: Line) -> Line:
    """What holds of a line: where its change was not taken, what it was before."""
    return {**line[BEFORE], "state": UNCHANGED} if line.get("state") == UNCHANGED and BEFORE in line else line


# ---------------------------------------------------------------- which lines travel again


def again(says: Line, unit: str, gone: Sequence[Travelled], over: Collection[str] = ()) -> dict[str, Any] | None:
    """The next version of a known line, where its unit has changed it and it still stands; None else.

    `over` are the ids of lines that have come out, or go on in the plan of a later month.
    """
    id = str(says["id"])
    stands, had_said = _standing(gone).get(id), _words_taken_up(id, unit, gone)
    if stands is None or had_said is None or id in over:
        return None
    return altered(says, had_said, stands)


def _standing(gone: Iterable[Travelled]) -> dict[str, Line]:
    """The lines that stand: as the newest plan says them, and neither dropped nor struck from it.

    What was struck from a "bổ sung" is what the plan before it says.
    """
    found = newest((it.period, it.lines) for it in gone)
    return {id: line for id, (_, line) in found.items() if line.get("state") != "dropped"}


def _words_taken_up(id: str, unit: str, gone: Iterable[Travelled]) -> Line | None:
    """What the unit had said of a line when it was taken up last."""
    last = max((it for it in gone if id in it.had), key=lambda it: age(it.period), default=None)
    return last.words_of(unit, id) if last else None


# ---------------------------------------------------------------- what goes nowhere by itself


class Why(StrEnum):
    """Why something in a unit's newest plan goes nowhere by itself."""

    LEFT_OUT = "left-out"  # the plan no longer has a line that stands
    STRUCK = "struck"  # it changes a line that no longer stands
    OVER = "over"  # it changes a line that has come out, or goes on in a later month


@dataclass(frozen=True, slots=True)
class Aside:
    """A line of which a person has to say what becomes of it; `key` is that of the unit's plan."""

    why: Why
    key: Key
    line: str
    content: str


def asides(
    plans: Iterable[tuple[Key, Sequence[Line]]], gone: Sequence[Travelled], over: Collection[str] = ()
) -> tuple[Aside, ...]:
    """What a person has to look at in the newest plans of the units, each with its lines: by unit, then by line.

    A line that is left out is dropped by nobody but a person: units often send no more than what is new.
    """
    found = [it for key, lines in plans for it in _asides_of(key, lines, gone, over)]
    return tuple(sorted(found, key=lambda it: (it.key, it.line)))


def _asides_of(key: Key, lines: Sequence[Line], gone: Sequence[Travelled], over: Collection[str]) -> Iterator[Aside]:
    unit = key.party
    says, stands = {str(it["id"]): it for it in lines}, _standing(gone)
    for id, line in stands.items():
        if id not in says and id not in over and _words_taken_up(id, unit, gone) is not None:
            yield Aside(Why.LEFT_OUT, key, id, str(line.get("content", "")))
    for id, line in says.items():
        had_said = _words_taken_up(id, unit, gone)
        goes = id in stands and id not in over
        if had_said is not None and not goes and altered(line, had_said, stands.get(id, had_said)) is not None:
            yield Aside(Why.OVER if id in over else Why.STRUCK, key, id, str(line.get("content", "")))
