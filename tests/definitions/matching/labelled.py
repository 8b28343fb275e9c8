"""The labelled set as the matcher's own types, and its two halves."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from definitions.matching import Index, Item, Judged, PlanLine, suggest
from definitions.matching.linking import OFFERED_LINES
from definitions.vocabulary import Definition
from flows.files import read_definition

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]


@dataclass(frozen=True)
class Labelled:
    """A publication with what an official would link it to."""

    id: str
    kind: str
    item: Item
    lines: tuple[str, ...]
    topics: tuple[str, ...]
    activities: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half that nothing was tuned on; all items of one line are in one half."""
        name = self.lines[0] if self.lines else self.id
        return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def judged(index: Index, it: Labelled) -> Judged:
    """What a person made of it who was offered three lines: confirmed what is right, refused the others."""
    told = _offered(index, it.item)
    return Judged(it.item, it.lines, it.topics, it.activities, tuple(id for id in told if id not in it.lines))


@cache
def _offered(index: Index, item: Item) -> tuple[str, ...]:
    return tuple(one.id for one in suggest(index, item) if one.kind == "line")[:OFFERED_LINES]


GENRES = ("Tin", "Bài", "Phóng sự", "Phỏng vấn", "Tọa đàm", "Chuyên mục", "Chuyên đề")
OUTLETS = ("bao-ha-tinh", "dai-pt-th", "bao-tai-nguyen-moi-truong", "cong-thong-tin-tinh")


def roughened(it: Labelled) -> Item:
    """The item as untidier practice would have it: a third in another genre, a third in another month, a fifth elsewhere.

    By the hash of its id, so that it is the same each time. The set was composed by one hand, which keeps to genre and
    month more than people do; nothing is to rest on that.
    """
    dice = hashlib.sha256(f"rough {it.id}".encode()).digest()
    genre = GENRES[dice[1] % len(GENRES)] if dice[0] < 85 else it.item.genre
    partner = OUTLETS[dice[3] % len(OUTLETS)] if dice[2] < 51 else it.item.partner
    days = (dice[5] % 91) - 30 if dice[4] < 85 else 0
    return replace(it.item, genre=genre, partner=partner, at=it.item.at + dt.timedelta(days))


@cache
def definition() -> Definition:
    """The year whose words the set is matched with."""
    return read_definition(ROOT / "definitions/ha-tinh/2023.yaml")[0]


@cache
def lines() -> tuple[PlanLine, ...]:
    """The 256 plan lines."""
    return tuple(
        PlanLine(
            id=row["id"], content=row["content"], period=row["period"], unit=row["unit"],
            partners=tuple(row["partners"].split()), genre=row["genre"], topics=tuple(row["topics"].split()),
            activities=tuple(row["activities"].split()),
        )
        for row in _rows("lines.csv")
    )  # fmt: skip


@cache
def publications() -> tuple[Labelled, ...]:
    """The 471 publications, by date."""
    found = (
        Labelled(
            row["id"], row["kind"],
            Item(title=row["title"], at=dt.date.fromisoformat(row["date"]), partner=row["partner"], genre=row["genre"],
                 lead=row["lead"], unit=row["unit"]),
            tuple(row["lines"].split()), tuple(row["topics"].split()), tuple(row["activities"].split()),
        )
        for row in _rows("publications.csv")
    )  # fmt: skip
    return tuple(sorted(found, key=lambda it: (it.item.at, it.id)))


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
