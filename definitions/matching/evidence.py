"""The evidence for one item and one line, as named numbers between -1 and about 2; `weights.py` says what each is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from definitions.matching.index import Index, Known, PlanLine, Seen, Side
from definitions.matching.learned import Likeness

FEATURES: Final = (
    "words", "cover", "share", "whole", "rarest", "title", "fuzzy", "concepts", "place", "district", "elsewhere", "nowhere",
    "placeless", "month", "near_month", "late", "early", "partner", "genre", "unit", "other_unit", "topic", "same_story",
    "series", "alike", "unlike",
)  # fmt: skip
_FAR: Final = 4  # months


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers, and what they stand on, for the words that people read."""

    numbers: tuple[float, ...]
    shared: tuple[str, ...]  # terms
    places: tuple[str, ...]
    months: int | None
    likeness: Likeness | None

    @property
    def worded(self) -> bool:
        """Whether anything speaks for it beside month, outlet, genre and place."""
        return self.likeness is not None or any(" " in term or term[0] == "#" for term in self.shared)


def weigh(index: Index, seen: Seen, line: PlanLine, like: Likeness | None, unlike: float = 0.0) -> Evidence:
    """Everything that speaks for or against this line; `unlike` is how like the item is to one refused for it."""
    side = index.sides[seen.plain]
    known = side.known[line.id]
    shared = _shared(side, seen, known)
    months = _months(seen.item.at, line.period)
    places, numbers = _placed(seen, known)
    told = {
        **_worded(seen, known, shared),
        **numbers,
        **_timed(months),
        **_told(seen, line),
        **_likened(like),
        "unlike": unlike,
    }
    return Evidence(tuple(told.get(name, 0.0) for name in FEATURES), tuple(shared), places, months, like)


def _shared(side: Side, seen: Seen, known: Known) -> dict[str, float]:
    """term -> what it weighs, for the terms that both say."""
    line, told = known.terms.weights, side.weight
    return {term: weight * told[term] for term, weight in seen.weights.items() if term in line}


def _worded(seen: Seen, known: Known, shared: dict[str, float]) -> dict[str, float]:
    total = sum(shared.values())
    in_title = concepts = 0.0
    for term, weight in shared.items():
        if term in seen.title.weights:
            in_title += weight
        if term[0] == "#":
            concepts += weight
    return {
        "words": min(total, 6) / 3,
        "cover": total / known.total if known.total else 0.0,
        "share": total / seen.known if seen.known else 0.0,
        "whole": min(1.0, total / seen.whole) if seen.whole else 0.0,
        "rarest": max(shared.values(), default=0.0),
        "title": min(in_title, 6) / 3,
        "concepts": min(concepts, 3) / 2,
        "fuzzy": max(0.0, fuzz.token_set_ratio(seen.folded, known.folded) / 100 - 0.4),
    }


def _placed(seen: Seen, known: Known) -> tuple[tuple[str, ...], dict[str, float]]:
    """The same place, the same district, another one, or said by one side alone."""
    terms = known.terms
    same = seen.places & terms.places
    if terms.places and seen.places:
        within = bool(seen.districts & terms.districts)
        numbers = {"place": float(bool(same)), "district": float(within), "elsewhere": float(not within and not same)}
        return tuple(sorted(same)), numbers
    return (), {"nowhere": float(bool(terms.places)), "placeless": float(bool(seen.places))}


def _months(at: dt.date, period: str) -> int | None:
    """So many months after the month of the line; negative: before it."""
    if len(period) != len("2023-04") or not period.replace("-", "").isdigit():
        return None
    return (at.year - int(period[:4])) * 12 + at.month - int(period[5:])


def _timed(months: int | None) -> dict[str, float]:
    if months is None:
        return {}
    return {
        "month": float(months == 0),
        "near_month": float(abs(months) == 1),
        "late": min(max(months, 0), _FAR) / _FAR,
        "early": min(max(-months, 0), _FAR) / _FAR,
    }


def _told(seen: Seen, line: PlanLine) -> dict[str, float]:
    item = seen.item
    unit = bool(item.unit and line.unit)
    return {
        "partner": _same(item.partner, line.partners),
        "genre": float(bool(item.genre) and item.genre == line.genre),
        "unit": float(unit and item.unit == line.unit),
        "other_unit": float(unit and item.unit != line.unit),
        "topic": float(bool({*item.topics, *item.activities} & {*line.topics, *line.activities})),
    }


def _same(one: str, several: Sequence[str]) -> float:
    return float(bool(one) and one in several)


def _likened(like: Likeness | None) -> dict[str, float]:
    if like is None:
        return {}
    return {"same_story": float(like.same), "series": float(like.serial), "alike": 0.0 if like.same else like.how}
