"""What is to be matched: a publication or a candidate, its series and its story, as plain data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from definitions.content import fold

# "X - Bài 2: Y", "X (Kỳ cuối): Y", "X (tiếp)", "X, phần 3": what stands before is the name of the series.
_PART: Final = re.compile(
    r"\s*[-–,.:(\[]+\s*(?:(?:bai|ky|ki|phan|tap|so)\s+(?:\d{1,2}|[ivx]{1,4}|cuoi|mot|dau)|tiep(?: theo)?|het)\b.*$"
)
_LEADING_PART: Final = re.compile(r"^(?:bai|ky|ki|phan|tap)\s+(?:\d{1,2}|cuoi)\s*[:.-]\s*")
_ABOUT: Final = re.compile(r"[^\w ]+")


@dataclass(frozen=True, slots=True)
class Item:
    """A publication as the matcher sees it. `unit`, `lead` and `url` may be empty; the partner may be any outlet."""

    title: str
    at: dt.date
    partner: str = ""
    genre: str = ""
    lead: str = ""
    unit: str = ""
    url: str = ""
    topics: Sequence[str] = ()
    activities: Sequence[str] = ()


@lru_cache(maxsize=8192)
def series(title: str) -> str:
    """The name of the series that a title is a part of; empty where it is none."""
    plain = fold(title)
    name = _PART.sub("", plain)
    return _ABOUT.sub(" ", name).strip() if name and name != plain else ""


@lru_cache(maxsize=8192)
def story(title: str, place: str) -> str:
    """The title as one story bears it on any outlet: without the name of the province before it or in brackets."""
    plain = _LEADING_PART.sub("", fold(title))
    home = fold(place)
    if home:
        plain = re.sub(rf"^{re.escape(home)}\s*[:,-]?\s+|\s*\({re.escape(home)}\)", " ", plain)
    return " ".join(_ABOUT.sub(" ", plain).split())
