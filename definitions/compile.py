"""Putting together: the month from the units' plans, the partners' answers into it, the year from the reports.

Plain JSON in the shapes that each docstring states; nothing here writes a sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from definitions.facts import SETTLED, Obligation, Outcome, State
from definitions.vocabulary import Definition

Content = dict[str, Any]
Line = dict[str, Any]

CHANGEABLE: Final = ("when", "genre", "slot")
"""What a partner may ask to change in a line."""

OUTCOMES: Final = tuple(map(str, Outcome))
FIGURES: Final = ("supplied", "announced", "reporters", "staff_articles")  # what a unit counts in its year's report


# what makes a change one and the same; the old value is no part of it, for it may be merged already
_identity = itemgetter("line", "partner", "outcome", "field", "new")


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit's plan of the month as it was handed in: the content of kind `unit-plan`, when it came, whether late."""

    content: Mapping[str, Any]
    received: dt.datetime | None = None
    late: bool = False

    @property
    def party(self) -> str:
        """Whose plan it is."""
        return str(self.content["party"])


def compile_month(
    definition: Definition, period: str, submissions: Iterable[UnitPlan], obligations: Iterable[Obligation]
) -> Content:
    """The month's plan before anybody outside has seen it, or what else is put together from what is handed in.

    `submissions` are the latest plan of each unit, `obligations` those of the unit's plan in this period. A plan that
    was returned or whose obligation is not settled adds no line; a unit that is silent is named, and never waited for.
    Gives {"kind": "month-plan", "period", "lines", "units", "silent", "answers": [], "changes": []}.
    """
    plans = {plan.party: plan for plan in submissions}
    units = _units(definition, plans, obligations)
    taken = [plans[unit["party"]] for unit in units if unit["state"] in SETTLED and unit["party"] in plans]
    lines = [line for plan in taken for line in _lines_of(plan)]
    return {
        "kind": "month-plan",
        "period": period,
        "lines": in_order(definition, lines),
        "units": units,
        "silent": [unit["party"] for unit in units if _silent(unit)],
        "answers": [],
        "changes": [],
    }


def in_order(definition: Definition, lines: Iterable[Line]) -> list[Line]:
    """By the first topic in the order of the plan (none: last), then the unit in the order of the year, then the id."""
    topics = {topic.id: n for n, topic in enumerate(definition.year.topics)}
    parties = _party_order(definition)

    def place(line: Line) -> tuple[int, int, str]:
        first = min((topics.get(topic, len(topics)) for topic in line.get("topics", ())), default=len(topics))
        return first, parties.get(line["unit"], len(parties)), line["id"]

    return sorted(lines, key=place)


def _party_order(definition: Definition) -> dict[str, int]:
    return {party.id: n for n, party in enumerate(definition.year.parties)}


def _units(definition: Definition, plans: Mapping[str, UnitPlan], obligations: Iterable[Obligation]) -> list[Content]:
    """Every party that owed or sent something, in the order of the year."""
    owed = {it.key.party: it for it in obligations}
    order = _party_order(definition)
    parties = sorted({*plans, *owed}, key=lambda party: (order.get(party, len(order)), party))
    return [_unit(party, owed.get(party), plans.get(party)) for party in parties]


def _unit(party: str, owed: Obligation | None, plan: UnitPlan | None) -> Content:
    state = owed.state if owed else State.NIL if plan and plan.content.get("nil") else State.SUBMITTED
    came = plan.received if plan else owed.received if owed else None
    received = came.astimezone(dt.UTC).isoformat() if came else None
    return {"party": party, "state": str(state), "received": received, "late": bool(plan and plan.late)}


def _silent(unit: Mapping[str, Any]) -> bool:
    """Nothing came, and nobody let it go; a plan sent back for more did come."""
    return unit["state"] not in SETTLED | {State.BEFORE, State.RETURNED}


def _lines_of(plan: UnitPlan) -> list[Line]:
    added = {"unit": plan.party, "late": plan.late, "state": "planned", "postponed_to": ""}
    return [] if plan.content.get("nil") else [{**line, **added} for line in plan.content.get("lines", ())]


# ---------------------------------------------------------------- the partners' answers


