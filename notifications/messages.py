"""What is said to whom, in words: every item for one person becomes one letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from definitions.digest import BEGINS, Item
from definitions.vocabulary import Kind, Party, Person, Step
from notifications import words
from notifications.desk import Desk
from notifications.render import Templates, ours


@dataclass(frozen=True, slots=True)
class Saying:
    """One item with what its words need; instants are aware, in UTC."""

    item: Item
    step: Step
    party: Party  # of item.key
    due: dt.datetime | None = None
    before: dt.datetime | None = None  # the deadline that people were told before it moved, only in moved
    received: dt.datetime | None = None
    late: bool = False
    link: str = ""  # where to act
    page: str = ""  # the same on the program's own page
    choices: tuple[tuple[str, str], ...] = ()  # what an approver may press: the word, its address on that page
    code: str = ""  # the one-time code, only in ask-decision
    instead_of: str = ""  # the name of the one for whom the reader decides, only in ask-decision
    details: tuple[str, ...] = ()  # lines of content to list: plan lines, silent units, what became of lines
    criteria: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()  # how the year's plans are covered, and the gaps, only in draft-ready of a month


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter. `name` is the file name that people see, ASCII; `mime` as "type/subtype"."""

    name: str
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished message: the same words as plain text and as HTML."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


TO_DO: Final = (
    *("ask-decision", "returned", "faulty", "moved", "extended", "remind", "opened", "ask-partner", "draft-ready"),
    *("to-accept", "relay", "to-key", "not-taken", "escalate"),
)
TO_KNOW: Final = (
    *("raised", "missed", "withdrawn", "reassigned", "amended", "decided", "waived", "issued", "lines-outcome"),
    *("announce", "received", "taken-before", "looked-at"),
)
KINDS: Final = (*TO_DO, *TO_KNOW)
"""Every kind of message, the most pressing first; each has its template, `<kind>.j2`."""

_LISTS_PARTIES: Final = frozenset({"escalate", "missed", "to-accept", "relay"})
_PRESSING: Final = {kind: n for n, kind in enumerate(KINDS)} | {"remind": 3, "opened": 3}
_FAR: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
_SUBJECT_LENGTH: Final = 200


def compose(
    desk: Desk,
    person: Person,
    sayings: Sequence[Saying],
    *,
    now: dt.datetime,
    attachments: Sequence[Attachment] = (),
    templates: Templates | None = None,
) -> Letter:
    """The one letter that tells a person everything: what has to be done first, then what is good to know.

    `templates` are the office's own where it has some. Raises ValueError without sayings, TemplateMissing and
    TemplateWrong for a template that cannot be used.
    """
    if not sayings:
        raise ValueError("a letter says at least one thing")
    used = templates or ours()
    shared = desk.before(person) | {"attached": [file.name for file in attachments]}
    points = [_point(used, group, shared | _facts(desk, group, now)) for group in _grouped(sayings)]
    context = shared | {
        "to_do": [p for p in points if p["kind"] in TO_DO],
        "to_know": [p for p in points if p["kind"] not in TO_DO],
        "subject": _subject(points),
        "sample_words": words.SAMPLE,
    }
    text = re.sub(r"\n{3,}", "\n\n", used.render("letter.text.j2", context)).strip() + "\n"
    return Letter(context["subject"], text, used.render("letter.html.j2", context), tuple(attachments))


def _subject(points: Sequence[dict[str, Any]]) -> str:
    """The most pressing thing, and how many more there are."""
    more = f" (và {len(points) - 1} nội dung khác)" if len(points) > 1 else ""
    first = points[0]["heading"]
    room = _SUBJECT_LENGTH - len(more)
    return (first if len(first) <= room else first[: room - 1].rstrip() + "…") + more


# ---------------------------------------------------------------- one point of the letter


def _grouped(sayings: Iterable[Saying]) -> Iterator[tuple[Saying, ...]]:
    """Sayings in the order of their urgency; those that differ in the party alone are said once, with a list."""
    ordered = sorted(sayings, key=lambda said: (*_urgency(said), str(said.item.key), said.item.rung))
    for _, alike in groupby(ordered, key=_likeness):
        yield tuple(alike)


def _urgency(said: Saying) -> tuple[int, dt.datetime, int]:
    kind = said.item.kind
    return _PRESSING.get(kind, len(KINDS)), said.due or _FAR, 0 if kind == "remind" else 1


