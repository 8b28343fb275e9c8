"""Matching 1,500 publications against 3,000 plan lines: ours, or a bare inverted index with rapidfuzz."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from definitions.matching import Item, PlanLine

ROOT = Path(__file__).resolve().parents[1]
LINES, PUBLICATIONS, NEAREST = 3000, 1500, 40
SET = ROOT / "tests/definitions/matching"
PLACES = (
    "huyện Can Lộc", "huyện Cẩm Xuyên", "huyện Đức Thọ", "huyện Hương Khê", "huyện Hương Sơn", "huyện Kỳ Anh",
    "huyện Lộc Hà", "huyện Nghi Xuân", "huyện Thạch Hà", "huyện Vũ Quang", "thị xã Hồng Lĩnh", "thị xã Kỳ Anh",
)  # fmt: skip


def main(leg: str) -> None:
    """Print the milliseconds of reading the lines in and matching every publication."""
    sys.path.insert(0, str(ROOT))
    lines, items = _lines(), _items()
    took = (_ours if leg == "ours" else _bare)(lines, items)
    print(json.dumps({"value": took * 1000}))


def _lines() -> list[PlanLine]:
    """The labelled lines, each for so many places, until there are enough."""
    from definitions.matching import PlanLine

    rows = _rows("lines.csv")
    found = [
        PlanLine(f"{row['id']}-{n}", f"{row['content']} {place if n else ''}".strip(), row["period"], row["unit"],
                 row["partners"].split(), row["genre"], row["topics"].split(), row["activities"].split())
        for n, place in enumerate(PLACES) for row in rows
    ]  # fmt: skip
    return found[:LINES]


def _items() -> list[Item]:
    from definitions.matching import Item

    rows = _rows("publications.csv")
    found = [
        Item(row["title"], dt.date.fromisoformat(row["date"]), row["partner"], row["genre"], row["lead"], row["unit"])
        for row in rows
    ]
    return [replace(it, title=f"{it.title} {n or ''}".strip()) for n in range(4) for it in found][:PUBLICATIONS]


def _rows(name: str) -> list[dict[str, str]]:
    with (SET / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _ours(lines: list[PlanLine], items: list[Item]) -> float:
    """Every suggestion for lines, topics and activities, with its reasons in words."""
    from definitions.matching import Index, suggest
    from flows.files import read_definition

    definition, _ = read_definition(ROOT / "definitions/ha-tinh/2023.yaml")
    start = time.process_time()
    index = Index.of(definition, lines)
    found = sum(bool(suggest(index, it)) for it in items)
    took = time.process_time() - start
    assert found > PUBLICATIONS * 0.9
    return took


def _bare(lines: list[PlanLine], items: list[Item]) -> float:
    """Folded words to lines; the 40 that share most words are ranked by rapidfuzz; the first three are kept."""
    from rapidfuzz import fuzz, process

    from definitions.content import fold

    start = time.process_time()
    folded = [fold(line.content) for line in lines]
    postings: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(folded):
        for word in set(text.split()):
            postings[word].append(n)
    found = 0
    for it in items:
        text = fold(f"{it.title} {it.lead}")
        shared = Counter(n for word in set(text.split()) for n in postings.get(word, ()))
        near = {n: folded[n] for n, _ in shared.most_common(NEAREST)}
        hits = process.extract(text, near, scorer=fuzz.token_set_ratio, limit=3)
        found += bool(hits)
    took = time.process_time() - start
    assert found > PUBLICATIONS * 0.9
    return took


if __name__ == "__main__":
    main(sys.argv[1])
