"""Why something is suggested, in the words of the Office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from definitions.content import fold
from definitions.matching.evidence import Evidence
from definitions.matching.glossary import Glossary
from definitions.matching.index import Index, PlanLine, Seen
from definitions.matching.spelling import bare, key, words

_MOST: Final = 5  # words are named


def of_line(index: Index, seen: Seen, line: PlanLine, evidence: Evidence) -> tuple[str, ...]:
    """What speaks for this line, the strongest first; and openly what does not fit: the month, the outlet, the place."""
    return tuple(_of_line(index, seen, line, evidence))


def _of_line(index: Index, seen: Seen, line: PlanLine, evidence: Evidence) -> Iterator[str]:
    like = evidence.likeness
    if like is not None and (like.same or like.serial):
        yield f"{'Cùng loạt bài' if like.serial else 'Cùng tin, bài'} đã xác nhận: «{like.title}»"
    named = spoken(index.glossary, seen, evidence.shared)
    if named:
        yield f"Cùng nói về: {', '.join(named)}"
    yield from _place(index, seen, line, evidence)
    if evidence.months is not None:
        yield _month(evidence.months, line.period)
    if seen.item.partner and line.partners:
        fits = seen.item.partner in line.partners
        yield "Đúng cơ quan báo chí đã dự kiến" if fits else "Khác cơ quan báo chí đã dự kiến"
    if seen.item.genre and seen.item.genre == line.genre:
        yield f"Đúng thể loại: {line.genre}"
    if seen.item.unit and seen.item.unit == line.unit:
        yield "Đúng đơn vị chủ trì"
    if like is not None and not like.same and not like.serial:
        yield f"Gần giống tin, bài đã xác nhận: «{like.title}»"


def _place(index: Index, seen: Seen, line: PlanLine, evidence: Evidence) -> Iterator[str]:
    terms = index.sides[seen.plain].known[line.id].terms
    if evidence.places:
        yield f"Cùng địa danh: {', '.join(index.glossary.shown[it] for it in evidence.places)}"
    elif terms.places and seen.districts & terms.districts:
        yield f"Cùng địa bàn: {', '.join(sorted(seen.districts & terms.districts))}"
    elif terms.places and seen.places:
        yield f"Khác địa bàn: kế hoạch ghi {', '.join(sorted(index.glossary.shown[it] for it in terms.places))}"


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
    found += [f"Nhắc đến: {', '.join(named)}"] if named else []
    return (*found, *([f"Theo dòng kế hoạch «{line.content}»"] if line is not None else []))


def spoken(glossary: Glossary, seen: Seen, shared: Iterable[str]) -> list[str]:
    """Shared terms as words: concepts by their name, pairs of syllables as the item writes them; no single syllables."""
    written = _written(glossary.expand(f"{seen.item.title} . {seen.item.lead}"), plain=seen.plain)
    found: list[str] = []
    for term in shared:
        text = glossary.shown.get(term, "") if term[0] == "#" else written.get(term, "") if " " in term else ""
        if text and not any(fold(text) in fold(other) or fold(other) in fold(text) for other in found):
            found.append(text)
    return found[:_MOST]


def _written(text: str, *, plain: bool) -> dict[str, str]:
    spell = bare if plain else key
    said = words(text)
    return {f"{spell(a)} {spell(b)}": f"{a} {b}" for a, b in zip(said, said[1:], strict=False)}
