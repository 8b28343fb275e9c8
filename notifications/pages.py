"""Pages for the screen, as Markdown: an approval with what needs deciding, and "Hôm nay"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from definitions.altered import alterations
from definitions.content import shown_date
from definitions.deadlock import disputed
from definitions.facts import Key, Obligation
from definitions.newest import UNCHANGED
from definitions.report import GROUPS, Waiting
from definitions.states import SHOWN
from definitions.vocabulary import Definition, Step
from notifications import words
from notifications.changes import FIELDS, altered_words, changes
from notifications.edits import edits
from notifications.markdown import cell as _cell
from notifications.markdown import deadline as _deadline
from notifications.markdown import party_name as _name
from notifications.markdown import tidy as _tidy
from notifications.render import Templates

Content = Mapping[str, Any]

TITLES: Final = {
    "decide": "Chờ ý kiến lãnh đạo",
    "late": "Đã quá thời hạn",
    "due": "Đang thực hiện",
    "standing": "Theo dõi trong kỳ",
}
LATEST: Final = 12
"""So many letters are shown on the page "Hôm nay"."""


def approval_title(definition: Definition, step: Step, it: Obligation) -> str:
    """What the run is called in a list: what, for whom, until when."""
    who = definition.year.party(it.key.party).name
    until = _deadline(definition, it.instants.due, short=True)
    again = f" (lần {it.key.round})" if it.key.round > 1 else ""
    return f"{words.titled(step.title, it.key.period)}{again}: kính trình {who}{', ' + until if until else ''}"


def approval_page(
    templates: Templates,
    definition: Definition,
    step: Step,
    it: Obligation,
    *,
    content: Content,
    before: Before | None = None,
    asked: Sequence[str] = (),
) -> str:
    """The Markdown of an approval's form; the same words as `approval_facts` says, harmless in Markdown."""
    said = approval_facts(definition, step, it, content=content, before=before, asked=asked, cell=_cell)
    return _tidy(templates.render("approval.md.j2", said))


def approval_facts(
    definition: Definition,
    step: Step,
    it: Obligation,
    *,
    content: Content,
    before: Before | None = None,
    asked: Sequence[str] = (),
    cell: Callable[[object], str],
) -> dict[str, Any]:
    """What needs deciding, in words: lines, changes since the last time, silent units, criteria.

    `asked` are the people who are asked, each with the one for whom, where that one is away; `cell` makes what people
    typed harmless in whatever it is printed in.
    """
    found = before.changes if before else ()
    only = {str(each["line"]) for each in found} if before and before.agreed else set()
    numbered = [(n, line) for n, line in enumerate(content.get("lines", ()), 1) if not only or line["id"] in only]
    return {
        "title": approval_title(definition, step, it),
        "deadline": _deadline(definition, it.instants.due),
        "asked": [cell(name) for name in asked],
        "why": cell(it.why or ""),
        "agreed": cell(before.comment or "đồng ý") if before and before.agreed else "",
        "changes": [cell(said) for said in changes(definition, found, content, before.content)] if before else [],
        "edited": [] if only else [cell(said) for said in edits(definition, content.get("edited", ()))],
        "lines": [{"n": n, **line_words(definition, line, cell)} for n, line in numbered],
        "all": len(content.get("lines", ())),
        "disputed": [cell(it) for it in disputed_lines(definition, content)],
        "note": cell(content.get("note", "")) or _figures(content),
        "answers": [_answer(definition, answer) for answer in content.get("answers", ())],
        "silent": _names(definition, content.get("silent", ())),
        "criteria": step.criteria,
        "sample": definition.year.issuer.sample,
    }


@dataclass(frozen=True, slots=True)
class Before:
    """What was decided in the round before: on what, with which words, and what has changed since.

    Where it was `agreed` to, only the changes are asked for; where it was returned, everything is.
    """

    content: Content
    comment: str
    agreed: bool
    changes: tuple[Content, ...]


def disputed_lines(definition: Definition, content: Content) -> list[str]:
    """Each line that no partner takes, with what each of them said, for whoever has to settle it."""
    return [
        f"Dòng {n}: {line.get('content', '')} ({_refusals(definition, content, line)})" for n, line in disputed(content)
    ]


_SETTLED: Final = {
    "keep": "giữ trong kế hoạch",
    "drop": "bỏ khỏi kế hoạch",
    "leave": "không đổi, giữ như kế hoạch đã gửi",
    "give": "chuyển sang {partners}",
}


def settled_lines(definition: Definition, content: Content) -> list[str]:
    """What was decided on each line that no partner took, for whoever reads of the decision."""
    return [
        f"{line.get('content', '')}: {said.format(partners=words.listed(_names(definition, line.get('partners', ()))))}"
        for line in content.get("lines", ())
        if (said := _SETTLED.get(str(line.get("settled", ""))))
    ]


def _refusals(definition: Definition, content: Content, line: Content) -> str:
    said = [it for it in content.get("changes", ()) if it["line"] == line["id"] and it["outcome"] == "refused"]
    reasons = {it["partner"]: it["reason"] for it in said}
    return "; ".join(
        f"{_name(definition, p)}: không đăng, phát{', lý do: ' + reasons[p] if reasons.get(p) else ''}"
        for p in line.get("refused", ())
    )


