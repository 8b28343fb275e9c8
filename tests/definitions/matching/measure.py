"""Measures the matcher on the labelled set and writes docs/matching.md: `make match-figures`."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2])]

from labelled import ROOT, Labelled, definition, judged, lines, publications, roughened  # noqa: E402

from definitions.matching import Index, Item, Judged, Learned, PlanLine, Suggestion, relevant, suggest  # noqa: E402
from definitions.matching.relevance import alike  # noqa: E402
from definitions.vocabulary import Definition  # noqa: E402

PAGE = ROOT / "docs/matching.md"
Shape = Callable[[Labelled], Item]


@dataclass
class Figures:
    """Counts over some items: `linked` and `right` are links that made themselves, `first`, `three` the right line's place."""

    items: int = 0
    with_line: int = 0
    first: int = 0
    three: int = 0
    linked: int = 0
    right: int = 0
    relevant: int = 0
    wrong: list[tuple[Labelled, Suggestion]] = field(default_factory=list)
    missed: list[Labelled] = field(default_factory=list)

    def add(self, it: Labelled, found: Sequence[Suggestion], field_of: bool) -> None:
        """One more item with what was suggested for it."""
        offered = [s for s in found if s.kind == "line"]
        self.items += 1
        self.relevant += field_of
        for one in (s for s in offered if s.certain):
            self.linked += 1
            self.right += one.id in it.lines
            self.wrong += [] if one.id in it.lines else [(it, one)]
        if it.lines:
            self.with_line += 1
            self.first += any(s.id in it.lines for s in offered[:1])
            self.three += (hit := any(s.id in it.lines for s in offered[:3]))
            self.missed += [] if hit else [it]

    def row(self, name: str) -> str:
        """As a line of a table."""
        low = wilson(self.right, self.linked)
        return (
            f"| {name} | {self.items} | {self.with_line} | {rate(self.first, self.with_line)} | "
            f"{rate(self.three, self.with_line)} | {self.linked} | {self.linked - self.right} | "
            f"{rate(self.right, self.linked)}{f' (≥ {low:.3f})' if self.linked > 50 else ''} |"
        )


