"""Whether an article is about the year's topics, and why, in words: the filter before a person looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from definitions.content import clean, fold
from definitions.vocabulary import Activity, Topic, Year

_APART: Final = re.compile(r"[;,.:()\"“”]|\bvà\b")
_WORD: Final = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
FOOLING: Final = (
    "môi trường đầu tư", "môi trường kinh doanh", "môi trường làm việc", "môi trường sống số", "môi trường mạng",
    "môi trường số", "môi trường học đường", "môi trường giáo dục", "môi trường văn hóa", "môi trường pháp lý",
    "môi trường học tập", "môi trường quân đội", "môi trường cạnh tranh", "tài nguyên số", "tài nguyên du lịch",
    "tài nguyên bản địa", "mặt trận tổ quốc", "khoáng chất", "nước sạch vinaconex", "đất nước", "đất khách",
    "nước ngoài", "nước bạn", "nước uống",
)  # fmt: skip
"""Phrases in which a word of the sector means something else."""
_EMPTY: Final = frozenset(
    [
        "cong",
        "tac",
        "tuyen",
        "truyen",
        "thong",
        "thuc",
        "hien",
        "to",
        "chuc",
        "trien",
        "khai",
        "nhiem",
        "vu",
        "ket",
        "qua",
        "xay",
        "dung",
        "phat",
        "nang",
        "cao",
        "hieu",
        "dia",
        "ban",
        "tinh",
        "toan",
        "quan",
        "ly",
        "linh",
        "vuc",
        "chu",
        "truong",
        "chinh",
        "sach",
        "chuong",
        "trinh",
        "hanh",
        "dong",
        "trong",
        "tam",
        "nganh",
        "cac",
        "mot",
        "so",
        "ve",
        "va",
        "cua",
        "cho",
        "den",
        "tu",
        "nam",
        "du",
        "an",
        "lon",
        "hoat",
        "kiem",
        "soat",
        "chat",
        "che",
        "su",
        "noi",
    ]
)
"""Words of plans that say nothing of what an article is about."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """What an article may be about: ids of topics and activities, and the reason in words. Empty: beside the year."""

    topics: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    why: str = ""

    def __bool__(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.topics or self.activities)


def relevance(year: Year, title: str, lead: str = "") -> Relevance:
    """What of the year an article with this title and lead may be about, by the words that it has in common with it."""
    places = (("tên bài", _without_fools(title)), ("đoạn đầu", _without_fools(lead)))
    about: tuple[Topic | Activity, ...] = (*year.topics, *year.activities)
    found = [(it, *hit) for it in about if (hit := _hit(it, places))]
    hit_ids = {it.id for it, _, _ in found}
    return Relevance(
        tuple(it.id for it in year.topics if it.id in hit_ids),
        tuple(it.id for it in year.activities if it.id in hit_ids),
        "; ".join(_reasons(found)),
    )


def _reasons(found: Iterable[tuple[Topic | Activity, str, str]]) -> list[str]:
    """«rác thải nhựa» in the title: II.7, II.k06; each phrase said once."""
    alike: dict[tuple[str, str], list[str]] = {}
    for it, place, said in found:
        alike.setdefault((place, said), []).append(it.basis or it.id)
    return [f"{place} có «{said}» ({', '.join(of)})" for (place, said), of in alike.items()]


def _hit(it: Topic | Activity, places: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """Where a phrase of it stands first: in the title before the lead, the longest phrase before shorter ones."""
    for place, text in places:
        for phrase in phrases(it):
            if _holds(text, phrase):
                return place, phrase
    return None


def _holds(text: str, phrase: str) -> bool:
    """Several words are the same without accents; a word that stands alone («rác») needs its accents."""
    said = fold(phrase) if " " in phrase else clean(phrase).casefold()
    inside = fold(text) if " " in phrase else clean(text).casefold()
    return re.search(rf"(?<!\w){re.escape(said)}(?!\w)", inside) is not None


def _without_fools(text: str) -> str:
    kept = clean(text)
    for phrase in FOOLING:
        kept = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", "…", kept, flags=re.IGNORECASE)
    return kept


@lru_cache(maxsize=256)
def phrases(it: Topic | Activity) -> tuple[str, ...]:
    """Its keywords, the longest first; where the year names none, the pairs of telling words in its short name."""
    said = it.keywords or tuple(_pairs(it.short or it.title))
    return tuple(
        sorted(dict.fromkeys(clean(each) for each in said if clean(each)), key=lambda each: (-len(each), each))
    )


def _pairs(text: str) -> Iterable[str]:
    for part in _APART.split(clean(text)):
        words = _WORD.findall(part)
        for one, other in pairwise(words):
            if not {fold(one), fold(other)} & _EMPTY:
                yield f"{one} {other}"
