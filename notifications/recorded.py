"""The records of the year in words: one line of a record, the page «Sổ theo dõi», the candidates, the report's lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from definitions.commending import Candidate, ranked
from definitions.content import shown_date
from definitions.events import Verdict
from definitions.facts import Obligation
from definitions.figures import Report
from definitions.records import Record, Recorded
from definitions.states import SHOWN
from definitions.vocabulary import Definition, FieldType, Form, FormField, Step
from notifications import words
from notifications.markdown import cell, deadline, party_name, tidy
from notifications.render import Templates
from notifications.words import listed, number

BOOK: Final = "Sổ theo dõi"
CANDIDATES: Final = "Danh sách đề cử khen thưởng"
LONGEST: Final = 240
"""So many letters of a record stand in one cell of the book."""

Link = Callable[[Obligation], str]
Begin = Callable[[Step], str]
Propose = Callable[[Candidate], str]


def summary(definition: Definition, form: Form, line: Mapping[str, Any]) -> str:
    """What a line says, without its personal fields: "Ngày cung cấp: 05/4/2023; Thông tin, tài liệu: ..."."""
    said = (
        f"{field.title}: {shown}"
        for field in form.fields
        if not field.personal and (shown := _shown(definition, field, line.get(field.id)))
    )
    return "; ".join(said)


def _shown(definition: Definition, field: FormField, value: Any) -> str:
    if not value:
        return ""
    if field.type is FieldType.DATE:
        return shown_date(str(value))
    if field.type in (FieldType.TOPICS, FieldType.ACTIVITIES):
        year = definition.year
        known = {it.id: it.basis or it.short or it.title for it in (*year.topics, *year.activities)}
        return listed(known.get(id, id) for id in value)
    if field.type is FieldType.PARTNER:
        return listed(party_name(definition, id) for id in value)
    return words.clean(str(value))


# ---------------------------------------------------------------- the book


def book_page(
    templates: Templates,
    definition: Definition,
    book: Sequence[tuple[Step, Sequence[Record]]],
    link: Link,
    begin: Begin,
) -> str:
    """The Markdown of "Sổ theo dõi": a table for each kind of record, each row with what comes next and where."""
    groups = [
        {
            "title": step.title, "count": len(its), "begin": begin(step),
            "rows": [_row(definition, step, it, link) for it in its],
        }
        for step, its in book
    ]  # fmt: skip
    return tidy(templates.render("book.md.j2", {**_head(definition), "page": BOOK, "groups": groups}))


def _row(definition: Definition, step: Step, it: Record, link: Link) -> dict[str, str]:
    waits = it.awaited
    return {
        "number": words.period(it.own.key.period).removeprefix("lần "),
        "party": cell(party_name(definition, it.own.key.party)),
        "said": cell(_first(said_of(definition, step, it))),
        "state": cell(_state(definition, it)),
        "due": deadline(definition, waits.instants.due, short=True) if waits else "",
        "next": _next(definition, waits, link(waits)) if waits else "",
    }


def said_of(definition: Definition, step: Step, it: Record) -> str:
    """Everything that a record says and anybody may see: its lines, else its note."""
    form = definition.process.form(step.form) if step.form else None
    lines = [summary(definition, form, line) for line in it.lines] if form else []
    return " / ".join(lines) or it.note


def _first(text: str) -> str:
    """As many words as a cell holds: none is cut in two."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0].rstrip(' ;,')} …"


def _state(definition: Definition, it: Record) -> str:  # noqa: ARG001 - one shape for every cell
    if it.verdict:
        return f"Lãnh đạo: {words.VERDICTS[Verdict(it.verdict)].lower()}"
    return SHOWN[it.own.state] if it.awaited is it.own else "đang xử lý" if it.awaited else "đã ghi nhận, xong"


def _next(definition: Definition, waits: Obligation, where: str) -> str:
    title = cell(definition.process.step(waits.key.step).title)
    return f"[{title}]({where})" if where else title


def _head(definition: Definition) -> dict[str, Any]:
    year = definition.year
    title = year.title or f"{definition.process.title} năm {year.year}"
    return {"office": year.issuer.name, "title": title, "sample": year.issuer.sample}


