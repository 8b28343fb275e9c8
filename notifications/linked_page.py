"""The page "Chờ gắn với kế hoạch": what came out without a line, the lines that it may belong to, each with its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from definitions.content import shown_date
from definitions.matching import PlanLine, Suggestion
from definitions.spoken import NO_LINE, Spoken
from definitions.vocabulary import Definition
from notifications import words
from notifications.markdown import cell, party_name, tidy
from notifications.render import Templates

TITLE: Final = "Chờ gắn với kế hoạch"
MOST: Final = 40
"""So many publications are on the page at once: a person judges a page at a time."""
LATEST: Final = 20
"""So many of what linked itself, and of what people said, are shown to be put right."""


class Reasoned(Protocol):
    """A link with whoever made it, and why."""

    @property
    def kind(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def why(self) -> str: ...


class Said(Spoken, Protocol):
    """A person's word, with who said it and when."""

    @property
    def at(self) -> dt.datetime | None: ...
    @property
    def by(self) -> str: ...


class Published(Protocol):
    """A publication, as the ledger knows it."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def at(self) -> dt.date: ...
    @property
    def partner(self) -> str: ...
    @property
    def genre(self) -> str: ...
    @property
    def said(self) -> Sequence[Reasoned]: ...
    @property
    def words(self) -> Sequence[Said]: ...


class Acts(Protocol):
    """Where a person answers: the form, filled in; "" where this office has none."""

    def confirm(self, it: Any, line: str) -> str:
        """It belongs to that line."""

    def refuse(self, it: Any, line: str) -> str:
        """It does not belong to that line."""

    def none(self, it: Any, lines: Sequence[str]) -> str:
        """It belongs to no line, these among them."""

    def open(self, it: Any) -> str:
        """Nothing is said yet."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A publication without a line, with what is offered for it, the most probable first."""

    publication: Published
    offered: Sequence[Suggestion]


def linked_page(
    templates: Templates,
    definition: Definition,
    waiting: Sequence[Waiting],
    more: int,
    known: Sequence[Published],
    lines: Mapping[str, PlanLine],
    acts: Acts,
) -> str:
    """The Markdown of the page; `more` publications wait beside those, `known` is everything that came out."""
    page = _Page(definition, lines, acts)
    year = definition.year
    said = {
        "office": year.issuer.name,
        "title": year.title or f"{definition.process.title} năm {year.year}",
        "sample": year.issuer.sample,
        "count": len(waiting) + more,
        "waiting": [page.waiting(it) for it in waiting],
        "more": more,
        "made": page.made(known),
        "spoken": page.spoken(known),
    }
    return tidy(templates.render("linked.md.j2", said))


@dataclass(frozen=True, slots=True)
class _Page:
    definition: Definition
    lines: Mapping[str, PlanLine]
    acts: Acts

    def waiting(self, it: Waiting) -> dict[str, Any]:
        lines = [one for one in it.offered if one.kind == "line" and one.id in self.lines]
        about = [f"{self._about(one)} ({cell('; '.join(one.reasons))})" for one in it.offered if one.kind != "line"]
        acts = (
            ("Chọn dòng khác", self.acts.open(it.publication)),
            ("Không thuộc dòng nào", self.acts.none(it.publication, [one.id for one in lines])),
        )
        return {
            **self._named(it.publication),
            "rows": [self._row(it.publication, one) for one in lines],
            "about": "; ".join(about),
            "acts": _links(acts),
        }

    def _named(self, it: Published) -> dict[str, str]:
        about = (shown_date(it.at.isoformat()), party_name(self.definition, it.partner), it.genre)
        return {"title": _address(it.title, it.url), "about_it": cell(", ".join(filter(None, about)))}

    def _row(self, it: Published, one: Suggestion) -> dict[str, str]:
        acts = (("Gắn", self.acts.confirm(it, one.id)), ("Không phải", self.acts.refuse(it, one.id)))
        return {**self._line(one.id), "why": cell("; ".join(one.reasons)), "acts": _links(acts)}

    def _line(self, id: str) -> dict[str, str]:
        line = self.lines.get(id)
        if line is None:
            return {"number": "", "content": cell(id), "unit": "", "month": "", "partners": ""}
        partners = ", ".join(party_name(self.definition, it) for it in line.partners)
        return {
            "number": str(line.number or "–"),
            "content": cell(line.content),
            "unit": cell(party_name(self.definition, line.unit)) if line.unit else "–",
            "month": cell(words.period(line.period).removeprefix("tháng ")),
            "partners": cell(partners) or "–",
        }

    def _about(self, one: Suggestion) -> str:
        year = self.definition.year
        for it in (*year.topics, *year.activities):
            if it.id == one.id:
                return cell(f"{it.basis}. {it.short or it.title}" if it.basis else it.short or it.title)
        return cell(one.id)

    def made(self, known: Iterable[Published]) -> list[dict[str, str]]:
        """What linked itself, the latest first."""
        found = [(it, link) for it in known for link in it.said if link.how == "machine" and link.kind == "line"]
        found.sort(key=lambda pair: pair[0].at, reverse=True)
        return [
            {
                **self._named(it), **self._line(link.target), "why": cell(link.why),
                "acts": _links((("Không đúng", self.acts.refuse(it, link.target)),)),
            }
            for it, link in found[:LATEST]
        ]  # fmt: skip

    def spoken(self, known: Iterable[Published]) -> list[dict[str, str]]:
        """What people said, the latest first; each may be said anew."""
        found = [(word.at, n, it, word) for it in known for n, word in enumerate(it.words) if word.at]
        found.sort(key=lambda each: each[:2], reverse=True)
        return [
            {
                **self._named(it), "when": self._instant(at), "who": cell(self._person(word.by)),
                "what": self._word(word), "acts": _links((("Xét lại", self.acts.open(it)),)),
            }
            for at, _, it, word in found[:LATEST]
        ]  # fmt: skip

    def _word(self, word: Said) -> str:
        if (word.kind, word.target) == NO_LINE:
            return "không thuộc dòng nào"
        verdict = "đúng" if word.verdict == "confirmed" else "không phải"
        if word.kind == "line":
            line = self.lines.get(word.target)
            return f"{verdict}: {cell(line.content if line else word.target)}"
        return f"{verdict}: {self._about(Suggestion(word.kind, word.target, 1.0, True, ()))}"

    def _person(self, id: str) -> str:
        person = self.definition.directory.known(id) if id else None
        return person.name if person else id or "chưa ghi"

    def _instant(self, at: dt.datetime) -> str:
        local = at.astimezone(ZoneInfo(self.definition.process.timezone))
        return f"{local:%H:%M} {shown_date(local.date().isoformat())}"


def _links(acts: Iterable[tuple[str, str]]) -> str:
    return " · ".join(f"[{cell(words)}]({address})" for words, address in acts if address)


def _address(title: str, url: str) -> str:
    """A link to the web whose address cannot end the link or the cell."""
    safe = quote(url, safe="%/:?#@!$&'*+,;=~-._") if url.startswith(("http://", "https://")) else ""
    return f"[{cell(title)}]({safe})" if safe else cell(title)
