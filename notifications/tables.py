"""What the tables of documents and workbooks show: contents and numbers -> rows of words. One place, two formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from definitions.altered import alterations
from definitions.cells import UNHEARD, UNTAKEN
from definitions.content import shown_date
from definitions.events import Outcome
from definitions.facts import State
from definitions.figures import About, OfUnit, Report
from definitions.newest import UNCHANGED
from definitions.vocabulary import Definition
from notifications import words
from notifications.changes import altered_words
from notifications.narrative import names

Row = dict[str, Any]

NONE: Final = "–"
_FIELDS: Final = {"when": "thời gian", "genre": "thể loại", "slot": "chuyên mục, khung giờ"}


def month(definition: Definition, content: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the plan of a month shows, by the names in the template `month-plan.docx`."""
    rows = plan_rows(definition, content)
    changes = change_rows(definition, content)
    units = {name: _units(definition, content, name) for name in ("silent", "returned", "late", "nil")}
    return {
        "rows": rows,
        "total": words.number(len(rows)),
        "planning_units": words.number(len({line["unit"] for line in _kept(content)})),
        "topics": _by_topic(definition, content),
        "heard": _heard(definition, content),
        "answers": answers(definition, content),
        "second_annex": "Phụ lục II" if rows else "Phụ lục",
        "changes": changes,
        **units,
    }


def plan_rows(definition: Definition, content: Mapping[str, Any]) -> list[Row]:
    """One row for each line that stays: n, content, topics, activities, genre, unit, when, partners, note, line (its id)."""
    silent = [it["partner"] for it in content.get("answers", ()) if not it["answered"]]
    return [
        {
            "n": n,
            "content": line.get("content", ""),
            "topics": ", ".join(_topics(definition, line)) or NONE,
            "activities": ", ".join(_activities(definition, line)) or NONE,
            "genre": _each(definition, line, "genre"),
            "unit": _unit(definition, line),
            "when": _each(definition, line, "when"),
            "partners": _partners(definition, line, silent),
            "note": _note(definition, line),
            "line": line["id"],
        }
        for n, line in enumerate(_kept(content), 1)
    ]


def change_rows(definition: Definition, content: Mapping[str, Any]) -> list[Row]:
    """One row for each thing that a partner did not simply agree to: n, content, partner, outcome, old, new, reason."""
    about = {line["id"]: line.get("content", "") for line in content["lines"]}
    return [
        {
            "n": n,
            "content": about.get(it["line"], it["line"]),
            "partner": names(definition, [it["partner"]])[0],
            "outcome": _outcome(it),
            "old": shown_date(it["old"]) or NONE,
            "new": shown_date(it["new"]) or NONE,
            "reason": it["reason"] or NONE,
        }
        for n, it in enumerate(content.get("changes", ()), 1)
    ]


def answers(definition: Definition, content: Mapping[str, Any]) -> list[str]:
    """A sentence for each partner that was asked; silence is said as silence."""
    asked = content.get("answers", ())
    if not asked:
        return ["Chưa có ý kiến của các cơ quan báo chí tại thời điểm lập bản này."]
    return [_answer(names(definition, [it["partner"]])[0], it) for it in asked]


def _heard(definition: Definition, content: Mapping[str, Any]) -> str:
    """Whose opinion the plan may say that it stands on: those that answered, and nobody else."""
    answered = [it["partner"] for it in content.get("answers", ()) if it["answered"]]
    return f" và ý kiến của {words.listed(names(definition, answered))}" if answered else ""


def _answer(name: str, it: Mapping[str, Any]) -> str:
    if not it["answered"]:
        return f"{name}: chưa có ý kiến."
    said = [
        f"{words.OUTCOMES[Outcome(outcome)]} {words.number(count)} nội dung"
        for outcome, count in it["outcomes"].items()
        if count
    ]
    return f"{name}: {'; '.join(said) or 'đã trả lời, không có ý kiến về nội dung nào'}."