def today_page(
    templates: Templates,
    definition: Definition,
    waiting: Iterable[Waiting],
    letters: Sequence[tuple[dt.datetime, str, str]],
    *,
    links: Mapping[Key, str],
    now: dt.datetime,
    held: bool,
    more: Sequence[tuple[str, str]] = (),
    forms: Sequence[tuple[str, str]] = (),
    turns: Sequence[str] = (),
) -> str:
    """The Markdown of "Hôm nay": who owes what, what waits for whom, the last letters (instant, to whom, subject).

    `more` are the Office's other pages, `forms` its forms: title and address; `turns` says of every agreement under way
    who owes the next answer.
    """
    zone = ZoneInfo(definition.process.timezone)
    rows = list(waiting)
    groups = [
        {"title": TITLES[group], "rows": _together(definition, [it for it in rows if it.group == group], links)}
        for group in GROUPS
    ]
    day = now.astimezone(zone)
    context = {
        "today": f"{words.weekday(day.date())} {words.date(day.date())}, {day:%H:%M}",
        "office": definition.year.issuer.name,
        "title": definition.year.title or f"{definition.process.title} năm {definition.year.year}",
        "sample": definition.year.issuer.sample,
        "held": held,
        "groups": groups,
        "turns": [_cell(it[:1].upper() + it[1:]) for it in turns],
        "more": [f"[{_cell(title)}]({address})" for title, address in more],
        "forms": [f"[{_cell(title)}]({address})" for title, address in forms],
        "letters": [{"at": words.clock(at, zone), "to": _cell(to), "subject": _cell(s)} for at, to, s in letters],
    }
    return _tidy(templates.render("today.md.j2", context))


def outcome_line(definition: Definition, outcome: Content) -> str:
    """What became of one line of a unit, in a sentence."""
    partners = words.listed(_names(definition, outcome["partners"])) or "cơ quan báo chí"
    settled = {
        "keep": "Lãnh đạo giữ trong kế hoạch; cơ quan báo chí chưa nhận đăng, phát",
        "give": f"chuyển {partners}",
    }
    told = settled.get(outcome.get("settled", "")) or {
        "dropped": "cơ quan báo chí chưa nhận thực hiện",
        "disputed": "cơ quan báo chí chưa nhận thực hiện, chờ Lãnh đạo quyết định",
        UNCHANGED: words.LINES[UNCHANGED],
        "postponed": f"lùi thời gian{' sang ' + outcome['postponed_to'] if outcome['postponed_to'] else ''}",
    }.get(outcome["state"], f"thực hiện với {partners}")
    new = [f"{FIELDS.get(c['field'], c['field'])}: {shown_date(c['new'])}" for c in outcome["changes"] if c["new"]]
    silent = _names(definition, outcome["unanswered"])
    asked = altered_words(definition, outcome["altered"], taken=outcome["state"] != UNCHANGED)
    more = [*([asked] if asked else []), *new, *([f"{words.listed(silent)} chưa có ý kiến"] if silent else [])]
    return f"{outcome['content']}: {told}" + (f" ({'; '.join(more)})" if more else "") + "."


def line_said(definition: Definition, line: Content, partner: str = "") -> str:
    """A line in a list: what it is about, and what it says otherwise than before where it travels again."""
    left = line.get("state") == UNCHANGED
    changed = altered_words(definition, alterations(line, partner), taken=not left)
    more = "; ".join(filter(None, (changed, words.LINES[UNCHANGED] if left else "")))
    return f"{line.get('content', '')}{f' ({more})' if more else ''}"


def line_words(
    definition: Definition, line: Content, cell: Callable[[object], str], partner: str = ""
) -> dict[str, str]:
    """A line of a plan, in words, by column; what is changed of it as that partner reads it."""
    topics = {topic.id: topic.basis or topic.id for topic in definition.year.topics}
    state = "" if line.get("state") == "planned" else words.LINES.get(str(line.get("state")), "")
    late = "gửi chậm" if line.get("late") else ""
    cells = {
        "content": line.get("content", ""),
        "topics": ", ".join(topics.get(t, t) for t in line.get("topics", ())),
        "genre": line.get("genre", ""),
        "unit": _name(definition, line.get("unit", "")),
        "when": shown_date(str(line.get("when", ""))),
        "partners": "; ".join(_names(definition, line.get("partners", ()))),
        "note": "; ".join(
            part
            for part in (state, late, altered_words(definition, alterations(line, partner)), str(line.get("note", "")))
            if part
        ),
    }
    return {name: cell(text) for name, text in cells.items()}


def _together(definition: Definition, rows: Iterable[Waiting], links: Mapping[Key, str]) -> list[dict[str, Any]]:
    """One row for a duty that several owe alike: a reader looks for who, not for the same words twelve times."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for it in rows:
        alike.setdefault((it.title, it.key.period, it.due, it.state, links.get(it.key, "")), []).extend(
            _names(definition, it.parties)
        )
    return [
        {
            "title": f"[{_cell(title)}]({link})" if link else _cell(title),
            "period": words.period(period),
            "who": _cell("; ".join(dict.fromkeys(who))),
            "due": _deadline(definition, due, short=True),
            "state": SHOWN[state],
        }
        for (title, period, due, state, link), who in alike.items()
    ]


def _answer(definition: Definition, answer: Content) -> str:
    name = _name(definition, answer["partner"])
    if not answer["answered"]:
        return f"{name}: chưa có ý kiến"
    counted = [
        f"{count} nội dung {words.OUTCOMES[o]}" for o in words.OUTCOMES if (count := answer["outcomes"].get(str(o)))
    ]
    return f"{name}: {words.listed(counted) or 'không có nội dung nào'}"


def _figures(content: Content) -> str:
    units = content.get("units")
    if content.get("lines") is not None or not units:
        return ""
    sent = sum(unit["party"] not in content.get("silent", ()) for unit in units)
    return f"{sent}/{len(units)} đơn vị đã gửi báo cáo; toàn văn dự thảo báo cáo được gửi kèm thư trình."


def _names(definition: Definition, parties: Iterable[str]) -> list[str]:
    return [_name(definition, party) for party in parties]
