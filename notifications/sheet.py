"""What a picture is drawn with: rectangles, lines and words on a sheet, in inches from the top left; no ink yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Point = tuple[float, float]
Hatch = Literal["", "//", "\\\\", "xx", "..", "--", "||", "++", "oo"]


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle. `fill` and `edge` are shades from 0 (black) to 1 (white); None is no fill, no edge."""

    x: float
    y: float
    width: float
    height: float
    fill: float | None = None
    edge: float | None = 0.0
    line: float = 0.8
    hatch: Hatch = ""
    corner: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; with a head at its end where it is an arrow."""

    points: tuple[Point, ...]
    shade: float = 0.0
    line: float = 0.9
    dashed: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words: its left (or its middle, its right) and its base line, its size in points."""

    x: float
    y: float
    text: str
    size: float = 7.5
    bold: bool = False
    italic: bool = False
    shade: float = 0.0
    at: Literal["left", "center", "right"] = "left"


Mark = Block | Line | Words


@dataclass(slots=True)
class Sheet:
    """A page that is being drawn; `title` and `told` say in words what it shows, for whoever cannot see it."""

    width: float
    height: float
    title: str
    told: str
    marks: list[Mark] = field(default_factory=list)

    def lines(self, x: float, y: float, lines: Sequence[str], *, leading: float, **how: object) -> float:
        """Several lines of words one beneath the other, from the base line `y`; where the next one would stand."""
        for line in lines:
            self.marks.append(Words(x, y, line, **how))  # type: ignore[arg-type]
            y += leading
        return y