def _outcome(change: Mapping[str, Any]) -> str:
    said = words.OUTCOMES[Outcome(change["outcome"])]
    if change["outcome"] == Outcome.CHANGED and change["field"] in _FIELDS:
        return f"{said} {_FIELDS[change['field']]}"
    return said


# ---------------------------------------------------------------- one line


def _kept(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Without what is dropped, and without a change that was not taken: of that line the earlier plan says what it is."""
    return [line for line in content["lines"] if line.get("state") not in ("dropped", UNCHANGED)]


def _topics(definition: Definition, line: Mapping[str, Any]) -> list[str]:
    return [it.basis or f"II.{n}" for n, it in enumerate(definition.year.topics, 1) if it.id in line.get("topics", ())]


def _activities(definition: Definition, line: Mapping[str, Any]) -> list[str]:
    return [str(n) for n, it in enumerate(definition.year.activities, 1) if it.id in line.get("activities", ())]


def _each(definition: Definition, line: Mapping[str, Any], field: str) -> str:
    """The line's own, and what a partner takes otherwise."""
    own = shown_date(str(line.get(field, "")))
    apart = {p: it[field] for p, it in line.get("by_partner", {}).items() if field in it}
    said = [f"{names(definition, [partner])[0]}: {shown_date(value)}" for partner, value in apart.items()]
    return "; ".join([own, *said] if own else said) or NONE


def _unit(definition: Definition, line: Mapping[str, Any]) -> str:
    unit = names(definition, [line["unit"]])[0]
    lead, beside = line.get("lead", ""), line.get("with", "")
    said = unit if not lead or lead == unit else f"{unit} (chủ trì: {lead})"
    return f"{said}; phối hợp: {beside}" if beside else said


def _partners(definition: Definition, line: Mapping[str, Any], silent: Sequence[str]) -> str:
    """A partner that takes it, or has said nothing of it; where the leader keeps a line that none takes, nobody."""
    ids = line.get("partners", ())
    if not ids and line.get("declined"):
        return UNTAKEN
    return "; ".join(
        f"{name} {UNHEARD}" if id in silent or id in line.get("given", ()) else name
        for id, name in zip(ids, names(definition, ids), strict=True)
    )


def _note(definition: Definition, line: Mapping[str, Any]) -> str:
    slots = [_each(definition, line, "slot")] if line.get("slot") else []
    later = line.get("postponed_to", "")
    changed = altered_words(definition, alterations(line))
    parts = [
        line.get("note", ""),
        _SETTLED.get(str(line.get("settled", line.get("state"))), ""),
        *slots,
        (f"Lùi thời gian đến: {shown_date(later)}" if later else "Lùi thời gian")
        if line.get("state") == "postponed"
        else "",
        changed[:1].upper() + changed[1:],
        "Đơn vị gửi chậm" if line.get("late") else "",
    ]
    return "; ".join(part for part in parts if part)


_SETTLED: Final = {
    "disputed": "Chưa thống nhất, trình Lãnh đạo quyết định",
    "keep": "Giữ theo ý kiến Lãnh đạo",
    "give": "Chuyển cơ quan báo chí theo ý kiến Lãnh đạo",
}
"""What became of a line that every partner asked about it refused."""


# ---------------------------------------------------------------- the month's lists


def _by_topic(definition: Definition, content: Mapping[str, Any]) -> list[str]:
    counts = Counter(topic for line in _kept(content) for topic in line.get("topics", ()))
    said = [
        f"Mục {it.basis or f'II.{n}'} ({it.short or _lowered(it.title)}): {words.number(counts[it.id])} nội dung"
        for n, it in enumerate(definition.year.topics, 1)
        if counts[it.id]
    ]
    return [f"{sentence}{';' if n < len(said) else '.'}" for n, sentence in enumerate(said, 1)]


def _lowered(title: str) -> str:
    """A title in the middle of a sentence."""
    title = title.rstrip(". ")
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _units(definition: Definition, content: Mapping[str, Any], which: str) -> list[str]:
    """Names with `;` between them and `.` at the end."""
    chosen = [unit["party"] for unit in content["units"] if _is(unit, which, content["silent"])]
    said = names(definition, chosen)
    return [f"{name}{';' if n < len(said) else '.'}" for n, name in enumerate(said, 1)]


def _is(unit: Mapping[str, Any], which: str, silent: Sequence[str]) -> bool:
    if which == "silent":
        return unit["party"] in silent
    if which == "late":
        return bool(unit["late"]) and unit["state"] != State.RETURNED
    return unit["state"] == which


# ---------------------------------------------------------------- the year


def year(definition: Definition, report: Report) -> dict[str, Any]:
    """Every table of the report to the Ministry, by the names in the template `ministry-report.docx`."""
    partners = _partner_rows(definition, report)
    units = [_unit_row(definition, n, it) for n, it in enumerate(report.units, 1)]
    beside = report.publications.without_unit
    return {
        "topics": _about([it.short or it.title for it in definition.year.topics], report.topics),
        "activities": _about([it.short or it.title for it in definition.year.activities], report.activities),
        "partners": partners,
        "total": words.number(report.publications.total),
        "units": units,
        "sums": _sums(report),
        "without_unit": f"Ngoài ra, {words.number(beside)} tin, bài không ghi đơn vị." if beside else "",
        "months": [
            {
                "n": n, "month": words.period(it.period).removeprefix("tháng "), "owed": it.plans.owed,
                "on_time": it.plans.on_time, "late": it.plans.late, "nil": it.plans.nil, "missed": it.plans.missed,
                "lines": it.lines.planned + it.lines.postponed, "covered": it.lines.covered,
                "publications": it.publications,
            }
            for n, it in enumerate(report.months, 1)
        ],
        "silent": names(definition, report.silent),
    }  # fmt: skip


def _about(titles: Sequence[str], rows: Iterable[About]) -> list[Row]:
    return [
        {"n": n, "title": title, "planned": it.planned, "covered": it.covered, "publications": it.publications}
        for n, (title, it) in enumerate(zip(titles, rows, strict=True), 1)
    ]


def _partner_rows(definition: Definition, report: Report) -> list[Row]:
    rows = [(partner, genre, count) for partner, genres in report.partners for genre, count in genres]
    return [
        {"n": n, "partner": names(definition, [partner])[0], "genre": genre, "count": words.number(count)}
        for n, (partner, genre, count) in enumerate(rows, 1)
    ]


def _unit_row(definition: Definition, n: int, it: OfUnit) -> Row:
    return {
        "n": n,
        "unit": names(definition, [it.party])[0],
        "on_time": it.plans.on_time,
        "late": it.plans.late,
        "nil": it.plans.nil,
        "missed": it.plans.missed,
        "lines": it.lines.planned + it.lines.postponed,
        "covered": it.lines.covered,
        "publications": it.publications,
        "genres": "; ".join(f"{genre}: {count}" for genre, count in it.genres) or NONE,
        "staff": dict(it.estimates).get("staff_articles") or dict(it.figures)["staff_articles"],
        "reported": "đã gửi" if it.reported else "chưa gửi",
    }


def _sums(report: Report) -> Row:
    return {
        "on_time": report.plans.on_time,
        "late": report.plans.late,
        "nil": report.plans.nil,
        "missed": report.plans.missed,
        "lines": report.lines.planned + report.lines.postponed,
        "covered": report.lines.covered,
        "publications": report.publications.total - report.publications.without_unit,
        "staff": _staff(report),
    }


def _staff(report: Report) -> str:
    """The sum of what was said exactly; estimates stand in the rows, and beside the sum as what they are."""
    said = [it for _, it in dict(report.estimates).get("staff_articles", ())]
    return words.summed(dict(report.figures)["staff_articles"], dict(report.exact).get("staff_articles", 0), said)