# ---------------------------------------------------------------- candidates


def candidates_page(templates: Templates, definition: Definition, found: Sequence[Candidate], propose: Propose) -> str:
    """The Markdown of the candidates: each with its evidence and the form that a person may fill in; or that none is."""
    step = ranked(definition.process)
    context = {
        **_head(definition),
        "page": CANDIDATES,
        "rule": listed(rank(definition, word) for word in step.rank) if step else "",
        "at_least": step.at_least if step else 0,
        "rows": [_candidate(definition, it, propose(it)) for it in found],
    }
    return tidy(templates.render("candidates.md.j2", context))


def _candidate(definition: Definition, it: Candidate, where: str) -> dict[str, str]:
    author = cell(it.author)
    return {"author": f"[{author}]({where})" if where else author, "evidence": cell(evidence(definition, it)),
            "works": "; ".join(f"«{cell(title)}»" for title in it.works)}  # fmt: skip


def evidence(definition: Definition, it: Candidate) -> str:
    """Such as "3 tin, bài (2 Bài, 1 Tin); nội dung: II.6 (2), II.7 (1); đăng lại 1 lần; Báo Hà Tĩnh (4)"."""
    year = definition.year
    names = {each.id: each.basis or each.short or each.title for each in (*year.topics, *year.activities)}
    genres = ", ".join(f"{number(n)} {genre}" for genre, n in it.genres if genre)
    parts = [
        f"{number(len(it.works))} tin, bài{f' ({genres})' if genres else ''}",
        _counts("nội dung", it.topics, names),
        _counts("hoạt động trọng tâm", it.activities, names),
        f"đăng lại {number(it.reposts)} lần" if it.reposts else "",
        ", ".join(f"{party_name(definition, id)} ({number(n)})" for id, n in it.partners),
    ]
    return "; ".join(filter(None, parts))


def _counts(what: str, counts: Sequence[tuple[str, int]], names: Mapping[str, str]) -> str:
    said = ", ".join(f"{names.get(id, id)} ({number(n)})" for id, n in counts)
    return f"{what}: {said}" if said else ""


def rank(definition: Definition, word: str) -> str:
    """What candidates are ordered by, as it is said."""
    if word in _RANKS:
        return _RANKS[word]
    id = word.rpartition(" ")[2]
    basis = next((it.basis or it.short for it in definition.year.topics if it.id == id), id)
    return f"số tin, bài về nội dung {basis}"


_RANKS: Final = {
    "publications": "số tin, bài",
    "topics": "số nội dung của Kế hoạch",
    "activities": "số hoạt động trọng tâm",
    "genres": "số thể loại",
    "partners": "số cơ quan báo chí",
    "reposts": "số lần đăng lại",
}

# ---------------------------------------------------------------- the report


def told(definition: Definition, report: Report) -> list[str]:
    """A line of the report for every kind of record of which there is one; that there is none is said once."""
    titles = {step.id: step.title for step in definition.process.steps}
    said = [f"- {titles.get(it.step, it.step)}: {_how_many(definition, it)}." for it in report.records if it.records]
    none = [titles.get(it.step, it.step) for it in report.records if not it.records]
    tail = [f"- Trong năm chưa ghi nhận: {'; '.join(none)}."] if none else []
    return [*said, *tail] or ["Sổ theo dõi chưa ghi nhận nội dung nào."]


def _how_many(definition: Definition, it: Recorded) -> str:
    lines = f" ({number(it.lines)} nội dung)" if it.lines > it.records else ""
    closed = "" if it.closed == it.records else f"; đã xong {number(it.closed)}"
    approved = f"; Lãnh đạo Sở đã đồng ý {number(it.approved)}" if it.approved else ""
    return f"{number(it.records)} lần{lines}{_whose(definition, it)}{closed}{approved}"


def _whose(definition: Definition, it: Recorded) -> str:
    """The units that recorded something, each with how often; nothing where only one party ever does."""
    by = next((step.by for step in definition.process.steps if step.id == it.step), ())
    if len({party.id for role in by for party in definition.year.playing(role)}) < 2:
        return ""
    return f": {listed(f'{party_name(definition, party)} ({number(n)})' for party, n in it.parties)}"
