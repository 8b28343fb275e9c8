"""Why something is suggested, in the words of the Office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from definitions.content import fold
from definitions.matching.evidence import Evidence
from definitions.matching.glossary import Glossary, Spelled
from definitions.matching.index import Index, PlanLine, Seen
from definitions.matching.spelling import EMPTY_BARE, EMPTY_KEYS

_OUTWARD: Final = "Không trùng từ ngữ; chỉ xét thời gian, cơ quan báo chí, thể loại"
_MOST: Final = 5  # words are named
SPOKEN: Final = ("Cùng nói về", "Nhắc đến")
"""How a reason begins that names words of the item."""


def of_line(index: Index, seen: Seen, line: PlanLine, evidence: Evidence) -> tuple[str, ...]:
    """What speaks for this line, the strongest first, and openly what does not fit, or that only outward things do."""
    weighty = tuple(_weighty(index, seen, evidence))
    return (*(weighty or (_OUTWARD,)), *_formal(index, seen, line, evidence))


def _weighty(index: Index, seen: Seen, evidence: Evidence) -> Iterator[str]:
    like = evidence.likeness
    if like is not None and like.serial:
        yield f"Cùng loạt bài đã xác nhận: «{like.title}»"
    elif like is not None:
        yield f"{'Cùng' if like.same else 'Gần giống'} tin, bài đã xác nhận: «{like.title}»"
    named = spoken(index.glossary, seen, evidence.shared)
    if named:
        yield f"{SPOKEN[0]}: {', '.join(named)}"
    if evidence.places:
        yield f"Cùng địa danh: {', '.join(index.glossary.shown[it] for it in evidence.places)}"


def _formal(index: Index, seen: Seen, line: PlanLine, evidence: Evidence) -> Iterator[str]:
    terms = index.sides[seen.plain].known[line.id].terms
    if not evidence.places and terms.places and seen.districts & terms.districts:
        yield f"Cùng địa bàn: {', '.join(sorted(seen.districts & terms.districts))}"
    elif not evidence.places and terms.places and seen.places:
        yield f"Khác địa bàn: kế hoạch ghi {', '.join(sorted(index.glossary.shown[it] for it in terms.places))}"
    if evidence.months is not None:
        yield _month(evidence.months, line.period)
    if seen.item.partner and line.partners:
        fits = seen.item.partner in line.partners
        yield "Đúng cơ quan báo chí đã dự kiến" if fits else "Khác cơ quan báo chí đã dự kiến"
    if seen.item.genre and seen.item.genre == line.genre:
        yield f"Đúng thể loại: {line.genre}"
    if seen.item.unit and seen.item.unit == line.unit:
        yield "Đúng đơn vị chủ trì"


def _month(months: int, period: str) -> str:
    shown = f"{int(period[5:])}/{period[:4]}"
    if months == 0:
        return f"Đúng tháng dự kiến ({shown})"
    return f"{'Sau' if months > 0 else 'Trước'} tháng dự kiến ({shown}) {abs(months)} tháng"


def of_subject(
    index: Index, seen: Seen, shared: Sequence[str], line: PlanLine | None, told: str | None
) -> tuple[str, ...]:
    """Why a topic or an activity is suggested."""
    named = spoken(index.glossary, seen, shared)
    found = [f"Cùng tin, bài hoặc loạt bài đã xác nhận: «{told}»"] if told else []
    found += [f"{SPOKEN[1]}: {', '.join(named)}"] if named else []
    return (*found, *([f"Theo dòng kế hoạch «{line.content}»"] if line is not None else []))


def spoken(glossary: Glossary, seen: Seen, shared: Iterable[str]) -> list[str]:
    """Shared terms as words: concepts by their name, the rest as the item writes it, whole runs of it."""
    terms = set(shared)
    runs = [run for said in seen.said for run in _runs(said, terms, plain=seen.plain)]
    concepts = sorted(glossary.shown[term] for term in terms if term[0] == "#")
    found: list[str] = []
    for text in (*runs, *concepts):
        if not any(fold(text) in fold(other) for other in found):
            found = [*(other for other in found if fold(other) not in fold(text)), text]
    return found[:_MOST]


def _runs(spelled: Spelled, terms: set[str], *, plain: bool) -> Iterator[str]:
    """Runs of words whose neighbours are shared pairs ("vệ sinh môi trường"), without empty words at their ends."""
    empty = EMPTY_BARE if plain else EMPTY_KEYS
    said, keys = [word for word, _ in spelled], [key for _, key in spelled]
    begin = 0
    for n in range(1, len(said) + 1):
        if n < len(said) and f"{keys[n - 1]} {keys[n]}" in terms:
            continue
        first, last = begin, n
        while first < last and keys[first] in empty:
            first += 1
        while last > first and keys[last - 1] in empty:
            last -= 1
        if last - first > 1:
            yield " ".join(said[first:last])
        begin = n
