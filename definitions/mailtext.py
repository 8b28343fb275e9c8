"""What a mail's own words say: without what it quotes and its signature; and whether that is a plain "không phát sinh"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from definitions.content import clean, fold

SHORT: Final = 400
"""Letters of a reply that can be nothing but a nil; whatever is longer is for a person to read."""


def own_words(text: str) -> str:
    """What the sender wrote: up to the first line that quotes, forwards or signs, without quoted lines."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        plain = fold(line)
        if _ENDS.match(plain):
            break
        if not plain.startswith((">", "|")):
            kept.append(" ".join(line.split()))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


_ENDS: Final = re.compile(
    r"^(--\s*$"
    r"|_{5,}|-{5,}|={5,}"
    r"|-+\s*(original message|forwarded message|thu goc|thu chuyen tiep|tin nhan goc)"
    r"|(begin )?forwarded message"
    r"|(on|vao|luc|ngay)\b.{0,200}(wrote|da viet|viet)\s*:?\s*$"
    r"|(on|vao|luc)\b.{0,40}\d{1,2}[:/.h-]\d{1,2}.{0,200}(<|&lt;|@)"
    r"|(from|tu|nguoi gui|sent|da gui|ngay gui)\s*:"
    r"|(sent from|get outlook|duoc gui tu|gui tu)\b)"
)


def says_nil(text: str, period: str, names: Iterable[str] = ()) -> bool:
    """Whether these own words say that there is nothing to report for that period, and nothing else.

    Every word has to be one that such a reply is made of, or of `names` (the unit's, the office's): a negation, a
    condition, a question, another month, or anything unknown leaves it to a person.
    """
    plain = fold(text)
    if not plain or len(plain) > SHORT or re.search(r"[?@/\\]|https?:", _DATES.sub(" ", plain)):
        return False
    if len(_NIL.findall(plain)) != 1 or not _of_period(plain, period):
        return False
    rest = _NIL.sub(" ", _MONTHS.sub(" ", plain))
    known = _WORDS | {word for name in names for word in _words(fold(name))}
    return all(word in known for word in _words(rest))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _of_period(plain: str, period: str) -> bool:
    """Every month and year that is named is the period's own."""
    year, _, month = period.partition("-")
    for found in _MONTHS.finditer(plain):
        said_month, said_year = found["month"], found["year"]
        if said_month and not (month[:2].isdigit() and int(said_month) == int(month[:2])):
            return False
        if said_year and said_year != year:
            return False
    return True


_MONTHS: Final = re.compile(
    r"\b(?:(?:thang|t)\s*(?P<month>\d{1,2})\b(?:\s*(?:[/.-]|nam)\s*(?P<year>\d{4})\b)?|nam\s*(?P<only>\d{4})\b)"
)
_DATES: Final = re.compile(r"\d{1,2}\s*/\s*\d{4}")
_NIL: Final = re.compile(
    r"\b(?:khong|ko)\s+(?:co\s+)?(?:(?:noi dung|tin|bai|ke hoach|hoat dong|tuyen truyen|gi|nao),?\s+){0,4}(?:phat sinh)\b"
    r"|\bkhong\s+co\s+noi\s+dung\s+(?:tuyen truyen|dang ky)\b"
)
_COMMON: Final = (
    "kinh gui thua de nghi xin bao cao thong tra loi van phong so ban trung tam chi cuc don vi quy co quan chung toi em "
    "minh tinh thang nay ky trong nam ve viec noi dung tuyen truyen ke hoach tin bai hoat dong nao gi cua cac anh chi ong "
    "ba vang da a nhe tran trong cam on tai nguyen va moi truong la"
)
_WORDS: Final = frozenset(_COMMON.split())
"""Folded words of which such a reply is made, beside names: none that says but, if, not yet, except, later, also."""


def text_of_html(html: str) -> str:
    """The words of an HTML mail, roughly: its blocks as lines, its quotes left out."""
    bare = re.sub(r"(?is)<(script|style|head|title|blockquote)\b.*?(</\1\s*>|\Z)", " ", html[:200_000])
    lines = re.sub(r"(?i)<(br|/p|/div|/tr|/li|hr)\b[^<>]*>", "\n", bare)
    words = re.sub(r"<[^<>]*>", " ", lines)
    for name, sign in (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        words = words.replace(name, sign)
    return "\n".join(clean(line) for line in words.split("\n"))
