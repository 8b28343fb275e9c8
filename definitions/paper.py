"""A document as it is printed: sheets and paragraphs with what can be measured of them. Lengths in mm, sizes in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One section: the size of its paper, its margins, and whether its first page is another one."""

    where: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    first_page_apart: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph that says something. `bold` and `italic` are None where a part of it is and another is not.

    `table` and `cell` say in which table (1, 2, ...) and where it stands, 0 and "" outside of any. `line` is its line
    spacing in lines, 0.0 where it is a fixed height. `paged` is whether it prints the number of the page.
    """

    where: str
    text: str
    sizes: frozenset[float] = frozenset()
    fonts: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    bold: bool | None = False
    italic: bool | None = False
    underlined: bool = False
    align: Align = "left"
    first_line: float = 0.0
    gap: float = 0.0
    line: float = 1.0
    table: int = 0
    cell: str = ""
    paged: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document: its sections, its paragraphs in their order, and what stands above its pages."""

    sheets: tuple[Sheet, ...]
    paragraphs: tuple[Paragraph, ...]
    heads: tuple[Paragraph, ...] = ()