def apply_answers(
    month_plan: Mapping[str, Any], answers: Iterable[Mapping[str, Any]], asked: Sequence[str] = ()
) -> Content:
    """The next version of the month's plan, with the partners' answers of one round merged.

    `answers` are contents of kind `agreement`; `asked` are the partners that were asked (else those a line names). What
    a partner changes becomes the line's own where no other partner keeps to something else; otherwise `by_partner` of
    the line says who takes it how. A line is `postponed` where a partner postpones it and none takes it now; `dropped`
    only where every partner asked about it refused it. Whoever did not answer stands in `answers` with answered=false,
    and never counts as agreed. The order of the answers is irrelevant, and merged twice they are merged once.
    """
    said = {str(it["partner"]): it for it in sorted(answers, key=lambda it: (it["partner"], it.get("round", 1)))}
    named = (str(p) for line in month_plan["lines"] for p in line.get("partners", ()))
    partners = list(dict.fromkeys((*asked, *sorted({*named, *said}))))
    replies = {p: {a["line"]: a for a in said[p].get("answers", ())} for p in said}
    lines, changes = [], list(month_plan.get("changes", ()))
    for line in month_plan["lines"]:
        mine = {p: reply[line["id"]] for p, reply in replies.items() if line["id"] in reply}
        lines.append(_answered(line, mine, partners))
        found = [change for p in partners if p in mine for change in _changes(line, p, mine[p])]
        known = {_identity(change) for change in changes}
        changes += [change for change in found if _identity(change) not in known]
    return {
        **month_plan,
        "lines": lines,
        "answers": _merged_answers(month_plan.get("answers", ()), partners, said),
        "changes": changes,
    }


def _answered(line: Line, mine: Mapping[str, Mapping[str, Any]], partners: Sequence[str]) -> Line:
    if not mine or line.get("state") == "dropped":
        return dict(line)
    asked = list(line.get("partners") or partners)
    refused = {p for p, it in mine.items() if it["outcome"] == "refused"}
    # a line that those it was meant for refuse goes to another partner only if that one said that it takes it
    kept = [p for p in asked if p not in refused] or [p for p in sorted(mine) if p not in refused]
    if not kept:
        return {**line, "state": "dropped"}
    changed = {**line, "partners": kept} if refused & set(asked) else dict(line)
    answered = {p: mine[p] for p in kept if p in mine}
    return _retimed(_merged(changed, kept, answered), answered)


def _retimed(line: Line, answered: Mapping[str, Mapping[str, Any]]) -> Line:
    outcomes = {it["outcome"] for it in answered.values()}
    if outcomes & {"agreed", "changed"}:
        return {**line, "state": "planned", "postponed_to": ""}
    later = sorted({str(it.get("when", "")) for it in answered.values() if it["outcome"] == "postponed"} - {""})
    return {**line, "state": "postponed", "postponed_to": "; ".join(later)} if "postponed" in outcomes else line


def _merged(line: Line, kept: Sequence[str], answered: Mapping[str, Mapping[str, Any]]) -> Line:
    """The changes taken over; where partners differ, the line keeps its own and `by_partner` holds what each takes."""
    merged = {name: value for name, value in line.items() if name != "by_partner"}
    apart: dict[str, dict[str, str]] = {p: dict(it) for p, it in line.get("by_partner", {}).items() if p in kept}
    for field in CHANGEABLE:
        said = {p: it.get(field) for p, it in answered.items() if it["outcome"] == "changed"}
        wishes = {p: wish for p, wish in said.items() if wish and wish != line.get(field)}
        holders = [p for p in kept if p in answered and answered[p]["outcome"] == "agreed" and p not in wishes]
        if len(set(wishes.values())) == 1 and not holders:
            merged[field] = next(iter(wishes.values()))
            for own in apart.values():
                own.pop(field, None)
        else:
            for partner, wish in wishes.items():
                apart.setdefault(partner, {})[field] = wish
    apart = {p: it for p, it in sorted(apart.items()) if it}
    return {**merged, "by_partner": apart} if apart else merged


def _changes(line: Line, partner: str, answer: Mapping[str, Any]) -> list[Content]:
    """One entry for each field that a partner changes; one without a field for the other outcomes but `agreed`."""
    outcome = str(answer["outcome"])
    common = {"line": line["id"], "partner": partner, "outcome": outcome, "reason": str(answer.get("reason", ""))}
    if outcome == "changed":
        return [
            {**common, "field": field, "old": str(line.get(field, "")), "new": str(answer[field])}
            for field in CHANGEABLE
            if answer.get(field) and answer[field] != line.get(field, "")
        ]
    if outcome == "agreed":
        return []
    new = str(answer.get("when", "")) if outcome == "postponed" else ""
    return [{**common, "field": "when" if new else "", "old": str(line.get("when", "")) if new else "", "new": new}]