HEAD = (
    "| | items | with a line | first is right | right one among three | linked themselves | wrongly | precision |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def rate(part: int, whole: int) -> str:
    """A share with three digits; a dash where there is nothing to share."""
    return f"{part / whole:.3f}" if whole else "-"


def wilson(part: int, whole: int) -> float:
    """The lower end of the 95 % interval."""
    if not whole:
        return 0.0
    z, p = 1.96, part / whole
    middle, spread = p + z * z / (2 * whole), z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return (middle - spread) / (1 + z * z / whole)


def as_composed(it: Labelled) -> Item:
    """The item as it stands in the set."""
    return it.item


def title_alone(it: Labelled) -> Item:
    """Without its lead, as the Office records it by hand."""
    return replace(it.item, lead="")


def run(index: Index, shape: Shape, *, learning: bool = False) -> Iterator[tuple[Labelled, Sequence[Suggestion], bool]]:
    """Every item in the order of days; `learning`: a person has confirmed or refused what was offered for those before."""
    done: list[Judged] = []
    home = index.definition.year.issuer.place
    for it in publications():
        known = Learned.of(done, home) if learning else Learned()
        yield it, suggest(index, shape(it), known), bool(relevant(index, shape(it)))
        done.append(judged(index, it))


@cache
def measured(name: str, *, learning: bool = False) -> tuple[tuple[Labelled, Sequence[Suggestion], bool], ...]:
    """A named way of measuring, once."""
    shape, index = WAYS[name]
    return tuple(run(index(), shape, learning=learning))


def figures(found: Iterable[tuple[Labelled, Sequence[Suggestion], bool]], *, held_out: bool | None = True) -> Figures:
    """Counts over one half, or both (None)."""
    total = Figures()
    for it, suggested, of_field in found:
        if held_out is None or it.held_out == held_out:
            total.add(it, suggested, of_field)
    return total


@cache
def usual() -> Index:
    """The index of the set."""
    return Index.of(definition(), lines())


@cache
def wordless() -> Index:
    """Without the declared abbreviations, synonyms and misleading phrases."""
    process = definition().process.model_copy(update={"synonyms": (), "abbreviations": (), "misleading": ()})
    bare: Definition = definition().model_copy(update={"process": process})
    return Index.of(bare, lines())


@cache
def timeless() -> Index:
    """Lines of which nobody said the month."""
    return Index.of(definition(), [_timeless(line) for line in lines()])


def _timeless(line: PlanLine) -> PlanLine:
    return replace(line, period="")


def _rough_title(it: Labelled) -> Item:
    return replace(roughened(it), lead="")


def _outwardless(it: Labelled) -> Item:
    return replace(it.item, partner="", genre="", unit="")


WAYS: dict[str, tuple[Shape, Callable[[], Index]]] = {
    "as composed": (as_composed, usual),
    "the title alone, without its lead": (title_alone, usual),
    "roughened: month, genre, outlet often others": (roughened, usual),
    "roughened, the title alone": (_rough_title, usual),
    "without outlet, genre, unit": (_outwardless, usual),
    "lines without their month": (as_composed, timeless),
    "without the declared words": (as_composed, wordless),
    "without the declared words, the title alone": (title_alone, wordless),
}


def page() -> str:
    """The whole page."""
    held = {name: figures(measured(name)) for name in WAYS}
    learning = figures(measured("as composed", learning=True))
    parts = [
        _BEGIN,
        "## The half that nothing was tuned on\n",
        HEAD,
        *(it.row(name) for name, it in held.items()),
        learning.row("as composed, each after what was offered before was judged"),
        "\n## By kind, held out, as composed\n",
        HEAD,
        *_by_kind(),
        "\n## Both halves\n",
        HEAD,
        figures(measured("as composed"), held_out=False).row("tuning half"),
        figures(measured("as composed"), held_out=None).row("all"),
        figures(measured("the title alone, without its lead"), held_out=None).row("all, the title alone"),
        figures(measured("as composed", learning=True), held_out=None).row("all, learning"),
        "\n## Topics and key activities, held out\n",
        *_subjects(),
        "\n## Is it of the field at all (what is found by itself, and offered to a person)\n",
        *_field(),
        "\n## What it gets wrong, both halves\n",
        *_wrong(),
    ]
    return "\n".join(parts) + "\n"


def _by_kind() -> Iterator[str]:
    for kind in sorted({it.kind for it in publications()}):
        yield figures(one for one in measured("as composed") if one[0].kind == kind).row(kind)


def _subjects() -> Iterator[str]:
    yield "| | items with one | one of the right among two | linked themselves | wrongly | precision |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for kind, of in (("topic", "topics"), ("activity", "activities")):
        having = good = linked = right = 0
        for it, found, _ in measured("as composed"):
            wanted = getattr(it, of)
            told = [s for s in found if s.kind == kind]
            if it.held_out:
                sure = [s.id in wanted for s in told if s.certain]
                having, good = having + bool(wanted), good + any(s.id in wanted for s in told[:2])
                linked, right = linked + len(sure), right + sum(sure)
        yield f"| {of} | {having} | {rate(good, having)} | {linked} | {linked - right} | {rate(right, linked)} |"


def _field() -> Iterator[str]:
    yield "| | with a plan line | topic only | irrelevant | recall | precision |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for half, held_out in (("tuning half", False), ("held out", True)):
        for name, of_field in FIELD.items():
            yield _of_field(f"{half}: {name}", of_field, [it for it in publications() if it.held_out is held_out])


FIELD: dict[str, Callable[[Index, Item], bool]] = {
    "by a keyword of the year alone": lambda index, item: bool(index.named(item)),
    "by likeness to the plan alone": lambda index, item: bool(alike(index, item)),
    "either, as it is": lambda index, item: bool(relevant(index, item)),
}


def _of_field(name: str, of_field: Callable[[Index, Item], bool], some: Sequence[Labelled]) -> str:
    groups = (
        [it for it in some if it.lines],
        [it for it in some if it.kind == "topic-only"],
        [it for it in some if it.kind == "irrelevant"],
    )
    hits = [sum(of_field(usual(), it.item) for it in group) for group in groups]
    shown = " | ".join(f"{hit} of {len(group)}" for hit, group in zip(hits, groups, strict=True))
    right, wanted = sum(hits[:2]), len(groups[0]) + len(groups[1])
    return f"| {name} | {shown} | {rate(right, wanted)} | {rate(right, sum(hits))} |"


def _wrong() -> Iterator[str]:
    content = {line.id: line.content for line in lines()}
    whole = figures(measured("as composed"), held_out=None)
    alone = figures(measured("the title alone, without its lead"), held_out=None)
    yield "Linked to the wrong line without a person, as composed:\n"
    yield from [f"- «{it.item.title}» ({it.kind}): {content[s.id]}" for it, s in whole.wrong] or ["- nothing"]
    yield "\nThe right line is not among the first three, as composed:\n"
    yield from [f"- «{it.item.title}» ({it.kind}): {content[it.lines[0]]}" for it in whole.missed] or ["- nothing"]
    yield "\nThe same, by the title alone:\n"
    known = {it.id for it in whole.missed}
    rest = [it for it in alone.missed if it.id not in known]
    yield from [f"- «{it.item.title}» ({it.kind}): {content[it.lines[0]]}" for it in rest] or ["- nothing"]


_BEGIN = """# The matcher, measured

Written by `make match-figures`; the set, how it was composed and how it is split:
[tests/definitions/matching](../tests/definitions/matching/README.md).

A publication is held against 256 plan lines. **Linked themselves** is what no person sees before it counts: its precision is
to be at least 0.98 (in brackets the lower end of the 95 % interval). Everything else is offered, and the right line is to be
among the first three for at least 90 % of those that have one. Nothing was learned from people unless the row says so.

Read the figures for what they are: one hand composed the set and wrote the words of the field, so both are tidier than
practice. Three things were done about it: no line has items in both halves; *roughened* items have another month (a third
of them), another genre (a third), another outlet (a fifth); and the rows below take one kind of evidence away at a time.
"""


def main() -> None:
    """Writes the page and says the two figures that matter."""
    PAGE.write_text(page(), encoding="utf-8")
    held = figures(measured("as composed"))
    sys.stdout.write(
        f"held out: precision {rate(held.right, held.linked)} of {held.linked} links, "
        f"{rate(held.three, held.with_line)} of {held.with_line} among three -> {PAGE.relative_to(ROOT)}\n"
    )


if __name__ == "__main__":
    main()
