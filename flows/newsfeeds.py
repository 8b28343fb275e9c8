"""The one door to feedparser: the bytes of an RSS or Atom feed become plain entries, or a reason why they do not."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import Any, Final

from definitions.content import clean
from definitions.printed import printed_instant

MOST_ENTRIES: Final = 200
_TAG: Final = re.compile(r"<[^>]*>")
_LONGEST: Final = {"title": 500, "lead": 1500, "author": 200}


class NoFeed(ValueError):  # noqa: N818 - it says what the bytes are
    """The bytes are no feed, or one that does more than a feed does."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as its paper announces it; texts are plain, without tags."""

    title: str
    url: str
    at: dt.datetime | None = None
    author: str = ""
    lead: str = ""


def entries(body: bytes, url: str, kind: str, zone: dt.tzinfo) -> list[Entry]:
    """The entries of a feed, in its order, those without title or address left out. NoFeed for what is none."""
    if b"<!ENTITY" in body:
        raise NoFeed("nguồn tin khai báo thực thể XML")
    import feedparser

    head = {"content-location": url, "content-type": kind or "application/xml"}
    try:
        read = feedparser.parse(io.BytesIO(body), response_headers=head)
    except Exception as error:  # a parser of strangers' files may fail in any way
        raise NoFeed("nguồn tin không đọc được") from error
    if not read.get("version"):
        raise NoFeed("nội dung không phải là RSS hoặc Atom")
    found = (_entry(it, zone) for it in read.entries[:MOST_ENTRIES])
    return [it for it in found if it.title and it.url.startswith(("http://", "https://"))]


def _entry(said: Any, zone: dt.tzinfo) -> Entry:
    return Entry(
        title=_plain(said.get("title"), "title"),
        url=str(said.get("link") or "").strip(),
        at=_instant(said, zone),
        author=_plain(said.get("author"), "author"),
        lead=_plain(said.get("summary"), "lead"),
    )


def _plain(text: Any, which: str) -> str:
    import html

    return clean(html.unescape(_TAG.sub(" ", str(text or ""))))[: _LONGEST[which]]


def _instant(said: Any, zone: dt.tzinfo) -> dt.datetime | None:
    """What is stated; the printed form is read first, for a feed's own reader takes a date without offset for UTC."""
    for name in ("published", "updated"):
        if not dict.__contains__(said, name):  # feedparser would give one for the other, with a warning
            continue
        if found := printed_instant(str(said.get(name) or ""), zone):
            return found
        if parsed := said.get(f"{name}_parsed"):
            try:
                return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC)
            except (OverflowError, ValueError, OSError):
                continue
    return None
