"""Web addresses: what makes two of them the same, and what a story is called, so that nothing is offered twice."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from definitions.content import clean, fold

_DOORS: Final = re.compile(r"^(?:(?:www\d?|m|mobile|wap|amp)\.)+(?=[^.]+\.)")
_NOISE: Final = re.compile(
    r"utm_.*|fbclid|gclid|fb_.*|zarsrc|zalo_.*|gidzl|mibextid|igshid|_ga|mc_[ce]id|amp|outputtype|ref|src"
)
_AMP: Final = re.compile(r"^/amp(?=/)|/amp/?$|\.amp(?=\.html?$|$)")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_OUTLET: Final = re.compile(
    r"\s+(?:[|•]\s*[^|•]{3,40}|[–—-]\s+(?:báo|đài|tạp chí|cổng|truyền hình|trang)\s[^|•]{3,40})$", re.IGNORECASE
)
_MARKS: Final = re.compile(r"[^\w\s]+")

SAME_STORY: Final = dt.timedelta(days=30)
"""What comes again under one title within these days is a repetition; a column that returns later is not."""
_LONG_ENOUGH: Final = 5  # words of a title: «Dự báo thời tiết» is a column, not a story


def address_key(url: str) -> str:
    """What two addresses of one article have in common: host, path and what matters of the query.

    http and https, www. and m., AMP, a trailing slash, an empty port, a fragment and marks of where the reader came
    from make no other article. A path keeps its case. "" for what is no web address.
    """
    try:
        parts = urlsplit(clean(url))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    shown = "" if port in (None, 80, 443) else f":{port}"
    query = _query(parts)
    return f"{_host(parts.hostname)}{shown}{_path(parts.path)}{'?' + query if query else ''}"


def _host(host: str) -> str:
    try:
        ascii_host = host.encode("idna").decode()
    except UnicodeError:
        ascii_host = host
    return _DOORS.sub("", ascii_host.lower().rstrip("."))


def _path(path: str) -> str:
    plain = quote(unquote(path), safe="/~:@!$&'()*+,;=-._")
    shorter = _INDEX.sub("", _AMP.sub("", plain))
    return re.sub(r"/{2,}", "/", shorter).rstrip("/")


def _query(parts: SplitResult) -> str:
    said = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    return urlencode(sorted((name, value) for name, value in said if not _NOISE.fullmatch(name.lower())))


def story_key(title: str) -> str:
    """A title without accents, case, marks and the name of the paper behind it."""
    return " ".join(_MARKS.sub(" ", fold(_OUTLET.sub("", clean(title)))).split())


def same_story(one: str, one_day: dt.date | None, other: str, other_day: dt.date | None) -> bool:
    """Whether two articles (their `story_key` and day) tell one story: printed again, or by several papers."""
    if one != other or len(one.split()) < _LONG_ENOUGH:
        return False
    return one_day is None or other_day is None or abs(one_day - other_day) <= SAME_STORY