def _likeness(said: Saying) -> tuple[object, ...]:
    key, kind = said.item.key, said.item.kind
    return (kind, key.step, key.period, said.due, bool(said.link)) if kind in _LISTS_PARTIES else (said.item.identity,)


def _point(templates: Templates, group: tuple[Saying, ...], known: dict[str, Any]) -> dict[str, Any]:
    """What the letter's layout prints of one point: heading, paragraphs and lists, link, code."""
    said = group[0]
    blocks = templates.blocks(f"{_template(said)}.j2", known)
    return {
        "kind": said.item.kind,
        "heading": words.clean(blocks.get("subject", "")),
        "say": paragraphs(blocks.get("say", "")),
        "act": paragraphs(blocks.get("act", "")),
        "after": paragraphs(blocks.get("after", "")),
        "link": _sound(said.link),
        "choices": [(word, address) for word, address in said.choices if _sound(address)],
        "code": words.clean(said.code) if said.item.kind == "ask-decision" else "",
    }


def _sound(address: str) -> str:
    """An address that can stand in a letter; nothing for any other text."""
    return address if re.match(r"https?://[^\s\"'<>]+$", address) else ""


def _template(said: Saying) -> str:
    """The office's own words for that rung of the ladder, or for the letter by which a duty begins; else the kind's."""
    told = said.item.rung.partition(" +")[0]  # after an extension the ladder begins anew
    own = next((rung.template for rung in said.step.ladder if rung.id == told), "")
    begins = said.step.letter if said.item.kind in BEGINS else ""
    return own or begins or said.item.kind


def _facts(desk: Desk, group: tuple[Saying, ...], now: dt.datetime) -> dict[str, Any]:
    """Plain values for a kind's template; what people typed is one clean line each."""
    said = group[0]
    step, period = said.step, said.item.key.period
    title = words.own(_title(step, period))
    about = _about(desk, step, period) or title
    return {
        "title": title,
        "its_title": words.of(title, said.party.name),  # the same, with whose it is
        "about": about,
        "duty": _DUTIES.get(step.kind, "thực hiện: {title}").format(title=title, about=about),
        "hands_in": step.kind is Kind.SUBMIT,
        "with_code": step.proof == "code",
        "answers": step.kind in (Kind.AGREE, Kind.APPROVE),
        "goes_to": _goes_to(desk, step),
        "party": said.party.name,
        "parties": list(dict.fromkeys(one.party.name for one in group)),
        "period": period,
        "deadline": desk.deadline(said.due),
        "before": desk.deadline(said.before),
        "overdue": said.due is not None and said.due <= now,
        "received": words.clock(said.received, desk.zone) if said.received else "",
        "late": said.late,
        "note": words.clean(said.item.note),
        "details": [words.clean(line) for one in group for line in one.details],
        "criteria": [words.clean(line) for line in said.criteria],
        "coverage": [words.clean(line) for line in said.coverage],
        "link": said.link,
        "page": said.page,
        "instead_of": words.clean(said.instead_of),
    }


_DUTIES: Final[dict[Kind, str]] = {
    Kind.SUBMIT: "gửi {title}",
    Kind.COMPILE: "hoàn thành {title}",
    Kind.AGREE: "cho ý kiến về {about}",
    Kind.APPROVE: "xem xét, cho ý kiến về {about}",
    Kind.TRACK: "cập nhật: {title}",
}


def _about(desk: Desk, step: Step, period: str) -> str:
    """The title of the artefact that a step is about."""
    found = next((s for s in desk.definition.process.steps if s.id == step.on), None)
    return _title(found, period) if found else ""


def _title(step: Step, period: str) -> str:
    said = words.artefact(step.title) if step.kind is Kind.COMPILE else step.title
    return words.titled(said, period)


def _goes_to(desk: Desk, step: Step) -> str:
    names = [p.name for role in step.to for p in desk.definition.year.playing(role)]
    return words.listed(dict.fromkeys(names)) if 0 < len(names) <= 2 else ""


def paragraphs(text: str) -> list[dict[str, Any]]:
    """The light text of a template as paragraphs: {"text": ...} or, for lines that begin with "- ", {"items": [...]}."""
    found: list[dict[str, Any]] = []
    for bullet, lines in groupby(map(str.strip, text.splitlines()), key=lambda line: line.startswith("- ")):
        if bullet:
            found.append({"items": [line[2:] for line in lines]})
        else:
            found += [{"text": line} for line in lines if line]
    return found
