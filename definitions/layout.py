"""Where every band, lane, box and arrow of a picture stands on the page: inches from the top left, y downwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from definitions.lettering import wrapped
from definitions.picture import Arrow, Box, Group, Lane, Picture

EM: Final = 7.5 / 72
"""The size of the words in a box, in inches."""
LEADING: Final = 1.3 * EM
SLOT: Final = 0.075  # between two lines that run side by side
PORT: Final = 0.14  # between two arrows that end at one box


class Rect(NamedTuple):
    """A rectangle: its left, its top, its width, its height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.y + self.height / 2


Point = tuple[float, float]
Texts = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""step -> the lines of its title, the lines beneath"""


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a page, in inches. `label` is the width of a lane's title, `gutter` what parts two columns."""

    margin: float = 0.3
    head: float = 0.75
    band: float = 0.27
    label: float = 1.25
    box: float = 2.86
    gutter: float = 0.48
    strip: float = 0.2  # the mark of a kind, at the left of a box
    pad: float = 0.07  # within a box and within a lane
    gap: float = 0.12  # between two bands


@dataclass(frozen=True, slots=True)
class Placed:
    """A box on the page: its rectangle, the lines of its title and of what stands beneath."""

    box: Box
    rect: Rect
    title: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow on the page: the points that its line goes through, upright and level only."""

    arrow: Arrow
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A group on the page. `lanes` are the rectangles of its lanes, with their titles at their left."""

    group: Group
    rect: Rect
    lanes: tuple[tuple[Lane, Rect], ...]
    boxes: tuple[Placed, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole page; `height` is where its last band ends, `width` that of the page."""

    width: float
    height: float
    bands: tuple[Band, ...]


def layout(picture: Picture, measures: Measures | None = None) -> Layout:
    """A place for everything: nothing overlaps, an arrow crosses no box, and no word is wider than its box."""
    measures = measures or Measures()
    width = 2 * measures.margin + measures.label + picture.columns * (measures.box + measures.gutter)
    bands, top = [], measures.margin + measures.head
    for group in picture.groups:
        bands.append(_Drawing(picture, group, measures, width, top).band())
        top = bands[-1].rect.bottom + measures.gap
    return Layout(width, top, tuple(bands))


@dataclass
class _Drawing:
    """One band while it is drawn."""

    picture: Picture
    group: Group
    measures: Measures
    width: float
    top: float
    slots: Counter[int] = field(default_factory=Counter)  # lines in the gutter right of a column
    ports: Counter[str] = field(default_factory=Counter)  # arrows that end at a box
    tracks: Counter[str] = field(default_factory=Counter)  # lines beneath the boxes of a lane
    stems: dict[str, float] = field(default_factory=dict)  # where the arrows of a box leave its gutter

    def band(self) -> Band:
        """The band, drawn."""
        texts = {box.step: self._texts(box) for box in self.group.boxes}
        lanes = tuple(self._lanes(texts))
        places = {lane.role: rect for lane, rect in lanes}
        boxes = {box.step: self._placed(box, places[box.lane], texts) for box in self.group.boxes}
        ordered = sorted(self.group.arrows, key=lambda arrow: arrow.implied)  # what counts gets the straight way
        routes = tuple(Route(arrow, self._points(arrow, boxes, places)) for arrow in ordered)
        bottom = lanes[-1][1].bottom
        rect = Rect(self.measures.margin, self.top, self.width - 2 * self.measures.margin, bottom - self.top)
        return Band(self.group, rect, lanes, tuple(boxes.values()), routes)

    # ------------------------------------------------------------ boxes and lanes

    def _texts(self, box: Box) -> tuple[tuple[str, ...], tuple[str, ...]]:
        limit = (self.measures.box - self.measures.strip - 2 * self.measures.pad) / EM
        title = wrapped(f"{box.number}. {box.title}", limit, bold=True)
        others = f" (cùng {', '.join(box.others)})" if box.others else ""
        further = (f"Chờ: {named}" for named in self._from_elsewhere(box))
        notes = [f"{box.does.upper()}{others}. {box.deadline}", *further]
        return title, tuple(line for note in notes for line in wrapped(note, limit))

    def _from_elsewhere(self, box: Box) -> Iterator[str]:
        """What it waits for in other bands: said in words, for a line across the page would cross everything."""
        known = {b.step: (b, group) for group in self.picture.groups for b in group.boxes}
        for arrow in self.picture.between:
            if arrow.after == box.step:
                other, group = known[arrow.before]
                yield f"bước {other.number} ({group.title.lower()})"

    def _lanes(self, texts: Texts) -> Iterator[tuple[Lane, Rect]]:
        top = self.top + self.measures.band
        for lane in self.group.lanes:
            row = self._height(lane.role, texts)
            title = (len(wrapped(lane.title, (self.measures.label - 0.12) / EM, bold=True)) + 1) * LEADING
            height = max(title, lane.rows * (row + self.measures.pad) + self.measures.pad + self._tracked(lane))
            rect = Rect(self.measures.margin, top, self.width - 2 * self.measures.margin, height)
            yield lane, rect
            top = rect.bottom

    def _height(self, role: str, texts: Texts) -> float:
        """The height of the boxes of a lane: that of the one that says most."""
        said = max(
            len(title) + len(notes) for title, notes in (texts[b.step] for b in self.group.boxes if b.lane == role)
        )
        return said * LEADING + 2 * self.measures.pad

    def _tracked(self, lane: Lane) -> float:
        """The room for lines beneath the boxes of a lane: as many as may have to go round."""
        long = [a for a in self.group.arrows if self._blocked(a) and self.group.box(a.after).lane == lane.role]
        return len(long) * SLOT + (self.measures.pad if long else 0)

    def _placed(self, box: Box, lane: Rect, texts: Texts) -> Placed:
        m = self.measures
        height = self._height(box.lane, texts)
        x = m.margin + m.label + box.column * (m.box + m.gutter) + m.gutter / 2
        return Placed(box, Rect(x, lane.y + m.pad + box.row * (height + m.pad), m.box, height), *texts[box.step])

    # ------------------------------------------------------------ arrows

    def _blocked(self, arrow: Arrow) -> bool:
        """Whether boxes stand between the two, in the row of the one it goes to."""
        before, after = self.group.box(arrow.before), self.group.box(arrow.after)
        return any(
            (box.lane, box.row) == (after.lane, after.row) and before.column < box.column < after.column
            for box in self.group.boxes
        )

    def _points(self, arrow: Arrow, boxes: Mapping[str, Placed], lanes: Mapping[str, Rect]) -> tuple[Point, ...]:
        before, after = boxes[arrow.before], boxes[arrow.after]
        start, end = (before.rect.right, before.rect.middle), (after.rect.x, self._port(after))
        if start[1] == end[1] and not self._blocked(arrow):
            return start, end
        stem = self._stem(before)
        if not self._blocked(arrow):
            return start, (stem, start[1]), (stem, end[1]), end
        self.tracks[after.box.lane] += 1
        track = lanes[after.box.lane].bottom - self.tracks[after.box.lane] * SLOT
        near = self._slot(after.box.column - 1, after.rect.x - self.measures.gutter)
        return start, (stem, start[1]), (stem, track), (near, track), (near, end[1]), end

    def _port(self, after: Placed) -> float:
        """Where an arrow ends: the first in the middle of the left edge, the next ones above and below it."""
        n = self.ports[after.box.step]
        self.ports[after.box.step] += 1
        away = PORT * ((n + 1) // 2) * (1 if n % 2 else -1)
        edge = after.rect.height / 2 - 0.05
        return after.rect.middle + max(-edge, min(edge, away))

    def _stem(self, before: Placed) -> float:
        """Where the arrows of a box turn: all of them at one place, so that a fork is read as one."""
        if before.box.step not in self.stems:
            self.stems[before.box.step] = self._slot(before.box.column, before.rect.right)
        return self.stems[before.box.step]

    def _slot(self, column: int, left: float) -> float:
        """A place of its own for a line in the gutter right of a column; what does not fit shares the last."""
        self.slots[column] += 1
        return left + min(0.1 + self.slots[column] * SLOT, self.measures.gutter - 0.14)
