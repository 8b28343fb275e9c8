"""The page "Tin, bài tìm được": what waits for a person with its reason, addresses that do not hold, and the feeds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from definitions.content import shown_date
from definitions.looks import SHOWN, State
from definitions.vocabulary import Definition
from notifications.markdown import cell, party_name, tidy
from notifications.render import Templates

TITLE: Final = "Tin, bài tìm được"
MOST: Final = 100
"""So many findings are on the page at once: a person judges a page at a time."""


class Found(Protocol):
    """A finding, as the ledger knows it."""

    @property
    def number(self) -> int: ...
    @property
    def url(self) -> str: ...
    @property
    def outlet(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def at(self) -> dt.date | None: ...
    @property
    def why(self) -> str: ...
    @property
    def fate(self) -> str: ...
    @property
    def same_as(self) -> int | None: ...


class Looked(Protocol):
    """How an address was found at the latest look, as the ledger knows it."""

    @property
    def state(self) -> State: ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def note(self) -> str: ...
    @property
    def archived(self) -> str: ...


class Linked(Protocol):
    """A publication with its address, as the ledger knows it."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def at(self) -> dt.date: ...
    @property
    def checked(self) -> Looked | None: ...


class Source(Protocol):
    """What is known of a feed."""

    @property
    def url(self) -> str: ...
    @property
    def read(self) -> dt.datetime | None: ...
    @property
    def failing(self) -> dt.datetime | None: ...
    @property
    def error(self) -> str: ...


Acts = Callable[[Any], Iterable[tuple[str, str]]]
"""What a person may do with a finding: the words of a link and its address."""


def found_page(
    templates: Templates,
    definition: Definition,
    findings: Sequence[Found],
    publications: Iterable[Linked],
    feeds: Mapping[str, Source],
    acts: Acts,
) -> str:
    """The Markdown of the page; `feeds` is what is known of each, by address."""
    zone = ZoneInfo(definition.process.timezone)
    waiting = [it for it in findings if it.fate == "waiting"]
    waiting.sort(key=lambda it: (it.at is not None, it.at or dt.date.min, it.number), reverse=True)
    year = definition.year
    said = {
        "office": year.issuer.name,
        "title": year.title or f"{definition.process.title} năm {year.year}",
        "sample": year.issuer.sample,
        "waiting": [_row(definition, it, findings, acts) for it in waiting[:MOST]],
        "more": max(0, len(waiting) - MOST),
        "links": [row for it in publications if (row := _link(it, zone))],
        "feeds": [_feed(party.name, url, feeds.get(url), zone) for party in year.parties for url in party.feeds],
        "counts": {
            **dict.fromkeys(("confirmed", "refused", "repeated", "beside"), 0),
            **Counter(it.fate for it in findings),
        },
    }
    return tidy(templates.render("found.md.j2", said))


def _row(definition: Definition, it: Found, findings: Iterable[Found], acts: Acts) -> dict[str, Any]:
    again = [party_name(definition, other.outlet) for other in findings if other.same_as == it.number]
    return {
        "number": it.number,
        "at": shown_date(it.at.isoformat()) if it.at else "chưa rõ",
        "outlet": cell(party_name(definition, it.outlet)) if it.outlet else "chưa rõ",
        "title": _address(it.title, it.url),
        "again": cell(", ".join(dict.fromkeys(again))),
        "why": cell(it.why),
        "acts": " · ".join(f"[{cell(words)}]({address})" for words, address in acts(it) if address),
    }


def _address(title: str, url: str) -> str:
    """A link to the web whose address cannot end the link or the cell."""
    safe = quote(url, safe="%/:?#@!$&'*+,;=~-._") if url.startswith(("http://", "https://")) else ""
    return f"[{cell(title)}]({safe})" if safe else cell(title)


def _link(it: Linked, zone: ZoneInfo) -> dict[str, Any] | None:
    if it.checked is None or it.checked.state == "alive":
        return None
    note = f" ({cell(it.checked.note)})" if it.checked.note else ""
    return {
        "title": _address(it.title, it.url),
        "at": shown_date(it.at.isoformat()),
        "state": f"{SHOWN[it.checked.state]}{note}",
        "checked": _instant(it.checked.at, zone),
        "archived": "có" if it.checked.archived else "không",
    }


def _feed(outlet: str, url: str, known: Source | None, zone: ZoneInfo) -> dict[str, str]:
    state = "bình thường" if known and known.read else "chưa đọc"
    if known and known.failing:
        state = f"không đọc được từ {_instant(known.failing, zone)}: {cell(known.error)}"
    read = _instant(known.read, zone) if known and known.read else "chưa"
    return {"outlet": cell(outlet), "url": cell(url), "read": read, "state": state}


def _instant(at: dt.datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%H:%M} ngày {shown_date(local.date().isoformat())}"
