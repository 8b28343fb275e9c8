"""A group of a picture as a circuit: events, tasks, parallel gateways, and the flows that join them, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from definitions.layout import Band, Measures, Placed, Point, Rect

EVENT: Final = 0.36
GATE: Final = 0.5
WIDE: Final = Measures(margin=0.3, head=0.0, band=0.0, label=0.9, box=2.4, gutter=2.6, pad=0.3, gap=0.3)
"""The measures of a page on which gateways stand between the columns."""

_AWAY: Final = 0.45  # from a box to the middle of its gateway
_LANE: Final = 0.15  # above or below a box: where a flow goes along


@dataclass(frozen=True, slots=True)
class Node:
    """Something that a flow leads to. `tag` is its element of BPMN; `placed` the box of a task."""

    id: str
    tag: str
    lane: str
    rect: Rect
    name: str = ""
    placed: Placed | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow from one node to another: the points that its line goes through."""

    id: str
    before: str
    after: str
    points: tuple[Point, ...]


@dataclass
class Circuit:
    """One group: nodes by id, flows. What comes round has one start and one end; what happens, one for each chain."""

    band: Band
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)


def circuit(band: Band) -> Circuit:
    """The circuit of a band that was laid out with WIDE. A waiting that others imply is no flow of its own."""
    return _Building(band).built()


class _Building:
    def __init__(self, band: Band) -> None:
        self.circuit = Circuit(band)
        self.boxes = {placed.box.step: placed for placed in band.boxes}
        self.pairs = [(a.before, a.after) for a in band.group.arrows if not a.implied]
        self.right = max(placed.rect.right for placed in band.boxes)
        self.left = min(placed.rect.x for placed in band.boxes)

    def built(self) -> Circuit:
        """The circuit, whole."""
        for step, placed in self.boxes.items():
            self._task(step, placed)
        for before, after in self.pairs:
            self._flow(self._out(before), self._in(after))
        chains = list(self._chains()) if self.circuit.band.group.upon else [list(self.boxes)]
        for n, chain in enumerate(chains, 1):
            self._ends(f"{self.circuit.band.group.every}-{n}", chain)
        return self.circuit

    # ------------------------------------------------------------ tasks and their gateways

    def _task(self, step: str, placed: Placed) -> None:
        tag = "sendTask" if placed.box.kind in {"send", "announce"} else "userTask"
        rect, lane = placed.rect, placed.box.lane
        self._node(Node(f"step-{step}", tag, lane, rect, f"{placed.box.number}. {placed.box.title}", placed))
        if len([1 for _, after in self.pairs if after == step]) > 1:
            self._node(_gate(f"join-{step}", lane, rect.x - _AWAY, rect.middle))
            self._flow(f"join-{step}", f"step-{step}")
        if len([1 for before, _ in self.pairs if before == step]) > 1:
            self._node(_gate(f"fork-{step}", lane, rect.right + _AWAY, rect.middle))
            self._flow(f"step-{step}", f"fork-{step}")

    def _in(self, step: str) -> str:
        return f"join-{step}" if f"join-{step}" in self.circuit.nodes else f"step-{step}"

    def _out(self, step: str) -> str:
        return f"fork-{step}" if f"fork-{step}" in self.circuit.nodes else f"step-{step}"

    # ------------------------------------------------------------ starts and ends

    def _chains(self) -> Iterator[list[str]]:
        """What hangs together, each in the order of the process."""
        left = list(self.boxes)
        while left:
            found = [left[0]]
            for step in found:
                near = {*(b for a, b in self.pairs if a == step), *(a for a, b in self.pairs if b == step)}
                found += [other for other in left if other in near and other not in found]
            yield [step for step in left if step in found]
            left = [step for step in left if step not in found]

    def _ends(self, name: str, chain: list[str]) -> None:
        heads = [step for step in chain if step not in {after for _, after in self.pairs}]
        tails = [step for step in chain if step not in {before for before, _ in self.pairs}]
        said = self.circuit.band.group.title
        alone = self.circuit.band.group.upon
        first, last = self.boxes[heads[0]], max((self.boxes[step] for step in tails), key=lambda p: p.rect.right)
        left, right = (first.rect.x, last.rect.right) if alone else (self.left, self.right)
        out, into = len(heads) > 1, len(tails) > 1
        self._node(_event(f"start-{name}", "startEvent", first, left - (1.15 if out else 0.65), said))
        self._node(_event(f"end-{name}", "endEvent", last, right + (1.1 if into else 0.4), "Xong"))
        if out:
            self._node(_gate(f"begin-{name}", first.box.lane, left - _AWAY, first.rect.middle))
            self._flow(f"start-{name}", f"begin-{name}")
        if into:
            self._node(_gate(f"finish-{name}", last.box.lane, right + _AWAY, last.rect.middle))
            self._flow(f"finish-{name}", f"end-{name}")
        for head in heads:
            self._flow(f"begin-{name}" if out else f"start-{name}", self._in(head))
        for tail in tails:
            self._flow(self._out(tail), f"finish-{name}" if into else f"end-{name}")

    # ------------------------------------------------------------ both

    def _node(self, node: Node) -> None:
        self.circuit.nodes[node.id] = node

    def _flow(self, before: str, after: str) -> None:
        points = self._points(self.circuit.nodes[before], self.circuit.nodes[after])
        self.circuit.flows.append(Flow(f"{before}--{after}", before, after, points))

    def _points(self, before: Node, after: Node) -> tuple[Point, ...]:
        """Level and upright; round the boxes that stand between: above the row that it enters, below it to an end."""
        x, y, to_x, to_y = before.rect.right, before.rect.middle, after.rect.x, after.rect.middle
        if not self._between(x, to_x):
            bend = (x + to_x) / 2
            return ((x, y), (to_x, to_y)) if y == to_y else ((x, y), (bend, y), (bend, to_y), (to_x, to_y))
        if not self._stands(after.rect, x, to_x):
            bend = x + _AWAY / 2
            return ((x, y), (to_x, to_y)) if y == to_y else ((x, y), (bend, y), (bend, to_y), (to_x, to_y))
        row = next(p.rect for p in self.boxes.values() if p.rect.y <= to_y <= p.rect.bottom)
        ends = after.placed is None and before.placed is not None
        along = before.rect.bottom + _LANE * 2 / 3 if ends else row.y - _LANE
        near, far = x + _LANE, to_x - _LANE
        return (x, y), (near, y), (near, along), (far, along), (far, to_y), (to_x, to_y)

    def _between(self, left: float, right: float) -> bool:
        return any(left < p.rect.x and p.rect.right < right for p in self.boxes.values())

    def _stands(self, row: Rect, left: float, right: float) -> bool:
        """Whether a box stands between two edges at the height of a row."""
        return any(
            left < p.rect.x and p.rect.right < right and p.rect.y <= row.middle <= p.rect.bottom
            for p in self.boxes.values()
        )


def _gate(id: str, lane: str, x: float, y: float) -> Node:
    return Node(id, "parallelGateway", lane, Rect(x - GATE / 2, y - GATE / 2, GATE, GATE))


def _event(id: str, tag: str, beside: Placed, x: float, name: str) -> Node:
    rect = Rect(x - EVENT / 2, beside.rect.middle - EVENT / 2, EVENT, EVENT)
    return Node(id, tag, beside.box.lane, rect, name)
