"""Topics (or activities) by months as a picture: what was planned and what came out, told apart without colour."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any, Final

from definitions.coverage import Covered
from notifications.render import Templates

WIDE, LABEL, CELL, ROW, TOP = 590, 206, 32, 26, 34
"""Points of the picture: it is shown 584 wide beside the column of details at 1280."""
LETTERS: Final = 34
"""So many letters of a name fit beside the months."""

SIGNS: Final = {
    "full": ("2/2", "nội dung trong kế hoạch đều đã đăng, phát"),
    "part": ("1/2", "còn nội dung chưa đến thời gian"),
    "never": ("0/2", "có nội dung đã qua thời gian, chưa có tin, bài"),
    "beside": ("+3", "không có trong kế hoạch, có tin, bài"),
    "more": ("2/2", "có thêm tin, bài ngoài kế hoạch"),
    "nothing": ("", "không có kế hoạch, không có tin, bài"),
}
"""Each sign with an example and what it means, in the order of the legend."""


def grid_picture(
    templates: Templates, title: str, months: Sequence[str], rows: Iterable[tuple[str, Sequence[Covered]]]
) -> str:
    """The picture as SVG: (name, a cell for each month) -> a sign in each cell, the legend beneath, and words for
    whoever cannot see it.
    """
    named = [(name, list(cells)) for name, cells in rows]
    foot = TOP + len(named) * ROW + 14
    context = {
        "title": title, "told": told(months, named), "wide": WIDE, "height": foot + (len(SIGNS) + 1) // 2 * 24 + 4, "cell": CELL,
        "row": ROW,
        "months": [{"x": LABEL + (n + 0.5) * CELL, "said": f"{int(m[5:])}/{m[2:4]}"} for n, m in enumerate(months)],
        "rows": [
            {"name": short(name), "y": TOP + n * ROW, "cells": [{"x": LABEL + m * CELL, **sign(c)} for m, c in enumerate(cells)]}
            for n, (name, cells) in enumerate(named)
        ],
        "legend": [
            {"x": 4 + n % 2 * 294, "y": foot + n // 2 * 24, "kind": kind, "said": example, "more": kind == "more", "means": means}
            for n, (kind, (example, means)) in enumerate(SIGNS.items())
        ],
    }  # fmt: skip
    return templates.render("grid.svg.j2", context)


def embedded(svg: str) -> str:
    """The picture as the address of an image within a page."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def sign(cell: Covered) -> dict[str, Any]:
    """The sign of a cell: its kind, what is written in it, whether something came out beside the plan."""
    if not cell.planned:
        beside = cell.publications
        return {"kind": "beside" if beside else "nothing", "said": f"+{beside}" if beside else "", "more": False}
    kind = "full" if cell.published == cell.planned else "never" if cell.never else "part"
    return {"kind": kind, "said": f"{cell.published}/{cell.planned}", "more": cell.unplanned > 0}


def told(months: Sequence[str], rows: Iterable[tuple[str, Sequence[Covered]]]) -> str:
    """The picture in words: of each row the months in which there is anything."""
    said = []
    for name, cells in rows:
        its = [
            f"tháng {int(m[5:])}: {_words(c)}"
            for m, c in zip(months, cells, strict=True)
            if c.planned or c.publications
        ]
        said.append(f"{name}: {'; '.join(its) or 'chưa có gì'}.")
    return " ".join(said)


def _words(cell: Covered) -> str:
    of = f"{cell.published}/{cell.planned} nội dung đã đăng, phát" if cell.planned else ""
    return ", ".join(filter(None, [of, f"{cell.publications} tin, bài" if cell.publications else ""]))


def short(name: str) -> str:
    """A name that fits beside the months."""
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip(' ,;')}…"
