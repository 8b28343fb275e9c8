"""Coverage: of what was planned, what came out in time, late or never; and what came out beside the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar

from definitions.content import sort_key
from definitions.fates import Fated, OfPartner, fated
from definitions.figures import Published, YearFacts
from definitions.overview import months_shown
from definitions.placing import Place, Placing
from definitions.traces import Row, Trace, publication_row, slugs
from definitions.vocabulary import Definition, Target


@dataclass(frozen=True, slots=True)
class Covered:
    """Lines: planned = on_time + late + waiting + never, beside those that were `dropped`. Publications: all of them,
    of which `unplanned` (on or after the day of the plan's issue, on no line) and `results` (before that day).

    A line has come out with the first publication that is linked to it: `on_time` on its last day or before, `late`
    after it. Without one it is `waiting` up to its last day and `never` after it. Its last day is the day that it names
    (the latest, where partners take it on different ones), that to which it was postponed (the year's last, where that
    is no date), else the last day of the month that its plan speaks of.
    """

    planned: int = 0
    on_time: int = 0
    late: int = 0
    waiting: int = 0
    never: int = 0
    dropped: int = 0
    publications: int = 0
    unplanned: int = 0
    results: int = 0

    @property
    def published(self) -> int:
        """Lines that came out, in time or late."""
        return self.on_time + self.late


class Out(NamedTuple):
    """A publication, where it stands beside the plans, and its row in every figure."""

    it: Published
    place: Place
    row: Row

    @property
    def month(self) -> str:
        """The month in which it came out."""
        return f"{self.it.at:%Y-%m}"


It = TypeVar("It", Fated, Out)


class Aimed(NamedTuple):
    """A target of the joint plan, and how many publications fit it so far."""

    target: Target
    out: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything planned and everything that came out up to a day, and the same by topic, activity, unit, partner, genre
    and month. What names several topics counts with each; what names none stands under "". A line for two partners
    counts with each of them by what that one published; as a whole it has come out with the first.

    `grid` has, for topics and activities, a `Covered` for each of `months`.
    """

    today: dt.date
    months: tuple[str, ...]
    total: Covered
    groups: Mapping[str, tuple[tuple[str, Covered], ...]]
    grid: Mapping[str, tuple[tuple[str, tuple[Covered, ...]], ...]]
    targets: tuple[Aimed, ...]
    lines: tuple[Fated, ...]
    out: tuple[Out, ...]


def coverage(
    definition: Definition, facts: YearFacts, now: dt.datetime
) -> tuple[Coverage, Mapping[str, tuple[Row, ...]]]:
    """Coverage at that instant, and the rows of every figure: `coverage.never`, `coverage.topics.t3.late`,
    `coverage.topics.t3.2023-05.planned`, `coverage.targets.1.out`.
    """
    placing, trace = Placing(definition, facts, now), Trace()
    lines, own = fated(definition, placing)
    out = tuple(Out(it, place := placing.place(it), publication_row(it, place)) for it in placing.out)
    months = months_shown(
        definition, sorted({it.month for it in lines} | {it.month for it in out}), f"{placing.today:%Y-%m}"
    )
    counting = _Counting(trace, lines, out)
    groups = {group: counting.group(group, _ids(definition, group), own) for group in GROUPS}
    return (
        Coverage(
            placing.today,
            months,
            counting.covered("coverage", lines, out),
            groups,
            {group: counting.by_month(group, groups[group], months) for group in GRIDS},
            tuple(_aimed(trace, n, target, out) for n, target in enumerate(definition.year.targets, 1)),
            lines,
            out,
        ),
        trace.rows,
    )


# ---------------------------------------------------------------- what a line and a publication belong to

_OF_LINE: Final[Mapping[str, Callable[[Any], Sequence[str]]]] = {
    "topics": lambda it: it.line.get("topics", ()),
    "activities": lambda it: it.line.get("activities", ()),
    "units": lambda it: [it.line["unit"]],
    "partners": lambda it: it.line.get("partners", ()),
    "genres": lambda it: [it.line.get("genre", "")],
    "months": lambda it: [it.month],
}
_OF_OUT: Final[Mapping[str, Callable[[Any], Sequence[str]]]] = {
    "topics": lambda it: it.it.topics,
    "activities": lambda it: it.it.activities,
    "units": lambda it: [it.it.unit],
    "partners": lambda it: [it.it.partner],
    "genres": lambda it: [it.it.genre],
    "months": lambda it: [it.month],
}
GROUPS: Final = tuple(_OF_LINE)
GRIDS: Final = ("topics", "activities")
SEVERAL: Final = frozenset({"topics", "activities", "partners"})
"""The groups of which a line may name several: their figures add up to more than the whole."""


def _ids(definition: Definition, group: str) -> tuple[str, ...]:
    """What stands in the table even when nothing is planned for it, in the order of the year."""
    year = definition.year
    if group in {"topics", "activities"}:
        return tuple(it.id for it in getattr(year, group))
    return tuple(party.id for party in year.playing("partner")) if group == "partners" else ()


def belongs(group: str, it: Fated | Out) -> tuple[str, ...]:
    """The ids that a line or a publication names in that group; ("",) where it names none."""
    ids = (_OF_LINE if isinstance(it, Fated) else _OF_OUT)[group](it)
    return tuple(dict.fromkeys(ids)) or ("",)


# ---------------------------------------------------------------- counting

_LINES: Final = ("on_time", "late", "waiting", "never", "dropped")
_PLACES: Final[Mapping[str, Place]] = {"unplanned": "unplanned", "results": "before_plan"}


class _Counting:
    """Counts lines and publications, each figure with its rows."""

    def __init__(self, trace: Trace, lines: Sequence[Fated], out: Sequence[Out]) -> None:
        self.trace, self.lines, self.out = trace, lines, out

    def covered(self, name: str, lines: Iterable[Fated], out: Iterable[Out]) -> Covered:
        """These lines and publications, counted under that name."""
        rows = [(it.fate, it.row) for it in lines]
        shown = [(it.place, it.row) for it in out]
        parts = {
            "planned": [row for fate, row in rows if fate != "dropped"],
            **{field: [row for fate, row in rows if fate == field] for field in _LINES},
            "publications": [row for _, row in shown],
            **{field: [row for place, row in shown if place == where] for field, where in _PLACES.items()},
        }
        return Covered(**{field: self.trace.count(f"{name}.{field}", its) for field, its in parts.items()})

    def group(self, group: str, known: Sequence[str], own: OfPartner) -> tuple[tuple[str, Covered], ...]:
        """One `Covered` for each id: those that the year knows, in its order, and whatever else was named."""
        lines = own if group == "partners" else _by(group, self.lines)
        out = _by(group, self.out)
        named = {*lines, *out} - {*known}
        ids = [*known, *sorted(named, key=lambda id: (not id, sort_key(id)))]
        names = slugs(ids) if group == "genres" else {id: id or "-" for id in ids}
        return tuple(
            (id, self.covered(f"coverage.{group}.{names[id]}", lines.get(id, ()), out.get(id, ()))) for id in ids
        )

    def by_month(
        self, group: str, rows: Iterable[tuple[str, Covered]], months: Sequence[str]
    ) -> tuple[tuple[str, tuple[Covered, ...]], ...]:
        """For each id of these rows a `Covered` for each month."""
        lines, out = _by(group, self.lines), _by(group, self.out)
        found = []
        for id, _ in rows:
            mine, came, name = (
                _by("months", lines.get(id, ())),
                _by("months", out.get(id, ())),
                f"coverage.{group}.{id or '-'}",
            )
            found.append((id, tuple(self.covered(f"{name}.{m}", mine.get(m, ()), came.get(m, ())) for m in months)))
        return tuple(found)


def _by(group: str, its: Iterable[It]) -> dict[str, list[It]]:
    found: dict[str, list[It]] = {}
    for it in its:
        for id in belongs(group, it):
            found.setdefault(id, []).append(it)
    return found


def _aimed(trace: Trace, n: int, target: Target, out: Iterable[Out]) -> Aimed:
    fitting = (publication_row(it.it, it.place) for it in out if fits(target, it))
    return Aimed(target, trace.count(f"coverage.targets.{n}.out", fitting))


def fits(target: Target, out: Out) -> bool:
    """Whether a publication is what a target asks for: of its partner, about its topic, in its genre."""
    it = out.it
    named = target.partner in (None, it.partner) and target.topic in (None, *it.topics)
    return named and target.genre in ("", it.genre)
