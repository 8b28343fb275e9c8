"""The one door to matplotlib: a sheet becomes SVG or PNG, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.sax.saxutils import escape

from notifications.sheet import Block, Line, Sheet, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Format = Literal["svg", "png"]

DPI: Final = 120
_STYLE: Final = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, and has every Vietnamese letter
    "svg.fonttype": "none",  # text stays text: it can be searched, copied, read aloud
    "svg.hashsalt": "vongnam",
    "hatch.linewidth": 0.5,
    "path.simplify": False,
}


def render(sheet: Sheet, form: Format, *, dpi: int = DPI) -> bytes:
    """The sheet as a file of that form. `dpi` are the dots per inch of a PNG."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context(_STYLE):
        figure = Figure(figsize=(sheet.width, sheet.height), dpi=dpi, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, sheet.width), ylim=(sheet.height, 0))
        axes.axis("off")
        for order, mark in enumerate(sheet.marks):
            _DRAWN[type(mark)](mark, axes, order)
        return _saved(figure, sheet, form)


def _saved(figure: Any, sheet: Sheet, form: Format) -> bytes:
    out = io.BytesIO()
    said = {"Title": sheet.title, "Description": sheet.told}
    metadata = {**said, "Date": None, "Creator": "vongnam"} if form == "svg" else {**said, "Software": "vongnam"}
    figure.savefig(out, format=form, metadata=metadata)
    return _spoken(out.getvalue(), sheet) if form == "svg" else out.getvalue()


def _spoken(svg: bytes, sheet: Sheet) -> bytes:
    """A title and a description where a screen reader looks for them: first within the picture."""
    head, opened, rest = svg.partition(b"<svg ")
    attributes, closed, body = rest.partition(b">")
    said = f'\n <title id="title">{escape(sheet.title)}</title>\n <desc id="desc">{escape(sheet.told)}</desc>'
    role = b' role="img" aria-labelledby="title desc"'
    return head + opened + attributes + role + closed + said.encode() + body


# ---------------------------------------------------------------- marks


def _block(mark: Block, axes: Axes, order: int) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    how = {
        "facecolor": "none" if mark.fill is None else str(mark.fill),
        "edgecolor": "none" if mark.edge is None else str(mark.edge),
        "linewidth": mark.line,
        "hatch": mark.hatch or None,
        "zorder": order,
    }
    if not mark.corner:
        axes.add_patch(Rectangle((mark.x, mark.y), mark.width, mark.height, **how))
        return
    style = f"round,pad=0,rounding_size={mark.corner}"
    axes.add_patch(FancyBboxPatch((mark.x, mark.y), mark.width, mark.height, boxstyle=style, **how))


def _line(mark: Line, axes: Axes, order: int) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    axes.add_patch(
        FancyArrowPatch(
            path=Path(mark.points),
            arrowstyle="-|>,head_length=0.45,head_width=0.2" if mark.head else "-",
            mutation_scale=9,
            linewidth=mark.line,
            linestyle=(0, (4, 2.5)) if mark.dashed else "-",
            color=str(mark.shade),
            shrinkA=0,
            shrinkB=0,
            joinstyle="miter",
            capstyle="butt",
            zorder=order,
        )
    )


def _words(mark: Words, axes: Axes, order: int) -> None:
    axes.text(
        mark.x,
        mark.y,
        mark.text,
        size=mark.size,
        weight="bold" if mark.bold else "normal",
        style="italic" if mark.italic else "normal",
        color=str(mark.shade),
        ha=mark.at,
        va="baseline",
        parse_math=False,
        zorder=order,
    )


_DRAWN: Final[dict[type, Callable[[Any, Axes, int], None]]] = {Block: _block, Line: _line, Words: _words}
