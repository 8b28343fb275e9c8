"""The one door to lxml: the bytes of an article's page become its title, day, author, lead and readable text."""

from __future__ import annotations

import codecs
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from definitions.content import clean
from definitions.printed import first_stated

_SKIPPED: Final = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
    "svg",
)
_BLOCKS: Final = ("p", "h1", "h2", "h3", "h4", "li", "blockquote", "figcaption", "td")
_BODY: Final = (
    "//*[@itemprop='articleBody']",
    "//article",
    "//*[contains(concat(' ', @class, ' '), ' detail-content ')]",
    "//*[contains(@class, 'article-content') or contains(@class, 'content-detail') or contains(@class, 'article-body')]",
    "//main",
    "//body",
)
_DATED: Final = "//*[contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'meta')]"
_SIGNED: Final = "//*[contains(@class, 'author') or @rel='author' or @itemprop='author']"
_LONGEST: Final = {"title": 500, "author": 200, "lead": 1500}
MOST_TEXT: Final = 200_000


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says of its article; `url` is the one that the page itself calls its own, where it names one."""

    title: str = ""
    at: dt.datetime | None = None
    author: str = ""
    lead: str = ""
    url: str = ""
    text: str = ""


def article(body: bytes, zone: dt.tzinfo, charset: str = "") -> Article:
    """Read a page: JSON-LD, og: and article: marks, <time>, then what is written on the page. Never raises; a page that
    says nothing is an empty Article.
    """
    try:
        page = _page(body, charset)
        return _read(page, zone) if page is not None else Article()
    except Exception:  # noqa: BLE001 - a parser of strangers' files may fail in any way; an unreadable page says nothing
        return Article()


def _read(page: Any, zone: dt.tzinfo) -> Article:
    said, marks = _json_ld(page), _marks(page)
    titles = [marks.get("og:title"), said.get("headline"), *_inner(page, "//h1"), *_inner(page, "//title")]
    authors = [*_authors(said.get("author")), marks.get("author"), marks.get("article:author"), *_inner(page, _SIGNED)]
    texts = _texts(page)
    title, author = _first(titles, "title"), _first(authors, "author")
    told = [text for text in texts if text not in (title, author)]
    leads = [marks.get("og:description"), said.get("description"), marks.get("description"), *told[:1]]
    return Article(
        title=title,
        at=first_stated(filter(None, _dates(page, said, marks)), zone),
        author=author,
        lead=_first(leads, "lead"),
        url=_own(page, marks),
        text="\n".join(texts)[:MOST_TEXT],
    )


def _page(body: bytes, charset: str) -> Any:
    from lxml import html

    encoding = _known(charset) or ("utf-8" if _is_utf8(body) else None)
    parser = html.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    return html.document_fromstring(body, parser=parser) if body.strip() else None


def _known(charset: str) -> str:
    try:
        return codecs.lookup(charset).name if charset else ""
    except LookupError:
        return ""


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# ---------------------------------------------------------------- what a page says of itself


def _marks(page: Any) -> dict[str, str]:
    """<meta> by its name or property, the first of each."""
    found: dict[str, str] = {}
    for it in page.iterfind(".//meta"):
        name = (it.get("property") or it.get("name") or it.get("itemprop") or "").strip().lower()
        if name and it.get("content"):
            found.setdefault(name, str(it.get("content")))
    return found


def _json_ld(page: Any) -> Mapping[str, Any]:
    """The first object that says of itself that it is an article; {} where none does."""
    for it in page.iterfind(".//script[@type='application/ld+json']"):
        try:
            said = json.loads(it.text or "")
        except (ValueError, RecursionError):
            continue
        for each in _objects(said):
            if any("Article" in str(kind) or "Report" in str(kind) for kind in _several(each.get("@type"))):
                return each
    return {}


def _objects(said: Any, depth: int = 4) -> Iterator[Mapping[str, Any]]:
    if isinstance(said, Mapping):
        yield said
        if depth:
            yield from _objects(said.get("@graph", ()), depth - 1)
    elif isinstance(said, list) and depth:
        for it in said[:100]:
            yield from _objects(it, depth - 1)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _authors(said: Any) -> list[str]:
    named = (it.get("name") if isinstance(it, Mapping) else it for it in _several(said)[:20])
    names = [clean(it) for it in named if isinstance(it, str) and clean(it)]
    return [", ".join(names)] if names else []


def _dates(page: Any, said: Mapping[str, Any], marks: Mapping[str, str]) -> Iterator[str]:
    """Every text that may state the day, the surest first: what was published before what was changed."""
    yield _text(said.get("datePublished"))
    for name in ("article:published_time", "og:published_time", "datepublished", "pubdate", "date", "dc.date.issued"):
        yield marks.get(name, "")
    for it in page.iterfind(".//time"):
        yield it.get("datetime") or _content(it)
    yield from _inner(page, _DATED)
    yield _text(said.get("dateModified"))
    yield marks.get("article:modified_time", "")


def _own(page: Any, marks: Mapping[str, str]) -> str:
    links = [it.get("href") or "" for it in page.iterfind(".//link[@rel='canonical']")]
    return next((it.strip() for it in (*links, marks.get("og:url", "")) if it.startswith(("http://", "https://"))), "")


# ---------------------------------------------------------------- what is written on it


def _inner(page: Any, path: str) -> Iterator[str]:
    for it in page.xpath(path)[:20]:
        yield _content(it)[:300]


def _content(it: Any) -> str:
    return clean(" ".join(it.xpath(_SHOWN)[:2000])[:5000])


_SHOWN: Final = ".//text()[not(ancestor::script or ancestor::style)]"
_BESIDE: Final = " or ".join(f"ancestor::{name}" for name in _SKIPPED)
_PARAGRAPHS: Final = f".//*[{' or '.join(f'self::{name}' for name in _BLOCKS)}][not({_BESIDE})]"


def _texts(page: Any) -> list[str]:
    """The paragraphs of the article, without what stands on every page, each once."""
    for path in _BODY:
        for body in page.xpath(path)[:3]:
            found = [text for it in body.xpath(_PARAGRAPHS)[:5000] if (text := _content(it))]
            if sum(map(len, found)) > 200 or path == _BODY[-1]:
                return list(dict.fromkeys(found))
    return []


def _first(texts: Iterable[Any], which: str) -> str:
    return next((said[: _LONGEST[which]] for it in texts if (said := _text(it))), "")


def _text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


# ---------------------------------------------------------------- the copy that is kept


def text_copy(it: Article, url: str) -> bytes:
    """The article as a text that is kept: what it says of itself, then its paragraphs; the same bytes for the same page."""
    said = {
        "Tên bài": it.title,
        "Ngày đăng": it.at.isoformat() if it.at else "",
        "Tác giả": it.author,
        "Địa chỉ": url,
        "Tóm tắt": it.lead,
    }
    head = [f"{name}: {value}" for name, value in said.items() if value]
    return "\n".join([*head, "", it.text, ""]).encode("utf-8", "replace")