def _merged_answers(
    before: Iterable[Mapping[str, Any]], partners: Iterable[str], said: Mapping[str, Mapping[str, Any]]
) -> list[Content]:
    """Who answered how, for every partner asked; an earlier round's answer stands until a later one replaces it."""
    old = {it["partner"]: dict(it) for it in before}
    rows = {p: old.get(p) or _counted(p, None) for p in dict.fromkeys((*old, *partners))}
    rows |= {p: _counted(p, it) for p, it in said.items()}
    return list(rows.values())


def _counted(partner: str, answer: Mapping[str, Any] | None) -> Content:
    outcomes = [it["outcome"] for it in answer.get("answers", ())] if answer else []
    counts = {outcome: outcomes.count(outcome) for outcome in OUTCOMES}
    return {"partner": partner, "answered": answer is not None, "outcomes": counts}


def outcomes_for(month_plan: Mapping[str, Any], party: str) -> tuple[Content, ...]:
    """What became of a unit's lines, in the order of the plan.

    Each {"line": id, "content", "state": planned|postponed|dropped, "postponed_to", "partners": [ids],
    "changes": [the entries of this line], "unanswered": [partners of the line that did not answer]}.
    """
    silent = {it["partner"] for it in month_plan.get("answers", ()) if not it["answered"]}
    return tuple(
        {
            "line": line["id"],
            "content": line.get("content", ""),
            "state": line.get("state", "planned"),
            "postponed_to": line.get("postponed_to", ""),
            "partners": list(line.get("partners", ())),
            "changes": [it for it in month_plan.get("changes", ()) if it["line"] == line["id"]],
            "unanswered": [p for p in line.get("partners") or sorted(silent) if p in silent],
        }
        for line in month_plan["lines"]
        if line["unit"] == party
    )


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Content]:
    """What differs between two versions, by line, whatever the order of the lines.

    Each {"line": id, "what": added|removed|changed, "field", "old", "new"}, ordered by line and field.
    """
    before, after = ({line["id"]: line for line in plan["lines"]} for plan in (old, new))
    found: list[Content] = []
    for id in sorted({*before, *after}):
        if id not in before or id not in after:
            what = "removed" if id in before else "added"
            found.append({"line": id, "what": what, "field": "", "old": None, "new": None})
            continue
        for field in sorted({*before[id], *after[id]}):
            was, now = before[id].get(field), after[id].get(field)
            if was != now:
                found.append({"line": id, "what": "changed", "field": field, "old": was, "new": now})
    return found


# ---------------------------------------------------------------- the year


def compile_year(
    definition: Definition, period: str, reports: Iterable[UnitPlan], obligations: Iterable[Obligation]
) -> Content:
    """What the report to the Ministry tells, from the units' reports of the year; its numbers come from `report.py`.

    Gives {"kind": "ministry-report", "period", "units": [{"party", "state", "received", "late"}...], "silent": [...],
    "figures": {name: sum}, "by_unit": [{"party", <figures>}...], "results" / "difficulties" / "proposals":
    [{"party", "text"}...], "assessment": "", "directions": ""}. The last two are for a person to write.
    """
    given = {it.party: it for it in reports}
    units = _units(definition, given, obligations)
    told = [given[u["party"]].content for u in units if u["party"] in given and u["state"] in SETTLED]
    by_unit = [{"party": it["party"], **{name: figure(it, name) for name in FIGURES}} for it in told]
    return {
        "kind": "ministry-report",
        "period": period,
        "units": units,
        "silent": [unit["party"] for unit in units if _silent(unit)],
        "figures": {name: sum(row[name] for row in by_unit) for name in FIGURES},
        "by_unit": by_unit,
        **{name: _texts(told, name) for name in ("results", "difficulties", "proposals")},
        "assessment": "",
        "directions": "",
    }


def figure(report: Mapping[str, Any], name: str) -> int:
    """A number of a unit's report, from its figures or its lines; what is no whole number ("gần 500") counts as 0."""
    rows = [report.get("figures", {}), *report.get("lines", ())]
    values = [row.get(name) for row in rows]
    return sum(value for value in values if isinstance(value, int) and not isinstance(value, bool))


def _texts(reports: Iterable[Mapping[str, Any]], name: str) -> list[Content]:
    """What the units wrote under that name; a report that came as one note stands under the results."""
    found: list[Content] = []
    for it in reports:
        said = [str(row.get(name, "")).strip() for row in (it, *it.get("lines", ()))]
        said = [text for text in said if text] or ([str(it.get("note", "")).strip()] if name == "results" else [])
        found += [{"party": it["party"], "text": "\n".join(said)}] if any(said) else []
    return found
