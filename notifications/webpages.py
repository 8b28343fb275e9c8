"""The program's own small page in HTML: for a leader, a unit, a partner; no script, one stylesheet, any width."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from definitions.actions import Refusal
from definitions.events import Outcome, Verdict
from definitions.facts import Key
from definitions.results import Proposal
from definitions.typing_in import TYPED
from definitions.vocabulary import Definition, FieldType, Form, FormField, Kind, Person, Step
from notifications import words
from notifications.desk import office_name
from notifications.markdown import deadline
from notifications.pages import line_words
from notifications.proposals import summed
from notifications.render import Templates, render

STYLE: Final = "page.css"


@dataclass(frozen=True, slots=True)
class File:
    """A file that may be opened: `href` is relative to the page, `note` says what it is."""

    name: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page: about what, for whom, until when, with which files."""

    heading: str
    reader: str = ""
    party: str = ""
    office: str = ""
    deadline: str = ""
    sample: bool = False
    files: Sequence[File] = ()
    urged: bool = True  # a partner is asked, never told of a deadline

    @property
    def context(self) -> dict[str, Any]:
        """The same for a template."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has typed or chosen so far, and why it was not taken."""

    values: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    remedy: str = ""

    @classmethod
    def refused(cls, values: Mapping[str, str], refusal: Refusal) -> Typed:
        """Nothing that was typed is lost but the code."""
        return cls({n: v for n, v in values.items() if n != "code"}, refusal.message, refusal.remedy)


def frame(
    definition: Definition, step: Step, key: Key, person: Person, *, due: dt.datetime | None, files: Sequence[File]
) -> Frame:
    """The frame of a page about one obligation; `due` None where no deadline is to be read."""
    party = next((p.name for p in definition.year.parties if p.id == person.party), "")
    return Frame(
        heading=words.titled(step.title, key.period),
        reader=words.clean(person.name),
        party=party,
        office=office_name(definition),
        deadline=deadline(definition, due),
        sample=definition.year.issuer.sample,
        files=files,
        urged=step.kind is not Kind.AGREE,
    )


def decide(templates: Templates, frame: Frame, facts: Mapping[str, Any], typed: Typed, *, with_code: bool) -> str:
    """What needs deciding (`pages.approval_facts`), the three verdicts without a default, the comment, the code."""
    verdicts = [(verdict.value, words.VERDICTS[verdict]) for verdict in Verdict]
    return _page(templates, "page-decide.html.j2", frame, typed, **facts, verdicts=verdicts, with_code=with_code)


def hand_in(
    templates: Templates,
    frame: Frame,
    typed: Typed,
    *,
    instead_of: str,
    before: str,
    note: str,
    criteria: Sequence[str],
    largest: int,
    form: Form | None = None,
    proposals: Sequence[Proposal] = (),
) -> str:
    """A file to choose, or «không phát sinh»; `before` says what was received already, `note` why it was returned.

    `instead_of` names the party for which somebody else hands in: that one also says when it was received. A report of
    numbers may be typed here, by its `form`; `proposals` stand in it until something else is typed.
    """
    more = {"instead_of": instead_of, "before": before, "note": note, "criteria": criteria}
    more["megabytes"] = largest // 1024 // 1024
    known = {it.field.id: it for it in proposals}
    asked = [_asked(it, typed, known.get(it.id)) for it in form.fields] if form else []
    return _page(templates, "page-hand-in.html.j2", frame, typed, **more, asked=asked)


def _asked(field: FormField, typed: Typed, it: Proposal | None) -> dict[str, Any]:
    """A field to type into: what was typed, else what is proposed, with where that comes from."""
    name = f"{TYPED}{field.id}"
    value = typed.values.get(name, str(it.total) if it and it.months else "")
    why = f"Đơn vị đã báo cáo hằng tháng: {summed(it)}." if it else ""
    help = " ".join(filter(None, (field.help, why)))
    return {"name": name, "title": field.title, "help": help, "value": value,
            "required": field.required, "long": field.type is FieldType.LONG,
            "number": field.type is FieldType.NUMBER}  # fmt: skip


def answer(
    templates: Templates,
    frame: Frame,
    definition: Definition,
    lines: Sequence[tuple[int, Mapping[str, Any]]],
    typed: Typed,
    *,
    partner: str,
    on: str,
    genres: Sequence[str],
) -> str:
    """The lines that a partner is asked about, each with its number in the plan, and an outcome for each of them.

    A field is named by the id of its line, so that what was typed stays with it; `on` is the plan that was read.
    """
    asked = [{"number": n, "id": line["id"], **line_words(definition, line, plain, partner)} for n, line in lines]
    outcomes = [(outcome.value, _capital(words.OUTCOMES[outcome])) for outcome in Outcome]
    return _page(templates, "page-answer.html.j2", frame, typed, asked=asked, on=on, outcomes=outcomes, genres=genres)


def take_in(templates: Templates, frame: Frame, rows: Sequence[tuple[str, str]]) -> str:
    """Who still owes something: (name, address of the page on which it is handed in for them)."""
    return _page(templates, "page-take-in.html.j2", frame, Typed(), rows=rows)


def told(templates: Templates, frame: Frame, title: str, lines: Sequence[str], *, good: bool = True) -> str:
    """What was recorded, or why there is nothing to do here."""
    return _page(templates, "page-told.html.j2", frame, Typed(), title=title, lines=lines, good=good)


def _page(templates: Templates, name: str, frame: Frame, typed: Typed, **more: Any) -> str:
    shown = {"typed": _Blank(typed.values), "why": typed.why, "remedy": typed.remedy, "sample_words": words.SAMPLE}
    return templates.render(name, {**more, **shown, **frame.context})


def plain(text: object) -> str:
    """One clean line; the template escapes it."""
    return words.clean(str(text))


class _Blank(dict[str, str]):
    """What was typed into each field; nothing where nothing was."""

    def __missing__(self, name: str) -> str:
        return ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def received(definition: Definition, at: dt.datetime, *, nil: bool, late: bool) -> str:
    """What was received, and when, in a sentence."""
    when = words.clock(at, ZoneInfo(definition.process.timezone))
    what = "Đã nhận xác nhận «không phát sinh»" if nil else "Đã nhận"
    return f"{what} lúc {when}{' (nộp chậm)' if late else ''}."


def decided(definition: Definition, verdict: str, comment: str, at: dt.datetime, who: str) -> tuple[str, list[str]]:
    """A decision as it was kept: a title, and lines with who, when and what was said."""
    when = words.clock(at, ZoneInfo(definition.process.timezone))
    said = [f"Nội dung: «{words.clean(comment)}»"] if comment.strip() else []
    return f"Đã ghi ý kiến: {words.VERDICTS[Verdict(verdict)]}", [f"{who}, lúc {when}.", *said]


@cache
def style_hash() -> str:
    """The one style that the browser may apply: the SHA-256 of ours, as a Content-Security-Policy names it."""
    digest = hashlib.sha256(render(STYLE, {}).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
