"""A process as a picture: steps as boxes in lanes by role and columns by who waits for whom; no inches, no ink."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from definitions.context import UPON, Context, prepared
from definitions.explain import said
from definitions.helps import EVERIES, KINDS
from definitions.vocabulary import Definition, Every, Kind, OfStep, Step

COLUMNS: Final = 5
"""How many columns a picture has at least: those of a page in landscape."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step waits for another. `implied` where it waits for it through other steps as well."""

    before: str
    after: str
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A step and its place in its group: a row of a lane, a column. `number` is its place in the process, from 1."""

    step: str
    number: int
    title: str
    kind: Kind
    deadline: str
    lane: str
    row: int
    column: int
    others: tuple[str, ...] = ()  # the titles of the further roles that owe it

    @property
    def does(self) -> str:
        """What it does, in a word or two: "Nộp"."""
        return KINDS[self.kind].title


@dataclass(frozen=True, slots=True)
class Lane:
    """The steps of one role within a group; `rows` is how many boxes stand in it one beneath the other."""

    role: str
    title: str
    rows: int


@dataclass(frozen=True, slots=True)
class Group:
    """The steps that come round alike, with the arrows among them."""

    every: Every
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def title(self) -> str:
        """How often: "Hằng tháng"."""
        return EVERIES[self.every].title

    @property
    def upon(self) -> bool:
        """Whether somebody has to say that it happened."""
        return self.every in UPON

    def box(self, step: str) -> Box:
        """The box of that step; KeyError where it stands in another group."""
        return {box.step: box for box in self.boxes}[step]


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole process. `between` are the arrows from one group to another."""

    id: str
    title: str
    year: int
    groups: tuple[Group, ...]
    between: tuple[Arrow, ...]
    columns: int

    @property
    def arrows(self) -> tuple[Arrow, ...]:
        """Every arrow once: those within the groups, then those between them."""
        return (*(arrow for group in self.groups for arrow in group.arrows), *self.between)


def picture(of: Context | Definition) -> Picture:
    """The picture of a process in its year: every step once, every waiting once."""
    ctx = prepared(of)
    steps = tuple(ctx.steps.values())
    numbers = numbered(steps)
    groups = tuple(_group(ctx, every, numbers) for every in Every if any(s.every is every for s in steps))
    columns = max([COLUMNS, *(box.column + 1 for group in groups for box in group.boxes)])
    process = ctx.definition.process
    between = tuple(a for a in _arrows(steps) if ctx.steps[a.before].every is not ctx.steps[a.after].every)
    return Picture(process.id, process.title, ctx.definition.year.year, groups, between, columns)


def numbered(steps: Iterable[Step]) -> dict[str, int]:
    """The number of each step, by its id: its place in the process, from 1."""
    return {step.id: n for n, step in enumerate(steps, 1)}


def awaited(step: Step) -> tuple[str, ...]:
    """The steps that a step waits for: `needs`, `from`, `on`, and those that its own moments count from."""
    moments = (step.opens, step.due, step.closes, step.starts.moment if step.starts else None)
    counted = (m.anchor.step for m in moments if m is not None and isinstance(m.anchor, OfStep))
    own = (*step.needs, step.source, step.on, *counted)
    return tuple(dict.fromkeys(name for name in own if name and name != step.id))


# ---------------------------------------------------------------- arrows


def _arrows(steps: Iterable[Step]) -> Iterator[Arrow]:
    """Who waits for whom among these steps, and whether it does so anyway through others of them."""
    among = {step.id: step for step in steps}
    waits = {id: tuple(name for name in awaited(step) if name in among) for id, step in among.items()}
    for after, names in waits.items():
        for before in names:
            others = [name for name in names if name != before]
            yield Arrow(before, after, implied=any(before in _behind(name, waits) for name in others))


def _behind(step: str, waits: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Every step that has to be over before this one is, near or far."""
    found, todo = set[str](), [step]
    while todo:
        todo += (fresh := set(waits.get(todo.pop(), ())) - found)
        found |= fresh
    return found


# ---------------------------------------------------------------- places


def _group(ctx: Context, every: Every, numbers: Mapping[str, int]) -> Group:
    steps = [step for step in ctx.steps.values() if step.every is every]
    own = tuple(_arrows(steps))
    places = _places(steps, own)
    titles = {role.id: role.title for role in ctx.definition.process.roles}
    boxes = tuple(
        Box(s.id, numbers[s.id], s.title, s.kind, _deadline(ctx, s, numbers), s.by[0], *places[s.id],
            others=tuple(titles[role] for role in s.by[1:]))
        for s in steps
    )  # fmt: skip
    rows = {box.lane: max(b.row for b in boxes if b.lane == box.lane) + 1 for box in boxes}
    lanes = tuple(Lane(role, title, rows[role]) for role, title in titles.items() if role in rows)
    return Group(every, lanes, boxes, own)


def _places(steps: Iterable[Step], arrows: tuple[Arrow, ...]) -> dict[str, tuple[int, int]]:
    """Row and column of each step: chains from left to right, then what stands alone in the cells that are left."""
    columns = _columns(arrows)
    width = max([COLUMNS - 1, *columns.values()]) + 1
    taken: dict[str, set[tuple[int, int]]] = {}
    places: dict[str, tuple[int, int]] = {}
    for step in sorted(steps, key=lambda s: s.id not in columns):
        cells = taken.setdefault(step.by[0], set())
        among = (columns[step.id],) if step.id in columns else range(width)
        places[step.id] = next(cell for cell in _cells(among) if cell not in cells)
        cells.add(places[step.id])
    return places


def _cells(columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    columns, row = tuple(columns), 0
    while True:
        yield from ((row, column) for column in columns)
        row += 1


def _columns(arrows: tuple[Arrow, ...]) -> dict[str, int]:
    """The column of each step that an arrow touches: right of everything that it waits for."""
    columns = {step: 0 for arrow in arrows for step in (arrow.before, arrow.after)}
    for _ in columns:  # as many rounds as the longest chain can take; steps that waited in a circle would end it too
        for arrow in arrows:
            columns[arrow.after] = max(columns[arrow.after], min(columns[arrow.before] + 1, len(columns)))
    return columns


# ---------------------------------------------------------------- words


def _deadline(ctx: Context, step: Step, numbers: Mapping[str, int]) -> str:
    if step.due is not None:
        return f"Hạn: {said(ctx, step.due, numbers)}"
    if step.closes is not None:
        return f"Không đặt hạn; đóng: {said(ctx, step.closes, numbers)}"
    return "Không đặt hạn"
